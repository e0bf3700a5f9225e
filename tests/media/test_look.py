"""A look tells a frame from its neighbour, and a decoded frame has the look of the one that was coded."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from autoedit.media.look import BYTES, grid, look, looks_of
from autoedit.testing import numbered_film, numbered_picture


def frame(picture: np.ndarray, kind: str = "yuv420p") -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=kind)


def shapes(width: int, height: int) -> np.ndarray:
    random = np.random.default_rng(2).integers(0, 256, (height // 12 + 1, width // 12 + 1, 3), np.uint8)
    return np.kron(random, np.ones((12, 12, 1), np.uint8))[:height, :width]


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (854, 480), (322, 182), (96, 54), (108, 192), (200, 200)])
def test_each_cell_is_its_part_s_mean(width, height):
    picture = shapes(width, height)
    coded = frame(picture)
    columns, rows = grid(width, height)
    plane = np.asarray(coded.to_ndarray())[:height].astype(float)

    cells = look(coded)[: columns * rows].reshape(rows, columns)

    fine = np.kron(plane, np.ones((rows, 1))).reshape(rows, height, width).mean(axis=1)
    means = np.kron(fine, np.ones((1, columns))).reshape(rows, columns, width).mean(axis=2)
    assert np.abs(cells - means).mean() < 1.0


@pytest.mark.parametrize("kind", ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le"])
def test_pictures_of_every_coding_have_a_look(kind):
    coded = look(frame(shapes(320, 180), kind))

    assert (coded.shape, coded.dtype) == ((BYTES,), np.uint8)
    assert np.abs(coded - look(frame(shapes(320, 180))).astype(float)).mean() < 3


def test_a_decoded_film_looks_as_it_was_drawn(tmp_path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=20)

    drawn = np.stack([look(frame(numbered_picture(number, (160, 96)))) for number in range(20)])

    # What a decoder says of where chroma lies must not move it: that alone gave 14 levels.
    assert np.abs(looks_of(film).astype(float) - drawn).max() <= 8
    assert np.abs(looks_of(film).astype(float) - drawn).mean() < 0.5


def test_frames_that_differ_by_a_number_look_unlike():
    looks = [look(frame(numbered_picture(number, (1280, 720)))).astype(int) for number in (7, 8)]

    assert np.abs(looks[0] - looks[1]).max() > 60


def test_two_colours_of_one_brightness_look_unlike():
    red, green = ((np.full((90, 160, 3), colour, np.uint8)) for colour in ((150, 30, 30), (0, 98, 0)))

    assert np.abs(look(frame(red)).astype(int) - look(frame(green))).max() > 60
