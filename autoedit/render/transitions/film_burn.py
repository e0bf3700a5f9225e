"""A film burn: the film stops in the gate, browns, melts, and the next picture is behind the holes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.mattes import Matte, fractal, matte
from autoedit.render.transitions.settings import Seed

# How long before a place melts it browns, and how long after it the lamp still dazzles, as shares of the whole.
BROWNS, DAZZLES = 0.16, 0.2
# A hole's edge takes this long from the film to what is behind it: a few pixels.
EDGE = 0.008
# What happens to a place by its time after melting: what is left of the film's red, green and blue ...
LEFT_AT = -BROWNS, -0.09, -0.035, -0.008, 0.0
LEFT = (255, 255, 255), (225, 178, 120), (130, 62, 22), (26, 9, 3), (0, 0, 0)
# ... how much of what is behind it is seen ...
BEHIND_AT, BEHIND = (0.0, EDGE), ((0, 0, 0), (255, 255, 255))
# ... and what the embers and the lamp add to both.
GLOW_AT = -0.03, -0.006, 0.0, 0.006, 0.03, 0.08, DAZZLES
GLOW = (0, 0, 0), (120, 26, 0), (255, 120, 18), (255, 236, 190), (255, 170, 62), (120, 42, 6), (0, 0, 0)
HOLES = 4
AGES = 65535


@exact_ends
def film_burn(a: Frame, b: Frame, progress: float, *, seed: Seed = 1.0) -> Frame:
    """Burn holes into picture a, with glowing edges, until b is all that is left.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        seed: another one burns other holes.
    """
    import cv2

    height, width = a.shape[:2]
    since = progress * (1 + BROWNS + DAZZLES) - BROWNS - matte(_burns, height, width, round(seed))
    # Sixteen bits of it: the edge of a hole that moves is a fiftieth of all the times there are.
    age = np.clip((since + np.float32(BROWNS)) * np.float32(AGES / (BROWNS + DAZZLES)), 0, AGES).astype(np.uint16)
    film, behind = (
        cv2.multiply(a, _looked_up(age, "left"), scale=1 / 255),
        cv2.multiply(b, _looked_up(age, "behind"), scale=1 / 255),
    )
    return np.asarray(cv2.add(cv2.add(film, behind), _looked_up(age, "glow")), np.uint8)


def _looked_up(age: NDArray[np.uint16], what: str) -> Frame:
    """What becomes of each place at its age."""
    import cv2

    channels = [cv2.LUT(age, table) for table in _tables(what)]
    return np.asarray(cv2.merge(channels * (3 // len(channels))), np.uint8)


@lru_cache(maxsize=3)
def _tables(what: str) -> tuple[Frame, ...]:
    """Red, green and blue by age; one table where all are the same."""
    places, colours = {"left": (LEFT_AT, LEFT), "behind": (BEHIND_AT, BEHIND), "glow": (GLOW_AT, GLOW)}[what]
    times = np.linspace(-BROWNS, DAZZLES, AGES + 1)
    channels = [np.rint(np.interp(times, places, values)).astype(np.uint8) for values in zip(*colours, strict=True)]
    return tuple(channels[:1] if what == "behind" else channels)


def _burns(rows: int, columns: int, random: np.random.Generator) -> Matte:
    """When each place melts: holes that grow from a few points, ragged, with blisters before their edge."""
    ragged = fractal(rows, columns, random, cell=0.35, octaves=6, gain=0.58)
    blisters = fractal(rows, columns, random, cell=0.07, octaves=2) ** 2
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    melts = np.full((rows, columns), np.inf, np.float32)
    for number in range(HOLES):
        begins = 0.0 if number == 0 else random.uniform(0.1, 0.5)
        away = np.hypot(y - random.uniform(0.15, 0.85) * rows, x - random.uniform(0.12, 0.88) * columns) / rows
        melts = np.minimum(melts, begins + away)
    return np.asarray(melts + 0.11 * ragged - 0.02 * blisters, np.float32)
