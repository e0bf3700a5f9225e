"""The score of "Northbound", a travel film's song in D major: its form, its harmony, and every note of every part.

Times are in beats from the first downbeat, as Fractions; `time_of` turns them into exact seconds. The song and its
truth file are both made from these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

TEMPO = 116  # beats a minute
BEATS_IN_BAR = 4
LEAD_IN = Fraction(1, 4)  # seconds before the first downbeat: a song's first beat is hardly ever at zero
SIXTEENTH = Fraction(1, 4)  # beats
BAR = Fraction(BEATS_IN_BAR)  # beats
HUMAN = 0.06  # how far a player's velocity strays; the times never do
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of whole bars with one job in the form; energy is from 0 to 1."""

    kind: str
    first_bar: int
    bars: int
    energy: float

    @property
    def end_bar(self) -> int:
        """The first bar after it."""
        return self.first_bar + self.bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """A harmony: the note of the bass and the voicing above it, as MIDI pitches from low to high."""

    root: int
    voicing: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One sound to play: which part, when and how long in beats, how high (0 for a drum), how hard, how bright."""

    part: str
    beat: Fraction
    beats: Fraction
    pitch: int = 0
    velocity: float = 1.0
    brightness: float = 0.5


FORM = (
    Section(kind="intro", first_bar=0, bars=4, energy=0.2),
    Section(kind="build", first_bar=4, bars=4, energy=0.5),
    Section(kind="drop", first_bar=8, bars=8, energy=0.9),
    Section(kind="break", first_bar=16, bars=2, energy=0.3),
    Section(kind="build", first_bar=18, bars=2, energy=0.6),
    Section(kind="drop", first_bar=20, bars=8, energy=1.0),
    Section(kind="outro", first_bar=28, bars=2, energy=0.4),
)
MAIN_DROP = FORM[2]  # the first one, where the floor has been missing the longest
OUTRO = FORM[-1]  # one hit on its first downbeat, and two bars to ring
LAST_BAR = OUTRO.first_bar - 1  # of the band; it leaves the groove for unison hits


def chord(root: str, voicing: str) -> Chord:
    """A chord from note names: a root "G1" and a voicing "G3 B3 D4 A4"."""
    return Chord(root=pitch_of(root), voicing=tuple(pitch_of(name) for name in voicing.split()))


def pitch_of(name: str) -> int:
    """The MIDI pitch of a note name: C4 is 60."""
    return SEMITONES[name[0]] + name.count("#") + 12 * (int(name[-1]) + 1)


B_MINOR, G_MAJOR = chord("B1", "F#3 B3 D4 A4"), chord("G1", "G3 B3 D4 F#4")
D_MAJOR, A_MAJOR = chord("D2", "F#3 A3 D4 E4"), chord("A1", "E3 A3 C#4 E4")
HOME = chord("D2", "D3 A3 D4 F#4 A4")
VERSE = (B_MINOR, G_MAJOR, D_MAJOR, A_MAJOR)
HARMONY = (
    *VERSE, *VERSE, *VERSE, *VERSE,
    G_MAJOR, A_MAJOR, B_MINOR, A_MAJOR,
    *VERSE, G_MAJOR, A_MAJOR, B_MINOR, A_MAJOR,
    HOME, HOME,
)  # fmt: skip

# One bar to a string, each note with its length in sixteenths; "-" rests.
QUESTION = ("F#5:6 E5:2 D5:4 F#5:4", "G5:6 F#5:2 D5:8", "A5:6 F#5:2 E5:4 D5:4", "E5:8 C#5:4 E5:4")
ANSWER = ("F#5:6 E5:2 D5:4 A5:4", "B5:6 A5:2 G5:4 D5:4", "A5:6 F#5:2 A5:4 D6:4", "C#6:6 B5:2 A5:8")
HOMEWARD = ("B5:6 A5:2 G5:4 B5:4", "C#6:6 B5:2 A5:4 C#6:4", "D6:6 C#6:2 B5:4 F#5:4", "A5:4 B5:4 C#6:6 -:2")
MEMORY = ("-:8 F#5:4 E5:4", "D5:8 -:8", "-:8 A5:4 F#5:4", "E5:12 -:4")
LONGING = ("D5:6 B4:2 G5:8", "E5:6 C#5:2 A5:8")

# One bar of sixteenths to a string, each figure the strength of a stroke, as on a drum machine.
HUSH = {"shaker": "2.1.3.1.2.1.3.1."}
STROLL = {"shaker": "3.243.243.243.24", "rim": "....3.......3..2", "kick": "4.......4......."}
PULSE = {"kick": "7.......7.....4.", "shaker": "4353435343534353", "hat": "..3...3...3...3.", "rim": "....4..3....4..."}
MARCH = {
    "kick": "7...7...7...7...",
    "snare": "4...5...5.5.6.6.",
    "hat": "3.4.3.4.3.4.3.4.",
    "taiko": "6.......6..5..5.",
}
ROLL = {"kick": "7.7.7.7.8.8.8...", "snare": "34445455565678..", "taiko": "6...6...7...7..."}
DRIVE = {
    "kick": "9...8...9...8..5",
    "snare": "....8.......8...",
    "clap": "....8.......8...",
    "hat": "5.3.5.3.5.3.5.34",
    "open_hat": "..6...6...6...6.",
    "shaker": "3242324232423242",
}
DRIVE_FILL = DRIVE | {
    "kick": "9...8...9..7..7.",
    "snare": "....8.....5.6789",
    "open_hat": "..6...6...6.....",
    "taiko": "........6..7..8.",
}
ANTHEM = DRIVE | {"hat": "5343534353435344", "taiko": "8.....6...6.....", "kick": "9...8...9..58..5"}
ANTHEM_FILL = DRIVE_FILL | {"hat": "5343534353435344", "taiko": "8.....6.6.67.778"}
HITS = {
    "kick": "9..8..9...8.....",
    "snare": "9..8..9...8.6789",
    "clap": "9..8..9...8.....",
    "taiko": "9..8..9...8.7...",
}
GROOVES: tuple[dict[str, str], ...] = (
    {}, HUSH, STROLL, STROLL,
    PULSE, PULSE, MARCH, ROLL,
    DRIVE, DRIVE, DRIVE, DRIVE_FILL, DRIVE, DRIVE, DRIVE, DRIVE_FILL,
    HUSH, STROLL, MARCH, ROLL,
    ANTHEM, ANTHEM, ANTHEM, ANTHEM_FILL, ANTHEM, ANTHEM, ANTHEM_FILL, HITS,
)  # fmt: skip

BASS_WALK = "9.7.8.7.9.7.8.67"
STRING_OSTINATO = "7.437.437.437.45"
PLUCK_ORDER = (0, 2, 1, 3, 2, 1, 3, 2)  # which note of the voicing each sixteenth takes
STABS = ((0, 6), (6, 6), (12, 4))  # first sixteenth and length of each: three, three, two in eighths
LAST_STABS = ((0, 3), (3, 3), (6, 4), (10, 4))  # where everyone hits together, as in HITS


def time_of(beat: Fraction | int) -> Fraction:
    """The exact time, in seconds of the song, of a place counted in beats from the first downbeat."""
    return LEAD_IN + duration_of(beat)


def duration_of(beats: Fraction | int) -> Fraction:
    """How long so many beats last, in exact seconds."""
    return beats * Fraction(60, TEMPO)


def time_of_bar(bar: int) -> Fraction:
    """The exact time of a bar line."""
    return time_of(bar * BAR)


def energy_at(beat: Fraction) -> float:
    """The energy the players give at a place: a section's own, except that a build climbs from what came before."""
    bar = beat / BAR
    place = next(k for k, section in enumerate(FORM) if bar < section.end_bar)
    section = FORM[place]
    if section.kind != "build":
        return section.energy
    # A straight climb reaches the section's own energy half way, and stops short of the drop's.
    progress = float((bar - section.first_bar) / section.bars)
    before = FORM[place - 1].energy
    return before + 2 * (section.energy - before) * min(progress, 0.75)


