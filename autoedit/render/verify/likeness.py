"""How far a film's frame lies from what was drawn, beyond what a codec does to any picture.

A codec leaves each cell of a look a little off, and where little moves it repeats the frame before: so a cell counts only for
what it is off beyond a *tolerance*, four times the error that frames thereabouts have, two levels at least; twelve in a fade,
which codecs run ahead of and lag behind. The *excess* of a frame against a drawing is the sum of these, squared. Measured on 78
films (footage, cartoons, pans, noise, strobes, fades, titles) coded by x264 at 18 to 28, ultrafast to medium: no neighbour's
drawing is ever nearer than a frame's own by more than 38, while in 83 of 100 frames of footage one frame's motion makes it 250.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autoedit.media.look import BYTES
from autoedit.media.rows import Rows

Floats = NDArray[np.float32]

TIMES_ERROR = 4.0
# Levels; two rounded means differ by one. Above the most, a wrong picture would excuse itself.
LEAST, MOST = 2.0, 16.0
# What fades: steps over so many frames, before and after, that point the same way (2 in 100 frames of footage, most of them in
# fades of its own), and as many frames beside it. In titles that fade x264 at 23 had frames 9 levels off.
FADE_STEP, FADE_LIKENESS = 8, 0.95
FADE_LEVELS, FADE_TIMES_ERROR = 12.0, 15.0
# Two steps of less than this in all are rounding.
LEAST_STEP = 8.0
# Frames on either side whose errors are a frame's own measure: a fault of a few frames does not reach their median.
AROUND = 12
_ROWS = 256  # frames reckoned at once: 3.5 MB


def errors(film: Rows, drawn: Rows) -> Floats:
    """Each frame's error against its drawing or a neighbour's, the smallest: root mean square, in levels; float32 [frames]."""
    frames = min(len(film), len(drawn))
    least = np.full(frames, np.inf, np.float32)
    for by in (-1, 0, 1):
        for first, last in _parts(max(0, -by), frames - max(0, by)):
            off = _off(film, drawn, first, last, by)
            least[first:last] = np.minimum(least[first:last], np.einsum("ij,ij->i", off, off))
    return np.asarray(np.sqrt(least / BYTES), np.float32)


def tolerances(error: Floats, drawn: Rows) -> Floats:
    """What a cell may be off in each frame, in levels: float32 [frames]."""
    padded = np.pad(error, AROUND, mode="reflect" if len(error) > AROUND else "edge")
    around = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1), axis=1)
    usual = np.clip(TIMES_ERROR * around, LEAST, MOST)
    fade = np.maximum(FADE_LEVELS, FADE_TIMES_ERROR * around)
    return np.asarray(np.where(fading(drawn)[: len(error)], fade, usual), np.float32)


def fading(drawn: Rows) -> NDArray[np.bool_]:
    """Where the drawings change steadily from one picture to another, just before and after, and while they then stand still.

    What a codec lacks at a fade's end it does not make good while nothing moves.
    """
    fades = np.zeros(len(drawn), np.bool_)
    for first, last in _parts(FADE_STEP, len(drawn) - FADE_STEP):
        before, after = (_off(drawn, drawn, first + by, last + by, -FADE_STEP) for by in (0, FADE_STEP))
        sizes = [np.sqrt(np.einsum("ij,ij->i", step, step)) for step in (before, after)]
        along = np.einsum("ij,ij->i", before, after)
        fades[first:last] = (along >= FADE_LIKENESS * sizes[0] * sizes[1]) & (np.minimum(*sizes) >= LEAST_STEP)
    beside = np.pad(fades, FADE_STEP)
    around = np.asarray(np.lib.stride_tricks.sliding_window_view(beside, 2 * FADE_STEP + 1).any(axis=1), np.bool_)
    for frame in np.flatnonzero(_still(drawn)).tolist():
        around[frame] |= around[frame - 1]
    return around


def _still(drawn: Rows) -> NDArray[np.bool_]:
    """Which drawings are the one before, but for rounding: bool [frames]."""
    still = np.zeros(len(drawn), np.bool_)
    for first, last in _parts(1, len(drawn)):
        still[first:last] = np.abs(_off(drawn, drawn, first, last, -1)).max(axis=1) <= 1
    return still


def excess(film: Rows, drawn: Rows, tolerance: Floats, frames: range, shifts: Sequence[int] = (0,)) -> Floats:
    """How far each frame is from the drawings of its neighbours: float32 [frames, shifts].

    Args:
        tolerance: what a cell of each frame may be off.
        frames: which of the film's frames.
        shifts: frame n is compared with drawing n + shift; where there is none, the excess is infinite.
    """
    out = np.full((len(frames), len(shifts)), np.inf, np.float32)
    for column, by in enumerate(shifts):
        for first, last in _parts(max(frames.start, -by), min(frames.stop, len(drawn) - by)):
            out[first - frames.start : last - frames.start, column] = beyond(
                _off(film, drawn, first, last, by), tolerance[first:last]
            )
    return out


def beyond(off: Floats, tolerance: Floats | float) -> Floats:
    """The excess of differences, float32 [n, cells]; they are used up."""
    np.abs(off, out=off)
    off -= np.reshape(tolerance, (-1, 1))
    np.maximum(off, 0, out=off)
    return np.asarray(np.einsum("ij,ij->i", off, off), np.float32)


def _parts(first: int, last: int) -> list[tuple[int, int]]:
    return [(start, min(last, start + _ROWS)) for start in range(first, last, _ROWS)]


def _off(film: Rows, drawn: Rows, first: int, last: int, by: int) -> Floats:
    return np.asarray(np.subtract(film[first:last], drawn[first + by : last + by], dtype=np.float32))
