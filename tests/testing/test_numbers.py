"""The number that a picture carries survives what a film does to pictures, and is never another one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.testing import LARGEST, numbered_picture, read_number

NUMBERS = st.integers(0, LARGEST)


@given(NUMBERS, st.integers(96, 400), st.integers(72, 300))
def test_a_number_is_read_back_at_every_size(number, width, height):
    assert read_number(numbered_picture(number, (width, height))) == number


@given(NUMBERS, st.integers(96, 320), st.integers(72, 240))
def test_a_number_survives_scaling(number, width, height):
    shown = cv2.resize(numbered_picture(number, (160, 96)), (width, height), interpolation=cv2.INTER_LINEAR)

    assert read_number(shown) == number


@given(NUMBERS, st.integers(0, 60), st.integers(0, 60))
def test_a_number_survives_black_bars(number, across, down):
    shown = np.pad(numbered_picture(number, (160, 96)), ((down, down), (across, across), (0, 0)))

    assert read_number(shown) == number


@given(NUMBERS)
def test_a_number_survives_cropping_to_the_middle(number):
    assert read_number(numbered_picture(number, (160, 96))[8:-8, 32:-32]) == number


@given(NUMBERS, st.floats(0.2, 1))
def test_a_number_survives_a_fade(number, level):
    shown = (numbered_picture(number, (160, 96)) * level).astype(np.uint8)

    assert read_number(shown) == number


@given(NUMBERS, NUMBERS, st.floats(0, 1))
def test_a_mix_of_two_shows_the_stronger_one_or_none(number, other, share):
    a, b = numbered_picture(number, (160, 96)), numbered_picture(other, (160, 96))

    shown = read_number(cv2.addWeighted(a, 1 - share, b, share, 0))

    assert shown in ({number} if share < 0.3 else {other} if share > 0.7 else {number, other, None})


@given(NUMBERS, NUMBERS)
def test_an_even_mix_of_two_numbers_is_neither(number, other):
    mixed = cv2.addWeighted(numbered_picture(number, (160, 96)), 0.5, numbered_picture(other, (160, 96)), 0.5, 0)

    assert read_number(mixed) == (number if number == other else None)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_picture_does_not_show_its_number(turns):
    told = [read_number(np.rot90(numbered_picture(number, (160, 96)), turns)) for number in range(500)]

    assert not any(shown == number for number, shown in enumerate(told))
    # Eight bits of check sum let about one wrong number in 256 through.
    assert sum(shown is not None for shown in told) <= 10


@pytest.mark.parametrize("level", [0, 96, 255])
def test_a_plain_picture_has_no_number(level):
    assert read_number(np.full((96, 160, 3), level, np.uint8)) is None


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_a_number_that_does_not_fit_is_refused_with_the_limit(number):
    with pytest.raises(ValueError, match="0 to 65535"):
        numbered_picture(number, (160, 96))
