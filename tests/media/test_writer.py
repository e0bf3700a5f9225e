"""Composed pictures reach the encoder with every part of them as it was."""

from __future__ import annotations

import numpy as np
import pytest

from autoedit.media.writer import PictureCoder


def busy(width: int, height: int) -> np.ndarray:
    """A picture in which every row and column differs."""
    steps = np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return np.cumsum(steps, axis=1, dtype=np.uint8)


# At 642 x 360, FFmpeg's own way from packed RGB in several threads left eight pixels grey where its slices meet.
@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv422p10le"])
@pytest.mark.parametrize("size", [(642, 360), (360, 640), (160, 96)], ids=str)
def test_brightness_is_bt709s_in_every_pixel(pixel_format, size):
    picture = busy(*size)
    depth = 4 if pixel_format.endswith("10le") else 1

    frame = PictureCoder(pixel_format).frame(picture)

    plane = frame.planes[0]
    stored = np.frombuffer(memoryview(plane), np.uint16 if depth == 4 else np.uint8).reshape(plane.height, -1)[:, : size[0]]
    meant = 16 + 219 * (picture / 255 @ [0.2126, 0.7152, 0.0722])
    assert np.abs(stored / depth - meant).max() < 1


def test_a_picture_stays_what_it_was_when_the_next_is_coded():
    coder = PictureCoder("yuv420p")

    first = coder.frame(np.full((96, 160, 3), 250, np.uint8))
    coder.frame(np.zeros((96, 160, 3), np.uint8))

    assert np.frombuffer(memoryview(first.planes[0]), np.uint8).reshape(96, -1)[:, :160].min() > 220
