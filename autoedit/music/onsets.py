"""Onset strength: how much begins at each moment, low, middle and high, and all together.

mel power -> loudness as the ear hears it (log, each band against its own mean)
-> its rise against the neighbouring bands two frames earlier (SuperFlux, Boeck and Widmer 2013)
-> each register against its own surroundings, so that a quiet verse counts as much as a loud refrain
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoedit.music.spectra import Spectra

Envelope = NDArray[np.float64]

# Kick and bass; snare, chords and voice; cymbals and consonants.
REGISTERS_HZ = ((0.0, 180.0), (180.0, 2500.0), (2500.0, 12000.0))
# What is low carries the beat: kicks and basses fall on it, cymbals and chords also between.
WEIGHTS = (1.3, 1.0, 0.5)
# How far above a band's mean the logarithm takes over; smaller numbers hear only what is loud.
COMPRESSION = 20.0
RISE_FRAMES = 2
SURROUNDINGS_SECONDS = 6.0
# What steady noise gives in each register, nearly: less than this is not raised to be an onset.
STILL = (0.15, 0.035, 0.05)
# The same for all together, which are then about 1/3 where the registers are not still.
STILL_TOGETHER = 0.1
NEARBY_SECONDS = 0.25
# A stroke is heard to be on a beat within so many frames (of 10 ms) to each side.
ON_BEAT_FRAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Onsets:
    """Onset strength; frame ``k`` is centred on sample ``k * hop``.

    Attributes:
        registers: low, middle and high, each about 1 on a strong onset, float64 [3, frames].
        strength: all together, float64 [frames].
        frame_rate: frames a second.
    """

    registers: Envelope
    strength: Envelope
    frame_rate: float


def onsets(heard: Spectra) -> Onsets:
    """Find what begins when."""
    rise = _rise(heard)
    rate = heard.frame_rate
    registers = []
    for (lowest, highest), still in zip(REGISTERS_HZ, STILL, strict=True):
        bands = (heard.mel_hz >= lowest) & (heard.mel_hz < highest)
        flux = rise[:, bands].mean(axis=1) if bands.any() else np.zeros(len(rise))
        registers.append(_evened(flux, rate, still))
    together = _evened(np.average(registers, axis=0, weights=WEIGHTS), rate, STILL_TOGETHER)
    return Onsets(registers=np.array(registers), strength=together, frame_rate=rate)


def on_beat(strength: Envelope) -> Envelope:
    """The strongest onset that a beat in each frame would be struck with; float64 [..., frames]."""
    from scipy.ndimage import maximum_filter1d

    return np.asarray(maximum_filter1d(strength, 2 * ON_BEAT_FRAMES + 1, axis=-1))


def _rise(heard: Spectra) -> Envelope:
    mean = heard.mel.mean(axis=0, dtype=np.float64)
    # A band that is all but empty would show the coder's rounding as onsets.
    reference = np.maximum(mean, mean.max() * 1e-5) + 1e-12
    level = np.log1p(COMPRESSION * heard.mel / reference)
    around = np.maximum(level, np.maximum(_moved(level, 1), _moved(level, -1)))
    rise = np.zeros_like(level)
    rise[RISE_FRAMES:] = np.maximum(0.0, level[RISE_FRAMES:] - around[:-RISE_FRAMES])
    return np.asarray(rise, np.float64)


def _moved(level: Envelope, bands: int) -> Envelope:
    """The levels one band up or down, the edge repeated."""
    moved = np.roll(level, bands, axis=1)
    edge = 0 if bands > 0 else -1
    moved[:, edge] = level[:, edge]
    return moved


def _evened(flux: Envelope, rate: float, still: float) -> Envelope:
    """What stands out from its quarter second, relative to the strong onsets of its seconds."""
    from scipy.ndimage import gaussian_filter1d, uniform_filter1d

    nearby = uniform_filter1d(flux, max(1, round(NEARBY_SECONDS * rate)), mode="nearest")
    outstanding = gaussian_filter1d(np.maximum(0.0, flux - nearby), 1.0)
    wide = max(1, round(SURROUNDINGS_SECONDS * rate))
    # A running sum of squares may end a hair below zero.
    usual = np.sqrt(np.maximum(0.0, uniform_filter1d(outstanding**2, wide, mode="nearest")))
    floor = 0.2 * float(np.sqrt(np.mean(outstanding**2)))
    return np.asarray(outstanding / np.maximum(usual, max(floor, still)) / 3.0)
