"""Focus: how wide the sharpest edges of a picture are, whatever is seen.

Blurring a picture again with ``AGAIN`` changes a wide edge little and a sharp one much: with R the ratio of the gradients
before and after, the edge's own width is AGAIN / sqrt(R^2 - 1) (Zhuo and Sim 2011). Only edges that stand out of noise and
coding count, so that fog, night and plain walls, which have few, are not called soft; the sharpest tenth of them counts, so
that one thing in focus is enough.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.frame import Plane, SmallFrame
from autoedit.analysis.sampled import Turns

EVERY = Fraction(1, 5)
AGAIN = 1.0  # sigma in pixels of the small picture
LEAST_STEP = 5.0  # code values a pixel, of the blurred picture's gradient: above coding and noise
FEWEST = 0.003  # of the pixels: fewer edges tell nothing
SHARPEST = 90  # percentile
UNKNOWN = 0.0
WIDEST = 6.0


class Focus:
    """Measures ``edge_width``, five times a second: sigma of the sharpest edges in small pixels, 0 where there are none.

    Also ``highlight``: the brightness (0..1) that one pixel in a hundred exceeds: lamps in a night, none under a lens cap.
    """

    def __init__(self, rate: Fraction) -> None:
        self._turns = Turns(rate, EVERY)
        self._values: list[tuple[float, float]] = []

    @property
    def numbers(self) -> list[int]:
        """The frames that were measured."""
        return self._turns.numbers

    def see(self, frame: SmallFrame) -> None:
        """Measure the frame when its turn has come."""
        if self._turns.has(frame):
            self._values.append((edge_width(frame.luma), _highlight(frame.luma)))

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [numbers] each."""
        table = np.array(self._values, np.float32).reshape(-1, 2)
        return dict(zip(("edge_width", "highlight"), table.T.copy(), strict=True))


def edge_width(luma: Plane) -> float:
    """Sigma of the sharpest edges in pixels, at most WIDEST; UNKNOWN where no edge stands out."""
    import cv2

    picture = luma.astype(np.float32)
    again = np.asarray(cv2.GaussianBlur(picture, (0, 0), AGAIN), np.float32)
    after = _steepness(again)
    strong = after > LEAST_STEP
    # The stronger half only: weak edges beside strong ones are slopes, grain and coding.
    if np.count_nonzero(strong) < FEWEST * luma.size:
        return UNKNOWN
    values = after[strong]
    strong &= after >= np.partition(values, len(values) // 2)[len(values) // 2]
    ratios = _steepness(picture)[strong] / after[strong]
    place = len(ratios) * SHARPEST // 100
    ratio = float(np.partition(ratios, place)[place])
    return WIDEST if ratio <= 1 else min(WIDEST, AGAIN / float(np.sqrt(ratio**2 - 1)))


def _steepness(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """The gradient's length at each pixel."""
    import cv2

    # Differences over two pixels: a Sobel would blur once more across.
    kernel = np.array([[-0.5, 0, 0.5]], np.float32)
    across, down = cv2.filter2D(picture, -1, kernel), cv2.filter2D(picture, -1, kernel.T)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _highlight(luma: Plane) -> float:
    import cv2

    counts = cv2.calcHist([luma], [0], None, [256], [0, 256]).ravel()
    return float(np.searchsorted(np.cumsum(counts), 0.99 * luma.size)) / 255
