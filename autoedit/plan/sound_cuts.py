"""The footage's own sound under its pictures: at one loudness, a line heard whole or not at all.

A line that a cut would break goes on over the neighbour's picture where little of it is left and nothing is said there: the sound
trails its picture (an L-cut) or leads it (a J-cut). Else it is left out: the sound begins after it, or ends before it. A clip in
which a line is whole is laid louder, and the mix lowers the music under it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from autoedit.model.select import Speech
from autoedit.model.timeline import Clip, Gap, Item, Reason, Track, TrackKind, TrackRole, Transition
from autoedit.plan.overlaps import overlaps, source_end
from autoedit.plan.solve import Choice

MOST_LIFT, MOST_CUT = 12.0, 30.0  # a microphone's hiss lifted further is all one hears
SHORTEST_SOUND = Fraction(1, 5)  # less is a click between two silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which frames of a clip are heard, [first, last), counted from its picture's first.

    ``first`` is below zero where the sound leads, and ``last`` lies beyond the picture where it trails.
    """

    first: int
    last: int

    @property
    def frames(self) -> int:
        """How long it is heard."""
        return self.last - self.first


def source_sound(
    choices: Sequence[Choice],
    transitions: Sequence[Transition | None],
    rate: Fraction,
    *,
    level: float | None,
    line_level: float | None,
    fade_out: int = 0,
) -> Track | None:
    """The track of the footage's sound; None where there is none, or none is wanted.

    Args:
        level: the loudness each clip is brought to, in LUFS, and ``line_level`` that of one in which a line is whole.
    """
    if level is None or not any(choice.candidate.select.loudness is not None for choice in choices):
        return None
    items: list[Item] = []
    spans = spans_heard(choices, rate)
    cuts = list(accumulate((choice.slot.frames for choice in choices), initial=0))
    laid = 0
    for number, (choice, span) in enumerate(zip(choices, spans, strict=True)):
        is_last = number == len(choices) - 1
        if span.frames:
            items += _silence(laid, cuts[number] + span.first, cuts)
            wished = line_level if line_level is not None and _has_line(choice, span, rate) else level
            items.append(_clip(number, choice, span, rate, wished, fade_out if is_last else 0))
            laid = cuts[number] + span.last
        transition = None if is_last else transitions[number]
        if transition is not None and _crosses(choices[number : number + 2], spans[number : number + 2], transition, rate):
            items.append(Transition(kind="dissolve", in_frames=transition.in_frames, out_frames=transition.out_frames))
    items += _silence(laid, cuts[-1], cuts)
    return Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=tuple(items))


def heard(choice: Choice, rate: Fraction) -> tuple[int, int]:
    """Which frames of a clip are heard when its neighbours lend nothing, from and to: all but what belongs to a broken line."""
    span = _long_enough(_unbroken(choice, (), rate), rate)
    return span.first, span.last


def spans_heard(choices: Sequence[Choice], rate: Fraction) -> list[Span]:
    """Which frames of each clip are heard: all but what belongs to a broken line, and the rest of one that can be whole."""
    over_cuts = overlaps(choices, rate)
    spans = []
    for number, choice in enumerate(choices):
        own = [overlap for overlap in over_cuts if overlap.number == number]
        span = _unbroken(choice, [overlap.line for overlap in own], rate)
        first, last = span.first - sum(overlap.lead for overlap in own), span.last + sum(overlap.trail for overlap in own)
        # A neighbour's voice that reaches over the cut takes the place of what is heard here.
        trails = [overlap.trail for overlap in over_cuts if overlap.number == number - 1 and overlap.trail]
        leads = [overlap.lead for overlap in over_cuts if overlap.number == number + 1 and overlap.lead]
        first, last = max([first, *trails]), min([last, *(choice.slot.frames - lead for lead in leads)])
        spans.append(_long_enough(Span(first=first, last=last), rate))
    return spans


def _silence(first: int, last: int, cuts: Sequence[int]) -> list[Item]:
    """A gap from frame to frame of the film, parted where its pictures are cut."""
    edges = [first, *(cut for cut in cuts if first < cut < last), last]
    return [Gap(frames=end - start) for start, end in pairwise(edges) if end > start]


def _unbroken(choice: Choice, whole: Sequence[Speech], rate: Fraction) -> Span:
    """A clip's frames without the lines that its ends break, but for those that are heard whole all the same."""
    first, last = 0, choice.slot.frames if choice.candidate.select.loudness is not None else 0
    for line in choice.candidate.select.speech:
        if line not in whole and line.start < choice.source_start < line.end:
            first = max(first, math.ceil((line.end - choice.source_start) * rate))
        if line not in whole and line.start < source_end(choice, rate) < line.end:
            last = min(last, math.floor((line.start - choice.source_start) * rate))
    return Span(first=first, last=last)


def _long_enough(span: Span, rate: Fraction) -> Span:
    return span if span.frames >= SHORTEST_SOUND * rate else Span(first=0, last=0)


def _has_line(choice: Choice, span: Span, rate: Fraction) -> bool:
    start, end = choice.source_start + span.first / rate, choice.source_start + span.last / rate
    return any(start <= line.start and line.end <= end for line in choice.candidate.select.speech)


def _clip(number: int, choice: Choice, span: Span, rate: Fraction, wished: float, fade_out: int) -> Clip:
    loudness = choice.candidate.select.loudness
    assert loudness is not None, "what has no sound is not heard"
    return Clip(
        id=f"sound-{number + 1:03d}",
        media=choice.candidate.media.id,
        source_start=choice.source_start + span.first / rate,
        frames=span.frames,
        gain_db=round(min(max(wished - loudness, -MOST_CUT), MOST_LIFT), 1),
        fade_out_frames=min(fade_out, span.frames) if span.last == choice.slot.frames else 0,
        reason=_reason(choice, span),
    )


def _reason(choice: Choice, span: Span) -> Reason | None:
    """Why sound and picture are not cut at one frame."""
    leads, trails = span.first < 0, span.last > choice.slot.frames
    if not leads and not trails:
        return None
    told = " and ".join(word for word, is_so in (("leads", leads), ("trails", trails)) if is_so)
    return Reason(text=f"the sound {told} its picture, so that a line is heard whole", cut_on="the pause beside a line")


def _crosses(choices: Sequence[Choice], spans: Sequence[Span], transition: Transition, rate: Fraction) -> bool:
    """Whether both sounds reach the cut, and nothing that is said lies in what each shows beyond it."""
    before, after = choices
    if spans[0].last != before.slot.frames or spans[1].first != 0:
        return False
    if any(span.frames < 2 * transition.frames for span in spans):
        return False
    out = source_end(before, rate)
    beyond = (out, out + transition.out_frames / rate), (after.source_start - transition.in_frames / rate, after.source_start)
    return not any(
        line.start < end and start < line.end
        for choice, (start, end) in zip(choices, beyond, strict=True)
        for line in choice.candidate.select.speech
    )
