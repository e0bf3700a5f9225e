"""A slide: the next picture comes to lie over the old one, its shadow before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import eased, speed
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.masks import THINNEST, direction, masked, smooth
from autoedit.render.transitions.planes import nudged, split, window
from autoedit.render.transitions.settings import Angle, Share
from autoedit.render.transitions.smears import reach, shifted, shifts

# Of the picture, at full speed: 20 frames through a 180 degree shutter.
SMEAR = 0.05
# The shadow's width, as a share of the picture.
SHADOW_WIDTH = 0.06


@exact_ends
def slide(a: Frame, b: Frame, progress: float, *, angle: Angle = 180.0, shadow: Share = 0.45, smear: Share = SMEAR) -> Frame:
    """Lay picture b over picture a, which stays where it is.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        angle: where picture b goes, in degrees clockwise: 0 to the right, 90 down, 180 to the left.
        shadow: how dark b's edge makes a beside it; 0 is no shadow.
        smear: motion blur at full speed, as a share of the picture; 0 is none.
    """
    height, width = a.shape[:2]
    across, down = direction(angle)
    # b starts where it just touches the picture from outside, at whichever side comes first.
    way = min(side / abs(part) for side, part in ((width, across), (height, down)) if abs(part) > 1e-9)
    left, top = (-way * part * (1 - eased(progress)) for part in (across, down))
    smeared = [smear * speed(progress) * way * part for part in (across, down)]
    sides = ((width, left, smeared[0]), (height, top, smeared[1]))
    covers = [_covered(size, start, abs(blur)) for size, start, blur in sides]
    columns, rows = (_extent(cover) for cover in covers)
    # The shadow comes and goes with the movement, so that neither end has a seam of it.
    dark = shadow * min(1.0, 4 * speed(progress))
    across_shadow, down_shadow = (_shadow(size, start, SHADOW_WIDTH * min(width, height)) for size, start, _ in sides)
    shown = _shaded(a, dark, across_shadow, down_shadow)
    if columns.stop > columns.start and rows.stop > rows.start:
        second = _second(b, (left, top), (smeared[0], smeared[1]), columns, rows)
        _laid(shown[rows, columns], second, covers[0][columns], covers[1][rows])
    return shown


def _laid(shown: Frame, second: Frame, columns: NDArray[np.float32], rows: NDArray[np.float32]) -> None:
    """Draw a picture into another, mixed where its columns and rows cover it in part."""
    across, down = _extent(columns >= 1), _extent(rows >= 1)
    shown[down, across] = second[down, across]
    # Mixing takes eight times as long as copying, and only the edges need it: one for each way b comes from.
    left = slice(0, across.start) if across.start else slice(across.stop, columns.size)
    above = slice(0, down.start) if down.start else slice(down.stop, rows.size)
    for there, beside in ((slice(0, rows.size), left), (above, across)):
        if there.stop > there.start and beside.stop > beside.start:
            mask = np.multiply.outer(rows[there], columns[beside])
            part = np.ascontiguousarray(shown[there, beside]), np.ascontiguousarray(second[there, beside])
            shown[there, beside] = masked(*part, mask)


def _second(b: Frame, place: tuple[float, float], smeared: tuple[float, float], columns: slice, rows: slice) -> Frame:
    """Picture b where it is seen, at its place and smeared; past its edges its mirror images, which the mask fades out."""
    steps = shifts(*smeared)
    more_columns, more_rows = reach(steps)
    left, right_part = split(columns.start - place[0] - more_columns / 2)
    top, down_part = split(rows.start - place[1] - more_rows / 2)
    size = columns.stop - columns.start + more_columns + 1, rows.stop - rows.start + more_rows + 1
    return np.ascontiguousarray(nudged(shifted(window(b, left, top, *size), steps), right_part, down_part))


def _covered(size: int, start: float, smeared: float) -> NDArray[np.float32]:
    """How much of each column (or row) a side covers that lies from ``start`` for as long as the picture is."""
    if start == 0:
        return np.ones(size, np.float32)
    soft = max(THINNEST, smeared)
    middles = np.arange(size, dtype=np.float32) + 0.5
    inside = middles - start if start > 0 else start + size - middles
    return np.asarray(np.clip(inside / soft + 0.5, 0, 1), np.float32)


def _shadow(size: int, start: float, width: float) -> NDArray[np.float32]:
    """The shadow that a side throws beyond its moving edge."""
    if start == 0:
        return np.ones(size, np.float32)
    middles = np.arange(size, dtype=np.float32) + 0.5
    outside = start - middles if start > 0 else middles - start - size
    return smooth(np.asarray(np.clip(1 - outside / max(1.0, width), 0, 1), np.float32)) ** 2


def _shaded(a: Frame, dark: float, columns: NDArray[np.float32], rows: NDArray[np.float32]) -> Frame:
    """A copy of picture a under the shadow."""
    import cv2

    shown = a.copy()
    across, down = _extent(columns), _extent(rows)
    if dark <= 0 or across.stop <= across.start or down.stop <= down.start:
        return shown
    left = np.rint(255 * (1 - dark * np.multiply.outer(rows[down], columns[across]))).astype(np.uint8)
    part = np.ascontiguousarray(a[down, across])
    shown[down, across] = cv2.multiply(part, cv2.merge([left, left, left]), scale=1 / 255).reshape(part.shape)
    return shown


def _extent(values: NDArray[np.float32] | NDArray[np.bool_]) -> slice:
    """From the first value above zero to the last."""
    above = np.flatnonzero(values > 0)
    return slice(int(above[0]), int(above[-1]) + 1) if len(above) else slice(0, 0)
