"""The unpitched voices: each takes a length in seconds and gives a stereo wave [2, samples].

A struck drum rings as long as it rings, whatever its length; a swell or a riser lasts just as long as it is asked to.
Every drum speaks at its first sample: what a beat tracker should find is the note's own time.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from synth.waves import (
    Wave,
    band_pass,
    fading,
    held,
    high_pass,
    low_pass,
    noise,
    placed,
    samples_in,
    saw,
    sine,
    swept_low_pass,
)

METAL = (3.07, 4.11, 5.43, 6.79, 8.21, 9.87)  # kilohertz; ratios far from whole numbers, as in a cymbal


@cache
def kick(length: float) -> Wave:
    """A bass drum: a sine that falls from 200 Hz within a tenth of a second, under the click of the beater."""
    samples = samples_in(0.42)
    # It settles on A, the fifth of the song's key: at 51 Hz every bar had a G sharp in its chroma.
    body = sine(55 + 145 * fading(samples, half_life=0.018), samples) * fading(samples, half_life=0.11)
    click = band_pass(noise(samples, seed=1), 1800, 6500) * fading(samples, half_life=0.004)
    wave = np.tanh(2.2 * body) + 0.7 * click
    return placed(wave * held(samples, attack=0.0005, release=0.12), 0.0)


@cache
def snare(length: float) -> Wave:
    """A snare drum: two modes of the skin, which drop a little as they ring, and the rattle of the wires."""
    samples = samples_in(0.38)
    bend = 1 + 0.25 * fading(samples, half_life=0.012)
    skin = sine(184 * bend, samples) + 0.6 * sine(331 * bend, samples)
    wires = high_pass(noise(samples, seed=2, channels=2), 1500) * fading(samples, half_life=0.055)
    snap = band_pass(noise(samples, seed=3), 900, 3200) * fading(samples, half_life=0.018)
    wave = 0.6 * placed(skin * fading(samples, half_life=0.045) + 1.1 * snap, 0.0) + 0.75 * wires
    return np.tanh(1.5 * wave) * 0.8 * held(samples, attack=0.0005, release=0.15)


@cache
def clap(length: float) -> Wave:
    """Several hands: three bursts within 18 ms, the first on the beat, and the room after them."""
    samples = samples_in(0.32)
    burst = fading(samples, half_life=0.005)
    hands = 1.3 * burst + 0.7 * delayed(burst, 0.009) + 0.7 * delayed(burst, 0.018)
    room = 0.45 * delayed(fading(samples, half_life=0.06), 0.018)
    wave = band_pass(noise(samples, seed=4, channels=2), 850, 4200) * (hands + room)
    return wave * 1.1 * held(samples, attack=0.0005, release=0.1)


@cache
def rim(length: float) -> Wave:
    """A stick across the rim: two short high modes."""
    samples = samples_in(0.12)
    wave = sine(1720, samples) + 0.8 * sine(2630, samples) + band_pass(noise(samples, seed=5), 1500, 6000)
    return placed(wave * 0.5 * fading(samples, half_life=0.012) * held(samples, attack=0.0003, release=0.05), 0.3)


@cache
def hat(length: float) -> Wave:
    """A closed hi-hat, a little to the right as the audience sees it."""
    samples = samples_in(0.11)
    shape = fading(samples, half_life=0.016) * held(samples, attack=0.0004, release=0.05)
    return placed(metal(samples, seed=6) * shape, 0.25)


@cache
def open_hat(length: float) -> Wave:
    """An open hi-hat, choked before the next beat."""
    samples = samples_in(0.26)
    shape = fading(samples, half_life=0.09) * held(samples, attack=0.0006, release=0.07)
    return placed(metal(samples, seed=7) * shape, 0.25)


@cache
def shaker(length: float) -> Wave:
    """Beads that hiss, quickest just after the hand moves."""
    samples = samples_in(0.1)
    wave = band_pass(noise(samples, seed=8), 4500, 11_000) * fading(samples, half_life=0.025)
    return placed(wave * held(samples, attack=0.006, release=0.05), -0.4)


@cache
def taiko(length: float) -> Wave:
    """A big drum in a hall: a low skin that sags in pitch, a thud of wood, and the air it moves."""
    samples = samples_in(1.1)
    skin = sine(62 + 48 * fading(samples, half_life=0.03), samples) * fading(samples, half_life=0.17)
    ring = 0.35 * sine(139 + 20 * fading(samples, half_life=0.04), samples) * fading(samples, half_life=0.09)
    stick = low_pass(noise(samples, seed=9, channels=2), 1800) * fading(samples, half_life=0.02)
    return (placed(np.tanh(1.5 * (skin + ring)), 0.0) + 0.9 * stick) * held(samples, attack=0.0006, release=0.4)


@cache
def crash(length: float) -> Wave:
    """A crash cymbal: bright for a moment, then a wash that darkens over two seconds."""
    samples = samples_in(2.8)
    wash = high_pass(noise(samples, seed=10, channels=2), 2800)
    sizzle = high_pass(noise(samples, seed=11, channels=2), 7000)
    wave = 0.55 * wash * fading(samples, half_life=0.42) + 0.6 * sizzle * fading(samples, half_life=0.16)
    wave += 0.25 * metal(samples, seed=12) * fading(samples, half_life=0.3)
    return wave * held(samples, attack=0.0008, release=1.2)


@cache
def swell(length: float) -> Wave:
    """A cymbal played backwards: it grows through its length and stops dead, so the next beat lands in the clear."""
    samples = samples_in(length)
    wash = high_pass(noise(samples, seed=13, channels=2), 2200)
    return 0.6 * wash * fading(samples, half_life=length / 5)[::-1] * held(samples, attack=0.05, release=0.012)


@cache
def riser(length: float) -> Wave:
    """Tension: noise whose filter opens, over a tone that climbs two octaves, louder and louder until it stops."""
    samples = samples_in(length)
    air = high_pass(noise(samples, seed=14, channels=2), 250)
    wind = swept_low_pass(air, np.array([350.0, 900.0, 3000.0, 13_000.0]))
    climb = 123.47 * 2 ** (2 * np.linspace(0, 1, samples) ** 1.5)
    tone = np.stack([saw(climb * 0.996, samples), saw(climb * 1.004, samples, start=0.5)])
    growth = np.linspace(0.05, 1, samples) ** 1.8
    return (0.8 * wind + 0.22 * low_pass(tone, 2400)) * growth * held(samples, attack=0.2, release=0.015)


@cache
def impact(length: float) -> Wave:
    """What shakes the seats: a sub that falls an octave to a low D over a second, and the blow that sets it off."""
    samples = samples_in(2.6)
    sub = sine(36.7 + 37 * fading(samples, half_life=0.22), samples) * fading(samples, half_life=0.5)
    blow = low_pass(noise(samples, seed=15, channels=2), 2600) * fading(samples, half_life=0.05)
    rumble = low_pass(noise(samples, seed=16, channels=2), 180) * fading(samples, half_life=0.35)
    return (placed(np.tanh(1.6 * sub), 0.0) + 1.2 * blow + 1.5 * rumble) * held(samples, attack=0.0008, release=0.9)


def metal(samples: int, *, seed: int) -> Wave:
    """The mono hiss and clang of a cymbal, without its envelope."""
    clang = sum(np.sign(sine(1000 * kilohertz, samples, start=kilohertz)) for kilohertz in METAL) / len(METAL)
    return high_pass(noise(samples, seed=seed) + 0.5 * clang, 6500)


def delayed(wave: Wave, seconds: float) -> Wave:
    """The wave later, the same length, with silence before it."""
    silence = samples_in(seconds)
    return np.concatenate([np.zeros(silence), wave[: len(wave) - silence]])
