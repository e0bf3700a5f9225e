"""Where the picture may pass gradually into another: stretches whose frames lie, in order, between their two ends.

For a stretch from picture A to picture B every frame X in between has a share of B, ``alpha = <X - A, B - A> / |B - A|^2``,
and a rest that no mixture explains. In a dissolve or fade alpha rises evenly and the rest is small; in a wipe the rest is at
most ``alpha (1 - alpha)``; in a pan neither holds. Stretches of every length are tried about every frame, and the ends fitted.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

# Half lengths of the stretches tried, in frames of the thinned strip: each about 1.4 times the one before.
HALVES = (3, 4, 6, 8, 11, 16, 22, 31, 44)
LONGEST = 2 * HALVES[-1] + 12  # with what is looked at beside them
LEAST_CHANGE = 3.0  # levels between the two ends, root mean square
MOST_LEFT = 0.5
MOST_OFF = 0.3
EVEN_LEVEL = 12.0  # levels of change from which cells count alike
SAME = 0.75  # two candidates that overlap by more than this are one


@dataclass(frozen=True, slots=True)
class Ramp:
    """A stretch of a thinned strip: ``last_old`` and ``first_new`` are its places; what lies between is mixed."""

    last_old: int
    first_new: int

    @property
    def length(self) -> int:
        """Steps from the last old picture to the first new one."""
        return self.first_new - self.last_old

    def overlap(self, other: Ramp) -> float:
        """Intersection over union of the two stretches."""
        both = min(self.first_new, other.first_new) - max(self.last_old, other.last_old)
        return max(0, both) / (max(self.first_new, other.first_new) - min(self.last_old, other.last_old))


def find_ramps(cells: Floats, low: int, high: int) -> Generator[None, None, list[Ramp]]:
    """Candidates, each once, in order of time; rests after each stretch that was fitted.

    Args:
        cells: the pictures as rows of numbers, levels: float32 [frames, cells].
        low, high: middles are wanted from ``low`` to before ``high``; of those beyond only some are found.
    """
    found: list[tuple[float, Ramp]] = []
    for half in HALVES:
        # A fit moves the middle by no more than about half its length.
        for centre in _centres(cells, half, low - half, high + half):
            ramp, error = _fitted(cells, centre, half)
            if ramp is not None:
                found.append((error, ramp))
            yield
    return _apart([ramp for _, ramp in sorted(found, key=lambda item: (item[0], item[1].last_old, item[1].first_new))])


def _apart(ramps: Sequence[Ramp]) -> list[Ramp]:
    """Of ramps that are as good as the same the first, in order of time."""
    kept: list[Ramp] = []
    # By their middles, since only neighbours can overlap by so much.
    by_middle: dict[int, list[Ramp]] = {}
    for ramp in dict.fromkeys(ramps):
        middle = (ramp.last_old + ramp.first_new) // 2
        reach = ramp.length // 2 + 1
        near = (other for place in range(middle - reach, middle + reach + 1) for other in by_middle.get(place, ()))
        if all(ramp.overlap(other) < SAME for other in near):
            kept.append(ramp)
            by_middle.setdefault(middle, []).append(ramp)
    return sorted(kept, key=lambda ramp: (ramp.last_old, ramp.first_new))


def shares(cells: Floats, old: Floats, new: Floats) -> tuple[Doubles, Doubles]:
    """Each picture's share of the new one, and the rest in shares of the change's power: two float64 [n]."""
    change = new - old
    power = float(change @ change) + 1e-9
    away = cells - old
    alpha = np.asarray(away @ change, np.float64) / power
    left = np.einsum("ij,ij->i", away, away).astype(np.float64) / power - alpha**2
    return alpha, np.maximum(left, 0.0)


def even_shares(cells: Floats, old: Floats, new: Floats) -> Doubles:
    """Each picture's share of the new one with every cell that changes counting alike: a wipe's rise is then as even as its edge.

    Cells are weighed by the inverse of their change's power, less those that hardly change.
    """
    change = new - old
    weighed = change / (change * change + EVEN_LEVEL**2)
    return np.asarray((cells - old) @ weighed, np.float64) / (float(change @ weighed) + 1e-9)


def _centres(cells: Floats, half: int, low: int, high: int) -> Iterator[int]:
    """Places of [low, high) in the middle of a stretch of 2 * half steps whose quarters lie in order between its ends."""
    apart = max(2, half // 2)
    first = max(0, low - apart - half)
    cells = cells[first : max(0, high + apart + half)]
    count = len(cells) - 2 * half
    if count <= 0:
        return
    old, new = cells[:count], cells[2 * half :]
    change = new - old
    power = np.einsum("ij,ij->i", change, change)
    alphas, lefts = [], []
    for offset in (half - half // 2, half, half + half // 2):
        away = cells[offset : offset + count] - old
        alpha = np.einsum("ij,ij->i", away, change) / (power + 1e-9)
        alphas.append(alpha)
        lefts.append(np.einsum("ij,ij->i", away, away) / (power + 1e-9) - alpha**2)
    left = np.mean(lefts, axis=0)
    early, middle, late = alphas
    may = (
        (power > LEAST_CHANGE**2 * cells.shape[1])
        & (early > -0.1)
        & (late < 1.1)
        & (early < middle)
        & (middle < late)
        & (np.abs(middle - 0.5) < 0.35)
        & (left < MOST_LEFT)
    )
    worth = np.where(may, (1 - left) * (late - early), 0.0)
    for place in np.flatnonzero(worth).tolist():
        around = worth[max(0, place - apart) : place + apart + 1]
        is_first = worth[place] >= around.max() and not (worth[max(0, place - apart) : place] == worth[place]).any()
        if is_first and low <= first + place + half < high:
            yield first + place + half


def _fitted(cells: Floats, centre: int, half: int) -> tuple[Ramp | None, float]:
    """The ends of the ramp about a centre by least squares of alpha, twice; its error tells how even the rise is."""
    first, last = centre - half, centre + half
    error = 1.0
    for _ in range(2):
        pad = max(3, (last - first) // 3)
        low, high = max(0, first - pad), min(len(cells) - 1, last + pad)
        old = cells[max(0, first - 1) : first + 1].mean(axis=0)
        new = cells[last : last + 2].mean(axis=0)
        alpha = even_shares(cells[low : high + 1], old, new)
        first, last, error = _straight(alpha, first - low, last - low)
        first, last = first + low, last + low
        if last - first < 3:
            return None, 1.0
    return Ramp(first, last), error


def _straight(alpha: Doubles, first: int, last: int) -> tuple[int, int, float]:
    """The flat-rise-flat line nearest to alpha: where the rise begins and ends, and the root mean square error."""
    best = (np.inf, first, last)
    reach = max(2, (last - first) // 2 + 2)
    step = max(1, reach // 6)
    while True:
        begins = np.arange(max(0, best[1] - reach), min(len(alpha) - 2, best[1] + reach) + 1, step)
        ends = np.arange(max(2, best[2] - reach), min(len(alpha) - 1, best[2] + reach) + 1, step)
        begin, end = (grid.ravel() for grid in np.meshgrid(begins, ends, indexing="ij"))
        is_rise = end - begin >= 2
        begin, end = begin[is_rise], end[is_rise]
        if not len(begin):
            return first, last, 1.0
        line = np.clip((np.arange(len(alpha)) - begin[:, None]) / (end - begin)[:, None], 0, 1)
        # What lies beyond the ends may be another passage already: it counts as wrong, however far off.
        errors = np.sqrt((np.minimum(np.abs(line - alpha), MOST_OFF) ** 2).mean(axis=1))
        place = int(errors.argmin())
        best = (float(errors[place]), int(begin[place]), int(end[place]))
        if step == 1:
            return best[1], best[2], best[0]
        reach, step = step, max(1, step // 3)
