"""THE decode pass: each frame of a file is decoded once, made small once, and handed to every observer.

Observers (``analysis/observers``) keep what they need and give signals at the end; memory grows by the signals alone. With
``quick`` a file of raw camera footage is read in part (``analysis/quick``); where that is not possible it is read whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries import Boundaries
from autoedit.analysis.frame import SmallFrame
from autoedit.analysis.looks import Looks
from autoedit.analysis.observers import EveryFrame, NowAndThen, Series
from autoedit.media.damage import Damage
from autoedit.media.decode import pictures
from autoedit.media.shrink import shrinker
from autoedit.model.media import Media, VideoStream
from autoedit.model.shot import Boundary, Shot
from autoedit.model.signal import Signal

REPORT_EVERY = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watched:
    """What one pass over a file's picture gave.

    A signal has a value for each frame that was looked at; after a quick pass these are runs of frames that follow one
    another, and pairs of frames between them. A run's first frame moves as its second does.

    Attributes:
        ticks: when each frame of the file is shown, looked at or not, in ``time_base`` units, int64 [frames].
        looks: a small descriptor of the picture every half second, float32 [n, 112]; 0..1.
        look_ticks: when, in ``time_base`` units, int64 [n].
    """

    time_base: Fraction
    ticks: NDArray[np.int64]
    boundaries: tuple[Boundary, ...]
    shots: tuple[Shot, ...]
    signals: tuple[Signal, ...]
    look_ticks: NDArray[np.int64]
    looks: NDArray[np.float32]
    damage: tuple[str, ...]

    def signal(self, name: str) -> Signal:
        """A measurement by its name."""
        return next(signal for signal in self.signals if signal.name == name)

    def runs(self, signal: Signal) -> tuple[slice, ...]:
        """Where in a signal its frames follow one another without one between left out."""
        numbers = np.searchsorted(self.ticks, signal.ticks)
        breaks = (np.flatnonzero(np.diff(numbers) > 1) + 1).tolist()
        return tuple(slice(first, end) for first, end in zip([0, *breaks], [*breaks, len(numbers)], strict=True))


def watch(
    media: Media,
    detector: str = "adaptive",
    is_quick: bool = False,
    *,
    threads: int = 0,
    report: Callable[[float], None] | None = None,
) -> Watched:
    """Decode a file's picture once and measure it.

    Args:
        media: a file with a picture.
        detector: a name in the table of detectors.
        is_quick: look at every frame only where a boundary or much action may be, where the file allows it.
        threads: decoder threads, 0 for as many as there are cores.
        report: is given the seconds done, now and then.

    Raises:
        NoPicture: the file has no picture, or none of it decodes.
        UnknownName: there is no such detector.
    """
    from autoedit.analysis.quick import watch_in_part

    with _alone_in_opencv():
        part = watch_in_part(media, detector, threads=threads, report=report) if is_quick else None
        return part or _watch_frames(media, detector, threads, report)


def watch_between(
    media: Media,
    detector: str,
    start: Fraction | None,
    end: Fraction | None,
    *,
    threads: int = 0,
    report: Callable[[float], None] | None = None,
) -> Watched:
    """Watch a part of a file; its frames are counted from the first that was seen (see ``watch``).

    Args:
        start, end: from the frame that is shown at a time to the last that is shown before another; None for the file's own ends.
    """
    with _alone_in_opencv():
        return _watch_frames(media, detector, threads, report, start, end)


def _watch_frames(
    media: Media,
    detector: str,
    threads: int,
    report: Callable[[float], None] | None,
    start: Fraction | None = None,
    end: Fraction | None = None,
) -> Watched:
    video = picture_of(media)
    boundaries, dense, sparse = Boundaries(video, detector), EveryFrame(), NowAndThen(video)
    damage = Damage()
    ticks: list[int] = []
    base = Fraction(1, 1000)
    shrink = shrinker(video)
    before: SmallFrame | None = None
    for number, picture in enumerate(pictures(media, start=start, threads=threads, damage=damage, is_for_measuring=True)):
        if end is not None and picture.time >= end:
            break
        small = SmallFrame(number, shrink(picture.frame), before)
        ticks.append(picture.tick)
        base = picture.frame.time_base or base
        for observer in (boundaries, dense, sparse):
            observer.see(small)
        small.forget_before()
        before = small
        if report is not None and number % REPORT_EVERY == 0:
            report(float(picture.time - video.start))
    if not ticks:
        raise _nothing_decodes(media)
    found = boundaries.found([tick * base for tick in ticks])
    series = dense.measured() | sparse.measured()
    return watched_of(video, base, np.array(ticks, np.int64), found, series, sparse.looks, damage)


def watched_of(
    video: VideoStream,
    base: Fraction,
    ticks: NDArray[np.int64],
    boundaries: tuple[Boundary, ...],
    series: Series,
    looks: Looks,
    damage: Damage,
) -> Watched:
    """All that a pass gave; numbers of frames become times."""
    end = int(ticks[-1]) * base + 1 / video.rate
    return Watched(
        time_base=base,
        ticks=ticks,
        boundaries=boundaries,
        shots=shots_between(boundaries, int(ticks[0]) * base, end),
        signals=tuple(
            Signal(name=name, time_base=base, ticks=ticks[numbers], values=values) for name, (numbers, values) in series.items()
        ),
        look_ticks=ticks[looks.numbers],
        looks=looks.descriptors(),
        damage=damage.told(),
    )


def shots_between(boundaries: Sequence[Boundary], start: Fraction, end: Fraction) -> tuple[Shot, ...]:
    """The shots that boundaries leave: they cover [start, end) without gap or overlap; a gradual ends at its middle."""
    from autoedit.model.shot import BoundaryKind

    edges = [start, *((boundary.start + boundary.end) / 2 for boundary in boundaries), end]
    kinds = [BoundaryKind.EDGE, *(boundary.kind for boundary in boundaries), BoundaryKind.EDGE]
    return tuple(
        Shot(
            id=f"shot-{number + 1:03d}", start=edges[number], end=edges[number + 1], opens=kinds[number], closes=kinds[number + 1]
        )
        for number in range(len(edges) - 1)
    )


_watching = threading.Lock()
_watchers, _threads_before = 0, 1


@contextmanager
def _alone_in_opencv() -> Iterator[None]:
    """OpenCV's own threads off while anything is watched: on pictures this small they only fight the decoder's for the cores."""
    global _watchers, _threads_before
    import cv2

    with _watching:
        if _watchers == 0:
            _threads_before = cv2.getNumThreads()
            cv2.setNumThreads(1)
        _watchers += 1
    try:
        yield
    finally:
        with _watching:
            _watchers -= 1
            if _watchers == 0:
                cv2.setNumThreads(_threads_before)


def picture_of(media: Media) -> VideoStream:
    """A file's picture.

    Raises:
        NoPicture: it has none.
    """
    from autoedit.errors import NoPicture

    if media.video is None:
        found = f" ({'; '.join(media.damage)})" if media.damage else ""
        raise NoPicture(media.path, f"it has no picture{found}", "Name it with --music, or leave it out.")
    return media.video


def _nothing_decodes(media: Media) -> Exception:
    from autoedit.errors import NoPicture

    return NoPicture(media.path, "no frame of its picture can be decoded", "Copy it from the camera again, or leave it out.")
