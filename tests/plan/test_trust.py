"""Cuts fall on beats where these can be trusted, and on hits elsewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from autoedit.plan.pacing import musical_slots

from autoedit.model.music import BeatGrid, Stretch
from autoedit.model.time import nearest_frame
from autoedit.plan.bed import lay_music
from autoedit.plan.style import TRAILER
from tests.plan.values import click_grid
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
def test_every_cut_is_on_a_hit_or_on_a_beat_by_its_stretch(rate):
    bed = lay_music(half_trusted(), Fraction(32))

    slots = musical_slots(bed, TRAILER, rate, nearest_frame(Fraction(32), rate), Fraction(1))

    beats = {nearest_frame(beat.time, rate): beat for beat in bed.beats}
    cuts = [slot.start for slot in slots[1:]]
    assert cuts
    assert all((beats[cut].number == 0) == (cut / rate < 16 - Fraction(1, 20)) for cut in cuts)


def test_bars_are_counted_from_the_first_trusted_downbeat():
    bed = lay_music(half_trusted(), Fraction(32))

    slots = musical_slots(bed, TRAILER, Fraction(25), 800, Fraction(1))

    trusted = [slot.beat for slot in slots if slot.beat is not None and slot.beat.time >= 16]
    assert trusted[0].time == 16
    assert trusted[0].number == 1
