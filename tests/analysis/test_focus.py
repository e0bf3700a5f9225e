from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from autoedit.analysis.focus import UNKNOWN, Focus, edge_width
from autoedit.analysis.frame import SmallFrame

SIZE = (144, 256)


def scene(*, contrast: float = 1.0, brightness: int = 128, seed: int = 3) -> np.ndarray:
    """Overlapping boxes with hard edges, made small as a camera's picture is: grey, float [height, width]."""
    rng = np.random.default_rng(seed)
    large = np.full((SIZE[0] * 6, SIZE[1] * 6), float(brightness), np.float32)
    for _ in range(60):
        y, x = rng.integers(0, SIZE[0] * 6), rng.integers(0, SIZE[1] * 6)
        height, width = rng.integers(40, 300, 2)
        large[y : y + height, x : x + width] = brightness + contrast * rng.uniform(-100, 100)
    return cv2.resize(large, SIZE[::-1], interpolation=cv2.INTER_AREA)


def seen(picture: np.ndarray, *, grain: float = 1.5) -> np.ndarray:
    """With a sensor's grain, in code values."""
    return np.clip(picture + np.random.default_rng(1).normal(0, grain, picture.shape), 0, 255).astype(np.uint8)


def blurred(picture: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(picture, (0, 0), sigma)


def test_edges_widen_with_the_blur():
    sharp, *widths = (edge_width(seen(blurred(scene(), sigma))) for sigma in (0.1, 0.7, 1.0, 1.5, 2.0))

    assert widths == sorted(widths)
    assert widths[1] > 1.35 * sharp
    assert widths[3] > 1.5


def test_a_sharp_picture_has_narrow_edges_whatever_is_seen():
    widths = [edge_width(seen(scene(seed=seed))) for seed in range(5)]

    assert max(widths) < 0.8
    assert min(widths) > 0.2


def test_fog_does_not_widen_edges():
    assert edge_width(seen(scene(contrast=0.35, brightness=190))) < 0.8


def test_lamps_in_the_night_are_sharp():
    night = np.full(SIZE, 8.0, np.float32)
    rng = np.random.default_rng(2)
    for y, x in zip(rng.integers(5, 139, 60), rng.integers(5, 251, 60), strict=True):
        night[y : y + 3, x : x + 2] = 220

    assert edge_width(seen(night)) < 0.8


@pytest.mark.parametrize("level", [0, 60, 200])
def test_a_plain_picture_has_no_width(level: int):
    assert edge_width(seen(np.full(SIZE, float(level)), grain=2)) == UNKNOWN


def test_one_thing_in_focus_is_enough():
    picture = blurred(scene(), 3.0)
    picture[40:110, 80:180] = scene()[40:110, 80:180]

    assert edge_width(seen(picture)) < 0.9 < 1.4 < edge_width(seen(blurred(scene(), 3.0)))


def test_a_fifth_of_a_second_passes_between_measurements():
    focus = Focus(Fraction(25))
    planes = np.concatenate([seen(scene()), np.full((SIZE[0] // 2, SIZE[1]), 128, np.uint8)])

    for number in range(50):
        focus.see(SmallFrame(number, planes))

    assert focus.numbers == list(range(0, 50, 5))
    assert {len(values) for values in focus.measured().values()} == {10}
