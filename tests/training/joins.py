"""How one shot gives way to the next: every kind of boundary, with its truth."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.training.material import HEIGHT, WIDTH, Film
from tests.training.truth import Truth
from tests.training.windows import crop

ROOM = 90  # frames that a shot needs to be cut within
LEAST_PART, PLAIN = 0.18, 10.0  # of the picture, in levels


def cut_within(rng: random.Random, film: Film, truth: Truth, kind: str) -> Film:
    """A jump within a take, or the same view suddenly nearer, in a last shot of ROOM frames or more.

    A jump that hardly shows is not learned from.
    """
    if kind == "jump":
        tries = [_jump(rng, film, truth.last) for _ in range(4)]
        place, lost, shows = max(tries, key=lambda jump: jump[2])
        (truth.cuts if shows > 0 else truth.unclear).append(place)
        later = film[place + lost :]
        if rng.random() < 0.3:
            share = rng.uniform(0.77, 0.95)
            x, y = rng.uniform(0, 1 - share) * WIDTH, rng.uniform(0, 1 - share) * HEIGHT
            later = np.stack([crop(picture, x, y, share) for picture in later])
        return np.concatenate([film[:place], later])
    place = rng.randint(truth.last + 15, len(film) - 50)
    share = rng.uniform(0.45, 0.8)
    x, y = rng.uniform(0, 1 - share) * WIDTH, rng.uniform(0, 1 - share) * HEIGHT
    nearer = np.stack([crop(picture, x, y, share) for picture in film[place:]])
    truth.cuts.append(place)
    return np.concatenate([film[:place], nearer])


def _jump(rng: random.Random, film: Film, since: int) -> tuple[int, int, float]:
    """A place, how many frames are lost there, and by how much the step is plainer than those before it."""
    place = rng.randint(since + 12, len(film) - 45)
    lost = rng.randint(20, min(110, len(film) - place - 20))
    step = float(np.abs(film[place + lost].astype(np.int16) - film[place - 1]).mean())
    usual = max(float(np.abs(film[k].astype(np.int16) - film[k - 1]).mean()) for k in range(place - 8, place))
    shows = step - 2.5 * usual - 2
    # A hand that is elsewhere in a still picture is no cut that anyone could tell from a title or from motion.
    return place, lost, shows if _changed(film[place - 1], film[place + lost]) >= LEAST_PART else -1.0


def _changed(one: Film, other: Film) -> float:
    """The share of the picture that is plainly another, light apart."""
    cells = [cv2.resize(picture[0], (32, 18), interpolation=cv2.INTER_AREA).astype(np.float32) for picture in (one, other)]
    change = np.abs((cells[1] - cells[1].mean()) - (cells[0] - cells[0].mean()))
    return float((change >= PLAIN).mean())


def faded(rng: random.Random, film: Film, after: Film, truth: Truth) -> Film:
    """Out to a plain picture and in from it, or one of the two; the plain picture may last."""
    plain = np.zeros((3, HEIGHT, WIDTH), np.uint8)
    plain[0] = 250 if rng.random() < 0.2 else rng.choice((0, 0, 6, 14))
    plain[1:] = 128
    how = rng.choices(("both", "out", "in"), (3, 1, 1))[0]
    out = min(len(film) - truth.last - 3, _fade_length(rng)) if how != "in" else 0
    into = min(len(after) - 3, _fade_length(rng)) if how != "out" else 0
    held = rng.choice((0, rng.randint(1, 8), rng.randint(10, 40))) if how == "both" else rng.randint(10, 40)
    if min(out or 4, into or 4) < 4:
        truth.cuts.append(len(film))
        return np.concatenate([film, after])
    parts = [film[: len(film) - out]]
    begin = len(film) - out
    # Many fades stop short and leave the rest to one step.
    whole = rng.choice((1.0, 1.0, rng.uniform(0.65, 1.0)))
    ramp = [whole * share for share in eased(rng, np.arange(1, out + 1) / (out + 1))]
    parts.append(np.stack([mixed(film[begin + k], plain, ramp[k]) for k in range(out)]) if out else film[:0])
    parts.append(np.repeat(plain[None], held, axis=0))
    ramp = [1 - whole * (1 - share) for share in eased(rng, np.arange(1, into + 1) / (into + 1))]
    parts.append(np.stack([mixed(plain, after[k], ramp[k]) for k in range(into)]) if into else film[:0])
    parts.append(after[into:])
    if out:
        truth.graduals.append((begin, begin + out - 1, "fade"))
    else:
        truth.cuts.append(len(film))
    if into:
        start = begin + out + held
        truth.graduals.append((start, start + into - 1, "fade"))
    else:
        truth.cuts.append(begin + out + held)
    return np.concatenate(parts)


def _fade_length(rng: random.Random) -> int:
    return rng.choice((rng.randint(4, 10), rng.randint(8, 20), rng.randint(15, 45)))


def mixed(one: Film, other: Film, share: float | NDArray[np.float32]) -> Film:
    if isinstance(share, float):
        return np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)
    return (one + (other.astype(np.float32) - one) * share).astype(np.uint8)


def eased(rng: random.Random, progress: NDArray[np.float64]) -> list[float]:
    """The share of the new picture: even, eased at both ends, or at one as a fade of light is."""
    curves = (progress, progress**2 * (3 - 2 * progress), progress**2, 1 - (1 - progress) ** 2)
    return [float(p) for p in rng.choices(curves, (6, 2, 1, 1))[0]]


def wipe(rng: random.Random) -> Callable[[float], NDArray[np.float32]]:
    rows, columns = (grid.astype(np.float32) for grid in np.mgrid[0 : 1 : HEIGHT * 1j, 0 : 1 : WIDTH * 1j])
    way = rng.choice(("x", "x", "y", "diagonal", "iris", "clock", "doors"))
    field_ = {
        "x": columns,
        "y": rows,
        "diagonal": (rows + columns) / 2,
        "iris": np.hypot(rows - 0.5, columns - 0.5) / 0.71,
        "clock": (np.arctan2(rows - 0.5, columns - 0.5) + np.pi) / (2 * np.pi),
        "doors": np.abs(columns - 0.5) * 2,
    }[way]
    if rng.random() < 0.5:
        field_ = 1 - field_
    soft = rng.choice((0.01, 0.05, 0.2))
    return lambda progress: np.clip((progress * (1 + soft) - field_) / soft, 0, 1).astype(np.float32)
