"""A long file watched in portions, and their results put together as if it had been watched in one go.

Each portion is watched from before its start until after its end, so that what is decided near its ends is decided with all that
is seen around them; what lies outside is then left to its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from autoedit.analysis.boundaries.ramps import LONGEST
from autoedit.analysis.boundaries.strip import thinning
from autoedit.analysis.watch import Watched, picture_of, shots_between, watch_between
from autoedit.errors import NoPicture
from autoedit.media.portions import Portion
from autoedit.model.media import Media, VideoStream
from autoedit.model.shot import Boundary
from autoedit.model.signal import Signal

# Faces are followed and colours told apart over some seconds.
LEAST_AROUND = Fraction(10)


def watch_portion(
    media: Media,
    detector: str,
    portion: Portion,
    *,
    threads: int = 0,
    report: Callable[[float], None] | None = None,
) -> Watched | None:
    """Watch a portion of a file, its frames counted from the portion's first; None where nothing of it decodes.

    Args:
        report: is given the seconds of the portion that are done, now and then.

    Raises:
        NoPicture: the file has none.
    """
    video = picture_of(media)
    around = max(LEAST_AROUND, 2 * LONGEST * thinning(float(video.rate)) / video.rate)
    start = portion.start - around if portion.start is not None else None
    end = portion.end + around if portion.end is not None else None
    first = portion.start if portion.start is not None else video.start

    def within(done: float) -> None:
        if report is not None:
            report(max(0.0, done - float(first - video.start)))

    try:
        watched = watch_between(media, detector, start, end, threads=threads, report=within)
    except NoPicture:
        return None
    inner = _inner(watched, portion)
    return inner if len(inner.ticks) else None


def joined(parts: Sequence[Watched], video: VideoStream) -> Watched:
    """A file's portions as one."""
    ticks = np.concatenate([part.ticks for part in parts])
    offsets = np.cumsum([0, *(len(part.ticks) for part in parts[:-1])]).tolist()
    boundaries = _apart(
        [
            replace(one, first_frame=one.first_frame + offset, last_frame=one.last_frame + offset)
            for part, offset in zip(parts, offsets, strict=True)
            for one in part.boundaries
        ]
    )
    base = parts[0].time_base
    return Watched(
        time_base=base,
        ticks=ticks,
        boundaries=boundaries,
        shots=shots_between(boundaries, int(ticks[0]) * base, int(ticks[-1]) * base + 1 / video.rate),
        signals=tuple(_one([part.signal(signal.name) for part in parts]) for signal in parts[0].signals),
        look_ticks=np.concatenate([part.look_ticks for part in parts]),
        looks=np.concatenate([part.looks for part in parts]),
        damage=tuple(dict.fromkeys(told for part in parts for told in part.damage)),
    )


def _inner(watched: Watched, portion: Portion) -> Watched:
    """What was seen within a portion."""
    base = watched.time_base
    low = -(-portion.start // base) if portion.start is not None else int(watched.ticks[0])
    high = -(-portion.end // base) if portion.end is not None else int(watched.ticks[-1]) + 1
    first, end = np.searchsorted(watched.ticks, [low, high]).tolist()
    is_look = (watched.look_ticks >= low) & (watched.look_ticks < high)
    boundaries = tuple(
        replace(one, first_frame=one.first_frame - first, last_frame=one.last_frame - first)
        for one in watched.boundaries
        if first <= one.first_frame < end
    )
    return replace(
        watched,
        ticks=watched.ticks[first:end],
        boundaries=boundaries,
        shots=(),
        signals=tuple(_between(signal, low, high) for signal in watched.signals),
        look_ticks=watched.look_ticks[is_look],
        looks=watched.looks[is_look],
    )


def _between(signal: Signal, low: int, high: int) -> Signal:
    is_inside = (signal.ticks >= low) & (signal.ticks < high)
    return replace(signal, ticks=signal.ticks[is_inside], values=signal.values[is_inside])


def _one(signals: Sequence[Signal]) -> Signal:
    ticks, values = (np.concatenate([getattr(signal, name) for signal in signals]) for name in ("ticks", "values"))
    return replace(signals[0], ticks=ticks, values=values)


def _apart(boundaries: Sequence[Boundary]) -> tuple[Boundary, ...]:
    """Boundaries without those that lie over the one before: one on a seam may have been seen from both sides."""
    kept: list[Boundary] = []
    for one in boundaries:
        if not kept or one.first_frame > kept[-1].last_frame:
            kept.append(one)
    return tuple(kept)
