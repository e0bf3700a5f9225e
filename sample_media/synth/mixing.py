"""The mixing desk: rooms, echoes, ducking, and a master at a chosen loudness under a peak ceiling.

Every stage keeps the length and the timing of what it is given. Loudness is ITU-R BS.1770-4, integrated, in LUFS.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage, signal

from synth.waves import Wave, fading, high_pass, low_pass, noise, samples_in

# K weighting, the table of BS.1770 for 48 kHz, which RATE is: a shelf for the head, then a high-pass for the ear.
HEAD = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
EAR = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
ABSOLUTE_GATE = -70.0  # LUFS
RELATIVE_GATE = -10.0  # LU below the loudness of what passed the absolute gate
LOOKAHEAD = 0.005  # seconds over which the limiter turns down before a peak and up after it


def decibels(level: float) -> float:
    """The gain that a level in decibels stands for."""
    return 10.0 ** (level / 20)


def reverb(wave: Wave, *, half_life: float, darkness: float, before: float, seed: int) -> Wave:
    """A room: the wave convolved with noise that dies away, different left and right; only the echo is given back.

    Args:
        half_life: seconds in which the tail loses half its level; ten of them is RT60.
        darkness: the cutoff of the late tail, in hertz; walls take the treble first.
        before: seconds between the sound and the first of its echo.
    """
    length = samples_in(10 * half_life)
    bright = noise(length, seed=seed, channels=2) * fading(length, half_life=half_life / 2)
    dark = low_pass(noise(length, seed=seed + 1, channels=2), darkness) * fading(length, half_life=half_life)
    tail = high_pass(0.35 * bright + dark, 160)
    tail *= np.linspace(1, 0, length) / np.sqrt(np.sum(tail**2) / 2)
    tail = np.pad(tail, ((0, 0), (samples_in(before), 0)))
    return signal.oaconvolve(wave, tail, axes=-1)[:, : wave.shape[-1]]


def ping_pong(wave: Wave, *, gap: int, feedback: float) -> Wave:
    """Echoes every `gap` samples, from one side to the other and darker each time; only the echoes are given back."""
    echoes = np.zeros_like(wave)
    bounce = np.stack([wave.sum(axis=0), np.zeros(wave.shape[-1])]) * 0.5
    while np.abs(bounce).max() > decibels(-60):
        bounce = low_pass(np.roll(bounce, gap, axis=-1), 4200, order=1)
        bounce[:, :gap] = 0
        echoes += bounce
        bounce = bounce[::-1] * feedback
    return echoes


def ducking(length: int, onsets: Sequence[int], *, depth: float, recovery: float) -> Wave:
    """A gain that dips by `depth` at each onset and comes back over `recovery` seconds: the pump of a side-chain."""
    dip = samples_in(recovery)
    shape = 1 - depth * np.cos(np.pi / 2 * np.linspace(0, 1, dip)) ** 2
    shape[:96] = np.linspace(1, shape[96], 96)  # 2 ms down, or the dip itself clicks
    gain = np.ones(length)
    for onset in onsets:
        reach = gain[onset : onset + dip]
        np.minimum(reach, shape[: len(reach)], out=reach)
    return gain


def mastered(mix: Wave, *, loudness: float, ceiling: float) -> Wave:
    """The mix at a loudness, in LUFS, with no sample above the ceiling, in dBFS.

    Limiting costs loudness, so the gain is found by trying: each round makes up what the last one lost.
    """
    mix = high_pass(mix, 24)
    gain = loudness - integrated_loudness(mix)
    for _ in range(6):
        master = limited(np.tanh(0.8 * mix * decibels(gain)) / 0.8, ceiling=ceiling)
        gain += loudness - integrated_loudness(master)
    return master


def limited(wave: Wave, *, ceiling: float) -> Wave:
    """The wave turned down smoothly around each peak that would pass the ceiling, both channels alike."""
    window = samples_in(LOOKAHEAD)
    needed = np.minimum(1.0, decibels(ceiling) / np.maximum(np.abs(wave).max(axis=0), 1e-9))
    lowest = ndimage.minimum_filter1d(needed, 2 * window + 1)
    # A mean of minima over the same window never rises above what any peak needs.
    return wave * ndimage.uniform_filter1d(lowest, 2 * window + 1)


def integrated_loudness(wave: Wave) -> float:
    """The loudness of a stereo wave in LUFS, gated as in BS.1770-4."""
    heard = signal.lfilter(*EAR, signal.lfilter(*HEAD, wave))
    block, hop = samples_in(0.4), samples_in(0.1)
    energy = np.concatenate([[0.0], np.cumsum(np.sum(heard**2, axis=0))])
    powers = (energy[block::hop] - energy[:-block:hop]) / block
    powers = powers[lufs(powers) > ABSOLUTE_GATE]
    return float(lufs(powers[lufs(powers) > lufs(powers.mean()) + RELATIVE_GATE].mean()))


def lufs(power: Wave) -> Wave:
    """The loudness of a K-weighted mean square."""
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
