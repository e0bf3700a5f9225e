"""A written song played: every note at its moment, by hands that are not machines, onto one bus for each player.

Jitter is drawn for each stroke; besides, a player may lie behind the beat throughout. The truth stays the written beat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.clock import Clock
from tests.benchmarks.songs.drums import AHEAD, BALANCE, STROKES, Kit
from tests.benchmarks.songs.instruments import INSTRUMENTS
from tests.benchmarks.songs.lines import TIMBRES, Sung, line
from tests.benchmarks.songs.score import Note, Stroke
from tests.benchmarks.songs.truth import RATE

Wave = NDArray[np.float32]
Random = np.random.Generator

# A guitarist's hand crosses the strings in so many seconds each; other hands are nearly together.
ACROSS = {"guitar": (0.004, 0.011), "nylon": (0.003, 0.010), "muted": (0.002, 0.005)}
TOGETHER = (0.0, 0.003)
VARIANTS = 3
DRUM_JITTER = 0.005


class Player:
    """One who plays notes or a line, ``loose`` times as far from the beat as usual, ``late`` seconds behind it."""

    def __init__(self, sound: str, clock: Clock, random: Random, *, offset: int, loose: float, late: float) -> None:
        self._sound, self._clock, self._random = sound, clock, random
        self._offset, self._loose, self._late = offset, loose, late
        self._samples: dict[tuple[int, int, int], Wave] = {}

    def played(self, notes: Sequence[Note], count: int) -> Wave:
        """The notes as sound, float32 [count]."""
        if self._sound in TIMBRES:
            return self._sung(notes, count)
        return self._struck(notes, count)

    def _second(self, place: float) -> float:
        return self._clock.at(place + self._offset)

    def _struck(self, notes: Sequence[Note], count: int) -> Wave:
        instrument = INSTRUMENTS[self._sound]
        wave = np.zeros(count, np.float32)
        across = ACROSS.get(self._sound, TOGETHER)
        slips: dict[float, float] = {}
        strings: dict[float, int] = {}
        together = Counter(note.place for note in notes)
        for note in notes:
            slip = slips.setdefault(note.place, float(self._random.normal(0, instrument.jitter)) * self._loose)
            string = strings.get(note.place, 0)
            strings[note.place] = string + 1
            late = (
                self._late
                + slip
                + (string - (together[note.place] - 1) / 2) * self._random.uniform(*across) * min(1.0, self._loose * 2)
            )
            start = self._second(note.place) + late - instrument.ahead
            seconds = self._second(note.place + note.length) - self._second(note.place)
            sound = self._sample(note) * np.float32(note.velocity)
            self._lay(wave, sound, start, seconds, instrument.release)
        return wave

    def _sample(self, note: Note) -> Wave:
        instrument = INSTRUMENTS[self._sound]
        layer = min(2, int(note.velocity * 3))
        held = instrument.longest > 3
        key = (round(note.pitch), layer, 0 if held else int(self._random.integers(VARIANTS - 1)))
        if key not in self._samples:
            velocity = (layer + 0.7) / 3
            self._samples[key] = instrument.play(note.pitch, velocity, instrument.longest, self._random) / np.float32(velocity)
        return self._samples[key]

    def _lay(self, wave: Wave, sound: Wave, start: float, seconds: float, release: float) -> None:
        first = max(0, round(start * RATE))
        length = min(len(sound), round((seconds + release) * RATE), len(wave) - first)
        if length <= 0:
            return
        part = sound[:length].copy()
        fade = min(length, round(release * RATE))
        part[length - fade :] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
        wave[first : first + length] += part

    def _sung(self, notes: Sequence[Note], count: int) -> Wave:
        timbre = TIMBRES[self._sound]
        sung: list[Sung] = []
        for note in sorted(notes, key=lambda one: one.place):
            slip = float(self._random.normal(0, timbre.jitter)) * max(0.3, self._loose)
            start = max(0.02, self._second(note.place) + self._late + slip - timbre.ahead)
            end = self._second(note.place + note.length) + self._late
            if not sung or start > sung[-1].start + 0.05:
                sung.append(Sung(start=start, end=max(end, start + 0.06), pitch=note.pitch, velocity=note.velocity))
        return line(sung, timbre, count, self._random) if sung else np.zeros(count, np.float32)


class Drummer:
    """One who plays a kit."""

    def __init__(self, kit: Kit, clock: Clock, random: Random, *, offset: int, loose: float, late: float) -> None:
        self._kit, self._clock, self._random = kit, clock, random
        self._offset, self._loose, self._late = offset, loose, late
        self._snare_late = float(random.uniform(-0.003, 0.005)) * loose
        self._samples: dict[tuple[str, int, int], Wave] = {}

    def played(self, strokes: Sequence[Stroke], count: int) -> Wave:
        """The strokes as sound, float32 [count, 2]."""
        wave = np.zeros((count, 2), np.float32)
        for stroke in strokes:
            slip = float(self._random.normal(0, DRUM_JITTER)) * self._loose + self._late
            if stroke.drum in ("snare", "rim", "clap"):
                slip += self._snare_late
            first = max(0, round((self._clock.at(stroke.place + self._offset) + slip - AHEAD.get(stroke.drum, 0.0)) * RATE))
            sound = self._sample(stroke)
            room = min(len(sound), count - first)
            gain, pan = BALANCE.get(stroke.drum, (1.0, 0.0))
            angle = (pan + 1) * np.pi / 4
            sides = np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(gain * np.sqrt(2))
            if room > 0:
                wave[first : first + room] += sound[:room, None] * sides
        return wave

    def _sample(self, stroke: Stroke) -> Wave:
        layer = min(4, int(stroke.velocity * 5))
        key = (stroke.drum, layer, int(self._random.integers(VARIANTS)))
        if key not in self._samples:
            self._samples[key] = STROKES[stroke.drum](self._kit, (layer + 0.6) / 5, self._random)
        return self._samples[key]
