"""What a person says about a song's beat when the grid is wrong; it outranks what was heard."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# What can be tapped or danced; the tracker looks no further.
SLOWEST, FASTEST = 30.0, 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoWish:
    """Another tempo: so many times the one that was found (2, 3, 1/2, 1/3), or one to track anew, in beats a minute."""

    ratio: Fraction | None = None
    tempo: float | None = None

    def __post_init__(self) -> None:
        if (self.ratio is None) == (self.tempo is None):
            raise ValueError("a tempo is wished by ratio or in beats a minute")

    @property
    def text(self) -> str:
        """As it is written on the command line: ``x2``, ``/3``, ``128``."""
        if self.ratio is None:
            return f"{self.tempo:g}"
        return f"x{self.ratio.numerator}" if self.ratio > 1 else f"/{self.ratio.denominator}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DownbeatWish:
    """Other bars: each begins ``shift`` beats later, or the beat with this ``number``, from 1, opens one."""

    shift: int | None = None
    number: int | None = None

    def __post_init__(self) -> None:
        if (self.shift is None) == (self.number is None):
            raise ValueError("bars are moved by a number of beats, or to a beat")

    @property
    def text(self) -> str:
        """As it is written on the command line: ``+1``, ``-1``, ``7``."""
        return f"{self.shift:+d}" if self.shift is not None else str(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBeats:
    """Beats from outside, in the song's clock.

    ``numbers`` count within the bar, 0 is unknown, one for each time. Tapped ones are near their beats and may leave some
    out. ``source`` names where they come from.
    """

    times: tuple[Fraction, ...]
    numbers: tuple[int, ...]
    is_tapped: bool
    source: str

    def __post_init__(self) -> None:
        if len(self.times) != len(self.numbers):
            raise ValueError("every given beat has a number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """All that a person says about the beat; what is None is left as heard."""

    tempo: TempoWish | None = None
    downbeat: DownbeatWish | None = None
    beats: GivenBeats | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is overruled."""
        return self.tempo is None and self.downbeat is None and self.beats is None
