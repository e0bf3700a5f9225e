"""A song from its kind and seed: written, played, mixed, with its truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.clock import Clock, changed, clock_of, drifting, intervals, slowing
from tests.benchmarks.songs.drums import kit_of
from tests.benchmarks.songs.grooves import CHORDS
from tests.benchmarks.songs.kinds import KINDS, Kind
from tests.benchmarks.songs.mix import Bus, Room, mixed, room_of, through_a_lossy_codec
from tests.benchmarks.songs.perform import Drummer, Player
from tests.benchmarks.songs.score import (
    Bar,
    Harmony,
    Note,
    Stroke,
    bars_of,
    bass_notes,
    bed_notes,
    chord_notes,
    drum_strokes,
    harmony_of,
    lead_notes,
)
from tests.benchmarks.songs.truth import RATE, Truth

Wave = NDArray[np.float32]
Random = np.random.Generator

SHORTEST, LONGEST = 36.0, 52.0
TAIL = 2.6
# Every so many songs one has been through a lossy coder.
LOSSY_EVERY = 4
LOSSY = (("mp3", 128), ("m4a", 96), ("mp3", 96), ("m4a", 128))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A song to be made: its number, its kind, and which of the kind's tempi."""

    number: int
    kind: str
    turn: int
    seed: int


def orders(seed: int) -> tuple[Order, ...]:
    """Every song of a seed."""
    wanted = [(kind.name, turn) for kind in KINDS for turn in range(len(kind.tempi))]
    return tuple(Order(number=number, kind=name, turn=turn, seed=seed) for number, (name, turn) in enumerate(wanted))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """What is settled before a note is written."""

    tempo: float
    offset: int
    is_counted_in: bool
    clock: Clock
    harmony: Harmony
    bars: tuple[Bar, ...]
    count: int
    tempi: tuple[float, ...]


