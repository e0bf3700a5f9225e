"""Beats that follow a tempo: dynamic programming over (moment, period).

Ellis (2007) pays for each interval's distance from one tempo; here the price is on the change from the interval before, as in
bar-pointer models (Krebs, Boeck and Widmer 2015), so a pulse may drift but not stumble.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# How far from the expected period an interval may stray.
STRAY = 1.18
# The price of one interval being an octave longer than the last, and than expected.
CHANGE, DISTANCE = 80.0, 3.0
# What a beat must bring to be better than none.
WORTH = 0.15


def pulse(strength: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.intp]:
    """The frames of the best pulse.

    Args:
        strength: onset strength of each frame.
        expected: the period expected at each frame, in frames.
    """
    shortest = max(2, int(np.floor(expected.min() / STRAY)))
    longest = int(np.ceil(expected.max() * STRAY))
    periods = np.arange(shortest, longest + 1)
    logs = np.log2(periods)
    change = (CHANGE * (logs[:, None] - logs[None, :]) ** 2) ** 0.75
    astray = DISTANCE * (logs[None, :] - np.log2(expected)[:, None]) ** 2
    frames = len(strength)
    # The best total of a pulse that ends here with this period, and of one that is about to take this period.
    best = np.full((frames, len(periods)), -np.inf)
    leaving = np.zeros((frames + longest, len(periods)))
    came_from = np.zeros((frames, len(periods)), np.int32)
    for start in range(0, frames, shortest):
        rows = np.arange(start, min(start + shortest, frames))
        before = rows[:, None] - periods[None, :]
        arriving = np.where(before >= 0, leaving[before, np.arange(len(periods))], 0.0)
        best[rows] = arriving + (np.minimum(strength[rows], 1.5) - WORTH)[:, None] - astray[rows]
        onward = best[rows][:, :, None] - change[None, :, :]
        came_from[rows] = onward.argmax(axis=1)
        leaving[rows] = onward.max(axis=1)
    return _traced(best, came_from, periods)


def _traced(best: NDArray[np.float64], came_from: NDArray[np.int32], periods: NDArray[np.intp]) -> NDArray[np.intp]:
    frames = len(best)
    tail = best[max(0, frames - int(periods[-1])) :]
    row, column = divmod(int(tail.argmax()), tail.shape[1])
    frame = frames - len(tail) + row
    beats = [frame]
    while frame - periods[column] >= 0:
        frame -= int(periods[column])
        beats.append(frame)
        column = int(came_from[frame, column])
    return np.array(beats[::-1], np.intp)