def score() -> tuple[Note, ...]:
    """Every note of the song, played with a little freedom of strength and none of time."""
    player = Random(TEMPO)
    notes = (*drums(), *effects(), *keys(), *chords(), *basses(), *tunes(), *ending())
    return tuple(humanised(note, player) for note in notes)


def humanised(note: Note, player: Random) -> Note:
    """The note as a person strikes it: as hard as the moment asks, give or take.

    Brightness comes in eighths, so that the voices, which remember what they have made, are asked for few kinds.
    """
    energy = energy_at(note.beat)
    velocity = note.velocity * (0.6 + 0.4 * energy) * player.uniform(1 - HUMAN, 1 + HUMAN)
    return replace(note, velocity=velocity, brightness=round(8 * note.brightness * energy) / 8)


def strokes(part: str, bar: int, pattern: str, *, pitch: int = 0, sixteenths: int = 1) -> Iterator[Note]:
    """The notes of a pattern of sixteenths: a figure is a stroke, 9 the hardest, and a dot is a rest."""
    for step, figure in enumerate(pattern):
        if figure != ".":
            beat, beats = bar * BAR + step * SIXTEENTH, sixteenths * SIXTEENTH
            yield Note(part=part, beat=beat, beats=beats, pitch=pitch, velocity=int(figure) / 9)


