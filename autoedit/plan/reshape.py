"""Without music, clips last as long as what they show: the even slots take the lengths of the selects in them.

Cuts then lie at lulls of action, before and after each moment. Lengths are scaled together until the film has its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from autoedit.model.time import nearest_frame, whole_frames
from autoedit.plan.placing import placed
from autoedit.plan.solve import Choice
from autoedit.plan.styles import Style


def reshaped(choices: Sequence[Choice], style: Style, rate: Fraction) -> tuple[Choice, ...]:
    """The choices with natural lengths; unchanged where they would show a moment twice."""
    film_frames = sum(choice.slot.frames for choice in choices)
    shortest = max(1, nearest_frame(style.shortest_seconds, rate))
    natural = [max(shortest, nearest_frame(choice.candidate.select.duration, rate)) for choice in choices]
    longest = [max(shortest, whole_frames(_room(choices, number), rate)) for number in range(len(choices))]
    frames = _scaled(natural, shortest, longest, film_frames)
    if frames is None:
        return tuple(choices)
    moved = []
    start = 0
    for choice, count in zip(choices, frames, strict=True):
        source_start = placed(choice.candidate, count / rate, on_beat=False)
        if source_start is None:
            return tuple(choices)
        moved.append(replace(choice, slot=replace(choice.slot, start=start, frames=count), source_start=source_start))
        start += count
    return tuple(moved) if _apart(moved, rate) else tuple(choices)


def _room(choices: Sequence[Choice], number: int) -> Fraction:
    """How long a clip may get without reaching into its neighbours' moments of the same file."""
    here = choices[number]
    low, high = here.candidate.select.in_limit, here.candidate.select.out_limit
    for other in choices:
        if other is here or other.candidate.order != here.candidate.order:
            continue
        between = (other.candidate.select.peak + here.candidate.select.peak) / 2
        if other.candidate.select.peak < here.candidate.select.peak:
            low = max(low, between)
        else:
            high = min(high, between)
    return max(Fraction(0), high - low)


def _scaled(natural: Sequence[int], shortest: int, longest: Sequence[int], film_frames: int) -> list[int] | None:
    """Lengths in proportion to the natural ones, within their bounds, whose sum is the film's; None when there are none."""
    if not len(natural) * shortest <= film_frames <= sum(longest):
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


def _apart(choices: Sequence[Choice], rate: Fraction) -> bool:
    """Whether no two clips show the same stretch."""
    ranges = sorted((c.candidate.order, c.source_start, c.source_start + c.slot.frames / rate) for c in choices)
    return all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(ranges))
