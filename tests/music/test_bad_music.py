"""Music that is damaged, odd or none: a grid with honest confidence, or an error of ours that says what is wrong."""

from __future__ import annotations

import struct
import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import mir_eval
import numpy as np
import pytest
import soundfile

from autoedit.errors import AutoeditError, NoSound, UnreadableMedia
from autoedit.media.probe import probe
from autoedit.model.music import BeatGrid
from autoedit.music.grid import beat_grid
from tests.music.songs import RATE, Wave, band, noise, note, steady

TRUTH = steady(120, beats=40)


def hear(path: Path) -> BeatGrid:
    return beat_grid(probe(path))


def written(path: Path, wave: Wave, rate: int = RATE, subtype: str = "FLOAT") -> Path:
    soundfile.write(path, wave, rate, subtype=subtype)
    return path


def coded(path: Path, wave: Wave, *options: str) -> Path:
    """The wave through ffmpeg, as the file's name says."""
    plain = written(path.with_name("plain.wav"), wave, subtype="PCM_16")
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", "-y", "-nostdin", "-i", plain, *options, str(path)], check=True)
    return path


def score(grid: BeatGrid, truth: Wave = TRUTH) -> float:
    return float(mir_eval.beat.f_measure(truth, np.array([float(beat.time) for beat in grid.beats])))


def farthest(grid: BeatGrid, other: BeatGrid) -> float:
    """How far the beats of one are from the nearest of the other, at most."""
    ones, others = (np.array([float(beat.time) for beat in each.beats]) for each in (grid, other))
    return float(np.abs(ones[:, None] - others[None, :]).min(axis=1).max())


@pytest.fixture(scope="module")
def song() -> Wave:
    return band(TRUTH)


@pytest.fixture(scope="module")
def heard(song, tmp_path_factory) -> BeatGrid:
    return hear(written(tmp_path_factory.mktemp("song") / "song.wav", np.stack([song, song], axis=1)))


def test_opposite_channels_give_the_beats_of_equal_ones(song, heard, tmp_path):
    opposite = hear(written(tmp_path / "song.wav", np.stack([song, -song], axis=1)))

    assert farthest(opposite, heard) <= 0.003
    assert opposite.tempo == pytest.approx(heard.tempo, rel=1e-3)
    assert opposite.is_trusted


def test_one_silent_channel_gives_the_beats_of_two(song, heard, tmp_path):
    lonely = hear(written(tmp_path / "song.wav", np.stack([np.zeros_like(song), song], axis=1)))

    assert farthest(lonely, heard) <= 0.003
    assert lonely.is_trusted


def test_a_song_in_the_rear_channels_of_five_is_heard(song, heard, tmp_path):
    surround = np.zeros((len(song), 6))
    surround[:, 4] = surround[:, 5] = song

    assert farthest(hear(written(tmp_path / "song.wav", surround)), heard) <= 0.003


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 32000, 48000, 96000])
def test_any_sample_rate_gives_the_same_beats_to_a_few_milliseconds(rate, heard, tmp_path):
    other = hear(written(tmp_path / "song.wav", band(TRUTH, rate=rate), rate))

    assert farthest(other, heard) <= 0.008
    assert all((beat.time * rate).denominator == 1 for beat in other.beats)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "DOUBLE", "ULAW"])
def test_any_sample_format_gives_the_same_beats(subtype, song, heard, tmp_path):
    assert farthest(hear(written(tmp_path / "song.wav", song, subtype=subtype)), heard) <= 0.005


@pytest.mark.parametrize("seconds", [0.0001, 0.01, 0.05, 0.5])
def test_a_scrap_of_music_is_a_grid_that_is_not_trusted(seconds, song, tmp_path):
    scrap = song[round(0.3 * RATE) :][: round(seconds * RATE)]

    grid = hear(written(tmp_path / "song.wav", scrap))

    assert not grid.is_trusted
    assert all(beat.time < Fraction(len(scrap), RATE) for beat in grid.beats)


