"""Instruments that are struck, plucked or held note by note: guitars, basses, pianos, organ, strings.

Each note is float32 [samples] at ``RATE``, begun at its first sample; what is held is released by who lays it down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.truth import RATE

Wave = NDArray[np.float32]
Random = np.random.Generator


def hertz(pitch: float) -> float:
    """The frequency of a MIDI number."""
    return float(440 * 2 ** ((pitch - 69) / 12))


def plucked(hz: float, velocity: float, seconds: float, random: Random, *, fall: float, dull: float, place: float) -> Wave:
    """A string after Karplus and Strong: noise round a loop that loses its highs.

    Args:
        fall: seconds until it is 60 dB down. dull: 0..1, how fast the highs go. place: where it is plucked, share of its length.
    """
    from scipy.signal import lfilter

    count = round(seconds * RATE)
    period = RATE / hz - dull / 2
    whole = int(period)
    part = period - whole
    pick = random.uniform(-1, 1, whole + 2)
    pick = lfilter([1 - 0.75 * (1 - velocity)], [1, -0.75 * (1 - velocity)], pick)
    burst = np.zeros(count)
    burst[: len(pick)] = pick - pick.mean()
    comb = max(1, round(place * period))
    burst[comb:] -= burst[:-comb] * 0.9
    keep = 10 ** (-3 / (fall * hz))
    loop = np.convolve([1 - dull / 2, dull / 2], [1 - part, part]) * keep
    wave = np.concatenate([np.zeros(whole + 2), burst])
    # A round of the string at a time: what it feeds back on is one round earlier.
    for first in range(whole + 2, len(wave), whole):
        end = min(first + whole, len(wave))
        for tap, share in enumerate(loop):
            wave[first:end] += share * wave[first - whole - tap : end - whole - tap]
    wave = wave[whole + 2 :]
    loudest = float(np.abs(wave).max()) or 1.0
    return (wave / loudest * velocity).astype(np.float32)


def guitar(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A steel-strung guitar with the pick's noise."""
    hz = hertz(pitch + random.normal(0, 0.03))
    wave = plucked(hz, velocity, seconds, random, fall=3.5, dull=0.45, place=random.uniform(0.1, 0.2))
    return wave + _noise(len(wave), random, fall=350) * np.float32(0.12 * velocity)


