"""J- and L-cuts: the sound of a line that leads its picture or trails it, so that a cut of the picture does not break it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from autoedit.model.select import Speech
from autoedit.plan.solve import Choice

LONGEST_OVERLAP = Fraction(1)  # a voice that stays longer belongs to a picture that is missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A line of a clip that is heard over its neighbours' pictures: so many frames before its own, and after."""

    number: int
    line: Speech
    lead: int
    trail: int


def overlaps(choices: Sequence[Choice], rate: Fraction) -> list[Overlap]:
    """The broken lines that can be heard whole, by the order of the film: at one cut one sound passes, the trailing one first."""
    found: list[Overlap] = []
    taken: set[int] = set()
    for number, choice in enumerate(choices):
        start, end = choice.source_start, source_end(choice, rate)
        lines = choice.candidate.select.speech if choice.candidate.select.loudness is not None else ()
        for line in (line for line in lines if line.start < end and start < line.end):
            lead, trail = (max(0, math.ceil(time * rate)) for time in (start - line.start, line.end - end))
            overlap = Overlap(number=number, line=line, lead=lead, trail=trail)
            cuts = {cut for cut, frames in ((number - 1, overlap.lead), (number, overlap.trail)) if frames}
            if cuts and not cuts & taken and _is_short(overlap, choice, rate) and _is_free(overlap, choices, rate):
                found.append(overlap)
                taken |= cuts
    return found


def source_end(choice: Choice, rate: Fraction) -> Fraction:
    """Where in its file a clip's picture ends."""
    return choice.source_start + choice.slot.frames / rate


def _is_short(overlap: Overlap, choice: Choice, rate: Fraction) -> bool:
    """Whether most of the line is heard under its own picture, and all of it lies within what may be shown."""
    before, after = overlap.lead / rate, overlap.trail / rate
    select, line = choice.candidate.select, overlap.line
    return (
        max(before, after) <= LONGEST_OVERLAP
        and 2 * (before + after) < line.end - line.start
        and select.in_limit <= choice.source_start - before
        and source_end(choice, rate) + after <= select.out_limit
    )


def _is_free(overlap: Overlap, choices: Sequence[Choice], rate: Fraction) -> bool:
    """Whether the neighbours are there, keep half of their pictures' sound, and say nothing meanwhile."""
    if overlap.lead:
        before = choices[overlap.number - 1] if overlap.number else None
        if before is None or 2 * overlap.lead > before.slot.frames:
            return False
        cut = source_end(before, rate)
        if _says(before, cut - overlap.lead / rate, cut, cut):
            return False
    if overlap.trail:
        after = choices[overlap.number + 1] if overlap.number + 1 < len(choices) else None
        if after is None or 2 * overlap.trail > after.slot.frames:
            return False
        cut = after.source_start
        if _says(after, cut, cut + overlap.trail / rate, cut):
            return False
    return True


def _says(choice: Choice, low: Fraction, high: Fraction, cut: Fraction) -> bool:
    """Whether something is said in a stretch; a line that the cut breaks is not heard."""
    return any(
        line.start < high and low < line.end and not line.start < cut < line.end for line in choice.candidate.select.speech
    )
