"""Two drawn views to show transitions on when there are no pictures: hills by day and a town by night.

They have what transitions are judged by: slow gradients, hard edges, fine texture, small lights, and an eye-catcher each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.mattes import fractal

Plane = NDArray[np.float32]
Colour = tuple[float, float, float]


def drawn_views(width: int, height: int) -> tuple[Frame, Frame]:
    """Hills by day, and a town by night."""
    return _hills(width, height), _town(width, height)


def _hills(width: int, height: int) -> Frame:
    random = np.random.default_rng(4)
    x, y = _places(width, height)
    view = _between((72, 128, 196), (250, 214, 170), np.clip(y / 0.62, 0, 1) ** 1.3)
    clouds = np.clip(fractal(height, width, random, cell=0.5, octaves=5) * 0.6 - 0.1, 0, 1) * np.clip(1.1 - 1.6 * y, 0, 1)
    view = _over(view, (255, 246, 236), 0.8 * clouds)
    away = np.hypot(x - 0.68 * width / height, y - 0.3)
    view = _over(view, (255, 226, 150), 0.75 * np.exp(-((away / 0.2) ** 2)))
    view = _over(view, (255, 250, 222), np.clip((0.075 - away) * height / 1.5, 0, 1))
    for number, colour in enumerate([(122, 148, 176), (86, 122, 118), (58, 96, 62), (44, 66, 30)]):
        line = fractal(2, width, random, cell=0.28 * height / 2, octaves=6, gain=0.42)[0]
        ridge = 0.5 + 0.13 * number + 0.05 * line
        texture = fractal(height, width, random, cell=0.06, octaves=4, gain=0.7)
        ground = np.clip(np.array(colour, np.float32) * (1 + 0.05 * (number + 1) * texture[..., None]), 0, 255)
        view = _over(view, ground, np.clip((y - ridge[None]) * height / 1.5, 0, 1))
    return _picture(view)


def _town(width: int, height: int) -> Frame:
    random = np.random.default_rng(9)
    x, y = _places(width, height)
    view = _between((10, 16, 44), (92, 60, 104), np.clip(y / 0.7, 0, 1) ** 1.6)
    away = np.hypot(x - 0.3 * width / height, y - 0.24)
    view = _over(view, (150, 160, 200), 0.35 * np.exp(-((away / 0.16) ** 2)))
    view = _over(view, (244, 240, 220), np.clip((0.06 - away) * height / 1.5, 0, 1))
    for depth in range(3):
        view = _houses(view, depth, random)
    # Water from here on: what is above it upside down, darker, and drawn apart by waves.
    shore = round(0.74 * height)
    rows = np.arange(shore, height)
    waves = fractal(height, width, random, cell=0.05, octaves=3)[shore:]
    deep = (rows - shore + 1)[:, None] / max(1, height - shore)
    above = np.clip(2 * shore - rows[:, None] - 1 + 10 * deep * waves * height / 360, 0, shore - 1).astype(int)
    view[shore:] = view[above, np.arange(width)[None]] * (0.62 - 0.25 * deep)[..., None] + np.array([6, 12, 22], np.float32)
    return _picture(view)


def _houses(view: NDArray[np.float32], depth: int, random: np.random.Generator) -> NDArray[np.float32]:
    """A row of houses with lit windows; nearer ones are larger and darker."""
    height, width = view.shape[:2]
    unit = height * (0.011 + 0.004 * depth)
    left = 0.0
    while left < width:
        across, top = unit * random.integers(5, 11), height * (0.66 - random.uniform(0.06, 0.36 - 0.07 * depth))
        columns, rows = slice(round(left), round(left + across)), slice(round(top), height)
        view[rows, columns] = np.array([36, 34, 58], np.float32) * (1 - 0.25 * depth)
        for row in np.arange(top + unit, height, 1.8 * unit):
            for column in np.arange(left + unit * 0.7, left + across - unit, 1.6 * unit):
                if random.random() < 0.38:
                    light = np.array([255, 206 + random.uniform(-30, 30), 120 + random.uniform(-40, 80)]) * random.uniform(0.5, 1)
                    view[round(row) : round(row + unit), round(column) : round(column + 0.8 * unit)] = light
        left += across + unit * random.uniform(0, 2)
    return view


def _places(width: int, height: int) -> tuple[Plane, Plane]:
    """Right and down of each pixel, in heights."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x / height, y / height


def _between(above: Colour, below: Colour, share: Plane) -> NDArray[np.float32]:
    return np.array(above, np.float32) + (np.array(below, np.float32) - np.array(above, np.float32)) * share[..., None]


def _over(view: NDArray[np.float32], colour: Colour | NDArray[np.float32], share: Plane) -> NDArray[np.float32]:
    return np.asarray(view + (np.asarray(colour, np.float32) - view) * share[..., None], np.float32)


def _picture(view: NDArray[np.float32]) -> Frame:
    # Half a code value of noise, so that the sky's gradient has no steps to begin with.
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (*view.shape[:2], 1))
    return np.asarray(np.clip(np.rint(view + noise), 0, 255), np.uint8)
