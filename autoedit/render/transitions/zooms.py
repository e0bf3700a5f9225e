"""Pictures seen through a zoom: sharp at full size while it is slow, smeared at half size where it is fast.

Half the size is four times as fast, and a smear of several pixels has no finer detail; in between both are mixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between
from autoedit.render.transitions.light import to_code, to_light
from autoedit.render.transitions.masks import mixed
from autoedit.render.transitions.planes import smaller
from autoedit.render.transitions.smears import zoomed

# Pixels of smear at the corners: below, the picture is sharp as it is; above, its half size will do.
SHARP, SMEARED = 0.7, 7.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoomed:
    """A picture and how it is seen: enlarged ``scale`` times about ``fixed``, and for how much of the mixture it counts."""

    picture: Frame
    scale: float
    fixed: Point
    share: float


def seen(pictures: list[Zoomed], factor: float, centre: Point) -> Frame:
    """Pictures mixed, while a zoom smears them.

    Args:
        pictures: one or two; those with no share are left out.
        factor: by how much the zoom enlarges while the shutter is open, 1 or more.
        centre: the smear's middle as a share of the picture, right and down.
    """
    import cv2

    pictures = [one for one in pictures if one.share > 0]
    height, width = pictures[0].picture.shape[:2]
    smeared = between(SHARP, SMEARED, (factor - 1) * max(width, height) / 2)
    # The smear goes from its beginning inwards; half of it back, and the picture stays in the middle of it.
    back = factor**-0.5
    sharp = mixed([(_enlarged(one.picture, one.scale, one.fixed), one.share) for one in pictures]) if smeared < 1 else None
    if smeared == 0 and sharp is not None:
        return sharp
    small = mixed([(_enlarged(smaller(one.picture, 2), one.scale * back, one.fixed), one.share) for one in pictures])
    inside = min(1.0, max(0.0, centre[0])) * small.shape[1], min(1.0, max(0.0, centre[1])) * small.shape[0]
    light = zoomed(to_light(small), factor, inside)
    soft = np.asarray(cv2.resize(to_code(light), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    return soft if sharp is None else mixed([(sharp, 1 - smeared), (soft, smeared)])


def _enlarged(picture: Frame, scale: float, fixed: Point) -> Frame:
    """A picture enlarged about a point (a share of it, right and down), its mirror image where it does not reach."""
    import cv2

    if scale == 1:
        return picture
    height, width = picture.shape[:2]
    # OpenCV counts from the middle of the first pixel.
    x, y = fixed[0] * width - 0.5, fixed[1] * height - 0.5
    matrix = np.array([[scale, 0, x * (1 - scale)], [0, scale, y * (1 - scale)]])
    drawn = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(drawn, np.uint8)
