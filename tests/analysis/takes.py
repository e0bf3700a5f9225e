"""Footage with known truth, picture by picture: textured views that stand, pan, shake, blur, freeze, go dark or white."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.testing import Sound, film, noise

Picture = NDArray[np.uint8]
SIZE = (320, 180)
PAL = Fraction(25)


def view(seed: int, *, value: int = 128, size: tuple[int, int] = SIZE) -> Picture:
    """A textured picture around a brightness (HSV value), with detail of several sizes."""
    import cv2

    rng = np.random.default_rng(seed)
    width, height = size
    layers = [
        cv2.resize(rng.uniform(-1, 1, (height // scale, width // scale, 3)), (width, height), interpolation=cv2.INTER_CUBIC)
        for scale in (4, 12, 36)
    ]
    return np.clip(value + 28 * sum(layers), 0, 255).astype(np.uint8)


def chart(seed: int = 1, size: tuple[int, int] = SIZE) -> Picture:
    """Overlapping boxes with hard edges: what focus is judged by."""
    rng = np.random.default_rng(seed)
    picture = np.full((size[1], size[0], 3), 120, np.uint8)
    for _ in range(40):
        y, x, height, width = rng.integers(0, size[1]), rng.integers(0, size[0]), *rng.integers(10, 80, 2)
        picture[y : y + height, x : x + width] = rng.integers(30, 226)
    return picture


def fogged(picture: Picture) -> Picture:
    """In fog: bright, with little contrast."""
    return np.clip(170 + 0.25 * picture.astype(float), 0, 235).astype(np.uint8)


def darkened(picture: Picture) -> Picture:
    """At night: next to black, but for the brightest things, which are lamps."""
    return np.where(picture > 205, picture, picture // 12).astype(np.uint8)


def lamplit(picture: Picture) -> Picture:
    """With a lamp in it."""
    lit = picture.copy()
    lit[30:60, 200:240] = 230
    return lit


def panned(picture: Picture, frames: int, *, step: int = 1, since: int = 0) -> Iterator[Picture]:
    """A slow pan, begun some frames before, with a little sensor noise, as a camera on a tripod head gives it."""
    rng = np.random.default_rng(frames)
    for number in range(since, since + frames):
        grain = rng.integers(-2, 3, picture.shape)
        yield np.clip(np.roll(picture, number * step, axis=1).astype(int) + grain, 0, 255).astype(np.uint8)


def blurred(pictures: Iterable[Picture], *, most: float = 6.0, frames: int = 8) -> Iterator[Picture]:
    """Out of focus, lost over some frames as a lens loses it."""
    import cv2

    for number, picture in enumerate(pictures, start=1):
        yield np.asarray(cv2.GaussianBlur(picture, (0, 0), most * min(1.0, number / frames)), np.uint8)


def shaken(pictures: Iterable[Picture], *, reach: int = 14) -> Iterator[Picture]:
    """In a trembling hand: a jump to either side each frame."""
    rng = np.random.default_rng(3)
    for picture in pictures:
        yield np.roll(picture, tuple(rng.integers(-reach, reach + 1, 2)), axis=(0, 1))


def frozen(picture: Picture, frames: int) -> Iterator[Picture]:
    """The same picture again and again."""
    for _ in range(frames):
        yield picture


def plain(value: int, frames: int, size: tuple[int, int] = SIZE) -> Iterator[Picture]:
    """One brightness: a lens cap, or the sun."""
    return frozen(np.full((size[1], size[0], 3), value, np.uint8), frames)


def crossed(pictures: Iterable[Picture], *, first: int, last: int, size: int = 60) -> Iterator[Picture]:
    """A bright textured block runs through the picture from one frame to another: the action."""
    block = view(99, value=210, size=(size, size))
    for number, picture in enumerate(pictures):
        if first <= number < last:
            shown = picture.copy()
            x = (number - first) * (shown.shape[1] - size) // (last - first)
            shown[60 : 60 + size, x : x + size] = block
            picture = shown
        yield picture


def shoot(
    path: Path,
    *stretches: Iterable[Picture],
    rate: Fraction = PAL,
    times: Sequence[Fraction] | None = None,
    sound: Sound | None = None,
    start: Fraction = Fraction(0),
) -> Media:
    """The stretches as one file, probed and named after it."""
    pictures = [picture for stretch in stretches for picture in stretch]
    shown = times if times is not None else [start + number / rate for number in range(len(pictures))]
    film(path, pictures, shown, rate=rate, sound=sound)
    return replace(probe(path), id=path.stem)


def bang(*, at: Fraction, duration: Fraction) -> Sound:
    """A quiet room with half a second of noise in it."""
    sound = noise(level_db=-55, rate=48000, duration=duration)
    first = round(at * 48000)
    loud = noise(level_db=-12, rate=48000, duration=Fraction(1, 2), seed=2).samples
    samples = sound.samples.copy()
    samples[first : first + len(loud)] += loud[: len(samples) - first]
    return replace(sound, samples=samples)


def crack(*, at: Fraction, duration: Fraction) -> Sound:
    """A quiet room in which something cracks, and is gone in a tenth of a second."""
    sound = noise(level_db=-55, rate=48000, duration=duration)
    fading = np.exp(-np.arange(24000) / 2000)[:, None]
    samples = sound.samples.copy()
    first = round(at * 48000)
    loud = noise(level_db=-8, rate=48000, duration=Fraction(1, 2), seed=2).samples * fading
    samples[first : first + len(loud)] += loud[: len(samples) - first].astype(np.float32)
    return replace(sound, samples=samples)
