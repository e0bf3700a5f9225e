"""The hits worth a cut: moments that are louder and fuller than what came before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets
from autoedit.music.spectra import Spectra

Places = NDArray[np.float64]

# One hit in so many seconds at most, and none nearer than this to a stronger one.
SECONDS_EACH, APART_SECONDS = 4.0, 1.0
BEFORE_SECONDS, AFTER_SECONDS = 0.6, 0.2
# A rise of so many decibels is as much as the strongest onset.
RISE_DB = 12.0
# What is a hit whatever its onset: the opening of a full part; and the song's last stroke.
OPENS, LAST = 10.0, 5.0


def accents(heard: Spectra, onsets: Onsets, first: float, end: float, opening: Places) -> Places:
    """The strongest hits between two places, in frames, rising.

    Args:
        opening: places that open a full part, which count as hits whatever their onset.
    """
    rate = heard.frame_rate
    strength = onsets.strength
    frames = np.arange(1, len(strength) - 1)
    is_peak = (strength[1:-1] >= strength[:-2]) & (strength[1:-1] > strength[2:]) & (strength[1:-1] > 0.3)
    peaks = frames[is_peak]
    peaks = peaks[(peaks >= first) & (peaks < end)]
    worth = np.minimum(strength[peaks], 1.5) + _rise(heard, peaks, rate)
    # The last stroke is the ending, whatever comes before it.
    worth[peaks == peaks.max(initial=-1)] += LAST
    places = np.concatenate([opening, peaks.astype(np.float64)])
    worth = np.concatenate([np.full(len(opening), OPENS), worth])
    chosen: list[float] = []
    for position in np.argsort(-worth, kind="stable"):
        if len(chosen) >= max(1, round((end - first) / rate / SECONDS_EACH)):
            break
        if all(abs(places[position] - other) >= APART_SECONDS * rate for other in chosen):
            chosen.append(float(places[position]))
    return np.array(sorted(chosen))


def _rise(heard: Spectra, peaks: NDArray[np.intp], rate: float) -> Places:
    """How much louder it is after than before, 1 for RISE_DB."""
    power = np.concatenate([[0.0], np.cumsum(heard.mel.sum(axis=1), dtype=np.float64)])
    last = len(power) - 1
    before, after = np.maximum(0, peaks - round(BEFORE_SECONDS * rate)), np.minimum(last, peaks + round(AFTER_SECONDS * rate))
    earlier = (power[peaks] - power[before]) / np.maximum(1, peaks - before)
    later = (power[after] - power[peaks]) / np.maximum(1, after - peaks)
    floor = power[-1] / max(1, last) * 1e-3 + 1e-12
    return np.asarray(np.clip(10 * np.log10((later + floor) / (earlier + floor)) / RISE_DB, -1.0, 1.5))
