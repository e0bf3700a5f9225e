"""What a take is: pictures and sound as functions of time, and the truth about its good and bad moments."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from filming.camera import Camera

Fault = Literal["blur", "shake", "black", "blown_out", "still"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment worth choosing; the action is strongest at its peak."""

    start: Fraction
    end: Fraction
    peak: Fraction
    what: str

    def __post_init__(self) -> None:
        if not self.start <= self.peak < self.end:
            raise ValueError(f"the peak {self.peak} of {self.what!r} is not between {self.start} and {self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch that no editor would use."""

    kind: Fault
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradual:
    """A transition that takes time inside an edited clip."""

    kind: str
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One recording.

    Attributes:
        picture: the scene at a time in seconds, float32 RGB [height, width, 3], 1.0 is white and more is brighter than white.
        sound: the sound for a sample rate, float [samples, 2], any level; None when the take has none.
        cuts: the first times of new shots, for a take that is already edited.
    """

    what: str
    seconds: Fraction
    picture: Callable[[float], np.ndarray]
    camera: Camera
    sound: Callable[[int], np.ndarray] | None = None
    good: tuple[Moment, ...] = ()
    bad: tuple[Spell, ...] = ()
    cuts: tuple[Fraction, ...] = ()
    gradual: tuple[Gradual, ...] = ()


def moment(peak: Fraction, what: str, *, before: Fraction = Fraction(1), after: Fraction = Fraction(1)) -> Moment:
    """The moment around a peak."""
    return Moment(start=peak - before, end=peak + after, peak=peak, what=what)
