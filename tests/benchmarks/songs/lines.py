"""Melody as one breath: a voice, winds and bowed strings, whose pitch glides and whose tone swells from note to note.

A phrase is one additive tone; vowels are formants over its partials, consonants and bow or breath are noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.instruments import hertz
from tests.benchmarks.songs.truth import RATE

Floats = NDArray[np.float64]
Random = np.random.Generator

# The control rate of pitch, loudness and vowel.
CONTROL = 200
# Notes nearer than this are one phrase.
BREATH = 0.30
# How strong and how wide (Hz) the formants are.
FORMANTS = ((1.0, 90), (0.6, 110), (0.35, 160))
VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sung:
    """A note of a melody, in seconds."""

    start: float
    end: float
    pitch: float
    velocity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timbre:
    """How a line sounds: seconds of attack and glide, vibrato in semitones, spectrum's slope, noise of breath or bow."""

    attack: float
    glide: float
    vibrato: float
    slope: float
    noise: float
    rate: float = 5.4
    is_voice: bool = False
    is_hollow: bool = False
    peak: float = 0.0
    ahead: float = 0.0
    jitter: float = 0.010


TIMBRES = {
    "voice": Timbre(attack=0.05, glide=0.06, vibrato=0.35, slope=0.9, noise=0.02, is_voice=True, jitter=0.025),
    "sax": Timbre(attack=0.045, glide=0.03, vibrato=0.25, slope=0.8, noise=0.03, peak=900, ahead=0.012, jitter=0.014),
    "trumpet": Timbre(attack=0.035, glide=0.015, vibrato=0.15, slope=0.55, noise=0.01, peak=1300, ahead=0.010),
    "clarinet": Timbre(attack=0.04, glide=0.015, vibrato=0.08, slope=0.9, noise=0.01, is_hollow=True, ahead=0.012),
    "flute": Timbre(attack=0.06, glide=0.02, vibrato=0.2, slope=2.0, noise=0.05, ahead=0.02),
    "violin": Timbre(attack=0.07, glide=0.03, vibrato=0.3, slope=0.9, noise=0.015, peak=2600, ahead=0.03, jitter=0.012),
    "cello": Timbre(attack=0.09, glide=0.035, vibrato=0.25, slope=1.0, noise=0.015, peak=900, ahead=0.035, jitter=0.012),
    "bowed bass": Timbre(attack=0.08, glide=0.03, vibrato=0.15, slope=1.2, noise=0.02, peak=500, ahead=0.03, jitter=0.012),
    "lead": Timbre(attack=0.006, glide=0.02, vibrato=0.12, slope=0.75, noise=0.0, jitter=0.002),
}


def line(notes: Sequence[Sung], timbre: Timbre, count: int, random: Random) -> NDArray[np.float32]:
    """The whole melody, float32 [count]."""
    wave = np.zeros(count, np.float32)
    for phrase in _phrases(notes):
        first = max(0, round((phrase[0].start - 0.1) * RATE))
        sound = _phrase(phrase, first / RATE, timbre, random)
        room = min(len(sound), count - first)
        if room > 0:
            wave[first : first + room] += sound[:room]
    return wave


def _phrases(notes: Sequence[Sung]) -> list[list[Sung]]:
    phrases: list[list[Sung]] = []
    for note in notes:
        if phrases and note.start - phrases[-1][-1].end < BREATH:
            phrases[-1].append(note)
        else:
            phrases.append([note])
    return phrases


def _phrase(notes: Sequence[Sung], origin: float, timbre: Timbre, random: Random) -> NDArray[np.float32]:
    end = notes[-1].end + 0.25
    steps = max(4, int((end - origin) * CONTROL))
    times = origin + np.arange(steps) / CONTROL
    pitch, level, vowel = _controls(notes, times, timbre, random)
    count = steps * RATE // CONTROL
    fine = np.arange(count) * (CONTROL / RATE)
    hz = np.array([hertz(value) for value in pitch])
    fast_hz = np.interp(fine, np.arange(steps), hz)
    phase = (2 * np.pi * np.cumsum(fast_hz) / RATE).astype(np.float32)
    wave = np.zeros(count, np.float32)
    for partial in range(1, min(24, int(9000 / hz.max())) + 1):
        if timbre.is_hollow and partial % 2 == 0:
            continue
        strength = _spectrum(hz * partial, partial, level, vowel, timbre)
        wave += np.sin(phase * np.float32(partial)) * np.interp(fine, np.arange(steps), strength).astype(np.float32)
    wave += _breath(count, np.interp(fine, np.arange(steps), level), timbre, random)
    if timbre.is_voice:
        _consonants(wave, notes, origin, random)
    return wave * np.float32(0.3)


