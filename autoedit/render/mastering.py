"""The last step of the mix: one gain to -14 LUFS, and a limiter that keeps true peaks below the ceiling.

Peaks are found on fourfold oversampled sound (BS.1770 annex 2). The limiter's gain is the running minimum over its window,
smoothed by a window of the same length, so that it is down before the peak arrives.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.media.loudness import Loudness, loudness

Samples = NDArray[np.float32]

TARGET_LUFS = -14.0
# The promise is -1 dBTP in the finished file; AAC overshoots what it is given, by up to about a decibel on dense music.
CEILING_DB = -2.5
# Footage that is nearly silent is not blown up into hiss.
MOST_GAIN_DB = 24.0
WINDOW_SECONDS = 0.005
BLOCK_SECONDS = 10
OVERSAMPLING = 4
ROUNDS = 8


def master(raw: Path, into: Path) -> None:
    """Write a mixed WAV at its final loudness.

    Args:
        raw: stereo float WAV, of any level.
        into: where the result goes, the same format.
    """
    measured = _measured(raw)
    if not math.isfinite(measured.integrated):
        shutil.copyfile(raw, into)
        return
    gain = min(TARGET_LUFS - measured.integrated, MOST_GAIN_DB)
    for _ in range(ROUNDS):
        _write_limited(raw, into, gain)
        short = TARGET_LUFS - _measured(into).integrated
        # Limiting takes loudness away; a little more gain brings it back.
        if abs(short) < 0.1 or gain + short > MOST_GAIN_DB:
            break
        gain += short


def limited(samples: Samples, gain_db: float, rate: int) -> Samples:
    """Samples at a gain, with true peaks at CEILING_DB: float32 [n, 2]."""
    loud = samples * np.float32(10 ** (gain_db / 20))
    peaks = _true_peaks(loud)
    ceiling = 10 ** (CEILING_DB / 20)
    if peaks.max(initial=0.0) <= ceiling:
        return loud
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    window = max(3, round(rate * WINDOW_SECONDS) | 1)
    reduced = uniform_filter1d(minimum_filter1d(wanted, 2 * window + 1, mode="nearest"), window, mode="nearest")
    return np.asarray(loud * reduced[:, None], np.float32)


def _measured(path: Path) -> Loudness:
    import soundfile

    with soundfile.SoundFile(path) as file:
        return loudness(file.blocks(file.samplerate * BLOCK_SECONDS, dtype="float32", always_2d=True), file.samplerate)


def _write_limited(raw: Path, into: Path, gain_db: float) -> None:
    import soundfile

    with (
        soundfile.SoundFile(raw) as source,
        soundfile.SoundFile(into, "w", source.samplerate, 2, "FLOAT", format="RF64") as target,
    ):
        for block in _overlapped(source, source.samplerate):
            target.write(limited(block.samples, gain_db, source.samplerate)[block.lead : block.lead + block.frames])


class _Block:
    """Samples with a margin on both sides, so that the limiter sees past a block's ends."""

    __slots__ = ("frames", "lead", "samples")

    def __init__(self, samples: Samples, lead: int, frames: int) -> None:
        self.samples, self.lead, self.frames = samples, lead, frames


def _overlapped(source: object, rate: int) -> Iterator[_Block]:
    import soundfile

    assert isinstance(source, soundfile.SoundFile)
    margin, length, total = rate // 10, rate * BLOCK_SECONDS, source.frames
    for start in range(0, total, length):
        first, last = max(0, start - margin), min(total, start + length + margin)
        source.seek(first)
        samples = source.read(last - first, dtype="float32", always_2d=True)
        yield _Block(samples, start - first, min(length, total - start))


def _true_peaks(samples: Samples) -> NDArray[np.float64]:
    """The largest oversampled magnitude around each sample, over both channels: float64 [n]."""
    from scipy.signal import resample_poly

    fine = np.abs(resample_poly(samples, OVERSAMPLING, 1, axis=0)).max(axis=1)
    return np.asarray(fine[: len(samples) * OVERSAMPLING].reshape(-1, OVERSAMPLING).max(axis=1), np.float64)
