"""What beat trackers hear in files: ours, and librosa's at its defaults."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

WORKERS = 2
OURS, PEER = "ours", "librosa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a tracker heard in a file, in seconds, and what it took."""

    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    tempo: float
    wall: float
    metre: int = 0
    confidence: float = 1.0
    rivals: tuple[float, ...] = ()


def ours(path: Path) -> Heard:
    """What autoedit hears, past any cache."""
    from autoedit.media.probe import probe
    from autoedit.music.grid import beat_grid

    began = time.perf_counter()
    grid = beat_grid(probe(path))
    wall = time.perf_counter() - began
    return Heard(
        beats=tuple(float(beat.time) for beat in grid.beats),
        downbeats=tuple(float(beat.time) for beat in grid.downbeats),
        tempo=grid.tempo,
        wall=wall,
        metre=grid.metre,
        confidence=grid.confidence,
        rivals=tuple(rival.tempo for rival in grid.rivals),
    )


def librosas(path: Path) -> Heard:
    """What librosa's tracker finds at its defaults; it tells no downbeats."""
    from autoedit.numba_cache import keep_compiled_functions

    keep_compiled_functions()
    import librosa

    began = time.perf_counter()
    samples, rate = librosa.load(path)
    tempo, beats = librosa.beat.beat_track(y=samples, sr=rate, units="time")
    wall = time.perf_counter() - began
    return Heard(beats=tuple(map(float, beats)), downbeats=(), tempo=float(np.atleast_1d(tempo)[0]), wall=wall)


def trackers() -> tuple[str, ...]:
    """The names of who takes part."""
    return (OURS, PEER) if os.environ.get("AUTOEDIT_SONGS_PEER", "1") != "0" else (OURS,)


def everyone(paths: Sequence[Path]) -> list[dict[str, Heard]]:
    """What each tracker hears in each file."""
    spawned = get_context("spawn")
    with ProcessPoolExecutor(max_workers=WORKERS, mp_context=spawned) as pool:
        heard = [{OURS: one} for one in pool.map(ours, paths)]
    if PEER in trackers():
        # One alone: two processes that compile librosa's functions at once leave a cache that crashes whoever reads it.
        with ProcessPoolExecutor(max_workers=1, mp_context=spawned) as pool:
            for each, one in zip(heard, pool.map(librosas, paths), strict=True):
                each[PEER] = one
    return heard
