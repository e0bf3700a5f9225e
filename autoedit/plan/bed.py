"""The music under the film: which part of the song plays when, and the beats in film time.

The song is cut anew at its bar lines, or an excerpt of it is chosen, or it plays as it is. Where it can, the film ends with the
song; otherwise the last bar line rings out under a fade. Film time is exact: a beat is at its own source time less the
passage's, and crosses to frames once, in ``pacing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from autoedit.model.joins import Joins
from autoedit.model.music import BeatGrid, SectionKind
from autoedit.model.timeline import Clip, Track
from autoedit.plan.excerpt import excerpt, whole
from autoedit.plan.passages import Passage
from autoedit.plan.remix import remix

RING = Fraction(1, 2)  # seconds the last bar line needs to ring out
RING_OUT = Fraction(4)  # how long a last chord is given
LONGEST_FADE = Fraction(3)
RING_FADE = Fraction(1)  # for a last ring that is cut short
STRUCK = 0.4  # of the median strength of the song's beats


class MusicFit(StrEnum):
    """How a song is brought to a film's length."""

    REMIX = "remix"
    EXCERPT = "excerpt"
    WHOLE = "whole"


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
    strength: float = 0.5


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


def lay_music(grid: BeatGrid, length: Fraction, fit: MusicFit | None = None, joins: Joins | None = None) -> Bed:
    """Bring a song to the length of a film.

    Args:
        fit: None cuts the song anew where its beat can be trusted, and takes an excerpt of another.
        joins: what jumps between the grid's bar lines cost; without it nothing is cut anew.
    """
    end = musical_end(grid)
    passages = _passages(grid, end, length, fit, joins)
    beats = tuple(beat for passage in passages for beat in _beats(grid, passage))
    last_hit = _last_hit(beats, length)
    played_to = passages[-1].source_start + passages[-1].duration
    last_struck = _last_struck(grid)
    is_ring_alone = grid.is_trusted and last_struck is not None and played_to > last_struck
    fades_from: Fraction | None = max(last_hit, length - (RING_FADE if is_ring_alone else LONGEST_FADE))
    if played_to >= end - Fraction(1, 5) and not grid.ends_within:
        # The song has said its last; what follows in the file (noise, applause) is led out, not cut off.
        fades_from = None if played_to >= grid.end - Fraction(1, 5) else max(last_hit, length - RING_OUT / 2)
    return Bed(passages=passages, beats=beats, last_hit=last_hit, fades_from=fades_from)


def as_laid(grid: BeatGrid, track: Track, rate: Fraction, length: Fraction) -> Bed:
    """The music of a film that has its track already."""
    passages = tuple(
        Passage(start=placed.start / rate, source_start=placed.item.source_start, duration=placed.item.frames / rate)
        for placed in track.placed()
        if isinstance(placed.item, Clip)
    )
    beats = tuple(beat for passage in passages for beat in _beats(grid, passage))
    return Bed(passages=passages, beats=beats, last_hit=_last_hit(beats, length), fades_from=None)


def _passages(grid: BeatGrid, end: Fraction, length: Fraction, fit: MusicFit | None, joins: Joins | None) -> tuple[Passage, ...]:
    if fit is MusicFit.WHOLE:
        return whole(grid, length)
    if joins is not None and grid.is_trusted and fit is not MusicFit.EXCERPT:
        last = _last_struck(grid)
        cut_anew = remix(grid, joins, end, length, ring=end - last if last is not None else Fraction(0))
        if cut_anew is not None:
            return cut_anew
    return excerpt(grid, end, length)


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


def _beats(grid: BeatGrid, passage: Passage) -> list[FilmBeat]:
    """What a cut may fall on: beats where they can be trusted, elsewhere the hits that stand out."""
    end = passage.source_start + passage.duration
    opening = {section.start: section.kind for section in grid.sections}
    last_struck = _last_struck(grid) if grid.is_trusted else None
    counted = [(beat.time, beat.number, beat.strength) for beat in grid.beats if grid.is_trusted_at(beat.time)]
    loose = [(hit, 0, 1.0) for hit in grid.accents if not grid.is_trusted_at(hit)]
    return [
        FilmBeat(
            time=passage.start + time - passage.source_start,
            number=number,
            is_sounding=number == 0 or last_struck is None or time <= last_struck,
            energy=_energy(grid, time),
            opens=opening.get(time),
            strength=strength,
        )
        for time, number, strength in sorted([*counted, *loose])
        if passage.source_start <= time < end
    ]


def _energy(grid: BeatGrid, time: Fraction) -> float:
    return next((section.energy for section in grid.sections if section.start <= time < section.end), 0.5)
