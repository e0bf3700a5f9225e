"""Flashes are counted as WCAG and Ofcom count them: pairs of opposing changes, over a quarter of the picture."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from autoedit.media.look import Looks
from autoedit.render.verify.flashes import flashing
from tests.render.making import NTSC_FAST, NTSC_FILM, PAL
from tests.render.verify.certified import drawn

WHITE, GREY, BLACK = (255, 255, 255), (110, 110, 110), (0, 0, 0)


def flashes(a, b, *, rate: Fraction, a_second: float, seconds: int = 3, share: float = 1.0, size=(64, 36)) -> Looks:
    """A film that changes between two colours so often, over a share of its width, the rest grey."""
    width, height = size
    pictures = []
    for frame in range(round(seconds * rate)):
        picture = np.full((height, width, 3), GREY, np.uint8)
        is_b = int(frame / float(rate) * a_second * 2) % 2
        picture[:, : round(width * share)] = b if is_b else a
        pictures.append(picture)
    return drawn(pictures)


@pytest.mark.parametrize("rate", [NTSC_FILM, PAL, NTSC_FAST], ids=str)
def test_four_flashes_in_a_second_are_too_many(rate):
    (found, *_) = flashing(flashes(WHITE, BLACK, rate=rate, a_second=4), rate, is_upright=False)

    assert (found.start, found.flashes, found.is_red) == (0, 4, False)
    assert found.area == 1.0


@pytest.mark.parametrize("rate", [NTSC_FILM, PAL, NTSC_FAST], ids=str)
def test_three_flashes_in_a_second_are_not(rate):
    assert not flashing(flashes(WHITE, BLACK, rate=rate, a_second=3), rate, is_upright=False)


@pytest.mark.parametrize(("share", "is_told"), [(0.2, False), (0.3, True)])
def test_a_quarter_of_the_picture_has_to_flash(share, is_told):
    film = flashes(WHITE, BLACK, rate=PAL, a_second=5, share=share)

    assert bool(flashing(film, PAL, is_upright=False)) is is_told


def test_changes_under_a_tenth_of_the_light_are_no_flashes():
    assert not flashing(flashes((140, 140, 140), (120, 120, 120), rate=PAL, a_second=6), PAL, is_upright=False)


def test_changes_between_bright_pictures_are_no_flashes():
    assert not flashing(flashes(WHITE, (236, 236, 236), rate=PAL, a_second=6), PAL, is_upright=False)


def test_red_flashes_are_told_though_their_light_hardly_changes():
    found = flashing(flashes((200, 0, 0), (70, 70, 70), rate=PAL, a_second=5), PAL, is_upright=False)

    assert [each.is_red for each in found] == [True]


def test_upright_films_are_counted_alike():
    film = flashes(WHITE, BLACK, rate=PAL, a_second=5, size=(36, 64))

    assert flashing(film, PAL, is_upright=True)


def test_flashing_is_told_from_where_it_begins():
    calm = flashes(GREY, GREY, rate=PAL, a_second=1, seconds=4)
    film = np.concatenate([calm, flashes(WHITE, BLACK, rate=PAL, a_second=6, seconds=2), calm])

    (found,) = flashing(film, PAL, is_upright=False)

    assert 75 <= found.start <= 100


def test_cuts_and_fades_are_no_flashes():
    cuts = [drawn([np.full((36, 64, 3), level, np.uint8)] * 8) for level in (20, 240, 60, 200, 40, 230, 30)]

    assert not flashing(np.concatenate(cuts), PAL, is_upright=False)
