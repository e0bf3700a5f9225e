"""The music under the film: which part of the song plays when, and the beats in film time.

The film begins on a bar line (or with the song) and, where it can, ends with the song. Otherwise the last bar line rings out
under a fade. A film longer than its song repeats whole bars. Film time is exact: a beat is at its own source time less the
passage's, and crosses to frames once, in ``pacing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from autoedit.model.music import BeatGrid, Section, SectionKind
from autoedit.model.time import nearest_frame

RING = Fraction(1, 2)  # seconds the last bar line needs to ring out
SHORT_TAIL = Fraction(3, 2)  # silence after the song's own end that still reads as an ending
RING_OUT = Fraction(4)  # how long a last chord is given
LONGEST_FADE = Fraction(3)
STRUCK = 0.4  # of the median strength of the song's beats
MOST_REPEATS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmBeat:
    """A beat in film time, with what the music does there.

    ``opens`` names the section that begins with it; ``is_sounding`` tells a beat of the music from one counted on after it.
    """

    time: Fraction
    number: int
    is_sounding: bool
    energy: float
    opens: SectionKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of song laid under the film: from ``source_start`` on, for ``duration``, beginning at film time ``start``."""

    start: Fraction
    source_start: Fraction
    duration: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """The music of a film: passages one after the other, the beats they bring, and how it ends.

    ``last_hit`` is the film time of the last bar line; from there the picture may go. ``fades_from`` is where the music must
    be faded out, None when the song ends by itself.
    """

    passages: tuple[Passage, ...]
    beats: tuple[FilmBeat, ...]
    last_hit: Fraction
    fades_from: Fraction | None


def lay_music(grid: BeatGrid, length: Fraction) -> Bed:
    """Choose the part of a song for a film of this length, repeating it when it is too short."""
    end = musical_end(grid)
    is_short = end - grid.start < length - SHORT_TAIL
    passages = _repeated(grid, end, length) if is_short else _excerpt(grid, end, length)
    beats = tuple(beat for passage in passages for beat in _beats(grid, passage))
    last_hit = _last_hit(beats, length)
    played_to = passages[-1].source_start + passages[-1].duration
    fades_from: Fraction | None = max(last_hit, length - LONGEST_FADE)
    if played_to >= end - Fraction(1, 5):
        # The song has said its last; what follows in the file (noise, applause) is led out, not cut off.
        fades_from = None if played_to >= grid.end - Fraction(1, 5) else max(last_hit, length - RING_OUT / 2)
    return Bed(passages=passages, beats=beats, last_hit=last_hit, fades_from=fades_from)


def musical_end(grid: BeatGrid) -> Fraction:
    """Where the music is over: the last beat that is struck, and its ring. A grid counts on into silence and applause."""
    last = _last_struck(grid)
    return min(grid.end, last + RING_OUT) if last is not None and grid.is_trusted else grid.end


