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
class Stretch:
    """A stretch of music, [start, end), with how far its beats can be trusted, 0..1."""

    start: Fraction
    end: Fraction
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatGrid:
    """A song's beats and sections, in the song's own clock.

    ``confidence`` 0..1 says how far cuts may trust the beats; below ``TRUSTED`` they should follow onsets instead. It is the
    mean over the ``stretches``, which cover the audible music, from ``start`` to ``end``, without gaps. ``overruled`` tells
    what a person decided otherwise, a sentence each. Where a person took a part of a song, ``begins_within`` and ``ends_within``
    tell that the music plays before ``start``, and goes on after ``end``.
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
    stretches: tuple[Stretch, ...] = ()
    overruled: tuple[str, ...] = ()
    begins_within: bool = False
    ends_within: bool = False

    def __post_init__(self) -> None:
        if any(later.time <= earlier.time for earlier, later in pairwise(self.beats)):
            raise ValueError("beats come one after the other")
        if any(later.start != earlier.end for earlier, later in pairwise(self.stretches)):
            raise ValueError("stretches follow one another without gaps")

    @property
    def downbeats(self) -> tuple[Beat, ...]:
        """The beats that open a bar."""
        return tuple(beat for beat in self.beats if beat.is_downbeat)

    @property
    def is_trusted(self) -> bool:
        """Whether there is a beat to cut on."""
        return self.confidence >= self.TRUSTED and len(self.beats) >= 4

    def is_trusted_at(self, time: Fraction) -> bool:
        """Whether there is a beat to cut on at a time; a grid without stretches is trusted throughout or nowhere."""
        if not self.stretches:
            return self.is_trusted
        here = next((stretch for stretch in self.stretches if stretch.start <= time < stretch.end), None)
        return here is not None and here.confidence >= self.TRUSTED and len(self.beats) >= 4
