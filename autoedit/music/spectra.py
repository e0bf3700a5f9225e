"""One pass over a song's sound: what the rest of the package listens to.

    blocks of samples -> mel power a hundred times a second (onsets)
                      -> power of the twelve pitch classes ten times a second (chords)

Power is summed over the channels, not the samples, so that opposite channels do not cancel. librosa gives the mel filters;
the transforms are scipy's, because ``librosa.stft`` compiles for some 12 CPU seconds when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.numba_cache import keep_compiled_functions

Floats = NDArray[np.float32]

FRAMES_PER_SECOND = 100
# Long enough for the pitch of a kick drum, short enough to part the sixteenths of fast music.
ONSET_WINDOW_SECONDS = 0.023
# Parts semitones from about 130 Hz on.
CHROMA_WINDOW_SECONDS = 0.18
CHROMA_EVERY = 10
MEL_BANDS = 48
LOWEST_HZ, HIGHEST_HZ = 30.0, 11000.0
CHROMA_LOWEST_HZ, CHROMA_HIGHEST_HZ = 110.0, 2500.0
# -60 dBFS: what is quieter at the ends of a file is not music.
AUDIBLE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectra:
    """What was heard. Frame ``k`` is centred on sample ``k * hop``.

    Attributes:
        mel: power, float32 [frames, bands].
        mel_hz: the bands' centres, float32 [bands].
        chroma: power, float32 [frames // CHROMA_EVERY or one more, 12].
        first_sample, end_sample: what is audible, half-open; equal in silence.
    """

    rate: int
    hop: int
    mel: Floats
    mel_hz: Floats
    chroma: Floats
    first_sample: int
    end_sample: int

    @property
    def frame_rate(self) -> float:
        """Mel frames a second."""
        return self.rate / self.hop

    @property
    def is_silent(self) -> bool:
        """Whether nothing is audible."""
        return self.end_sample <= self.first_sample


def spectra(blocks: Iterable[Floats], rate: int, *, duration: Fraction, report: Callable[[float], None] | None = None) -> Spectra:
    """Listen to blocks of samples, float32 [n, channels]; ``duration`` is only for the report."""
    hop = max(1, round(rate / FRAMES_PER_SECOND))
    onset = Transform(rate, hop, ONSET_WINDOW_SECONDS)
    harmony = Transform(rate, hop * CHROMA_EVERY, CHROMA_WINDOW_SECONDS)
    mel_filters, mel_hz = _mel_filters(rate, onset.size)
    chroma_filters = _chroma_filters(rate, harmony.size)
    mels: list[Floats] = []
    chromas: list[Floats] = []
    heard, first, end = 0, 0, 0
    for block in blocks:
        audible = np.flatnonzero(np.abs(block).max(axis=1) > AUDIBLE) if _swings(block) else np.zeros(0, np.intp)
        if audible.size:
            first = first if end else heard + int(audible[0])
            end = heard + int(audible[-1]) + 1
        mels.append(onset.hear(block) @ mel_filters)
        chromas.append(harmony.hear(block) @ chroma_filters)
        heard += len(block)
        if report is not None:
            report(min(1.0, heard / float(duration * rate)))
    mels.append(onset.rest() @ mel_filters)
    chromas.append(harmony.rest() @ chroma_filters)
    return Spectra(
        rate=rate,
        hop=hop,
        mel=np.concatenate(mels),
        mel_hz=mel_hz,
        chroma=np.concatenate(chromas),
        first_sample=first,
        end_sample=end,
    )


class Transform:
    """Power spectra of blocks as they come, summed over the channels; frame ``k`` is centred on sample ``k * hop``."""

    def __init__(self, rate: int, hop: int, window_seconds: float) -> None:
        import scipy.fft

        self.size = scipy.fft.next_fast_len(2 * round(rate * window_seconds / 2), real=True)
        self.size += self.size % 2
        self._hop = hop
        self._window = np.hanning(self.size + 1)[:-1].astype(np.float32)
        self._waiting: Floats | None = None

    def hear(self, block: Floats) -> Floats:
        """Power of the frames that are complete, float32 [frames, size // 2 + 1]."""
        if self._waiting is None:
            self._waiting = np.zeros((self.size // 2, block.shape[1]), np.float32)
        samples = np.concatenate([self._waiting, block])
        count = max(0, (len(samples) - self.size) // self._hop + 1)
        self._waiting = samples[count * self._hop :]
        return self._power(samples, count)

    def rest(self) -> Floats:
        """Power of the last frames, with silence behind them."""
        if self._waiting is None:
            return np.zeros((0, self.size // 2 + 1), np.float32)
        count = max(0, (len(self._waiting) - self.size // 2 - 1) // self._hop + 1)
        padded = np.pad(self._waiting, ((0, self.size), (0, 0)))
        return self._power(padded, count)

    def _power(self, samples: Floats, count: int) -> Floats:
        import scipy.fft

        power = np.zeros((count, self.size // 2 + 1), np.float32)
        if count == 0:
            return power
        channels = samples.T[:1] if _is_mono(samples) else samples.T
        for channel in channels:
            frames = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(channel), self.size)[:: self._hop][:count]
            spectrum = scipy.fft.rfft(frames * self._window, axis=1)
            power += spectrum.real**2 + spectrum.imag**2
        return np.asarray(power / len(channels), np.float32)


def _swings(block: Floats) -> bool:
    """Whether there is anything to hear: an offset alone is not heard, however large it is."""
    return len(block) > 0 and bool((block.max(axis=0) - block.min(axis=0)).max() > AUDIBLE)


def _is_mono(samples: Floats) -> bool:
    return all(np.array_equal(samples[:, 0], other) for other in samples.T[1:])


def _mel_filters(rate: int, size: int) -> tuple[Floats, Floats]:
    keep_compiled_functions()
    import librosa

    highest = min(HIGHEST_HZ, rate / 2)
    filters = librosa.filters.mel(sr=rate, n_fft=size, n_mels=MEL_BANDS, fmin=LOWEST_HZ, fmax=highest, norm="slaney")
    # norm=None and librosa.mel_frequencies would load what compiles for 12 CPU seconds, so the peaks are made 1 here.
    # Narrow bands between two bins of the transform stay empty, and a band that hears nothing says nothing.
    filters = filters[filters.max(axis=1) > 0]
    filters /= filters.max(axis=1, keepdims=True)
    hz = filters @ np.arange(size // 2 + 1) / filters.sum(axis=1) * rate / size
    return np.ascontiguousarray(filters.T, np.float32), np.asarray(hz, np.float32)


def _chroma_filters(rate: int, size: int) -> Floats:
    hz = np.arange(size // 2 + 1) * rate / size
    filters = np.zeros((len(hz), 12), np.float32)
    for position in np.flatnonzero((hz >= CHROMA_LOWEST_HZ) & (hz <= CHROMA_HIGHEST_HZ)):
        pitch = 69 + 12 * np.log2(hz[position] / 440)
        below = int(np.floor(pitch))
        filters[position, below % 12] = 1 - (pitch - below)
        filters[position, (below + 1) % 12] = pitch - below
    return filters
