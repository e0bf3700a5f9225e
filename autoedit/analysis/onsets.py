"""Onset strength: log-mel spectral flux (Boeck and Widmer 2013)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.mel import mel_filters

MEL_BANDS = 40


class OnsetMeter:
    """Onset strength from power spectra; their mel bands are kept, 40 numbers each."""

    def __init__(self, rate: int, window: int) -> None:
        self._filters = mel_filters(rate, window, MEL_BANDS)
        self._mels: list[NDArray[np.float32]] = []

    def hear(self, power: NDArray[np.float32]) -> None:
        """Take in power spectra, float32 [n, window / 2 + 1]."""
        self._mels.append(power @ self._filters)

    def strength(self) -> NDArray[np.float32]:
        """One value a spectrum, float32 [n]."""
        if not self._mels:
            return np.zeros(0, np.float32)
        # Quiet noise has large ratios; below -60 dB nothing counts as an onset.
        decibels = 10 * np.log10(np.maximum(np.concatenate(self._mels), 1e-6))
        rise = np.maximum(0.0, np.diff(decibels, axis=0, prepend=decibels[:1]))
        return np.asarray(rise.mean(axis=1), np.float32)
