"""Dips: out to one colour and in again."""

from __future__ import annotations

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.settings import Colour, rgb


@exact_ends
def dip(a: Frame, b: Frame, progress: float, *, colour: Colour = "#000000") -> Frame:
    """Fade picture a to a colour in the first half, and picture b in from it in the second.

    The fade is even in code values, as fades are in every cutting room: even in light, black would come all at the end.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b, a half is the colour alone.
        colour: as #rrggbb.
    """
    import cv2

    picture, level = (a, 1 - 2 * progress) if progress < 0.5 else (b, 2 * progress - 1)
    steps = np.arange(256)[:, None] * level + np.array(rgb(colour)) * (1 - level)
    return np.asarray(cv2.LUT(picture, np.rint(steps).astype(np.uint8)[None]), np.uint8)


@exact_ends
def dip_to_black(a: Frame, b: Frame, progress: float) -> Frame:
    """Fade picture a to black in the first half, and picture b in from it in the second.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b, a half is black.
    """
    return dip(a, b, progress)


@exact_ends
def dip_to_white(a: Frame, b: Frame, progress: float) -> Frame:
    """Fade picture a to white in the first half, and picture b in from it in the second.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b, a half is white.
    """
    return dip(a, b, progress, colour="#ffffff")
