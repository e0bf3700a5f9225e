"""Wind in the microphone: rumble that outweighs everything else and has no pitch.

Wind lies below some 150 Hz, falls steeply above, and is noise. A drum or an engine is low too, but its energy stands in few
lines of the spectrum, so that its flatness (geometric over arithmetic mean, the slope taken off) is small.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOWEST_HZ, RUMBLE_HZ = 20.0, 150.0
OUTWEIGHS = (0.5, 0.85)  # share of the energy that is rumble: from none to full
FLATNESS = (0.15, 0.35)  # mean flatness of noise is 0.56; of a tone in a window, below 0.1
LOUD_DB = (-50.0, -38.0)  # of full scale
STEADY = 64  # spectra: two seconds; thumps are over sooner


class WindMeter:
    """Wind from power spectra, 0..1."""

    def __init__(self, rate: int, window: int) -> None:
        self._low = slice(round(LOWEST_HZ * window / rate), round(RUMBLE_HZ * window / rate))
        # What a slope of so many decibels an octave explains is taken off before lines are looked for.
        bins = np.arange(self._low.start, self._low.stop)
        basis = np.linalg.qr(np.stack([np.ones(len(bins)), np.log(bins)], axis=1))[0]
        self._unsloped = (np.eye(len(bins)) - basis @ basis.T).astype(np.float32)
        # A Hann window's power is 3/8, and a one-sided spectrum holds half of it.
        self._full_scale = 3 / 16 * window**2 / 2
        self._values: list[NDArray[np.float32]] = []

    def hear(self, power: NDArray[np.float32]) -> None:
        """Take in power spectra, float32 [n, window / 2 + 1]."""
        low = power[:, self._low] + np.float32(1e-12)
        energy = low.sum(axis=1)
        # The geometric mean is one once the mean of the logarithms is off.
        flatness = 1 / np.exp(np.log(low) @ self._unsloped).mean(axis=1)
        rest = power[:, self._low.start :].sum(axis=1)
        self._values.append(np.stack([energy, rest, flatness], axis=1).astype(np.float32))

    def wind(self) -> NDArray[np.float32]:
        """One value a spectrum, the mean of two seconds: float32 [n]."""
        if not self._values:
            return np.zeros(0, np.float32)
        energy, rest, flatness = np.concatenate(self._values).astype(np.float64).T
        level = 10 * np.log10(energy / self._full_scale + 1e-12)
        share = energy / np.maximum(rest, 1e-12)
        # A bang's energy would outweigh the quiet around it in a mean: what counts is for how much of the time it blows.
        return np.asarray(_steady(_rise(share, OUTWEIGHS) * _rise(flatness, FLATNESS) * _rise(level, LOUD_DB)), np.float32)


def _steady(series: NDArray[np.float64]) -> NDArray[np.float64]:
    width = min(STEADY, len(series))
    return np.convolve(series, np.ones(width) / width, "same")


def _rise(series: NDArray[np.float64], limits: tuple[float, float]) -> NDArray[np.float64]:
    return np.clip((series - limits[0]) / (limits[1] - limits[0]), 0, 1)
