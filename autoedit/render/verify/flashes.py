"""Flashes that could hurt: WCAG 2.2, criterion 2.3.1, and the like limits of ITU-R BT.1702 and Ofcom.

A flash is a pair of opposing changes of relative luminance by a tenth of the most or more, the darker side below 0.8, or a pair
of opposing changes from or to a saturated red. More than three in any second, each over a quarter of the picture, are too many.
They are counted in each cell of 32 x 18, so flashes that wander over the picture count where they repeat.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.media.look import LONG, SHORT, Looks
from autoedit.render.verify.findings import Flashing

Values = NDArray[np.float32]

STEP, DARKER_BELOW = 0.1, 0.8
# WCAG's measure for red: (R - G - B) x 320 of linear light, where R is four fifths of the light or more.
RED_STEP, RED_SHARE, RED_SCALE = 20.0, 0.8, 320.0
MOST_FLASHES, AREA = 3, 0.25
_CELLS = LONG * SHORT // 4
_ROWS = 1024  # frames turned to light at once


def flashing(looks: Looks, rate: Fraction, *, is_upright: bool) -> tuple[Flashing, ...]:
    """The seconds of a film in which it flashes too often, the first of each run of frames.

    Args:
        looks: uint8 [frames, BYTES].
        is_upright: the picture is higher than wide, which turns the looks' cells.
    """
    luminance, red = _light(looks, is_upright)
    second = max(1, round(rate))
    general = _too_many(_changes(luminance, STEP, DARKER_BELOW), second, is_red=False)
    return tuple(
        sorted([*general, *_too_many(_changes(red, RED_STEP, np.inf), second, is_red=True)], key=lambda each: each.start)
    )


def _light(looks: Looks, is_upright: bool) -> tuple[Values, Values]:
    """Relative luminance 0..1 and WCAG's red, float32 [frames, cells], at the resolution of colour."""
    parts = [_light_of(looks[first : first + _ROWS], is_upright) for first in range(0, len(looks), _ROWS)]
    empty = np.zeros((0, _CELLS), np.float32)
    return np.concatenate([empty, *(part[0] for part in parts)]), np.concatenate([empty, *(part[1] for part in parts)])


def _light_of(looks: Looks, is_upright: bool) -> tuple[Values, Values]:
    columns, rows = (SHORT, LONG) if is_upright else (LONG, SHORT)
    y = looks[:, : 4 * _CELLS].reshape(-1, rows // 2, 2, columns // 2, 2).mean(axis=(2, 4), dtype=np.float32)
    y = (y.reshape(-1, _CELLS) - 16) / 219
    cb, cr = ((looks[:, first : first + _CELLS] - np.float32(128)) / 224 for first in (4 * _CELLS, 5 * _CELLS))
    # BT.709, limited range; light by sRGB's curve, as WCAG has it.
    r, g, b = (_linear(part) for part in (y + 1.5748 * cr, y - 0.1873 * cb - 0.4681 * cr, y + 1.8556 * cb))
    is_red = r >= RED_SHARE * (r + g + b)
    red = np.where(is_red, np.maximum(0, r - g - b) * RED_SCALE, 0)
    return np.asarray(0.2126 * r + 0.7152 * g + 0.0722 * b, np.float32), np.asarray(red, np.float32)


def _linear(value: Values) -> Values:
    value = np.clip(value, 0, 1)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _changes(values: Values, step: float, darker_below: float) -> NDArray[np.bool_]:
    """Where a cell completes a change against its last one's direction: bool [frames, cells].

    Each cell's last extreme is kept, and a change counts once it is a step away from it.
    """
    found = np.zeros(values.shape, np.bool_)
    if not len(values):
        return found
    lowest, highest = values[0].copy(), values[0].copy()
    direction = np.zeros(values.shape[1], np.int8)
    for frame, value in enumerate(values):
        np.minimum(lowest, value, out=lowest)
        np.maximum(highest, value, out=highest)
        rises = (value - lowest >= step) & (lowest < darker_below) & (direction != 1)
        falls = (highest - value >= step) & (value < darker_below) & (direction != -1)
        found[frame] = rises | falls
        direction[rises], direction[falls] = 1, -1
        # A rise's next fall is counted from the highest value since, and the other way round.
        highest[rises], lowest[falls] = value[rises], value[falls]
    return found


def _too_many(changes: NDArray[np.bool_], second: int, *, is_red: bool) -> list[Flashing]:
    """The first second of each run in which over a quarter of the cells change more often than may be."""
    within = np.zeros(changes.shape[1], np.int32)
    found: list[Flashing] = []
    quiet_from = 0
    for frame, changed in enumerate(changes):
        within += changed
        if frame >= second:
            within -= changes[frame - second]
        too_often = within > 2 * MOST_FLASHES
        area = float(too_often.mean())
        if area < AREA:
            continue
        start = max(0, frame + 1 - second)
        if start >= quiet_from:
            flashes = -(-int(np.median(within[too_often])) // 2)
            found.append(Flashing(start=start, flashes=flashes, area=area, is_red=is_red))
        quiet_from = frame + 1
    return found
