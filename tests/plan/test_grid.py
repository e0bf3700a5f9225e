"""Where a film may be cut: on the music, or close together without any."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TrackRole
from autoedit.plan.bed import lay_music
from autoedit.plan.grid import BEAT, DOWNBEAT, HALF_BAR, OPENING, Grid, even_grid, musical_grid, only_slots
from autoedit.plan.style import Style, highlights, montage, recap, trailer
from tests.plan.reading import clips, cuts
from tests.plan.values import FOUR_RISING, click_grid, footage, planned, song
from tests.properties.rates import PAL, RATES

LIBRARY = [footage(f"file-{number}", (0.5,) * 8) for number in range(1, 5)]
BUILT_IN = (highlights(), trailer(), montage(), recap())
STYLES = pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
EVERY_RATE = pytest.mark.parametrize("rate", RATES, ids=str)
SOME = settings(max_examples=30, deadline=None)


def rising(style: Style, rate: Fraction = PAL, *, tempo: str = "120", seconds: int = 32) -> Grid:
    """A grid on a song of sixteen bars that rises to a drop."""
    grid = click_grid(tempo=tempo, bars=16, sections=FOUR_RISING)
    return musical_grid(lay_music(grid, Fraction(seconds)), style, rate, nearest_frame(Fraction(seconds), rate), Fraction(1))


def lengths(grid: Grid) -> list[int]:
    """Each slot's length by its points."""
    return [grid.points[last].frame - grid.points[first].frame for first, last in zip(grid.first, grid.last, strict=True)]


def reached(grid: Grid) -> set[int]:
    """The points that chains of slots lead to from the film's start."""
    found = {0}
    for first, last in zip(grid.first.tolist(), grid.last.tolist(), strict=True):
        found |= {last} if first in found else set()
    return found


@EVERY_RATE
@STYLES
@pytest.mark.parametrize("tempo", ["97", "128", "174.3"])
def test_a_cut_lands_on_the_frame_nearest_its_beat(rate: Fraction, style: Style, tempo: str):
    music = song(click_grid(tempo=Fraction(tempo), bars=24, start="0.217", sections=FOUR_RISING))

    edit_list = planned(LIBRARY, music, style=style, length=Fraction(15), frame_rate=rate)

    heard = edit_list.timeline.track(TrackRole.MUSIC).clips[0]
    beats = [beat.time - heard.source_start for beat in music.grid.beats]
    assert len(cuts(edit_list)) > 3
    assert all(min(abs(cut / rate - beat) for beat in beats) <= Fraction(1, 2) / rate for cut in cuts(edit_list))


@given(st.fractions(50, 220, max_denominator=100), st.sampled_from(RATES), st.sampled_from(BUILT_IN), st.integers(12, 60))
@SOME
def test_every_cut_point_is_within_half_a_frame_of_its_beat(tempo: Fraction, rate: Fraction, style: Style, seconds: int):
    bed = lay_music(click_grid(tempo=tempo, bars=30, start="0.217", sections=FOUR_RISING), Fraction(seconds))

    grid = musical_grid(bed, style, rate, nearest_frame(Fraction(seconds), rate), Fraction(1))

    assert len(grid.points) > 2
    assert all(abs(point.frame / rate - point.beat.time) <= Fraction(1, 2) / rate for point in grid.points[1:-1])


@given(st.fractions(60, 200, max_denominator=100), st.sampled_from(RATES), st.sampled_from(BUILT_IN), st.integers(4, 60))
@SOME
def test_slots_on_music_lead_from_the_films_start_to_its_end(tempo: Fraction, rate: Fraction, style: Style, seconds: int):
    frames = int(seconds * rate)
    bed = lay_music(click_grid(tempo=tempo, bars=24, sections=FOUR_RISING), frames / rate)

    grid = musical_grid(bed, style, rate, frames, Fraction(1))

    assert (grid.points[0].frame, grid.points[-1].frame) == (0, frames)
    assert len(grid.points) - 1 in reached(grid)
    assert lengths(grid) == [grid.shapes[row].frames for row in grid.row]


