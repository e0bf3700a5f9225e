"""The best chain of slots with a candidate in each, by dynamic programming over (cut point, last candidate).

    V[b, i] = max over slots (a, b) of  enter[a, i] + worth[slot, i]
    enter[b, j] = max over i of  V[b, i] - joins[i, j]        (i before j, where the story has an order)

Neighbours cost something in few pairs, so the last line is taken over the ``MOST`` best i alone; all others enter with the best
of them at no cost, which can only make the result higher: it stays an upper bound. Whether moments are shown twice is not asked
here: prices see to that (``prices.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autoedit.plan.problem import Floats, Pick, Picks, Places, Problem

MOST = 40

# Rows of the worth table, and some of its columns, as they count now: with prices, or with less allowed.
Worth = Callable[[Places, slice], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the film, from point to point, between a candidate that comes before it and one that comes after."""

    start: int
    end: int
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A chain of picks; ``reached`` is its worth less its joins, or a bound of that from above."""

    picks: Picks
    reached: float


def whole_film(problem: Problem) -> Stretch:
    """From the first point to the last."""
    return Stretch(start=0, end=problem.points - 1)


def best_path(problem: Problem, worth: Worth, stretch: Stretch) -> Path | None:
    """The best chain over a stretch, None when there is none."""
    columns = _columns(problem, stretch)
    count = columns.stop - columns.start
    if count <= 0:
        return None
    joins = problem.joins[columns, columns]
    steps = stretch.end - stretch.start + 1
    entered = np.full((steps, count), -np.inf)
    came_from, best_slot = np.full((steps, count), -1, np.intp), np.full((steps, count), -1, np.intp)
    entered[0] = 0.0 if stretch.before is None else -problem.joins[stretch.before, columns]
    everyone = np.arange(count)
    to_come = _to_come(problem, worth, stretch, columns) if problem.is_ordered else None
    total = entered[0]
    for point in range(stretch.start + 1, stretch.end + 1):
        ending = problem.ending_at[point]
        first = problem.first[ending]
        # Slots are sorted by their first point too, within one last point.
        outside = int(np.searchsorted(first, stretch.start))
        if outside == len(first):
            continue
        first, rows = first[outside:], problem.row[ending][outside:]
        reached = entered[first - stretch.start] + worth(rows, columns)
        lead = reached.argmax(axis=0)
        total = reached[lead, everyone]
        here = point - stretch.start
        best_slot[here] = lead + outside + ending.start
        if point < stretch.end:
            promise = total if to_come is None else total + to_come[here]
            entered[here], came_from[here] = _entering(joins, total, promise, is_ordered=problem.is_ordered)
    if stretch.after is not None:
        total = total - problem.joins[columns, stretch.after]
    last = int(total.argmax())
    if best_slot[-1, last] < 0 or not np.isfinite(total[last]):
        return None
    return Path(picks=_followed(problem, stretch, best_slot, came_from, last, columns.start), reached=float(total[last]))


def _columns(problem: Problem, stretch: Stretch) -> slice:
    """Which candidates may come between the two around: in an ordered film those that lie between them."""
    if not problem.is_ordered:
        return slice(0, problem.candidates)
    first = 0 if stretch.before is None else stretch.before + 1
    return slice(first, problem.candidates if stretch.after is None else stretch.after)


def _to_come(problem: Problem, worth: Worth, stretch: Stretch, columns: slice) -> Floats:
    """For each point and candidate, no less than what can come after it, float64 [points, candidates]; joins are free here."""
    steps = stretch.end - stretch.start + 1
    most = np.full((steps, columns.stop - columns.start), -np.inf)
    most[-1] = 0.0
    for point in range(stretch.end - 1, stretch.start, -1):
        beginning = problem.beginning_at[point]
        beginning = beginning[problem.last[beginning] <= stretch.end]
        if len(beginning):
            ahead = (worth(problem.row[beginning], columns) + most[problem.last[beginning] - stretch.start]).max(axis=0)
            most[point - stretch.start, :-1] = np.maximum.accumulate(ahead[::-1])[-2::-1]
    return most


def _entering(joins: Floats, total: Floats, promise: Floats, *, is_ordered: bool) -> tuple[Floats, Places]:
    """The best that can come right before each candidate, and who that is; ``promise`` tells who is weighed with its joins."""
    count = len(total)
    most = min(MOST, count)
    everyone = np.arange(count)
    ranked = _highest(promise, most)
    near = total[ranked][:, None] - joins[ranked]
    if is_ordered:
        near[ranked[:, None] >= everyone[None, :]] = -np.inf
    lead = near.argmax(axis=0)
    entering, who = near[lead, everyone], ranked[lead]
    if most < count:
        rest = total.copy()
        rest[ranked] = -np.inf
        if is_ordered:
            risen = np.maximum.accumulate(rest)
            highest = np.concatenate([[-np.inf], risen[:-1]])
            leader = np.concatenate([[0], np.maximum.accumulate(np.where(rest == risen, everyone, 0))[:-1]])
        else:
            best = int(rest.argmax())
            highest, leader = np.full(count, rest[best]), np.full(count, best)
        is_higher = highest > entering
        entering, who = np.where(is_higher, highest, entering), np.where(is_higher, leader, who)
    return entering, who


def _highest(values: Floats, most: int) -> Places:
    """Where the highest values are, in order; of equals the first, so that all machines take the same."""
    if most >= len(values):
        return np.arange(len(values))
    least = np.partition(values, -most)[-most]
    above, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.sort(np.concatenate([above, equal[: most - len(above)]]))


def _followed(problem: Problem, stretch: Stretch, best_slot: Places, came_from: Places, last: int, offset: int) -> Picks:
    picks: list[Pick] = []
    point, candidate = stretch.end, last
    while point > stretch.start:
        slot = int(best_slot[point - stretch.start, candidate])
        picks.append(Pick(slot=slot, candidate=candidate + offset))
        point = int(problem.first[slot])
        if point > stretch.start:
            candidate = int(came_from[point - stretch.start, candidate])
    return tuple(reversed(picks))
