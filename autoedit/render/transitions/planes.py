"""Pictures without edges: the plane that a picture and its mirror images tile, seen through a window.

A camera that moves past a picture's edge would show black; mirrored, the picture goes on, and motion hides the seam.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeVar

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.light import Light

Image = TypeVar("Image", Frame, Light)


def window(picture: Frame, left: int, top: int, width: int, height: int) -> Frame:
    """What a window of the mirrored plane shows; the picture itself lies at 0, 0. It may be a view of the picture."""
    import cv2

    rows, columns = list(_runs(top, height, picture.shape[0])), list(_runs(left, width, picture.shape[1]))
    if len(rows) == 1 and len(columns) == 1 and not rows[0][2] and not columns[0][2]:
        return picture[rows[0][1], columns[0][1]]
    shown = np.empty((height, width, 3), np.uint8)
    for down, row, is_upside_down in rows:
        for right, column, is_mirrored in columns:
            piece = picture[row, column]
            if is_upside_down or is_mirrored:
                # OpenCV's flip; numpy's negative strides take 12 times as long to copy.
                flip = -1 if is_upside_down and is_mirrored else int(is_mirrored)
                piece = np.asarray(cv2.flip(piece, flip), np.uint8)
            shown[down, right] = piece
    return shown


def smaller(picture: Frame, times: int) -> Frame:
    """A picture some times smaller, each pixel the mean of those it stands for."""
    import cv2

    size = max(1, picture.shape[1] // times), max(1, picture.shape[0] // times)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def nudged(picture: Image, right: float, down: float) -> Image:
    """A picture without its last row and column, seen from a part of a pixel (0 to 1) further right and down."""
    import cv2

    shown = picture[:, :-1]
    if right:
        shown = cv2.addWeighted(shown, 1 - right, picture[:, 1:], right, 0)  # type: ignore[assignment]  # of its kind
    if down:
        return cv2.addWeighted(shown[:-1], 1 - down, shown[1:], down, 0)  # type: ignore[return-value]
    return shown[:-1]


def _runs(start: int, length: int, size: int) -> Iterator[tuple[slice, slice, bool]]:
    """Pieces of a row of mirrored tiles: where they come to lie, what they show of the picture, and whether mirrored."""
    place = start
    while place < start + length:
        tile = place // size
        end = min((tile + 1) * size, start + length)
        first, last = place - tile * size, end - tile * size
        source = slice(size - last, size - first) if tile % 2 else slice(first, last)
        yield slice(place - start, end - start), source, bool(tile % 2)
        place = end


def split(value: float) -> tuple[int, float]:
    """The whole pixel below a place, and the part beyond it."""
    whole = math.floor(value)
    return whole, value - whole
