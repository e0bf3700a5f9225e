"""Mixing pictures: evenly, or by a mask that says how much of picture b is seen where, 0..1 as float32 [height, width]."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.planes import Image

Mask = NDArray[np.float32]
# Pixels over which even a hard edge goes from one picture to the other, so that it is no staircase and moves evenly.
THINNEST = 1.5


def masked(a: Frame, b: Frame, mask: Mask) -> Frame:
    """Picture b where the mask is 1, a where it is 0, and both between."""
    import cv2

    return np.asarray(cv2.blendLinear(b, a, mask, 1 - mask), np.uint8)


def mixed(pictures: Sequence[tuple[Image, float]]) -> Image:
    """One picture, or two of equal kind, each with its share of the whole."""
    import cv2

    (first, share), *others = pictures
    for other, its_share in others:
        first = cv2.addWeighted(first, share, other, its_share, 0)  # type: ignore[assignment]  # of their kind
    return first


def edge(places: Mask, progress: float, softness: float, pixels: float) -> Mask:
    """The mask of an edge that runs through places 0 to 1.

    Args:
        places: where each pixel lies on the way, 0..1; the edge comes to 0 first.
        progress: how far the edge is; at 0 and 1 all of it is outside.
        softness: the edge's width as a share of the way.
        pixels: how long the way is at its steepest, in pixels; keeps the edge from being thinner than one.
    """
    width = max(softness, THINNEST / max(1.0, pixels))
    mask = (progress * (1 + width) - places) * np.float32(1 / width)
    return smooth(np.clip(mask, 0, 1, out=mask))


def smooth(mask: Mask) -> Mask:
    """A mask whose edges begin and end gently."""
    return mask * mask * (3 - 2 * mask)


def slope(height: int, width: int, angle: float) -> tuple[Mask, float]:
    """How far each pixel lies along a direction, 0..1 over the whole picture; and that way's length in pixels."""
    across, down = direction(angle)
    length = width * abs(across) + height * abs(down)
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) * np.float32(across / length)
    y = (np.arange(height, dtype=np.float32) + 0.5 - height / 2) * np.float32(down / length)
    return np.add.outer(y + np.float32(0.5), x), length


def direction(angle: float) -> tuple[float, float]:
    """Right and down, as a unit vector, of degrees clockwise from the right; right angles are exact."""
    radians = math.radians(angle)
    return round(math.cos(radians), 12), round(math.sin(radians), 12)