@given(
    st.sampled_from(RATES),
    st.sampled_from(BUILT_IN),
    st.integers(60, 5000),
    st.sampled_from([Fraction(3, 5), Fraction(1), Fraction(7, 4)]),
)
@SOME
def test_even_slots_lead_from_the_films_start_to_its_end(rate: Fraction, style: Style, frames: int, stretch: Fraction):
    grid = even_grid(style, rate, frames, stretch)

    assert (grid.points[0].frame, grid.points[-1].frame) == (0, frames)
    assert len(grid.points) - 1 in reached(grid)
    assert lengths(grid) == [grid.shapes[row].frames for row in grid.row]


@pytest.mark.parametrize("frames", [2, 3, 24, 60])
def test_with_every_frame_a_point_any_film_has_slots(frames: int):
    grid = even_grid(highlights(), PAL, frames, Fraction(1), is_fine=True)

    assert [point.frame for point in grid.points] == list(range(frames + 1))
    assert set(lengths(grid)) == set(range(1, frames + 1))


@EVERY_RATE
@pytest.mark.parametrize("style", BUILT_IN, ids=lambda style: style.name)
@pytest.mark.parametrize("tempo", ["70", "200"])
def test_slots_on_music_last_no_less_and_no_more_than_the_style_allows(rate: Fraction, style: Style, tempo: str):
    grid = rising(style, rate, tempo=tempo)

    assert min(lengths(grid)) >= nearest_frame(style.shortest_seconds, rate)
    assert max(lengths(grid)) <= nearest_frame(style.longest_seconds, rate)


@EVERY_RATE
@pytest.mark.parametrize("style", BUILT_IN, ids=lambda style: style.name)
def test_even_slots_last_no_less_and_no_more_than_the_style_allows(rate: Fraction, style: Style):
    grid = even_grid(style, rate, nearest_frame(Fraction(40), rate), Fraction(1))

    assert min(lengths(grid)) >= nearest_frame(style.shortest_seconds, rate)
    assert max(lengths(grid)) <= nearest_frame(style.longest_seconds, rate)


@STYLES
def test_a_free_grid_allows_clips_of_any_length_between_beats(style: Style):
    bed = lay_music(click_grid(bars=8), Fraction(16))

    grid = musical_grid(bed, style, PAL, 400, Fraction(1), is_free=True)

    count = len(grid.points)
    assert len(grid.first) == count * (count - 1) // 2


def test_slots_between_beats_hold_a_musical_number_of_them():
    grid = rising(highlights())

    inner = [
        last - first
        for first, last in zip(grid.first.tolist(), grid.last.tolist(), strict=True)
        if first and last < len(grid.points) - 1 and all(grid.points[place].beat.opens is None for place in (first, last))
    ]
    assert {2, 3, 4, 8} <= set(inner)
    assert all(count <= 3 or count % 2 == 0 for count in inner)


def test_slots_in_three_four_time_hold_whole_bars_beyond_three_beats():
    bed = lay_music(click_grid(bars=12, metre=3), Fraction(18))

    grid = musical_grid(bed, highlights(), PAL, 450, Fraction(1))

    counts = [last - first for first, last in zip(grid.first.tolist(), grid.last.tolist(), strict=True) if first]
    inner = [count for count, last in zip(counts, [x for f, x in zip(grid.first, grid.last, strict=True) if f], strict=True)
             if last < len(grid.points) - 1]  # fmt: skip
    assert {6, 9, 12} <= set(inner)
    assert all(count <= 3 or count % 3 == 0 for count in inner)


def test_cut_points_sit_by_their_place_in_the_bar():
    sits = {point.beat.number: point.sits for point in rising(trailer()).points[1:-1] if point.beat.opens is None}

    assert sits == {1: DOWNBEAT, 2: BEAT, 3: HALF_BAR, 4: BEAT}


