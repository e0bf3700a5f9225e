"""Sounds without a beat, and music whose beat comes and goes; what they are is known because they are made so."""

from __future__ import annotations

import numpy as np

from tests.music.songs import Wave, lay, note

RATE = 22050


def coloured(seconds: float, slope: float, seed: int) -> Wave:
    """Noise whose power falls by this power of frequency: 0 white, 1 pink, 2 brown."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    hz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20.0)
    wave = np.fft.irfft((random.standard_normal(len(hz)) + 1j * random.standard_normal(len(hz))) / hz ** (slope / 2), count)
    return np.asarray(wave / np.abs(wave).max() * 0.5)


def speech(seconds: float, seed: int, syllables: float = 4.5) -> Wave:
    """Voiced syllables, so many a second on the whole, of uneven length; consonants, phrases and pauses."""
    random = np.random.default_rng(seed)
    wave = coloured(seconds, 1.0, seed) * 0.003
    at = 0.3
    while at < seconds - 2:
        pitch = random.uniform(90, 220)
        for _ in range(random.integers(3, 12)):
            lasts = max(0.06, np.exp(0.35 * random.standard_normal()) / syllables)
            pitch *= np.exp(0.05 * random.standard_normal())
            if random.random() < 0.5:
                lay(wave, np.diff(random.standard_normal(round(random.uniform(0.03, 0.08) * RATE))) * 0.1, at, RATE)
            lay(wave, _vowel(lasts, pitch, random) * random.uniform(0.05, 0.12), at + 0.03, RATE)
            at += lasts
        at += random.exponential(0.5) + 0.15
    return wave


def _vowel(seconds: float, pitch: float, random: np.random.Generator) -> Wave:
    time = np.arange(round(seconds * RATE)) / RATE
    low, high = random.uniform(300, 900), random.uniform(900, 2500)
    wave = sum(
        np.sin(2 * np.pi * pitch * partial * time) / (1 + ((partial * pitch - low) / 150) ** 2) for partial in range(1, 18)
    ) + sum(np.sin(2 * np.pi * pitch * partial * time) / (2 + ((partial * pitch - high) / 150) ** 2) for partial in range(1, 18))
    return np.asarray(wave * np.sin(np.pi * np.minimum(1.0, time / seconds)) ** 0.8)


def strokes(seconds: float, each_second: float, seed: int) -> Wave:
    """Short strokes at random times: a few are claps, many are rain, very many are applause."""
    random = np.random.default_rng(seed)
    wave = coloured(seconds, 1.0, seed) * 0.004
    for at in random.uniform(0, seconds, round(seconds * each_second)):
        length = round(0.05 * RATE)
        stroke = np.diff(random.standard_normal(length), prepend=0.0) * np.exp(-np.arange(length) / RATE * 150)
        lay(wave, stroke * random.uniform(0.05, 0.3), at, RATE)
    return wave


def pad(seconds: float, tremolo: float, depth: float) -> Wave:
    """A held chord, its strings a little out of tune, that swells so many times a second."""
    time = np.arange(round(seconds * RATE)) / RATE
    hz = [(110 * ratio + off) for ratio in (1, 1.5, 2, 2.5, 3) for off in (-0.3, 0.3)]
    wave = sum(np.sin(2 * np.pi * one * time + number) / one * 110 for number, one in enumerate(hz))
    return np.asarray(wave * (1 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * tremolo * time))) * 0.08)


def chords(seconds: float, seed: int) -> Wave:
    """Held chords that melt into one another at uneven times."""
    random = np.random.default_rng(seed)
    wave, at = np.zeros(round(seconds * RATE)), 0.0
    while at < seconds:
        lasts = random.uniform(3, 7) + 2
        time = np.arange(round(lasts * RATE)) / RATE
        root = 110 * 2 ** (random.integers(0, 12) / 12)
        chord = sum(np.sin(2 * np.pi * root * ratio * time + random.uniform(0, 6)) / ratio for ratio in (1, 1.26, 1.5, 2, 3))
        lay(wave, np.asarray(chord) * np.minimum(1, time / 1.5) * np.minimum(1, (lasts - time) / 1.5) * 0.06, at, RATE)
        at += lasts - 2
    return wave


def rubato(seconds: float, seed: int) -> Wave:
    """Plucked notes in free rhythm."""
    random = np.random.default_rng(seed)
    wave, at = np.zeros(round(seconds * RATE)), 0.3
    while at < seconds - 2:
        lay(wave, note(int(random.integers(48, 76)), 2.0, RATE) * 0.4, at, RATE)
        at += 0.45 * np.exp(0.55 * random.standard_normal()) + 0.08
    return wave
