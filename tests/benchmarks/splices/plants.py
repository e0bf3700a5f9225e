"""What looks like a boundary and is none: flashes, whip pans, shake, exposure jumps, things that pass, titles.

A plant moves the camera (``moved``) or works on the picture (``painted``), by the clip's own count of frames.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.splices.takes import Picture

Point = tuple[float, float]
# Quiet frames of the same clip on either side of a plant, so that it cannot be taken for part of a join.
MARGIN = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Something that happens during a shot, from a frame of its clip on."""

    kind: str
    first: int
    frames: int

    def moved(self, number: int) -> Point:
        """How far the camera has turned away, as a part of the picture's width."""
        return 0.0, 0.0

    def painted(self, picture: Picture, number: int) -> Picture:
        """The picture as it is then."""
        return picture

    def is_on(self, number: int) -> bool:
        """Whether it happens in a frame of the clip."""
        return self.first <= number < self.first + self.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Flash(Plant):
    """Photo flashes: ``levels`` is the white in each frame, 0..1; ``place`` is the middle of a part of the picture, or none."""

    levels: tuple[float, ...]
    place: Point | None = None

    def painted(self, picture: Picture, number: int) -> Picture:
        level = self.levels[number - self.first] if self.is_on(number) else 0.0
        if not level:
            return picture
        white = level if self.place is None else level * _glow(picture.shape[:2], self.place)[..., None]
        return (picture + (255.0 - picture) * white).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whip(Plant):
    """A fast pan to another part of the take, where the camera stays."""

    way: Point

    def moved(self, number: int) -> Point:
        progress = min(1.0, max(0.0, (number - self.first + 1) / self.frames))
        eased = progress * progress * (3 - 2 * progress)
        return self.way[0] * eased, self.way[1] * eased


