"""Title cards, slides and recorded screens: pictures that were drawn.

A drawn picture is even over large areas and has sharp edges between them; what a camera sees has slopes, texture and noise in
between. Each pixel of the small picture is even, a slope or an edge by how far brightness goes in its 3 x 3 neighbourhood.
Measured: drawn pictures have two thirds or more of them even and three edges for each slope; the evenest of camera footage
(an empty road, a sky) has one edge for four slopes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.sampled import Turns

if TYPE_CHECKING:
    from autoedit.analysis.frame import Plane, SmallFrame

EVERY = Fraction(1, 2)
EVEN, EDGE = 3, 48  # levels of brightness
EVEN_SHARE = (0.45, 0.65)  # of the picture: from none to full
EDGE_SHARE = (0.3, 0.6)  # of what is not even
LEAST_EDGES = 0.004  # of the picture: below, it is plain and not drawn
MOVING = 0.03  # mean change of brightness from one frame to the next: a moving picture, drawn or not, is no card


class Graphics:
    """Measures ``graphics``, 0..1: how much the picture is drawn and stands."""

    def __init__(self, rate: Fraction) -> None:
        self._turns = Turns(rate, EVERY)
        self._values: list[float] = []

    @property
    def numbers(self) -> list[int]:
        """The frames that were measured."""
        return self._turns.numbers

    def see(self, frame: SmallFrame) -> None:
        """Measure the frame when its turn has come."""
        if self._turns.has(frame):
            self._values.append(drawn(frame.luma) * _standing(frame))

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [numbers]."""
        return {"graphics": np.array(self._values, np.float32)}


def drawn(luma: Plane) -> float:
    """How much a picture looks drawn, 0..1."""
    import cv2

    around = np.ones((3, 3), np.uint8)
    reach = cv2.subtract(cv2.dilate(luma, around), cv2.erode(luma, around))
    even, edges = (reach <= EVEN).mean(), (reach >= EDGE).mean()
    slopes = ((reach > EVEN) & (reach < EDGE / 2)).mean()
    if edges < LEAST_EDGES:
        return 0.0
    return float(_between(even, EVEN_SHARE) * _between(edges / (edges + slopes), EDGE_SHARE))


def _standing(frame: SmallFrame) -> float:
    import cv2

    if frame.before is None:
        return 1.0
    change = float(np.mean(cv2.absdiff(frame.before.half, frame.half))) / 255
    return max(0.0, 1 - change / MOVING)


def _between(value: float, limits: tuple[float, float]) -> float:
    return float(np.clip((value - limits[0]) / (limits[1] - limits[0]), 0, 1))
