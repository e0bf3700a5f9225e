"""Sounds whose truth is known: clicks at exact samples, tones at an exact level, noise from a seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# A click is a short burst that falls away: loud enough for a meter, and its first sample is its largest.
CLICK_SECONDS = Fraction(3, 1000)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sound:
    """Samples [n, channels] at a rate, beginning at a time of the file's clock."""

    samples: Samples
    rate: int
    start: Fraction = Fraction(0)


def clicks(times: Iterable[Fraction], *, rate: int, duration: Fraction, channels: int = 2, level: float = 0.8) -> Sound:
    """Silence with a click that starts at the sample nearest to each time."""
    samples = np.zeros((round(duration * rate), channels), np.float32)
    length = round(CLICK_SECONDS * rate)
    shape = level * np.cos(np.pi * np.arange(length) / 4) * np.exp(-np.arange(length) * 6 / length)
    for time in times:
        place = (time * rate + Fraction(1, 2)).__floor__()
        part = samples[place : place + length]
        part += shape[: len(part), None].astype(np.float32)
    return Sound(samples=samples, rate=rate)


def tone(*, frequency: float, level_db: float, rate: int, duration: Fraction, channels: int = 2) -> Sound:
    """A sine in every channel; its level is the peak in dB of full scale."""
    phase = 2 * np.pi * frequency * np.arange(round(duration * rate)) / rate
    wave = (10 ** (level_db / 20) * np.sin(phase)).astype(np.float32)
    return Sound(samples=np.repeat(wave[:, None], channels, axis=1), rate=rate)


def noise(*, level_db: float, rate: int, duration: Fraction, channels: int = 2, seed: int = 1) -> Sound:
    """White noise, unlike in each channel; its level is the root mean square in dB of full scale."""
    wave = np.random.default_rng(seed).standard_normal((round(duration * rate), channels))
    return Sound(samples=(10 ** (level_db / 20) * wave).astype(np.float32), rate=rate)


def write_wav(path: Path, sound: Sound) -> Path:
    """Write a sound as a WAV file of 16 bits, and give its path."""
    import soundfile

    soundfile.write(path, sound.samples, sound.rate, subtype="PCM_16")
    return path


def click_places(samples: Samples, *, apart: int, threshold: float = 0.5) -> Sequence[int]:
    """Where clicks are heard: the loudest sample of each, counted from the first sample.

    Args:
        samples: float32 [n, channels].
        apart: two clicks are at least this many samples apart.
        threshold: the share of the loudest click that a click reaches.
    """
    level = np.abs(samples).max(axis=1)
    loud = np.flatnonzero(level > threshold * level.max(initial=0.0))
    if loud.size == 0:
        return ()
    groups = np.split(loud, np.flatnonzero(np.diff(loud) >= apart) + 1)
    return tuple(int(group[np.argmax(level[group])]) for group in groups)
