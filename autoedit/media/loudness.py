"""Loudness by EBU R128 (BS.1770 gating), measured by FFmpeg's ebur128 filter on blocks of samples."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

# The filter reports every 100 ms; momentary loudness looks 400 ms back.
STEP = Fraction(1, 10)
SILENCE_LUFS = -70.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loudness:
    """A programme's loudness.

    Attributes:
        integrated: LUFS over the whole, ``-inf`` for silence.
        true_peak: dBTP, ``-inf`` for silence.
        momentary: LUFS every 100 ms, float32 [n]; the k-th value looks back from (k + 1) * 100 ms.
    """

    integrated: float
    true_peak: float
    momentary: NDArray[np.float32]


def loudness(blocks: Iterable[NDArray[np.float32]], rate: int, *, with_peak: bool = True) -> Loudness:
    """Measure stereo blocks.

    Args:
        blocks: float32 [n, 2] each, one after the other.
        rate: samples a second.
        with_peak: the true peak too, which takes most of the time; without it ``true_peak`` is ``-inf``.
    """
    meter = Meter(rate, with_peak=with_peak)
    for block in blocks:
        meter.hear(block)
    return meter.read()


class Meter:
    """Measures stereo sound as it goes by; its arguments are those of ``loudness``."""

    def __init__(self, rate: int, *, with_peak: bool = True) -> None:
        from av.filter import Graph

        self._rate, self._place = rate, 0
        graph = Graph()
        self._source = graph.add_abuffer(sample_rate=rate, format="flt", layout="stereo", time_base=Fraction(1, rate))
        meter = graph.add("ebur128", metadata="1", peak="true" if with_peak else "none")
        sink = graph.add("abuffersink")
        self._source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        self._graph = graph
        self._momentary: list[float] = []
        self._integrated, self._peak = -math.inf, 0.0

    def hear(self, block: NDArray[np.float32]) -> None:
        """Go on with samples, float32 [n, 2]."""
        import av

        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._place
        self._place += len(block)
        self._source.push(frame)
        self._collect()

    def read(self) -> Loudness:
        """The loudness of all that was heard; nothing can follow."""
        self._source.push(None)
        self._collect()
        # The filter's peaks are linear; its floor for the gated loudness is -70.
        return Loudness(
            integrated=self._integrated if self._integrated > SILENCE_LUFS else -math.inf,
            true_peak=20 * math.log10(self._peak) if self._peak > 0 else -math.inf,
            momentary=np.array(self._momentary, np.float32),
        )

    def _collect(self) -> None:
        import av.error

        while True:
            try:
                metadata = self._graph.pull().metadata
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if "lavfi.r128.M" in metadata:
                self._momentary.append(float(metadata["lavfi.r128.M"]))
                self._integrated = float(metadata["lavfi.r128.I"])
                peaks = (float(metadata[key]) for key in metadata if key.startswith("lavfi.r128.true_peaks_ch"))
                self._peak = max(self._peak, *peaks, 0.0)
