"""Films whose every boundary is known: shots joined by every kind of passage, with disturbances planted that are none."""

from __future__ import annotations

import random
from collections.abc import Sequence

import cv2
import numpy as np

from tests.training.disturbances import DISTURBANCES
from tests.training.joins import ROOM, cut_within, eased, faded, mixed, wipe
from tests.training.looks import coded, look
from tests.training.material import Film, pick
from tests.training.truth import Truth
from tests.training.windows import coloured, windowed

RATES = (24, 25, 30)


def make_film(rng: random.Random, takes: Sequence[Film], shots: int) -> tuple[Film, Truth, int]:
    """A film of some shots, its truth and its rate."""
    truth = Truth()
    film = _shot(rng, takes, _length(rng))
    for _ in range(shots - 1):
        film = _joined(rng, takes, film, truth)
    film = look(rng, film, truth)
    return coded(rng, film), truth, rng.choice(RATES)


def _length(rng: random.Random) -> int:
    return rng.choice((rng.randint(8, 20), rng.randint(20, 60), rng.randint(40, 110), rng.randint(60, 180)))


def _shot(rng: random.Random, takes: Sequence[Film], frames: int) -> Film:
    """A take through a moving window, in colours of its own, with or without disturbances."""
    film = pick(rng, takes, frames)
    film = coloured(rng, windowed(rng, film))
    for disturb, chance in DISTURBANCES:
        if frames > 24 and rng.random() < chance:
            film = disturb(rng, film)
    return film


def _joined(rng: random.Random, takes: Sequence[Film], film: Film, truth: Truth) -> Film:
    kind = rng.choices(("cut", "jump", "punch", "dissolve", "fade", "wipe"), (32, 15, 4, 21, 14, 12))[0]
    if kind in ("jump", "punch"):
        if len(film) - truth.last < ROOM:
            truth.cuts.append(len(film))
            film = np.concatenate([film, _following(rng, takes, film, truth, rng.randint(ROOM, 220))])
        return cut_within(rng, film, truth, kind)
    after = _following(rng, takes, film, truth)
    if kind == "cut":
        truth.cuts.append(len(film))
        return np.concatenate([film, after])
    if kind == "fade":
        return faded(rng, film, after, truth)
    room = min(len(film) - truth.last, len(after)) - 4
    if room < 4:
        truth.cuts.append(len(film))
        return np.concatenate([film, after])
    frames = min(room, rng.choice((rng.randint(4, 12), rng.randint(10, 30), rng.randint(20, 60))))
    first = len(film) - frames
    progress = eased(rng, np.arange(1, frames + 1) / (frames + 1))
    masks = wipe(rng) if kind == "wipe" else None
    passage = np.stack(
        [mixed(film[first + k], after[k], progress[k] if masks is None else masks(progress[k])) for k in range(frames)]
    )
    truth.graduals.append((first, first + frames - 1, kind))
    return np.concatenate([film[:first], passage, after[frames:]])


def _following(rng: random.Random, takes: Sequence[Film], film: Film, truth: Truth, frames: int | None = None) -> Film:
    """The next shot: another one, or once more the one before the last, as two people are shown who talk."""
    edges = sorted([(cut, cut) for cut in truth.cuts] + [(first, last + 1) for first, last, _ in truth.graduals])
    if edges and frames is None and rng.random() < 0.25:
        earlier = film[edges[-2][1] if len(edges) > 1 else 0 : edges[-1][0]][::-1]
        if len(earlier) > 12 and not _is_alike(film[-1], earlier[0]):
            return earlier
    after = _shot(rng, takes, frames or _length(rng))
    while _is_alike(film[-1], after[0]):
        after = _shot(rng, takes, frames or _length(rng))
    return after


def _is_alike(one: Film, other: Film) -> bool:
    small = [cv2.resize(picture[0], (16, 9), interpolation=cv2.INTER_AREA).astype(np.float32) for picture in (one, other)]
    return float(np.abs(small[0] - small[1]).mean()) < 12 and float(np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1]) > 0.6
