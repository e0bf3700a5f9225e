"""Luma wipes: picture b comes up where a generated matte is dark first. Clouds, grains, and ink that spreads."""

from __future__ import annotations

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.masks import edge, masked
from autoedit.render.transitions.mattes import Maker, Matte, fractal, matte
from autoedit.render.transitions.settings import Seed, Share

DROPS = 9


@exact_ends
def clouds(a: Frame, b: Frame, progress: float, *, softness: Share = 0.35, seed: Seed = 1.0) -> Frame:
    """Let picture b come through a like a view through drifting clouds.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; the share of the picture that shows b.
        softness: how long each place takes, as a share of the whole.
        seed: another one gives other clouds.
    """
    return _wiped(a, b, progress, _clouds, softness, seed)


@exact_ends
def noise(a: Frame, b: Frame, progress: float, *, softness: Share = 0.12, seed: Seed = 1.0) -> Frame:
    """Let picture b come through a in grains, like sand that is blown away.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; the share of the picture that shows b.
        softness: how long each place takes, as a share of the whole.
        seed: another one gives other grains.
    """
    return _wiped(a, b, progress, _grains, softness, seed)


@exact_ends
def ink(a: Frame, b: Frame, progress: float, *, softness: Share = 0.06, seed: Seed = 1.0) -> Frame:
    """Let picture b spread in a like drops of ink on wet paper.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; the share of the picture that shows b.
        softness: how long each place takes, as a share of the whole.
        seed: another one gives other drops.
    """
    return _wiped(a, b, progress, _ink, softness, seed)


def _wiped(a: Frame, b: Frame, progress: float, maker: Maker, softness: float, seed: float) -> Frame:
    height, width = a.shape[:2]
    return masked(a, b, edge(matte(maker, height, width, round(seed)), progress, softness, max(height, width)))


def _clouds(rows: int, columns: int, random: np.random.Generator) -> Matte:
    # Noise that is bent by noise has the wisps of clouds; plain noise looks like a camouflage pattern.
    down, right = (fractal(rows, columns, random, cell=0.6, octaves=4) * (0.12 * rows) for _ in range(2))
    return _bent(fractal(rows, columns, random, cell=0.75, octaves=6, gain=0.52), down, right)


def _grains(rows: int, columns: int, random: np.random.Generator) -> Matte:
    # Grains go in drifts: fine noise over broad noise.
    drift = fractal(rows, columns, random, cell=0.9, octaves=3)
    return np.asarray(drift + 0.9 * random.standard_normal((rows, columns), np.float32), np.float32)


def _ink(rows: int, columns: int, random: np.random.Generator) -> Matte:
    """The time at which the first of some drops comes to a place; its front frays as paper's fibres lead it."""
    frayed = fractal(rows, columns, random, cell=0.3, octaves=6, gain=0.62)
    down, right = (fractal(rows, columns, random, cell=0.12, octaves=4, gain=0.6) * (0.022 * rows) for _ in range(2))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    y, x = y + down, x + right
    arrival = np.full((rows, columns), np.inf, np.float32)
    for number in range(DROPS):
        falls = 0.0 if number == 0 else random.uniform(0.05, 0.5)
        away = np.hypot(y - random.uniform(0.08, 0.92) * rows, x - random.uniform(0.05, 0.95) * columns) / rows
        # A drop spreads fast at first, as the square root of time.
        arrival = np.minimum(arrival, falls + (away / random.uniform(0.75, 1.3)) ** 1.5)
    return np.asarray(arrival + 0.055 * frayed * np.sqrt(arrival + 0.02), np.float32)


def _bent(values: Matte, down: Matte, right: Matte) -> Matte:
    import cv2

    y, x = np.mgrid[0 : values.shape[0], 0 : values.shape[1]].astype(np.float32)
    return np.asarray(cv2.remap(values, x + right, y + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.float32)
