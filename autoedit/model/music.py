"""What was heard in a song: beats, bars and sections."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar


class SectionKind(StrEnum):
    """The part a stretch of music plays in the whole."""

    INTRO = "intro"
    BUILD = "build"
    DROP = "drop"
    BREAK = "break"
    OUTRO = "outro"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One beat. ``number`` counts within the bar: 1 is the downbeat, 0 unknown. ``strength`` is 0..1."""

    time: Fraction
    number: int
    strength: float

    @property
    def is_downbeat(self) -> bool:
        """Whether the beat opens a bar."""
        return self.number == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another reading of the tempo, with its score relative to the chosen one's 1.0."""

    tempo: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of music, [start, end), with its energy 0..1."""

    start: Fraction
    end: Fraction
    kind: SectionKind
    energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatGrid:
    """A song's beats and sections, in the song's own clock.

    ``confidence`` 0..1 says how far cuts may trust the beats; below ``TRUSTED`` they should follow onsets instead.
    ``start`` and ``end`` bound the audible music.
    """

    TRUSTED: ClassVar[float] = 0.35

    start: Fraction
    end: Fraction
    tempo: float
    metre: int
    confidence: float
    beats: tuple[Beat, ...]
    sections: tuple[Section, ...] = ()
    rivals: tuple[Rival, ...] = ()
    accents: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if any(later.time <= earlier.time for earlier, later in pairwise(self.beats)):
            raise ValueError("beats come one after the other")

    @property
    def downbeats(self) -> tuple[Beat, ...]:
        """The beats that open a bar."""
        return tuple(beat for beat in self.beats if beat.is_downbeat)

    @property
    def is_trusted(self) -> bool:
        """Whether there is a beat to cut on."""
        return self.confidence >= self.TRUSTED and len(self.beats) >= 4
