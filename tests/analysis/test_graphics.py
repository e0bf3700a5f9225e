from fractions import Fraction

import numpy as np
import pytest

from autoedit.analysis.graphics import Graphics, drawn
from tests.analysis.drawn import card, chart, sky, slide, under_a_finger
from tests.analysis.small import small_frame, small_frames
from tests.analysis.takes import Picture, crossed, frozen, panned, plain, view

DRAWN = {
    "a title on black": card(),
    "a title on white": card(paper=255, ink=30),
    "a title on grey": card(paper=120, ink=250),
    "a page of text": slide(),
    "a chart": chart(),
}
SEEN = {
    "a street": view(1),
    "a bright one": view(2, value=200),
    "a sky": sky(),
    "a finger": under_a_finger(),
    "nothing": next(iter(plain(0, 1))),
    "white": next(iter(plain(255, 1))),
}


@pytest.mark.parametrize("picture", DRAWN.values(), ids=DRAWN)
def test_what_is_drawn_is_known(picture: Picture):
    assert drawn(small_frame(picture).luma) > 0.8


@pytest.mark.parametrize("picture", SEEN.values(), ids=SEEN)
def test_what_a_camera_sees_is_not_drawn(picture: Picture):
    assert drawn(small_frame(picture).luma) < 0.1


def test_a_drawn_picture_that_rushes_is_no_card():
    graphics = Graphics(Fraction(2))

    for frame in small_frames(np.roll(card(), 40 * number, axis=1) for number in range(6)):
        graphics.see(frame)

    assert graphics.measured()["graphics"][1:].max() < 0.2


def test_a_card_between_shots_is_measured_twice_a_second_at_its_own_time():
    graphics = Graphics(Fraction(24))

    for frame in small_frames([*panned(view(1), 48), *frozen(card(), 48), *crossed(panned(view(2), 48), first=0, last=48)]):
        graphics.see(frame)

    assert list(graphics.numbers) == list(range(0, 144, 12))
    shown = graphics.measured()["graphics"] > 0.5
    # The first frame of the card differs from the one before by all that a cut changes.
    assert shown.tolist() == [False] * 5 + [True] * 3 + [False] * 4
