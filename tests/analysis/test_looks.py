from fractions import Fraction

import cv2
import numpy as np
import pytest

from autoedit.analysis.groups import ALIKE
from autoedit.analysis.looks import LENGTH, Looks, is_plain, look_of, turned
from tests.analysis.drawn import place, sky, with_face
from tests.analysis.small import small_frame, small_frames
from tests.analysis.takes import Picture, panned, view


def look(picture: Picture, quarter_turns: int = 0) -> np.ndarray:
    frame = small_frame(picture)
    return turned(look_of(frame.half, *frame.chroma), quarter_turns)


def distance(first: Picture, second: Picture) -> float:
    return float(np.abs(look(first) - look(second)).mean())


def cropped(picture: Picture, pixels: int) -> Picture:
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(picture[pixels:-pixels, pixels:-pixels], (width, height)), np.uint8)


def exposed(picture: Picture, gain: float) -> Picture:
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


def coded(picture: Picture) -> Picture:
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR), np.uint8)


COPIES = {
    "coded again": coded,
    "cropped by 3 %": lambda picture: cropped(picture, 6),
    "a stop and a third darker": lambda picture: exposed(picture, 0.4),
    "a quarter brighter": lambda picture: exposed(picture, 1.25),
    "half the size": lambda picture: cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("seed", range(3))
def test_a_copy_of_a_picture_looks_alike(change, seed: int):
    assert distance(place(seed), change(place(seed))) < ALIKE


def test_other_views_look_twice_as_unlike_as_takes_may():
    views = [place(seed) for seed in range(12)]

    nearest = min(distance(first, second) for place, first in enumerate(views) for second in views[:place])

    assert nearest > 2 * ALIKE


def test_the_same_colours_in_other_shapes_look_unlike():
    rng = np.random.default_rng(1)
    across = np.repeat(rng.choice([60, 190], (30, 1)), 6, axis=0).repeat(320, axis=1)
    picture = np.repeat(across[:180, :, None], 3, axis=2).astype(np.uint8)
    shuffled = np.ascontiguousarray(picture.transpose(1, 0, 2)[:180].repeat(2, axis=1)[:, :320])

    assert distance(picture, shuffled) > ALIKE


@pytest.mark.parametrize("quarter_turns", range(4))
def test_a_look_is_turned_as_its_picture_is(quarter_turns: int):
    picture = place(2)
    lying = np.ascontiguousarray(np.rot90(picture, quarter_turns))  # turned back by as many

    assert np.abs(look(lying, quarter_turns) - look(picture)).mean() < 0.01


def test_four_turns_are_none():
    assert np.array_equal(turned(look(place(3)), 4), look(place(3)))


def test_a_look_is_taken_every_half_second_and_lies_between_0_and_1():
    looks = Looks(Fraction(25))

    for frame in small_frames(panned(view(1), 60)):
        looks.see(frame)

    assert looks.numbers == [0, 12, 24, 36, 48]
    assert looks.descriptors().shape == (5, LENGTH)
    assert 0 <= looks.descriptors().min() <= looks.descriptors().max() <= 1


def test_frames_that_are_passed_over_do_not_stop_the_looks():
    looks = Looks(Fraction(25))

    for number, frame in enumerate(small_frames(panned(view(1), 60))):
        if number % 5 == 3:
            looks.see(frame)

    assert looks.numbers == [3, 18, 33, 48]


def test_a_plain_picture_has_too_little_to_be_known_by():
    assert is_plain(look(sky()))
    assert not is_plain(look(with_face(sky(), 80, (100, 40))))
    assert not is_plain(look(view(1)))
