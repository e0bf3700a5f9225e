"""The grid and the candidates as a problem, and its answer read back exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.model.document import Footage, Song
from autoedit.plan.attempts import wished_grid
from autoedit.plan.bed import lay_music
from autoedit.plan.candidate import candidates, in_order, without_copies
from autoedit.plan.coverage import Takes, counters
from autoedit.plan.grid import Grid, even_grid, musical_grid
from autoedit.plan.neighbours import neighbour_costs
from autoedit.plan.options import PlanOptions, pace_of
from autoedit.plan.prices import Solved, solved
from autoedit.plan.problem import UNIT, Pick
from autoedit.plan.solve import Puzzle, puzzle, solution, usual_clips
from autoedit.plan.style import Style, highlights, montage, recap, trailer
from autoedit.plan.worth import exact_start, weighed
from tests.benchmarks.libraries import library
from tests.plan.reading import clips, names
from tests.plan.values import FOUR_RISING, click_grid, planned, random_footage, song
from tests.properties.rates import PAL, RATES

FEW = settings(max_examples=15, deadline=None)
TRUSTED = song(click_grid(tempo=128, bars=8, sections=FOUR_RISING))


def grid_on_music(style: Style, rate: Fraction, frames: int, music: Song = TRUSTED) -> Grid:
    return musical_grid(lay_music(music.grid, frames / rate), style, rate, frames, Fraction(1))


def made(found: Sequence[Footage], style: Style, rate: Fraction = PAL, frames: int = 200, *, grid: Grid | None = None) -> Puzzle:
    return puzzle(grid or grid_on_music(style, rate, frames), candidates(found), style, rate, Takes.ALL)


@cache
def solved_one(seed: int) -> tuple[Puzzle, Solved]:
    """A trailer of eight seconds of two dozen moments."""
    here = made(library(seed, 24), trailer())
    return here, solved(here.problem)


@given(st.integers(0, 300), st.sampled_from(RATES), st.sampled_from([highlights(), trailer(), recap()]))
@FEW
def test_the_problem_is_worth_what_its_clips_are_in_millionths(seed: int, rate: Fraction, style: Style):
    here = made(random_footage(seed, files=2), style, rate, int(6 * rate))

    for slot in range(0, len(here.grid.first), 7):
        shape = here.grid.shapes[int(here.grid.row[slot])]
        told = here.problem.worth[here.problem.row[slot]]
        found = weighed(here.field, shape, style, rate).worth
        assert np.array_equal(np.isfinite(told), np.isfinite(found))
        assert np.allclose(told[np.isfinite(told)] / UNIT, found[np.isfinite(found)], atol=1 / UNIT)


@given(st.integers(0, 300), st.sampled_from(RATES), st.booleans(), st.data())
@FEW
def test_clips_that_would_show_one_moment_take_one_cell_and_clips_far_apart_take_none(
    seed: int, rate: Fraction, has_music: bool, data: st.DataObject
):
    style, frames = highlights(), int(6 * rate)
    grid = grid_on_music(style, rate, frames) if has_music else even_grid(style, rate, frames, Fraction(1))
    here = made(random_footage(seed, files=2), style, rate, grid=grid)
    every = np.argwhere(np.isfinite(here.problem.worth[here.problem.row])).tolist()
    if not every:
        return
    shown = []
    for slot, who in data.draw(st.lists(st.sampled_from(every), min_size=8, max_size=8)):
        pick, option = Pick(slot=slot, candidate=who), here.field.candidates[who]
        way = int(weighed(here.field, here.shape(pick), style, rate).way[who])
        start = exact_start(option, here.shape(pick), way, rate)
        shown.append((here.problem.cells_of(pick), option.order, start, start + here.shape(pick).frames / rate))

    for cells, file, start, end in shown:
        for other_cells, other_file, other_start, other_end in shown:
            share_cells = cells.start < other_cells.stop and other_cells.start < cells.stop
            if file == other_file and start < other_end and other_start < end:
                assert share_cells
            if file != other_file or end + 1 < other_start:
                assert not share_cells


@given(st.integers(0, 3))
@settings(max_examples=4, deadline=None)
def test_what_is_chosen_fills_the_film_clip_by_clip(seed: int):
    here, found = solved_one(seed)

    slots = [choice.slot for choice in here.choices(found.picks)]

    assert [slot.start for slot in slots] == [sum(before.frames for before in slots[:k]) for k in range(len(slots))]
    assert sum(slot.frames for slot in slots) == 200


@pytest.mark.parametrize("seed", range(4))
def test_a_hit_is_told_where_the_peak_falls_on_the_beat_exactly(seed: int):
    here, found = solved_one(seed)

    hits = [choice for choice in here.choices(found.picks) if choice.hit is not None]

    assert hits
    for choice in hits:
        assert choice.source_start + choice.hit / here.rate == choice.candidate.select.peak
        assert choice.hit in dict(here.shape(choice.pick).beats)


@pytest.mark.parametrize("seed", range(4))
def test_a_clips_terms_sum_to_its_worth(seed: int):
    here, found = solved_one(seed)

    for choice in here.choices(found.picks):
        assert sum(value for _, value in choice.terms) == pytest.approx(here.problem.worth_of(choice.pick) / UNIT, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("style", [highlights(), trailer(), montage(), recap()], ids=lambda style: style.name)
def test_a_films_value_is_what_its_clips_neighbours_and_counts_come_to(seed: int, style: Style):
    style = replace(style, withheld=0.0)
    edit_list = planned(random_footage(seed + 1, files=3), TRUSTED, style=style, length=Fraction(8), takes=Takes.ALL)

    known = without_copies(candidates(in_order(edit_list.footage)))
    shown = [next(place for place, one in enumerate(known) if one.name == name) for name in names(edit_list)]
    own = sum(sum(clip.reason.terms.values()) for clip in clips(edit_list))
    joins = neighbour_costs(known, style.weights.join)
    joined = sum(joins[a, b] for a, b in pairwise(shown))
    rate, frames = edit_list.timeline.frame_rate, edit_list.timeline.frames
    stretch = pace_of(PlanOptions(style=style), TRUSTED).stretch
    grid = wished_grid(lay_music(TRUSTED.grid, frames / rate), style, rate, frames, stretch)
    known_counters = counters(known, style, Takes.ALL, usual_clips(grid, rate))
    counts = [(counter, int(np.isin(shown, counter.members).sum())) for counter in known_counters]
    gained = sum(float(counter.gains[count]) for counter, count in counts) / UNIT
    assert edit_list.solution.value == pytest.approx(own - joined + gained, abs=0.02)


def test_worth_that_was_moved_leads_the_choice_and_is_not_told():
    here, found = solved_one(1)
    loved = next(k for k in range(here.problem.candidates) if k not in {pick.candidate for pick in found.picks})
    liking = [[float(who == loved) * 4 for who in range(here.problem.candidates)] for _ in here.grid.shapes]

    moved = here.moved(np.array(liking))
    led = solved(moved.problem)

    assert loved in {pick.candidate for pick in led.picks}
    assert solution(moved, led).value == pytest.approx(here.problem.value(led.picks) / UNIT, abs=1e-3)
    assert solution(moved, led).value < solution(here, found).value
