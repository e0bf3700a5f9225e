"""Songs with exact truth: drums, bass and chords laid down at chosen moments, and sounds that are no music."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from autoedit.media.probe import probe
from autoedit.model.media import Media

RATE = 44100
Wave = NDArray[np.float64]

KICK, SNARE, HAT = "kick", "snare", "hat"


def steady(tempo: float, beats: int, first: float = 0.3) -> Wave:
    """Beat times in seconds."""
    return first + np.arange(beats) * 60 / tempo


def drifting(tempo: float, beats: int, first: float = 0.3, depth: float = 0.06) -> Wave:
    """Beat times of a band that pulls ahead and falls back."""
    intervals = 60 / (tempo * (1 + depth * np.sin(np.arange(beats) / 9)))
    return first + np.concatenate([[0.0], np.cumsum(intervals[:-1])])


def band(beats: Wave, metre: int = 4, *, rate: int = RATE, chords: bool = True) -> Wave:
    """Kick on one (and three), snare between, hats on the half beats, bass, and a new chord each bar."""
    song = np.zeros(round((beats[-1] + 1.0) * rate))
    gaps = np.diff(beats, append=2 * beats[-1] - beats[-2])
    for number, (time, gap) in enumerate(zip(beats, gaps, strict=True)):
        in_bar = number % metre
        is_kick = in_bar == 0 or (metre == 4 and in_bar == 2)
        lay(song, drum(KICK if is_kick else SNARE, rate), time, rate)
        lay(song, drum(HAT, rate) * 0.4, time + gap / 2, rate)
        root = (45, 41, 48, 43)[number // metre % 4]
        lay(song, note(root - 12, gap * 0.9, rate) * 0.5, time, rate)
        if chords and in_bar == 0:
            for pitch in (12, 16, 19):
                lay(song, note(root + pitch, gap * metre, rate) * 0.25, time, rate)
    return np.tanh(song) * 0.7


def drum(kind: str, rate: int = RATE) -> Wave:
    """One stroke."""
    time = np.arange(round(0.25 * rate)) / rate
    hiss = np.random.default_rng(len(kind)).standard_normal(len(time))
    if kind == KICK:
        skin = np.sin(2 * np.pi * (50 * time + 4 * (1 - np.exp(-time * 40)))) * np.exp(-time * 14)
        return skin + hiss * np.exp(-time * 400) * 0.3
    if kind == SNARE:
        return (hiss * 0.5 + np.sin(2 * np.pi * 190 * time) * 0.5) * np.exp(-time * 22)
    return np.diff(hiss, prepend=0.0) * np.exp(-time * 60)


def note(pitch: int, seconds: float, rate: int = RATE) -> Wave:
    """A plucked note by MIDI number."""
    time = np.arange(round(seconds * rate)) / rate
    hz = 440 * 2 ** ((pitch - 69) / 12)
    wave = sum(np.sin(2 * np.pi * hz * partial * time) / partial for partial in range(1, 6))
    release = np.minimum(1.0, (seconds - time) / 0.02)
    return np.asarray(wave * np.exp(-time * 2.5) * np.minimum(1.0, time / 0.003) * release * 0.4)


def lay(song: Wave, sound: Wave, time: float, rate: int = RATE) -> None:
    """Add a sound at a moment."""
    first = round(time * rate)
    count = max(0, min(len(sound), len(song) - first))
    song[first : first + count] += sound[:count]


def noise(seconds: float, seed: int = 0) -> Wave:
    """White noise."""
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * 0.2


def media(wave: Wave, folder: Path, rate: int = RATE) -> Media:
    """The wave as a file, probed."""
    file = folder / "song.wav"
    soundfile.write(file, wave, rate, subtype="FLOAT")
    return probe(file)
