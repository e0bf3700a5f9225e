"""Selects: the moments worth using, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from autoedit.model.shot import Boundary, Shot


class DefectKind(StrEnum):
    """Why a stretch of footage is left out."""

    BLACK = "black"
    DARK = "dark"
    COVERED = "covered"
    BLOWN_OUT = "blown_out"
    SOFT = "soft"
    SHAKY = "shaky"
    STILL = "still"
    HOLE = "hole"
    SILENT = "silent"
    CLIPPED = "clipped"
    WIND = "wind"

    @property
    def is_seen(self) -> bool:
        """Whether it spoils the picture; one that is only heard does not, since other sound can be laid beneath."""
        return self not in (DefectKind.SILENT, DefectKind.CLIPPED, DefectKind.WIND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A stretch that should not be used: [start, end)."""

    kind: DefectKind
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Somebody speaks: [start, end). A cut inside breaks a word."""

    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A chosen moment of one shot: [start, end), with the instant of action inside it.

    ``in_limit`` and ``out_limit`` bound what may be shown around it (its handles): the shot, less what is defective.
    ``parts`` are the score's parts, each 0..1. ``look`` is a small descriptor of the picture at the peak: numbers 0..1
    whose mean absolute difference tells how unlike two pictures are. ``loudness`` is in LUFS, None without sound.
    ``speech`` is what is said between the limits. ``group`` names the takes of one view that it belongs to, if there are others.
    ``heading`` is the picture's motion, right and down, in widths a second; the camera moves the other way. ``lulls`` are
    instants between the limits where a cut is felt least, none of them within speech.
    """

    id: str
    shot: str
    start: Fraction
    end: Fraction
    peak: Fraction
    in_limit: Fraction
    out_limit: Fraction
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    look: tuple[float, ...] = ()
    loudness: float | None = None
    speech: tuple[Speech, ...] = ()
    group: str | None = None
    heading: tuple[float, float] = (0.0, 0.0)
    lulls: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if not self.in_limit <= self.start <= self.peak < self.end <= self.out_limit:
            raise ValueError(f"select {self.id}: limits, range and peak are out of order")

    @property
    def duration(self) -> Fraction:
        """Exact seconds of the select itself, without handles."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What analysis found in one file: boundaries, the shots they leave, the selects within, defects, and damage on the way.

    ``looks`` describe each shot along its way, by the shot's id: by them retakes and copies are known. ``speech`` is what is said
    in the whole file.
    """

    boundaries: tuple[Boundary, ...]
    shots: tuple[Shot, ...]
    selects: tuple[Select, ...]
    defects: tuple[Defect, ...]
    damage: tuple[str, ...] = ()
    looks: Mapping[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
    speech: tuple[Speech, ...] = ()
