"""A person's word on the beat: other levels, other bars, beats from outside."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mir_eval
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.errors import BadOption
from autoedit.model.media import Media
from autoedit.model.music import Beat, BeatGrid, Section, SectionKind
from autoedit.model.overrule import DownbeatWish, GivenBeats, Overrule, TempoWish
from autoedit.music.grid import beat_grid
from autoedit.music.labels import bar_numbers, given_beats, labels_text
from tests.music.songs import Wave, band, drifting, media, noise, steady

TRUTH = steady(120, beats=64)


def seconds(grid: BeatGrid) -> Wave:
    return np.array([float(beat.time) for beat in grid.beats])


def downbeats(grid: BeatGrid) -> list[Fraction]:
    return [beat.time for beat in grid.downbeats]


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Media:
    return media(band(TRUTH), tmp_path_factory.mktemp("song"))


@pytest.fixture(scope="module")
def grid(song: Media) -> BeatGrid:
    return beat_grid(song)


def at(ratio: str) -> Overrule:
    return Overrule(tempo=TempoWish(ratio=Fraction(ratio)))


@pytest.mark.parametrize(("ratio", "tempo"), [("2", 240), ("1/2", 60), ("3", 360), ("1/3", 40)])
def test_a_ratio_multiplies_the_tempo(song, ratio, tempo):
    assert beat_grid(song, at(ratio)).tempo == pytest.approx(tempo, rel=0.01)


@pytest.mark.parametrize("ratio", ["2", "3"])
def test_a_faster_beat_keeps_every_beat_and_every_downbeat(song, grid, ratio):
    faster = beat_grid(song, at(ratio))

    assert {beat.time for beat in grid.beats} <= {beat.time for beat in faster.beats}
    assert set(downbeats(grid)) <= set(downbeats(faster))
    assert len(faster.beats) == int(ratio) * (len(grid.beats) - 1) + 1


def test_beats_between_beats_lie_on_the_onsets_there(song):
    halves = TRUTH[:-1] + np.diff(TRUTH) / 2

    found = seconds(beat_grid(song, at("2")))

    assert np.abs(found[:, None] - halves[None, :]).min(axis=0).max() <= 0.01


def test_a_slower_beat_loses_no_downbeat_between_two_beats(song, grid):
    slower = beat_grid(song, at("1/2"))

    assert slower.metre == grid.metre
    assert set(downbeats(slower)) <= set(downbeats(grid)) <= {beat.time for beat in slower.beats}


def test_a_number_is_tracked_anew_near_that_tempo(tmp_path):
    truth = drifting(100, beats=64)

    found = beat_grid(media(band(truth), tmp_path), Overrule(tempo=TempoWish(tempo=101.0)))

    assert mir_eval.beat.f_measure(truth, seconds(found)) >= 0.95


def test_a_tempo_that_is_asked_for_is_trusted_where_none_was(tmp_path):
    hiss = media(noise(20), tmp_path)

    assert not beat_grid(hiss).is_trusted
    assert beat_grid(hiss, Overrule(tempo=TempoWish(tempo=100.0))).is_trusted


@pytest.mark.parametrize("shift", [1, -1, 5])
def test_a_shift_moves_every_downbeat_by_so_many_beats(song, grid, shift):
    moved = beat_grid(song, Overrule(downbeat=DownbeatWish(shift=shift)))

    times = [beat.time for beat in grid.beats]
    wanted = {times[place + shift % 4] for place, beat in enumerate(grid.beats[:-4]) if beat.is_downbeat}
    assert wanted <= set(downbeats(moved))
    assert [beat.time for beat in moved.beats] == times


def test_a_number_names_the_beat_that_opens_a_bar(song):
    moved = beat_grid(song, Overrule(downbeat=DownbeatWish(number=7)))

    assert [place for place, beat in enumerate(moved.beats, start=1) if beat.is_downbeat][:3] == [3, 7, 11]


def test_sections_begin_on_the_bars_that_a_person_moved(song):
    moved = beat_grid(song, Overrule(downbeat=DownbeatWish(shift=1)))

    assert {section.start for section in moved.sections} <= {moved.start, *downbeats(moved)}


def test_what_was_overruled_is_told(song):
    told = beat_grid(song, Overrule(tempo=TempoWish(ratio=Fraction(1, 2)), downbeat=DownbeatWish(shift=-1))).overruled

    assert [sentence.split(":")[0] for sentence in told] == ["--tempo /2", "--downbeat -1"]


def taps(truth: Wave, spread: float, seed: int, share: float = 1.0) -> GivenBeats:
    """Taps with a finger's error, some left out."""
    random = np.random.default_rng(seed)
    kept = random.random(len(truth)) < share
    times = truth[kept] - 0.01 + random.normal(0, spread, kept.sum())
    return GivenBeats(
        times=tuple(Fraction(round(time * 1000), 1000) for time in times),
        numbers=(0,) * len(times),
        is_tapped=True,
        source="taps",
    )


