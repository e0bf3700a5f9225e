"""A person's word, held against the film: what cannot be asked for together, and what a film could not grant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from autoedit.errors import BadOption
from autoedit.model.document import Decision, DecisionKind, Footage
from autoedit.plan.candidate import Candidate
from autoedit.plan.solve import Choice


def check_placed(decisions: Iterable[Decision], footage: Sequence[Footage], film_frames: int, rate: Fraction) -> None:
    """Clips that a person put in place fit into the film, into their files, and beside one another.

    Raises:
        BadOption: one does not; it is named, with what would help.
    """
    files = {item.media.id: item.media for item in footage}
    pins = [(decision, decision.span) for decision in decisions if decision.span is not None]
    for pin, span in pins:
        low, high = _source(pin, rate)
        media = files.get(pin.select.partition("/")[0])
        if media is not None and not media.start <= low < high <= media.end:
            runs = f"{float(media.start):.3f} to {float(media.end):.3f} s"
            raise BadOption(
                f"clip {pin.slot}, {pin.select}, shows {float(low):.3f} to {float(high):.3f} s, and its file runs from {runs}. "
                "Trim the clip."
            )
        if span.stop > film_frames:
            raise BadOption(
                f"clip {pin.slot}, {pin.select}, ends at frame {span.stop}, and the film has {film_frames}. "
                f"Trim the clip, or give --length {float(span.stop / rate):.3f}."
            )
    for (a, span), (b, other) in combinations(pins, 2):
        if span.start < other.stop and other.start < span.stop:
            raise BadOption(f"clips {a.slot} and {b.slot} lie over one another in the film. Move or trim one.")
        (low, high), (other_low, other_high) = _source(a, rate), _source(b, rate)
        if a.select.partition("/")[0] == b.select.partition("/")[0] and low < other_high and other_low < high:
            raise BadOption(f"clips {a.slot} and {b.slot} show one moment of {a.select.partition('/')[0]}. Move or trim one.")


def ungranted(decisions: Iterable[Decision], choices: Sequence[Choice], names: Iterable[str], rate: Fraction) -> list[str]:
    """What a film does not grant, a sentence each.

    Args:
        names: the selects that were wished and could have been chosen.
    """
    shown = {choice.candidate.name for choice in choices}
    told = [f"{name} could not be kept: there is no place for it in this length" for name in sorted(set(names) - shown)]
    for decision in decisions:
        if decision.select not in shown:
            continue
        if decision.kind is DecisionKind.PIN and not _is_in_place(decision, choices):
            has = f", which has {len(choices)}" if decision.slot is not None and decision.slot > len(choices) else ""
            told.append(f"{decision.select} could not be clip {decision.slot} of the film{has}: it is shown elsewhere")
        if decision.kind is DecisionKind.FIRST and choices[0].candidate.name != decision.select:
            told.append(f"{decision.select} could not come first")
        if decision.kind is DecisionKind.LAST and choices[-1].candidate.name != decision.select:
            told.append(f"{decision.select} could not come last")
    for choice in choices:
        select = choice.candidate.select
        is_seen = choice.source_start <= select.peak < choice.source_start + choice.slot.frames / rate
        if choice.candidate.wish is DecisionKind.MUST and not is_seen:
            told.append(f"{choice.candidate.name} is shown, but not at {float(select.peak):.3f} s")
    return told


def ungranted_in_talk(
    decisions: Sequence[Decision], choices: Sequence[Choice], known: Sequence[Candidate], rate: Fraction
) -> list[str]:
    """What a person wished that a talk does not grant: it keeps its order, and its sentences whole."""
    told = []
    peaks = {candidate.name: candidate.select.peak for candidate in known}
    for decision in decisions:
        shown = [
            place
            for place, choice in enumerate(choices)
            if _shows(choice, decision, peaks.get(decision.select, decision.time), rate)
        ]
        if decision.kind is DecisionKind.DROP:
            continue
        if not shown and decision.kind is not DecisionKind.PIN:
            told.append(f"{decision.select} could not be kept: there is no place for it in this length")
        elif decision.kind is DecisionKind.FIRST and 0 not in shown:
            told.append(f"{decision.select} could not come first: a talk keeps its order")
        elif decision.kind is DecisionKind.LAST and len(choices) - 1 not in shown:
            told.append(f"{decision.select} could not come last: a talk keeps its order")
        elif decision.kind is DecisionKind.PIN and not _is_pinned(decision, choices, shown):
            told.append(
                f"{decision.select} is not clip {decision.slot} as it was placed: a talk keeps its order and its sentences"
            )
    return told


def _is_in_place(pin: Decision, choices: Sequence[Choice]) -> bool:
    if pin.start is not None:
        return any(choice.slot.start == pin.start and choice.candidate.name == pin.select for choice in choices)
    assert pin.slot is not None, "a pin names a clip"
    return pin.slot <= len(choices) and choices[pin.slot - 1].candidate.name == pin.select


def _source(pin: Decision, rate: Fraction) -> tuple[Fraction, Fraction]:
    assert pin.source_start is not None, "a clip in its place has a source start"
    assert pin.frames is not None, "a clip in its place has a length"
    return pin.source_start, pin.source_start + pin.frames / rate


def _shows(choice: Choice, decision: Decision, instant: Fraction | None, rate: Fraction) -> bool:
    start, end = choice.source_start, choice.source_start + choice.slot.frames / rate
    media = decision.select.partition("/")[0]
    return instant is not None and choice.candidate.media.id == media and start <= instant < end


def _is_pinned(pin: Decision, choices: Sequence[Choice], shown: Sequence[int]) -> bool:
    if pin.is_placed:
        return any((c.slot.start, c.slot.frames, c.source_start) == (pin.start, pin.frames, pin.source_start) for c in choices)
    return pin.slot is not None and pin.slot - 1 in shown