def test_no_samples_at_all_are_an_error_or_silence(tmp_path):
    try:
        grid = hear(written(tmp_path / "song.wav", np.zeros((0, 2))))
    except AutoeditError as error:
        assert "song.wav" in str(error)
    else:
        assert grid.beats == ()
        assert grid.confidence == 0.0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_a_second_of_samples_that_are_no_numbers_costs_no_beat_elsewhere(value, song, tmp_path):
    broken = song.copy()
    broken[6 * RATE : 6 * RATE + RATE // 2] = value

    assert score(hear(written(tmp_path / "song.wav", broken))) >= 0.93


def test_nothing_but_samples_that_are_no_numbers_is_silence(tmp_path):
    grid = hear(written(tmp_path / "song.wav", np.full(5 * RATE, np.nan)))

    assert grid.beats == ()
    assert grid.confidence == 0.0


@pytest.mark.parametrize("offset", [-0.6, 0.2, 0.9])
def test_an_offset_moves_no_beat(offset, song, heard, tmp_path):
    moved = hear(written(tmp_path / "song.wav", song * 0.3 + offset))

    assert farthest(moved, heard) <= 0.005
    assert moved.is_trusted


def test_a_song_driven_35_db_over_full_scale_has_no_beat_where_there_was_none(song, heard, tmp_path):
    # Of the loudness that tells beats from half beats little is left, so every other beat may be missing.
    grid = hear(written(tmp_path / "song.wav", np.clip(song * 60, -0.99, 0.99), subtype="PCM_16"))

    assert farthest(grid, heard) <= 0.02
    assert len(grid.beats) >= len(heard.beats) / 2 - 1


def test_half_an_mp3_gives_the_beats_of_its_half(song, heard, tmp_path):
    whole = coded(tmp_path / "song.mp3", song, "-b:a", "128k")
    half = tmp_path / "half.mp3"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    grid = hear(half)

    middle = len(song) / RATE / 2
    assert farthest(grid, heard) <= 0.03
    assert middle - 1.5 <= float(grid.beats[-1].time) <= middle + 0.5
    assert grid.is_trusted


def test_an_mp3_with_a_hole_of_rubbish_keeps_the_beats_before_it(song, heard, tmp_path):
    whole = bytearray(coded(tmp_path / "song.mp3", song, "-b:a", "128k").read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 4000] = np.random.default_rng(1).bytes(4000)
    (tmp_path / "hole.mp3").write_bytes(whole)

    grid = hear(tmp_path / "hole.mp3")

    before = [float(beat.time) for beat in grid.beats if beat.time < 8]
    truth = TRUTH[TRUTH < 8]
    assert mir_eval.beat.f_measure(truth, np.array(before)) >= 0.9


def test_a_wave_file_whose_header_promises_more_than_there_is_gives_what_there_is(song, heard, tmp_path):
    file = written(tmp_path / "song.wav", song, subtype="PCM_16")
    lying = bytearray(file.read_bytes())
    place = lying.index(b"data") + 4
    lying[place : place + 4] = struct.pack("<I", 0x7FFFFFF0)
    file.write_bytes(lying)

    grid = hear(file)

    assert farthest(grid, heard) <= 0.003
    assert grid.end <= Fraction(len(song), RATE)


@pytest.mark.parametrize("name", ["song.ogg", "song.m4a", "song.flac", "song.mp3"])
def test_coded_songs_have_the_beats_of_the_plain_one(name, song, heard, tmp_path):
    # An AAC or MP3 coder's delay is told in the file; taken for music, it would be 25 to 50 ms.
    assert farthest(hear(coded(tmp_path / name, song)), heard) <= 0.006


def test_a_film_as_music_gives_the_beats_of_its_sound(song, heard, tmp_path):
    picture = ["-f", "lavfi", "-i", "color=blue:s=64x48:r=25", "-shortest"]
    film = coded(tmp_path / "film.mp4", song, *picture, "-c:v", "libx264", "-c:a", "aac")

    grid = hear(film)

    assert farthest(grid, heard) <= 0.03
    assert grid.is_trusted


def test_a_film_without_sound_as_music_is_an_error_that_names_it(tmp_path):
    film = tmp_path / "mute.mp4"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    picture = ["-f", "lavfi", "-i", "color=blue:s=64x48:r=25:d=1"]
    subprocess.run([ffmpeg, "-v", "error", "-y", "-nostdin", *picture, str(film)], check=True)

    with pytest.raises(NoSound, match=r"mute\.mp4"):
        hear(film)


CLAIMS = {
    "empty": b"",
    "text": b"la la la\n" * 300,
    "tag alone": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "wave header alone": b"RIFF\x00\x00\x00\x00WAVE",
    "frame header alone": b"\xff\xfb\x90\x00",
}


@pytest.mark.parametrize("content", CLAIMS.values(), ids=CLAIMS)
def test_a_file_that_only_claims_to_be_music_is_an_error_that_names_it(content, tmp_path):
    file = tmp_path / "song.mp3"
    file.write_bytes(content)

    with pytest.raises(UnreadableMedia, match=r"song\.mp3"):
        hear(file)


def test_one_stroke_in_silence_is_no_beat(tmp_path):
    wave = np.zeros(8 * RATE)
    wave[3 * RATE : 3 * RATE + RATE // 5] = note(60, 0.2)[: RATE // 5]

    assert not hear(written(tmp_path / "song.wav", wave)).is_trusted


def test_music_between_long_silences_keeps_its_beats_there(song, tmp_path):
    silence = np.zeros(10 * RATE)

    grid = hear(written(tmp_path / "song.wav", np.concatenate([silence, song, silence])))

    assert score(grid, TRUTH + 10) >= 0.95
    assert grid.is_trusted


def test_noise_over_the_whole_song_lowers_confidence_and_breaks_nothing(song, tmp_path):
    buried = song * 0.02 + noise(len(song) / RATE)[: len(song)]

    assert not hear(written(tmp_path / "song.wav", buried)).is_trusted
