"""Things that move in planted highlights: cut-outs of real pictures, drawn into a picture at a moment of their act.

``progress`` runs from 0 to 1 through the act; its instant is the middle, where the bang is heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
SIZES = (40, 60, 90)  # pixels of a picture 480 wide
PIECES = 14


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sprite:
    """A cut-out: RGB and how much of it covers what is beneath, float32 [size, size, 1], soft at the rim."""

    picture: Picture
    cover: NDArray[np.float32]

    def scaled(self, size: int) -> Sprite:
        """The same, of another size."""
        cover = cv2.resize(self.cover, (size, size), interpolation=cv2.INTER_AREA)[..., None]
        return Sprite(picture=cv2.resize(self.picture, (size, size), interpolation=cv2.INTER_AREA), cover=cover)


def sprite(source: Picture, noise: np.random.Generator) -> Sprite:
    """A round piece of a picture where there is most to see."""
    size = 96
    places = [(noise.integers(0, source.shape[0] - size), noise.integers(0, source.shape[1] - size)) for _ in range(12)]
    pieces = [source[y : y + size, x : x + size] for y, x in places]
    best = max(pieces, key=lambda piece: float(piece.std()))
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    cover = np.clip((1 - np.hypot(x, y)) * 12, 0, 1).astype(np.float32)[..., None]
    return Sprite(picture=best.copy(), cover=cover)


def draw_crossing(picture: Picture, sprites: Sequence[Sprite], progress: float, own: np.random.Generator) -> None:
    """Something shoots across the picture, fastest at the middle."""
    thing = sprites[own.integers(len(sprites))].scaled(int(own.choice(SIZES)))
    height, width = picture.shape[:2]
    way = 0.5 + 0.5 * np.sin(np.pi * (progress - 0.5))
    y_from, y_to = own.uniform(0.2, 0.8, 2)
    x = way if own.random() < 0.5 else 1 - way
    _lay(picture, thing, x * (width + 100) - 50, height * (y_from + (y_to - y_from) * way))


def draw_burst(picture: Picture, sprites: Sequence[Sprite], progress: float, own: np.random.Generator) -> None:
    """Pieces fly apart from the middle of the act on, first fast, then slow."""
    thing = sprites[own.integers(len(sprites))].scaled(int(own.integers(14, 26)))
    height, width = picture.shape[:2]
    centre_x, centre_y = own.uniform(0.3, 0.7) * width, own.uniform(0.3, 0.7) * height
    angles, speeds = own.uniform(0, 2 * np.pi, PIECES), own.uniform(0.3, 1.0, PIECES)
    if progress < 0.5:
        return
    reach = 0.45 * width * (1 - np.exp(-4 * (progress - 0.5)))
    for angle, speed in zip(angles, speeds, strict=True):
        _lay(picture, thing, centre_x + reach * speed * np.cos(angle), centre_y + reach * speed * np.sin(angle))


def draw_leap(picture: Picture, sprites: Sequence[Sprite], progress: float, own: np.random.Generator) -> None:
    """Something leaps up and falls back, twists on the way, and is at its fastest around the middle."""
    thing = sprites[own.integers(len(sprites))].scaled(int(own.choice(SIZES)))
    height, width = picture.shape[:2]
    x = own.uniform(0.25, 0.75) * width
    swing = np.sin(2 * np.pi * (progress - 0.5)) * np.exp(-8 * (progress - 0.5) ** 2)
    _lay(picture, thing, x + 0.18 * width * swing, height * (0.95 - 0.6 * np.sin(np.pi * progress)))


def _lay(picture: Picture, thing: Sprite, x: float, y: float) -> None:
    """Draw a cut-out around a place, as far as it lies inside."""
    size = len(thing.picture)
    left, top = round(x - size / 2), round(y - size / 2)
    rows = slice(max(0, top), min(picture.shape[0], top + size))
    columns = slice(max(0, left), min(picture.shape[1], left + size))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    own = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
    cover = thing.cover[own]
    picture[rows, columns] = np.round(picture[rows, columns] * (1 - cover) + thing.picture[own] * cover).astype(np.uint8)
