"""What the picture looks like, as 48 numbers: the means of brightness and colour in a 4 x 4 grid (a colour layout).

The mean absolute difference of two looks is small for takes of one view and large across views.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame

GRID = 4
EVERY = Fraction(1, 2)


class Looks:
    """Describes a frame every half second."""

    def __init__(self, rate: Fraction) -> None:
        self._every = max(1, round(rate * EVERY))
        self.numbers: list[int] = []
        self._looks: list[NDArray[np.float32]] = []

    def see(self, frame: SmallFrame) -> None:
        """Describe the frame when its turn has come."""
        import cv2

        if frame.number % self._every == 0:
            self.numbers.append(frame.number)
            planes = (frame.luma, *frame.chroma)
            cells = [cv2.resize(plane, (GRID, GRID), interpolation=cv2.INTER_AREA) for plane in planes]
            self._looks.append(np.concatenate([cell.ravel() for cell in cells]).astype(np.float32) / np.float32(255))

    def descriptors(self) -> NDArray[np.float32]:
        """float32 [n, 48], 0..1."""
        return np.array(self._looks, np.float32).reshape(-1, 3 * GRID * GRID)
