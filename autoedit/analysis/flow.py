"""Dense motion between two small pictures: DIS optical flow (Kroeger et al. 2016), 0.15 ms at 128 pixels' width."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

_of_this_thread = threading.local()  # the algorithm's object holds buffers: two files at once must not share them


# OpenCV takes a scale more for each doubling of the width from 20 pixels on, and at the last one dies of a segmentation fault
# where the picture is less than a patch of 8 high (96 x 31).
PATCH, NARROWEST = 8, 20


def dense_flow(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How far each pixel of the first picture moves, x and y in pixels: float32 [h, w, 2]."""
    height, width = before.shape
    least = PATCH << max(0, (width // NARROWEST).bit_length() - 1)
    if height < least:
        missing = ((0, least - height), (0, 0))
        return dense_flow(np.pad(before, missing, "edge"), np.pad(after, missing, "edge"))[:height]
    flow: NDArray[np.float32] = _algorithm(before.shape).calc(before, after, None)
    return flow


def _algorithm(shape: tuple[int, ...]) -> Any:
    import cv2

    if not hasattr(_of_this_thread, "algorithms"):
        _of_this_thread.algorithms = {}
    # One for each size: a picture too small for its scales changes the object's settings for whatever comes next.
    algorithms: dict[tuple[int, ...], Any] = _of_this_thread.algorithms
    if shape not in algorithms:
        algorithms[shape] = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
    return algorithms[shape]
