"""RGB pictures and the small sums done on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]


def dimmed(picture: Frame, level: float) -> Frame:
    """A picture at a part of its brightness: 1 leaves it, 0 is black."""
    import cv2

    if level >= 1:
        return picture
    return cv2.convertScaleAbs(picture, alpha=max(0.0, level), beta=0)  # type: ignore[return-value]  # uint8 in, uint8 out
