"""The file that comes out, as a player finds it."""

from __future__ import annotations

import re
import subprocess
from fractions import Fraction

import av
import imageio_ffmpeg
import numpy as np
import pytest

from autoedit.model.timeline import Clip
from autoedit.testing import Sound, click_places, clicks, film_numbers, film_samples, noise, write_wav
from tests.render.making import NTSC, NTSC_FILM, PAL, RATES, music, named, picture, render_to, source_sound, timeline

RATE = 48000


@pytest.fixture(scope="module", params=RATES, ids=str)
def finished(request, sources, tmp_path_factory):
    """Four seconds with picture, source sound and a song that lasts longer than the film."""
    rate = request.param
    song = write_wav(tmp_path_factory.mktemp("song") / "song.wav", noise(level_db=-30, rate=44100, duration=Fraction(20)))
    clips = [Clip(id=f"c{part}", media="source", source_start=part / rate, frames=33) for part in (5, 50, 130)]
    tracks = picture(*clips), source_sound(*clips), music(Clip(id="m", media="song", source_start=Fraction(3), frames=99))
    path = tmp_path_factory.mktemp("finished") / "film.mp4"
    source = sources[str(rate)]
    return rate, render_to(path, timeline(rate, *tracks), named(source.path, "source"), named(song, "song"))


def test_a_film_says_its_exact_rate(finished):
    rate, path = finished
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        assert (video.average_rate, video.guessed_rate) == (rate, rate)


def test_picture_and_sound_end_within_a_frame(finished):
    rate, path = finished
    sound = film_samples(path)

    assert abs(Fraction(len(sound.samples), sound.rate) - 99 / rate) <= 1 / rate


def test_a_song_ends_with_the_film(finished):
    rate, path = finished
    sound = film_samples(path)
    end = round(99 / rate * RATE)

    # Heard until the last quarter of a second, and faded to nothing at the end.
    assert np.abs(sound.samples[end - 12000 : end - 2000]).max() > 0.05
    assert np.abs(sound.samples[end:]).max(initial=0) < 0.05


def test_every_player_can_show_it(finished):
    with av.open(str(finished[1])) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (sound.codec_context.name, sound.rate, sound.layout.name) == ("aac", RATE, "stereo")


def test_its_colour_is_tagged_bt709_limited(finished):
    with av.open(str(finished[1])) as container:
        context = container.streams.video[0].codec_context
        # 1 is BT.709 in all three of H.273's tables, and "limited" in FFmpeg's range.
        tags = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
        assert [int(tag) for tag in tags] == [1, 1, 1, 1]


def test_it_starts_to_play_before_it_is_loaded(finished):
    content = finished[1].read_bytes()

    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_a_film_without_sound_has_no_sound_track(two_films, tmp_path):
    clip = Clip(id="c", media="a", source_start=Fraction(0), frames=10)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(clip)), two_films[0])

    with av.open(str(film)) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_a_film_of_one_frame_is_a_film(two_films, tmp_path):
    clip = Clip(id="c", media="a", source_start=33 / NTSC_FILM, frames=1)

    film = render_to(tmp_path / "film.mp4", timeline(NTSC_FILM, picture(clip)), two_films[0])

    assert [shown.number for shown in film_numbers(film)] == [33]


def test_a_red_picture_stays_that_red(tmp_path):
    from autoedit.testing import film_pictures, shots_film

    red = (200, 40, 30)
    source = named(shots_film(tmp_path / "red.mp4", [(red, 10)], rate=PAL), "red")

    film = render_to(
        tmp_path / "film.mp4", timeline(PAL, picture(Clip(id="c", media="red", source_start=Fraction(0), frames=8))), source
    )

    (_, shown), *_ = film_pictures(film)
    assert np.abs(shown.reshape(-1, 3).astype(float).mean(axis=0) - red).max() <= 4


def r128(path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by ffmpeg's own meter on the finished file."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", path, "-map", "0:a", "-af", "ebur128=peak=true"]
    said = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    return float(re.search(r"I:\s+(\S+) LUFS", summary)[1]), float(re.search(r"Peak:\s+(\S+) dBFS", summary)[1])


def pink(duration: Fraction, level_db: float) -> np.ndarray:
    """Noise whose spectrum falls as music's does; of white noise AAC would drop what nobody hears."""
    white = noise(level_db=0, rate=RATE, duration=duration).samples
    frequencies = np.maximum(np.fft.rfftfreq(len(white), 1 / RATE), 20)
    wave = np.fft.irfft(np.fft.rfft(white, axis=0) / np.sqrt(frequencies)[:, None], len(white), axis=0)
    return (wave / wave.std() * 10 ** (level_db / 20)).astype(np.float32)


def quiet(duration: Fraction) -> Sound:
    return Sound(samples=pink(duration, -33), rate=RATE)


def hot(duration: Fraction) -> Sound:
    """Mastered far too loud, with samples that clip."""
    return Sound(samples=np.clip(pink(duration, -6), -1, 1), rate=RATE)


def drums(duration: Fraction) -> Sound:
    """Deep hits twice a second over a low bed: the peaks need limiting before the loudness is reached."""
    time = np.arange(round(duration * RATE)) / RATE % 0.5
    hits = 0.9 * np.sin(2 * np.pi * 60 * time) * np.exp(-14 * time)
    return Sound(samples=(hits[:, None] + pink(duration, -42)).astype(np.float32), rate=RATE)


@pytest.fixture(scope="module", params=[quiet, hot, drums], ids=lambda make: make.__name__)
def loud_film(request, two_films, tmp_path_factory):
    folder = tmp_path_factory.mktemp("loud")
    song = named(write_wav(folder / "song.wav", request.param(Fraction(12))), "song")
    film = timeline(
        NTSC_FILM,
        picture(Clip(id="c", media="a", source_start=Fraction(0), frames=100)),
        music(Clip(id="m", media="song", source_start=Fraction(1, 3), frames=240)),
    )
    return r128(render_to(folder / "film.mp4", film, two_films[0], song))


def test_a_film_is_as_loud_as_the_web_plays_it(loud_film):
    assert loud_film[0] == pytest.approx(-14, abs=0.5)


def test_a_film_s_true_peaks_stay_below_minus_one(loud_film):
    assert loud_film[1] <= -1.0


@pytest.mark.slow
@pytest.mark.parametrize("rate", [NTSC_FILM, NTSC], ids=str)
def test_after_a_minute_of_film_sound_and_picture_still_meet(rate, sources, tmp_path):
    """Each clip shows one source frame after another, and clicks with its frame 20."""
    from autoedit.testing import numbered_film

    sound = clicks([100 / rate], rate=RATE, duration=Fraction(8))
    source = named(numbered_film(tmp_path / "m.mov", rate=rate, frames=200, sound=sound), "m")
    clips = [Clip(id=f"c{part}", media="m", source_start=80 / rate, frames=40) for part in range(round(62 * rate) // 40)]

    film = render_to(tmp_path / "film.mp4", timeline(rate, picture(*clips), source_sound(*clips)), source)

    shown = film_numbers(film)
    heard = click_places(film_samples(film).samples, apart=RATE // 4)
    seen = [float(frame.time * RATE) for frame in shown if frame.number == 100]
    assert len(seen) == len(clips)
    assert list(heard) == pytest.approx(seen, abs=RATE // 1000)
