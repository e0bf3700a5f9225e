"""Without music, clips last as long as what they show: the even slots take the lengths of the selects in them.

Cuts then lie at lulls of action, before and after each moment. Lengths are scaled together until the film has its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from autoedit.model.time import nearest_frame, whole_frames
from autoedit.plan.placing import placed
from autoedit.plan.solve import Choice
from autoedit.plan.styles import Style


def reshaped(choices: Sequence[Choice], style: Style, rate: Fraction) -> tuple[Choice, ...]:
    """The choices with natural lengths; unchanged where the film's length cannot be had that way."""
    film_frames = sum(choice.slot.frames for choice in choices)
    shortest = max(1, nearest_frame(style.shortest_seconds, rate))
    natural = [max(shortest, nearest_frame(choice.candidate.select.duration, rate)) for choice in choices]
    bounds = [_bounds(choices, choice) for choice in choices]
    longest = [whole_frames(high - low, rate) for low, high in bounds]
    frames = _scaled(natural, shortest, longest, film_frames)
    if frames is None:
        return tuple(choices)
    moved = []
    start = 0
    for choice, count, within in zip(choices, frames, bounds, strict=True):
        source_start = placed(choice.candidate, count / rate, on_beat=False, within=within)
        assert source_start is not None, "a clip no longer than its bounds has a place in them"
        moved.append(replace(choice, slot=replace(choice.slot, start=start, frames=count), source_start=source_start))
        start += count
    return tuple(moved)


def _bounds(choices: Sequence[Choice], here: Choice) -> tuple[Fraction, Fraction]:
    """How far a clip may reach without showing what a neighbour of the same file shows: half way to its peak."""
    low, high = here.candidate.select.in_limit, here.candidate.select.out_limit
    for other in choices:
        if other is here or other.candidate.order != here.candidate.order:
            continue
        between = (other.candidate.select.peak + here.candidate.select.peak) / 2
        if other.candidate.select.peak < here.candidate.select.peak:
            low = max(low, between)
        else:
            high = min(high, between)
    return low, max(low, high)


def _scaled(natural: Sequence[int], shortest: int, longest: Sequence[int], film_frames: int) -> list[int] | None:
    """Lengths in proportion to the natural ones, within their bounds, whose sum is the film's; None when there are none."""
    if min(longest) < shortest or not len(natural) * shortest <= film_frames <= sum(longest):
        return None

    def bounded(scale: Fraction) -> list[int]:
        return [
            min(max(nearest_frame(want * scale, Fraction(1)), shortest), most)
            for want, most in zip(natural, longest, strict=True)
        ]

    low, high = Fraction(0), Fraction(max(longest) + 1)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(bounded(middle)) < film_frames else (low, middle)
    frames = bounded(high)
    return _settled(frames, shortest, longest, film_frames)


def _settled(frames: list[int], shortest: int, longest: Sequence[int], film_frames: int) -> list[int]:
    """The last frames, given to or taken from the longest clips that can."""
    while (missing := film_frames - sum(frames)) != 0:
        step = 1 if missing > 0 else -1
        able = [k for k, count in enumerate(frames) if shortest <= count + step <= longest[k]]
        chosen = max(able, key=lambda k: (frames[k], -k))
        frames[chosen] += step
    return frames
