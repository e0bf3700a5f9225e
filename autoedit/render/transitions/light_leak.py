"""A light leak: light falls on the film past the gate, and under it one picture becomes the other.

A leak comes through the film's back, so the red layer is exposed first, green next, blue last: red at its edge, then orange,
yellow, and white only where it is strongest. It adds to the picture's own light and never clips: picture + leak (1 - picture).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.light import WHITE, mixed_light, strips, to_code
from autoedit.render.transitions.settings import Angle, Range, Seed

# The leak is drawn so many times smaller: it has no detail that needs more.
SMALLER = 8
PATCHES = 7
# How soon each layer of the film is exposed, and how the exposure grows: red, green, blue.
SENSITIVE, STEEP = (1.9, 0.75, 0.22), (1.2, 1.9, 2.6)
# Where patches lie on one another the film saturates: yellow and nearly white, but not blank.
HOTTEST = 1.9
# Film grain in the light at 1080p, as a share of it: what keeps so wide a gradient from showing the steps of eight bits. In a
# smaller picture a pixel is the mean of more grains.
GRAIN = 0.07
GRAIN_MOVES = 64  # pixels


@exact_ends
def light_leak(
    a: Frame,
    b: Frame,
    progress: float,
    *,
    angle: Angle = 0.0,
    strength: Annotated[float, Range(0.2, 3)] = 1.0,
    seed: Seed = 1.0,
) -> Frame:
    """Let warm light sweep over the film, and dissolve to picture b under it.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; the light is strongest at a half.
        angle: where the light goes, in degrees clockwise: 0 to the right.
        strength: how much light, 1 as leaks are.
        seed: another one gives another leak.
    """
    import cv2

    height, width = a.shape[:2]
    heat = _heat(height, width, progress, angle, round(seed)) * (strength * math.sin(math.pi * progress) ** 2)
    leak = _exposed(HOTTEST * np.tanh(heat / HOTTEST))
    light = cv2.resize(np.rint(leak * WHITE).astype(np.uint16), (width, height), interpolation=cv2.INTER_LINEAR)
    # Grain is new on every frame of a film.
    right, down = np.random.default_rng([round(seed), round(progress * 2**20)]).integers(0, GRAIN_MOVES, 2)
    grain = _grain(height, width)[down : down + height, right : right + width]
    share, shown = between(0.36, 0.64, progress), np.empty_like(a)
    for rows in strips(height):
        fallen = cv2.multiply(light[rows], grain[rows], scale=1 / 128, dtype=cv2.CV_16U)
        film = mixed_light(a[rows], b[rows], share)
        more = cv2.multiply(fallen, cv2.bitwise_not(film), scale=1 / WHITE)
        shown[rows] = to_code(np.asarray(cv2.add(film, more), np.uint16))
    return shown


def _heat(height: int, width: int, progress: float, angle: float, seed: int) -> NDArray[np.float64]:
    """How much light falls where: long soft patches square to their way, that come in, widen and leave."""
    random = np.random.default_rng(seed)
    rows, columns = max(2, height // SMALLER), max(2, width // SMALLER)
    y, x = (np.linspace(-0.5, 0.5, count) * side / max(height, width) for count, side in ((rows, height), (columns, width)))
    turn = math.radians(angle)
    along = np.add.outer(y * math.sin(turn), x * math.cos(turn))
    beside = np.add.outer(y * math.cos(turn), -x * math.sin(turn))
    heat = np.full((rows, columns), 0.22)
    for _ in range(PATCHES):
        begins, goes = random.uniform(-0.75, 0.05), random.uniform(0.5, 1.1)
        place, lean = random.normal(0, 0.25), random.normal(0, 0.35)
        wide, long = random.uniform(0.12, 0.34), random.uniform(0.25, 0.6)
        shape = ((along + lean * beside - begins - goes * progress) / wide) ** 2 + ((beside - place) / long) ** 2
        heat += random.uniform(0.3, 1.0) * np.exp(-shape)
    return heat


def _exposed(heat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heat as red, green and blue light, 0..1."""
    return np.stack([1 - np.exp(-soon * heat**steep) for soon, steep in zip(SENSITIVE, STEEP, strict=True)], axis=2)


@lru_cache(maxsize=2)
def _grain(height: int, width: int) -> Frame:
    """Grain about 128, with room to be moved; it is shared, so it is not to be written to."""
    random = np.random.default_rng(0)
    deviation = 128 * GRAIN * min(1.0, height / 1080)
    values = random.normal(128, deviation, (height + GRAIN_MOVES, width + GRAIN_MOVES, 1)).clip(0, 255)
    grain = np.repeat(np.rint(values).astype(np.uint8), 3, axis=2)
    grain.flags.writeable = False
    return grain
