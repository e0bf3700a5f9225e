"""How much later a sound is heard than it was meant to be: cross-correlation of whitened sounds.

Each frequency counts by its phase and hardly by its power (as in the phase transform of Knapp and Carter, 1976, but divided by
the power *around* it, so that what lies between two harmonics has no vote): the peak is sharp whatever the music, and what lies
over it, its gain and its ducking do not move it. Seven songs under speech, steps and fireworks, 0 to 18 dB louder: no place
that was sure was off by more than 0.2 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.media.sound import Samples
from autoedit.render.verify.shown import HEARD_RATE

# How far off a sound is looked for, either way.
REACH = Fraction(1, 2)
# Lags are told in samples of the film's own 48 kHz.
FINE = 4
LAG_RATE = HEARD_RATE * FINE
# A peak so many times the spread of all others is no accident: of 24,000 lags of noise the highest is at 4.5.
CONFIDENT = 10.0
# Of peaks half as high as the highest the one nearest to where it was planned counts: a drum machine's bars are the same to the
# sample, and what lies over them can lift another beat's peak above the right one.
AS_HIGH = 0.5
# What is as close to a peak as this belongs to it.
_PEAK = round(LAG_RATE * 0.003)
# Frequencies in which there is less than this share of the sound's power have no phase worth a vote.
_FLOOR = 1e-4
_BAND = 20  # Hz
_FADE = HEARD_RATE // 5
SILENT = 1e-4  # -80 dB


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """So many exact seconds late (early below zero), and the peak's height in spreads of the rest."""

    seconds: Fraction
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Whether the sound was found at all."""
        return self.confidence >= CONFIDENT


def lag_of(meant: Samples, heard: Samples) -> Lag:
    """How much later than meant a sound is heard.

    Args:
        meant: float32 [n, 2] at HEARD_RATE.
        heard: the same stretch with REACH more on both sides.
    """
    reach = round(REACH * HEARD_RATE)
    size = 1 << (len(heard) - 1).bit_length()
    cross = np.zeros(size // 2 + 1, np.complex128)
    power = np.zeros(size // 2 + 1)
    for channel in range(2):
        ours, theirs = np.fft.rfft(_faded(meant[:, channel]), size), np.fft.rfft(_faded(heard[:, channel]), size)
        cross += theirs * ours.conj()
        power += np.abs(theirs) * np.abs(ours)
    around = _mean_around(power, round(_BAND * size / HEARD_RATE))
    floor = _FLOOR * float(around.max())
    if floor <= 0:
        return Lag(seconds=Fraction(0), confidence=0.0)
    white = np.zeros(size * FINE // 2 + 1, np.complex128)
    white[: len(cross)] = cross / (around + floor)
    peaks = np.fft.irfft(white, size * FINE)[: 2 * reach * FINE + 1]
    place = _nearest_of_the_highest(peaks, reach * FINE)
    return Lag(seconds=Fraction(place - reach * FINE, LAG_RATE), confidence=_height(peaks, place))


def loudness_of(sound: Samples) -> float:
    """Root mean square, of full scale."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if sound.size else 0.0


def alike(meant: Samples, heard: Samples) -> float:
    """The correlation of two sounds at their places, -1..1; 0 where one is silent."""
    ours, theirs = meant.astype(np.float64).ravel(), heard.astype(np.float64).ravel()
    power = float(np.sqrt((ours @ ours) * (theirs @ theirs)))
    return float(ours @ theirs) / power if power > 0 else 0.0


def _faded(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Ends that come and go softly: the steps at a window's ends are sounds of their own, and lie REACH apart in the two."""
    count = min(_FADE, len(sound) // 4)
    level = np.ones(len(sound))
    level[:count] = (1 - np.cos(np.pi * (np.arange(count) + 0.5) / count)) / 2
    level[len(sound) - count :] = level[:count][::-1]
    return sound * level


def _mean_around(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The mean of each value and its neighbours, as far as there are any."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    places = np.arange(len(values))
    first, last = np.maximum(0, places - reach), np.minimum(len(values), places + reach + 1)
    return np.asarray((total[last] - total[first]) / (last - first), np.float64)


def _nearest_of_the_highest(peaks: NDArray[np.float64], middle: int) -> int:
    high = np.flatnonzero(peaks >= AS_HIGH * peaks.max())
    near = int(high[np.abs(high - middle).argmin()])
    first = max(0, near - _PEAK)
    return first + int(peaks[first : near + _PEAK + 1].argmax())


def _height(peaks: NDArray[np.float64], place: int) -> float:
    others = np.r_[peaks[: max(0, place - _PEAK)], peaks[place + _PEAK + 1 :]]
    spread = float(others.std())
    return float(peaks[place] - others.mean()) / spread if spread > 0 else 0.0
