"""How far the bars of a song are struck from where their lines say: onset envelopes about two lines laid over one another.

Beat times are smoothed, and may be some ten milliseconds from what is played. Where two bars are alike, the shift at which their
onsets coincide joins them to a few milliseconds; where they are not, the lines are believed.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.music.spectra import Transform

Floats = NDArray[np.float32]

FRAMES_PER_SECOND = 500
WINDOW_SECONDS = 0.012
BAND_EDGES_HZ = (0.0, 200.0, 1200.0, 5000.0, 20000.0)
# How far to each side of a line its onsets are compared, and how far they may be off.
AROUND_SECONDS = 1.5
MOST_SHIFT_SECONDS = 0.03
# Bars less alike than this are not aligned; a shift of the most allowed must make them so much more alike to be believed.
LEAST_LIKENESS, DOUBT = 0.35, 0.12
LOUD = 20.0


class Envelopes:
    """Onset strength in four registers, 500 times a second, from blocks of sound."""

    def __init__(self, rate: int) -> None:
        self._transform = Transform(rate, round(rate / FRAMES_PER_SECOND), WINDOW_SECONDS)
        self.frame_rate = rate / round(rate / FRAMES_PER_SECOND)
        hz = np.arange(self._transform.size // 2 + 1) * rate / self._transform.size
        self._filters = np.array([(hz >= first) & (hz < last) for first, last in pairwise(BAND_EDGES_HZ)], np.float32).T
        self._parts: list[Floats] = []

    def hear(self, block: Floats) -> None:
        """Listen to the next block."""
        self._parts.append(self._transform.hear(block) @ self._filters)

    def result(self) -> Floats:
        """Onset strength, float32 [frames, registers]."""
        from scipy.ndimage import gaussian_filter1d

        power = np.concatenate([*self._parts, self._transform.rest() @ self._filters])
        level = np.log1p(LOUD * power / (power.mean(axis=0) + 1e-12))
        rise = np.maximum(0.0, np.diff(level, axis=0, prepend=level[:1]))
        return np.asarray(gaussian_filter1d(rise, 2.0, axis=0), np.float32)


def shifts_ms(envelopes: Floats, frame_rate: float, places: NDArray[np.float64]) -> NDArray[np.int16]:
    """By how many milliseconds later each line (column) is struck than another (row), where their bars tell.

    Args:
        places: bar lines in seconds.
    """
    reach, most = round(AROUND_SECONDS * frame_rate), round(MOST_SHIFT_SECONDS * frame_rate)
    lags = np.arange(-most, most + 1)
    here = _about(envelopes, places, frame_rate, reach, 0)
    likeness = np.stack([here @ _about(envelopes, places, frame_rate, reach, int(lag)).T for lag in lags])
    believed = likeness - DOUBT * np.abs(lags / most)[:, None, None]
    best = believed.argmax(axis=0)
    clear = np.take_along_axis(likeness, best[None], axis=0)[0] >= LEAST_LIKENESS
    shift = _between(believed, best) * 1000 / frame_rate
    return np.asarray(np.where(clear, np.rint(shift), 0), np.int16)


def _between(believed: NDArray[np.float64], best: NDArray[np.intp]) -> NDArray[np.float64]:
    """The place of the peak between the lags, by a parabola, in frames from no shift."""
    inner = np.clip(best, 1, len(believed) - 2)
    before, at, after = (np.take_along_axis(believed, (inner + step)[None], axis=0)[0] for step in (-1, 0, 1))
    curve = before - 2 * at + after
    part = np.divide(0.5 * (before - after), curve, out=np.zeros_like(curve), where=curve < -1e-9)
    return np.asarray(inner + np.clip(part, -1.0, 1.0) - len(believed) // 2, np.float64)


def _about(envelopes: Floats, places: NDArray[np.float64], rate: float, reach: int, lag: int) -> Floats:
    """What begins about each line, of length 1: float32 [lines, ...]."""
    padded = np.pad(envelopes, ((reach, 2 * reach), (0, 0)))
    first = np.clip(np.rint(places * rate).astype(np.intp) + lag, 0, len(envelopes))
    about = padded[first[:, None] + np.arange(2 * reach)].reshape(len(places), -1)
    norms = np.linalg.norm(about, axis=1, keepdims=True)
    return np.asarray(np.divide(about, norms, out=np.zeros_like(about), where=norms > 1e-9), np.float32)
