"""Generated songs: their truth is where their strokes are, and the marks say what was heard."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.songs.clock import changed, clock_of, drifting, intervals, slowing
from tests.benchmarks.songs.grooves import BASSES, CHORDS, DRUMS
from tests.benchmarks.songs.instruments import INSTRUMENTS
from tests.benchmarks.songs.kinds import KINDS
from tests.benchmarks.songs.lines import TIMBRES
from tests.benchmarks.songs.marking import errors, marked
from tests.benchmarks.songs.noises import noise
from tests.benchmarks.songs.pieces import Order, made, orders
from tests.benchmarks.songs.truth import RATE, Truth, read_truth, write_truth

POLKA = Order(number=41, kind="polka", turn=0, seed=7)


@pytest.fixture(scope="module")
def song():
    return made(POLKA)


def test_there_are_songs_of_every_metre_and_at_least_48():
    assert len(orders(1)) >= 48
    assert {len(kind.metre.taps) for kind in KINDS} == {2, 3, 4}
    assert any(kind.metre.is_odd for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_a_kind_names_is_there_and_fits_its_metre(kind):
    steps = kind.metre.steps
    patterns = [pattern for pair in kind.drums for name in pair for pattern in DRUMS[name].values()]
    patterns += [CHORDS[name] for name in kind.chords] + [BASSES[name] for name in kind.basses]

    assert all(len(pattern) % steps == 0 for pattern in patterns)
    assert {*kind.bass_sounds, *kind.chord_sounds, *kind.beds, *kind.leads} <= {"", *INSTRUMENTS, *TIMBRES}


def test_the_same_order_is_the_same_song(song):
    wave, truth = song

    again, same_truth = made(POLKA)

    assert np.array_equal(wave, again)
    assert truth == same_truth


def test_beats_rise_within_the_song_and_bars_begin_on_them(song):
    wave, truth = song

    assert list(truth.beats) == sorted(set(truth.beats))
    assert truth.beats[0] >= 0
    assert truth.beats[-1] < len(wave)
    assert set(truth.downbeats) <= set(truth.beats)
    assert 30 * RATE < len(wave) < 60 * RATE
    assert np.abs(wave).max() <= 1.0


def test_sound_rises_on_the_notional_beat_on_average(song):
    wave, truth = song
    loud = np.abs(np.diff(wave.mean(axis=1), prepend=0.0))

    around = np.mean([loud[beat - RATE // 20 : beat + RATE // 20] for beat in truth.beats[8:-8]], axis=0)

    smooth = np.convolve(around, np.ones(88) / 88, "same")
    before, after = smooth[: RATE // 20 - RATE // 100].mean(), smooth.max()
    risen = int(np.flatnonzero(smooth > (before + after) / 2)[0]) - RATE // 20
    assert abs(risen) < 0.008 * RATE


def test_a_clock_keeps_to_its_course():
    straight = clock_of(intervals(120, 8), first=1.0)
    swung = clock_of(intervals(120, 8), first=0.0, swing=2 / 3)
    late = clock_of(changed(intervals(120, 8), 4, 2.0), first=0.0)
    slow = clock_of(slowing(intervals(120, 8), units=2, most=2.0), first=0.0)
    random = drifting(intervals(100, 200), np.random.default_rng(1), 0.05)

    assert straight.at(2.5) == pytest.approx(2.25)
    assert straight.at(-1) == pytest.approx(0.5)
    assert swung.at(1.5) == pytest.approx(0.5 + 1 / 3)
    assert late.at(6) == pytest.approx(2.5)
    assert slow.at(8) - slow.at(7) == pytest.approx(1.0)
    assert np.abs(random / 0.6 - 1).max() == pytest.approx(0.05)


def a_truth(*, eighths: tuple[int, ...] = ()) -> Truth:
    beats = tuple(range(0, 30 * RATE, RATE // 2))
    return Truth(
        name="a", kind="b", seed=1, beats=beats, downbeats=beats[::4], metre=4, tempi=(120.0,), eighths=eighths, told="c"
    )


def test_truth_comes_back_from_its_file(tmp_path):
    write_truth(tmp_path / "truth.json", a_truth())

    assert read_truth(tmp_path / "truth.json") == a_truth()


def test_what_is_heard_right_is_marked_so_and_lateness_is_told():
    truth = a_truth()

    mark = marked(truth, truth.beat_seconds + 0.012, truth.downbeat_seconds, 121.0)

    assert (mark.beat_f, mark.downbeat_f, mark.is_tempo_right, mark.level) == (1.0, 1.0, True, "")
    assert mark.bias == pytest.approx(0.012)
    assert mark.median_error == pytest.approx(0.012)


@pytest.mark.parametrize(
    ("level", "hear", "tempo"),
    [
        ("double", lambda beats: np.arange(0, 29.6, 0.25), 240.0),
        ("half", lambda beats: beats[::2], 60.0),
        ("offbeat", lambda beats: beats[:-1] + 0.25, 120.0),
    ],
)
def test_what_was_taken_for_the_beat_is_told(level, hear, tempo):
    truth = a_truth()

    mark = marked(truth, hear(truth.beat_seconds), truth.downbeat_seconds, tempo)

    assert mark.level.startswith(level)
    assert mark.beat_f < 0.7
    assert mark.is_tempo_right == (level == "offbeat")
    assert mark.is_tempo_right_but_octave


def test_of_an_odd_metre_the_eighths_may_be_counted():
    eighths = tuple(range(0, 30 * RATE, RATE // 4))
    truth = a_truth(eighths=eighths)

    assert marked(truth, truth.eighth_seconds, truth.downbeat_seconds, 240.0).beat_f == 1.0
    assert marked(truth, truth.beat_seconds, truth.downbeat_seconds, 120.0).beat_f == 1.0


def test_errors_are_of_matched_beats_after_five_seconds():
    found = errors(np.array([1.0, 6.0, 7.0, 8.0]), np.array([1.01, 6.02, 7.03, 8.5]))

    assert found == pytest.approx([0.02, 0.03])


@pytest.mark.parametrize("name", ["white noise", "rain", "talk", "silence"])
def test_a_noise_is_finite_and_the_same_for_a_seed(name):
    once = noise(name, 5)

    assert np.isfinite(once).all()
    assert np.abs(once).max() <= 1.0
    assert np.array_equal(once, noise(name, 5))