def test_where_a_section_opens_a_cut_sits_best():
    opening = [point for point in rising(trailer()).points[1:-1] if point.beat.opens is not None]

    assert [point.frame for point in opening] == [200, 400, 600]
    assert {point.sits for point in opening} == {OPENING}


def test_a_clip_across_the_opening_of_a_section_sits_worse():
    grid = rising(trailer())
    across = [
        grid.shapes[row].sits
        for first, last, row in zip(grid.first, grid.last, grid.row, strict=True)
        if grid.points[first].frame < 200 < grid.points[last].frame
    ]

    assert across
    assert max(across) <= 0


@pytest.mark.parametrize("style", BUILT_IN, ids=lambda style: style.name)
def test_a_section_that_is_livelier_than_the_one_before_begins_with_a_cut(style: Style):
    edit_list = planned(LIBRARY, song(), style=style, length=Fraction(32))

    assert {200, 400} <= set(cuts(edit_list))


def test_the_drop_is_the_point_that_opens_the_section_of_that_name():
    assert [point.frame for point in rising(trailer()).points if point.is_drop] == [400]


def test_without_a_drop_by_name_the_greatest_rise_is_the_drop():
    kinds = [kind for kind, _ in FOUR_RISING]
    sections = tuple(zip([kinds[0], kinds[1], kinds[1], kinds[3]], [0.2, 0.3, 0.9, 0.4], strict=True))
    bed = lay_music(click_grid(bars=16, sections=sections), Fraction(32))

    grid = musical_grid(bed, trailer(), PAL, 800, Fraction(1))

    assert [point.frame for point in grid.points if point.is_drop] == [400]


def test_a_film_without_music_has_its_drop_where_its_act_begins():
    grid = even_grid(trailer(), PAL, 500, Fraction(1))

    (drop,) = [point for point in grid.points if point.is_drop]
    assert abs(drop.frame - Fraction(64, 100) * 500) <= 2


def test_two_hits_on_one_frame_are_one_point():
    accents = (Fraction(2), Fraction(2) + Fraction(1, 100), Fraction(4))
    bed = lay_music(click_grid(bars=4, confidence=0.1, accents=accents), Fraction(8))

    grid = musical_grid(bed, trailer(), PAL, 200, Fraction(1))

    assert [point.frame for point in grid.points] == [0, 50, 100, 200]


def test_busy_music_gets_shorter_clips_than_calm_music():
    edit_list = planned(LIBRARY, song(), length=Fraction(32))

    ends = [*cuts(edit_list), 800]
    lasting = list(zip(ends, [clip.frames for clip in clips(edit_list)], strict=True))
    calm, busy = [frames for end, frames in lasting if end <= 200], [frames for end, frames in lasting if 400 < end <= 600]
    assert median(busy) < median(calm)


def test_a_wish_is_stretched_with_the_pace():
    calm, fast = (
        musical_grid(lay_music(click_grid(bars=8), Fraction(16)), trailer(), PAL, 400, Fraction(stretch)) for stretch in (2, 1)
    )

    assert {shape.wish for shape in calm.shapes} == {2 * shape.wish for shape in fast.shapes}


def test_offsets_of_beats_within_a_slot_are_the_cut_points_own():
    grid = rising(trailer(), RATES[0])

    for first, last, row in zip(grid.first, grid.last, grid.row, strict=True):
        frames = {point.frame - grid.points[first].frame for point in grid.points[first:last]}
        assert {offset for offset, _ in grid.shapes[row].beats} <= frames


def test_some_slots_of_a_grid_keep_their_points_and_shapes():
    grid = rising(trailer())
    keep = [place % 3 == 0 for place in range(len(grid.first))]

    fewer = only_slots(grid, keep)

    assert lengths(fewer) == lengths(grid)[::3]
    assert replace(fewer, first=grid.first, last=grid.last, row=grid.row).points == grid.points
