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
from autoedit.media.rows import Rows
from autoedit.render.verify.findings import Flashing

Values = NDArray[np.float32]

STEP, DARKER_BELOW = 0.1, 0.8
# WCAG's measure for red: (R - G - B) x 320 of linear light, where R is four fifths of the light or more.
RED_STEP, RED_SHARE, RED_SCALE = 20.0, 0.8, 320.0
MOST_FLASHES, AREA = 3, 0.25
_CELLS = LONG * SHORT // 4
_ROWS = 256  # frames turned to light at once


def flashing(looks: Rows, rate: Fraction, *, is_upright: bool) -> tuple[Flashing, ...]:
    """The seconds of a film in which it flashes too often, the first of each run of frames.

    Args:
        looks: uint8 [frames, BYTES].
        is_upright: the picture is higher than wide, which turns the looks' cells.
    """
    second = max(1, round(rate))
    general = _Watch(STEP, DARKER_BELOW, second, is_red=False)
    reds = _Watch(RED_STEP, np.inf, second, is_red=True)
    for first in range(0, len(looks), _ROWS):
        for luminance, red in zip(*_light_of(looks[first : first + _ROWS], is_upright), strict=True):
            general.see(luminance)
            reds.see(red)
    return tuple(sorted([*general.found, *reds.found], key=lambda each: each.start))


def _light_of(looks: Looks, is_upright: bool) -> tuple[Values, Values]:
    """Relative luminance 0..1 and WCAG's red, float32 [frames, cells], at the resolution of colour."""
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


class _Watch:
    """Looks out for flashes of one kind, frame by frame; ``found`` has the first second of each run of frames with too many."""

    def __init__(self, step: float, darker_below: float, second: int, *, is_red: bool) -> None:
        self.found: list[Flashing] = []
        self._changes = _Changes(step, darker_below)
        self._second, self._is_red = second, is_red
        self._frame, self._quiet_from = 0, 0
        # A second of frames, each cell's changes in them, and how many they are in all.
        self._last = np.zeros((second, _CELLS), np.bool_)
        self._within = np.zeros(_CELLS, np.int32)

    def see(self, values: Values) -> None:
        """Take the next frame's cells."""
        frame, place = self._frame, self._frame % self._second
        self._frame += 1
        changed = self._changes.see(values)
        self._within += changed
        self._within -= self._last[place]
        self._last[place] = changed
        too_often = self._within > 2 * MOST_FLASHES
        area = float(too_often.mean())
        if area < AREA:
            return
        start = max(0, frame + 1 - self._second)
        if start >= self._quiet_from:
            flashes = -(-int(np.median(self._within[too_often])) // 2)
            self.found.append(Flashing(start=start, flashes=flashes, area=area, is_red=self._is_red))
        self._quiet_from = frame + 1


class _Changes:
    """Tells where a cell completes a change against its last one's direction.

    Each cell's last extreme is kept, and a change counts once it is a step away from it.
    """

    def __init__(self, step: float, darker_below: float) -> None:
        self._step, self._darker_below = step, darker_below
        self._lowest = np.full(_CELLS, np.inf, np.float32)
        self._highest = np.full(_CELLS, -np.inf, np.float32)
        self._direction = np.zeros(_CELLS, np.int8)

    def see(self, value: Values) -> NDArray[np.bool_]:
        """Take the next frame's cells: bool [cells]."""
        lowest, highest, direction = self._lowest, self._highest, self._direction
        np.minimum(lowest, value, out=lowest)
        np.maximum(highest, value, out=highest)
        rises = (value - lowest >= self._step) & (lowest < self._darker_below) & (direction != 1)
        falls = (highest - value >= self._step) & (value < self._darker_below) & (direction != -1)
        direction[rises], direction[falls] = 1, -1
        # A rise's next fall is counted from the highest value since, and the other way round.
        highest[rises], lowest[falls] = value[rises], value[falls]
        return np.asarray(rises | falls, np.bool_)
