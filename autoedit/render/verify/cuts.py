"""Each planned cut, looked for in the film: the frame where the picture stops being one clip's and becomes the next one's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autoedit.media.look import Looks
from autoedit.media.rows import Rows
from autoedit.render.verify.findings import CutFound
from autoedit.render.verify.likeness import Floats, beyond
from autoedit.render.verify.path import OWED, REACH, Way


def cuts_found(film: Rows, drawn: Rows, planned: Sequence[int], found: Way) -> tuple[CutFound, ...]:
    """Where the film has each planned cut.

    A film's frame belongs to the side of the cut that has the drawing most like it, up to half a second away.
    """
    bounds = [0, *planned, len(drawn)]
    return tuple(
        _cut(film, drawn, cut, (max(before, cut - REACH), min(after, cut + REACH)), found)
        for before, cut, after in zip(bounds, planned, bounds[2:], strict=False)
    )


def _cut(film: Rows, drawn: Rows, cut: int, reach: tuple[int, int], found: Way) -> CutFound:
    if cut >= len(film) or cut >= len(drawn):
        return CutFound(frame=cut, found=None)
    step = np.subtract(drawn[cut], drawn[cut - 1], dtype=np.float32)[None]
    if beyond(step, float(found.tolerance[cut]))[0] < OWED:
        # Nothing changes that could be seen; then the pictures around tell, by their shift.
        shift = int(found.shift[cut])
        return CutFound(frame=cut, found=cut - shift, is_alike=True)
    before, after = drawn[reach[0] : cut], drawn[cut : reach[1]]
    # The two drawings at the cut first: footage that repeats itself has drawings on one side that are like the other's.
    last, first = drawn[cut - 1 : cut], drawn[cut : cut + 1]
    if _is_after(film[cut], last, first) and not _is_after(film[cut - 1], last, first):
        return CutFound(frame=cut, found=cut)
    sides = [_is_after(film[frame], before, after) for frame in range(reach[0], min(reach[1], len(film)))]
    changes = [place for place in range(1, len(sides)) if sides[place] and not sides[place - 1]]
    if not changes:
        return CutFound(frame=cut, found=None)
    return CutFound(frame=cut, found=min((reach[0] + place for place in changes), key=lambda frame: abs(frame - cut)))


def _is_after(frame: Looks, before: Looks, after: Looks) -> bool:
    return bool(_distance(frame, after) < _distance(frame, before))


def _distance(frame: Looks, side: Looks) -> float:
    """The squared distance to the drawing most like the frame."""
    off: Floats = np.subtract(side, frame, dtype=np.float32)
    return float(np.einsum("ij,ij->i", off, off).min())
