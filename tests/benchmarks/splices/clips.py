"""A stretch of a take as a film shows it: framed, graded, with a camera that drifts, and with what was planted in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tests.benchmarks.splices.plants import Plant, Point
from tests.benchmarks.splices.takes import Picture, Take

# A film camera's shutter is open for half of the frame's time: what moves is blurred over half of its way.
SHUTTER = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """What part of a take is seen: ``zoom`` 1 shows the most that fills the picture, ``middle`` is a part of the take 0..1."""

    zoom: float
    middle: Point
    is_mirrored: bool
    drift: Point = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How a shot is graded: contrast around grey, gamma, and a gain for each of red, green and blue."""

    gains: tuple[float, float, float]
    gamma: float

    def table(self) -> Picture:
        """A lookup table, uint8 [256, 3]."""
        level = np.arange(256)[:, None] / 255
        return np.clip(255 * level**self.gamma * np.array(self.gains), 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Frames of a take; ``step`` is how far the take goes on in one frame of the film."""

    take: Take
    start: Fraction
    step: Fraction
    is_mixed: bool
    hold: int
    frames: int
    size: tuple[int, int]
    framing: Framing
    grade: Grade
    plants: tuple[Plant, ...] = ()

    def picture(self, number: int) -> Picture:
        """A frame, counted from the clip's first."""
        import cv2

        drawn = number // self.hold * self.hold
        picture = self._framed(self._taken(drawn), drawn)
        picture = np.asarray(cv2.LUT(picture, self.grade.table()[None]), np.uint8)
        for plant in self.plants:
            picture = plant.painted(picture, number)
        return picture

    def _taken(self, number: int) -> Picture:
        """The take at that time; between two of its frames both are mixed when the film is faster than the take."""
        import cv2

        place = self.start + number * self.step
        first = place.__floor__()
        part = float(place - first)
        if not self.is_mixed or not part:
            return self.take.picture(first)
        return np.asarray(cv2.addWeighted(self.take.picture(first), 1 - part, self.take.picture(first + 1), part, 0), np.uint8)

    def _framed(self, picture: Picture, number: int) -> Picture:
        import cv2

        high, wide = picture.shape[:2]
        width, height = self.size
        scale = max(width / wide, height / high) * self.framing.zoom
        x, y = self._looked(number)
        before = self._looked(number - 1) if number else (x, y)
        half = width / 2 / scale, height / 2 / scale
        # The camera turns within the take as far as it goes; beyond its edge the take is mirrored.
        left = half[0] + self.framing.middle[0] * (wide - 2 * half[0]) - half[0] + x * width / scale
        top = half[1] + self.framing.middle[1] * (high - 2 * half[1]) - half[1] + y * width / scale
        matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
        if self.framing.is_mirrored:
            matrix[0] = [-scale, 0, width - 1 + left * scale]
        shown = cv2.warpAffine(picture, matrix, self.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        return _smeared(np.asarray(shown, np.uint8), (x - before[0]) * width * SHUTTER, (y - before[1]) * width * SHUTTER)

    def _looked(self, number: int) -> Point:
        moves = [plant.moved(number) for plant in self.plants]
        x = self.framing.drift[0] * number + sum(move[0] for move in moves)
        y = self.framing.drift[1] * number + sum(move[1] for move in moves)
        return x, y


def _smeared(picture: Picture, across: float, down: float) -> Picture:
    """Blurred along a way in pixels."""
    import cv2

    length = math.hypot(across, down)
    if length < 2:
        return picture
    reach = math.ceil(length / 2)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    turn = across / length * length / 2, down / length * length / 2
    ends = [(round(reach - turn[0]), round(reach - turn[1])), (round(reach + turn[0]), round(reach + turn[1]))]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    if abs(ends[0][1] - ends[1][1]) == 0:
        return np.asarray(cv2.blur(picture, (2 * reach + 1, 1)), np.uint8)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)
