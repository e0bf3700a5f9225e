from fractions import Fraction

import numpy as np
import pytest

from autoedit.analysis.covered import Covered, cover
from tests.analysis.drawn import card, in_a_pocket, sky, under_a_finger
from tests.analysis.small import small_frame, small_frames
from tests.analysis.takes import Picture, panned, plain, view

COVERED = {
    "a finger": under_a_finger(),
    "a finger in the sun": under_a_finger(light=1.6),
    "a finger in the shade": under_a_finger(light=0.6),
    "a pocket": in_a_pocket(),
}
OPEN = {
    "a street": view(1),
    "a dark street": view(1, value=45),
    "a sky": sky(),
    "fog": next(iter(plain(170, 1))),
    "black": next(iter(plain(4, 1))),
    "a title": card(),
}


def covered(picture: Picture) -> float:
    frame = small_frame(picture)
    return cover(frame.half, *frame.chroma)


@pytest.mark.parametrize("picture", COVERED.values(), ids=COVERED)
def test_what_lies_on_the_lens_is_known(picture: Picture):
    assert covered(picture) > 0.5


@pytest.mark.parametrize("picture", OPEN.values(), ids=OPEN)
def test_an_open_lens_is_not_called_covered(picture: Picture):
    assert covered(picture) < 0.1


@pytest.mark.parametrize("share", np.linspace(0.05, 1, 12))
def test_a_fade_is_not_called_covered_at_any_depth(share: float):
    assert covered((view(1) * share).astype(np.uint8)) < 0.5


def test_a_lens_that_is_covered_for_a_second_is_so_within_a_fifth():
    meter = Covered(Fraction(25))

    for frame in small_frames([*panned(view(1), 50), *([under_a_finger()] * 25), *panned(view(1), 50)]):
        meter.see(frame)

    found = [number for number, value in zip(meter.numbers, meter.measured()["covered"], strict=True) if value >= 0.5]
    assert abs(found[0] - 50) <= 5
    assert abs(found[-1] - 75) <= 5
