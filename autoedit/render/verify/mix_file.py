"""The mix's WAV, read at the rate at which films are heard."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from autoedit.media.sound import Samples
from autoedit.render.verify.shown import HEARD_RATE

BLOCK_SECONDS = 10


class Mix:
    """A mix, open for reading in stretches or from end to end."""

    def __init__(self, path: Path) -> None:
        import soundfile

        self._file = soundfile.SoundFile(path)
        self._rate: int = self._file.samplerate
        self.duration = Fraction(self._file.frames, self._rate)

    def __enter__(self) -> Mix:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def at(self, start: Fraction, duration: Fraction) -> Samples:
        """A stretch from the sample nearest to a time on, as far as the mix goes: float32 [n, 2]."""
        import soxr

        self._file.seek(round(start * self._rate))
        read = self._file.read(round(duration * self._rate), dtype="float32", always_2d=True)
        return np.asarray(soxr.resample(read, self._rate, HEARD_RATE), np.float32)

    def blocks(self) -> Iterator[Samples]:
        """All of it, in blocks of some seconds."""
        import soxr

        small = soxr.ResampleStream(self._rate, HEARD_RATE, 2, dtype="float32")
        self._file.seek(0)
        for block in self._file.blocks(self._rate * BLOCK_SECONDS, dtype="float32", always_2d=True):
            yield small.resample_chunk(block)
        yield small.resample_chunk(np.zeros((0, 2), np.float32), last=True)
