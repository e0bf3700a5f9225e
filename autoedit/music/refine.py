"""Exact beat times: each beat moved to its onset, then made as regular as the music is.

Music played to a click is exactly periodic, so where the onsets lie close to one straight line of (number, time) the line is
taken; where the tempo moves, a short local line through the neighbours is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets

Places = NDArray[np.float64]

# The envelope peaks this long after the sound begins: half of the rise's two frames, less what the window sees ahead.
LATENCY_SECONDS = 0.005
SEARCH_SECONDS = 0.04
# Onsets this near to a line make it the truth (a drummer strays further), and so many beats make a line.
STEADY_SECONDS = 0.012
STEADY_BEATS = 16
# Where the tempo moves, this many beats to each side say where a beat is.
NEIGHBOURS = 3


def refined(heard: Onsets, frames: NDArray[np.intp]) -> Places:
    """The beats' places in frames, with fractions: float64 [beats], rising."""
    measured, weights = _peaks(heard, frames)
    smooth = _straightened(measured, weights, STEADY_SECONDS * heard.frame_rate)
    places = smooth - LATENCY_SECONDS * heard.frame_rate
    return np.maximum.accumulate(places)


def _peaks(heard: Onsets, frames: NDArray[np.intp]) -> tuple[Places, Places]:
    """The centre of the onset nearest each beat, and its strength; a beat without one stays, with little weight."""
    reach = max(1, round(SEARCH_SECONDS * heard.frame_rate))
    offsets = np.arange(-reach, reach + 1)
    padded = np.pad(heard.strength, reach + 1)
    around = padded[frames[:, None] + reach + 1 + offsets[None, :]]
    # Nearer is likelier: a strong offbeat at the edge of the search should not pull a beat away.
    nearness = np.exp(-0.5 * (offsets / (0.6 * reach)) ** 2)
    peak = (around * nearness).argmax(axis=1)
    at = frames + offsets[peak]
    before, here, after = padded[at + reach], padded[at + reach + 1], padded[at + reach + 2]
    curve = before - 2 * here + after
    shift = np.divide(0.5 * (before - after), curve, out=np.zeros_like(curve), where=curve < -1e-9)
    weights = np.clip(here, 0.0, 1.0)
    places = np.where(here > 0.1, at + np.clip(shift, -0.5, 0.5), frames.astype(np.float64))
    return places, np.maximum(weights, 0.02)


def _straightened(places: Places, weights: Places, tolerance: float) -> Places:
    """The line through the beats if they keep to one; else the two parts on their own, else the local course."""
    if len(places) < 3:
        return places
    line = _line(places, weights)
    residual = np.abs(places - line)
    heavy = weights > np.median(weights) * 0.5
    if np.median(residual[heavy]) < tolerance and np.quantile(residual[heavy], 0.9) < 3 * tolerance:
        return line
    if len(places) < 2 * STEADY_BEATS:
        return _local(places, weights)
    split = _best_split(places, weights)
    return np.concatenate(
        [_straightened(places[:split], weights[:split], tolerance), _straightened(places[split:], weights[split:], tolerance)]
    )


def _line(places: Places, weights: Places) -> Places:
    """A straight line that a few strays do not pull: iteratively reweighted least squares with Huber's weights."""
    numbers = np.arange(len(places), dtype=np.float64)
    robust = weights
    line = places
    for _ in range(6):
        slope, offset = np.polyfit(numbers, places, 1, w=np.sqrt(robust))
        line = slope * numbers + offset
        residual = np.abs(places - line)
        robust = weights / np.maximum(1.0, residual / max(1e-6, 1.5 * float(np.median(residual))))
    return line


def _best_split(places: Places, weights: Places) -> int:
    """Where two lines fit best; each part keeps enough beats for a line."""
    positions = range(STEADY_BEATS, len(places) - STEADY_BEATS + 1, max(1, len(places) // 64))
    return min(positions, key=lambda at: _misfit(places[:at], weights[:at]) + _misfit(places[at:], weights[at:]))


def _misfit(places: Places, weights: Places) -> float:
    numbers = np.arange(len(places), dtype=np.float64)
    slope, offset = np.polyfit(numbers, places, 1, w=np.sqrt(weights))
    return float(np.sum(weights * np.abs(places - slope * numbers - offset)))


def _local(places: Places, weights: Places) -> Places:
    """Each beat on a line through its neighbours, the nearer the heavier."""
    smooth = places.copy()
    for number in range(len(places)):
        first, end = max(0, number - NEIGHBOURS), min(len(places), number + NEIGHBOURS + 1)
        offsets = np.arange(first, end, dtype=np.float64) - number
        if len(offsets) >= 3:
            near = weights[first:end] * (1 - (np.abs(offsets) / (NEIGHBOURS + 1)) ** 3) ** 3
            smooth[number] = np.polyfit(offsets, places[first:end], 1, w=np.sqrt(near))[1]
    return smooth
