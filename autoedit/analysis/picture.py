"""Picture quality frame by frame: sharpness, exposure, colourfulness.

Sharpness is the variance of the Laplacian (Pertuz et al. 2013) over the brightness variance, in decibels, so that a flat but
focused picture is not called soft. Colourfulness follows Hasler and Suesstrunk 2003 on U and V.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame

NAMES = ("sharpness", "luma", "contrast", "blown", "crushed", "colourfulness")
WHITE, BLACK = 245, 10  # full-range code values, a little inside the ends


class PictureQuality:
    """Measures ``sharpness`` (dB), ``luma``, ``contrast``, ``colourfulness``, ``blown`` and ``crushed`` (share of pixels)."""

    def __init__(self) -> None:
        self._values: list[tuple[float, ...]] = []

    def see(self, frame: SmallFrame) -> None:
        """Measure one frame."""
        import cv2

        luma = frame.luma
        mean, deviation = (float(part[0, 0]) for part in cv2.meanStdDev(luma))
        edges = float(cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))[1][0, 0]) ** 2
        counts = cv2.calcHist([luma], [0], None, [256], [0, 256]).ravel() / luma.size
        chroma = frame.chroma.reshape(2, -1).astype(np.float32) - 128
        self._values.append(
            (
                10 * float(np.log10((edges + 0.1) / (deviation**2 + 10))),
                mean / 255,
                deviation / 128,
                float(counts[WHITE:].sum()),
                float(counts[:BLACK].sum()),
                float(np.hypot(*chroma.std(axis=1)) + 0.3 * np.hypot(*chroma.mean(axis=1))) / 128,
            )
        )

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
        table = np.array(self._values, np.float32).reshape(-1, len(NAMES))
        return dict(zip(NAMES, table.T.copy(), strict=True))
