"""Films made and watched as the package watches them: their truth and every candidate with its evidence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from autoedit.analysis.boundaries.evidence import Candidate, cut_candidates, gradual_candidates
from autoedit.analysis.boundaries.proposals import Proposals
from autoedit.analysis.boundaries.strip import Strip
from autoedit.analysis.frame import Plane, SmallFrame
from tests.training.films import make_film
from tests.training.material import Film, real_takes
from tests.training.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A film's truth and what was seen in it."""

    truth: Truth
    rate: float
    frames: int
    cuts: list[Candidate]
    graduals: list[Candidate]


def lessons(media: Path, films: int, workers: int) -> Iterator[Watched]:
    """Make and watch films number 0, 1, ...: the same whatever the number of workers."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_watched, [(str(media), number) for number in range(films)])


def _watched(which: tuple[str, int]) -> Watched:
    cv2.setNumThreads(1)
    folder, number = which
    rng = random.Random(number)
    film, truth, rate = make_film(rng, _takes(folder), rng.randint(5, 10))
    strip, proposals = Strip(0), Proposals("adaptive", float(rate))
    for place, picture in enumerate(film):
        frame = SmallFrame(place, _planes(picture))
        strip.add(frame)
        proposals.see(frame)
    proposals.finish()
    count = len(strip)
    return Watched(
        truth=truth,
        rate=float(rate),
        frames=count,
        cuts=[*filter(None, cut_candidates(strip, proposals.within(0, count), 0, count, float(rate)))],
        graduals=[*filter(None, gradual_candidates(strip, 0, count, float(rate)))],
    )


@cache
def _takes(folder: str) -> list[Film]:
    return real_takes(Path(folder))


def _planes(picture: Film) -> Plane:
    """[3, height, width] as I420."""
    height, width = picture.shape[1:]
    chroma = [cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA) for plane in picture[1:]]
    return np.concatenate([picture[0].ravel(), *(part.ravel() for part in chroma)]).reshape(-1, width).astype(np.uint8)
