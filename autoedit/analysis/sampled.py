"""Measurements that are taken now and then, because the picture says the same for a while or because they are dear."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.frame import SmallFrame


class SparseObserver(Protocol):
    """Sees every frame in order, looks at some of them, then gives one value for each of those."""

    @property
    def numbers(self) -> Sequence[int]:
        """The frames that it looked at."""

    def see(self, frame: SmallFrame) -> None:
        """Take in the next frame."""

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [numbers] each."""


class Turns:
    """Whose turn it is: the first frame, and then one every so often, whichever frames there are."""

    def __init__(self, rate: Fraction, every: Fraction) -> None:
        self._step = max(1, round(rate * every))
        self._next: int | None = None
        self.numbers: list[int] = []

    def has(self, frame: SmallFrame) -> bool:
        """Whether this frame's turn has come; asked once for each."""
        if self._next is not None and frame.number < self._next:
            return False
        self._next = frame.number + self._step
        self.numbers.append(frame.number)
        return True
