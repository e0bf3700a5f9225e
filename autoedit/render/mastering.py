"""The last step of the mix: one gain to the loudness that is wished, true peaks under the ceiling, and the result measured.

Two passes: the mix is measured while it is made (EBU R128 loudness, and peaks by ``limiter``); the gain at which the limited
sound has its loudness follows from that; then it is written, and measured again as it is. Where that is a tenth of a decibel
off, the difference is made good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.media.loudness import SILENCE_LUFS, Loudness, Meter
from autoedit.render.limiter import STEP, StepMeter, Steps, applied, reduction

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]

# AAC at 256 kbit/s overshoots what it is given, and the finished film keeps the promise. At -14 LUFS eleven songs and talks came
# back up to 1.1 dB higher; a mix that is louder is denser, and comes back higher: up to 2.1 dB at -12, 2.7 dB at -9. By how
# much is chance (bursts of white noise: 2.1 dB), so the finished film is to be measured.
AAC_MARGIN_DB, AAC_MARGIN_PER_DB, AAC_LUFS = 1.5, 0.3, -14.0
# Footage that is nearly silent is not blown up into hiss: what lies under HISS_LUFS is raised the less, the softer it is.
# The plan has raised it by up to 12 dB already.
MOST_GAIN_DB, HISS_LUFS, HISS_SLOPE = 24.0, -45.0, 2.0
# A limiter that takes more than this off the loudness pumps; then the film stays softer than wished.
MOST_LIMITED_DB = 6.0
UNHEARD_DB = 0.5
CLOSE_DB = 0.1
CORRECTIONS = 2
BLOCK = STEP * 1500  # two seconds at 48 kHz
# Loudness is told so many times a second, each time looking back over WINDOW of them.
TENTHS, WINDOW = 10, 4
RELATIVE_GATE_DB = 10.0
SILENT = 1e-20


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastering:
    """What a film's sound is brought to: integrated loudness in LUFS, and the highest true peak in dB of full scale.

    The peak is the finished film's, after AAC. ``overshoot`` is by how many dB it was exceeded, where it was measured so and the
    film is mixed again.
    """

    lufs: float = -14.0
    true_peak: float = -1.0
    overshoot: float = 0.0

    def __post_init__(self) -> None:
        if not SILENCE_LUFS < self.lufs <= -5.0:
            raise ValueError(f"a film's loudness lies between {SILENCE_LUFS:g} and -5 LUFS, got {self.lufs:g}")
        if not -20.0 <= self.true_peak <= 0.0:
            raise ValueError(f"a film's true peak lies between -20 and 0 dBTP, got {self.true_peak:g}")
        if not 0.0 <= self.overshoot <= 20.0:
            raise ValueError(f"a film's overshoot lies between 0 and 20 dB, got {self.overshoot:g}")

    @property
    def ceiling(self) -> float:
        """Where the mix's own true peaks end, in dB, so that the film's stay in bounds after AAC."""
        margin = AAC_MARGIN_DB + AAC_MARGIN_PER_DB * max(0.0, self.lufs - AAC_LUFS)
        return self.true_peak - margin - self.overshoot


STREAMING = Mastering()
"""What the platforms play at without turning it up or down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastered:
    """What a mix came out as, measured on what was written.

    Attributes:
        wished: what it was to be.
        lufs: integrated loudness, ``-inf`` for silence.
        true_peak: dBTP of the mix, before AAC; ``-inf`` for silence.
        gain_db: how far it was raised.
        limited_db: how far the limiter went down at most.
    """

    wished: Mastering
    lufs: float
    true_peak: float
    gain_db: float
    limited_db: float

    @property
    def is_as_wished(self) -> bool:
        """Whether the loudness was met; silence, hiss and sound that would pump stay softer."""
        return abs(self.lufs - self.wished.lufs) <= 2 * CLOSE_DB


