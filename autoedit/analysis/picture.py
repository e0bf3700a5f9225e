"""Picture quality frame by frame: sharpness, exposure, colourfulness.

Sharpness is the variance of the Laplacian (Pertuz et al. 2013) over the brightness variance, in decibels, so that a flat but
focused picture is not called soft. Colourfulness follows Hasler and Suesstrunk 2003 on U and V.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import Plane, SmallFrame

NAMES = ("sharpness", "luma", "contrast", "blown", "crushed", "colourfulness")
WHITE, BLACK = 245, 10  # full-range code values, a little inside the ends


class PictureQuality:
    """Measures ``sharpness`` (dB), ``luma``, ``contrast``, ``colourfulness``, ``blown`` and ``crushed`` (share of pixels)."""

    def __init__(self) -> None:
        self._values = array("f")

    def see(self, frame: SmallFrame) -> None:
        """Measure one frame."""
        import cv2

        luma = frame.luma
        mean, deviation = _mean_and_deviation(luma)
        edges = float(cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))[1][0, 0]) ** 2
        counts = cv2.calcHist([luma], [0], None, [256], [0, 256]).ravel() / luma.size
        (mean_u, spread_u), (mean_v, spread_v) = (_mean_and_deviation(plane) for plane in frame.chroma)
        self._values.extend(
            (
                10 * math.log10((edges + 0.1) / (deviation**2 + 10)),
                mean / 255,
                deviation / 128,
                float(counts[WHITE:].sum()),
                float(counts[:BLACK].sum()),
                (math.hypot(spread_u, spread_v) + 0.3 * math.hypot(mean_u - 128, mean_v - 128)) / 128,
            )
        )

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
        table = np.array(self._values, np.float32).reshape(-1, len(NAMES))
        return dict(zip(NAMES, table.T.copy(), strict=True))


def _mean_and_deviation(plane: Plane) -> tuple[float, float]:
    import cv2

    mean, deviation = cv2.meanStdDev(plane)
    return float(mean[0, 0]), float(deviation[0, 0])
