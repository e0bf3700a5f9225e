"""The sound of planted takes: a bed of the clip's own sound or of a quiet room, and bangs at exact instants."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

SOUND_RATE = 48000
BED_DB = -32.0  # root mean square, dB of full scale
QUIETEST_DB, LOUDEST_DB = -20.0, -8.0  # of bangs, at strengths 0 and 1

Samples = NDArray[np.float32]


def bed(own: Samples | None, duration: Fraction, noise: np.random.Generator) -> Samples:
    """What is heard all along: float32 [n, 2]; a clip's sound is repeated and brought to ``BED_DB``."""
    count = round(duration * SOUND_RATE)
    if own is None or float(np.abs(own).max(initial=0)) < 1e-3:
        own = _room(noise)
    repeated = np.tile(own, (count // len(own) + 1, 1))[:count]
    level = float(np.sqrt(np.mean(repeated.astype(np.float64) ** 2)))
    return np.ascontiguousarray(np.clip(repeated * (10 ** (BED_DB / 20) / level), -1, 1), np.float32)


def bang(into: Samples, at: Fraction, strength: float, noise: np.random.Generator) -> None:
    """Add a bang whose attack lies at an instant: a crack, a thud, a clang, or people who cheer."""
    first = round(at * SOUND_RATE)
    seconds = np.arange(round(1.2 * SOUND_RATE)) / SOUND_RATE
    crack = noise.standard_normal(len(seconds)) * np.exp(-seconds / noise.uniform(0.05, 0.25))
    thud = 1.4 * np.sin(2 * np.pi * noise.uniform(60, 110) * seconds) * np.exp(-seconds / 0.18) + 0.3 * crack
    tones = sum(np.sin(2 * np.pi * noise.uniform(400, 4000) * seconds) for _ in range(6))
    clang = tones * np.exp(-seconds / 0.3) / 2 + 0.2 * crack
    swell = np.clip(seconds / 0.08, 0, 1) * np.clip((1.2 - seconds) / 0.5, 0, 1)
    cheer = noise.standard_normal(len(seconds)) * swell
    wave = (crack, thud, clang, cheer)[noise.integers(4)]
    loud = np.sqrt(np.mean(wave[: SOUND_RATE // 10] ** 2))
    level = 10 ** ((QUIETEST_DB + (LOUDEST_DB - QUIETEST_DB) * strength) / 20)
    part = into[first : first + len(wave)]
    part += (wave[: len(part), None] * (level / loud)).astype(np.float32)
    np.clip(part, -1, 1, out=part)


def _room(noise: np.random.Generator) -> Samples:
    """Ten seconds of a room: noise that falls with frequency, [n, 2]."""
    count = 10 * SOUND_RATE
    spectrum = np.fft.rfft(noise.standard_normal((count, 2)), axis=0)
    spectrum /= np.sqrt(np.arange(1, len(spectrum) + 1))[:, None]
    return np.asarray(np.fft.irfft(spectrum, count, axis=0), np.float32)
