"""Sounds that are no music, in which nobody would tap: weather, crowds, traffic, talk, drones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.truth import RATE

Wave = NDArray[np.float64]
Random = np.random.Generator

SECONDS = 40


def _white(random: Random, seconds: float = SECONDS) -> Wave:
    return random.standard_normal(round(seconds * RATE))


def _coloured(random: Random, slope: float, low: float = 20.0, high: float = 18000.0) -> Wave:
    """Noise whose power falls as frequency to the ``slope``."""
    spectrum = np.fft.rfft(_white(random))
    hz = np.fft.rfftfreq(SECONDS * RATE, 1 / RATE)
    shape = np.where((hz > low) & (hz < high), np.maximum(hz, low) ** (-slope / 2), 0.0)
    return np.fft.irfft(spectrum * shape, SECONDS * RATE)


def _wander(random: Random, hz: float, depth: float) -> Wave:
    """A slow random course about 1, never below zero."""
    count = max(4, int(SECONDS * hz))
    points = 1 + depth * random.standard_normal(count + 1)
    return np.maximum(0.02, np.interp(np.arange(SECONDS * RATE) / RATE * hz, np.arange(count + 1), points))


def _unit(wave: Wave) -> Wave:
    return wave / (np.sqrt(np.mean(wave**2)) or 1.0)


def white(random: Random) -> Wave:
    """White noise."""
    return _white(random)


def pink(random: Random) -> Wave:
    """As much in every octave."""
    return _coloured(random, 1.0)


def brown(random: Random) -> Wave:
    """A rumble."""
    return _coloured(random, 2.0)


def wind(random: Random) -> Wave:
    """Gusts on a microphone, with buffeting."""
    gusts = _wander(random, 0.4, 0.6) * _wander(random, 6, 0.4)
    return _coloured(random, 1.8, 20, 900) * gusts


def rain(random: Random) -> Wave:
    """A hiss of many drops and some that are near."""
    wave = _unit(_coloured(random, 0.4, 600, 14000)) * 0.3
    for at in random.uniform(0, SECONDS - 0.1, 1600):
        _lay(wave, _drop(random), at)
    return wave


def _drop(random: Random) -> Wave:
    time = np.arange(round(0.02 * RATE)) / RATE
    return np.sin(2 * np.pi * random.uniform(900, 6000) * time) * np.exp(-time * 350) * random.exponential(1.0)


def applause(random: Random) -> Wave:
    """Many hands, each with its own pace, swelling and dying."""
    wave = np.zeros(SECONDS * RATE)
    for _ in range(60):
        pace, at = random.uniform(2.6, 5.2), random.uniform(0, 1.0)
        clap = np.diff(_white(random, 0.03)) * np.exp(-np.arange(round(0.03 * RATE) - 1) / RATE * random.uniform(120, 300))
        while at < SECONDS - 0.1:
            _lay(wave, clap * random.uniform(0.4, 1.0), at)
            at += 1 / pace * random.uniform(0.8, 1.25)
    return wave * _wander(random, 0.2, 0.3)


def traffic(random: Random) -> Wave:
    """Cars that pass and thumps over a joint in the road."""
    wave = _unit(_coloured(random, 1.5, 30, 4000)) * 0.15
    time = np.arange(SECONDS * RATE) / RATE
    hiss = _unit(_coloured(random, 0.8, 100, 8000))
    for _ in range(11):
        middle, wide = random.uniform(0, SECONDS), random.uniform(0.7, 2.2)
        wave += hiss * np.exp(-(((time - middle) / wide) ** 2)) * random.uniform(0.2, 0.8)
        for late in (0.0, random.uniform(0.09, 0.2)):
            thump = np.sin(2 * np.pi * 55 * time[:9000]) * np.exp(-time[:9000] * 18)
            _lay(wave, thump * random.uniform(0.4, 1.2), middle + late)
    return wave


def talk(random: Random) -> Wave:
    """One who speaks: syllables of uneven length in phrases, voiced and voiceless."""
    wave = _unit(_coloured(random, 1.0)) * 0.003
    at = 0.3
    while at < SECONDS - 1.5:
        base = random.uniform(95, 190)
        for number in range(int(random.integers(4, 14))):
            length = float(np.clip(random.lognormal(-1.8, 0.4), 0.06, 0.4))
            _lay(wave, _syllable(random, base * (1.1 - 0.015 * number), length), at)
            at += length * random.uniform(0.9, 1.25)
        at += random.exponential(0.45) + 0.15
    return wave


def _syllable(random: Random, hz: float, length: float) -> Wave:
    time = np.arange(round(length * RATE)) / RATE
    pitch = hz * (1 + random.uniform(-0.12, 0.12) * time / length)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    formants = (random.uniform(280, 780), random.uniform(900, 2300), random.uniform(2300, 3000))
    wave = np.zeros(len(time))
    for partial in range(1, int(4200 / hz)):
        loud = sum(1 / (1 + ((hz * partial - formant) / 120) ** 2) for formant in formants) / partial**0.5
        wave += loud * np.sin(phase * partial)
    voiced = wave * np.sin(np.pi * np.minimum(1, time / length)) ** 0.6
    if random.random() < 0.6:
        count = min(len(voiced), round(random.uniform(0.02, 0.09) * RATE))
        voiced[:count] *= 0.2
        voiced[:count] += np.diff(random.standard_normal(count + 1)) * np.hanning(count) * 0.5
    return voiced * random.uniform(0.4, 1.0)


def babble(random: Random) -> Wave:
    """Eight who speak at once."""
    return sum((np.roll(talk(random), int(random.integers(SECONDS * RATE))) for _ in range(8)), np.zeros(SECONDS * RATE))


def drone(random: Random) -> Wave:
    """A chord that stands, with a slow tremolo."""
    time = np.arange(SECONDS * RATE) / RATE
    root = random.uniform(80, 140)
    slow = random.uniform(0.08, 0.3)
    wave = np.zeros(len(time))
    for number, ratio in enumerate((1, 1.5, 2, 2.5, 3)):
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * slow * (1 + 0.13 * number) * time)
        wave += np.sin(2 * np.pi * root * ratio * time + number) * swell / ratio
    return wave


def clouds(random: Random) -> Wave:
    """Soft chords that come and go when they please."""
    wave = np.zeros(SECONDS * RATE)
    at = 0.0
    while at < SECONDS - 8:
        time = np.arange(round(random.uniform(5, 8) * RATE)) / RATE
        swell = np.abs(np.sin(np.pi * time / time[-1])) ** 1.5
        for pitch in random.choice([45, 48, 52, 55, 57, 60, 64, 67], 3, replace=False):
            _lay(wave, np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * time) * swell, at)
        at += random.uniform(1.5, 5)
    return wave + _unit(_coloured(random, 1.0)) * 0.02


def chimes(random: Random) -> Wave:
    """Wind chimes: bells whenever the wind likes."""
    wave = _unit(_coloured(random, 1.6)) * 0.01
    at = 0.2
    while at < SECONDS - 3:
        time = np.arange(round(2.5 * RATE)) / RATE
        hz = float(random.choice([880, 988, 1175, 1319, 1568]))
        bell = (np.sin(2 * np.pi * hz * time) + 0.5 * np.sin(2 * np.pi * hz * 2.76 * time)) * np.exp(-time * 2.5)
        _lay(wave, bell * random.uniform(0.2, 1), at)
        at += random.exponential(0.5) + 0.03
    return wave


def free_piano(random: Random) -> Wave:
    """A pianist who plays freely: phrases that hurry and wait, without a beat."""
    from tests.benchmarks.songs.instruments import piano

    wave = np.zeros(SECONDS * RATE)
    at, pace = 0.3, 0.4
    while at < SECONDS - 3.5:
        pace = float(np.clip(pace * random.lognormal(0, 0.45), 0.1, 1.3))
        for _ in range(int(random.integers(1, 4))):
            pitch = float(random.choice([48, 50, 53, 55, 57, 60, 62, 65, 67, 69, 72]))
            _lay(wave, piano(pitch, random.uniform(0.3, 0.9), 3.0, random).astype(np.float64), at + random.uniform(0, 0.02))
        at += pace
    return wave


def silence(random: Random) -> Wave:
    """Nothing but the last bit."""
    return random.integers(-1, 2, SECONDS * RATE) / 32768 / 0.2


NOISES: dict[str, Callable[[Random], Wave]] = {
    "white noise": white,
    "pink noise": pink,
    "brown noise": brown,
    "wind": wind,
    "rain": rain,
    "applause": applause,
    "traffic": traffic,
    "talk": talk,
    "babble": babble,
    "drone": drone,
    "clouds of chords": clouds,
    "wind chimes": chimes,
    "free piano": free_piano,
    "silence": silence,
}


def noise(name: str, seed: int) -> NDArray[np.float32]:
    """A sound by its name, float32 [samples], about -20 dB below full scale (silence is silence)."""
    wave = NOISES[name](np.random.default_rng([seed, sorted(NOISES).index(name)]))
    if name == "silence":
        return (wave * 0.2).astype(np.float32)
    return np.clip(_unit(wave) * 0.1, -1, 1).astype(np.float32)


def _lay(wave: Wave, sound: Wave, at: float) -> None:
    first = round(at * RATE)
    count = min(len(sound), len(wave) - first)
    if count > 0:
        wave[first : first + count] += sound[:count]