def tune(part: str, first_bar: int, bars: Sequence[str], *, velocity: float, transpose: int = 0) -> Iterator[Note]:
    """The notes of a melody written out bar by bar."""
    for bar, line in enumerate(bars, first_bar):
        step = 0
        for name, length in (word.split(":") for word in line.split()):
            if name != "-":
                yield Note(
                    part=part,
                    beat=bar * BAR + step * SIXTEENTH,
                    beats=int(length) * SIXTEENTH,
                    pitch=pitch_of(name) + transpose,
                    velocity=velocity,
                    brightness=0.8,
                )
            step += int(length)
        if step != 16:
            raise ValueError(f"a bar has 16 sixteenths, {line!r} has {step}")


def bars_of(*kinds: str) -> Iterator[int]:
    """The bars of all sections of these kinds."""
    return (bar for section in FORM if section.kind in kinds for bar in range(section.first_bar, section.end_bar))


def drums() -> Iterator[Note]:
    """The drummer's part, and a deep drum under the first bar and the first of the break."""
    for bar, groove in enumerate(GROOVES):
        for part, pattern in groove.items():
            yield from strokes(part, bar, pattern)
    yield Note(part="taiko", beat=Fraction(0), beats=BAR, velocity=0.6)
    yield Note(part="taiko", beat=16 * BAR, beats=BAR, velocity=0.9)


def effects() -> Iterator[Note]:
    """Crashes on the joints of the form, risers into the drops, impacts on them."""
    for bar, velocity in ((4, 0.4), (8, 1.0), (12, 0.7), (16, 0.8), (18, 0.4), (20, 1.0), (24, 0.9)):
        yield Note(part="crash", beat=bar * BAR, beats=BAR, velocity=velocity)
    for bar in (4, 8, 16, 20, 24, 28):
        yield Note(part="swell", beat=bar * BAR - 2, beats=Fraction(2), velocity=0.8)
    for bar, bars in ((5, 3), (18, 2)):
        yield Note(part="riser", beat=bar * BAR, beats=bars * BAR)
    for bar in (8, 20):
        yield Note(part="impact", beat=bar * BAR, beats=BAR)
        yield Note(part="braam", beat=bar * BAR, beats=BAR, pitch=B_MINOR.root, velocity=0.9)


