"""How far the beats are trusted: never where there is none, always where there is one, each stretch for itself."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from autoedit.model.music import BeatGrid
from autoedit.music.grid import beat_grid
from tests.music.noises import RATE, chords, coloured, pad, rubato, speech, strokes
from tests.music.songs import Wave, band, drifting, lay, media, note, steady

BEATLESS = {
    **{f"noise of slope {slope}, {seconds} s": coloured(seconds, slope, slope) for slope in (0, 1, 2) for seconds in (4, 25)},
    **{f"speech, {syllables} syllables a second": speech(30, round(syllables), syllables) for syllables in (3.2, 4.5, 6.0)},
    **{f"{each} strokes a second": strokes(25, each, each) for each in (3, 30, 150)},
    **{f"tremolo {hz} Hz, depth {depth}": pad(20, hz, depth) for hz in (0.2, 1.0, 2.0, 3.0, 4.0) for depth in (0.5, 0.9)},
    "chords": chords(30, 1),
    "rubato": rubato(30, 2),
}


def grid_of(wave: Wave, folder: Path) -> BeatGrid:
    return beat_grid(media(wave, folder, RATE))


def played(tempo: float, beats: int) -> Wave:
    """A band, cut off after its last beat."""
    return band(steady(tempo, beats), rate=RATE)[: round((0.3 + beats * 60 / tempo) * RATE)] * 0.9


@pytest.mark.parametrize("wave", BEATLESS.values(), ids=BEATLESS)
def test_what_has_no_beat_is_below_the_threshold(wave, tmp_path):
    assert grid_of(wave, tmp_path).confidence < BeatGrid.TRUSTED


def strings(tempo: float, beats: int) -> Wave:
    """Bowed notes that take 80 ms to speak, without drums."""
    times = steady(tempo, beats)
    wave = np.zeros(round((times[-1] + 3) * RATE))
    for number, at in enumerate(times):
        seconds = 0.6 if number % 4 else 2.4
        time = np.arange(round(seconds * RATE)) / RATE
        hz = 220 * 2 ** ((0, 5, 7, 3)[number // 4 % 4] / 12)
        bowed = sum(np.sin(2 * np.pi * hz * partial * time) / partial for partial in range(1, 6))
        lay(wave, np.asarray(bowed) * np.minimum(1, time / 0.08) * np.minimum(1, (seconds - time) / 0.1) * 0.1, at, RATE)
    return wave


def piano(tempo: float, beats: int) -> Wave:
    """Eighths, some left out, struck within some milliseconds of their times."""
    random = np.random.default_rng(round(tempo))
    times = steady(tempo, beats)
    wave = np.zeros(round((times[-1] + 2) * RATE))
    for number, at in enumerate(times):
        for half in (0.0, 0.5):
            if half == 0 or random.random() < 0.7:
                pitch = (57, 53, 60, 55)[number // 4 % 4] + (0, 4, 7, 12)[random.integers(4)]
                lay(wave, note(pitch, 60 / tempo, RATE) * 0.4, at + half * 60 / tempo + random.normal(0, 0.008), RATE)
    return wave


MUSIC = {
    **{f"band at {tempo}": played(tempo, tempo // 3) for tempo in (62, 96, 140, 200)},
    "a band that drifts": band(drifting(90, 60, depth=0.1), rate=RATE),
    "strings": strings(100, 50),
    "piano": piano(70, 50),
    "fast piano": piano(132, 80),
    "a band under noise": played(110, 60) + coloured(0.3 + 60 * 60 / 110 + 1, 1, 3)[: len(played(110, 60))] * 0.2,
    "a band under speech": played(110, 60) * 0.6 + speech(40, 7)[: len(played(110, 60))],
}


@pytest.mark.parametrize("wave", MUSIC.values(), ids=MUSIC)
def test_music_with_a_beat_is_above_the_threshold(wave, tmp_path):
    assert grid_of(wave, tmp_path).confidence >= 0.6


def trusted_spans(grid: BeatGrid) -> list[tuple[float, float]]:
    """Where beats are trusted, in seconds."""
    return [(float(part.start), float(part.end)) for part in grid.stretches if grid.is_trusted_at(part.start)]


@pytest.mark.parametrize(
    "intro",
    [chords(15, 4), pad(15, 1.0, 0.5), speech(15, 1) * 3, coloured(15, 1, 5) * 0.3, rubato(15, 6)],
    ids=["chords", "tremolo", "speech", "noise", "rubato"],
)
def test_an_intro_without_a_beat_is_apart_from_the_band(intro, tmp_path):
    grid = grid_of(np.concatenate([intro, played(120, 60)]), tmp_path)

    ((start, end),) = trusted_spans(grid)
    assert start == pytest.approx(15.3, abs=2.0)
    assert end == pytest.approx(45.3, abs=1.5)


def test_a_break_in_free_rhythm_is_not_trusted_between_two_parts_that_are(tmp_path):
    grid = grid_of(np.concatenate([played(100, 34), rubato(20, 3), played(100, 34)]), tmp_path)

    first, second = trusted_spans(grid)
    assert first[1] == pytest.approx(20.7, abs=2.0)
    assert second[0] == pytest.approx(41.0, abs=2.0)


def test_beats_are_counted_through_a_break_that_comes_back_in_step(tmp_path):
    song = band(steady(120, 120), rate=RATE)
    time = np.arange(len(song)) / RATE
    is_break = (time > 20.29) & (time < 36.29)
    song[is_break] = chords(len(song) / RATE + 1, 4)[: len(song)][is_break] * 2

    grid = grid_of(song, tmp_path)

    assert grid.is_trusted_at(Fraction(28))
    assert min(part.confidence for part in grid.stretches) < max(part.confidence for part in grid.stretches)


def test_a_stop_of_one_bar_does_not_part_a_stretch(tmp_path):
    song = band(steady(120, 100), rate=RATE)
    song[round(20.29 * RATE) : round(22.29 * RATE)] = 0

    assert len(trusted_spans(grid_of(song, tmp_path))) == 1


@pytest.mark.parametrize(
    "wave", [played(100, 50), speech(15, 2), coloured(3, 1, 1), coloured(0.2, 0, 1), pad(9, 2.0, 0.5)],
    ids=["band", "speech", "noise", "short", "pad"],
)  # fmt: skip
def test_stretches_cover_the_audible_music_without_gaps(wave, tmp_path):
    silence = np.zeros(RATE)
    grid = grid_of(np.concatenate([silence, wave, silence]), tmp_path)

    assert grid.stretches[0].start == grid.start
    assert grid.stretches[-1].end == grid.end
    assert all(earlier.end == later.start for earlier, later in pairwise(grid.stretches))


def test_the_confidence_of_the_whole_is_the_mean_over_time(tmp_path):
    grid = grid_of(np.concatenate([speech(20, 1), played(110, 56)]), tmp_path)

    weighed = sum(part.confidence * float(part.end - part.start) for part in grid.stretches)
    assert grid.confidence == pytest.approx(weighed / float(grid.end - grid.start), abs=0.002)
