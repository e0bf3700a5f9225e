"""A blur: the lens goes out of focus on one picture and comes back into it on the next."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.light import to_code, to_light
from autoedit.render.transitions.masks import mixed
from autoedit.render.transitions.settings import Range

# Radii in pixels between which the sharp picture gives way to the one that is blurred at half its size or less.
SHARP, BLURRED = 0.4, 3.0
# The largest radii that are drawn pixel by pixel, at half the size and at less; beyond them the picture is made smaller still.
LARGEST_AT_HALF, LARGEST_DRAWN = 2.6, 4.5
OVERLAP = 0.34, 0.66


@exact_ends
def blur(a: Frame, b: Frame, progress: float, *, radius: Annotated[float, Range(0, 0.2)] = 0.045) -> Frame:
    """Let picture a go out of focus, and b come into it.

    Lights become discs, as a lens makes them: what is blurred is light, not code values.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; nothing is sharp at a half.
        radius: of the blur at its strongest, as a share of the height.
    """
    import cv2

    height, width = a.shape[:2]
    share = between(*OVERLAP, progress)
    shown = [(picture, part) for picture, part in ((a, 1 - share), (b, share)) if part > 0]
    pixels = radius * height * math.sin(math.pi * progress) ** 2
    blurred = between(SHARP, BLURRED, pixels)
    sharp = mixed(shown)
    if blurred == 0:
        return sharp
    times = 2 if pixels <= 2 * LARGEST_AT_HALF else 2 ** max(2, math.ceil(math.log2(pixels / LARGEST_DRAWN)))
    small = max(1, width // times), max(1, height // times)
    lesser = cv2.resize(to_light(sharp), small, interpolation=cv2.INTER_AREA)
    light = np.asarray(cv2.filter2D(lesser, -1, _disc(pixels / times), borderType=cv2.BORDER_REFLECT), np.uint16)
    soft = np.asarray(cv2.resize(to_code(light), (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    return mixed([(sharp, 1 - blurred), (soft, blurred)]) if blurred < 1 else soft


def _disc(radius: float) -> NDArray[np.float32]:
    """A lens's image of a point: a disc whose edge goes over a pixel."""
    side = math.ceil(radius)
    away = np.hypot(*np.mgrid[-side : side + 1, -side : side + 1])
    disc = np.clip(radius + 0.5 - away, 0, 1)
    return np.asarray(disc / disc.sum(), np.float32)
