"""What is no boundary, however hard the picture changes: light, a torn or shaken camera, things passing close, titles, losses."""

from __future__ import annotations

import random

import cv2
import numpy as np

from tests.training.material import HEIGHT, WIDTH, Film
from tests.training.windows import crop


def _flash(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    radius = rng.choice((None, None, rng.uniform(0.3, 0.8)))
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    away = np.hypot((rows - rng.uniform(0, HEIGHT)) / HEIGHT, (columns - rng.uniform(0, WIDTH)) / HEIGHT)
    where = np.ones((HEIGHT, WIDTH)) if radius is None else np.clip(1.3 - away / radius, 0, 1)
    at = rng.randint(4, len(film) - 12)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        strength = rng.uniform(0.35, 1.0)
        for _ in range(rng.randint(1, 5)):
            if at < len(film):
                light = (strength * where).astype(np.float32)
                film[at, 0] = film[at, 0] + (250.0 - film[at, 0]) * light
                film[at, 1:] = film[at, 1:] + (128.0 - film[at, 1:]) * light * 0.7
            at += 1
            strength *= rng.choice((1.0, 0.8, 0.5))
        at += rng.randint(2, 10)
    return film


def _exposure(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    at, lasts = rng.randint(4, len(film) - 12), rng.choice((1, 1, 3, 8, 20))
    gain = rng.choice((rng.uniform(0.45, 0.8), rng.uniform(1.25, 1.8)))
    back = rng.choice((None, rng.randint(8, 40)))
    for k in range(at, len(film)):
        amount = min(1.0, (k - at + 1) / lasts)
        if back is not None and k > at + back:
            amount = max(0.0, amount - (k - at - back) / lasts)
        film[k, 0] = np.clip(film[k, 0] * (1 + (gain - 1) * amount), 0, 255)
    return film


def _whip(rng: random.Random, film: Film) -> Film:
    """The camera is torn round, with the blur of the movement, and rests elsewhere or comes back."""
    film = film.copy()
    frames = rng.randint(4, 14)
    at = rng.randint(4, len(film) - frames - 4)
    far = rng.choice((-1, 1)) * rng.uniform(0.6, 2.5) * WIDTH
    path = np.sin(np.linspace(0, np.pi / 2, frames + 1)) ** 2 * far
    goes_back = rng.random() < 0.3
    for k in range(at, len(film)):
        if k < at + frames:
            blur = abs(path[k - at + 1] - path[k - at])
            film[k] = _slid(film[k], path[k - at + 1], blur)
        elif not goes_back:
            film[k] = _slid(film[k], far, 0)
        elif k < at + 2 * frames:
            j = at + 2 * frames - k
            film[k] = _slid(film[k], path[j - 1], abs(path[j] - path[j - 1]))
    return film


def _slid(picture: Film, by: float, blur: float) -> Film:
    """The picture with its mirror images beside it, seen ``by`` pixels to the right."""
    matrix = np.array([[1, 0, by], [0, 1, 0]], np.float32)
    planes = []
    for plane in picture:
        wide = np.concatenate([plane, plane[:, ::-1]], axis=1)
        moved = cv2.warpAffine(
            wide, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_WRAP
        )
        planes.append(cv2.blur(moved, (max(1, int(blur)), 1)) if blur > 1 else moved)
    return np.stack(planes)


def _shaken(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    at = rng.randint(2, len(film) - 10)
    strength = rng.uniform(3, 18)
    for k in range(at, min(len(film), at + rng.randint(8, 40))):
        film[k] = crop(film[k], 8 + rng.gauss(0, strength), 5 + rng.gauss(0, strength * 0.6), 0.94)
    return film


def _covered(rng: random.Random, film: Film) -> Film:
    """Something passes close before the lens."""
    film = film.copy()
    frames = min(rng.choice((rng.randint(4, 18), rng.randint(12, 45))), len(film) - 8)
    at = rng.randint(3, len(film) - frames - 3)
    width = rng.uniform(0.4, 2.0) * WIDTH
    colour = np.array([rng.uniform(5, 200), rng.uniform(100, 156), rng.uniform(100, 156)])
    seed = np.random.default_rng(rng.randrange(2**32))
    texture = cv2.resize(seed.normal(0, 14, (6, 9)).astype(np.float32), (WIDTH, HEIGHT))
    columns = np.arange(WIDTH)[None, :] + 20 * np.sin(np.arange(HEIGHT) / 30)[:, None]
    leftwards = rng.random() < 0.5
    for k in range(frames):
        edge = (k + 0.5) / frames * (WIDTH + width)
        mask = (columns < edge) & (columns > edge - width)
        mask = mask[:, ::-1] if leftwards else mask
        for plane in range(3):
            film[at + k, plane][mask] = np.clip(colour[plane] + (texture[mask] if plane == 0 else 0), 0, 255)
    return film


def _titled(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    at, fades = rng.randint(3, len(film) - 8), rng.choice((1, 1, 8, 15))
    until = at + rng.randint(10, 60)
    box = np.zeros((HEIGHT, WIDTH), np.float32)
    y = rng.randint(15, HEIGHT - 20)
    for line in range(rng.randint(1, 3)):
        cv2.putText(
            box,
            "".join(rng.choices("ABDEGHKMNRSTW aeo", k=rng.randint(5, 14))),
            (rng.randint(4, 60), y + 18 * line),
            3,
            rng.uniform(0.5, 1.1),
            1.0,
            2,
        )
    if rng.random() < 0.4:
        box[y - 14 : y + 10, rng.randint(0, 40) : rng.randint(120, WIDTH)] += 0.6
    box = np.minimum(box, 1)
    for k in range(at, min(len(film), until)):
        share = box * min(1.0, (k - at + 1) / fades)
        film[k, 0] = film[k, 0] + (235.0 - film[k, 0]) * share
        film[k, 1:] = film[k, 1:] + (128.0 - film[k, 1:]) * share
    return film


def _skipping(rng: random.Random, film: Film) -> Film:
    """Frames lost, and the last one held or not: one shot all the same."""
    at, lost = rng.randint(4, len(film) - 12), rng.randint(2, 7)
    held = np.repeat(film[at : at + 1], lost if rng.random() < 0.5 else 0, axis=0)
    return np.concatenate([film[: at + 1], held, film[at + 1 + lost :]])


DISTURBANCES = (
    (_flash, 0.2),
    (_exposure, 0.14),
    (_whip, 0.14),
    (_shaken, 0.1),
    (_covered, 0.14),
    (_titled, 0.14),
    (_skipping, 0.05),
)
