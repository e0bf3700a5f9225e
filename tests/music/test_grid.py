"""The beat grid of songs whose beats are known."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import mir_eval
import numpy as np
import pytest
import soundfile

from autoedit.errors import NoSound
from autoedit.media.probe import probe
from autoedit.model.music import BeatGrid
from autoedit.music.grid import beat_grid
from tests.music.songs import RATE, Wave, band, drifting, media, noise, note, steady


def seconds(times: tuple[Fraction, ...]) -> Wave:
    return np.array([float(time) for time in times])


def beat_seconds(grid: BeatGrid) -> Wave:
    return seconds(tuple(beat.time for beat in grid.beats))


def score(truth: Wave, found: Wave) -> float:
    return float(mir_eval.beat.f_measure(truth, found))


@pytest.mark.parametrize("tempo", [66, 84, 100, 128, 152, 184])
def test_a_steady_beat_is_found_at_its_own_tempo(tempo, tmp_path):
    truth = steady(tempo, beats=round(tempo / 3))

    grid = beat_grid(media(band(truth), tmp_path))

    assert grid.tempo == pytest.approx(tempo, rel=0.002)
    assert score(truth, beat_seconds(grid)) >= 0.95


def test_beats_lie_on_their_onsets_without_bias(tmp_path):
    truth = steady(120, beats=48)

    found = beat_seconds(beat_grid(media(band(truth), tmp_path)))

    errors = found - truth[np.abs(found[:, None] - truth[None, :]).argmin(axis=1)]
    assert abs(np.median(errors)) <= 0.005
    assert np.abs(errors).max() <= 0.01


def test_a_beat_that_drifts_is_followed(tmp_path):
    truth = drifting(104, beats=60)

    found = beat_seconds(beat_grid(media(band(truth), tmp_path)))

    assert score(truth, found) >= 0.95


def test_a_change_of_tempo_is_followed(tmp_path):
    slow = steady(92, beats=40)
    truth = np.concatenate([slow, steady(118, beats=50, first=slow[-1] + 60 / 92)])

    found = beat_seconds(beat_grid(media(band(truth), tmp_path)))

    assert score(truth, found) >= 0.93


@pytest.mark.parametrize("metre", [3, 4])
def test_bars_of_three_and_of_four_are_told_apart(metre, tmp_path):
    truth = steady(116, beats=60)

    grid = beat_grid(media(band(truth, metre), tmp_path))

    assert grid.metre == metre
    assert score(truth[::metre], seconds(tuple(beat.time for beat in grid.downbeats))) >= 0.93


def test_every_time_is_a_sample_of_the_file(tmp_path):
    grid = beat_grid(media(band(steady(110, beats=24)), tmp_path))

    times = [grid.start, grid.end, *(beat.time for beat in grid.beats), *grid.accents]
    assert all((time * RATE).denominator == 1 for time in times)


def test_a_file_of_sound_alone_counts_from_its_first_sample_however_late_its_clock_starts(tmp_path):
    song = media(np.round(band(steady(120, beats=24)) * 32767) / 32768, tmp_path)
    late_file = tmp_path / "late.mkv"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", "-itsoffset", "0.5", "-i", song.path, "-c:a", "pcm_s16le", str(late_file)], check=True)

    on_time, late = beat_grid(song), beat_grid(probe(late_file))

    shifts = {after.time - before.time for before, after in zip(on_time.beats, late.beats, strict=True)}
    assert shifts == {Fraction(0)}


def test_opposite_channels_do_not_cancel(tmp_path):
    truth = steady(120, beats=32)
    mono = band(truth)

    grid = beat_grid(media(np.stack([mono, -mono], axis=1), tmp_path))

    assert score(truth, beat_seconds(grid)) >= 0.95
    assert grid.is_trusted


@pytest.mark.parametrize("rate", [8000, 22050, 48000, 96000])
def test_beats_do_not_depend_on_the_sample_rate(rate, tmp_path):
    truth = steady(120, beats=32)

    found = beat_seconds(beat_grid(media(band(truth, rate=rate), tmp_path, rate)))

    assert score(truth, found) >= 0.95
    assert np.median(np.abs(found[:, None] - truth[None, :]).min(axis=1)) <= 0.008


def glide(length: float) -> Wave:
    time = np.arange(round(length * RATE)) / RATE
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 0.11 * time)
    return np.asarray(sum(np.sin(2 * np.pi * hz * time) for hz in (110, 165, 220)) * swell * 0.1)


def bursts(length: float) -> Wave:
    """Syllables of random length: no beat, but many onsets."""
    random = np.random.default_rng(5)
    wave = noise(length) * 0.02
    at = 0.2
    while at < length - 1:
        syllable = note(int(random.integers(40, 60)), random.uniform(0.08, 0.3))
        first = round(at * RATE)
        wave[first : first + len(syllable)] += syllable
        at += random.exponential(0.28) + 0.07
    return wave


@pytest.mark.parametrize("wave", [noise(20), noise(4, seed=3), glide(20), bursts(30)], ids=["noise", "short", "pad", "speech"])
def test_what_has_no_beat_is_not_trusted(wave, tmp_path):
    assert not beat_grid(media(wave, tmp_path)).is_trusted


def test_music_is_trusted(tmp_path):
    assert beat_grid(media(band(steady(126, beats=40)), tmp_path)).is_trusted


@pytest.mark.parametrize("wave", [np.zeros(RATE * 3), band(steady(120, beats=16)) * 1e-4], ids=["zero", "below -60 dBFS"])
def test_silence_has_no_beats_and_no_confidence(wave, tmp_path):
    grid = beat_grid(media(wave, tmp_path))

    assert grid.beats == ()
    assert grid.confidence == 0.0


@pytest.mark.parametrize("length", [0.01, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("kind", [noise, glide])
def test_a_short_sound_is_a_grid_that_is_not_trusted(kind, length, tmp_path):
    assert not beat_grid(media(kind(length), tmp_path)).is_trusted


@pytest.mark.parametrize(
    "harm",
    [
        lambda wave: np.clip(wave * 20, -1, 1),
        lambda wave: wave * 0.5 + 0.4,
        lambda wave: np.where(np.arange(len(wave)) % 50001 == 7, np.nan, wave),
    ],
    ids=["clipped", "DC", "NaN"],
)
def test_damaged_sound_still_has_its_beats(harm, tmp_path):
    truth = steady(120, beats=32)

    found = beat_seconds(beat_grid(media(harm(band(truth)), tmp_path)))

    assert score(truth, found) >= 0.95


def test_start_and_end_bound_what_is_audible(tmp_path):
    silence = np.zeros(RATE)
    song = np.concatenate([silence, noise(3), silence])

    grid = beat_grid(media(song, tmp_path))

    assert abs(grid.start - 1) < Fraction(1, 100)
    assert abs(grid.end - 4) < Fraction(1, 100)


def test_the_double_or_half_tempo_is_among_the_rivals(tmp_path):
    grid = beat_grid(media(band(steady(90, beats=40)), tmp_path))

    ratios = [rival.tempo / grid.tempo for rival in grid.rivals]
    assert any(ratio == pytest.approx(wanted, rel=0.04) for ratio in ratios for wanted in (2.0, 0.5))
    assert all(0 < rival.score <= 1 for rival in grid.rivals)


def test_the_same_song_gives_the_same_grid(tmp_path):
    song = media(band(drifting(98, beats=20)), tmp_path)

    assert beat_grid(song) == beat_grid(song)


def test_progress_rises_to_one(tmp_path):
    told: list[float] = []

    beat_grid(media(band(steady(120, beats=30)), tmp_path), report=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_file_without_sound_is_an_error(tmp_path):
    from dataclasses import replace

    song = media(noise(1), tmp_path)

    with pytest.raises(NoSound):
        beat_grid(replace(song, sound=None))


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, autoedit.music.grid; print([name for name in ('librosa', 'scipy', 'numba', 'av') if name in sys.modules])"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told.strip() == "[]"


def test_five_channels_are_heard(tmp_path: Path):
    truth = steady(120, beats=32)
    surround = np.zeros((len(band(truth)), 6))
    surround[:, 1] = band(truth)
    soundfile.write(tmp_path / "surround.wav", surround, RATE)

    assert score(truth, beat_seconds(beat_grid(probe(tmp_path / "surround.wav")))) >= 0.95
