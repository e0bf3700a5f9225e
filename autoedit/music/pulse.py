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
# A stroke louder than this counts no more.
LOUD = 1.5


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
    worth = np.minimum(strength, LOUD) - WORTH
    frames = len(strength)
    # The best total of a pulse that is about to take this period here, and the period it came with.
    leaving = np.zeros((frames, len(periods)), np.float32)
    came_from = np.zeros((frames, len(periods)), np.int16)
    ending = np.zeros((0, len(periods)))
    # No interval is shorter than a block, so the frames of one do not depend on one another.
    for start in range(0, frames, shortest):
        rows = np.arange(start, min(start + shortest, frames))
        before = rows[:, None] - periods[None, :]
        arriving = np.where(before >= 0, leaving[np.maximum(before, 0), np.arange(len(periods))], 0.0)
        astray = DISTANCE * (logs[None, :] - np.log2(expected[rows])[:, None]) ** 2
        best = arriving + worth[rows, None] - astray
        onward = best[:, :, None] - change[None, :, :]
        came_from[rows] = onward.argmax(axis=1)
        leaving[rows] = onward.max(axis=1)
        ending = np.concatenate([ending, best])[-longest:]
    return _traced(ending, came_from, periods)


def _traced(ending: NDArray[np.float64], came_from: NDArray[np.int16], periods: NDArray[np.intp]) -> NDArray[np.intp]:
    """The way back from the best end, which lies within the last interval."""
    row, column = divmod(int(ending.argmax()), ending.shape[1])
    frame = len(came_from) - len(ending) + row
    beats = [frame]
    while frame - periods[column] >= 0:
        frame -= int(periods[column])
        beats.append(frame)
        column = int(came_from[frame, column])
    return np.array(beats[::-1], np.intp)