def keys() -> Iterator[Note]:
    """The piano's broken chords in the quiet places, and the plucks that run through the rest in sixteenths."""
    for bar in bars_of("intro", "break"):
        harmony = HARMONY[bar]
        low, *rest = (harmony.root + 12, *harmony.voicing)
        yield Note(part="piano", beat=bar * BAR, beats=BAR, pitch=low, velocity=0.8, brightness=0.9)
        for step, which in enumerate((0, 1, 2, 3, 2, 1, 2), start=1):
            beat = bar * BAR + 2 * step * SIXTEENTH
            yield Note(part="piano", beat=beat, beats=BAR / 4, pitch=rest[which], velocity=0.45 + 0.1 * (step % 2 == 0))
    for bar in (2, 3, *bars_of("build", "drop", "break")):
        for step in range(16):
            pitch = HARMONY[bar].voicing[PLUCK_ORDER[step % 8]] + 12
            accent = 0.8 if step % 4 == 0 else 0.5
            yield Note(part="pluck", beat=bar * BAR + step * SIXTEENTH, beats=SIXTEENTH, pitch=pitch, velocity=accent)


def chords() -> Iterator[Note]:
    """Pads under everything; bowed strings that push the builds and drops; the wide stabs of the drops."""
    for bar in range(OUTRO.first_bar):
        for pitch in HARMONY[bar].voicing:
            yield Note(part="pad", beat=bar * BAR, beats=BAR, pitch=pitch, brightness=0.7)
    for bar in bars_of("build", "drop"):
        for pitch in HARMONY[bar].voicing[:3]:
            yield from strokes("strings", bar, STRING_OSTINATO, pitch=pitch)
    for bar in bars_of("drop"):
        for step, length in LAST_STABS if bar == LAST_BAR else STABS:
            for pitch in HARMONY[bar].voicing:
                beat = bar * BAR + step * SIXTEENTH
                yield Note(part="supersaw", beat=beat, beats=length * SIXTEENTH, pitch=pitch, velocity=0.9)


def basses() -> Iterator[Note]:
    """One long note a bar while the song waits, running eighths when it goes, and the unison hits of the last bar."""
    for bar in (2, 3, *bars_of("build", "break")):
        yield Note(part="bass", beat=bar * BAR, beats=BAR * Fraction(7, 8), pitch=HARMONY[bar].root, velocity=0.75)
    for bar in bars_of("drop"):
        walk = HITS["kick"] if bar == LAST_BAR else BASS_WALK
        yield from strokes("bass", bar, walk, pitch=HARMONY[bar].root, sixteenths=2)


def tunes() -> Iterator[Note]:
    """The melody: remembered on the piano, sung in the drops, doubled an octave up in the second."""
    yield from tune("piano", 0, MEMORY, velocity=0.8)
    yield from tune("piano", 4, QUESTION, velocity=0.75)
    yield from tune("lead", 8, QUESTION + ANSWER, velocity=0.9)
    yield from tune("piano", 16, LONGING, velocity=0.9)
    yield from tune("lead", 20, ANSWER + HOMEWARD, velocity=1.0)
    yield from tune("piano", 20, ANSWER + HOMEWARD, velocity=0.8, transpose=12)


def ending() -> Iterator[Note]:
    """The final hit: everyone on the home chord on the downbeat, then the hall."""
    beat, long = OUTRO.first_bar * BAR, BAR * Fraction(5, 4)
    for part in ("kick", "snare", "clap", "taiko", "crash", "impact"):
        yield Note(part=part, beat=beat, beats=BAR, velocity=1.2)
    yield Note(part="braam", beat=beat, beats=long, pitch=HOME.root, velocity=1.1, brightness=1.0)
    yield Note(part="bass", beat=beat, beats=BAR, pitch=HOME.root, velocity=1.1, brightness=1.0)
    yield Note(part="piano", beat=beat, beats=long, pitch=HOME.root, velocity=1.1, brightness=1.0)
    for pitch in HOME.voicing:
        for part, beats in (("pad", BAR), ("supersaw", BAR / 2), ("piano", long)):
            yield Note(part=part, beat=beat, beats=beats, pitch=pitch, velocity=1.0, brightness=1.0)
    yield Note(part="lead", beat=beat, beats=BAR / 2, pitch=pitch_of("D6"), velocity=0.9, brightness=1.0)
