"""Pictures by hand for transitions: textures, gradients, dots and plain colours."""

from __future__ import annotations

import cv2
import numpy as np

from autoedit.render.picture import Frame


def scene(seed: int, width: int = 320, height: int = 180) -> Frame:
    """A textured picture with detail at several sizes, unlike for each seed."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for cells in (3, 7, 15, 40):
        grid = random.random((cells, cells, 3), np.float32) - 0.5
        total += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC) * (8 / cells) ** 0.5
    return np.clip(128 + 90 * total, 0, 255).astype(np.uint8)


def plain(value: int | tuple[int, int, int], width: int = 64, height: int = 36) -> Frame:
    """One colour, or a grey."""
    return np.full((height, width, 3), value, np.uint8)


def dot(x: float, y: float, width: int = 320, height: int = 180, *, radius: int = 8, value: int = 255, ground: int = 40) -> Frame:
    """A bright dot on a dark ground, at shares of the picture."""
    shown = np.full((height, width, 3), ground, np.uint8)
    cv2.circle(shown, (round(x * width), round(y * height)), radius, (value, value, value), -1, cv2.LINE_AA)
    return shown


def gradient(width: int = 320, height: int = 180, *, low: int = 60, high: int = 130) -> Frame:
    """A slow slope from top left to bottom right: neighbours differ by one code value at most."""
    slope = np.add.outer(np.arange(height), np.arange(width)) / (height + width - 2)
    return np.repeat(np.rint(low + (high - low) * slope).astype(np.uint8)[..., None], 3, axis=2)


def light_of(picture: Frame) -> np.ndarray:
    """Light 0..1 by the inverse of BT.709's curve, written a second time to check the first."""
    code = picture.astype(float) / 255
    return np.where(code < 4.5 * 0.018, code / 4.5, ((code + 0.099) / 1.099) ** (1 / 0.45))


def brightest(picture: Frame) -> tuple[float, float]:
    """The middle of what is brightest, as shares of the picture."""
    grey = cv2.GaussianBlur(picture.astype(np.float32).mean(axis=2), (0, 0), 3)
    y, x = np.nonzero(grey > 0.8 * (grey.max() - grey.min()) + grey.min())
    return (float(x.mean()) + 0.5) / picture.shape[1], (float(y.mean()) + 0.5) / picture.shape[0]
