"""Fractal noise and the shaping of it. Everything tiles, so that a texture can scroll for ever."""

import cv2
import numpy as np


def fractal_noise(height: int, width: int, seed: int, *, slope: float = 2.0, largest: float = 1.0) -> np.ndarray:
    """Tiling noise whose power falls with frequency, made by shaping white noise in the Fourier domain.

    Args:
        slope: how fast the power falls; 1 is gritty, 2 clouds, 3 rolling hills.
        largest: the largest feature as a part of the texture's size.

    Returns:
        float32 [height, width], mean 0, standard deviation 1.
    """
    white = np.random.default_rng(seed).standard_normal((height, width)).astype(np.float32)
    down = np.fft.fftfreq(height)[:, None] * height
    across = np.fft.rfftfreq(width)[None, :] * width
    cycles = np.maximum(np.hypot(down, across), 1e-3)
    gain = np.where(cycles < 1 / largest, 0.0, cycles**-slope)
    gain[0, 0] = 0
    noise = np.fft.irfft2(np.fft.rfft2(white) * gain, s=(height, width)).astype(np.float32)
    return (noise - noise.mean()) / noise.std()


def smooth_step(low: float, high: float, value: np.ndarray | float) -> np.ndarray:
    """0 below low, 1 above high, an S between; low may be above high to fall instead of rise."""
    part = np.clip((value - low) / (high - low), 0, 1)
    return part * part * (3 - 2 * part)


def mix(a: np.ndarray, b: np.ndarray, part: np.ndarray | float) -> np.ndarray:
    """A where part is 0, b where it is 1."""
    return a + (b - a) * part


def colour(code: str) -> np.ndarray:
    """An RGB colour from its six hex digits, float32, 0 to 1."""
    return np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255


def ramp(stops: dict[float, str], value: np.ndarray) -> np.ndarray:
    """Colours along a ramp of named stops, in order: float32 [..., 3]."""
    places = list(stops)
    table = np.stack([colour(code) for code in stops.values()])
    return np.stack([np.interp(value, places, table[:, c]) for c in range(3)], axis=-1).astype(np.float32)


def scrolled(tile: np.ndarray, map_x: np.ndarray, map_y: np.ndarray) -> np.ndarray:
    """A tiling texture read at pixel places of any size."""
    height, width = tile.shape[:2]
    # cv2.remap keeps its places in 16 bits, so they are brought into the tile first.
    return cv2.remap(
        tile,
        np.mod(map_x, width).astype(np.float32),
        np.mod(map_y, height).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )


def larger(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """A small soft picture at full size."""
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)


def wander(time: float, seed: int, *, slowest: float = 0.2, fastest: float = 2.0, parts: int = 5) -> float:
    """A smooth random walk as a function of time: a sum of sines, about -1 to 1, the same for every frame rate."""
    rng = np.random.default_rng(seed)
    rates = np.geomspace(slowest, fastest, parts) * rng.uniform(0.85, 1.15, parts)
    sizes = 1 / np.sqrt(np.arange(1, parts + 1))
    return float(np.sum(sizes * np.sin(2 * np.pi * (rates * time + rng.uniform(0, 1, parts)))) / sizes.sum())