@dataclass(frozen=True, slots=True, kw_only=True)
class Shake(Plant):
    """A burst of hand shake: a place for each frame."""

    places: tuple[Point, ...]

    def moved(self, number: int) -> Point:
        return self.places[number - self.first] if self.is_on(number) else (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Plant):
    """A jump of the exposure: ``gains`` frame by frame, and the last of them from there on."""

    gains: tuple[float, ...]

    def painted(self, picture: Picture, number: int) -> Picture:
        import cv2

        if number < self.first:
            return picture
        gain = self.gains[min(number - self.first, self.frames - 1)]
        return np.asarray(cv2.convertScaleAbs(picture, alpha=gain), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passer(Plant):
    """Something out of focus passes close before the lens and hides all of the picture for a while."""

    cover: Picture = field(repr=False)
    way: int

    def painted(self, picture: Picture, number: int) -> Picture:
        import cv2

        if not self.is_on(number):
            return picture
        height, width = picture.shape[:2]
        body = cv2.resize(self.cover, (width * 2, height), interpolation=cv2.INTER_LINEAR)
        # The body is two pictures wide and its soft edges a tenth of one: it comes in from one side and leaves by the other.
        left = -2.1 * width + (number - self.first + 0.5) / self.frames * 3.2 * width
        across = np.arange(width) - left
        inside = np.clip(np.minimum(across, 2 * width - across) / (0.1 * width), 0, 1)[None, :, None]
        shown = body[:, np.clip(across, 0, 2 * width - 1).astype(int)]
        if self.way < 0:
            inside, shown = inside[:, ::-1], shown[:, ::-1]
        return (picture * (1 - inside) + shown * inside).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(Plant):
    """A lower third that is there at once, or fades in and out over some frames."""

    text: str
    fade: int
    colour: tuple[int, int, int]

    def painted(self, picture: Picture, number: int) -> Picture:
        import cv2

        if not self.is_on(number):
            return picture
        height, width = picture.shape[:2]
        shown = picture.copy()
        cv2.rectangle(shown, (0, height * 7 // 10), (width * 4 // 5, height * 9 // 10), self.colour, -1)
        scale = width / 480 * 0.8
        cv2.putText(
            shown, self.text, (width // 20, height * 83 // 100), cv2.FONT_HERSHEY_DUPLEX, scale, (255, 255, 255), 1, cv2.LINE_AA
        )
        inside = min(number - self.first + 1, self.first + self.frames - number)
        level = min(1.0, inside / (self.fade + 1))
        return np.asarray(cv2.addWeighted(shown, level, picture, 1 - level, 0), np.uint8)


def flash(dice: random.Random) -> Flash:
    """One flash of 1 to 4 frames, or a burst of them; two in five light a part of the picture."""
    levels: list[float] = []
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        if levels:
            levels += [0.0] * dice.randint(2, 9)
        peak = dice.uniform(0.55, 1.0)
        levels += [peak * fall for fall in (1.0, 0.7, 0.4, 0.2)[: dice.randint(1, 4)]]
    place = (dice.uniform(0.2, 0.8), dice.uniform(0.2, 0.6)) if dice.random() < 0.4 else None
    return Flash(kind="flash", first=0, frames=len(levels), levels=tuple(levels), place=place)


def whip(dice: random.Random) -> Whip:
    """A pan over about a picture's width in a quarter of a second to half of one."""
    side = dice.choice([-1, 1])
    way = (side * dice.uniform(0.7, 1.0), dice.uniform(-0.15, 0.15))
    return Whip(kind="whip", first=0, frames=dice.randint(5, 14), way=way)


def shake(dice: random.Random) -> Shake:
    """A third of a second to one second of jerks of up to a twelfth of the picture's width."""
    reach = dice.uniform(0.02, 0.08)
    frames = dice.randint(10, 26)
    places = tuple((dice.uniform(-reach, reach), dice.uniform(-reach, reach)) for _ in range(frames))
    return Shake(kind="shake", first=0, frames=frames, places=places)


def exposure(dice: random.Random) -> Exposure:
    """A step that stays, or one that the camera evens out again."""
    gain = dice.choice([dice.uniform(1.35, 2.0), dice.uniform(0.4, 0.7)])
    gains = [gain]
    if dice.random() < 0.6:
        frames = dice.randint(8, 24)
        gains = [gain + (1 - gain) * (number / frames) ** 0.7 for number in range(frames + 1)]
    return Exposure(kind="exposure", first=0, frames=len(gains), gains=tuple(gains))


def passer(dice: random.Random) -> Passer:
    """A dark, blurred body that hides the whole picture for about a third of the time it takes to pass."""
    import cv2

    rng = np.random.default_rng(dice.getrandbits(32))
    colour = dice.uniform(10, 120) * np.array([dice.uniform(0.8, 1.2) for _ in range(3)])
    coarse = rng.normal(0, 12, (4, 10, 1)) + rng.normal(0, 2, (4, 10, 3))
    cover = np.clip(colour + cv2.resize(coarse, (320, 120), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)
    return Passer(kind="passer", first=0, frames=dice.randint(15, 40), cover=cover, way=dice.choice([-1, 1]))


def title(dice: random.Random) -> Title:
    """A name and what they do."""
    text = dice.choice(["ANNA BERG, PILOT", "PART TWO", "Lisbon, 1974", "thirty years later", "J. Moreau, witness"])
    colour = (dice.randrange(256), dice.randrange(160), dice.randrange(256))
    return Title(kind="title", first=0, frames=dice.randint(25, 50), text=text, fade=dice.choice([0, 0, 5]), colour=colour)


PLANTS: dict[str, Callable[[random.Random], Plant]] = {
    "flash": flash,
    "whip": whip,
    "shake": shake,
    "exposure": exposure,
    "passer": passer,
    "title": title,
}


def _glow(shape: tuple[int, ...], middle: Point) -> NDArray[np.float64]:
    """Light that falls off from a point, 1 in a third of the picture."""
    height, width = shape
    down, across = np.mgrid[:height, :width]
    far = np.hypot((across / width - middle[0]), (down / height - middle[1]) * height / width)
    return np.clip(1.6 - far / 0.25, 0, 1)
