"""A part of a song, as if there were no more of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.errors import BadOption
from autoedit.model.music import Stretch
from autoedit.model.timeline import TrackRole
from autoedit.plan.song_range import between
from autoedit.plan.style import highlights
from tests.plan.values import FOUR_RISING, click_grid, footage, planned, song

HITS = tuple(Fraction(time, 10) for time in range(7, 320, 13))


def whole_song():
    """Thirty-two seconds from 0.5 s on, with sections, hits, and two stretches."""
    grid = click_grid(bars=16, start="0.5", sections=FOUR_RISING, accents=HITS)
    middle = Fraction(33, 2)
    stretches = (Stretch(start=grid.start, end=middle, confidence=0.9), Stretch(start=middle, end=grid.end, confidence=0.2))
    return song(replace(grid, stretches=stretches))


SONG = whole_song()
times = st.fractions(-1, 34, max_denominator=100)


@given(times, st.fractions(2, 30, max_denominator=100))
def test_nothing_outside_the_part_is_left(start: Fraction, lasts: Fraction):
    first, last = max(start, SONG.grid.start), min(start + lasts, SONG.grid.end)
    if last - first < 2:
        return

    grid = between(SONG, start, start + lasts).grid

    assert (grid.start, grid.end) == (first, last)
    assert [beat for beat in SONG.grid.beats if first <= beat.time < last] == list(grid.beats)
    assert [hit for hit in HITS if first <= hit < last] == list(grid.accents)
    for parts in (grid.sections, grid.stretches):
        assert (parts[0].start, parts[-1].end) == (first, last)
        assert all(part.start < part.end for part in parts)


def test_a_song_without_a_wish_is_the_song():
    assert between(SONG, None, None) == SONG


def test_one_end_alone_leaves_the_other():
    assert between(SONG, Fraction(10), None).grid.end == SONG.grid.end
    assert between(SONG, None, Fraction(10)).grid.start == SONG.grid.start


@pytest.mark.parametrize(("start", "end"), [(10, 11), (12, 10), (40, 50), (31, None)])
def test_a_part_too_short_to_be_heard_is_refused_with_what_can_be_heard(start: int, end: int | None):
    with pytest.raises(BadOption, match=r"music-song, which can be heard from 0\.5 to 32\.5 s\. Give a longer part"):
        between(SONG, Fraction(start), Fraction(end) if end is not None else None)


def test_a_film_plays_nothing_outside_the_part():
    part = between(song(), Fraction(6), Fraction(22))

    edit_list = planned([footage("a"), footage("b")], part, style=highlights(), length=Fraction(10))

    for clip in edit_list.timeline.track(TrackRole.MUSIC).clips:
        assert 6 <= clip.source_start < clip.source_start + Fraction(clip.frames, 25) <= 22
