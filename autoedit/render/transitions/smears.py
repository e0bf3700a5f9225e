"""Motion blur: what a shutter leaves of a picture that moves while it is open.

A movement of one kind (a shift, a zoom about a point) repeats itself: the mean over its whole way is the mean of two pictures
half the way apart, of each of which the same is true. So n averages give the mean of 2**n pictures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autoedit.render.transitions.planes import Image

# Pixels between two of the pictures that are averaged: closer is not seen; and in a long smear, where all detail is gone, as
# many pictures as will do.
SPACING, MOST_HALVINGS = 1.5, 8

Shift = tuple[int, int]


def shifts(right: float, down: float) -> list[Shift]:
    """The halvings of a shift in pixels, largest first; none for a shift that is not seen."""
    count = _halvings(max(abs(right), abs(down)))
    found = [(round(right / 2**part), round(down / 2**part)) for part in range(1, count + 1)]
    return [shift for shift in found if shift != (0, 0)]


def reach(steps: Sequence[Shift]) -> Shift:
    """By how many columns and rows ``shifted`` makes a picture smaller."""
    return sum(abs(right) for right, _ in steps), sum(abs(down) for _, down in steps)


def shifted(picture: Image, steps: Sequence[Shift]) -> Image:
    """The mean of a picture over a shift; it loses what the shift moves in and out, half of it on each side."""
    import cv2

    for right, down in steps:
        height, width = picture.shape[0] - abs(down), picture.shape[1] - abs(right)
        # Of both pictures each lies at one end of the shift; a shift up and right begins below on the left.
        y, x = max(0, -down), max(0, -right)
        first = picture[y : y + height, x : x + width]
        y, x = max(0, down), max(0, right)
        second = picture[y : y + height, x : x + width]
        picture = cv2.addWeighted(first, 0.5, second, 0.5, 0)  # type: ignore[assignment]  # of their kind
    return picture


def zoomed(picture: Image, factor: float, centre: tuple[float, float]) -> Image:
    """The mean of a picture over a zoom from 1 to ``factor`` about a point.

    Args:
        factor: above 1; nothing outside the picture is needed then.
        centre: right and down, in pixels; inside the picture.
    """
    import cv2

    height, width = picture.shape[:2]
    furthest = max(centre[0], width - centre[0], centre[1], height - centre[1])
    for part in range(1, _halvings(furthest * (factor - 1)) + 1):
        times = factor ** (0.5**part)
        x, columns = _inside(width, times, centre[0])
        y, rows = _inside(height, times, centre[1])
        near = cv2.resize(picture[y : y + rows, x : x + columns], (width, height))
        picture = cv2.addWeighted(picture, 0.5, near, 0.5, 0)  # type: ignore[assignment]
    return picture


def turned(polar: Image, columns: float) -> Image:
    """The mean of a picture in polar coordinates, angles from left to right, over a turn by some columns."""
    import cv2

    reach = 2 * math.ceil(columns / 2) + 1
    around = np.concatenate([polar[:, -reach:], polar, polar[:, :reach]], axis=1)
    return np.asarray(cv2.blur(around, (max(1, round(columns)) | 1, 1))[:, reach:-reach], polar.dtype)


def _halvings(way: float) -> int:
    return min(MOST_HALVINGS, math.ceil(math.log2(way / SPACING))) if way > SPACING else 0


def _inside(size: int, times: float, centre: float) -> tuple[int, int]:
    """First pixel and length of what fills a side when it is made larger about a point."""
    length = max(1, round(size / times))
    return min(size - length, max(0, round(centre * (1 - 1 / times)))), length
