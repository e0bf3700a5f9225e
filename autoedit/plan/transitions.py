"""How each clip gives way to the next: by a hard cut on the beat, unless something there asks for more, and then it says why.

What a cut is an occasion for (``occasions``) is met by the first transition that the film allows (``transition_kinds``) and that
has its handles; of too many the weightiest stay. A transition lies over handles, its middle on the cut: it moves no cut, no
beat and no clip, and shows nothing from outside a select's limits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from autoedit.model.time import nearest_frame, whole_frames
from autoedit.model.timeline import Transition
from autoedit.plan.bed import Bed
from autoedit.plan.occasions import Cause, Mood, Occasion, causes, mood_of
from autoedit.plan.own_cuts import OwnCut, granted
from autoedit.plan.solve import Choice
from autoedit.plan.style import Pace, Style
from autoedit.plan.transition_kinds import kinds_for, settings_of, span_of

MOST_OF_CLIP = Fraction(2, 5)  # a transition takes no more of either clip
# One in so many cuts is more than a cut; and so many cuts and seconds lie from one such to the next.
CALM_SHARE, SHARE = 3, 4
CALM_APART, APART = 2, 3
APART_SECONDS = Fraction(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What stands at each inner cut, None for a plain one.

    ``shown`` is what the film has, ``planned`` what it would have where a person set something else; ``notes`` tell what of that
    could not stay.
    """

    shown: tuple[Transition | None, ...]
    planned: tuple[Transition | None, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A transition that a cut could have, and why."""

    cause: Cause
    transition: Transition


def transitions_of(
    choices: Sequence[Choice],
    style: Style,
    rate: Fraction,
    *,
    pace: Pace = Pace.NORMAL,
    allowed: Sequence[str] | None = None,
    bed: Bed | None = None,
    own: Sequence[OwnCut] = (),
) -> Chosen:
    """A film's transitions, with those that a person set.

    Args:
        allowed: names of transitions, the best liked first; None leaves it to the style.
        bed: the music, by whose beats lengths are measured.
        own: what a person wants at some cuts.
    """
    free = choose_transitions(choices, style, rate, pace=pace, allowed=allowed, bed=bed)
    if not own:
        return Chosen(shown=free, planned=free)
    held = granted(own, choices, rate)
    shown = choose_transitions(choices, style, rate, pace=pace, allowed=allowed, bed=bed, held=held.cuts)
    planned = tuple(free[place] if place + 1 in held.cuts else transition for place, transition in enumerate(shown))
    return Chosen(shown=shown, planned=planned, notes=held.notes)


def choose_transitions(
    choices: Sequence[Choice],
    style: Style,
    rate: Fraction,
    *,
    pace: Pace = Pace.NORMAL,
    allowed: Sequence[str] | None = None,
    bed: Bed | None = None,
    held: Mapping[int, Transition | None] | None = None,
) -> tuple[Transition | None, ...]:
    """The transition at each inner cut, None for a plain one.

    Args:
        allowed, bed: as in ``transitions_of``.
        held: what stands at some cuts, by their numbers from 1, and stays.
    """
    held = held or {}
    if len(choices) < 2:
        return ()
    allowed = style.transitions if allowed is None else allowed
    mood = mood_of(choices, style, pace)
    wished: dict[int, Wished] = {}
    for number, (before, after) in enumerate(pairwise(choices), start=1):
        found = _wish(before, after, causes(before, after, mood), number, allowed, rate, _beat_at(after, bed))
        if found is not None:
            wished[number] = found
    starts = [choice.slot.start for choice in choices]
    stand: dict[int, Transition | None] = dict(held)
    taken = [number for number, transition in held.items() if transition is not None]
    # What a person takes out makes no room for others: what else was chosen stays, or goes for what was put in near it.
    for number in _not_too_many(wished, starts, mood, rate) - set(held):
        is_seen = wished[number].cause.occasion is not Occasion.JUMP
        # A person's may take a whole clip, so that none shares one with it.
        is_beside = any(abs(number - other) == 1 for other in taken)
        if not is_beside and (not is_seen or all(_are_apart(wished, number, other, starts, mood, rate) for other in taken)):
            stand[number] = wished[number].transition
    return tuple(stand.get(number) for number in range(1, len(choices)))


def _wish(
    before: Choice,
    after: Choice,
    why: Sequence[Cause],
    number: int,
    allowed: Sequence[str],
    rate: Fraction,
    beat: Fraction | None,
) -> Wished | None:
    """The first transition that a cause asks for and that has room."""
    for cause in why:
        for kind in kinds_for(cause.occasion, allowed):
            side = _side(kind, before, after, rate, beat)
            if side:
                transition = Transition(
                    kind=kind,
                    in_frames=side,
                    out_frames=side,
                    settings=settings_of(kind, cause, number),
                    reason=cause.why,
                )
                return Wished(cause=cause, transition=transition)
    return None


def _side(kind: str, before: Choice, after: Choice, rate: Fraction, beat: Fraction | None) -> int:
    """How many frames on either side of the cut, alike so that the change is on it; 0 where there is too little room."""
    room, span = _room(before, after, rate), span_of(kind)
    lengths = list(span.lengths(beat))
    fitting = [nearest_frame(length / 2, rate) for length in lengths]
    if not span.is_by_tempo or beat is None:
        # Without a beat to keep to, whatever there is room for.
        fitting.append(room)
    least = max(1, nearest_frame(span.least / 2, rate))
    return next((side for side in fitting if least <= side <= min(room, fitting[0])), 0)


def _room(before: Choice, after: Choice, rate: Fraction) -> int:
    """How many frames a side may take of either clip, and of the handles within its select's limits, which show one shot."""
    end = before.source_start + before.slot.frames / rate
    handles = before.candidate.select.out_limit - end, after.source_start - after.candidate.select.in_limit
    shares = [(choice.slot.frames * MOST_OF_CLIP).__floor__() for choice in (before, after)]
    return max(0, min(*shares, *(whole_frames(handle, rate) for handle in handles)))


def _beat_at(after: Choice, bed: Bed | None) -> Fraction | None:
    """How long the beat lasts that a clip begins with; None off the beat, or where it is not known."""
    beat = after.slot.beat
    if bed is None or beat is None or beat.number == 0:
        return None
    for here, following in pairwise(bed.beats):
        if here.time <= beat.time < following.time:
            return following.time - here.time if following.number else None
    return None


def _not_too_many(wished: Mapping[int, Wished], starts: Sequence[int], mood: Mood, rate: Fraction) -> set[int]:
    """The cuts whose transitions stay: the weightiest, apart from one another, and few.

    A morph is not meant to be seen, so it is not counted.
    """
    most = math.ceil((len(starts) - 1) / (CALM_SHARE if mood.is_calm else SHARE))
    unseen = {number for number, wish in wished.items() if wish.cause.occasion is Occasion.JUMP}
    taken: list[int] = []
    for number in sorted(set(wished) - unseen, key=lambda number: _rank(wished[number].cause, number)):
        if len(taken) < most and all(_are_apart(wished, number, other, starts, mood, rate) for other in taken):
            taken.append(number)
    return {*taken, *unseen}


def _rank(cause: Cause, number: int) -> tuple[int, float, int]:
    return cause.occasion.weight, -cause.strength, number


def _are_apart(wished: Mapping[int, Wished], one: int, other: int, starts: Sequence[int], mood: Mood, rate: Fraction) -> bool:
    """Whether two cuts may both be more than cuts.

    In a calm film never two in a row; in a lively one what marks the form of the music may follow close, as the drop on a breath.
    """
    if mood.is_calm:
        return abs(one - other) >= CALM_APART
    are_form = all(number in wished and wished[number].cause.occasion.is_of_form for number in (one, other))
    is_long = abs(starts[one] - starts[other]) / rate >= APART_SECONDS
    return is_long and (are_form or abs(one - other) >= APART)
