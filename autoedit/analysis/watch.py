"""THE decode pass: each frame of a file is decoded once, made small once, and handed to every observer.

Observers (``OBSERVERS``) keep what they need and give signals at the end; memory grows by the signals alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries import Boundaries
from autoedit.analysis.frame import Observer, SmallFrame
from autoedit.analysis.looks import Looks
from autoedit.analysis.motion import Motion
from autoedit.analysis.picture import PictureQuality
from autoedit.media.decode import Damage, pictures
from autoedit.media.shrink import shrinker
from autoedit.model.media import Media, VideoStream
from autoedit.model.shot import Boundary, Shot
from autoedit.model.signal import Signal

REPORT_EVERY = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watched:
    """What one pass over a file's picture gave.

    Attributes:
        looks: a small descriptor of the picture every half second, float32 [n, 48]; 0..1.
        look_ticks: when, in ``time_base`` units, int64 [n].
    """

    time_base: Fraction
    boundaries: tuple[Boundary, ...]
    shots: tuple[Shot, ...]
    signals: tuple[Signal, ...]
    look_ticks: NDArray[np.int64]
    looks: NDArray[np.float32]
    damage: tuple[str, ...]

    def signal(self, name: str) -> Signal:
        """A measurement by its name."""
        return next(signal for signal in self.signals if signal.name == name)


def watch(
    media: Media, detector: str = "adaptive", *, threads: int = 0, report: Callable[[float], None] | None = None
) -> Watched:
    """Decode a file's picture once and measure it.

    Args:
        media: a file with a picture.
        detector: a name in the table of detectors.
        threads: decoder threads, 0 for as many as there are cores.
        report: is given the seconds done, now and then.

    Raises:
        NoPicture: the file has no picture, or none of it decodes.
        UnknownName: there is no such detector.
    """
    video = _picture_of(media)
    boundaries = Boundaries(video, detector)
    looks = Looks(video.rate)
    observers: Sequence[Observer] = (Motion(), PictureQuality())
    damage = Damage()
    ticks: list[int] = []
    base = Fraction(1, 1000)
    shrink = shrinker(video)
    before: SmallFrame | None = None
    for number, picture in enumerate(pictures(media, threads=threads, damage=damage)):
        small = SmallFrame(number, shrink(picture.frame), before)
        ticks.append(picture.tick)
        base = picture.frame.time_base or base
        boundaries.see(small)
        looks.see(small)
        for observer in observers:
            observer.see(small)
        small.forget_before()
        before = small
        if report is not None and number % REPORT_EVERY == 0:
            report(float(picture.time - video.start))
    if not ticks:
        raise _nothing_decodes(media)
    times = np.array(ticks, np.int64)
    end = ticks[-1] * base + 1 / video.rate
    found = boundaries.found([tick * base for tick in ticks])
    values = {name: series for observer in observers for name, series in observer.measured().items()}
    return Watched(
        time_base=base,
        boundaries=found,
        shots=shots_between(found, ticks[0] * base, end),
        signals=tuple(Signal(name=name, time_base=base, ticks=times, values=series) for name, series in values.items()),
        look_ticks=times[looks.numbers],
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


def _picture_of(media: Media) -> VideoStream:
    from autoedit.errors import NoPicture

    if media.video is None:
        raise NoPicture(media.path, "it has no picture", "Name it with --music, or leave it out.")
    return media.video


def _nothing_decodes(media: Media) -> Exception:
    from autoedit.errors import NoPicture

    return NoPicture(media.path, "no frame of its picture can be decoded", "Copy it from the camera again, or leave it out.")
