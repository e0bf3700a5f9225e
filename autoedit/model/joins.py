"""How well a song continues at one of its bar lines when it comes from another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joins:
    """What the ear pays for every jump from one bar line to another.

    Attributes:
        lines: the bar lines, rising, in the song's own clock.
        price: float32 [lines, lines]; row: where the song is left, column: where it goes on. 0 is the song itself, 1 and more
            is heard as another place, 4 and more as a break.
        shift_ms: int16 [lines, lines]; by how much later than at the line itself the song goes on, so that what is struck there
            falls where the ear expects it. Bar lines are smoothed; players are not.
    """

    lines: tuple[Fraction, ...]
    price: NDArray[np.float32]
    shift_ms: NDArray[np.int16]

    def __post_init__(self) -> None:
        shape = len(self.lines), len(self.lines)
        if self.price.shape != shape or self.shift_ms.shape != shape:
            raise ValueError(f"{shape} prices and shifts belong to the lines, got {self.price.shape} and {self.shift_ms.shape}")
        if any(later <= earlier for earlier, later in pairwise(self.lines)):
            raise ValueError("bar lines come one after the other")
