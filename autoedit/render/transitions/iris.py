"""An iris: a circle opens on the next picture."""

from __future__ import annotations

import math

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.masks import edge, masked
from autoedit.render.transitions.settings import Share


@exact_ends
def iris(a: Frame, b: Frame, progress: float, *, x: Share = 0.5, y: Share = 0.5, softness: Share = 0.04) -> Frame:
    """Open a circle in picture a through which picture b is seen.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        x, y: the circle's middle, as shares of the picture from the left and the top.
        softness: the edge's width as a share of the largest radius.
    """
    import cv2

    height, width = a.shape[:2]
    right = (np.arange(width, dtype=np.float32) + 0.5 - x * width) ** 2
    down = (np.arange(height, dtype=np.float32) + 0.5 - y * height) ** 2
    largest = math.hypot(max(x, 1 - x) * width, max(y, 1 - y) * height)
    places = cv2.sqrt(np.add.outer(down, right) * np.float32(1 / largest**2))
    # The area grows evenly and comes to rest: a radius that did would seem to burst open at the end.
    return masked(a, b, edge(np.asarray(places, np.float32), math.sqrt(between(0, 1, progress)), softness, largest))
