"""Sounds made from shaped noise and tones: each function gives a mono sound, `place` lays it on a stereo track."""

import numpy as np


def silence(rate: int, seconds: float) -> np.ndarray:
    """An empty stereo track."""
    return np.zeros((round(rate * seconds), 2))


def band_noise(rate: int, seconds: float, low: float, high: float, seed: int) -> np.ndarray:
    """Noise between two frequencies, with soft edges, standard deviation 1."""
    count = round(rate * seconds)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / rate), 1e-6)
    shaped = np.fft.irfft(spectrum / np.sqrt(hertz) / (1 + (low / hertz) ** 4) / (1 + (hertz / high) ** 4), count)
    return shaped / shaped.std()


def times(rate: int, seconds: float) -> np.ndarray:
    """The time of each sample, in seconds."""
    return np.arange(round(rate * seconds)) / rate


def strike(rate: int, seconds: float, *, attack: float = 0.004, decay: float = 0.15) -> np.ndarray:
    """The loudness of something struck: up at once, then dying away."""
    t = times(rate, seconds)
    return np.minimum(t / attack, 1) * np.exp(-np.maximum(t - attack, 0) / decay)


def swell(rate: int, seconds: float, *, peak: float, rise: float, fall: float) -> np.ndarray:
    """The loudness of something that comes and goes, 1 at its peak."""
    t = times(rate, seconds)
    return np.where(t < peak, np.exp(-(((t - peak) / rise) ** 2)), np.exp(-np.abs(t - peak) / fall))


def bang(rate: int, seed: int, *, depth: float = 60.0, decay: float = 0.35) -> np.ndarray:
    """A firework heard from far: a crack, a thump, a rumbling tail. Loudest within 20 ms."""
    t = times(rate, 1.8)
    crack = band_noise(rate, 1.8, 200, 5000, seed) * strike(rate, 1.8, decay=0.05)
    thump = np.sin(2 * np.pi * depth * t * np.exp(-t * 1.5)) * strike(rate, 1.8, decay=decay * 0.6) * 2.2
    return 0.8 * crack + thump + 0.5 * band_noise(rate, 1.8, 40, 500, seed + 1) * strike(rate, 1.8, decay=decay)


def thud(rate: int, seed: int) -> np.ndarray:
    """A foot or paw on soft ground."""
    return band_noise(rate, 0.3, 50, 260, seed) * strike(rate, 0.3, decay=0.05) + 0.25 * band_noise(
        rate, 0.3, 900, 4000, seed + 1
    ) * strike(rate, 0.3, decay=0.03)


def whoosh(rate: int, seed: int, *, seconds: float = 2.4, low: float = 120, high: float = 2600) -> np.ndarray:
    """Something large going by; loudest in the middle."""
    return band_noise(rate, seconds, low, high, seed) * swell(rate, seconds, peak=seconds / 2, rise=seconds / 7, fall=seconds / 9)


def chirps(rate: int, seed: int, *, count: int = 5, pitch: float = 3800) -> np.ndarray:
    """A small bird's call: short falling and rising whistles."""
    rng = np.random.default_rng(seed)
    call = np.zeros(round(rate * (0.16 * count + 0.2)))
    for k in range(count):
        t = times(rate, 0.11)
        sweep = pitch * rng.uniform(0.85, 1.2) + rng.uniform(-1, 1) * 9000 * t + 250 * np.sin(2 * np.pi * 38 * t)
        start = round(rate * 0.16 * k * rng.uniform(0.9, 1.05))
        call[start : start + len(t)] += np.sin(2 * np.pi * np.cumsum(sweep) / rate) * np.sin(np.pi * t / 0.11) ** 2
    return call


def bark(rate: int, seed: int) -> np.ndarray:
    """A dog's bark: a rough falling tone through a throat."""
    t = times(rate, 0.26)
    pitch = 420 * np.exp(-(((t - 0.05) / 0.16) ** 2)) + 150
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    voice = sum(np.sin(k * phase) * np.exp(-(((k * 330 - 900) / 900) ** 2)) for k in range(1, 9))
    return (voice + 0.5 * band_noise(rate, 0.26, 500, 3000, seed)) * strike(rate, 0.26, attack=0.015, decay=0.09)


def crackle(rate: int, seconds: float, seed: int, *, density: float = 14.0) -> np.ndarray:
    """Burning wood: many small snaps over a soft roar."""
    rng = np.random.default_rng(seed)
    track = 0.05 * band_noise(rate, seconds, 60, 700, seed) * (1 + 0.3 * np.sin(2 * np.pi * 0.7 * times(rate, seconds)))
    snap = band_noise(rate, 0.03, 1200, 8000, seed + 1) * strike(rate, 0.03, attack=0.0005, decay=0.006)
    for _ in range(round(density * seconds)):
        start = rng.integers(0, len(track) - len(snap))
        track[start : start + len(snap)] += snap * rng.exponential(0.13) * rng.choice([-1, 1])
    return track


def place(track: np.ndarray, sound: np.ndarray, at: float, rate: int, *, level: float = 1.0, pan: float = 0.0) -> None:
    """Lay a mono sound on a stereo track in place, beginning at a time; what lies outside is left out.

    Args:
        pan: -1 is left, 1 is right.
    """
    start = round(at * rate)
    sound = sound[max(-start, 0) :]
    start = max(start, 0)
    sound = sound[: max(len(track) - start, 0)]
    sides = level * np.sqrt(np.clip(np.array([1 - pan, 1 + pan]) / 2, 0, 1))
    track[start : start + len(sound)] += sound[:, None] * sides


def levelled(track: np.ndarray, peak_decibels: float = -3.0) -> np.ndarray:
    """The track without a constant part, its highest sample at a level below full scale; ends faded against clicks."""
    track = track - track.mean(axis=0)
    highest = np.abs(track).max()
    if highest == 0:
        return track
    # tanh presses the highest peaks, as a recorder's limiter does, so that the quiet parts can be heard at all.
    pressed = np.tanh(track / highest * 1.6)
    fade = np.minimum(1, np.minimum(np.arange(len(track)), np.arange(len(track))[::-1]) / 400)[:, None]
    pressed = (pressed - pressed.mean(axis=0)) * fade
    return pressed / np.abs(pressed).max() * 10 ** (peak_decibels / 20)
