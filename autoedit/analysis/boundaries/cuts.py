"""What speaks for and against a cut at a frame, as numbers.

How hard the picture changes there, whether motion, light or a passing object explains it, whether the old picture comes back.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries.likeness import (
    Floats,
    Step,
    brightness_distance,
    correlation,
    correlations,
    gradients,
    share_changed,
    sharpness,
    step_between,
    torn_share,
    unexplained_by_level,
)
from autoedit.analysis.boundaries.strip import Strip

NEAR = 5  # frames on either side that tell what change is usual here
GROUP = 4  # frames on either side that stand for the two shots
RETURNS = 0.7  # seconds within which a flash or a hand before the lens is over
CHROMA_WEIGHT = 1.5  # colour planes swing less than brightness

# Each number's name, and whether it speaks for (+1) or against (-1) a cut wherever it grows; 0 where neither is certain.
EVIDENCE = {
    "step": 1,
    "step_over_usual": 1,
    "step_over_mean": 1,
    "median_step": 1,  # of the cells: small where something appears in a picture that stays
    "between_over_within": 1,
    "comes_back": 1,  # least distance to what follows, over the step: small when the old picture returns
    "comes_back_alike": -1,  # greatest correlation with what follows
    "alike": -1,
    "edges_alike": -1,
    "edges_alike_around": -1,
    "torn": 1,
    "torn_plain": 1,
    "torn_usual": -1,
    "torn_around": 1,
    "left": 1,
    "share_left": 1,
    "left_over_usual": 1,
    "histogram": 1,
    "histogram_over_usual": 1,
    "chroma": 1,
    "share_changed": 1,
    "exposure": -1,
    "unlike_by_level": 1,
    "blurred": 0,
    "speed_usual": -1,
    "spread": 0,
    "flat": 0,
    "bright": 0,
}


class CutWitness:
    """Gives the evidence about candidates of one strip; steps judged for one candidate serve the next."""

    def __init__(self, strip: Strip, rate: float) -> None:
        self._strip = strip
        self._reach = min(36, max(8, round(RETURNS * rate)))
        self._steps: dict[int, Step] = {}

    @cached_property
    def _cells(self) -> Floats:
        """Thumbnails as rows of numbers whose mean absolute difference is a distance in levels: float32 [frames, cells]."""
        thumbs = self._strip.thumbs_of(self._strip.first, self._strip.end)
        thumbs[:, 1:] *= CHROMA_WEIGHT / 2
        return thumbs.reshape(len(thumbs), -1)

    def evidence(self, number: int) -> NDArray[np.float64]:
        """The numbers named in EVIDENCE for a cut whose first new frame is ``number``."""
        strip, cells = self._strip, self._cells
        place, count = number - strip.first, len(strip)
        luma = cells[:, : cells.shape[1] // 3]
        before = slice(max(0, place - GROUP), place)
        after = slice(place, min(count, place + GROUP))
        step = _distance(cells[place - 1], cells[place])
        steps = self._cell_steps
        usual = [*steps[max(1, place - NEAR) : place], *steps[place + 1 : place + NEAR + 1]]
        within = [*_among(cells[before]), *_among(cells[after])]
        between = [_distances(one, cells[after]).mean() for one in cells[before]]
        later = slice(place + 1, min(count, place + self._reach))
        earlier = slice(max(0, place - self._reach), max(0, place - 1))
        back = [*_distances(cells[place - 1], cells[later]), *_distances(cells[place], cells[earlier])]
        back_alike = [*correlations(luma[place - 1], luma[later]), *correlations(luma[place], luma[earlier])]
        one, other = strip.halves[place - 1], strip.halves[place]
        # Beyond a flash of some frames the two sides of no cut show the same again.
        far_one, far_other = strip.halves[max(0, place - 4)], strip.halves[min(count - 1, place + 4)]
        here = self._step(number)
        near = [self._step(k) for k in (number - 1, number + 1) if strip.first < k < strip.end]
        usual_left = max((step.left for step in near), default=0.0)
        sharp = min(sharpness(one), sharpness(other))
        sharp_around = max(sharpness(far_one), sharpness(far_other))
        histogram = brightness_distance(one, other)
        usual_histogram = max(
            (
                brightness_distance(strip.halves[k - 1], strip.halves[k])
                for k in (place - 2, place - 1, place + 1, place + 2)
                if 0 < k < count
            ),
            default=0.0,
        )
        numbers = {
            "step": step,
            "step_over_usual": step / (max(usual, default=0.0) + 0.5),
            "step_over_mean": step / (float(np.mean(usual or [0.0])) + 0.5),
            "median_step": float(np.median(np.abs(luma[place] - luma[place - 1]))),
            "between_over_within": float(np.mean(between)) / (float(np.mean(within or [0.0])) + 0.5),
            "comes_back": min(back, default=step) / (step + 0.5),
            "comes_back_alike": max(back_alike, default=0.0),
            "alike": correlation(luma[place - 1], luma[place]),
            "edges_alike": correlation(gradients(one), gradients(other)),
            "edges_alike_around": correlation(gradients(far_one), gradients(far_other)),
            "torn": here.torn,
            "torn_plain": torn_share(one, other),
            "torn_usual": max((step.torn for step in near), default=0.0),
            "torn_around": torn_share(far_one, far_other),
            "left": here.left,
            "share_left": here.share_left,
            "left_over_usual": here.left / (usual_left + 0.5),
            "histogram": histogram,
            "histogram_over_usual": histogram / (usual_histogram + 0.02),
            "chroma": float(np.abs(cells[place, len(luma[0]) :] - cells[place - 1, len(luma[0]) :]).mean()),
            "share_changed": share_changed(luma[place - 1], luma[place]),
            "exposure": abs(float(luma[place].mean() - luma[place - 1].mean()))
            / (float(np.abs(luma[place] - luma[place - 1]).mean()) + 1.0),
            "unlike_by_level": unexplained_by_level(one, other),
            "blurred": sharp / (sharp_around + 1.0),
            "speed_usual": max((step.speed for step in near), default=0.0),
            "spread": here.spread,
            "flat": min(float(one.std()), float(other.std())),
            "bright": max(float(one.mean()), float(other.mean())),
        }
        return np.array([numbers[name] for name in EVIDENCE])

    @cached_property
    def _cell_steps(self) -> Floats:
        """The distance of each frame's cells from the frame's before, float32 [frames]; 0 for the first."""
        steps = np.zeros(len(self._cells), np.float32)
        for place in range(1, len(steps)):
            steps[place] = _distance(self._cells[place - 1], self._cells[place])
        return steps

    def _step(self, number: int) -> Step:
        if number not in self._steps:
            self._steps[number] = step_between(self._strip.half(number - 1), self._strip.half(number))
        return self._steps[number]


def _among(cells: Floats) -> Floats:
    """The distances of some frames from one another, each pair once."""
    return np.concatenate([np.zeros(0, np.float32), *(_distances(cells[k], cells[k + 1 :]) for k in range(len(cells) - 1))])


def _distances(one: Floats, others: Floats) -> Floats:
    return np.asarray(np.abs(others - one).mean(axis=1), np.float32)


def _distance(one: Floats, other: Floats) -> float:
    return float(np.abs(one - other).mean())
