"""Ducking: music steps back while the footage has something to say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

STEP_SECONDS = 0.01
# Source sound is laid about 12 dB under the music; what rises from there into the music's range is speech or an impact.
FLOOR_DB, FULL_DB = -30.0, -18.0
DEPTH_DB = 8.0
ATTACK_SECONDS, RELEASE_SECONDS = 0.03, 0.4


class Ducker:
    """Lowers music by up to DEPTH_DB where source sound is loud; keeps its state from block to block."""

    def __init__(self, rate: int) -> None:
        self._step = round(rate * STEP_SECONDS)
        self._lowered = 0.0

    def duck(self, music: Samples, source: Samples) -> Samples:
        """The music, stepped back under the source.

        Args:
            music, source: float32 [n, 2], the same stretch of film.
        """
        if not source.any() and self._lowered < 0.01:
            return music
        wished = DEPTH_DB * np.clip((_level_db(source, self._step) - FLOOR_DB) / (FULL_DB - FLOOR_DB), 0, 1)
        lowered = self._followed(wished)
        places = (np.arange(len(lowered)) + 0.5) * self._step
        curve = np.interp(np.arange(len(music)), places, lowered)
        return (music * (10 ** (-curve / 20)).astype(np.float32)[:, None]).astype(np.float32)

    def _followed(self, wished: NDArray[np.float64]) -> NDArray[np.float64]:
        """The wished reduction, quick to come and slow to go."""
        out = np.empty_like(wished)
        rise, fall = (1 - np.exp(-STEP_SECONDS / seconds) for seconds in (ATTACK_SECONDS, RELEASE_SECONDS))
        for place, want in enumerate(wished):
            self._lowered += (want - self._lowered) * (rise if want > self._lowered else fall)
            out[place] = self._lowered
        return out


def _level_db(samples: Samples, step: int) -> NDArray[np.float64]:
    """RMS level of each step, in dB of full scale."""
    count = -(-len(samples) // step)
    padded = np.pad(samples, ((0, count * step - len(samples)), (0, 0)))
    power = np.square(padded, dtype=np.float64).reshape(count, -1).mean(axis=1)
    return np.asarray(10 * np.log10(power + 1e-12))
