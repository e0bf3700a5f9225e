"""Transitions in a finished film, and every transition in the table by itself."""

from __future__ import annotations

import numpy as np
import pytest

from autoedit.model.timeline import Clip, Transition
from autoedit.registry import load_function, names
from autoedit.render.transitions.settings import checked
from autoedit.testing import check_transition, film_numbers, film_pictures
from tests.render.making import NTSC_FILM, picture, render_to, timeline
from tests.render.scenes import scene

ALL = sorted(names("autoedit.transitions"))
CUT, IN, OUT = 30, 6, 10


@pytest.mark.parametrize("kind", ALL)
def test_a_transition_goes_from_one_picture_to_the_other(kind):
    check_transition(load_function("autoedit.transitions", kind))


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("wipe", {"angle": 37, "softness": 0}), ("wipe", {"angle": -200, "softness": 1}), ("push", {"angle": 60, "smear": 1}),
        ("slide", {"angle": 30, "shadow": 1, "smear": 0.3}), ("slide", {"angle": 90}), ("whip_pan", {"angle": 225, "speed": 4}),
        ("whip_pan", {"angle": 90, "speed": 1.5}), ("zoom_through", {"direction": "out", "zoom": 8, "x": 0, "y": 1}),
        ("spin", {"turns": -3}), ("spin", {"turns": 0.1}), ("iris", {"x": 1, "y": 0, "softness": 1}), ("iris", {"softness": 0}),
        ("clouds", {"softness": 1, "seed": 7}), ("ink", {"softness": 0}), ("light_leak", {"strength": 3, "angle": 120}),
        ("flash", {"colour": "#3060ff"}), ("dip", {"colour": "#ff8800"}), ("glitch", {"strength": 3, "seed": 9}),
        ("blur", {"radius": 0.2}), ("blur", {"radius": 0}), ("match_zoom", {"ax": 0, "ay": 1, "bx": 1, "by": 0, "zoom": 6}),
    ],
    ids=str,
)  # fmt: skip
def test_a_transition_with_settings_goes_from_one_picture_to_the_other_too(kind, settings):
    check_transition(checked(kind, settings))


@pytest.mark.parametrize("kind", ALL)
def test_a_generated_transition_begins_and_ends_with_the_pictures_themselves(kind):
    transition = load_function("autoedit.transitions", kind)
    a, b = scene(1, 321, 241), scene(2, 321, 241)

    assert np.array_equal(transition(a, b, 0.0), a)
    assert np.array_equal(transition(a, b, 1.0), b)
    assert not np.shares_memory(transition(a, b, 0.0), a)


@pytest.mark.parametrize("kind", ALL)
def test_a_generated_transition_draws_from_pictures_that_cannot_be_written(kind):
    transition = load_function("autoedit.transitions", kind)
    a, b = scene(1, 160, 90), scene(2, 160, 90)
    drawn = transition(a, b, 0.4)
    a.flags.writeable = b.flags.writeable = False

    assert np.array_equal(transition(a, b, 0.4), drawn)


@pytest.mark.parametrize(
    "broken",
    [
        lambda a, b, progress: a if progress < 0.02 else b,
        lambda a, b, progress: a if progress < 0.99 else b,
        lambda a, b, progress: np.maximum(a, np.uint8(250)) if progress < 1 else b,
        lambda a, b, progress: (a * (1 - progress) + b * progress).astype(np.float32),
        lambda a, b, progress: (a if progress < 0.5 else b)[:, ::2],
        lambda a, b, progress: np.random.default_rng().integers(0, 9, a.shape, np.uint8) + a // 2,
        lambda a, b, progress: np.add(a, 1, out=a),
        lambda a, b, progress: (a if progress < 0.5 else b).copy() if a.shape[1] > 3 else a[:1, :1],
        lambda a, b, progress: np.where(a.flags.c_contiguous and b.flags.c_contiguous, a * 0.6 + b * 0.4, a).astype(np.uint8),
    ],
    ids=["begins with a jump", "ends with a jump", "is not a at 0", "floats", "half as wide", "by chance", "writes into a",
         "fails when tiny", "asks how memory lies"],
)  # fmt: skip
def test_what_is_no_transition_does_not_pass_as_one(broken):
    with pytest.raises(AssertionError):
        check_transition(broken)


