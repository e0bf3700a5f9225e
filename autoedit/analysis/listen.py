"""The one pass over a file's sound: loudness and onset strength.

Loudness is EBU R128 momentary every 100 ms; onset strength is log-mel spectral flux (Boeck and Widmer 2013) on librosa's mel
filters. The transforms are numpy's: ``librosa.feature.melspectrogram`` compiles for some 12 CPU seconds when first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.media.loudness import SILENCE_LUFS, STEP, loudness
from autoedit.media.sound import sound_blocks
from autoedit.model.media import Media
from autoedit.model.signal import Signal
from autoedit.numba_cache import keep_compiled_functions

ONSET_RATE = 16000
HOP, WINDOW = 512, 2048
MEL_BANDS = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What one pass over a file's sound gave; ``is_silent`` when nothing rises above -60 LUFS."""

    loudness: Signal
    onsets: Signal
    is_silent: bool


def listen(media: Media, *, report: Callable[[float], None] | None = None) -> Heard | None:
    """Measure a file's sound once; None for a file without any."""
    if media.sound is None:
        return None
    rate = media.sound.rate
    onsets = _Onsets(rate)

    def passing() -> Iterator[NDArray[np.float32]]:
        done = 0
        for block in sound_blocks(media):
            onsets.hear(block)
            done += len(block)
            if report is not None:
                report(done / rate)
            yield block

    measured = loudness(passing(), rate)
    start = media.sound.start
    momentary = np.maximum(measured.momentary, SILENCE_LUFS)
    # A momentary value looks 400 ms back from the end of its step; its middle is where the sound was.
    first_tick = round((start + STEP - Fraction(2, 10)) / Fraction(1, 1000))
    loud_ticks = first_tick + np.arange(len(momentary), dtype=np.int64) * round(STEP * 1000)
    envelope = onsets.envelope()
    onset_ticks = round(start * ONSET_RATE) + np.arange(len(envelope), dtype=np.int64) * HOP
    return Heard(
        loudness=Signal(name="loudness", time_base=Fraction(1, 1000), ticks=loud_ticks, values=momentary.astype(np.float32)),
        onsets=Signal(name="onsets", time_base=Fraction(1, ONSET_RATE), ticks=onset_ticks, values=envelope),
        is_silent=bool(momentary.size == 0 or momentary.max() < -60),
    )


class _Onsets:
    """Onset strength block by block; the mel frames are kept, some 40 numbers each 32 ms."""

    def __init__(self, rate: int) -> None:
        import soxr

        keep_compiled_functions()
        import librosa

        self._resampler = soxr.ResampleStream(rate, ONSET_RATE, 1, dtype="float32")
        self._filters = librosa.filters.mel(sr=ONSET_RATE, n_fft=WINDOW, n_mels=MEL_BANDS)
        self._window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._rest = np.zeros(WINDOW // 2, np.float32)
        self._mels: list[NDArray[np.float32]] = []

    def hear(self, block: NDArray[np.float32]) -> None:
        """Take in stereo samples, float32 [n, 2]."""
        mono = self._resampler.resample_chunk(np.ascontiguousarray(block.mean(axis=1)))
        samples = np.concatenate([self._rest, mono])
        count = max(0, (len(samples) - WINDOW) // HOP + 1)
        if count:
            frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP][:count]
            power = np.abs(np.fft.rfft(frames * self._window, axis=1)) ** 2
            self._mels.append((power @ self._filters.T).astype(np.float32))
        self._rest = samples[count * HOP :]

    def envelope(self) -> NDArray[np.float32]:
        """Onset strength every HOP samples, float32 [n]."""
        if not self._mels:
            return np.zeros(0, np.float32)
        # Quiet noise has large ratios; below -60 dB nothing counts as an onset.
        decibels = 10 * np.log10(np.maximum(np.concatenate(self._mels), 1e-6))
        rise = np.maximum(0.0, np.diff(decibels, axis=0, prepend=decibels[:1]))
        return np.asarray(rise.mean(axis=1), np.float32)
