"""Drum strokes, modelled: a skin's modes and pitch sweep, wires, metal's inharmonic partials, sticks and hands.

Each stroke is float32 [samples] at ``RATE``; a ``Kit`` gives one set of drums its own tuning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.truth import RATE

Wave = NDArray[np.float32]
Random = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A set of drums: pitches in Hz, ``ring`` how long it rings, ``bright`` how hard it is struck and recorded."""

    kick: float
    snare: float
    tom: float
    ring: float
    bright: float


def kit_of(random: Random) -> Kit:
    """Some set of drums."""
    return Kit(
        kick=random.uniform(44, 62),
        snare=random.uniform(165, 235),
        tom=random.uniform(85, 120),
        ring=random.uniform(0.7, 1.4),
        bright=random.uniform(0.6, 1.3),
    )


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _band(noise: NDArray[np.float64], low: float, high: float | None = None) -> NDArray[np.float64]:
    from scipy.signal import butter, sosfilt

    band = (
        butter(2, low, "high", fs=RATE, output="sos") if high is None else butter(2, (low, high), "band", fs=RATE, output="sos")
    )
    return np.asarray(sosfilt(band, noise))


def _hiss(time: NDArray[np.float64], random: Random) -> NDArray[np.float64]:
    return random.standard_normal(len(time))


def _metal(time: NDArray[np.float64], partials: NDArray[np.float64], random: Random, fall: float) -> NDArray[np.float64]:
    wave = np.zeros(len(time))
    for hz in partials:
        wave += np.sin(2 * np.pi * hz * time + random.uniform(0, 6.28)) * np.exp(-time * fall * random.uniform(0.7, 1.5))
    return wave / np.sqrt(len(partials))


def kick(kit: Kit, velocity: float, random: Random) -> Wave:
    """A sweep down to the skin's pitch and the beater's click."""
    time = _time(0.45 * kit.ring)
    sweep = random.uniform(70, 120) * velocity
    phase = 2 * np.pi * (kit.kick * time + sweep * (1 - np.exp(-time * 38)) / 38)
    body = np.sin(phase) * np.exp(-time * 9 / kit.ring) * np.minimum(1, time / 0.0015)
    click = _band(_hiss(time, random), 900, 6500) * np.exp(-time * 330) * 0.5 * kit.bright * velocity
    return ((body + click) * velocity).astype(np.float32)


def electronic_kick(kit: Kit, velocity: float, random: Random) -> Wave:
    """A machine's kick: a deep, long sweep, driven."""
    time = _time(0.5 * kit.ring)
    phase = 2 * np.pi * (kit.kick * time + 260 * (1 - np.exp(-time * 55)) / 55)
    body = np.tanh(2.2 * np.sin(phase) * np.exp(-time * 7 / kit.ring)) * np.minimum(1, time / 0.001)
    return (body * velocity + _hiss(time, random) * np.exp(-time * 700) * 0.15).astype(np.float32)


def snare(kit: Kit, velocity: float, random: Random) -> Wave:
    """Two modes of the skin and the wires beneath."""
    time = _time(0.32 * kit.ring)
    tune = kit.snare * random.uniform(0.99, 1.01)
    skin = np.sin(2 * np.pi * tune * time) * np.exp(-time * 24) + 0.6 * np.sin(2 * np.pi * tune * 1.78 * time) * np.exp(
        -time * 32
    )
    wires = _band(_hiss(time, random), 1100, 4500 + 6500 * velocity) * np.exp(-time * 19 / kit.ring) * np.minimum(1, time / 0.002)
    stick = _band(_hiss(time, random), 2500) * np.exp(-time * 500) * velocity
    return ((0.55 * skin + 0.7 * wires * kit.bright + 0.5 * stick) * velocity).astype(np.float32)


