"""When each beat of a song is: tempo that keeps, drifts, changes or dies away.

A song is written in units (the quarter, the dotted quarter of 6/8, the eighth of 7/8); a clock tells the second of any place,
whole or between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """The seconds of units 0, 1, 2 ..., float64 [units + 1], and where the offbeat lies in a unit (0.5 is straight)."""

    seconds: Floats
    swing: float = 0.5

    def at(self, place: float) -> float:
        """The second of a place in units."""
        whole = int(np.floor(place))
        within = place - whole
        within = within * 2 * self.swing if within < 0.5 else self.swing + (within - 0.5) * 2 * (1 - self.swing)
        here = min(max(whole, 0), len(self.seconds) - 2)
        gap = self.seconds[here + 1] - self.seconds[here]
        return float(self.seconds[here] + (whole - here + within) * gap)


def intervals(tempo: float, units: int) -> Floats:
    """A tempo that keeps, as the seconds of each unit."""
    return np.full(units, 60.0 / tempo)


def drifting(gaps: Floats, random: np.random.Generator, depth: float) -> Floats:
    """A band that pulls ahead and falls back: a smooth random walk of about ``depth`` of the tempo."""
    walk = np.cumsum(random.standard_normal(len(gaps) + 16))
    smooth = np.convolve(walk, np.hanning(17) / np.hanning(17).sum(), "valid")[: len(gaps)]
    smooth = smooth - np.linspace(smooth[0], smooth[-1], len(smooth))
    wide = float(np.abs(smooth).max()) or 1.0
    return np.asarray(gaps * (1 + depth * smooth / wide))


def slowing(gaps: Floats, units: int, most: float) -> Floats:
    """The last units ever slower, the last one ``most`` times as long."""
    rise = np.ones(len(gaps))
    rise[-units:] = 1 + (most - 1) * (np.arange(1, units + 1) / units) ** 1.6
    return np.asarray(gaps * rise)


def changed(gaps: Floats, unit: int, ratio: float) -> Floats:
    """From a unit on ``ratio`` times the tempo."""
    later = np.arange(len(gaps)) >= unit
    return np.where(later, gaps / ratio, gaps)


def clock_of(gaps: Floats, *, first: float, swing: float = 0.5) -> Clock:
    """The clock of these units, the first at a second."""
    return Clock(seconds=first + np.concatenate([[0.0], np.cumsum(gaps)]), swing=swing)
