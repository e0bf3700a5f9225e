"""Candidates of a strip of frames with the evidence about each: what is decided on, and what the trees learn from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries.cuts import CutWitness
from autoedit.analysis.boundaries.graduals import coarse_cells, passage
from autoedit.analysis.boundaries.proposals import standing_out
from autoedit.analysis.boundaries.ramps import find_ramps
from autoedit.analysis.boundaries.strip import Strip, thinning
from autoedit.model.shot import BoundaryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible boundary: the last frame of the old shot and the first of the new, and the numbers that speak about it."""

    last_old: int
    first_new: int
    kind: BoundaryKind
    numbers: NDArray[np.float64]
    ends_plain: bool = False


# A decoder in threads must not wait long for whoever takes its frames, so candidates come with rests: None after a piece of
# work that gave none.
Pieces = Iterator[Candidate | None]


def cut_candidates(strip: Strip, proposed: Iterable[int], first: int, end: int, rate: float) -> Pieces:
    """The proposed frames of [first, end), and those that stand out, with their evidence; in order."""
    steps = np.array(strip.steps, np.float32)
    numbers = {*proposed, *(place + strip.first for place in standing_out(steps))}
    witness = CutWitness(strip, rate)
    for number in sorted(numbers):
        if max(first, strip.first + 1) <= number < min(end, strip.end):
            yield Candidate(last_old=number - 1, first_new=number, kind=BoundaryKind.CUT, numbers=witness.evidence(number))


def gradual_candidates(strip: Strip, first: int, end: int, rate: float) -> Pieces:
    """The ramps whose middle lies in [first, end), with their evidence."""
    thin = thinning(rate)
    thumbs = strip.thumbs_of(strip.first, strip.end)[::thin]
    halves = strip.halves[::thin]
    cells = coarse_cells(thumbs)
    low, high = (first - strip.first) // thin, math.ceil((end - strip.first) / thin)
    for ramp in (yield from find_ramps(cells, low, high)):
        last_old, first_new = strip.first + ramp.last_old * thin, strip.first + ramp.first_new * thin
        if not first <= (last_old + first_new) / 2 < end:
            continue
        weighed = passage(halves, thumbs, cells, ramp)
        if weighed is None:
            yield None
            continue
        yield Candidate(
            last_old=last_old,
            first_new=first_new,
            kind=weighed.kind,
            numbers=weighed.numbers,
            ends_plain=weighed.ends_plain,
        )