def _controls(notes: Sequence[Sung], times: Floats, timbre: Timbre, random: Random) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Pitch, loudness and vowel at the control rate."""
    pitch = np.full(len(times), notes[0].pitch, float)
    level = np.zeros(len(times))
    vowel = np.zeros(len(times), np.intp)
    for number, note in enumerate(notes):
        inside = times >= note.start
        until = notes[number + 1].start if number + 1 < len(notes) else note.end
        sounding = inside & (times < max(note.end, note.start + 0.06))
        since = times - note.start
        before = notes[number - 1].pitch if number else note.pitch - (1.5 if timbre.is_voice else 0.2)
        bend = (before - note.pitch) * np.exp(-np.maximum(since, 0) / max(1e-3, timbre.glide))
        wave = timbre.vibrato * np.clip((since - 0.2) / 0.3, 0, 1) * np.sin(2 * np.pi * timbre.rate * since + number)
        pitch = np.where(inside, note.pitch + bend + wave, pitch)
        is_tied = number > 0 and note.start - notes[number - 1].end < 0.03
        floor = 0.35 if is_tied else 0.0
        rise = floor + (1 - floor) * (1 - np.exp(-np.maximum(since, 0) / (timbre.attack / 2)))
        fall = np.exp(-np.maximum(times - min(note.end, until), 0) / 0.05)
        is_last = number == len(notes) - 1
        level = np.where(sounding | (inside & is_last), note.velocity * rise * fall, level * np.where(inside, fall, 1))
        vowel = np.where(inside, random.integers(len(VOWELS)), vowel)
    drift = np.convolve(random.standard_normal(len(times) + 40), np.hanning(41) / 41, "valid")[: len(times)]
    return pitch + 0.15 * drift, level, vowel


def _spectrum(hz: Floats, partial: int, level: Floats, vowel: NDArray[np.intp], timbre: Timbre) -> Floats:
    """How strong a partial is: louder is brighter."""
    strength = level * partial ** -(timbre.slope + 0.7 * (1 - np.minimum(1, level)))
    if timbre.is_voice:
        formants = np.array(VOWELS, float)[vowel]
        near = sum(gain / (1 + ((hz - formants[:, number]) / wide) ** 2) for number, (gain, wide) in enumerate(FORMANTS))
        smooth = np.convolve(np.pad(np.asarray(near), 4, mode="edge"), np.hanning(11)[1:-1] / np.hanning(11).sum(), "valid")
        return np.asarray(strength * (0.12 + 2.2 * smooth))
    return np.asarray(strength * (1 + 1.5 / (1 + ((hz - timbre.peak) / 500) ** 2)) if timbre.peak else strength)


def _breath(count: int, level: Floats, timbre: Timbre, random: Random) -> NDArray[np.float32]:
    noise = np.diff(random.standard_normal(count + 1))
    return (noise * level * timbre.noise * 0.5).astype(np.float32)


def _consonants(wave: NDArray[np.float32], notes: Sequence[Sung], origin: float, random: Random) -> None:
    """Hiss or a stop before some vowels."""
    for note in notes:
        if random.random() < 0.45:
            length = random.uniform(0.03, 0.08)
            first = round((note.start - origin - length) * RATE)
            hiss = np.diff(random.standard_normal(round(length * RATE) + 1)) * np.hanning(round(length * RATE)) * 0.12
            if first >= 0 and first + len(hiss) <= len(wave):
                wave[first : first + len(hiss)] += hiss.astype(np.float32)
