"""Shots and the boundaries between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class BoundaryKind(StrEnum):
    """How one shot gives way to the next."""

    EDGE = "edge"
    CUT = "cut"
    DISSOLVE = "dissolve"
    FADE = "fade"
    WIPE = "wipe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """Where a shot ends and another begins; a cut starts and ends at the new shot's first frame.

    ``first_frame`` and ``last_frame`` count frames in decode order from 0; for a gradual they are the inclusive range.
    """

    kind: BoundaryKind
    start: Fraction
    end: Fraction
    first_frame: int
    last_frame: int
    confidence: float

    def __post_init__(self) -> None:
        if self.end < self.start or self.last_frame < self.first_frame:
            raise ValueError(f"a boundary does not end before it starts, got {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What the camera saw between two boundaries: [start, end)."""

    id: str
    start: Fraction
    end: Fraction
    opens: BoundaryKind
    closes: BoundaryKind

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a shot lasts, got {self.start} to {self.end}")

    @property
    def duration(self) -> Fraction:
        """Exact seconds."""
        return self.end - self.start
