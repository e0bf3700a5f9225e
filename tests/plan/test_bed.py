from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.music import BeatGrid
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TrackRole
from autoedit.plan.bed import lay_music
from autoedit.plan.passages import Passage, laid
from autoedit.plan.style import highlights
from tests.plan.values import FOUR_RISING, click_grid, footage, planned, song
from tests.properties.rates import RATES

LIBRARY = [footage(f"file-{number}", (0.5,) * 12) for number in range(1, 7)]


def bars_of(grid: BeatGrid) -> set[Fraction]:
    return {beat.time for beat in grid.downbeats}


@given(st.integers(8, 60), st.integers(1, 40), st.sampled_from([3, 4]))
def test_an_excerpt_starts_on_a_bar_line_or_with_the_song(bars: int, seconds: int, metre: int):
    grid = click_grid(tempo=97, bars=bars, metre=metre, start="0.3", sections=FOUR_RISING)

    bed = lay_music(grid, min(Fraction(seconds), grid.end - grid.start))

    assert len(bed.passages) == 1
    assert bed.passages[0].source_start in {*bars_of(grid), grid.start}


@given(st.integers(3, 24), st.integers(20, 200), st.sampled_from([3, 4]))
def test_a_song_too_short_for_its_film_is_repeated_by_whole_bars(bars: int, seconds: int, metre: int):
    grid = click_grid(tempo=120, bars=bars, metre=metre, start="0.3", sections=FOUR_RISING)
    length = grid.end - grid.start + 2 + seconds

    passages = lay_music(grid, length).passages

    starts = [passage.source_start for passage in passages]
    assert len(passages) > 1
    assert set(starts) <= {*bars_of(grid), grid.start}
    assert all(passage.source_start + passage.duration in bars_of(grid) for passage in passages[:-1])


@given(st.integers(3, 24), st.integers(20, 200))
def test_the_beat_keeps_its_pace_across_every_repeat(bars: int, seconds: int):
    grid = click_grid(tempo=120, bars=bars, start="0.3")

    beats = lay_music(grid, grid.end - grid.start + 2 + seconds).beats

    assert {later.time - earlier.time for earlier, later in pairwise(beats)} == {Fraction(1, 2)}


@given(st.integers(3, 24), st.integers(20, 200))
def test_a_repeated_song_ends_with_its_own_end_or_under_a_fade_from_a_bar_line(bars: int, seconds: int):
    grid = click_grid(tempo=120, bars=bars)
    length = grid.end - grid.start + 2 + seconds

    bed = lay_music(grid, length)

    last = bed.passages[-1]
    silence = length - (last.start + last.duration)
    if last.source_start + last.duration == grid.end:
        assert 0 <= silence < 2
    else:
        assert silence == 0
        assert bed.fades_from in {beat.time for beat in bed.beats if beat.number == 1}


@given(
    st.fractions(0, 300, max_denominator=44_100), st.fractions(0, 300, max_denominator=44_100),
    st.fractions(1, 60, max_denominator=44_100), st.sampled_from(RATES),
)  # fmt: skip
def test_a_passage_in_frames_plays_every_sample_at_its_exact_time(
    start: Fraction, source: Fraction, duration: Fraction, rate: Fraction
):
    passage = Passage(start=start, source_start=source, duration=duration)

    (piece,) = laid([passage], rate, 10**9)

    assert piece.source_start - piece.first / rate == source - start


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_music_track_keeps_the_beats_phase_at_every_splice(rate: Fraction):
    music = song(click_grid(tempo="127.3", bars=6, start="0.3", sections=FOUR_RISING))

    edit_list = planned(LIBRARY[:2], music, length=Fraction(40), frame_rate=rate)

    track = edit_list.timeline.track(TrackRole.MUSIC)
    beat = Fraction(60) / Fraction("127.3")
    phases = {(placed.item.source_start - placed.start / rate - Fraction("0.3")) % beat for placed in track.placed()}
    assert len(track.clips) > 2
    assert len(phases) == 1


def test_music_without_a_beat_to_trust_gives_its_accents_to_cut_on():
    accents = tuple(Fraction(number * 3 + 1, 2) for number in range(12))
    grid = click_grid(bars=10, confidence=0.1, accents=accents)

    bed = lay_music(grid, Fraction(20))

    assert {beat.number for beat in bed.beats} == {0}
    assert [beat.time for beat in bed.beats] == [accent for accent in accents if accent < 20]


def test_a_film_cuts_on_accents_where_there_is_no_beat_to_trust():
    accents = tuple(Fraction(3 * number + 2) for number in range(12))
    music = song(click_grid(bars=10, confidence=0.1, accents=accents))

    edit_list = planned(LIBRARY, music, length=Fraction(20))

    clips = edit_list.timeline.tracks[0].clips
    cuts = [sum(clip.frames for clip in clips[:number]) for number in range(1, len(clips))]
    assert cuts
    assert set(cuts) <= {nearest_frame(accent, Fraction(25)) for accent in accents}


def test_a_drone_without_beat_or_accent_leaves_the_pace_to_the_style():
    music = song(click_grid(bars=0, seconds=60, confidence=0.0))

    edit_list = planned(LIBRARY[:2], music, style=highlights(), length=Fraction(12))

    clips = edit_list.timeline.tracks[0].clips
    style = highlights()
    assert style.busy_seconds <= Fraction(sum(clip.frames for clip in clips), 25 * len(clips)) <= style.calm_seconds
    assert {clip.reason.cut_on for clip in clips} == {"the start of the film", "a lull in the action"}
    assert edit_list.timeline.track(TrackRole.MUSIC).frames == 300


@pytest.mark.parametrize("length", ["0.2", "1", "31", "33", "33.4", "34"])
def test_music_never_outlasts_its_film(length: str):
    edit_list = planned(LIBRARY, song(click_grid(bars=16)), length=Fraction(length))

    assert edit_list.timeline.track(TrackRole.MUSIC).frames <= edit_list.timeline.tracks[0].frames


def test_an_excerpt_that_stops_inside_the_song_is_faded_out():
    grid = click_grid(bars=40, seconds=200)

    bed = lay_music(grid, Fraction(20))

    assert bed.fades_from is not None
    assert bed.fades_from < 20


def test_music_that_ends_by_itself_is_not_faded():
    bed = lay_music(click_grid(bars=10), Fraction(20))

    assert bed.fades_from is None
