"""The builders' truth, checked by programs that are not ours."""

from __future__ import annotations

import subprocess
from fractions import Fraction

import av
import imageio_ffmpeg
import numpy as np
import pytest

import autoedit.testing
from autoedit.testing import (
    Camera,
    Sound,
    click_places,
    clicks,
    film_numbers,
    film_pictures,
    film_samples,
    noise,
    numbered_film,
    read_number,
    shots_film,
    tone,
    write_wav,
)

RATES = (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001))


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("start", [0, 31], ids=["at zero", "late"])
def test_frame_n_shows_n_at_exactly_its_time(start, rate, tmp_path):
    film = numbered_film(tmp_path / "film.mp4", rate=rate, frames=30, start=start / rate)

    assert [(shown.time, shown.number) for shown in film_numbers(film)] == [((start + n) / rate, n) for n in range(30)]


def test_frames_stand_where_they_are_told_to(tmp_path):
    times = [Fraction(0), Fraction(1, 30), Fraction(1, 10), Fraction(1, 7), Fraction(2)]

    film = numbered_film(tmp_path / "film.mov", rate=Fraction(30), frames=5, times=times)

    assert [shown.time for shown in film_numbers(film)] == times


def shown_by_ffmpeg(path, width, height):
    """The first frame as ffmpeg shows it, turned as the file says."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-frames:v", "1", "-pix_fmt", "rgb24"]
    raw = subprocess.run([*command, "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_film_is_stored_turned_and_shown_upright(rotation, tmp_path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=3, first=77, camera=Camera(rotation=rotation))

    (_, stored), *_ = film_pictures(film)
    assert read_number(shown_by_ffmpeg(film, 160, 96)) == 77
    assert (read_number(stored) == 77) == (rotation == 0)


def test_oblong_pixels_are_stored_squeezed_and_told(tmp_path):
    camera = Camera(pixel_aspect=Fraction(4, 3))
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=3, camera=camera)

    with av.open(str(film)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.sample_aspect_ratio) == (120, 96, Fraction(4, 3))


def test_key_frames_stand_a_group_apart(tmp_path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=50, camera=Camera(gop=20))

    with av.open(str(film)) as container:
        keys = [number for number, frame in enumerate(container.decode(video=0)) if frame.key_frame]
    assert keys == [0, 20, 40]


def test_cuts_fall_where_the_shots_end(tmp_path):
    film = shots_film(tmp_path / "film.mp4", [((20, 20, 20), 7), ((220, 40, 40), 5), ((120, 120, 120), 6)], rate=Fraction(25))

    greys = [shown.mean() for _, shown in film_pictures(film)]
    assert [frame for frame in range(1, 18) if abs(greys[frame] - greys[frame - 1]) > 10] == [7, 12]


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_a_film_s_clicks_are_at_their_samples(suffix, tmp_path):
    sound = clicks([Fraction(1, 3), Fraction(1)], rate=48000, duration=Fraction(2))

    film = numbered_film(tmp_path / f"film{suffix}", rate=Fraction(25), frames=50, sound=sound)

    assert click_places(film_samples(film).samples, apart=1000) == (16000, 48000)


@pytest.mark.parametrize("suffix", [".mov", ".mkv"])
def test_sound_may_begin_late(suffix, tmp_path):
    sound = clicks([Fraction(1, 2)], rate=48000, duration=Fraction(1))
    late = Sound(samples=sound.samples, rate=48000, start=Fraction(1, 2))

    film = numbered_film(tmp_path / f"film{suffix}", rate=Fraction(25), frames=50, sound=late)

    assert click_places(film_samples(film).samples, apart=1000) == pytest.approx([48000], abs=1)


@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_a_click_starts_at_the_sample_nearest_to_its_time(rate):
    times = [Fraction(1, 3), Fraction(1001, 1000)]

    heard = clicks(times, rate=rate, duration=Fraction(2)).samples

    assert click_places(heard, apart=rate // 10) == tuple(round(time * rate) for time in times)
    assert not heard[: round(rate / 3)].any()


def test_a_tone_has_the_level_and_the_frequency_it_is_told(tmp_path):
    samples = film_samples(
        write_wav(tmp_path / "s.wav", tone(frequency=440, level_db=-6, rate=48000, duration=Fraction(1)))
    ).samples

    spectrum = np.abs(np.fft.rfft(samples[:, 0]))
    assert np.abs(samples).max() == pytest.approx(10 ** (-6 / 20), abs=1e-3)
    assert spectrum.argmax() == 440


def test_noise_has_its_level_and_comes_from_its_seed():
    one, same, other = (noise(level_db=-20, rate=48000, duration=Fraction(2), seed=seed).samples for seed in (1, 1, 2))

    assert np.array_equal(one, same) and not np.array_equal(one, other)
    assert 20 * np.log10(one.std()) == pytest.approx(-20, abs=0.1)


def test_everything_public_is_exported():
    assert all(hasattr(autoedit.testing, name) for name in autoedit.testing.__all__)
    assert sorted(autoedit.testing.__all__) == sorted(set(autoedit.testing.__all__))