def _last_struck(grid: BeatGrid) -> Fraction | None:
    strengths = sorted(beat.strength for beat in grid.beats)
    struck = (beat.time for beat in reversed(grid.beats) if beat.strength >= STRUCK * strengths[len(strengths) // 2])
    return next(struck, None)


def _last_hit(beats: Sequence[FilmBeat], length: Fraction) -> Fraction:
    """The last bar line of the music, else the last beat, else the middle of a very short film."""
    in_time = [beat for beat in beats if beat.time <= length - RING]
    hits = [beat for beat in in_time if beat.number == 1 and beat.is_sounding] or in_time
    return hits[-1].time if hits else max(length - 2, length / 2)


def _excerpt(grid: BeatGrid, end: Fraction, length: Fraction) -> tuple[Passage, ...]:
    """The best single stretch."""
    latest = end - length + SHORT_TAIL
    downbeats = [beat.time for beat in grid.downbeats or grid.beats if grid.start < beat.time <= latest]
    # Without bars to start on, the song's own end is the one thing worth keeping.
    starts = [grid.start, *downbeats] if grid.is_trusted else [max(grid.start, end - length)]
    start = max(starts, key=lambda time: (_worth(grid, end, time, length), -time))
    return (Passage(start=Fraction(0), source_start=start, duration=min(length, grid.end - start)),)


def _worth(grid: BeatGrid, song_end: Fraction, start: Fraction, length: Fraction) -> float:
    """How well a stretch tells a story: it ends with the song, begins with a section, and its great rise comes in time."""
    end = start + length
    worth = 1.0 if song_end - Fraction(1, 5) <= end else 0.0
    worth += 0.4 if start == grid.start or any(section.start == start for section in grid.sections) else 0.0
    for earlier, later in pairwise(grid.sections):
        place = float((later.start - start) / length)
        if 0.25 <= place <= 0.8:
            worth += max(0.0, later.energy - earlier.energy)
    return worth + 0.5 * _mean_energy(grid.sections, start, end)


def _mean_energy(sections: Sequence[Section], start: Fraction, end: Fraction) -> float:
    shares = [(max(Fraction(0), min(part.end, end) - max(part.start, start)), part.energy) for part in sections]
    whole = sum(share for share, _ in shares)
    return sum(float(share) * energy for share, energy in shares) / float(whole) if whole else 0.0


def _repeated(grid: BeatGrid, end: Fraction, length: Fraction) -> tuple[Passage, ...]:
    """The song with whole bars of it played again, and its own ending at the end."""
    bars = [beat.time for beat in grid.downbeats if beat.time < end] if grid.is_trusted else []
    back, away = (bars[0], bars[-1]) if len(bars) >= 3 else (grid.start, end)
    lap = away - back
    song = end - grid.start
    laps = max(1, -(-(length - song) // lap))
    if laps > MOST_REPEATS:
        laps = MOST_REPEATS
    # What is too much is taken from the beginning, in whole bars.
    surplus = song + laps * lap - length
    first = min((bar for bar in bars if bar - grid.start >= surplus - SHORT_TAIL), default=grid.start)
    # Less than a quarter of a lap before the first repeat would be heard as a stumble.
    latest = max((bar for bar in bars if bar <= away - lap / 4), default=grid.start)
    start = grid.start if surplus < SHORT_TAIL else min(first, latest)
    passages = [Passage(start=Fraction(0), source_start=start, duration=away - start)]
    for lap_number in range(laps):
        begin = passages[-1].start + passages[-1].duration
        ends = end if lap_number == laps - 1 else away
        duration = min(ends - back, length - begin)
        if duration <= 0:
            break
        passages.append(Passage(start=begin, source_start=back, duration=duration))
    return tuple(passages)


def _beats(grid: BeatGrid, passage: Passage) -> list[FilmBeat]:
    end = passage.source_start + passage.duration
    opening = {section.start: section.kind for section in grid.sections}
    if not grid.is_trusted:
        # No beat to trust: the hits that stand out are what a cut may fall on.
        return [
            FilmBeat(
                time=passage.start + hit - passage.source_start,
                number=0,
                is_sounding=True,
                energy=_energy(grid, hit),
                opens=opening.get(hit),
            )
            for hit in grid.accents
            if passage.source_start <= hit < end
        ]
    last_struck = _last_struck(grid)
    return [
        FilmBeat(
            time=passage.start + beat.time - passage.source_start,
            number=beat.number,
            is_sounding=last_struck is None or beat.time <= last_struck,
            energy=_energy(grid, beat.time),
            opens=opening.get(beat.time),
        )
        for beat in grid.beats
        if passage.source_start <= beat.time < end
    ]


def _energy(grid: BeatGrid, time: Fraction) -> float:
    return next((section.energy for section in grid.sections if section.start <= time < section.end), 0.5)


def passage_frames(passage: Passage, rate: Fraction, film_frames: int) -> tuple[int, int, Fraction]:
    """A passage in whole frames: first frame, frames, and the source time that belongs to the first frame's start.

    Rounding the passage's place moves its samples by exactly as much, so the beat keeps its phase across a splice.
    """
    first = nearest_frame(passage.start, rate)
    last = min(nearest_frame(passage.start + passage.duration, rate), film_frames)
    return first, last - first, passage.source_start + (first / rate - passage.start)
