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
    import av
    import av.error
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="stereo", time_base=Fraction(1, rate))
    meter = graph.add("ebur128", metadata="1", peak="true" if with_peak else "none")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    momentary: list[float] = []
    integrated, peaks = -math.inf, [-math.inf]

    def collect() -> None:
        nonlocal integrated
        while True:
            try:
                metadata = graph.pull().metadata
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if "lavfi.r128.M" in metadata:
                momentary.append(float(metadata["lavfi.r128.M"]))
                integrated = float(metadata["lavfi.r128.I"])
                peaks.extend(float(metadata[key]) for key in metadata if key.startswith("lavfi.r128.true_peaks_ch"))

    place = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), place
        place += len(block)
        source.push(frame)
        collect()
    source.push(None)
    collect()
    # The filter's peaks are linear; its floor for the gated loudness is -70.
    loudest = max(peaks)
    return Loudness(
        integrated=integrated if integrated > SILENCE_LUFS else -math.inf,
        true_peak=20 * math.log10(loudest) if loudest > 0 else -math.inf,
        momentary=np.array(momentary, np.float32),
    )
