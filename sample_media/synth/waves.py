"""Waves, noises, envelopes and filters: what every voice is made of.

A wave is a float64 array of samples at RATE; in stereo it is [2, samples]. Nothing here knows about notes or bars.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from scipy import signal

RATE = 48_000  # samples per second: the rate of film sound, so no video tool resamples the song
CONCERT_A = 440.0  # hertz, MIDI pitch 69

Wave = np.ndarray


def nearest_sample(time: Fraction) -> int:
    """The sample nearest a time; half a sample is 10 microseconds, far below what an ear or a frame can tell."""
    return math.floor(time * RATE + Fraction(1, 2))


def samples_in(seconds: float) -> int:
    """How many samples a length lasts, to the nearest one."""
    return round(seconds * RATE)


def seconds_axis(length: int) -> Wave:
    """The time of each sample, in seconds."""
    return np.arange(length) / RATE


def frequency_of(pitch: float) -> float:
    """The frequency, in hertz, of a MIDI pitch in equal temperament."""
    return CONCERT_A * 2.0 ** ((pitch - 69) / 12)


def sine(frequency: float | Wave, length: int, *, start: float = 0.0) -> Wave:
    """A sine whose frequency may change from sample to sample; `start` is its first phase, in turns."""
    return np.sin(2 * np.pi * phase_of(frequency, length, start=start))


def saw(frequency: float | Wave, length: int, *, start: float = 0.0) -> Wave:
    """A sawtooth with its corner rounded over a sample either side (PolyBLEP), which keeps aliasing out of earshot."""
    step = np.broadcast_to(np.asarray(frequency) / RATE, length)
    phase = phase_of(frequency, length, start=start) % 1.0
    wave = 2 * phase - 1
    after = np.where(phase < step, phase / step - 1, 0.0)
    before = np.where(phase > 1 - step, (phase - 1) / step + 1, 0.0)
    return wave + after**2 - before**2


def phase_of(frequency: float | Wave, length: int, *, start: float) -> Wave:
    """The phase, in turns, of an oscillator that begins at `start`."""
    if isinstance(frequency, np.ndarray):
        return start + (np.cumsum(frequency) - frequency[0]) / RATE
    return start + frequency / RATE * np.arange(length)


def noise(length: int, *, seed: int, channels: int = 1) -> Wave:
    """White noise, the same for the same seed; [channels, samples] when there are two."""
    shape = length if channels == 1 else (channels, length)
    return np.random.default_rng(seed).standard_normal(shape) * 0.5


def fading(length: int, *, half_life: float) -> Wave:
    """An envelope that loses half its level every `half_life` seconds."""
    return 0.5 ** (seconds_axis(length) / half_life)


def held(length: int, *, attack: float, release: float) -> Wave:
    """An envelope that swells over `attack` seconds, holds, and is back at zero after `release` seconds at the end."""
    rise = np.minimum(1.0, (np.arange(length) + 1) / max(1, samples_in(attack)))
    fall = np.minimum(1.0, np.arange(length)[::-1] / max(1, samples_in(release)))
    return np.sin(np.pi / 2 * rise) * np.sin(np.pi / 2 * fall) ** 2


def low_pass(wave: Wave, cutoff: float, *, order: int = 2) -> Wave:
    """The wave without what lies above the cutoff, in hertz. Causal, so no onset is smeared back in time."""
    return signal.sosfilt(signal.butter(order, cutoff, "lowpass", fs=RATE, output="sos"), wave)


def high_pass(wave: Wave, cutoff: float, *, order: int = 2) -> Wave:
    """The wave without what lies below the cutoff, in hertz. Causal."""
    return signal.sosfilt(signal.butter(order, cutoff, "highpass", fs=RATE, output="sos"), wave)


def band_pass(wave: Wave, low: float, high: float, *, order: int = 2) -> Wave:
    """The wave between two frequencies, in hertz. Causal."""
    return signal.sosfilt(signal.butter(order, (low, high), "bandpass", fs=RATE, output="sos"), wave)


def swept_low_pass(wave: Wave, cutoffs: Wave) -> Wave:
    """The wave through a low-pass whose cutoff glides through `cutoffs`, in hertz, spread evenly over its length.

    Works on short spectra, which smears a sharp attack by some 20 ms: for pads and noises, not for struck sounds.
    """
    window = 2048
    frequencies, times, spectra = signal.stft(wave, fs=RATE, nperseg=window)
    along = np.linspace(0, 1, len(cutoffs))
    cutoff = np.exp(np.interp(times / times[-1], along, np.log(cutoffs)))
    gains = 1 / np.sqrt(1 + (frequencies[:, None] / cutoff[None, :]) ** 4)
    _, swept = signal.istft(spectra * gains, fs=RATE, nperseg=window)
    return swept[..., : wave.shape[-1]]


def placed(wave: Wave, pan: float) -> Wave:
    """A mono wave between the loudspeakers at equal power: -1 is left, 0 the middle, 1 right."""
    angle = (pan + 1) * np.pi / 4
    return np.stack([wave * np.cos(angle), wave * np.sin(angle)])
