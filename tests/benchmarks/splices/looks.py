"""What films look like besides their shots: rate, shape, grey, grain, flicker, weave, held drawings, contrast, compression."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.splices.takes import Picture

WIDE = (480, 270)
TALL = (270, 480)
NTSC_FILM = Fraction(24000, 1001)
NTSC = Fraction(30000, 1001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a film looks.

    Attributes:
        hold: a drawing is shown for this many frames (limited animation).
        grain: standard deviation of the noise, in levels.
        contrast: 1 keeps it.
        flicker: standard deviation of the gain from frame to frame.
        weave: how far the picture wanders in the gate, in pixels.
        crf: x264's quality; 18 is good, 36 is bad.
        pace: how long shots last, 1 is about two seconds.
    """

    name: str
    rate: Fraction
    size: tuple[int, int] = WIDE
    is_grey: bool = False
    hold: int = 1
    grain: float = 0.0
    contrast: float = 1.0
    flicker: float = 0.0
    weave: float = 0.0
    crf: int = 23
    pace: float = 1.0


def _plain(rate: Fraction | int, crf: int) -> Look:
    return Look(name="plain", rate=Fraction(rate), crf=crf)


def _grey(rate: Fraction | int, grain: float, crf: int, hold: int = 1) -> Look:
    return Look(name="grey, grain", rate=Fraction(rate), is_grey=True, grain=grain, crf=crf, hold=hold)


def _drawn(rate: Fraction | int, hold: int, crf: int) -> Look:
    return Look(name="held drawings", rate=Fraction(rate), hold=hold, crf=crf)


def _tall(rate: Fraction | int, crf: int, pace: float = 0.6) -> Look:
    return Look(name="vertical", rate=Fraction(rate), size=TALL, crf=crf, pace=pace)


def _old(rate: Fraction | int, flicker: float, weave: float) -> Look:
    return Look(name="old film", rate=Fraction(rate), is_grey=True, grain=9, contrast=0.8, flicker=flicker, weave=weave, crf=30)


def _flat(rate: Fraction | int, contrast: float) -> Look:
    return Look(name="low contrast", rate=Fraction(rate), contrast=contrast, grain=1.5, crf=26)


# Dealt to the films in turn, so that a few films already differ.
LOOKS = (
    _plain(25, 23),
    _grey(24, 6, 36),
    _tall(30, 26),
    _old(24, 0.05, 1.0),
    _drawn(24, 2, 28),
    _flat(NTSC, 0.4),
    _plain(NTSC, 18),
    _plain(Fraction(60000, 1001), 26),
    _tall(NTSC, 32, 0.45),
    _grey(NTSC_FILM, 10, 34),
    _drawn(NTSC_FILM, 3, 23),
    _plain(50, 30),
    _old(25, 0.03, 0.6),
    _plain(NTSC_FILM, 28),
    _tall(25, 22),
    _grey(24, 4, 38, hold=2),
    _plain(30, 34),
    _flat(25, 0.3),
    _drawn(25, 2, 34),
    _plain(24, 20),
    _tall(60, 28),
    _old(24, 0.08, 1.5),
    _plain(25, 36),
    _plain(NTSC, 26),
)


class Finish:
    """Gives a film's pictures its look, in order; seeded."""

    def __init__(self, look: Look, seed: int) -> None:
        self._look = look
        self._rng = np.random.default_rng(seed)
        width, height = look.size
        # One field of noise, seen through another window each frame: new noise for each frame took longer than all else.
        self._noise: NDArray[np.int16] = np.round(self._rng.normal(0, max(look.grain, 1e-6), (height * 2, width * 2))).astype(
            np.int16
        )
        self._gain = 1.0
        self._place = np.zeros(2)

    def finished(self, picture: Picture) -> Picture:
        """The next picture."""
        import cv2

        look = self._look
        if look.weave:
            self._place = 0.7 * self._place + self._rng.normal(0, look.weave, 2)
            matrix = np.array([[1, 0, self._place[0]], [0, 1, self._place[1]]])
            picture = np.asarray(cv2.warpAffine(picture, matrix, look.size, borderMode=cv2.BORDER_REFLECT), np.uint8)
        if look.is_grey:
            picture = np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
        if look.flicker:
            self._gain = 0.4 * self._gain + 0.6 * (1 + self._rng.normal(0, look.flicker))
        if look.contrast != 1 or look.flicker:
            gain = look.contrast * self._gain
            picture = np.asarray(cv2.convertScaleAbs(picture, alpha=gain, beta=110 * (1 - look.contrast)), np.uint8)
        return self._grained(picture) if look.grain else picture

    def _grained(self, picture: Picture) -> Picture:
        import cv2

        width, height = self._look.size
        top, left = self._rng.integers(0, height), self._rng.integers(0, width)
        noise = self._noise[top : top + height, left : left + width]
        return np.asarray(cv2.add(picture, cv2.merge([noise, noise, noise]), dtype=cv2.CV_8U), np.uint8)
