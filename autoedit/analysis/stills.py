"""Pictures that stand: frame after frame the same.

A camera that hangs repeats a frame; coding makes next to nothing of the difference, but for a few refreshed frames. A tripod
before a quiet street comes near it, so that a short freeze counts only when the picture moved before and moves after.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.series import bridged, runs
from autoedit.model.signal import Signal

SAME = 0.00005  # mean change of brightness a frame; coded noise of a live camera stays above
REFRESHED, REFRESH_SECONDS = 0.005, 0.2  # a key frame codes a frozen picture anew: measured 0.0005 to 0.004
SHORTEST, SURE = Fraction(3, 5), Fraction(3, 2)
AROUND_SECONDS, MOVING = 0.5, 0.0003
LONGEST_STEP = Fraction(1, 5)  # between two frames that follow one another
SETTLING = 0.25  # of what moved before


def frozen(change: Signal) -> list[tuple[Fraction, Fraction]]:
    """The stretches in which the picture stands: from the frame that stays to the first that differs.

    Args:
        change: the mean change of brightness from the frame before, 0..1.
    """
    values = change.values.astype(np.float64)
    if len(values) < 2:
        return []
    seconds = change.seconds
    rate = 1 / max(1e-3, float(np.median(np.diff(seconds))))
    same = values < SAME
    same[0] = same[1]  # nothing comes before the first frame
    same = bridged(same, REFRESH_SECONDS, rate) & (values < REFRESHED)
    around = max(1, round(AROUND_SECONDS * rate))
    found = []
    for first, last in runs(same):
        before, after = values[max(0, first - around) : first], values[last : last + around]
        first -= _settling(before)
        start = _between(change, first - 2, first - 1) if first > 1 else change.time(0)
        end = _between(change, last, last - 1) if last < len(values) else change.time(last - 1)
        is_sudden = all(part.size == 0 or float(np.median(part)) > MOVING for part in (before, after))
        if end - start >= (SHORTEST if is_sudden else SURE):
            found.append((start, end))
    return found


def _between(change: Signal, outside: int, inside: int) -> Fraction:
    """Where standing begins or ends: at the outer frame's neighbour, half way where frames between were not looked at."""
    gap = abs(change.time(inside) - change.time(outside))
    if outside < inside:
        return change.time(inside) if gap <= LONGEST_STEP else change.time(inside) - gap / 2
    return change.time(outside) if gap <= LONGEST_STEP else change.time(inside) + gap / 2


def _settling(before: NDArray[np.float64]) -> int:
    """How many frames before a still one already show its picture: an encoder takes a few to get it right."""
    moving = float(np.median(before)) if before.size else 0.0
    is_settled = before[::-1] < min(REFRESHED, SETTLING * moving)
    return int(np.argmin(np.append(is_settled, False)))
