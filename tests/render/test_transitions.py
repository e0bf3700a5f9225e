"""Transitions in a finished film, and every transition in the table by itself."""

from __future__ import annotations

import pytest

from autoedit.model.timeline import Clip, Transition
from autoedit.registry import load_function, names
from autoedit.testing import check_transition, film_numbers, film_pictures
from tests.render.making import NTSC_FILM, picture, render_to, timeline

ALL = sorted(names("autoedit.transitions"))
CUT, IN, OUT = 30, 6, 10


@pytest.mark.parametrize("kind", ALL)
def test_a_transition_goes_from_one_picture_to_the_other(kind):
    check_transition(load_function("autoedit.transitions", kind))


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


def test_a_dissolve_begins_with_the_first_clip_still_running(slow_dissolve):
    assert slow_dissolve[10:22] == list(range(30, 42))


def test_a_dissolve_ends_with_the_second_clip_already_running_from_its_handle(slow_dissolve):
    # Frame 38 is 8 frames after the cut, so b shows its frame 48; it began 20 frames before the cut, at its frame 20.
    assert slow_dissolve[38:50] == list(range(1048, 1060))


def test_two_clips_evenly_mixed_are_neither(slow_dissolve):
    assert slow_dissolve[29:31] == [None, None]


def test_a_dissolve_goes_on_into_the_first_clip_s_handle(two_films, tmp_path):
    a = Clip(id="a", media="a", source_start=20 / NTSC_FILM, frames=CUT)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=60)
    # The cut stands at frame 30; the first clip is read from its handle, 50 and on, while it is still the brighter one.
    track = picture(a, Transition(kind="dissolve", in_frames=0, out_frames=40), b)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, track), *two_films)

    assert [frame.number for frame in film_numbers(film)][CUT : CUT + 12] == list(range(50, 62))


def test_the_middle_of_a_dip_is_black(two_films, tmp_path):
    a = Clip(id="a", media="a", source_start=20 / NTSC_FILM, frames=CUT)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=CUT)
    track = picture(a, Transition(kind="dip_to_black", in_frames=5, out_frames=6), b)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, track), *two_films)

    assert [shown.max() <= 2 for _, shown in film_pictures(film)][CUT - 1 : CUT + 2] == [False, True, False]
