"""Ducking: music steps back before the footage has something to say, and comes back when it is said.

The footage's level is taken in steps of 10 ms, in the band of voices, so that wind does not count. What lasts makes the music
step back, not what bangs. The curve at a step follows from the levels of the seconds around it and from nothing else: where the
blocks of a film end makes no difference.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]

STEP_SECONDS = 0.01
VOICE_HERTZ = (300.0, 6000.0)
# The plan lays atmosphere at -26 LUFS and below, and a clip with a line in it at -20: that far apart, so far the music goes.
FLOOR_DB, FULL_DB = -30.0, -22.0
DEPTH_DB = 12.0
# All in steps. Something is said where half a second holds 150 ms of sound: words do, a bang does not.
WINDOW, LASTING = 51, 15
# The music is down before a word begins, stays down over a pause for thought, and comes back within a second.
LEAD, PAUSE, HOLD = 12, 121, 20
ATTACK_DB, RELEASE_DB = 0.8, 0.12  # a step
SMOOTHED = 11
BEFORE = WINDOW // 2 + PAUSE + HOLD + round(DEPTH_DB / RELEASE_DB) + SMOOTHED
AFTER = WINDOW // 2 + PAUSE + LEAD + round(DEPTH_DB / ATTACK_DB) + SMOOTHED
SILENT_DB = -120.0


def ducked(parts: Iterable[tuple[Samples, Samples]], rate: int) -> Iterator[Samples]:
    """Music stepped back under the source's sound, and both together.

    Args:
        parts: music and source, float32 [n, 2] each, one stretch of film after the other, of whole steps but for the last.

    Returns:
        Blocks as they came, each as soon as what follows is known far enough.
    """
    step = round(rate * STEP_SECONDS)
    held: deque[tuple[Samples, Samples]] = deque()
    levels = np.full(BEFORE, SILENT_DB)
    for music, source in parts:
        held.append((music, source))
        levels = np.concatenate([levels, voice_levels(source, rate)])
        while held and len(levels) >= BEFORE + _steps(held[0], step) + AFTER:
            yield _together(*held[0], levels, step)
            levels = levels[_steps(held.popleft(), step) :]
    # Beyond the film's end nothing is said.
    levels = np.concatenate([levels, np.full(AFTER, SILENT_DB)])
    while held:
        yield _together(*held[0], levels, step)
        levels = levels[_steps(held.popleft(), step) :]


def voice_levels(samples: Samples, rate: int) -> Curve:
    """The level of each step in the band of voices, in dB of full scale over both channels: float64 [steps]."""
    step = round(rate * STEP_SECONDS)
    count = -(-len(samples) // step)
    if not samples.any():
        return np.full(count, SILENT_DB)
    parts = np.pad(samples, ((0, count * step - len(samples)), (0, 0))).reshape(count, step, 2)
    window = np.hanning(step + 1)[:-1].astype(np.float32)
    low, high = (round(hertz * step / rate) for hertz in VOICE_HERTZ)
    waves = np.fft.rfft(parts * window[:, None], axis=1)[:, low:high]
    # A sine's power is a half of its amplitude's square; half of a spectrum holds half of it.
    power = 2 * (waves.real**2 + waves.imag**2).sum(axis=(1, 2)) / (step * np.square(window).sum())
    return np.asarray(10 * np.log10(power + 10 ** (SILENT_DB / 10)), np.float64)


def reduction(levels: Curve) -> Curve:
    """How far the music steps back at each step, in dB: float64 [steps]; BEFORE steps and AFTER steps around each decide."""
    around = sliding_window_view(np.pad(levels, WINDOW // 2, constant_values=SILENT_DB), WINDOW)
    lasting = np.partition(around, WINDOW - LASTING, axis=1)[:, WINDOW - LASTING]
    wished = DEPTH_DB * np.clip((lasting - FLOOR_DB) / (FULL_DB - FLOOR_DB), 0, 1)
    if not wished.any():
        return wished
    # Widened and narrowed again, which fills pauses and leaves the rest.
    widened = sliding_window_view(np.pad(wished, PAUSE - 1), PAUSE).max(axis=1)
    filled = sliding_window_view(widened, PAUSE).min(axis=1)
    kept = sliding_window_view(np.pad(filled, (HOLD, LEAD)), HOLD + LEAD + 1).max(axis=1)
    steps = np.arange(len(kept))
    down = np.maximum.accumulate((kept - steps * ATTACK_DB)[::-1])[::-1] + steps * ATTACK_DB
    back = np.maximum.accumulate(down + steps * RELEASE_DB) - steps * RELEASE_DB
    weights = np.hanning(SMOOTHED + 2)[1:-1]
    return np.asarray(np.convolve(back, weights / weights.sum(), mode="same"), np.float64)


def _together(music: Samples, source: Samples, levels: Curve, step: int) -> Samples:
    """A stretch of film; ``levels`` begin BEFORE steps before it."""
    count = -(-len(music) // step)
    curve = reduction(levels[: BEFORE + count + AFTER])[BEFORE - 1 : BEFORE + count + 1]
    if not curve.any():
        return music + source
    middles = (np.arange(-1, count + 1) + 0.5) * step
    gain = np.interp(np.arange(len(music)) + 0.5, middles, 10 ** (-curve / 20)).astype(np.float32)
    return np.asarray(music * gain[:, None] + source, np.float32)


def _steps(part: tuple[Samples, Samples], step: int) -> int:
    return -(-len(part[0]) // step)
