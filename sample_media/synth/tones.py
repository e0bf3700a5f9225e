"""The pitched voices: each takes a MIDI pitch and a length in seconds and gives a stereo wave [2, samples].

`brightness` runs from 0 (dark) to 1 (open). A voice rings on after its length; the caller lays the whole wave
down, as softly as it likes.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from synth.waves import (
    Wave,
    band_pass,
    fading,
    frequency_of,
    held,
    high_pass,
    low_pass,
    noise,
    placed,
    samples_in,
    saw,
    seconds_axis,
    sine,
)

HIGHEST_PARTIAL = 16_000.0  # hertz; partials above it cost time and are hardly heard
PIANO_STIFFNESS = 0.0004  # how far a string's partials stretch: f_n = n f sqrt(1 + stiffness n^2)
SUPERSAW_CENTS = (-14.0, -8.5, -3.5, 0.0, 3.0, 9.0, 13.5)  # uneven, so that the beating never settles into a tremolo


@cache
def piano(pitch: int, length: float, brightness: float) -> Wave:
    """A struck string pair: stretched partials that die sooner the higher they are, and the knock of the hammer."""
    samples = samples_in(length + 1.2)
    fundamental = frequency_of(pitch)
    sustain = 1.1 * 2 ** (-(pitch - 60) / 18)  # a bass string rings longer
    tilt = 1.9 - 0.9 * brightness
    wave = np.zeros((2, samples))
    for partial in range(1, 25):
        frequency = partial * fundamental * np.sqrt(1 + PIANO_STIFFNESS * partial**2)
        if frequency > HIGHEST_PARTIAL:
            break
        # A hammer at an eighth of the string leaves out every eighth partial.
        level = abs(np.sin(np.pi * partial / 8.3)) * partial**-tilt
        fade = fading(samples, half_life=sustain / (1 + 0.35 * (partial - 1)))
        wave[0] += level * fade * sine(frequency * 0.9998, samples, start=0.07 * partial)
        wave[1] += level * fade * sine(frequency * 1.0002, samples, start=0.07 * partial + 0.02)
    hammer = band_pass(noise(samples, seed=pitch), 300, 3500) * fading(samples, half_life=0.012)
    wave = (wave * 1.4 + 0.12 * (0.4 + brightness) * hammer) * held(samples, attack=0.002, release=1.1)
    return wave * 0.5


@cache
def pluck(pitch: int, length: float, brightness: float) -> Wave:
    """A plucked synthesiser string; more brightness is more partials that last longer, like a filter that opens."""
    samples = samples_in(length + 0.5)
    fundamental = frequency_of(pitch)
    wave = np.zeros(samples)
    for partial in range(1, 33):
        if partial * fundamental > HIGHEST_PARTIAL:
            break
        reach = 1 / (1 + (partial / (2 + 14 * brightness)) ** 2)
        fade = fading(samples, half_life=0.16 / (1 + partial * (0.5 - 0.3 * brightness)))
        wave += reach / partial * fade * sine(partial * fundamental, samples)
    wave *= held(samples, attack=0.001, release=0.4)
    return placed(wave * 0.8, -0.45 if pitch % 2 else 0.45)


@cache
def supersaw(pitch: int, length: float, brightness: float) -> Wave:
    """Seven detuned saws spread from left to right: the wide chord of the drop."""
    samples = samples_in(length + 0.25)
    phases = np.random.default_rng(pitch).random(len(SUPERSAW_CENTS))
    wave = np.zeros((2, samples))
    for cents, phase, pan in zip(SUPERSAW_CENTS, phases, (-0.9, 0.7, -0.4, 0.0, 0.4, -0.7, 0.9), strict=True):
        wave += placed(saw(frequency_of(pitch + cents / 100), samples, start=phase), pan)
    wave = low_pass(high_pass(wave, 140), 1200 + 9000 * brightness)
    return wave * 0.16 * held(samples, attack=0.006, release=0.25)


@cache
def pad(pitch: int, length: float, brightness: float) -> Wave:
    """A slow, soft carpet: three detuned saws a side, a quiet octave above, and a breath of vibrato."""
    samples = samples_in(length + 1.4)
    phases = np.random.default_rng(1000 + pitch).random(6)
    drift = 0.03 * np.sin(2 * np.pi * (0.23 * seconds_axis(samples) + phases[0]))
    sides = []
    for side, offsets in enumerate(((-11, 2, 7), (-6, -1, 12))):
        voices = [
            saw(frequency_of(pitch + cents / 100) * 2 ** (drift / 12), samples, start=phases[3 * side + k])
            for k, cents in enumerate(offsets)
        ]
        sides.append(sum(voices) + 0.5 * sine(frequency_of(pitch + 12), samples, start=phases[side]))
    wave = low_pass(np.stack(sides), 500 + 3500 * brightness)
    return high_pass(wave, 120) * 0.22 * held(samples, attack=0.35, release=1.3)


@cache
def strings(pitch: int, length: float, brightness: float) -> Wave:
    """A section of short bowed strings: a scrape of rosin, then detuned saws that die away quickly."""
    samples = samples_in(length + 0.22)
    phases = np.random.default_rng(2000 + pitch).random(4)
    wave = np.zeros((2, samples))
    for cents, phase, pan in zip((-9, -3, 4, 10), phases, (-0.7, 0.3, -0.2, 0.8), strict=True):
        wave += placed(saw(frequency_of(pitch + cents / 100), samples, start=phase), pan)
    scrape = band_pass(noise(samples, seed=2000 + pitch, channels=2), 2000, 7000) * fading(samples, half_life=0.015)
    body = low_pass(wave, 1500 + 5000 * brightness) * fading(samples, half_life=0.16)
    return (0.3 * body + 0.35 * scrape) * held(samples, attack=0.008, release=0.2)


@cache
def lead(pitch: int, length: float, brightness: float) -> Wave:
    """The singing voice of the drop: saws in three octaves, and vibrato that comes in once the note is held."""
    samples = samples_in(length + 0.18)
    onset = np.clip((seconds_axis(samples) - 0.22) / 0.3, 0, 1)
    vibrato = 2 ** (0.18 * onset * np.sin(2 * np.pi * 5.4 * seconds_axis(samples)) / 12)
    wave = np.zeros((2, samples))
    for offset, level, pan in ((0.07, 1, -0.5), (-0.07, 1, 0.5), (-12.04, 0.6, 0.0), (12.0, 0.25, 0.0)):
        wave += level * placed(saw(frequency_of(pitch + offset) * vibrato, samples, start=level / 3), pan)
    wave = low_pass(wave, 2500 + 6000 * brightness)
    return np.tanh(0.5 * wave) * 0.7 * held(samples, attack=0.010, release=0.16)


@cache
def bass(pitch: int, length: float, brightness: float) -> Wave:
    """A picked electric bass over a sub: the sine carries the weight, the driven saw makes it heard on a telephone."""
    samples = samples_in(length + 0.06)
    frequency = frequency_of(pitch)
    growl = saw(frequency, samples) + saw(2 * frequency * 1.002, samples, start=0.3) * 0.4
    growl = low_pass(growl * (0.45 + 0.55 * fading(samples, half_life=0.09)), 350 + 1600 * brightness)
    wave = np.tanh(1.6 * (0.6 * sine(frequency, samples) + 0.7 * growl))
    return placed(wave * 0.7 * held(samples, attack=0.004, release=0.05), 0.0)


@cache
def braam(pitch: int, length: float, brightness: float) -> Wave:
    """The trailer's brass: fifths and octaves of overdriven saws whose brightness blooms and dies."""
    samples = samples_in(length + 0.6)
    wave = np.zeros((2, samples))
    for offset, pan in ((0.0, -0.2), (0.09, 0.6), (-0.08, -0.6), (7.02, 0.3), (12.05, -0.4), (-11.96, 0.1)):
        wave += placed(saw(frequency_of(pitch + offset), samples, start=abs(pan)), pan)
    dark, bright = low_pass(wave, 260), low_pass(wave, 900 + 2600 * brightness)
    bloom = np.interp(seconds_axis(samples), (0, 0.12, length), (0.3, 1.0, 0.0))
    wave = np.tanh(0.55 * (dark + bloom * bright))
    return wave * 0.8 * held(samples, attack=0.012, release=0.55 * length)
