"""The footage's own sound under its pictures: at one loudness, a line heard whole or not at all.

A line that a cut would break is left out: the sound begins after it, or ends before it. A clip in which a line is whole is laid
louder, and the mix lowers the music under it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from autoedit.model.timeline import Clip, Gap, Item, Track, TrackKind, TrackRole, Transition
from autoedit.plan.solve import Choice

MOST_LIFT, MOST_CUT = 12.0, 30.0  # a microphone's hiss lifted further is all one hears
SHORTEST_SOUND = Fraction(1, 5)  # less is a click between two silences


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
    for number, choice in enumerate(choices):
        is_last = number == len(choices) - 1
        first, last = heard(choice, rate)
        items += _items(number, choice, (first, last), rate, level, line_level, fade_out if is_last else 0)
        transition = None if is_last else transitions[number]
        if transition is not None and _crosses(choice, choices[number + 1], transition, rate):
            items.append(Transition(kind="dissolve", in_frames=transition.in_frames, out_frames=transition.out_frames))
    return Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=tuple(items))


def heard(choice: Choice, rate: Fraction) -> tuple[int, int]:
    """Which frames of a clip are heard, from and to: all but what belongs to a broken line."""
    frames = choice.slot.frames
    if choice.candidate.select.loudness is None:
        return 0, 0
    start, end = choice.source_start, choice.source_start + frames / rate
    first, last = 0, frames
    for line in choice.candidate.select.speech:
        if line.start < start < line.end:
            first = max(first, math.ceil((line.end - start) * rate))
        if line.start < end < line.end:
            last = min(last, math.floor((line.start - start) * rate))
    return (first, last) if last - first >= SHORTEST_SOUND * rate else (0, 0)


def _items(
    number: int,
    choice: Choice,
    span: tuple[int, int],
    rate: Fraction,
    level: float,
    line_level: float | None,
    fade_out: int,
) -> list[Item]:
    first, last = span
    frames, loudness = choice.slot.frames, choice.candidate.select.loudness
    if loudness is None or last <= first:
        return [Gap(frames=frames)]
    start = choice.source_start + first / rate
    end = choice.source_start + last / rate
    has_line = any(start <= line.start and line.end <= end for line in choice.candidate.select.speech)
    wished = line_level if has_line and line_level is not None else level
    clip = Clip(
        id=f"sound-{number + 1:03d}",
        media=choice.candidate.media.id,
        source_start=start,
        frames=last - first,
        gain_db=round(min(max(wished - loudness, -MOST_CUT), MOST_LIFT), 1),
        fade_out_frames=min(fade_out, last - first) if last == frames else 0,
    )
    before = [Gap(frames=first)] if first else []
    after = [Gap(frames=frames - last)] if last < frames else []
    return [*before, clip, *after]


def _crosses(before: Choice, after: Choice, transition: Transition, rate: Fraction) -> bool:
    """Whether both sounds reach the cut, and nothing that is said lies in what each shows beyond it."""
    spans = heard(before, rate), heard(after, rate)
    if spans[0][1] != before.slot.frames or spans[1][0] != 0:
        return False
    if any(last - first < 2 * transition.frames for first, last in spans):
        return False
    out = before.source_start + before.slot.frames / rate
    beyond = (out, out + transition.out_frames / rate), (after.source_start - transition.in_frames / rate, after.source_start)
    return not any(
        line.start < end and start < line.end
        for choice, (start, end) in zip((before, after), beyond, strict=True)
        for line in choice.candidate.select.speech
    )
