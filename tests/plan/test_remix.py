"""A song cut anew: laws of the passages, for any grid, any prices and any length."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.model.joins import Joins
from autoedit.model.music import Beat, BeatGrid
from autoedit.plan.bed import MusicFit, lay_music, musical_end
from autoedit.plan.passages import Passage, laid
from autoedit.plan.remix import bar_lines, remix
from tests.plan.values import FOUR_RISING, click_grid
from tests.properties.rates import RATES


def joins(grid: BeatGrid, seed: int = 0, *, most_shift_ms: int = 0) -> Joins:
    """Any prices, and shifts up to so many milliseconds."""
    lines = bar_lines(grid, musical_end(grid))
    rng = np.random.default_rng(seed)
    price = rng.uniform(0, 4, (len(lines), len(lines))).astype(np.float32)
    shift = rng.integers(-most_shift_ms, most_shift_ms + 1, price.shape).astype(np.int16)
    return Joins(lines=lines, price=price, shift_ms=shift)


def alike_at(grid: BeatGrid, left: int, entered: int) -> Joins:
    """A song in which one jump alone is not heard."""
    heard = joins(grid)
    price = np.full_like(heard.price, 9.0)
    price[left, entered] = 0.0
    return Joins(lines=heard.lines, price=price, shift_ms=heard.shift_ms)


@st.composite
def grids(draw: st.DrawFn) -> BeatGrid:
    """Songs of some bars, steady or drifting, with a head before the first beat and a ring after the last, which is struck."""
    bars, metre = draw(st.integers(8, 40)), draw(st.sampled_from([3, 4]))
    gaps = draw(st.lists(st.integers(13000, 44100), min_size=1, max_size=8))
    time = Fraction(draw(st.integers(0, 88200)), 44100)
    start = time * draw(st.sampled_from([0, 1]))
    beats = []
    for number in range(bars * metre):
        strength = 1.0 if number == bars * metre - 1 else draw(st.sampled_from([0.1, 0.5, 1.0]))
        beats.append(Beat(time=time, number=number % metre + 1, strength=strength))
        time += Fraction(gaps[number * len(gaps) // (bars * metre)], 44100)
    end = beats[-1].time + Fraction(draw(st.integers(4410, 176400)), 44100)
    return BeatGrid(start=start, end=end, tempo=100.0, metre=metre, confidence=1.0, beats=tuple(beats))


def made(grid: BeatGrid, length: Fraction, seed: int = 0) -> tuple[Passage, ...]:
    passages = lay_music(grid, length, MusicFit.REMIX, joins(grid, seed, most_shift_ms=20)).passages
    assert passages
    return passages


# Each example is a search through a whole song.
FEW = settings(max_examples=30)

lengths = st.fractions(10, 80, max_denominator=1001)


@FEW
@given(grids(), lengths, st.integers(0, 5))
def test_the_passages_fill_the_film_but_for_a_moment_of_silence(grid: BeatGrid, length: Fraction, seed: int):
    passages = made(grid, length, seed)

    assert all(later.start == earlier.start + earlier.duration for earlier, later in pairwise(passages))
    silence = length - sum(passage.duration for passage in passages)
    assert 0 <= passages[0].start <= silence
    assert silence <= 2 + Fraction(1, 1000)


@FEW
@given(grids(), lengths, st.integers(0, 5))
def test_every_passage_lies_inside_the_song(grid: BeatGrid, length: Fraction, seed: int):
    passages = made(grid, length, seed)

    assert all(passage.duration > 0 for passage in passages)
    assert passages[0].source_start >= grid.start
    assert all(passage.source_start >= grid.start - Fraction(20, 1000) for passage in passages)
    assert all(passage.source_start + passage.duration <= grid.end for passage in passages)


@FEW
@given(grids(), lengths, st.integers(0, 5))
def test_the_last_passage_ends_with_the_song_or_within_its_last_ring(grid: BeatGrid, length: Fraction, seed: int):
    last = made(grid, length, seed)[-1]

    end = musical_end(grid)
    assert end - (end - grid.beats[-1].time) * Fraction(41, 100) <= last.source_start + last.duration <= end


@FEW
@given(grids(), lengths, st.integers(0, 5))
def test_the_song_is_left_and_entered_at_bar_lines(grid: BeatGrid, length: Fraction, seed: int):
    passages = made(grid, length, seed)

    lines = {beat.time for beat in grid.downbeats}
    assert all(passage.source_start + passage.duration in lines for passage in passages[:-1])
    for passage in passages[1:]:
        assert min(abs(passage.source_start - line) for line in lines) <= Fraction(20, 1000)


@FEW
@given(grids(), lengths)
def test_the_film_begins_with_the_song_or_on_a_beat_that_is_faded_in(grid: BeatGrid, length: Fraction):
    first = made(grid, length)[0]

    if first.source_start != grid.start and first.duration + first.start < length - 1:
        assert first.start == 0
        assert any(beat.time == first.source_start + first.fade_in for beat in grid.beats) or first.fade_in == Fraction(1, 10)


@FEW
@given(grids(), st.integers(0, 5), st.fractions(Fraction(1, 4), Fraction(99, 100), max_denominator=1000))
def test_sections_keep_their_order_in_a_shorter_film(grid: BeatGrid, seed: int, share: Fraction):
    length = max(Fraction(10), (grid.end - grid.start) * share)
    if length > musical_end(grid) - grid.start:
        return

    passages = made(grid, length, seed)

    assert all(later.source_start > earlier.source_start for earlier, later in pairwise(passages))


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_samples_keep_their_exact_time_across_a_splice_whatever_the_rate(rate: Fraction):
    grid = click_grid(tempo="127.3", bars=24, start="0.3", sections=FOUR_RISING)
    passages = lay_music(grid, 701 / rate, MusicFit.REMIX, joins(grid, 3)).passages

    pieces = laid(passages, rate, 701)

    assert len(pieces) > 1
    for piece in pieces:
        assert piece.source_start - piece.first / rate == piece.passage.source_start - piece.passage.start
    assert sum(piece.frames for piece in pieces) + pieces[0].first <= 701


def test_the_beat_keeps_its_pace_across_splices():
    grid = click_grid(tempo=120, bars=32)

    beats = lay_music(grid, Fraction(47), MusicFit.REMIX, joins(grid, 1)).beats

    assert {later.time - earlier.time for earlier, later in pairwise(beats)} == {Fraction(1, 2)}


def test_the_jump_that_is_not_heard_is_taken():
    grid = click_grid(tempo=120, bars=32)

    passages = remix(grid, alike_at(grid, 10, 18), musical_end(grid), Fraction(64 - 16))

    assert passages is not None
    assert [passage.source_start for passage in passages] == [0, 36]
    assert passages[0].duration == 20


def test_a_song_as_long_as_its_film_is_left_alone():
    grid = click_grid(tempo=120, bars=32)

    passages = lay_music(grid, Fraction(64), MusicFit.REMIX, joins(grid)).passages

    assert [(passage.source_start, passage.duration) for passage in passages] == [(0, 64)]


def test_a_longer_film_plays_whole_phrases_again():
    grid = click_grid(tempo=120, bars=32)
    heard = joins(grid)
    even = Joins(lines=heard.lines, price=np.ones_like(heard.price), shift_ms=heard.shift_ms)

    passages = remix(grid, even, musical_end(grid), Fraction(64 + 32))

    assert passages is not None
    (first, second) = passages
    assert (first.source_start + first.duration - second.source_start) / 2 == 16


def test_a_film_shorter_than_a_few_bars_gets_the_song_s_last_moments():
    grid = click_grid(tempo=60, bars=16)

    passages = remix(grid, joins(grid), musical_end(grid), Fraction(3))

    assert passages is not None
    assert [passage.source_start + passage.duration for passage in passages] == [musical_end(grid)]


def test_a_film_of_many_laps_is_filled():
    grid = click_grid(tempo=120, bars=8)

    passages = lay_music(grid, Fraction(200), MusicFit.REMIX, joins(grid)).passages

    assert passages[-1].start + passages[-1].duration >= 198


def test_a_splice_on_a_struck_beat_is_over_before_it():
    grid = click_grid(tempo=120, bars=32)
    rate = Fraction(25)

    pieces = laid(lay_music(grid, Fraction(40), MusicFit.REMIX, joins(grid)).passages, rate, 1000)

    for piece in pieces[1:]:
        assert (piece.out_frames, piece.in_frames >= 1) == (0, True)
        assert piece.first / rate <= piece.passage.start - Fraction(1, 100)


def test_without_a_beat_to_trust_nothing_is_cut_anew():
    grid = click_grid(bars=16, confidence=0.1)

    bed = lay_music(grid, Fraction(20), None, joins(click_grid(bars=16)))

    assert len(bed.passages) == 1


def test_the_whole_song_begins_with_its_beginning_and_is_faded_where_the_film_ends():
    bed = lay_music(click_grid(bars=32), Fraction(20), MusicFit.WHOLE)

    assert [(passage.source_start, passage.duration) for passage in bed.passages] == [(0, 20)]
    assert bed.fades_from is not None