@pytest.mark.parametrize("share", [1.0, 0.6])
@pytest.mark.parametrize("spread", [0.02, 0.03])
def test_taps_are_drawn_to_their_onsets_and_gaps_are_filled(song, spread, share):
    found = beat_grid(song, Overrule(beats=taps(TRUTH, spread, seed=3, share=share)))

    assert mir_eval.beat.f_measure(TRUTH, seconds(found)) >= 0.97
    assert np.median(np.abs(seconds(found)[:, None] - TRUTH[None, :]).min(axis=1)) <= 0.008


def test_taps_on_every_other_beat_are_the_beat(song):
    found = beat_grid(song, Overrule(beats=taps(TRUTH[::2], 0.02, seed=5)))

    assert found.tempo == pytest.approx(60, rel=0.01)


def test_taps_of_a_part_are_carried_on_through_the_song(song):
    found = beat_grid(song, Overrule(beats=taps(TRUTH[20:36], 0.02, seed=1)))

    assert mir_eval.beat.f_measure(TRUTH, seconds(found)) >= 0.95


def test_given_beats_are_taken_as_they_are_and_trusted(tmp_path):
    hiss = media(noise(12), tmp_path)
    times = tuple(Fraction(number, 2) + 1 for number in range(20))
    given_grid = GivenBeats(times=times, numbers=tuple(number % 3 + 1 for number in range(20)), is_tapped=False, source="mine")

    found = beat_grid(hiss, Overrule(beats=given_grid))

    assert tuple(beat.time for beat in found.beats) == times
    assert found.metre == 3
    assert found.is_trusted_at(Fraction(5))
    assert not found.is_trusted_at(Fraction(1, 4))


def test_labels_read_back_as_the_same_grid(song, grid):
    again = beat_grid(song, Overrule(beats=given_beats(labels_text(grid), "labels.txt")))

    assert again.beats == grid.beats
    assert again.sections == grid.sections


@pytest.mark.parametrize(
    ("overrule", "said"),
    [
        (at("1/3"), "cannot|can be followed|minute"),
        (Overrule(downbeat=DownbeatWish(number=999)), "999"),
        (Overrule(tempo=TempoWish(tempo=120.0), beats=taps(TRUTH, 0.01, 1)), "Leave one of them out"),
        (
            Overrule(beats=GivenBeats(times=(Fraction(1), Fraction(500)), numbers=(0, 0), is_tapped=False, source="x")),
            "500.000 s",
        ),
    ],
    ids=["too slow", "no such beat", "two tempi", "outside"],
)
def test_what_cannot_be_is_an_error_with_the_next_step(overrule, said, tmp_path):
    slow = media(band(steady(66, beats=24)), tmp_path)

    with pytest.raises(BadOption, match=said):
        beat_grid(slow, overrule)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no grid"),
        ("1.5", "no grid"),
        ("1.5\n2,0", "line 2"),
        ("1.5\n-2", "line 2"),
        ("nan\n1", "line 1"),
        ("2.0\n1.0", "in order"),
        ("1.0\n1.0", "in order"),
        ("{", "not JSON"),
        ('{"schema": "autoedit/edit-list/1"}', "schema"),
        ('{"schema": "autoedit/beats/1", "beats": [{"time": 0.5}]}', "beats[0]"),
        ('{"schema": "autoedit/beats/1", "beats": [{"time": "1/2", "number": -1}]}', "number"),
        ("0.5\t0.5\tone\nhalf\t1\ttwo", "line 2"),
    ],
)
def test_a_text_that_holds_no_beats_is_told(text, said):
    with pytest.raises(BadOption) as raised:
        given_beats(text, "beats.txt")

    assert said in str(raised.value)


def test_comments_and_empty_lines_of_a_tapped_list_are_passed_over():
    assert given_beats("# taps\n\n0.5\n1.0\n", "taps").times == (Fraction(1, 2), Fraction(1))


def test_frequency_lines_and_ranges_of_a_label_file_are_passed_over():
    beats = given_beats("0\t9\tintro\n1\t1\t1.4\n\\\t100\t200\n2\t2\t2.1\n", "labels")

    assert (beats.times, beats.numbers) == ((Fraction(1), Fraction(2)), (4, 1))


@given(
    gaps=st.lists(st.integers(1, 100_000), min_size=2, max_size=40),
    metre=st.integers(2, 7),
    first=st.integers(1, 7),
)
def test_any_grid_survives_its_labels(gaps, metre, first):
    times = np.cumsum(gaps)
    beats = tuple(
        Beat(time=Fraction(int(time), 1000), number=(first - 1 + place) % metre + 1, strength=1.0)
        for place, time in enumerate(times)
    )
    section = Section(start=beats[0].time, end=beats[-1].time, kind=SectionKind.DROP, energy=1.0)
    made = BeatGrid(
        start=beats[0].time, end=beats[-1].time, tempo=120.0, metre=metre, confidence=1.0, beats=beats, sections=(section,)
    )

    read = given_beats(labels_text(made), "labels")

    assert read.times == tuple(beat.time for beat in beats)
    assert read.numbers == tuple(beat.number for beat in beats)
    assert all(later - earlier in (0, 1) for earlier, later in pairwise(bar_numbers(made)))
