"""Generated mattes: grey pictures that say when each place gives way, 0 first and 1 last.

They are made small from seeded noise and enlarged, look the same at every size, and are levelled: at progress p a share p of
the picture has given way. Floats, because eight bits would show their steps in a soft edge.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Matte = NDArray[np.float32]
Maker = Callable[[int, int, np.random.Generator], Matte]
# Rows of the small matte; a detail of one of its pixels is four pixels of 1080p.
ROWS = 270
# Columns go by this step, on which all usual shapes lie: a draft whose sides were rounded has the film's own matte.
COLUMN_STEP = 30
# Levelled by this many places: enough for 16 bits of progress between them.
LEVELS = 1024


# A 1080p matte takes 8 MB; a film has few kinds of transition at work at a time.
@lru_cache(maxsize=6)
def matte(maker: Maker, height: int, width: int, seed: int) -> Matte:
    """A matte of a size. It is shared, so it is not to be written to.

    Args:
        maker: draws a small matte; any order of values will do, they are levelled.
        height, width: in pixels.
        seed: another gives another matte.
    """
    import cv2

    columns = max(1, min(4 * ROWS // COLUMN_STEP, round(ROWS * width / height / COLUMN_STEP))) * COLUMN_STEP
    small = levelled(maker(ROWS, columns, np.random.default_rng(seed)))
    is_smaller = height < ROWS
    drawn = cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA if is_smaller else cv2.INTER_CUBIC)
    shown = np.clip(np.asarray(drawn, np.float32), 0, 1)
    shown.flags.writeable = False
    return shown


def levelled(values: Matte) -> Matte:
    """The values' ranks, 0..1: as much of the picture lies below a half as above."""
    steps = np.linspace(0, 1, LEVELS)
    return np.interp(values, np.quantile(values, steps), steps).astype(np.float32)


def fractal(rows: int, columns: int, random: np.random.Generator, *, cell: float, octaves: int, gain: float = 0.5) -> Matte:
    """Noise with detail at several sizes, about -1..1.

    Args:
        cell: the largest detail, as a share of the height.
        octaves: how many sizes, each half of the one before.
        gain: how strong each is beside the one before.
    """
    import cv2

    total, weight = np.zeros((rows, columns), np.float32), 1.0
    for octave in range(octaves):
        size = max(1.0, cell * rows / 2**octave)
        grid = random.standard_normal((round(rows / size) + 3, round(columns / size) + 3), np.float32)
        # Grids begin at a random part of a cell, or their corners would all meet in one place.
        large = cv2.resize(grid, None, fx=size, fy=size, interpolation=cv2.INTER_CUBIC)
        down, right = (int(random.integers(0, max(1, large.shape[axis] - side + 1))) for axis, side in ((0, rows), (1, columns)))
        total += weight * np.asarray(large[down : down + rows, right : right + columns], np.float32)
        weight *= gain
    return np.asarray(total * np.float32(np.sqrt(1 - gain**2)), np.float32)
