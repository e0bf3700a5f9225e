"""Which drawing each frame of a film shows: the way through the drawings that explains the film with the fewest changes.

Frame n should show drawing n. A frame left out makes all that follow show n + 1, one shown twice n - 1, and a frozen picture one
less with each frame; so the way is told as a *shift* for each frame, and found by dynamic programming (Viterbi): excess, plus a
price for each change of the shift. A stretch that is not clearly better explained by its shift than without it is left at 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from autoedit.media.rows import Rows
from autoedit.render.verify.likeness import Floats, errors, excess, tolerances

# Frames to either side: half a second at 24 frames a second. What is further away is another picture.
REACH = 12
SHIFTS = tuple(range(-REACH, REACH + 1))
# What a change of the shift costs: an excess that no codec was seen to give in a neighbour's favour (38); and what the next
# frame of a frozen picture costs.
JUMP, FREEZE = 50.0, 12.0
# A stretch must owe so much to its shift, some of it in a single frame, and keep no more than this share of it.
OWED, OWED_IN_ONE, KEPT = 140.0, 60.0, 0.5
# Below this a frame is as it was drawn, and at a stretch's ends nothing tells its shift.
CLEAR = 10.0
# One cell that is 90 levels off, or twenty that are 22; x264 at 28 ultrafast came to 3920 on the first frame of a slide.
UNLIKE = 8000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """Which drawing each frame shows.

    Attributes:
        shift: frame n shows drawing n + shift, int [frames].
        excess: how far it is from that drawing, float32 [frames].
        tolerance: what its cells may be off, in levels, float32 [frames].
        error: the film's median error, in levels.
    """

    shift: NDArray[np.int64]
    excess: Floats
    tolerance: Floats
    error: float


def way(film: Rows, drawn: Rows) -> Way:
    """Explain a film's frames by its drawings, as far as there are both."""
    frames = min(len(film), len(drawn))
    if not frames:
        nothing = np.zeros(0, np.float32)
        return Way(shift=np.zeros(0, np.int64), excess=nothing, tolerance=nothing, error=0.0)
    error = errors(film, drawn)
    tolerance = tolerances(error, drawn)
    plain = excess(film, drawn, tolerance, range(frames))[:, 0]
    shift = np.zeros(frames, np.int64)
    left = plain.copy()
    for stretch in _suspicious(plain):
        each = excess(film, drawn, tolerance, stretch, SHIFTS)
        found = _cheapest(each)
        ours = slice(stretch.start, stretch.stop)
        best = np.take_along_axis(each, (found + REACH)[:, None], axis=1)[:, 0]
        is_owed = _owed(found, plain[ours], best)
        shift[ours] = np.where(is_owed, found, 0)
        left[ours] = np.where(is_owed, best, plain[ours])
    return Way(shift=shift, excess=left, tolerance=tolerance, error=float(np.median(error)))


def _suspicious(plain: Floats) -> list[range]:
    """Stretches of frames that are not as they were drawn, with what lies around them; those that touch are one."""
    stretches: list[range] = []
    for frame in np.flatnonzero(plain > CLEAR).tolist():
        first, last = max(0, frame - REACH), min(len(plain), frame + REACH + 1)
        if stretches and stretches[-1].stop >= first:
            stretches[-1] = range(stretches[-1].start, last)
        else:
            stretches.append(range(first, last))
    return stretches


def _cheapest(each: Floats) -> NDArray[np.int64]:
    """The shifts, one for each frame, whose excesses and changes come to the least; beginning and ending without one."""
    count = len(SHIFTS)
    change = np.full((count, count), JUMP)
    np.fill_diagonal(change, 0)
    change[np.arange(1, count), np.arange(count - 1)] = FREEZE
    total = np.full(count, JUMP)
    total[REACH] = 0
    came_from = np.empty((len(each), count), np.int64)
    for frame, own in enumerate(each):
        through = total[:, None] + change
        came_from[frame] = through.argmin(axis=0)
        total = through[came_from[frame], np.arange(count)] + own
    # A film may end while it is shifted.
    place = int(total.argmin())
    found = np.empty(len(each), np.int64)
    for frame in range(len(each) - 1, -1, -1):
        found[frame] = place - REACH
        place = int(came_from[frame, place])
    return found


def _owed(found: NDArray[np.int64], plain: Floats, best: Floats) -> NDArray[np.bool_]:
    """Where the shifts are clearly right: stretch by stretch, without the ends where nothing tells."""
    is_owed = np.zeros(len(found), np.bool_)
    place = 0
    for is_shifted, run in groupby(found != 0):
        first, place = place, place + len(list(run))
        gain = np.minimum(plain[first:place], np.float32(1e9)) - best[first:place]
        telling = np.flatnonzero(gain > CLEAR)
        if not is_shifted or not telling.size:
            continue
        is_enough = gain.sum() >= OWED and gain.max() >= OWED_IN_ONE
        if is_enough and best[first:place].sum() <= KEPT * plain[first:place].sum():
            is_owed[first + telling[0] : first + telling[-1] + 1] = True
    return is_owed