class Measured:
    """Measures a mix while it is made."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._meter, self._steps = Meter(rate, with_peak=False), StepMeter()

    def hear(self, block: Samples) -> None:
        """Go on with samples, float32 [n, 2]."""
        self._meter.hear(block)
        self._steps.hear(block)

    def read(self) -> tuple[Loudness, Steps]:
        """All of it; nothing can follow."""
        self._meter.hear(_silence(self.rate))
        return self._meter.read(), self._steps.read()


def master(raw: Path, into: Path, measured: Measured, wished: Mastering) -> Mastered:
    """Write a mixed WAV at its final loudness.

    Args:
        raw: stereo float WAV, of any level.
        into: where the result goes, the same format.
        measured: has heard what is in ``raw``.
    """
    loudness, steps = measured.read()
    mixed = _Mixed(loudness=loudness, steps=steps, rate=measured.rate, wished=wished)
    aim, ceiling = wished.lufs, wished.ceiling
    for corrections_left in range(CORRECTIONS, -1, -1):
        gain = mixed.gain(aim, ceiling)
        curve = reduction(steps, gain, ceiling, measured.rate)
        written = _written(raw, into, curve, gain)
        missed = written.integrated - mixed.limited_lufs(gain, ceiling) if math.isfinite(written.integrated) else 0.0
        excess = max(0.0, written.true_peak - wished.ceiling)
        if not corrections_left or max(abs(missed - (wished.lufs - aim)), excess) < CLOSE_DB:
            break
        aim, ceiling = wished.lufs - missed, ceiling - excess
    return Mastered(
        wished=wished,
        lufs=written.integrated,
        true_peak=written.true_peak,
        gain_db=gain,
        limited_db=float(curve.max(initial=0.0)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Mixed:
    """A mix as it was measured, and what is wished of it."""

    loudness: Loudness
    steps: Steps
    rate: int
    wished: Mastering

    @property
    def lufs(self) -> float:
        """Its loudness; FFmpeg's own integral knows none above +10 LUFS."""
        return gated(self.loudness.momentary)

    @property
    def most_gain(self) -> float:
        """How far it may be raised at most, in dB."""
        most = MOST_GAIN_DB - HISS_SLOPE * max(0.0, HISS_LUFS - self.lufs)
        return min(max(0.0, most), self.wished.lufs - self.lufs + MOST_LIMITED_DB)

    def gain(self, aim: float, ceiling: float) -> float:
        """The gain in dB at which what the limiter leaves is as loud as that; no more than is heard where it cannot be."""
        if not math.isfinite(self.lufs):
            return 0.0
        low, high = min(aim - self.lufs, self.most_gain), self.most_gain
        loudest = self.limited_lufs(high, ceiling)
        aim = aim if loudest >= aim else loudest - UNHEARD_DB
        while high - low > CLOSE_DB / 10:
            middle = (low + high) / 2
            low, high = (middle, high) if self.limited_lufs(middle, ceiling) < aim else (low, middle)
        return low

    def limited_lufs(self, gain: float, ceiling: float) -> float:
        """The loudness at a gain: what each tenth of a second loses is told by its steps."""
        momentary = self.loudness.momentary + gain
        curve = reduction(self.steps, gain, ceiling, self.rate)
        if curve.any():
            powers, count, tenth = self.steps.powers, len(momentary), self.rate // TENTHS // STEP
            before, after = (_windows(power, count, tenth) for power in (powers, powers * 10 ** (-curve / 10)))
            momentary = momentary + 10 * np.log10((after + SILENT) / (before + SILENT))
        return gated(momentary)


def gated(momentary: NDArray[np.floating]) -> float:
    """Integrated loudness of momentary values, by the two gates of BS.1770."""
    heard = momentary[momentary > SILENCE_LUFS].astype(np.float64)
    loud = heard[heard > _mean(heard) - RELATIVE_GATE_DB]
    return _mean(loud)


def _mean(values: Curve) -> float:
    return float(10 * np.log10(np.mean(10 ** (values / 10)))) if values.size else -math.inf


def _windows(powers: Curve, count: int, tenth: int) -> Curve:
    """The power within each of so many windows, one every tenth of a second, each so many steps long."""
    tenths = np.pad(powers, (0, max(0, count * tenth - len(powers))))[: count * tenth].reshape(count, tenth).sum(axis=1)
    return np.asarray(np.convolve(tenths, np.ones(WINDOW))[:count], np.float64)


def _written(raw: Path, into: Path, curve: Curve, gain: float) -> Loudness:
    import soundfile

    around = np.pad(curve, 1, mode="edge")
    with (
        soundfile.SoundFile(raw) as source,
        soundfile.SoundFile(into, "w", source.samplerate, 2, "FLOAT", format="RF64") as target,
    ):
        meter = Meter(source.samplerate)
        for number, block in enumerate(source.blocks(BLOCK, dtype="float32", always_2d=True)):
            first = number * BLOCK // STEP
            loud = applied(block, around[first : first + -(-len(block) // STEP) + 2], gain)
            target.write(loud)
            meter.hear(loud)
        meter.hear(_silence(source.samplerate))
        return meter.read()


def _silence(rate: int) -> Samples:
    """A tenth of a second: what is left over is heard only when a tenth is full."""
    return np.zeros((rate // TENTHS, 2), np.float32)
