"""Which frame of which source each frame of a film shows, read back from the finished file."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from autoedit.model.timeline import Clip, Gap
from autoedit.testing import film_numbers, film_pictures
from tests.render.making import NTSC, NTSC_FAST, NTSC_FILM, PAL, RATES, numbers_shown, picture, render_to, timeline


def clips_of(name: str, times: list[Fraction], rate: Fraction) -> list[Clip]:
    """Three clips, not in the source's order, each from the exact time of a source frame."""
    spans = ((90, 25), (3, 19), (61, 12))
    return [
        Clip(id=f"c{number}", media=name, source_start=times[frame], frames=frames)
        for number, (frame, frames) in enumerate(spans)
    ]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_at_the_source_s_own_rate_a_clip_shows_its_frames_one_by_one(rate, sources, source_times, tmp_path):
    clips = clips_of(str(rate), source_times[str(rate)], rate)

    film = render_to(tmp_path / "film.mp4", timeline(rate, picture(*clips)), sources[str(rate)])

    assert [shown.number for shown in film_numbers(film)] == [*range(90, 115), *range(3, 22), *range(61, 73)]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_frame_n_of_a_film_stands_at_exactly_n_over_the_rate(rate, sources, source_times, tmp_path):
    clips = clips_of(str(rate), source_times[str(rate)], rate)

    film = render_to(tmp_path / "film.mp4", timeline(rate, picture(*clips)), sources[str(rate)])

    assert [shown.time for shown in film_numbers(film)] == [frame / rate for frame in range(56)]


@pytest.mark.slow
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_after_thousands_of_frames_a_frame_still_stands_at_exactly_n_over_the_rate(rate, two_films, tmp_path):
    """A rate written with two decimals, 23.98, would be a frame late after some 6,000."""
    clip = Clip(id="c", media="a", source_start=Fraction(0), frames=1)

    film = render_to(tmp_path / "film.mp4", timeline(rate, picture(clip, Gap(frames=6999)), size=(32, 32)), two_films[0])

    assert [time for time, _ in film_pictures(film)] == [frame / rate for frame in range(7000)]


@pytest.mark.parametrize("name", ["late", "matroska"])
def test_a_clip_starts_on_its_frame_whatever_the_source_s_clock(name, sources, source_times, tmp_path):
    clips = clips_of(name, source_times[name], NTSC_FILM)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(*clips)), sources[name])

    assert [shown.number for shown in film_numbers(film)] == [*range(90, 115), *range(3, 22), *range(61, 73)]


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("30", Fraction(24)),
        ("25", NTSC_FILM),
        (str(NTSC_FILM), NTSC),
        (str(NTSC_FAST), NTSC),
        ("variable", NTSC_FILM),
        ("variable", PAL),
        ("variable", NTSC),
        ("variable", NTSC_FAST),
    ],
)
def test_at_another_rate_a_frame_shows_what_the_source_shows_at_its_middle(name, rate, sources, source_times, tmp_path):
    times = source_times[name]
    clips = clips_of(name, times, rate)

    film = render_to(tmp_path / "film.mp4", timeline(rate, picture(*clips)), sources[name])

    assert [shown.number for shown in film_numbers(film)] == [
        number for clip in clips for number in numbers_shown(clip, times, rate)
    ]


@pytest.mark.parametrize("speed", [Fraction(2), Fraction(1, 2), Fraction(3, 4)], ids=str)
def test_a_clip_s_speed_sets_which_frames_are_shown(speed, sources, source_times, tmp_path):
    clip = Clip(id="c", media="25", source_start=Fraction(20, 25), frames=40, speed=speed)

    film = render_to(tmp_path / "film.mp4", timeline(PAL, picture(clip)), sources["25"])

    assert [shown.number for shown in film_numbers(film)] == numbers_shown(clip, source_times["25"], PAL)


def many_clips(count: int, frames: tuple[int, int]) -> list[Clip]:
    """Clips of many lengths from everywhere in a source of 200 frames."""
    dice = random.Random(23)
    lengths = [dice.randint(*frames) for _ in range(count)]
    firsts = [dice.randrange(0, 200 - length) for length in lengths]
    return [
        Clip(id=f"c{number}", media=str(NTSC_FILM), source_start=first / NTSC_FILM, frames=length)
        for number, (first, length) in enumerate(zip(firsts, lengths, strict=True))
    ]


@pytest.mark.parametrize("frames", [(1, 9), pytest.param((18, 30), marks=pytest.mark.slow)], ids=["short", "one second"])
def test_119_cuts_at_ntsc_film_rate_show_no_wrong_frame(frames, sources, source_times, tmp_path):
    clips = many_clips(120, frames)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(*clips)), sources[str(NTSC_FILM)])

    shown = [frame.number for frame in film_numbers(film)]
    assert shown == [number for clip in clips for number in numbers_shown(clip, source_times[str(NTSC_FILM)], NTSC_FILM)]


def test_a_gap_is_black(two_films, tmp_path):
    a, _ = two_films
    clip = Clip(id="c", media="a", source_start=Fraction(0), frames=5)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(clip, Gap(frames=4))), a)

    assert [shown.max() <= 2 for _, shown in film_pictures(film)] == [False] * 5 + [True] * 4


def test_the_last_frame_of_a_clip_that_fades_out_is_black(two_films, tmp_path):
    a, _ = two_films
    clip = Clip(id="c", media="a", source_start=Fraction(0), frames=12, fade_out_frames=6)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(clip)), a)

    brightness = [shown.mean() for _, shown in film_pictures(film)]
    assert brightness[-1] < 2 and brightness[5] > 50 and brightness[6:] == sorted(brightness[6:], reverse=True)


def test_a_clip_that_fades_out_still_shows_the_right_frames(two_films, tmp_path):
    a, _ = two_films
    clip = Clip(id="c", media="a", source_start=30 / NTSC_FILM, frames=12, fade_out_frames=6)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(clip)), a)

    # Read until it is too dark to read.
    assert [shown.number for shown in film_numbers(film)][:9] == list(range(30, 39))