def nylon(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A nylon-strung guitar, played with fingers."""
    hz = hertz(pitch + random.normal(0, 0.02))
    return _softened(plucked(hz, velocity * 0.7, seconds, random, fall=2.4, dull=0.85, place=0.25), 0.003)


def muted_guitar(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A guitar's damped chop."""
    hz = hertz(pitch + random.normal(0, 0.03))
    wave = plucked(hz, velocity, min(seconds, 0.3), random, fall=0.28, dull=0.5, place=0.12)
    return wave + _noise(len(wave), random, fall=220) * np.float32(0.2 * velocity)


def driven_guitar(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A power chord through an amplifier."""
    pair = sum(
        plucked(hertz(pitch + up + random.normal(0, 0.03)), velocity, seconds, random, fall=5, dull=0.5, place=0.15)
        for up in (0, 7, 12)
    )
    return _lowpassed(np.tanh(np.asarray(pair) * 6), 4200) * np.float32(0.5 * velocity)


def electric_bass(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A bass guitar, fingered."""
    hz = hertz(pitch + random.normal(0, 0.02))
    return _lowpassed(_softened(plucked(hz, 0.35 + velocity * 0.5, seconds, random, fall=2.2, dull=0.9, place=0.12), 0.004), 2600)


def upright_bass(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A double bass, plucked: a round start and a short tone."""
    hz = hertz(pitch + random.normal(0, 0.06))
    wave = plucked(hz, 0.3 + velocity * 0.3, seconds, random, fall=1.1, dull=1.0, place=0.3)
    return _lowpassed(_softened(wave, 0.010), 1300) + _noise(len(wave), random, fall=180) * np.float32(0.04 * velocity)


def synth_bass(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A saw through a filter that closes."""
    time = np.arange(round(seconds * RATE)) / RATE
    hz = hertz(pitch)
    wave = np.zeros(len(time))
    for partial in range(1, min(24, int(5000 / hz)) + 1):
        wave += np.sin(2 * np.pi * hz * partial * time) / partial * np.exp(-time * (partial - 1) * 0.9)
    return (wave * np.minimum(1, time / 0.003) * np.exp(-time * 1.2) * velocity * 0.6).astype(np.float32)


def piano(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """Stretched partials, each with two falls; brighter when struck harder; the hammer's knock."""
    time = np.arange(round(seconds * RATE)) / RATE
    hz = hertz(pitch)
    stretch = 0.0003 * 2 ** ((pitch - 60) / 18)
    slope = 1.9 - 0.9 * velocity
    wave = np.zeros(len(time))
    for partial in range(1, min(18, int(9000 / hz)) + 1):
        here = hz * partial * np.sqrt(1 + stretch * partial**2)
        fall = (0.35 + 0.22 * partial) * 2 ** ((pitch - 60) / 24)
        strung = np.sin(2 * np.pi * here * time + partial) + 0.6 * np.sin(2 * np.pi * here * 1.0006 * time)
        wave += strung * partial**-slope * (0.75 * np.exp(-time * 2.4 * fall) + 0.25 * np.exp(-time * 0.5 * fall))
    knock = _noise(len(time), random, fall=120) * 0.1 * velocity
    return ((wave * 0.35 * np.minimum(1, time / (0.002 + 0.004 * (1 - velocity))) + knock) * velocity).astype(np.float32)


def electric_piano(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """Two operators and a tine: it barks when struck hard."""
    time = np.arange(round(seconds * RATE)) / RATE
    hz = hertz(pitch)
    bark = np.sin(2 * np.pi * hz * time) * (0.3 + 2.2 * velocity**2) * np.exp(-time * 3.5)
    tine = np.sin(2 * np.pi * hz * 7.03 * time) * np.exp(-time * 22) * 0.25 * velocity
    body = np.sin(2 * np.pi * hz * time + bark) * np.exp(-time * 1.3)
    return ((body + tine) * np.minimum(1, time / 0.004) * (1 + 0.15 * np.sin(2 * np.pi * 4.7 * time)) * velocity * 0.6).astype(
        np.float32
    )


def organ(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """Drawbars and a turning loudspeaker."""
    time = np.arange(round(seconds * RATE)) / RATE
    hz = hertz(pitch)
    turn = 6.1 + random.uniform(-0.3, 0.3)
    phase = 2 * np.pi * hz * time + 0.06 * hz / 200 * np.sin(2 * np.pi * turn * time)
    wave = sum(level * np.sin(phase * bar) for bar, level in ((0.5, 0.6), (1, 0.8), (1.5, 0.5), (2, 0.5), (3, 0.25), (4, 0.3)))
    shake = 1 + 0.18 * np.sin(2 * np.pi * turn * time + 1)
    return (np.asarray(wave) * shake * np.minimum(1, time / 0.012) * velocity * 0.4).astype(np.float32)


def strings(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A section of bowed strings: several players a little apart, swelling in."""
    return _section(pitch, velocity, seconds, random, attack=0.11, slope=1.15)


def pad(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """A warm synthetic cloud, slower still."""
    return _section(pitch, velocity, seconds, random, attack=0.28, slope=1.7)


def pizzicato(pitch: float, velocity: float, seconds: float, random: Random) -> Wave:
    """Bowed instruments, plucked."""
    hz = hertz(pitch + random.normal(0, 0.04))
    return _softened(plucked(hz, velocity * 0.8, min(seconds, 0.6), random, fall=0.5, dull=0.9, place=0.3), 0.004)


def _section(pitch: float, velocity: float, seconds: float, random: Random, *, attack: float, slope: float) -> Wave:
    time = np.arange(round(seconds * RATE), dtype=np.float32) / np.float32(RATE)
    wave = np.zeros(len(time), np.float32)
    for _ in range(3):
        hz = hertz(pitch + random.normal(0, 0.05))
        wobble = 0.004 * hz / 5.2 * np.sin(2 * np.pi * random.uniform(4.6, 5.8) * time + random.uniform(0, 6))
        phase = (2 * np.pi * (hz * time + wobble)).astype(np.float32)
        for partial in range(1, min(10, int(6000 / hz)) + 1):
            wave += np.sin(phase * np.float32(partial)) * np.float32(partial**-slope)
    swell = 1 - np.exp(-time / np.float32(attack / 2))
    return (wave * swell * velocity * 0.2).astype(np.float32)


def _noise(count: int, random: Random, *, fall: float) -> Wave:
    return (random.standard_normal(count) * np.exp(-np.arange(count) * fall / RATE)).astype(np.float32)


def _softened(wave: Wave, seconds: float) -> Wave:
    return (wave * np.minimum(1, np.arange(len(wave)) / (seconds * RATE))).astype(np.float32)


def _lowpassed(wave: NDArray[np.floating], hz: float) -> Wave:
    from scipy.signal import butter, sosfilt

    return np.asarray(sosfilt(butter(2, hz, fs=RATE, output="sos"), wave), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """How notes are made, when they are cut off, and how its player stands to the beat (seconds)."""

    play: Callable[[float, float, float, Random], Wave]
    longest: float
    release: float
    ahead: float = 0.0
    jitter: float = 0.006


INSTRUMENTS = {
    "guitar": Instrument(play=guitar, longest=2.5, release=0.06),
    "nylon": Instrument(play=nylon, longest=2.0, release=0.08),
    "muted": Instrument(play=muted_guitar, longest=0.3, release=0.03),
    "driven": Instrument(play=driven_guitar, longest=2.5, release=0.05),
    "ebass": Instrument(play=electric_bass, longest=1.6, release=0.05),
    "upright": Instrument(play=upright_bass, longest=1.2, release=0.07, jitter=0.008),
    "synthbass": Instrument(play=synth_bass, longest=1.6, release=0.03, jitter=0.001),
    "piano": Instrument(play=piano, longest=3.0, release=0.12),
    "epiano": Instrument(play=electric_piano, longest=2.5, release=0.1),
    "organ": Instrument(play=organ, longest=4.5, release=0.04),
    "strings": Instrument(play=strings, longest=4.5, release=0.18, ahead=0.045, jitter=0.012),
    "pad": Instrument(play=pad, longest=5.0, release=0.4, ahead=0.06, jitter=0.004),
    "pizzicato": Instrument(play=pizzicato, longest=0.6, release=0.1, jitter=0.01),
}
