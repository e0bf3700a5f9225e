"""Films as they were drawn are not suspected, whatever they show and however hard they are pressed."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from autoedit.render.verify import certify, shown
from tests.render.making import NTSC, NTSC_FAST, NTSC_FILM, PAL
from tests.render.verify.certified import Picture, coded, pan, plan, silent_plan, texture

SIZE = (192, 108)


def noise() -> list[Picture]:
    return [np.random.default_rng(n).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8) for n in range(60)]


def grain() -> list[Picture]:
    """A still that a camera in the dark films."""
    still = pan(texture(3, SIZE), 0, 1, SIZE)[0].astype(float)
    return [(still + np.random.default_rng(n).normal(0, 6, still.shape)).clip(0, 255).astype(np.uint8) for n in range(60)]


def slow() -> list[Picture]:
    return pan(texture(4, SIZE), 0.2, 90, SIZE)


def fast() -> list[Picture]:
    return pan(texture(5, SIZE), 9, 60, SIZE)


def slides() -> list[Picture]:
    return [picture for shot in range(4) for picture in pan(texture(shot, SIZE), 0, 1, SIZE) * 20]


def dark() -> list[Picture]:
    return pan(texture(6, SIZE, darkest=2, brightest=26), 1, 60, SIZE)


def black() -> list[Picture]:
    return [np.zeros((SIZE[1], SIZE[0], 3), np.uint8)] * 50


def strobe() -> list[Picture]:
    bright, dim = pan(texture(7, SIZE), 0, 1, SIZE)[0], pan(texture(7, SIZE, brightest=90), 0, 1, SIZE)[0]
    return [bright if n % 2 else dim for n in range(50)]


def fade() -> list[Picture]:
    """To black and back over seconds, a level or less a frame."""
    still = pan(texture(8, SIZE), 0, 1, SIZE)[0]
    return [(still * abs(1 - n / 60)).astype(np.uint8) for n in range(120)]


def title() -> list[Picture]:
    """Words that come and go over a dark card."""
    pictures = []
    for n in range(120):
        card = np.full((SIZE[1], SIZE[0], 3), 18, np.uint8)
        level = 18 + 220 * min(1.0, n / 50, (119 - n) / 50)
        cv2.putText(card, "THE LAKE", (20, 64), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (level, level, level), 2)
        pictures.append(card)
    return pictures


def dissolve() -> list[Picture]:
    a, b = pan(texture(9, SIZE), 1, 60, SIZE), pan(texture(10, SIZE), -1, 60, SIZE)
    return [cv2.addWeighted(one, 1 - n / 59, other, n / 59, 0) for n, (one, other) in enumerate(zip(a, b, strict=True))]


def small_thing() -> list[Picture]:
    """A ball of six pixels that crosses a still."""
    still = pan(texture(11, SIZE), 0, 1, SIZE)[0]
    return [cv2.circle(still.copy(), (10 + 2 * n, 50), 3, (250, 250, 240), -1) for n in range(80)]


KINDS = (noise, grain, slow, fast, slides, dark, black, strobe, fade, title, dissolve, small_thing)
PRESSED = [
    (28, "ultrafast", NTSC),
    pytest.param(18, "medium", NTSC_FILM, marks=pytest.mark.slow),
    pytest.param(28, "medium", PAL, marks=pytest.mark.slow),
    pytest.param(23, "veryfast", NTSC_FAST, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("crf", "preset", "rate"), PRESSED)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_film_as_drawn_has_no_fault(kind, crf, preset, rate, tmp_path):
    pictures = kind()
    film = silent_plan(tmp_path, rate, pictures, [20] * 4 if kind is slides else ())

    path = coded(tmp_path / "film.mp4", pictures, rate, crf=crf, preset=preset)
    certificate = certify(shown(path), film.meant)

    assert [check.text for check in certificate.wrong] == []


def test_a_drawing_that_is_still_asks_for_nothing(tmp_path):
    """A frame left out of a slide is no fault that anybody could see."""
    pictures = slides()
    film = silent_plan(tmp_path, PAL, pictures, [20] * 4)

    certificate = film.certificate(pictures=lambda all_of: [*all_of[:9], all_of[10], *all_of[10:]], has_sound=False)

    assert certificate.holds


def test_a_cut_between_like_pictures_is_told_apart(tmp_path):
    """A clip that goes on in the next one: only its motion tells where the cut is, and the count says so."""
    pictures = pan(texture(2, SIZE), 0, 40, SIZE)
    film = silent_plan(tmp_path, PAL, pictures, [20, 20])

    (cut,) = film.certificate(has_sound=False).cuts

    assert (cut.found, cut.is_alike) == (20, True)


@pytest.mark.parametrize("size", [(108, 192), (128, 128), (96, 54), (640, 272)], ids=str)
def test_pictures_of_any_shape_are_told_apart(size, tmp_path):
    pictures = [picture for shot in range(3) for picture in pan(texture(shot, size), 2, 20, size)]
    film = silent_plan(tmp_path, NTSC_FILM, pictures, [20] * 3)

    assert film.certificate(has_sound=False).holds
    caught = film.certificate(pictures=lambda all_of: [*all_of[:30], all_of[29], *all_of[31:]], has_sound=False)
    assert [(fault.kind.value, fault.start) for fault in caught.faults] == [("frozen", 30)]


@pytest.mark.slow
def test_after_ten_minutes_sound_and_picture_still_meet(tmp_path):
    """Fourteen thousand frames and 639 cuts: no slip adds up, and nothing is suspected."""
    film = plan(tmp_path, NTSC_FILM, beats=1280)

    certificate = film.certificate()

    assert (film.timeline.frames, len(certificate.cuts)) == (14386, 639)
    assert certificate.holds
    assert all(abs(offset.seconds) <= Fraction(1, 48000) for offset in certificate.offsets)
