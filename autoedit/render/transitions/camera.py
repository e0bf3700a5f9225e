"""A camera that is moved from one picture to another lying beside it, for a push and a whip-pan."""

from __future__ import annotations

import math

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import eased, speed
from autoedit.render.transitions.light import to_code, to_light
from autoedit.render.transitions.masks import direction
from autoedit.render.transitions.planes import nudged, split, window
from autoedit.render.transitions.smears import reach, shifted, shifts

# A smear longer than this share of the picture shows nothing any more, and costs time.
LONGEST_SMEAR = 0.25
WHOLE_PIXELS = 12.0  # of smear


def moved(a: Frame, b: Frame, progress: float, *, angle: float, ways: float, smear: float) -> Frame:
    """What the camera sees on its way from picture a to b; around both lie their mirror images.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 sees a, 1 sees b; the camera is at rest at both.
        angle: where the camera goes, in degrees clockwise; 0 is to the right.
        ways: how many pictures further b lies; with 1 it lies beside a.
        smear: how far the camera goes while its shutter is open, at full speed, as a share of the picture.
    """
    height, width = a.shape[:2]
    across, down = direction(angle)
    length = width * abs(across) + height * abs(down)
    # Whole pixels, so that b is itself when the camera comes to rest there.
    end = round(ways * length * across), round(ways * length * down)
    smeared = min(smear * speed(progress), LONGEST_SMEAR) * length
    steps = shifts(smeared * across, smeared * down)
    more_columns, more_rows = reach(steps)
    left, right_part = split(eased(progress) * end[0] - more_columns / 2)
    top, down_part = split(eased(progress) * end[1] - more_rows / 2)
    size = width + more_columns + 1, height + more_rows + 1
    strip = shifted(to_light(_strip(a, b, (left, top), size, end)), steps)
    # While it goes fast, nobody sees the part of a pixel; while it comes to rest, everybody sees whole pixels.
    is_fast = smeared > WHOLE_PIXELS
    return to_code(strip[:height, :width] if is_fast else nudged(strip, right_part, down_part))


def _strip(a: Frame, b: Frame, place: tuple[int, int], size: tuple[int, int], end: tuple[int, int]) -> Frame:
    """The window at a place: a's plane up to half of the way, b's beyond."""
    height, width = a.shape[:2]
    # The border runs square to the way through the middle between both pictures' centres.
    x, y = (end[0] + width) / 2 - place[0], (end[1] + height) / 2 - place[1]
    norm = max(1.0, math.hypot(*end))
    across, down = end[0] / norm, end[1] / norm
    corners = [(corner[0] - x) * across + (corner[1] - y) * down for corner in ((0, 0), (size[0], 0), (0, size[1]), size)]
    there = place[0] - end[0], place[1] - end[1]
    if max(corners) <= 0:
        return window(a, *place, *size)
    if min(corners) >= 0:
        return window(b, *there, *size)
    first, second = window(a, *place, *size), window(b, *there, *size)
    if np.may_share_memory(first, a):
        first = first.copy()
    if down == 0:
        beside = slice(math.ceil(x), None) if across > 0 else slice(math.floor(x))
        first[:, beside] = second[:, beside]
    elif across == 0:
        below = slice(math.ceil(y), None) if down > 0 else slice(math.floor(y))
        first[below] = second[below]
    else:
        _draw_beyond(first, second, (x, y), (across, down))
    return first


def _draw_beyond(picture: Frame, other: Frame, border: tuple[float, float], way: tuple[float, float]) -> None:
    """Draw one picture over another where that lies beyond a slanting border; the smear takes its steps away."""
    import cv2

    (x, y), (across, down) = border, way
    height, width = picture.shape[:2]
    far = height + width
    # A square that has the border as one of its sides and is larger than the picture.
    sides = ((-down, across), (down, -across), (down + across, down - across), (across - down, down + across))
    corners = [(x + far * right, y + far * below) for right, below in sides]
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 255)
    cv2.copyTo(other, mask, picture)