def rim(kit: Kit, velocity: float, random: Random) -> Wave:
    """A cross-stick."""
    time = _time(0.12)
    wood = sum(np.sin(2 * np.pi * hz * time) * np.exp(-time * fall) for hz, fall in ((480, 60), (1130, 75), (1720, 95)))
    return ((wood * 0.5 + _hiss(time, random) * np.exp(-time * 400) * 0.3) * velocity).astype(np.float32)


def clap(kit: Kit, velocity: float, random: Random) -> Wave:
    """Several hands, not quite together."""
    time = _time(0.3)
    wave = np.zeros(len(time))
    for late in (0.0, *np.sort(random.uniform(0.004, 0.022, 3))):
        after = time - late
        wave += np.where(after > 0, np.exp(-np.maximum(after, 0) * (25 if late > 0.015 else 180)), 0.0)
    return (_band(_hiss(time, random), 800, 3800) * wave * 0.6 * velocity).astype(np.float32)


_HAT = np.array([2.0, 3.01, 4.16, 5.43, 6.79, 8.21, 9.7, 11.3, 13.1]) * 800.0


def closed_hat(kit: Kit, velocity: float, random: Random) -> Wave:
    """Two cymbals shut, struck with a stick."""
    return _hat(kit, velocity, random, seconds=0.09, fall=55)


def open_hat(kit: Kit, velocity: float, random: Random) -> Wave:
    """Two cymbals that touch."""
    return _hat(kit, velocity, random, seconds=0.55, fall=8)


def foot_hat(kit: Kit, velocity: float, random: Random) -> Wave:
    """Two cymbals shut with the foot: softer at its start."""
    wave = _hat(kit, velocity, random, seconds=0.07, fall=70)
    return (wave * np.minimum(1, np.arange(len(wave)) / (0.006 * RATE)) * 0.8).astype(np.float32)


def _hat(kit: Kit, velocity: float, random: Random, *, seconds: float, fall: float) -> Wave:
    time = _time(seconds)
    metal = _metal(time, _HAT * kit.bright**0.2 * random.uniform(0.995, 1.005, len(_HAT)), random, fall)
    hiss = _band(_hiss(time, random), 5500) * np.exp(-time * fall)
    return ((0.4 * metal + 0.8 * hiss) * (0.3 + 0.7 * velocity) * velocity * 0.5).astype(np.float32)


def ride(kit: Kit, velocity: float, random: Random) -> Wave:
    """A stick's ping on a large cymbal, and its wash."""
    time = _time(1.1)
    partials = 420 * np.array([1, 1.72, 2.63, 3.59, 4.92, 6.31, 8.1, 10.2, 13.4, 16.9]) * kit.bright**0.2
    ping = _band(_hiss(time, random), 3500, 9000) * np.exp(-time * 130) * 0.9
    wash = _metal(time, partials, random, 3.2) * 0.35 + _band(_hiss(time, random), 4500) * np.exp(-time * 5) * 0.12
    return ((ping + wash) * velocity * 0.5).astype(np.float32)


def crash(kit: Kit, velocity: float, random: Random) -> Wave:
    """A cymbal struck at its edge."""
    time = _time(2.2)
    wash = _band(_hiss(time, random), 2500) * np.exp(-time * 2.3) * (1 - 0.5 * np.exp(-time * 60))
    metal = _metal(time, 330 * np.arange(1, 22) ** 1.23 * kit.bright**0.2, random, 2.6)
    return ((wash * 0.7 + metal * 0.3) * velocity * 0.6).astype(np.float32)


def tom(kit: Kit, velocity: float, random: Random, *, size: float = 1.0) -> Wave:
    """A tom: ``size`` 1 is the floor tom, more is higher."""
    time = _time(0.5)
    hz = kit.tom * size
    phase = 2 * np.pi * (hz * time + hz * 0.35 * (1 - np.exp(-time * 22)) / 22)
    body = np.sin(phase) * np.exp(-time * 8) + 0.4 * np.sin(1.59 * phase) * np.exp(-time * 16)
    return ((body + _hiss(time, random) * np.exp(-time * 260) * 0.4) * velocity * 0.8).astype(np.float32)


