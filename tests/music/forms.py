"""Songs of known form: parts of so many bars, each played as its kind is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.music.songs import HAT, KICK, RATE, SNARE, Wave, drum, lay, note

FIRST = 0.3
ROOTS = (45, 41, 48, 43)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Bars played one way: intro, verse, build, drop, break, outro, ring."""

    plays: str
    bars: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """A song and where its parts begin and end, in seconds."""

    wave: Wave
    edges: tuple[float, ...]
    bar: float


def song(parts: Sequence[Part], tempo: float = 124, level: float = 0.8, seed: int = 0, rate: int = RATE) -> Form:
    """Play the parts one after the other in 4/4."""
    beat = 60 / tempo
    bars = sum(part.bars for part in parts)
    wave = np.zeros(round((FIRST + bars * 4 * beat + 1.5) * rate))
    random = np.random.default_rng(seed)
    edges, first_bar = [FIRST], 0
    for part in parts:
        for bar in range(part.bars):
            progress = (bar + 0.5) / part.bars
            _bar(
                wave, FIRST + (first_bar + bar) * 4 * beat, beat, ROOTS[(first_bar + bar) % 4], part, bar, progress, random, rate
            )
        first_bar += part.bars
        edges.append(FIRST + first_bar * 4 * beat)
    hiss = random.standard_normal(len(wave)) * 1e-4
    return Form(wave=np.tanh(wave) / np.abs(np.tanh(wave)).max() * level + hiss, edges=tuple(edges), bar=4 * beat)


def _bar(
    wave: Wave, time: float, beat: float, root: int, part: Part, bar: int, progress: float,
    random: np.random.Generator, rate: int,
) -> None:  # fmt: skip  # what a bar needs to know
    plays = part.plays
    chords = {"intro": 0.12, "verse": 0.2, "build": 0.15, "drop": 0.3, "break": 0.2, "outro": 0.15}.get(plays, 0.0)
    if plays == "ring":
        if bar == 0:
            for pitch in (0, 12, 16, 19):
                lay(wave, note(root + pitch, part.bars * 4 * beat, rate) * 0.5, time, rate)
        return
    for pitch in (12, 16, 19):
        lay(wave, _held(root + pitch, 4 * beat, rate) * chords, time, rate)
    for step in range(4):
        at = time + step * beat
        if plays in ("intro", "verse", "drop", "outro"):
            lay(wave, drum(HAT, rate) * {"intro": 0.1, "verse": 0.25, "drop": 0.5, "outro": 0.1}[plays], at + beat / 2, rate)
        if plays in ("verse", "drop"):
            loud = 0.45 if plays == "verse" else 1.0
            lay(wave, drum(KICK if step % 2 == 0 else SNARE, rate) * loud, at, rate)
            if plays == "drop":
                lay(wave, drum(KICK, rate), at, rate)
            lay(wave, note(root - 12, beat * 0.9, rate) * (0.25 if plays == "verse" else 0.7), at, rate)
        if plays == "build":
            strokes = 1 if progress < 0.5 else 2 if progress < 0.75 else 4
            for stroke in range(strokes):
                lay(wave, drum(SNARE, rate) * (0.15 + 0.5 * progress), at + stroke * beat / strokes, rate)
    if plays == "build":
        count = round(4 * beat * rate)
        rise = progress + np.linspace(-0.5, 0.5, count) / part.bars
        lay(wave, np.diff(random.standard_normal(count), prepend=0.0) * np.clip(rise, 0, 1) ** 2 * 0.25, time, rate)


def _held(pitch: int, seconds: float, rate: int) -> Wave:
    """A pad's note by MIDI number."""
    time = np.arange(round(seconds * rate)) / rate
    hz = 440 * 2 ** ((pitch - 69) / 12)
    wave = sum(np.sin(2 * np.pi * hz * partial * time) / partial**1.5 for partial in range(1, 5))
    return np.asarray(wave * np.minimum(1.0, time / 0.08) * np.minimum(1.0, (seconds - time) / 0.05) * 0.5)
