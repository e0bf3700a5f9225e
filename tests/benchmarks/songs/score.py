"""A song written down: key, chords bar by bar, form, and every note and stroke at its place in units.

kind, seed -> bars with chords -> notes of bass, chords, bed and lead; strokes of the drums
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tests.benchmarks.songs.grooves import BASSES, CHORDS, DRUMS, LOUDNESS
from tests.benchmarks.songs.kinds import Kind

Random = np.random.Generator

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
# Degrees of the scale, one a bar.
PROGRESSIONS = (
    (0, 4, 5, 3),
    (0, 5, 3, 4),
    (0, 3, 4, 4),
    (5, 3, 0, 4),
    (0, 5, 1, 4),
    (1, 4, 0, 0),
    (0, 3, 0, 4),
    (0, 0, 3, 0, 4, 3, 0, 4),
)
MINOR_PROGRESSIONS = ((0, 5, 2, 6), (0, 6, 5, 4), (0, 3, 4, 0), (0, 3, 6, 2), (0, 0, 3, 4))
# The drums' full pattern is played in a chorus, none in a break.
FORM = ("intro", "verse", "chorus", "break", "chorus", "verse", "chorus", "outro")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note at a place in units from the first bar's start, as long as so many units."""

    place: float
    length: float
    pitch: float
    velocity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A drum's stroke."""

    place: float
    drum: str
    velocity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: which part it is in, its chords as (unit, tones from the root up), and its place among the bars."""

    number: int
    part: str
    in_part: int
    is_last_of_part: bool
    chords: tuple[tuple[int, tuple[int, ...]], ...]

    def chord_at(self, unit: float) -> tuple[int, ...]:
        """The chord that sounds at a unit."""
        return [tones for first, tones in self.chords if first <= unit + 1e-6][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmony:
    """A key and its ways."""

    tonic: int
    scale: tuple[int, ...]
    progressions: tuple[tuple[int, ...], ...]
    has_sevenths: bool

    def tones(self, degree: int) -> tuple[int, ...]:
        """The chord on a degree as MIDI numbers from the octave below middle C."""
        steps = (0, 2, 4, 6) if self.has_sevenths else (0, 2, 4)
        return tuple(48 + self.tonic + self.scale[(degree + step) % 7] + 12 * ((degree + step) // 7) for step in steps)


def harmony_of(kind: Kind, random: Random) -> Harmony:
    """Some key and progressions."""
    is_minor = random.random() < 0.35
    ways = MINOR_PROGRESSIONS if is_minor else PROGRESSIONS
    chosen = random.choice(len(ways), 2, replace=False)
    return Harmony(
        tonic=int(random.integers(-5, 7)),
        scale=MINOR if is_minor else MAJOR,
        progressions=tuple(ways[int(way)] for way in chosen),
        has_sevenths=kind.swing[1] > 0.54 or random.random() < 0.2,
    )


def bars_of(kind: Kind, harmony: Harmony, count: int, random: Random) -> tuple[Bar, ...]:
    """The bars of a song and a last one on which it ends."""
    parts = [part for part in FORM if kind.has_break or part != "break"]
    length = 8 if count >= 28 else 4
    names: list[str] = []
    for part in parts:
        names += [part] * (length // 2 if part in ("intro", "break", "outro") else length)
    while len(names) < count:
        names += ["verse"] * length + ["chorus"] * length
    names = names[:count]
    starts = [number for number in range(count) if number == 0 or names[number] != names[number - 1]]
    bars = []
    for number, name in enumerate(names):
        in_part = number - max(start for start in starts if start <= number)
        way = harmony.progressions[1 if name == "chorus" else 0]
        degree = way[in_part % len(way)] if number else way[0]
        chords = [(0, harmony.tones(degree))]
        if kind.metre.units % 2 == 0 and random.random() < kind.chords_a_bar:
            chords.append((kind.metre.units // 2, harmony.tones((degree + int(random.choice([2, 3, 4]))) % 7)))
        is_last = number + 1 == count or names[number + 1] != name
        bars.append(Bar(number=number, part=name, in_part=in_part, is_last_of_part=is_last, chords=tuple(chords)))
    final = Bar(number=count, part="end", in_part=0, is_last_of_part=True, chords=((0, harmony.tones(0)),))
    return (*bars, final)


def hits(pattern: str, bar: Bar, kind: Kind) -> Iterator[tuple[float, str]]:
    """Where in a bar a pattern has what, in units."""
    steps = kind.metre.steps
    turn = bar.number * steps % len(pattern)
    for step, sign in enumerate(pattern[turn : turn + steps]):
        if sign != ".":
            yield step * kind.metre.units / steps, sign


def bass_notes(bars: Sequence[Bar], kind: Kind, style: str, random: Random, *, silent: frozenset[str]) -> list[Note]:
    """What the bass plays, but in the parts where it is silent."""
    notes = []
    for bar, following in pairwise(bars):
        if bar.part in silent:
            continue
        pattern = BASSES[style]
        played = list(hits(pattern, bar, kind)) if pattern else [(float(unit), "w") for unit in range(kind.metre.units)]
        ends = [place for place, _ in played[1:]] + [float(kind.metre.units)]
        for (place, sign), end in zip(played, ends, strict=True):
            pitch = _bass_pitch(sign, place, bar, following, random)
            accent = 0.9 if place == 0 else 0.78 if place == int(place) else 0.66
            notes.append(_note(bar, kind, place, min(end - place, 2.0) * 0.9, pitch, accent * random.uniform(0.85, 1.1)))
    last = bars[-1]
    notes.append(_note(last, kind, 0, kind.metre.units, _low(last.chord_at(0)[0]), 0.9))
    return notes


def _bass_pitch(sign: str, place: float, bar: Bar, following: Bar, random: Random) -> int:
    tones = bar.chord_at(place)
    root = _low(tones[0])
    if sign == "a" or (sign == "w" and place == max(1, round(place)) and place >= len(tones) - 1 and random.random() < 0.6):
        return _low(following.chord_at(0)[0]) + int(random.choice([-1, 1, -2]))
    if sign == "w":
        return root if place == 0 else root + int(random.choice([tones[1] - tones[0], tones[2] - tones[0], 12, 2, 5]))
    return root + {"R": 0, "5": tones[2] - tones[0], "8": 12, "3": tones[1] - tones[0]}[sign]


def _low(pitch: int) -> int:
    return 28 + (pitch - 28) % 12


def chord_notes(bars: Sequence[Bar], kind: Kind, style: str, random: Random, *, silent: frozenset[str]) -> list[Note]:
    """What the accompanist plays, blocks or broken chords, but in the parts where it is silent."""
    notes = []
    pattern = CHORDS[style]
    shape = (0, 1, 2, 3, 4) if random.random() < 0.5 else (0, 2, 3, 4, 5)
    for bar in bars[:-1]:
        if bar.part in silent:
            continue
        loud = {"chorus": 1.0, "verse": 0.82, "break": 0.6}.get(bar.part, 0.75)
        played = list(hits(pattern, bar, kind))
        ends = [place for place, _ in played[1:]] + [float(kind.metre.units)]
        for (place, sign), end in zip(played, ends, strict=True):
            tones = _voiced(bar.chord_at(place))
            length = min(end - place, float(kind.metre.units))
            if sign.isdigit():
                pitch = tones[shape[int(sign)] % len(tones)] + 12 * (shape[int(sign)] // len(tones))
                accent = 0.85 if place == int(place) else 0.65
                notes.append(_note(bar, kind, place, length * 2, pitch, accent * loud * random.uniform(0.85, 1.1)))
                continue
            velocity = LOUDNESS[sign] * loud * random.uniform(0.88, 1.08)
            early = 0.5 if place == 0 and bar.number and len(pattern) == 16 and random.random() < kind.pushed else 0.0
            for number, pitch in enumerate(tones[: 4 if sign == "X" else 3]):
                notes.append(_note(bar, kind, place - early, length * 0.92 + early, pitch, velocity * (1 - 0.06 * number)))
    last = bars[-1]
    notes += [_note(last, kind, 0, kind.metre.units, pitch, 0.8) for pitch in _voiced(last.chord_at(0))]
    return notes


def _voiced(tones: Sequence[int]) -> list[int]:
    """The chord near middle C."""
    placed = sorted(52 + (tone - 52) % 12 for tone in tones)
    return [*placed, placed[0] + 12]


def bed_notes(bars: Sequence[Bar], kind: Kind, parts: frozenset[str]) -> list[Note]:
    """Chords held through the bar."""
    notes = []
    for bar in bars:
        if bar.part in parts:
            edges = [first for first, _ in bar.chords] + [kind.metre.units]
            for (first, tones), end in zip(bar.chords, edges[1:], strict=True):
                notes += [_note(bar, kind, first, end - first, pitch, 0.6) for pitch in _voiced(tones)[:3]]
    return notes


def lead_notes(
    bars: Sequence[Bar], kind: Kind, harmony: Harmony, parts: frozenset[str], random: Random, *, centre: int
) -> list[Note]:
    """A melody about a pitch, in some parts of the form, off the beat almost as often as on it."""
    notes: list[Note] = []
    pitch = centre
    halves = kind.metre.steps // 2
    cells = [_cell(halves, random) for _ in range(3)]
    for bar in bars[:-1]:
        if bar.part not in parts or (bar.number % 4 == 3 and random.random() < 0.6):
            continue
        cell = cells[int(random.integers(len(cells)))]
        ends = [*cell[1:], halves]
        for step, end in zip(cell, ends, strict=True):
            place = step * kind.metre.units / halves
            pitch = _next_pitch(pitch, bar.chord_at(place), harmony, centre, random)
            length = (end - step) * kind.metre.units / halves * random.uniform(0.7, 0.98)
            notes.append(_note(bar, kind, place, min(length, 2.5), pitch, random.uniform(0.6, 0.95)))
    return notes


def _cell(halves: int, random: Random) -> list[int]:
    chance = [0.62 if step % 2 == 0 else 0.38 for step in range(halves)]
    cell = [step for step in range(halves) if random.random() < chance[step] * random.choice([0.6, 1.0])]
    return cell or [0]


def _next_pitch(pitch: int, tones: Sequence[int], harmony: Harmony, centre: int, random: Random) -> int:
    scale = [(harmony.tonic + step) % 12 for step in harmony.scale]
    wanted = pitch + int(random.choice([-4, -2, -2, -1, 0, 1, 2, 2, 3, 5])) + round((centre - pitch) * 0.25)
    classes = [tone % 12 for tone in tones] if random.random() < 0.45 else scale
    return min((wanted + step for step in range(-6, 7) if (wanted + step) % 12 in classes), key=lambda near: abs(near - wanted))


def drum_strokes(bars: Sequence[Bar], kind: Kind, pair: tuple[str, str], random: Random) -> list[Stroke]:
    """What the drummer plays: the pattern, ghosts and slips, fills before a new part, a crash where it begins."""
    strokes: list[Stroke] = []
    for bar in bars[:-1]:
        first = bar.number * kind.metre.units
        if bar.part == "intro" and kind.has_break and bar.in_part == 0 and random.random() < 0.3:
            continue
        groove = DRUMS[pair[1] if bar.part == "chorus" else pair[0]]
        fill = _fill_start(bar, kind, random)
        if bar.in_part == 0 and bar.number and bar.part in ("chorus", "verse") and kind.name not in QUIET:
            strokes.append(Stroke(place=first, drum="crash", velocity=random.uniform(0.7, 1.0)))
        if bar.part == "break":
            continue
        for drum, pattern in groove.items():
            strokes += [
                Stroke(place=first + place, drum=drum, velocity=min(1.0, LOUDNESS[sign] * random.uniform(0.86, 1.12)))
                for place, sign in hits(pattern, bar, kind)
                if place < fill and random.random() > 0.01
            ]
        strokes += _fill(first + fill, first + kind.metre.units, kind, random)
    if kind.name not in QUIET:
        end = bars[-1].number * kind.metre.units
        strokes += [Stroke(place=end, drum=drum, velocity=0.9) for drum in ("kick", "crash")]
    return strokes


# Where nobody crashes into a part or rolls on the toms.
QUIET = frozenset(["bossa", "fast swing", "swing", "jazz waltz", "country", "dembow"])


def _fill_start(bar: Bar, kind: Kind, random: Random) -> float:
    """From which unit of the bar on there is a fill; the bar's end when there is none."""
    whole = float(kind.metre.units)
    if not bar.is_last_of_part or kind.name in QUIET or random.random() < 0.3:
        return whole
    return whole - (min(whole, 2.0) if random.random() < 0.4 else 1.0)


def _fill(start: float, end: float, kind: Kind, random: Random) -> list[Stroke]:
    step = kind.metre.units / kind.metre.steps * (1 if random.random() < 0.5 else 2)
    places = np.arange(start, end - 1e-6, step)
    drums = ("snare", "snare", "hitom", "hitom", "tom", "tom")
    return [
        Stroke(place=float(place), drum=drums[min(5, int(6 * number / max(1, len(places))))], velocity=random.uniform(0.6, 0.95))
        for number, place in enumerate(places)
        if random.random() > 0.12
    ]


def _note(bar: Bar, kind: Kind, place: float, length: float, pitch: float, velocity: float) -> Note:
    return Note(place=bar.number * kind.metre.units + place, length=length, pitch=pitch, velocity=min(1.0, velocity))