def high_tom(kit: Kit, velocity: float, random: Random) -> Wave:
    """A smaller tom."""
    return tom(kit, velocity, random, size=1.7)


def shaker(kit: Kit, velocity: float, random: Random) -> Wave:
    """Seeds that swell into their stroke: it begins before the beat it is meant for."""
    time = _time(0.13)
    swell = np.exp(-(((time - 0.035) / 0.022) ** 2)) + 0.3 * np.exp(-time * 25)
    return (_band(_hiss(time, random), 4000, 11000) * swell * velocity * 0.4).astype(np.float32)


def brush(kit: Kit, velocity: float, random: Random) -> Wave:
    """A brush on the snare: a tap in a swish."""
    time = _time(0.28)
    swish = np.exp(-(((time - 0.07) / 0.07) ** 2)) * 0.35 + np.exp(-time * 60)
    return (_band(_hiss(time, random), 900, 7500) * swish * velocity * 0.6).astype(np.float32)


def tambourine(kit: Kit, velocity: float, random: Random) -> Wave:
    """Jingles."""
    time = _time(0.22)
    jingles = (
        _metal(time, random.uniform(5200, 12500, 14), random, 22) + _band(_hiss(time, random), 6500) * np.exp(-time * 30) * 0.6
    )
    return (jingles * np.minimum(1, time / 0.004) * velocity * 0.4).astype(np.float32)


def stick(kit: Kit, velocity: float, random: Random) -> Wave:
    """Two sticks, as a drummer counts in."""
    time = _time(0.08)
    wood = sum(np.sin(2 * np.pi * hz * time) * np.exp(-time * fall) for hz, fall in ((1850, 90), (2920, 110), (4100, 160)))
    return ((wood * 0.4 + _hiss(time, random) * np.exp(-time * 600) * 0.4) * velocity).astype(np.float32)


def conga(kit: Kit, velocity: float, random: Random) -> Wave:
    """An open hand on a tall drum."""
    return _hand(kit.snare * 1.05, velocity, random)


def slap(kit: Kit, velocity: float, random: Random) -> Wave:
    """A hand's slap at the rim."""
    return _hand(kit.snare * 1.9, velocity, random, fall=32, hard=1.2)


def _hand(hz: float, velocity: float, random: Random, *, fall: float = 13, hard: float = 0.4) -> Wave:
    time = _time(0.3)
    skin = np.sin(2 * np.pi * hz * time) * np.exp(-time * fall) + 0.4 * np.sin(2 * np.pi * hz * 1.6 * time) * np.exp(
        -time * 2 * fall
    )
    return ((skin + _band(_hiss(time, random), 900, 5000) * np.exp(-time * 160) * hard) * velocity * 0.7).astype(np.float32)


STROKES: dict[str, Callable[[Kit, float, Random], Wave]] = {
    "kick": kick,
    "ekick": electronic_kick,
    "snare": snare,
    "rim": rim,
    "clap": clap,
    "hat": closed_hat,
    "open": open_hat,
    "foot": foot_hat,
    "ride": ride,
    "crash": crash,
    "tom": tom,
    "hitom": high_tom,
    "shaker": shaker,
    "brush": brush,
    "tamb": tambourine,
    "stick": stick,
    "conga": conga,
    "slap": slap,
}
# How long before the beat a stroke begins that swells: a player has its height on the beat.
AHEAD = {"shaker": 0.03, "brush": 0.004}
# Loudness of each in the kit, left (-1) to right (1).
BALANCE = {
    "hat": (0.75, 0.35),
    "open": (0.7, 0.35),
    "ride": (0.8, -0.4),
    "crash": (0.7, 0.5),
    "shaker": (0.8, -0.5),
    "tamb": (0.6, 0.5),
    "tom": (0.9, -0.4),
    "hitom": (0.9, 0.3),
    "conga": (0.7, 0.45),
    "slap": (0.6, 0.45),
    "clap": (0.9, 0.1),
}
