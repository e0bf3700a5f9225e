"""What it costs to show one moment right after another: what looks like a mistake, and what jars.

The same shot a little ahead is a jump cut; the same file, or a view that looks the same, tires. A leap of brightness, and a
camera that turns about, jar a little, so that neighbours that agree are preferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from autoedit.plan.candidate import Candidate, look_distance
from autoedit.plan.problem import Floats

SAME_FILE, SAME_SHOT, JUMP, ALIKE = 0.03, 0.04, 0.25, 0.12
LEAP, TURN = 0.1, 0.08
JUMP_SECONDS = Fraction(4)  # cutting this little ahead in one shot looks like a mistake
ALIKE_LOOKS = 0.09  # one view at another time: unrelated views begin at 0.08, most lie at 0.17 and beyond
FULL_LEAP = 0.5  # of brightness
MOVING = 0.08  # widths a second: a pan
BRIGHTNESS = 16  # a look's first values are of brightness, cell by cell


def neighbour_costs(candidates: Sequence[Candidate], weight: float) -> Floats:
    """The cost of the column right after the row, float64 [candidates, candidates], in worth."""
    selects = [candidate.select for candidate in candidates]
    files = np.array([candidate.order for candidate in candidates])
    _, shots = np.unique([f"{candidate.order}/{candidate.select.shot}" for candidate in candidates], return_inverse=True)
    peaks = np.array([float(select.peak) for select in selects])
    same_shot = shots[:, None] == shots[None, :]
    cost = SAME_FILE * (files[:, None] == files[None, :]) + SAME_SHOT * same_shot
    cost += JUMP * (same_shot & (np.abs(peaks[:, None] - peaks[None, :]) < float(JUMP_SECONDS)))
    cost += ALIKE * ((look_distance(selects) < ALIKE_LOOKS) & ~same_shot)
    luma = np.array([float(np.mean(select.look[:BRIGHTNESS])) if select.look else 0.5 for select in selects])
    cost += LEAP * np.minimum(1.0, np.abs(luma[:, None] - luma[None, :]) / FULL_LEAP) ** 2
    return np.asarray(weight * (cost + TURN * _turns(candidates)), np.float64)


def _turns(candidates: Sequence[Candidate]) -> Floats:
    """1 where the camera goes one way and then the other, 0 where either stands still or both agree."""
    heading = np.array([candidate.select.heading for candidate in candidates], np.float64).reshape(-1, 2)
    speed = np.hypot(heading[:, 0], heading[:, 1])
    way = heading / np.maximum(speed, 1e-9)[:, None]
    against = np.clip(-(way @ way.T), 0, 1)
    moving = speed > MOVING
    return np.asarray(against * (moving[:, None] & moving[None, :]), np.float64)
