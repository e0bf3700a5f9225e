"""The limiter: a gain that keeps true peaks under a ceiling, reckoned for the whole film on steps of 64 samples.

Sound is measured once, step by step: its true peak, on fourfold oversampled sound (BS.1770 annex 2), and its power. From these
alone follow the limiter's curve at any gain and what it costs in loudness, so a film is written when its gain is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]

STEP = 64  # samples: 1.3 ms at 48 kHz, and 75 of them are a tenth of a second
OVERSAMPLING = 4
REACH = 16  # samples on each side that a value between two samples is reckoned from
# The gain goes down over seven milliseconds, before the peak arrives, and comes back slowly enough that it does not follow the
# single waves of a voice, by less than a decibel each.
SMOOTHED = 5
RELEASE_DB_A_SECOND = 100.0
FLOOR_DB = -200.0


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What a sound is, step by step: true peaks in dB of full scale, and mean power, each float64 [steps]."""

    peaks: Curve
    powers: Curve


class StepMeter:
    """Measures stereo sound as it goes by."""

    def __init__(self) -> None:
        self._held = np.zeros((REACH, 2), np.float32)
        self._peaks: list[NDArray[np.float32]] = []
        self._powers: list[NDArray[np.float32]] = []

    def hear(self, block: Samples) -> None:
        """Go on with samples, float32 [n, 2]."""
        held = np.concatenate([self._held, block])
        count = max(0, (len(held) - 2 * REACH) // STEP)
        if count:
            self._peaks.append(_true_peaks(held, count))
            inner = held[REACH : REACH + count * STEP].reshape(count, -1)
            self._powers.append(np.einsum("ij,ij->i", inner, inner) / inner.shape[1])
        self._held = held[count * STEP :]

    def read(self) -> Steps:
        """All that was heard; nothing can follow. The last step is filled up with silence."""
        rest = len(self._held) - REACH
        self.hear(np.zeros((REACH + -rest % STEP, 2), np.float32))
        peaks = np.concatenate([*self._peaks, np.zeros(0, np.float32)], dtype=np.float64)
        powers = np.concatenate([*self._powers, np.zeros(0, np.float32)], dtype=np.float64)
        return Steps(peaks=20 * np.log10(np.maximum(peaks, 10 ** (FLOOR_DB / 20))), powers=powers)


def reduction(steps: Steps, gain_db: float, ceiling_db: float, rate: int) -> Curve:
    """How far the limiter goes down at each step, in dB, when the sound is raised by a gain: float64 [steps], not below zero."""
    needed = np.maximum(0.0, steps.peaks + (gain_db - ceiling_db))
    if not needed.any():
        return needed
    # A step's samples lie between its own value and its neighbours', and each value is a mean over SMOOTHED.
    around = SMOOTHED // 2 + 1
    widest = sliding_window_view(np.pad(needed, around), 2 * around + 1).max(axis=1)
    fall = np.arange(len(widest)) * (RELEASE_DB_A_SECOND * STEP / rate)
    released = np.maximum.accumulate(widest + fall) - fall
    return np.convolve(np.pad(released, SMOOTHED // 2, mode="edge"), np.full(SMOOTHED, 1 / SMOOTHED), mode="valid")


def applied(samples: Samples, curve_db: Curve, gain_db: float) -> Samples:
    """Samples at a gain, less a reduction.

    Args:
        samples: float32 [n, 2], of whole steps but for the film's last.
        curve_db: float64 [steps + 2]: the steps of these samples with one more on each side.
    """
    levels = 10 ** ((gain_db - curve_db) / 20)
    if not curve_db.any():
        return samples * np.float32(levels[0])
    # From the middle of one step to the middle of the next in a straight line.
    slope = ((np.arange(STEP) + 0.5) / STEP).astype(np.float32)
    middles = np.asarray(levels, np.float32)
    half = STEP // 2
    lines = middles[:-1, None] + (middles[1:] - middles[:-1])[:, None] * slope
    return samples * lines.ravel()[half : half + len(samples), None]


def _true_peaks(held: Samples, count: int) -> NDArray[np.float32]:
    """The largest magnitude of each step, between samples too.

    One product of matrices for each side: as many windows as steps, by the weights of all points in a step.
    """
    highest = np.zeros(count, np.float32)
    for side in held.T:
        wave = np.ascontiguousarray(side)
        windows = as_strided(wave, (count, STEP + 2 * REACH), (STEP * wave.itemsize, wave.itemsize), writeable=False)
        points = windows @ _WEIGHTS
        highest = np.maximum(highest, np.maximum(points.max(axis=1), -points.min(axis=1)))
    return highest


def _weights() -> NDArray[np.float32]:
    """What each sample of a window counts for each point of a step: a windowed sinc, float32 [STEP + 2 * REACH, points]."""
    points = np.arange(STEP * OVERSAMPLING) / OVERSAMPLING
    apart = np.arange(-REACH, STEP + REACH)[:, None] - points
    near = np.abs(apart) < REACH
    return np.asarray(np.sinc(apart) * np.cos(np.pi / 2 * apart / REACH) ** 2 * near, np.float32)


_WEIGHTS = _weights()
