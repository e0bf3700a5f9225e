"""What a file is said to be, for files whose truth is known."""

from __future__ import annotations

import dataclasses
import subprocess
from fractions import Fraction

import imageio_ffmpeg
import pytest

from autoedit.media.probe import probe
from autoedit.testing import Camera, noise, numbered_film, shots_film, write_wav
from tests.media.conftest import FRAMES, LATE, RATES, uneven_times

SUFFIXES = (".mp4", ".mov", ".mkv")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_told_exactly_even_where_times_are_rounded_to_milliseconds(name, suffix, films):
    video = probe(films[name + suffix]).video

    assert (video.rate, video.is_constant) == (RATES[name], True)


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30), Fraction(48), Fraction(50), Fraction(60), Fraction(120)])
def test_whole_rates_are_not_taken_for_their_ntsc_neighbours(rate, tmp_path):
    film = numbered_film(tmp_path / "film.mkv", rate=rate, frames=130, size=(96, 72))

    assert probe(film).video.rate == rate


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_frame_is_counted(suffix, films):
    assert probe(films["25" + suffix]).video.frames == FRAMES


@pytest.mark.parametrize("name", RATES)
def test_the_picture_lasts_its_frames(name, films):
    video = probe(films[name + ".mov"]).video

    assert (video.start, video.duration) == (0, FRAMES / RATES[name])


@pytest.mark.parametrize("name", ["variable", "variable.mkv"])
def test_a_variable_rate_is_told(name, films):
    assert not probe(films[name]).video.is_constant


def test_a_variable_picture_lasts_until_its_last_frame_has_been_shown(films):
    video = probe(films["variable"]).video

    assert video.start + video.duration > uneven_times()[-1]
    assert video.frames == FRAMES


def test_a_late_start_is_told_exactly(films):
    media = probe(films["late"])

    assert media.video.start == LATE
    # Sound starts at the sample nearest to the same time.
    assert abs(media.sound.start - LATE) <= Fraction(1, 48000)
    assert media.end == LATE + FRAMES / RATES["24000/1001"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_size_is_the_size_as_shown(rotation, tmp_path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=3, camera=Camera(rotation=rotation))

    video = probe(film).video

    assert (video.width, video.height, video.rotation) == (160, 96, rotation)
    assert (video.stored_width, video.stored_height) == ((160, 96) if rotation % 180 == 0 else (96, 160))


@pytest.mark.parametrize("aspect", [Fraction(2), Fraction(4, 3), Fraction(8, 9)], ids=str)
def test_pixels_are_made_square_by_growing(aspect, tmp_path):
    # 144 x 96 stored, whatever the pixels' shape.
    shown = (round(144 * aspect), 96)
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=3, size=shown, camera=Camera(pixel_aspect=aspect))

    video = probe(film).video

    assert (video.stored_width, video.stored_height) == (144, 96)
    assert (video.width, video.height) == (shown if aspect > 1 else (144, round(96 / aspect)))


def test_a_turned_picture_of_oblong_pixels_is_turned_after_it_is_stretched(tmp_path):
    camera = Camera(rotation=90, pixel_aspect=Fraction(4, 3))
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=3, size=(96, 144), camera=camera)

    video = probe(film).video

    # Stored: squeezed to 72 x 144 and turned on its side; its own width grows by 4/3.
    assert (video.stored_width, video.stored_height, video.width, video.height) == (144, 72, 72, 192)


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (48000, 6), (96000, 2)])
def test_sound_is_told_as_it_is(rate, channels, tmp_path):
    sound = noise(level_db=-20, rate=rate, duration=Fraction(1), channels=channels)

    heard = probe(write_wav(tmp_path / "sound.wav", sound)).sound

    assert (heard.rate, heard.channels, heard.start, heard.duration) == (rate, channels, 0, 1)


def test_a_file_of_sound_has_no_picture(tmp_path):
    media = probe(write_wav(tmp_path / "sound.wav", noise(level_db=-20, rate=48000, duration=Fraction(1))))

    assert media.video is None and media.sound is not None


def test_a_file_of_picture_has_no_sound(tmp_path):
    media = probe(shots_film(tmp_path / "film.mp4", [((10, 20, 30), 4)], rate=Fraction(25)))

    assert media.sound is None and media.video is not None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_file_has_no_damage(suffix, films):
    assert probe(films["25" + suffix]).damage == ()


def test_two_copies_of_a_file_differ_in_name_alone(films, tmp_path):
    copy = tmp_path / "another name.mov"
    copy.write_bytes(films["25.mov"].read_bytes())

    assert probe(copy) == dataclasses.replace(probe(films["25.mov"]), path=str(copy))


@pytest.mark.parametrize(("suffix", "timecode"), [(".mov", "10:00:00:12"), (".mp4", "01:02:03:04")])
def test_the_start_timecode_of_a_track_is_the_files(suffix, timecode, tmp_path):
    whole = numbered_film(tmp_path / "whole.mp4", rate=Fraction(25), frames=5)
    stamped = tmp_path / f"stamped{suffix}"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-nostdin",
        "-v",
        "error",
        "-i",
        whole,
        "-c",
        "copy",
        "-timecode",
        timecode,
        stamped,
    ]
    subprocess.run(command, check=True)

    assert probe(stamped).timecode == timecode
