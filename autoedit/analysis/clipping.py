"""Clipped sound: samples that stand at full scale, or at one level below it as if cut off with a knife.

Coded sound overshoots where the recording was cut off, so that anything at or above full scale counts by itself; below full
scale a top counts that lies flat over several samples, which only clipped waves do: a sine's top, however low, is round.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 0.985
FLAT_LEVEL = 0.25
FLAT_RUN = 4  # equal samples
EQUAL = 2.0**-16  # half a step of 16 bits
STEPS_A_SECOND = 10


class ClippingMeter:
    """The share of clipped samples in each tenth of a second."""

    def __init__(self, rate: int) -> None:
        self._length = rate // STEPS_A_SECOND
        self._rest = np.zeros((0, 2), np.float32)
        self._shares: list[NDArray[np.float32]] = []

    def hear(self, block: NDArray[np.float32]) -> None:
        """Take in stereo samples, float32 [n, 2]."""
        samples = np.concatenate([self._rest, block]) if len(self._rest) else block
        count = len(samples) // self._length
        self._rest = samples[count * self._length :]
        steps = samples[: count * self._length].reshape(count, self._length * 2)
        highest = np.maximum(steps.max(axis=1, initial=0), -steps.min(axis=1, initial=0))
        shares = np.zeros(count, np.float32)
        # Most sound never comes near: only steps that reach a level are looked at sample by sample.
        for number in np.flatnonzero(highest >= FLAT_LEVEL).tolist():
            channels = np.ascontiguousarray(steps[number].reshape(-1, 2).T)
            shares[number] = max(_clipped(channel) for channel in channels)
        self._shares.append(shares)

    def shares(self) -> NDArray[np.float32]:
        """One for each tenth of a second that is whole: float32 [n]."""
        return np.concatenate([np.zeros(0, np.float32), *self._shares])


def _clipped(samples: NDArray[np.float32]) -> float:
    """The clipped share of one channel's samples."""
    level = np.abs(samples)
    top = max(FLAT_LEVEL, 0.9 * float(level.max()))
    at_top = np.flatnonzero(level[: len(level) - FLAT_RUN + 1] >= top)
    flat = np.ones(len(at_top), np.bool_)
    for ahead in range(1, FLAT_RUN):
        flat &= np.abs(samples[at_top + ahead] - samples[at_top]) < EQUAL
    return max(np.count_nonzero(level >= FULL_SCALE), np.count_nonzero(flat)) / len(samples)
