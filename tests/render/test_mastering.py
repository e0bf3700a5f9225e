"""The finished loudness and true peak of a mix, of any kind of sound; and what AAC makes of it."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from autoedit.media.loudness import Loudness, loudness
from autoedit.model.timeline import Clip
from autoedit.render.limiter import StepMeter
from autoedit.render.mastering import STREAMING, Mastered, Mastering, Measured, master
from autoedit.render.mix import mix
from autoedit.testing import noise, tone
from tests.render.making import PAL, by_name, music, named, timeline

RATE = 48000


def mastered(samples: np.ndarray, folder: Path, wished: Mastering = STREAMING, *, block: int = 10 * RATE) -> Mastered:
    soundfile.write(folder / "raw.wav", samples.astype(np.float32), RATE, subtype="FLOAT")
    measured = Measured(RATE)
    for start in range(0, len(samples), block):
        measured.hear(samples[start : start + block].astype(np.float32))
    return master(folder / "raw.wav", folder / "mix.wav", measured, wished)


def written(folder: Path) -> np.ndarray:
    return soundfile.read(folder / "mix.wav", dtype="float32")[0]


def measured(samples: np.ndarray) -> Loudness:
    # The meter tells of whole tenths of a second.
    return loudness([samples, np.zeros((RATE // 10, 2), np.float32)], RATE)


def time(seconds: int = 8) -> np.ndarray:
    return np.arange(seconds * RATE) / RATE


def both(wave: np.ndarray) -> np.ndarray:
    return np.repeat(wave[:, None], 2, axis=1)


def hiss(level_db: float, seconds: int = 8) -> np.ndarray:
    return noise(level_db=level_db, rate=RATE, duration=Fraction(seconds)).samples


def pink(level_db: float) -> np.ndarray:
    """Noise that falls by 3 dB an octave, as music does."""
    waves = np.fft.rfft(hiss(0), axis=0)
    sound = np.fft.irfft(waves / np.sqrt(np.maximum(1, np.arange(len(waves))))[:, None], axis=0, n=8 * RATE)
    return sound / sound.std() * 10 ** (level_db / 20)


def drums() -> np.ndarray:
    """Four beats a second that fall away over a soft pad."""
    return pink(-14) * np.exp(-((time() * 4) % 1) * 5)[:, None] + both(0.05 * np.sin(2 * np.pi * 220 * time()))


def voice() -> np.ndarray:
    """Two formants struck 120 times a second, syllables some louder than others, and pauses between sentences."""
    phase = time() * 120 % 1
    pulses = np.exp(-2 * phase) * (np.sin(2 * np.pi * 5 * phase) + 0.5 * np.sin(2 * np.pi * 15 * phase))
    syllables = np.clip(np.sin(2 * np.pi * 4 * time()), 0, None) * 10 ** (0.15 * np.sin(2 * np.pi * 1.3 * time()))
    return both(0.2 * pulses * syllables * (np.sin(2 * np.pi * 0.4 * time()) > -0.5)) + hiss(-62)


def antiphase() -> np.ndarray:
    return hiss(-30)[:, :1] * np.array([[1, -1]])


SOUNDS = {
    "a soft tone": lambda: tone(frequency=997, level_db=-32, rate=RATE, duration=Fraction(8)).samples,
    "loud noise": lambda: hiss(-6),
    "noise far beyond full scale": lambda: hiss(12),
    "dense loud music": lambda: np.tanh(4 * drums() + both(0.9 * np.sin(2 * np.pi * 55 * time()))),
    "drums": drums,
    "a voice": voice,
    "sides that cancel": antiphase,
    "one side alone": lambda: hiss(-20) * np.array([[1, 0]]),
    "an offset under it": lambda: hiss(-26) + 0.1,
    "a second of silence, then sound": lambda: np.concatenate([np.zeros((RATE, 2)), hiss(-30, 3)]),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_a_film_has_its_loudness_and_its_peaks_stay_under_the_ceiling(name: str, tmp_path: Path):
    mastered(SOUNDS[name](), tmp_path)

    result = measured(written(tmp_path))
    assert result.integrated == pytest.approx(-14, abs=0.2)
    assert result.true_peak <= STREAMING.ceiling + 0.15


@pytest.mark.parametrize("name", SOUNDS)
def test_what_is_told_of_a_mix_is_what_a_meter_says_of_the_file(name: str, tmp_path: Path):
    told = mastered(SOUNDS[name](), tmp_path)

    result = measured(written(tmp_path))
    assert (told.lufs, told.true_peak) == (pytest.approx(result.integrated, abs=0.01), pytest.approx(result.true_peak, abs=0.01))
    assert told.is_as_wished


@pytest.mark.parametrize("lufs", [-23.0, -16.0, -11.0])
def test_another_loudness_and_peak_can_be_wished(lufs: float, tmp_path: Path):
    mastered(hiss(-20), tmp_path, Mastering(lufs=lufs, true_peak=-2.0))

    result = measured(written(tmp_path))
    assert result.integrated == pytest.approx(lufs, abs=0.2)
    assert result.true_peak <= -3.3


@pytest.mark.parametrize(("lufs", "true_peak"), [(0.0, -1.0), (-80.0, -1.0), (math.nan, -1.0), (-14.0, 1.0), (-14.0, math.nan)])
def test_a_loudness_that_no_film_has_is_refused(lufs: float, true_peak: float):
    with pytest.raises(ValueError, match="a film's"):
        Mastering(lufs=lufs, true_peak=true_peak)


def test_what_the_limiter_leaves_alone_is_only_raised(tmp_path: Path):
    sound = hiss(-30)

    told = mastered(sound, tmp_path)

    assert told.limited_db == 0
    assert np.allclose(written(tmp_path), sound * 10 ** (told.gain_db / 20), atol=1e-6)


def test_blocks_make_no_difference(tmp_path: Path):
    whole = mastered(drums(), tmp_path)
    first = written(tmp_path)

    parts = mastered(drums(), tmp_path, block=12345)

    assert parts.gain_db == pytest.approx(whole.gain_db, abs=0.02)
    assert np.abs(written(tmp_path) - first).max() < 0.003


def test_silence_stays_silent(tmp_path: Path):
    told = mastered(np.zeros((5 * RATE, 2)), tmp_path)

    assert (told.lufs, told.true_peak, told.is_as_wished) == (-math.inf, -math.inf, False)
    assert not written(tmp_path).any()


@pytest.mark.parametrize(("level_db", "most"), [(-60, 7), (-65, 0.1), (-80, 0.1), (-100, 0.1)])
def test_hiss_is_not_blown_up(level_db: float, most: float, tmp_path: Path):
    told = mastered(hiss(level_db), tmp_path)

    assert 0 <= told.gain_db < most and not told.is_as_wished


def test_a_lone_bang_in_a_quiet_film_does_not_make_it_pump(tmp_path: Path):
    sound = hiss(-50)
    sound[4 * RATE : 4 * RATE + 500] = 0.9

    told = mastered(sound, tmp_path)

    soft = np.sqrt(np.square(written(tmp_path)[:RATE]).mean()) / np.sqrt(np.square(sound[:RATE]).mean())
    assert 20 * np.log10(soft) == pytest.approx(told.gain_db, abs=0.1)
    assert measured(written(tmp_path)).true_peak <= STREAMING.ceiling + 0.15


@pytest.mark.parametrize("samples", [1, 100, 4799, 4801, 14400, 19199])
def test_a_film_shorter_than_the_meter_s_window_stays_under_the_ceiling(samples: int, tmp_path: Path):
    told = mastered(hiss(0)[:samples], tmp_path)

    sound = written(tmp_path)
    assert len(sound) == samples and np.isfinite(sound).all() and np.isfinite(told.gain_db)
    assert measured(sound).true_peak <= STREAMING.ceiling + 0.15


def test_an_offset_alone_is_no_sound(tmp_path: Path):
    told = mastered(np.full((5 * RATE, 2), 0.3), tmp_path)

    sound = written(tmp_path)
    assert np.isfinite(told.gain_db) and np.isfinite(sound).all() and np.abs(sound).max() <= 10 ** (STREAMING.ceiling / 20) + 1e-3


def test_the_limiter_is_down_before_a_peak_and_comes_back_after_it(tmp_path: Path):
    sound = both(0.05 * np.sin(2 * np.pi * 300 * time()))
    sound[4 * RATE : 4 * RATE + 48] += 1

    mastered(sound, tmp_path)

    level = np.abs(written(tmp_path)).reshape(-1, 480, 2).max(axis=(1, 2)) / np.abs(sound).reshape(-1, 480, 2).max(axis=(1, 2))
    level /= np.median(level)
    assert level[398] == pytest.approx(1, abs=0.02) and level[440] == pytest.approx(1, abs=0.02)
    assert level[400] < 0.5


def test_a_peak_between_samples_is_found():
    # A quarter of the sampling rate, met 45 degrees off its peaks: its samples reach -9 dB, it reaches -6 (EBU Tech 3341, 15).
    wave = 0.5 * np.minimum(1, np.arange(RATE) / 5000) * np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4)
    meter = StepMeter()

    meter.hear(both(wave).astype(np.float32))

    assert meter.read().peaks.max() == pytest.approx(-6.02, abs=0.1)


def test_a_film_that_came_out_too_high_is_mixed_again_so_much_lower(tmp_path: Path):
    mastered(drums(), tmp_path, Mastering(overshoot=1.25))

    assert measured(written(tmp_path)).true_peak == pytest.approx(STREAMING.ceiling - 1.25, abs=0.15)


def after_aac(path: Path, folder: Path) -> np.ndarray:
    """The sound as the finished film has it: AAC at 256 kbit/s."""
    samples, rate = soundfile.read(path, dtype="float32")
    with av.open(str(folder / "film.mp4"), "w") as film:
        stream = film.add_stream("aac", rate=rate, layout="stereo")
        stream.bit_rate = 256_000
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = rate, 0
        film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    with av.open(str(folder / "film.mp4")) as film:
        return np.concatenate([frame.to_ndarray().T for frame in film.decode(audio=0)])


@pytest.mark.parametrize("name", ["dense loud music", "drums", "a voice", "a soft tone"])
def test_peaks_stay_in_bounds_after_aac(name: str, tmp_path: Path):
    mastered(SOUNDS[name](), tmp_path)

    result = measured(after_aac(tmp_path / "mix.wav", tmp_path))
    assert result.true_peak <= -1
    assert result.integrated == pytest.approx(-14, abs=0.3)


@pytest.mark.slow
@pytest.mark.parametrize("lufs", [-16.0, -14.0, -12.0])
@pytest.mark.parametrize(
    "song", ["clue-game-30s.mp3", "clue-game-90s.mp3", "clue-lobby.mp3", "omega-music.mp3", "us-On_the_run.ogg"]
)
def test_real_songs_stay_in_bounds_after_aac(song: str, lufs: float, shared_media: Path, tmp_path: Path):
    source = named(shared_media / "music" / song, "s")
    film = timeline(PAL, music(Clip(id="m", media="s", source_start=Fraction(1), frames=600)))

    told = mix(film, by_name(source), tmp_path / "mix.wav", mastering=replace(STREAMING, lufs=lufs))

    result = measured(after_aac(tmp_path / "mix.wav", tmp_path))
    assert told is not None and result.true_peak <= -1
    assert not told.is_as_wished or result.integrated == pytest.approx(lufs, abs=0.3)
