"""A covered lens: a finger, a palm, a pocket.

What lies on the lens lets no shape through, only a slow slope of brightness, and takes most of the light; skin lets some red
through. So the picture is dark or reddish, neither blue nor green, and next to without detail, coarse or fine, measured
against its own brightness: a fade scales both and is not taken for a cover. A black picture is black and not covered.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.sampled import Turns

if TYPE_CHECKING:
    from autoedit.analysis.frame import Plane, SmallFrame

EVERY = Fraction(1, 5)
COARSE = (32, 18)  # cells: noise is averaged away
# From full to none; figures are shares of the picture's own brightness.
COARSE_STEP = (0.05, 0.09)  # between neighbouring cells, the 90th percentile: 0.02 to 0.05 under a finger
LARGEST_STEP = (0.14, 0.20)  # the 98th: the light that comes in at a corner
FINE_DETAIL = (0.07, 0.10)
SHARP, MOST_SHARP = 0.5, 0.001  # detail that nothing on the lens can have, and the share of the picture that noise may have of it
DARK, DIM = (0.36, 0.42), (0.55, 0.62)  # brightness without and with the red of skin
SKIN_RED = 12.0  # code values above grey
COLD = 6.0  # code values that blue may be above red: water and evening skies are not fingers
BLACK = (0.05, 0.07)
NOISE = 2.5  # code values of detail that a sensor makes up in the dark
FLOOR = 4.0  # code values: nothing is measured against less


class Covered:
    """Measures ``covered``, 0..1, five times a second; from 0.5 on something lies on the lens."""

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
            self._values.append(cover(frame.half, *frame.chroma))

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [numbers]."""
        return {"covered": np.array(self._values, np.float32)}


def cover(luma: Plane, u: Plane, v: Plane) -> float:
    """How much a picture looks as if something lay on the lens, 0..1."""
    import cv2

    bright = float(cv2.mean(luma)[0])
    blue, red = (float(cv2.mean(plane)[0]) - 128 for plane in (u, v))
    is_skin = red >= SKIN_RED and blue <= 0
    likely = _below(bright / 255, DIM if is_skin else DARK) * (1 - _below(bright / 255, BLACK))
    if likely == 0 or blue - red > COLD:
        return 0.0
    scale = bright + FLOOR
    detail = cv2.convertScaleAbs(cv2.Laplacian(luma, cv2.CV_16S))
    if np.count_nonzero(np.asarray(detail) > SHARP * scale) > MOST_SHARP * luma.size:
        return 0.0
    coarse = np.asarray(cv2.resize(luma, COARSE, interpolation=cv2.INTER_AREA), np.float32)
    steps = np.sort(np.abs(np.concatenate([np.diff(coarse, axis=0).ravel(), np.diff(coarse, axis=1).ravel()]))) / scale
    usual, largest = steps[len(steps) * 90 // 100], steps[len(steps) * 98 // 100]
    fine = max(0.0, float(cv2.mean(detail)[0]) - NOISE) / scale
    return likely * _below(usual, COARSE_STEP) * _below(largest, LARGEST_STEP) * _below(fine, FINE_DETAIL)


def _below(value: float, limits: tuple[float, float]) -> float:
    return float(np.clip((limits[1] - value) / (limits[1] - limits[0]), 0, 1))
