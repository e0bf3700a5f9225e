"""Even series along a file, ``RATE`` values a second: how they are smoothed, and the stretches where something holds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Mask = NDArray[np.bool_]

RATE = Fraction(20)


def smooth(series: Series, seconds: float, rate: float = float(RATE)) -> Series:
    """A centred moving mean; at the ends over what is there."""
    width = max(1, round(seconds * rate))
    if width == 1 or len(series) == 0:
        return series
    kernel = np.ones(width)
    # "same" would give the longer of the two lengths; a series shorter than the kernel keeps its own here.
    middle = slice((width - 1) // 2, (width - 1) // 2 + len(series))
    return np.asarray(np.convolve(series, kernel)[middle] / np.convolve(np.ones(len(series)), kernel)[middle])


def rise(series: Series, none: float, full: float) -> Series:
    """From 0 at ``none`` to 1 at ``full``, straight between."""
    return np.clip((series - none) / (full - none), 0, 1)


def runs(mask: Mask) -> Iterator[tuple[int, int]]:
    """Where a mask holds: [first, last) of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def spread(sure: Mask, likely: Mask) -> Mask:
    """The runs of ``likely`` that somewhere are sure: a threshold with hysteresis."""
    widened = np.zeros_like(sure)
    for first, last in runs(sure | likely):
        widened[first:last] = sure[first:last].any()
    return widened


def bridged(mask: Mask, longest: float, rate: float = float(RATE)) -> Mask:
    """The mask with its gaps filled, as far as they last no longer than so many seconds."""
    filled = mask.copy()
    for first, last in runs(~mask):
        filled[first:last] = first > 0 and last < len(mask) and last - first <= longest * rate
    return filled
