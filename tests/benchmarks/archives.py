"""Large libraries without large files: small files that nobody could play, and what analysis would find in hours of film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from autoedit.media.fingerprint import fingerprint
from autoedit.model.media import Media
from autoedit.model.select import Moments, Select
from autoedit.model.shot import Shot
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.library import Library
from autoedit.pipeline.stages import PROBE, SELECTS, Watching, selects_key

# How much looks of one place at another time differ from one another.
UNLIKE = 0.35


def made_library(folder: Path, cache: Cache, real: Library, *, files: int, seconds: Fraction, seed: int = 1) -> None:
    """Fill a folder with so many files, and a cache with the analysis of each as a camera's file of a length.

    Args:
        real: analysed footage that is varied: other looks, scores and times, as dense with shots and selects as it is.
    """
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        path = folder / f"clip-{number:04d}.mp4"
        path.write_bytes(rng.bytes(64))
        like = real.files[number % len(real.files)]
        media = _lasting(like.media, seconds, fingerprint(path))
        cache.put(PROBE.name, PROBE.key(media.fingerprint), replace(media, id="", path=""))
        cache.put(SELECTS.name, selects_key(media, Watching()), _moments([item.moments for item in real.files], seconds, rng))


def _lasting(media: Media, seconds: Fraction, digest: str) -> Media:
    assert media.video is not None
    video = replace(media.video, start=Fraction(0), duration=seconds, frames=round(seconds * media.video.rate))
    sound = replace(media.sound, start=Fraction(0), duration=seconds) if media.sound is not None else None
    return replace(media, fingerprint=digest, start=Fraction(0), duration=seconds, video=video, sound=sound, captured=None)


def _moments(kinds: Sequence[Moments], seconds: Fraction, rng: np.random.Generator) -> Moments:
    """Moments of real files one behind the other, each varied, until a length is full."""
    shots: list[Shot] = []
    selects: list[Select] = []
    looks: dict[str, tuple[tuple[float, ...], ...]] = {}
    start = Fraction(0)
    while True:
        moments = kinds[int(rng.integers(len(kinds)))]
        for shot in moments.shots:
            if start + shot.duration > seconds:
                return Moments(boundaries=(), shots=tuple(shots), selects=tuple(selects), defects=(), looks=looks)
            name = f"shot-{len(shots) + 1:03d}"
            shift, other = start - shot.start, rng.uniform(-UNLIKE, UNLIKE, 112)
            shots.append(replace(shot, id=name, start=start, end=start + shot.duration))
            looks[name] = tuple(_varied(look, other) for look in moments.looks.get(shot.id, ()))
            own = [select for select in moments.selects if select.shot == shot.id]
            selects += [_moved(select, name, rank, shift, other, rng) for rank, select in enumerate(own, start=1)]
            start += shot.duration


def _moved(select: Select, shot: str, rank: int, shift: Fraction, other: np.ndarray, rng: np.random.Generator) -> Select:
    times = {name: getattr(select, name) + shift for name in ("start", "end", "peak", "in_limit", "out_limit")}
    return replace(
        select,
        **times,
        id=f"{shot}.{rank}",
        shot=shot,
        score=float(np.clip(select.score + rng.uniform(-0.2, 0.2), 0, 1)),
        look=_varied(select.look, other),
        lulls=tuple(lull + shift for lull in select.lulls),
        speech=(),
        group=None,
    )


def _varied(look: Sequence[float], other: np.ndarray) -> tuple[float, ...]:
    return tuple(np.clip(np.array(look) + other[: len(look)], 0, 1).round(3).tolist())
