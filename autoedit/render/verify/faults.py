"""Frames that do not show what was drawn for them, named: shifted, frozen, black, or another picture altogether."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from autoedit.media.look import LONG, SHORT
from autoedit.media.rows import Rows
from autoedit.render.verify.findings import FaultKind, PictureFault
from autoedit.render.verify.likeness import beyond, excess
from autoedit.render.verify.path import CLEAR, OWED, REACH, UNLIKE, Way

_CELLS = LONG * SHORT
# Code value 16 is black; a codec's ringing and a dark title's edge stay under this.
DARKEST = 28
NEAR = 2

# A frame's fault: its kind and, where it is shifted, by how much.
_Named = tuple[FaultKind, int]


def picture_faults(film: Rows, drawn: Rows, found: Way) -> tuple[PictureFault, ...]:
    """The film's faults, in order."""
    shift = found.shift
    named: list[_Named | None] = [None] * len(shift)
    for frame in np.flatnonzero((shift != 0) | (found.excess >= UNLIKE)).tolist():
        named[frame] = _name(film, drawn, frame, found)
    return tuple(_joined(list(_stretches(named)), film, drawn, found))


def _name(film: Rows, drawn: Rows, frame: int, found: Way) -> _Named:
    shift = found.shift
    if _is_black(film, drawn, frame):
        return FaultKind.BLACK, 0
    if found.excess[frame] >= UNLIKE:
        return FaultKind.FROZEN if _is_same(film, frame, found) else FaultKind.UNLIKE, 0
    # Past the reach a frozen picture's shift cannot fall any further.
    if _is_held(shift, frame) or (shift[frame] == -REACH and _is_same(film, frame, found)):
        return FaultKind.FROZEN, 0
    return FaultKind.SHIFTED, int(shift[frame])


def _is_black(film: Rows, drawn: Rows, frame: int) -> bool:
    """Whether a frame is black and no drawing near it is, so that no small shift explains it."""
    if film[frame][:_CELLS].max() > DARKEST:
        return False
    return bool((drawn[max(0, frame - NEAR) : frame + NEAR + 1][:, :_CELLS].max(axis=1) > DARKEST).all())


def _is_held(shift: NDArray[np.int64], frame: int) -> bool:
    """Whether the frame shows the same drawing as the one before, and those after go on from elsewhere."""
    before = shift[frame - 1] if frame else 0
    after = shift[frame + 1] if frame + 1 < len(shift) else 0
    return bool(shift[frame] == before - 1 and after != shift[frame])


def _is_same(film: Rows, frame: int, found: Way) -> bool:
    """Whether a frame looks as the one before."""
    if frame == 0:
        return False
    off = np.subtract(film[frame], film[frame - 1], dtype=np.float32)
    return bool(beyond(off[None], float(found.tolerance[frame]))[0] < CLEAR)


def _stretches(named: list[_Named | None]) -> Iterator[PictureFault]:
    start = 0
    for name, run in groupby(named):
        frames = len(list(run))
        if name is not None:
            yield PictureFault(kind=name[0], start=start, frames=frames, by=name[1])
        start += frames


def _joined(faults: list[PictureFault], film: Rows, drawn: Rows, found: Way) -> Iterator[PictureFault]:
    """One fault where two of the same shift have nothing between them that speaks against it: still pictures tell no shift."""
    held: PictureFault | None = None
    for fault in faults:
        if held is not None and _goes_on(held, fault, film, drawn, found):
            held = PictureFault(kind=held.kind, start=held.start, frames=fault.start + fault.frames - held.start, by=held.by)
            continue
        if held is not None:
            yield held
        held = fault
    if held is not None:
        yield held


def _goes_on(held: PictureFault, fault: PictureFault, film: Rows, drawn: Rows, found: Way) -> bool:
    if held.kind is not FaultKind.SHIFTED or (fault.kind, fault.by) != (held.kind, held.by):
        return False
    between = range(held.start + held.frames, fault.start)
    against = excess(film, drawn, found.tolerance, between, (held.by,))
    return float(against.sum()) < OWED
