"""Pictures that carry their own number as black and white blocks, and the way back from a picture to its number.

A white ring stands in the middle of a grey picture and holds a grid of cells: 16 bits of number and 8 bits of check sum.
The ring is found by its brightness, so a number survives scaling, black bars, cropping to the middle, fades and the ends of a
dissolve; where two numbers are mixed evenly, or the picture is turned, the check fails and there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

LARGEST = 0xFFFF
COLUMNS, ROWS = 6, 4
GREY, WHITE = 96, 235
# The ring takes the middle half of the width and two thirds of the height: 10 x 10 pixel cells at 160 x 96.
ACROSS, DOWN = 1 / 2, 2 / 3
# Below this brightness there is nothing to tell white from black by.
DARKEST = 24


def numbered_picture(number: int, size: tuple[int, int]) -> Picture:
    """A grey picture with its number in the middle: uint8 [height, width, 3].

    Args:
        number: 0 to LARGEST.
        size: width and height; from 96 x 72 on the number survives H.264.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"a picture's number is 0 to {LARGEST}, got {number}")
    width, height = size
    grid = np.full((ROWS + 2, COLUMNS + 2), WHITE, np.uint8)
    grid[1:-1, 1:-1] = np.where(_bits(number), WHITE, 0).reshape(ROWS, COLUMNS)
    left, top = round(width * (1 - ACROSS) / 2), round(height * (1 - DOWN) / 2)
    rows = (np.arange(height - 2 * top) * (ROWS + 2)) // (height - 2 * top)
    columns = (np.arange(width - 2 * left) * (COLUMNS + 2)) // (width - 2 * left)
    picture = np.full((height, width), GREY, np.uint8)
    picture[top : height - top, left : width - left] = grid[rows][:, columns]
    return np.repeat(picture[:, :, None], 3, axis=2)


def read_number(picture: Picture) -> int | None:
    """The number that a picture carries; None when it carries none, or none that can be told.

    Args:
        picture: RGB, uint8 [height, width, 3], upright.
    """
    grey = picture.astype(np.float32).mean(axis=2)
    white = float(np.quantile(grey, 0.98))
    ring = grey > white * 0.7
    rows, columns = np.flatnonzero(ring.any(axis=1)), np.flatnonzero(ring.any(axis=0))
    if white < DARKEST or rows.size < 2 * (ROWS + 2) or columns.size < 2 * (COLUMNS + 2):
        return None
    cells = _cells(grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]) / white
    is_white = cells > 0.5
    is_clear = np.abs(cells - 0.5) > 0.15
    if not is_clear.all() or not _ring_of(is_white).all():
        return None
    bits = is_white[1:-1, 1:-1].reshape(-1)
    number = int(np.packbits(bits[:16]).view(">u2")[0])
    return number if np.array_equal(bits, _bits(number)) else None


def _cells(code: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of each cell's middle, where neighbours do not bleed in: float32 [ROWS + 2, COLUMNS + 2]."""
    height, width = code.shape
    cells = np.empty((ROWS + 2, COLUMNS + 2), np.float32)
    for row in range(ROWS + 2):
        for column in range(COLUMNS + 2):
            y, x = (row + 0.5) * height / (ROWS + 2), (column + 0.5) * width / (COLUMNS + 2)
            reach_y, reach_x = max(1.0, 0.25 * height / (ROWS + 2)), max(1.0, 0.25 * width / (COLUMNS + 2))
            part = code[round(y - reach_y) : round(y + reach_y), round(x - reach_x) : round(x + reach_x)]
            cells[row, column] = part.mean()
    return cells


def _ring_of(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([cells[0], cells[-1], cells[:, 0], cells[:, -1]])


def _bits(number: int) -> NDArray[np.bool_]:
    """16 bits of number and 8 of check sum, the highest first."""
    told = np.array([number >> 8, number & 0xFF, _check(number)], np.uint8)
    return np.unpackbits(told).astype(bool)


def _check(number: int) -> int:
    """CRC-8 with polynomial 0x07; the start value keeps number 0 from being all black."""
    left = 0xA5
    for byte in (number >> 8, number & 0xFF):
        left ^= byte
        for _ in range(8):
            left = (left << 1 ^ 0x07 if left & 0x80 else left << 1) & 0xFF
    return left