def made(order: Order) -> tuple[Wave, Truth]:
    """The song, float32 [samples, 2] at ``RATE``, and its truth."""
    kind = next(kind for kind in KINDS if kind.name == order.kind)
    random = np.random.default_rng([order.seed, order.number])
    plan = _planned(kind, order.turn, random)
    buses, told = _played(kind, plan, order.turn, random)
    wave = mixed(buses, _room(kind, random), random)
    if order.number % LOSSY_EVERY == 1:
        coder, kilobits = LOSSY[order.number // LOSSY_EVERY % len(LOSSY)]
        wave = through_a_lossy_codec(wave, kind=coder, kilobits=kilobits)
        told += f", {coder} {kilobits} kbit/s"
    return wave, _truth(order, kind, plan, told)


def _planned(kind: Kind, turn: int, random: Random) -> _Plan:
    tempo = float(random.uniform(*kind.tempi[turn]))
    metre = kind.metre
    harmony = harmony_of(kind, random)
    bars = bars_of(kind, harmony, max(8, round(random.uniform(SHORTEST, LONGEST) * tempo / 60 / metre.units)), random)
    pickup = int(random.integers(1, metre.units)) if kind.has_pickup else 0
    offset = metre.units if kind.is_counted_in else pickup
    units = offset + len(bars) * metre.units
    gaps, tempi = _gaps(kind, tempo, offset, units, random)
    swing = float(random.uniform(*kind.swing))
    clock = clock_of(gaps, first=float(random.uniform(0.15, 1.0)), swing=swing)
    end = clock.at(offset + (len(bars) - 1) * metre.units) + TAIL
    return _Plan(
        tempo=tempo,
        offset=offset,
        is_counted_in=kind.is_counted_in,
        clock=clock,
        harmony=harmony,
        bars=bars,
        count=round(end * RATE),
        tempi=tempi,
    )


def _gaps(kind: Kind, tempo: float, offset: int, units: int, random: Random) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """The seconds of each unit, and the tempi that are right, in taps a minute."""
    gaps = intervals(tempo, units)
    metre = kind.metre
    if kind.clock == "drift":
        gaps = drifting(gaps, random, random.uniform(0.025, 0.05))
    elif kind.loose > 0.5 and random.random() < 0.4:
        gaps = drifting(gaps, random, 0.006)
    tempi = (tempo,)
    if kind.clock == "slowing":
        gaps = slowing(gaps, units=3 * metre.units, most=random.uniform(1.5, 1.9))
    if kind.clock == "change":
        ratio = float(random.choice([1.12, 1.2, 1.3, 0.85, 0.78]))
        bar = round((units - offset) / metre.units * random.uniform(0.4, 0.6))
        gaps = changed(gaps, offset + bar * metre.units, ratio)
        tempi = (tempo, tempo * ratio)
    if kind.clock == "drift":
        tempi = (float(60 / np.median(gaps)),)
    if metre.is_odd:
        # The mean of the three groups, the quarter, the long group, the eighth.
        tempi = (tempo * 3 / metre.units, tempo / 2, tempo / 3, tempo)
    return gaps, tempi


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """Who plays what: sounds and styles."""

    drums: tuple[str, str] | None
    bass: str
    bass_style: str
    chords: str
    chord_style: str
    second: str
    second_style: str
    bed: str
    lead: str


def _band(kind: Kind, turn: int, random: Random) -> _Band:
    chords, chord_style, second_style = _one(kind.chord_sounds, random), _one(kind.chords, random), _one(kind.chords, random)
    others = tuple(sound for sound in kind.chord_sounds if sound != chords) or (chords,)
    return _Band(
        drums=kind.drums[turn % len(kind.drums)] if kind.drums else None,
        bass=_one(kind.bass_sounds, random),
        bass_style=_one(kind.basses, random),
        chords=chords,
        chord_style=chord_style,
        second=_one(others, random) if second_style != chord_style else "",
        second_style=second_style,
        bed=_one(kind.beds, random),
        lead=_one(kind.leads, random),
    )


# Basses that are written an octave higher, and the middle of a melody's range.
HIGH_BASSES = frozenset(["piano", "nylon", "guitar", "cello", "pizzicato"])
CENTRES = {"cello": 55, "voice": 64, "driven": 60}
# How far behind the beat (seconds, from and to) each part is, times how loose the players are.
BASS_LATE, CHORDS_LATE, BED_LATE, LEAD_LATE = (-0.004, 0.005), (-0.004, 0.005), (0.0, 0.004), (-0.002, 0.014)


class _Session:
    """Where the players of a band are recorded, one bus each."""

    def __init__(self, kind: Kind, plan: _Plan, random: Random) -> None:
        self._kind, self._plan, self._random = kind, plan, random
        self.buses: list[Bus] = []

    def drums(self, pair: tuple[str, str]) -> None:
        """The kit, count-in and all."""
        plan, random = self._plan, self._random
        strokes = [*_counted_in(self._kind, plan), *drum_strokes(plan.bars, self._kind, pair, random)]
        late = float(random.uniform(-0.002, 0.002)) * self._kind.loose
        drummer = Drummer(kit_of(random), plan.clock, random, offset=plan.offset, loose=self._kind.loose, late=late)
        wave = drummer.played(strokes, plan.count)
        self.buses.append(Bus(wave=wave, level=random.uniform(0, 5), send=random.uniform(0.05, 0.2)))

    def play(self, sound: str, notes: list[Note], late: tuple[float, float], level: float, *, wide: float, send: float) -> None:
        """One player's notes, about so many dB below the drums, somewhere between so far left and so far right."""
        plan, random, loose = self._plan, self._random, self._kind.loose
        player = Player(sound, plan.clock, random, offset=plan.offset, loose=loose, late=float(random.uniform(*late)) * loose)
        wave = player.played(notes, plan.count)
        if np.abs(wave).max() > 0:
            pan = float(random.uniform(-wide, wide))
            self.buses.append(Bus(wave=wave, level=level + float(random.uniform(-2, 2)), pan=pan, send=send))


def _played(kind: Kind, plan: _Plan, turn: int, random: Random) -> tuple[list[Bus], str]:
    band = _band(kind, turn, random)
    session = _Session(kind, plan, random)
    if band.drums:
        session.drums(band.drums)
    up = 12 if band.bass in HIGH_BASSES else 0
    # Someone keeps the beat where the drums rest: the bass, unless the chords do.
    rests = frozenset(["break"]) if CHORDS[band.chord_style][0] != "." and random.random() < 0.5 else frozenset[str]()
    low = bass_notes(plan.bars, kind, band.bass_style, random, silent=rests if band.drums else frozenset())
    bass = [replace(note, pitch=note.pitch + up) for note in low]
    session.play(band.bass, bass, BASS_LATE, -3 if band.drums else -5, wide=0, send=0.05)
    silent = frozenset(["verse"]) if band.drums and random.random() < 0.4 else frozenset[str]()
    chords = chord_notes(plan.bars, kind, band.chord_style, random, silent=silent)
    session.play(band.chords, chords, CHORDS_LATE, -5 if band.drums else -1, wide=0.6, send=0.2)
    if band.second:
        more = chord_notes(plan.bars, kind, band.second_style, random, silent=frozenset(["intro", "verse", "break"]))
        session.play(band.second, more, CHORDS_LATE, -8, wide=0.6, send=0.25)
    if band.bed:
        held = bed_notes(plan.bars, kind, frozenset(["chorus", "break", "end"]))
        session.play(band.bed, held, BED_LATE, -11, wide=0.3, send=0.35)
    if band.lead:
        centre = CENTRES.get(band.lead, 69)
        parts = frozenset(["verse", "chorus"]) if random.random() < 0.7 else frozenset(["verse", "chorus", "break"])
        melody = lead_notes(plan.bars, kind, plan.harmony, parts, random, centre=centre)
        session.play(band.lead, [*_pickup(plan, centre, random), *melody], LEAD_LATE, -3, wide=0.15, send=0.3)
    return session.buses, _told(plan, band)


def _told(plan: _Plan, band: _Band) -> str:
    drums = " then ".join(band.drums) if band.drums else "none"
    return (
        f"{plan.tempo:.1f} units a minute, swing {plan.clock.swing:.2f}, drums {drums}, {band.bass} {band.bass_style}, "
        f"{band.chords} {band.chord_style}, {band.second} {band.second_style}, {band.bed}, {band.lead}"
    )


def _one(choices: tuple[str, ...], random: Random) -> str:
    return choices[int(random.integers(len(choices)))]


def _room(kind: Kind, random: Random) -> Room:
    room = room_of(random)
    if not kind.drums:
        return replace(room, seconds=room.seconds + 0.4, press=min(3.0, room.press))
    return room


def _counted_in(kind: Kind, plan: _Plan) -> list[Stroke]:
    if not plan.is_counted_in:
        return []
    return [Stroke(place=unit - kind.metre.units, drum="stick", velocity=0.9) for unit in range(kind.metre.units)]


def _pickup(plan: _Plan, centre: int, random: Random) -> list[Note]:
    """Notes that lead to the first bar, one on every beat of the pickup at least."""
    if not plan.offset or plan.is_counted_in:
        return []
    places = [place / 2 for place in range(-2 * plan.offset, 0) if place % 2 == 0 or random.random() < 0.6]
    return [Note(place=place, length=0.45, pitch=centre - 5 + 2 * number, velocity=0.85) for number, place in enumerate(places)]


def _truth(order: Order, kind: Kind, plan: _Plan, told: str) -> Truth:
    metre = kind.metre
    last = (len(plan.bars) - 1) * metre.units
    bars = [bar * metre.units for bar in range(len(plan.bars) - 1)]
    taps = [first + tap for first in bars for tap in metre.taps]
    before = list(range(-plan.offset, 0))

    def samples(places: list[int]) -> tuple[int, ...]:
        return tuple(round(plan.clock.at(place + plan.offset) * RATE) for place in places)

    return Truth(
        name=f"{order.number:02}-{kind.name.replace(' ', '-').replace('/', '-')}-{plan.tempi[0]:.0f}",
        kind=kind.name,
        seed=order.seed,
        beats=samples([*before, *taps, last]),
        downbeats=samples([*([-metre.units] if plan.is_counted_in else []), *bars, last]),
        metre=len(metre.taps),
        tempi=plan.tempi,
        eighths=samples([*range(last), last]) if metre.is_odd else (),
        told=told,
    )
