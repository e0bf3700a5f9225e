"""The one pass over a file's sound: it is decoded once, and every meter hears it block by block.

Loudness is EBU R128 momentary every 100 ms. All else hears mono at ``MONO_RATE``, as samples (level, speech) or as power
spectra (onsets, wind), but clipping, which would not survive a change of rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.clipping import STEPS_A_SECOND, ClippingMeter
from autoedit.analysis.onsets import OnsetMeter
from autoedit.analysis.speech import WINDOW as SPEECH_WINDOW
from autoedit.analysis.speech import SpeechMeter
from autoedit.analysis.wind import WindMeter
from autoedit.media.loudness import SILENCE_LUFS, STEP, loudness
from autoedit.media.sound import sound_blocks
from autoedit.model.media import Media
from autoedit.model.signal import Signal

MONO_RATE = 16000
HOP, WINDOW = 512, 2048
FLOOR_DB = -80.0
SILENT_LUFS = -60.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What one pass over a file's sound gave; ``is_silent`` when nothing rises above -60 LUFS.

    Attributes:
        loudness: LUFS, momentary.
        onsets: how much the spectrum rises, in dB a band.
        level: dB of full scale, of 32 ms each: fast enough to place a bang.
        speech: the probability that somebody speaks.
        wind: 0..1.
        clipping: the share of clipped samples.
    """

    loudness: Signal
    onsets: Signal
    level: Signal
    speech: Signal
    wind: Signal
    clipping: Signal
    is_silent: bool


def listen(media: Media, *, report: Callable[[float], None] | None = None) -> Heard | None:
    """Measure a file's sound once; None for a file without any."""
    if media.sound is None:
        return None
    rate, start = media.sound.rate, media.sound.start
    mono, clipping = _Mono(rate), ClippingMeter(rate)

    def passing() -> Iterator[NDArray[np.float32]]:
        done = 0
        for block in sound_blocks(media):
            mono.hear(block)
            clipping.hear(block)
            done += len(block)
            if report is not None:
                report(done / rate)
            yield block

    momentary = np.maximum(loudness(passing(), rate, with_peak=False).momentary, SILENCE_LUFS)
    window = Fraction(HOP, MONO_RATE)
    return Heard(
        # A momentary value looks 400 ms back from the end of its step; its middle is where the sound was.
        loudness=_signal("loudness", momentary, start + STEP - Fraction(2, 10), STEP),
        # A spectrum is centred on its sample, a level on the middle of its stretch.
        onsets=_signal("onsets", mono.onsets.strength(), start, window),
        wind=_signal("wind", mono.wind.wind(), start, window),
        level=_signal("level", mono.level(), start + window / 2, window),
        speech=_signal("speech", mono.speech.probabilities(), start + window / 2, Fraction(SPEECH_WINDOW, MONO_RATE)),
        clipping=_signal("clipping", clipping.shares(), start + Fraction(1, 2 * STEPS_A_SECOND), Fraction(1, STEPS_A_SECOND)),
        is_silent=bool(momentary.size == 0 or momentary.max() < SILENT_LUFS),
    )


def _signal(name: str, values: NDArray[np.float32], first: Fraction, step: Fraction) -> Signal:
    """Values at even steps, their times counted in samples of the mono sound (the first one's to the nearest)."""
    ticks = round(first * MONO_RATE) + np.arange(len(values), dtype=np.int64) * round(step * MONO_RATE)
    return Signal(name=name, time_base=Fraction(1, MONO_RATE), ticks=ticks, values=values.astype(np.float32))


class _Mono:
    """One channel at MONO_RATE for the meters that need no more."""

    def __init__(self, rate: int) -> None:
        import soxr

        self._resampler = soxr.ResampleStream(rate, MONO_RATE, 1, dtype="float32", quality="MQ")
        self._window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._rest = np.zeros(WINDOW // 2, np.float32)
        self._unmeasured = np.zeros(0, np.float32)
        self._levels: list[NDArray[np.float32]] = []
        self.onsets = OnsetMeter(MONO_RATE, WINDOW)
        self.wind = WindMeter(MONO_RATE, WINDOW)
        self.speech = SpeechMeter()

    def hear(self, block: NDArray[np.float32]) -> None:
        """Take in stereo samples, float32 [n, 2]."""
        samples = self._resampler.resample_chunk((block[:, 0] + block[:, 1]) * np.float32(0.5))
        self.speech.hear(samples)
        self._measure(samples)
        held = np.concatenate([self._rest, samples])
        count = max(0, (len(held) - WINDOW) // HOP + 1)
        if count:
            frames = np.lib.stride_tricks.sliding_window_view(held, WINDOW)[::HOP][:count]
            spectra = np.fft.rfft(frames * self._window, axis=1)
            power = np.asarray(spectra.real**2 + spectra.imag**2, np.float32)
            self.onsets.hear(power)
            self.wind.hear(power)
        self._rest = held[count * HOP :]

    def level(self) -> NDArray[np.float32]:
        """Root mean square of each HOP samples, in dB of full scale."""
        power = np.concatenate([np.zeros(0, np.float32), *self._levels])
        return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10))), np.float32)

    def _measure(self, samples: NDArray[np.float32]) -> None:
        held = np.concatenate([self._unmeasured, samples])
        count = len(held) // HOP
        self._unmeasured = held[count * HOP :]
        self._levels.append((held[: count * HOP].reshape(count, HOP) ** 2).mean(axis=1))
