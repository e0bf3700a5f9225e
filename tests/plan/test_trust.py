"""Cuts fall on beats where these can be trusted, and on hits elsewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from autoedit.model.music import BeatGrid, Stretch
from autoedit.model.time import nearest_frame
from autoedit.plan.bed import lay_music
from autoedit.plan.grid import musical_grid
from autoedit.plan.style import trailer
from tests.plan.reading import cuts
from tests.plan.values import click_grid, footage, planned, song
from tests.properties.rates import RATES

HITS = tuple(Fraction(time, 10) for time in (7, 33, 61, 94, 128, 150, 207, 251))


def half_trusted() -> BeatGrid:
    """Thirty-two seconds of beats at 120; only from the sixteenth second on can they be trusted."""
    grid = click_grid(bars=16, accents=HITS)
    return replace(
        grid,
        stretches=(
            Stretch(start=grid.start, end=Fraction(16), confidence=0.1),
            Stretch(start=Fraction(16), end=grid.end, confidence=0.9),
        ),
    )


def test_hits_are_offered_where_beats_are_not_trusted_and_beats_where_they_are():
    bed = lay_music(half_trusted(), Fraction(32))

    early = {beat.time for beat in bed.beats if beat.time < 16}
    late = {beat.time for beat in bed.beats if beat.time >= 16}
    assert early == {hit for hit in HITS if hit < 16}
    assert late == {Fraction(number, 2) for number in range(32, 64)}


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_every_cut_point_is_a_hit_or_a_beat_by_its_stretch(rate: Fraction):
    bed = lay_music(half_trusted(), Fraction(32))

    points = musical_grid(bed, trailer(), rate, nearest_frame(Fraction(32), rate), Fraction(1)).points[1:-1]

    assert points
    assert all((point.beat.number == 0) == (point.beat.time < 16) for point in points)
    assert all(point.frame == nearest_frame(point.beat.time, rate) for point in points)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_every_cut_of_a_film_is_on_a_hit_or_on_a_beat_by_its_stretch(rate: Fraction):
    library = [footage(f"file-{number}", (0.5,) * 8) for number in range(1, 4)]

    edit_list = planned(library, song(half_trusted()), length=Fraction(32), frame_rate=rate)

    trusted = {nearest_frame(Fraction(number, 2), rate) for number in range(32, 64)}
    assert len(cuts(edit_list)) > 5
    assert set(cuts(edit_list)) <= {nearest_frame(hit, rate) for hit in HITS if hit < 16} | trusted


def test_bars_are_counted_from_the_first_trusted_downbeat():
    bed = lay_music(half_trusted(), Fraction(32))

    points = musical_grid(bed, trailer(), Fraction(25), 800, Fraction(1)).points[1:-1]

    trusted = [point.beat for point in points if point.beat.time >= 16]
    assert (trusted[0].time, trusted[0].number) == (16, 1)
