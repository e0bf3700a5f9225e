"""What is said in a file, and when: a line of subtitles before it meets a film."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words heard from ``start`` to ``end`` of a file; lines end in a newline."""

    start: Fraction
    end: Fraction
    text: str

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a caption lasts longer than nothing, got {self.start} to {self.end}")
