"""Single shots to splice: real takes made small, and drawn ones of the kinds that no take of ours shows.

A piece of film is uint8 [frames, 3, HEIGHT, WIDTH], Y, U and V at full range.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT, WIDTH = 144, 256
Film = NDArray[np.uint8]
Picture = NDArray[np.float32]  # [3, height, width]

# Takes that are one shot from end to end (checked by eye); edited files are never learned from.
LEFT_OUT = ("apollo-vfr", "dog-rot", "physicsworks", "roadtrip", "hdr10-av1", "mb-edts", "h265_bframes", "android_slow_motion")
LONGEST = 600


def real_takes(folder: Path) -> list[Film]:
    """Every single take of a folder of real media, at most LONGEST frames of each."""
    from autoedit.media.decode import pictures
    from autoedit.media.probe import probe
    from autoedit.media.shrink import shrinker

    films = []
    for path in sorted([*folder.glob("takes/*"), *folder.glob("takes/many-short/*"), *folder.glob("formats/*")]):
        if not path.is_file() or any(name in path.name for name in LEFT_OUT):
            continue
        media = probe(path)
        if media.video is None:
            continue
        shrink = shrinker(media.video)
        small = [_planes(shrink(picture.frame)) for picture, _ in zip(pictures(media), range(LONGEST), strict=False)]
        if len(small) > 4:
            films.append(np.stack(small))
    return films


def drawn(rng: random.Random, frames: int) -> Film:
    """A shot of a drawn film: a painted background that scrolls or rests, flat figures that move and change, held pictures."""
    seed = np.random.default_rng(rng.randrange(2**32))
    canvas_width = WIDTH * 3
    canvas = _painted(seed, canvas_width, flat=rng.random() < 0.6)
    figures = [_Figure(rng, seed) for _ in range(rng.randint(0, 4))]
    held = rng.choice((1, 1, 2, 2, 3))
    scroll = rng.choice((0.0, 0.0, rng.uniform(-3, 3), rng.uniform(-9, 9)))
    offset = rng.uniform(0.3, 0.7) * (canvas_width - WIDTH)
    pictures = []
    for number in range(frames):
        at = number // held * held
        left = int(np.clip(offset + scroll * at, 0, canvas_width - WIDTH))
        picture = canvas[:, :, left : left + WIDTH].copy()
        for figure in figures:
            figure.draw(picture, at)
        pictures.append(picture)
    return np.stack(pictures)


class _Figure:
    """A few flat shapes that go along together; now and then they take another pose at once."""

    def __init__(self, rng: random.Random, seed: np.random.Generator) -> None:
        self._x, self._y = rng.uniform(0.1, 0.9) * WIDTH, rng.uniform(0.3, 0.9) * HEIGHT
        self._speed = rng.choice((0.0, rng.uniform(-2, 2), rng.uniform(-8, 8)))
        self._sway, self._period = rng.uniform(0, 15), rng.uniform(8, 40)
        self._size = rng.uniform(8, 55)
        # A big figure that is another at once would be a cut to anybody's eye.
        self._pose_every = rng.choice((6, 12, 30, 1000)) if self._size < 28 else 1000
        self._colours = [tuple(int(value) for value in seed.integers((10, 90, 90), (250, 166, 166))) for _ in range(4)]
        self._poses = [
            [(seed.uniform(-1, 1, 2), seed.uniform(0.2, 0.9, 2), seed.uniform(0, 180)) for _ in range(4)] for _ in range(5)
        ]

    def draw(self, picture: Film, number: int) -> None:
        x = self._x + self._speed * number + self._sway * np.sin(number / self._period * 6.28)
        y = self._y + 0.4 * self._sway * np.cos(number / self._period * 6.28)
        for colour, (place, size, angle) in zip(self._colours, self._poses[number // self._pose_every % 5], strict=True):
            centre = int(x + place[0] * self._size), int(y + place[1] * self._size)
            axes = max(2, int(size[0] * self._size)), max(2, int(size[1] * self._size))
            for plane, value in zip(picture, colour, strict=True):
                cv2.ellipse(plane, centre, axes, float(angle), 0, 360, value, -1)


def _painted(seed: np.random.Generator, width: int, *, flat: bool) -> Film:
    """Noise of several scales, in few colours when flat."""
    planes = []
    for plane in range(3):
        layers = [
            cv2.resize(seed.normal(0, 1, (max(2, HEIGHT // scale), max(2, width // scale))).astype(np.float32), (width, HEIGHT))
            * scale**0.8
            for scale in (4, 12, 36, 100)
        ]
        noise = np.sum(layers[1:] if flat else layers, axis=0)
        noise = (noise - noise.mean()) / (noise.std() + 1e-6)
        if flat:
            noise = np.round(noise * 1.5) / 1.5
        spread = seed.uniform(15, 60) if plane == 0 else seed.uniform(2, 20)
        planes.append(np.clip((seed.uniform(60, 200) if plane == 0 else 128) + spread * noise, 0, 255))
    return np.stack(planes).astype(np.uint8)


def _planes(small: NDArray[np.uint8]) -> Film:
    """An I420 picture of any size as [3, HEIGHT, WIDTH]; an upright one keeps its middle."""
    height, width = len(small) * 2 // 3, small.shape[1]
    chroma = small[height:].reshape(2, height // 2, width // 2)
    planes = [small[:height], *(cv2.resize(part, (width, height)) for part in chroma)]
    used = min(height, round(width * HEIGHT / WIDTH))
    top = (height - used) // 2
    return np.stack([cv2.resize(plane[top : top + used], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for plane in planes])


def pick(rng: random.Random, takes: Sequence[Film], frames: int) -> Film:
    """A shot of a length: a real take from some frame on at some pace, or a drawn one."""
    if not takes or rng.random() < 0.3:
        return drawn(rng, frames)
    pace = rng.choice((0.5, 1, 1, 1, 1, 2, 3))
    fitting = [take for take in takes if len(take) >= frames * pace + 1] or takes
    take = rng.choice(fitting)
    room = max(0, len(take) - int(frames * pace) - 1)
    places = np.minimum(rng.randint(0, room) + np.arange(frames) * pace, 2 * len(take) - 2).astype(int)
    # A take that is too short is played back again.
    return take[np.where(places < len(take), places, 2 * len(take) - 2 - places)]
