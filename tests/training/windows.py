"""A take as another camera would have shot it: seen through a moving window, in other light and colours."""

from __future__ import annotations

import random

import cv2
import numpy as np

from tests.training.material import HEIGHT, WIDTH, Film


def crop(picture: Film, x: float, y: float, share: float) -> Film:
    matrix = np.array([[share, 0, x], [0, share, y]], np.float32)
    return np.stack(
        [
            cv2.warpAffine(
                plane, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT
            )
            for plane in picture
        ]
    )


def windowed(rng: random.Random, film: Film) -> Film:
    """A window that rests, pans, zooms or trembles over the take."""
    if rng.random() < 0.35:
        return film if rng.random() < 0.5 else film[..., ::-1]
    count = len(film)
    share = rng.uniform(0.4, 0.95)
    pan = rng.choice((0, 0, rng.uniform(-1.5, 1.5), rng.uniform(-5, 5)))
    zoom = rng.choice((0, 0, rng.uniform(-0.004, 0.004)))
    tremble = rng.choice((0, 0, rng.uniform(0.3, 2.5)))
    x, y = rng.uniform(0, 1 - share) * WIDTH, rng.uniform(0, 1 - share) * HEIGHT
    seed = np.random.default_rng(rng.randrange(2**32))
    hand = np.cumsum(seed.normal(0, tremble, (count, 2)), axis=0) if tremble else np.zeros((count, 2))
    hand -= np.linspace(0, 1, count)[:, None] * hand[-1]
    return np.stack(
        [
            crop(film[k], x + pan * k + hand[k, 0], y + 0.3 * pan * k + hand[k, 1], max(0.3, share + zoom * k))
            for k in range(count)
        ]
    )


def coloured(rng: random.Random, film: Film) -> Film:
    """Other light and other colours."""
    gain, lift = rng.uniform(0.5, 1.25), rng.uniform(-25, 30)
    table = np.clip((np.arange(256) - 128) * gain + 128 + lift, 0, 255).astype(np.uint8)
    film = film.copy()
    film[:, 0] = table[film[:, 0]]
    if rng.random() < 0.5:
        angle, strength = rng.uniform(0, 6.28), rng.uniform(0, 1.3)
        u, v = film[:, 1].astype(np.float32) - 128, film[:, 2].astype(np.float32) - 128
        film[:, 1] = np.clip(128 + strength * (u * np.cos(angle) - v * np.sin(angle)), 0, 255)
        film[:, 2] = np.clip(128 + strength * (u * np.sin(angle) + v * np.cos(angle)), 0, 255)
    return film
