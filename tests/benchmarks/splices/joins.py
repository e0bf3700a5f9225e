"""How one clip gives way to the next: cuts, dissolves, wipes, and dips through black or white. Both clips go on meanwhile."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.splices.clips import Clip
from tests.benchmarks.splices.takes import Picture

SHAPES = ("left", "right", "up", "down", "diagonal", "iris")


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A transition.

    Attributes:
        kind: cut, jump (a cut within a take), dissolve, wipe, or dip.
        out_frames, in_frames: for a dip the two fades; 0 leaves one out. For the others ``out_frames`` is how long both are seen.
        held: frames of the plain colour within a dip.
        shape, softness: of a wipe; the width of its edge as a part of its way.
    """

    kind: str
    out_frames: int = 0
    in_frames: int = 0
    held: int = 0
    value: int = 0
    is_eased: bool = False
    shape: str = "left"
    softness: float = 0.0

    def takes_from_before(self) -> int:
        """Frames of the clip before that belong to the join."""
        return self.out_frames

    def takes_from_next(self) -> int:
        """Frames of the next clip that belong to the join."""
        return self.in_frames if self.kind == "dip" else self.out_frames

    def pictures(self, before: Clip, after: Clip) -> Iterator[Picture]:
        """The frames of the join."""
        if self.kind == "dip":
            yield from self._dip(before, after)
            return
        for number in range(self.out_frames):
            progress = self._progress(number, self.out_frames)
            first, second = before.picture(before.frames - self.out_frames + number), after.picture(number)
            yield _wiped(first, second, self._mask(first, progress)) if self.kind == "wipe" else _mixed(first, second, progress)

    def _dip(self, before: Clip, after: Clip) -> Iterator[Picture]:
        plain = np.full((before.size[1], before.size[0], 3), self.value, np.uint8)
        for number in range(self.out_frames):
            picture = before.picture(before.frames - self.out_frames + number)
            yield _mixed(picture, plain, self._progress(number, self.out_frames))
        for _ in range(self.held):
            yield plain
        for number in range(self.in_frames):
            yield _mixed(plain, after.picture(number), self._progress(number, self.in_frames))

    def _progress(self, number: int, frames: int) -> float:
        """Neither end is a repeat: k + 0.5 of n."""
        progress = (number + 0.5) / frames
        return progress * progress * (3 - 2 * progress) if self.is_eased else progress

    def _mask(self, picture: Picture, progress: float) -> NDArray[np.float32]:
        """How much of the next clip is seen, 0..1 for each pixel."""
        height, width = picture.shape[:2]
        down, across = np.mgrid[:height, :width].astype(np.float32)
        down, across = (down + 0.5) / height, (across + 0.5) / width
        far = {
            "left": 1 - across,
            "right": across,
            "up": 1 - down,
            "down": down,
            "diagonal": (across + down) / 2,
            "iris": np.hypot(across - 0.5, down - 0.5) / np.hypot(0.5, 0.5),
        }[self.shape]
        edge = max(self.softness, 1e-3)
        return np.clip((progress * (1 + edge) - far) / edge, 0, 1).astype(np.float32)


def join(kind: str, dice: random.Random) -> Join:
    """A join of a kind, its length and looks by chance."""
    is_eased = dice.random() < 0.25
    if kind == "dissolve":
        frames = dice.choice([dice.randint(5, 12), dice.randint(10, 30), dice.randint(20, 60)])
        return Join(kind=kind, out_frames=frames, is_eased=is_eased)
    if kind == "wipe":
        softness = dice.choice([0.0, 0.0, 0.05, 0.2])
        return Join(kind=kind, out_frames=dice.randint(8, 40), is_eased=is_eased, shape=dice.choice(SHAPES), softness=softness)
    if kind == "dip":
        held = dice.choice([0, 0, 1, dice.randint(2, 12), dice.randint(12, 30)])
        value = 255 if dice.random() < 0.2 else 0
        fades = dice.randint(5, 25), dice.randint(5, 25)
        return Join(kind=kind, out_frames=fades[0], in_frames=fades[1], held=held, value=value, is_eased=is_eased)
    return Join(kind=kind)


def _mixed(first: Picture, second: Picture, progress: float) -> Picture:
    import cv2

    return np.asarray(cv2.addWeighted(first, 1 - progress, second, progress, 0), np.uint8)


def _wiped(first: Picture, second: Picture, mask: NDArray[np.float32]) -> Picture:
    part = mask[..., None]
    return (first * (1 - part) + second * part + 0.5).astype(np.uint8)