@pytest.fixture(scope="module", params=ALL)
def joined(request, two_films, tmp_path_factory):
    """a from frame 20 on for 30 frames, then b from its frame 40 on for 30; the transition stands over the cut."""
    a = Clip(id="a", media="a", source_start=20 / NTSC_FILM, frames=CUT)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=CUT)
    track = picture(a, Transition(kind=request.param, in_frames=IN, out_frames=OUT), b)
    return request.param, render_to(tmp_path_factory.mktemp("joined") / "film.mp4", timeline(NTSC_FILM, track), *two_films)


def test_a_transition_leaves_the_film_s_length_alone(joined):
    assert len(film_numbers(joined[1])) == 2 * CUT


def test_before_a_transition_only_the_first_clip_is_seen(joined):
    shown = [frame.number for frame in film_numbers(joined[1])]

    assert shown[: CUT - IN] == list(range(20, 20 + CUT - IN))


def test_after_a_transition_only_the_second_clip_is_seen(joined):
    shown = [frame.number for frame in film_numbers(joined[1])]

    assert shown[CUT + OUT :] == list(range(1040 + OUT, 1040 + CUT))


def test_no_frame_of_a_transition_shows_one_clip_alone_but_a_dip(joined):
    """The quarter, the half and three quarters of the way are unlike both clips' own pictures there."""
    kind, film = joined
    pictures = [shown for _, shown in film_pictures(film)]
    alone_before, alone_after = pictures[CUT - IN - 1].astype(float), pictures[CUT + OUT].astype(float)

    for frame in (CUT - IN + 4, CUT - IN + 8, CUT - IN + 12):
        nearest = min(abs(pictures[frame] - alone_before).mean(), abs(pictures[frame] - alone_after).mean())
        assert nearest > 5, f"{kind}, frame {frame}"


@pytest.fixture(scope="module")
def slow_dissolve(two_films, tmp_path_factory):
    """A dissolve of 40 frames, 20 on each side of the cut at 30."""
    a = Clip(id="a", media="a", source_start=20 / NTSC_FILM, frames=CUT)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=CUT)
    track = picture(a, Transition(kind="dissolve", in_frames=20, out_frames=20), b)
    film = render_to(tmp_path_factory.mktemp("slow") / "film.mp4", timeline(NTSC_FILM, track), *two_films)
    return [frame.number for frame in film_numbers(film)]


# Mixed as light, a white block of the other picture is grey 97 of 255 at a tenth already: numbers are read up to there.
def test_a_dissolve_begins_with_the_first_clip_still_running(slow_dissolve):
    assert slow_dissolve[10:15] == list(range(30, 35))


def test_a_dissolve_ends_with_the_second_clip_already_running_from_its_handle(slow_dissolve):
    # Frame 45 is 15 frames after the cut, so b shows its frame 55; it began 20 frames before the cut, at its frame 20.
    assert slow_dissolve[45:50] == list(range(1055, 1060))


def test_two_clips_evenly_mixed_are_neither(slow_dissolve):
    assert slow_dissolve[29:31] == [None, None]


def test_a_dissolve_goes_on_into_the_first_clip_s_handle(two_films, tmp_path):
    a = Clip(id="a", media="a", source_start=20 / NTSC_FILM, frames=CUT)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=60)
    # The cut stands at frame 30; the first clip is read from its handle, 50 and on, while it is still the brighter one.
    track = picture(a, Transition(kind="dissolve", in_frames=0, out_frames=40), b)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, track), *two_films)

    assert [frame.number for frame in film_numbers(film)][CUT : CUT + 5] == list(range(50, 55))


def test_the_middle_of_a_dip_is_black(two_films, tmp_path):
    a = Clip(id="a", media="a", source_start=20 / NTSC_FILM, frames=CUT)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=CUT)
    track = picture(a, Transition(kind="dip_to_black", in_frames=5, out_frames=6), b)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, track), *two_films)

    assert [shown.max() <= 2 for _, shown in film_pictures(film)][CUT - 1 : CUT + 2] == [False, True, False]
