"""The best chain of slots with a candidate in each, by dynamic programming over (cut point, last candidate).

    V[b, i] = max over slots (a, b) of  enter[a, i] + worth[slot, i]
    enter[b, j] = max over i of  V[b, i] - joins[i, j]        (i before j, where the story has an order)

The last line weighs the likeliest i first, in an ordered film the best of each run of candidates that lie side by side, and then
only those others that could still be better for j at the least that they cost: the chain is the best there is. Whether moments
are shown twice is not asked here: prices see to that (``prices.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autoedit.plan.problem import Floats, Pick, Picks, Places, Problem, Runs

LIKELY, FEW = 16, 96

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
    """A chain of picks; ``reached`` is its worth less its joins."""

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
    joins, runs = problem.joins[columns, columns], _runs(problem, columns) if problem.is_ordered else None
    steps = stretch.end - stretch.start + 1
    entered = np.full((steps, count), -np.inf)
    came_from, best_slot = np.full((steps, count), -1, np.intp), np.full((steps, count), -1, np.intp)
    entered[0] = 0.0 if stretch.before is None else -problem.joins[stretch.before, columns]
    everyone = np.arange(count)
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
            entered[here], came_from[here] = (
                _entering_free(problem, total) if runs is None else _entering_ordered(joins, runs, total)
            )
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


def _runs(problem: Problem, columns: slice) -> Runs:
    """The problem's runs, of these candidates alone."""
    count = columns.stop - columns.start
    if count == problem.candidates:
        return problem.runs
    whole = problem.runs
    width = whole.members.shape[1]
    rows = slice(columns.start // width, -(-columns.stop // width))
    members = whole.members[rows] - columns.start
    members = np.where((members < 0) | (members > count), count, members)
    return Runs(members=members, least=whole.least[rows, columns])


def _entering_free(problem: Problem, total: Floats) -> tuple[Floats, Places]:
    """The best that can come right before each candidate, and who that is."""
    count, joins = len(total), problem.joins
    best_first = np.argsort(-total, kind="stable")
    likely = best_first[:LIKELY]
    near = total[likely][:, None] - joins[likely]
    lead = near.argmax(axis=0)
    entering, who = near[lead, np.arange(count)], likely[lead]
    if count > LIKELY:
        # Where one of the others could be better at the least cost there is, all are weighed.
        column = np.flatnonzero(total[best_first[LIKELY]] - problem.least_join > entering)
        if column.size:
            weighed = total[:, None] - joins[:, column]
            lead = weighed.argmax(axis=0)
            entering[column], who[column] = weighed[lead, np.arange(len(column))], lead
    return entering, who


def _entering_ordered(joins: Floats, runs: Runs, total: Floats) -> tuple[Floats, Places]:
    """The same, of those before each candidate."""
    count = len(total)
    everyone = np.arange(count)
    if count <= FEW:
        weighed = np.where(everyone[:, None] < everyone, total[:, None] - joins, -np.inf)
        who = weighed.argmax(axis=0)
        return weighed[who, everyone], who
    by_run = np.append(total, -np.inf)[runs.members]
    best = by_run.argmax(axis=1)
    lead = np.minimum(runs.members[np.arange(len(best)), best], count - 1)
    top = by_run.max(axis=1)[:, None]
    reached, could = top - joins[lead], top - runs.least
    reached[lead[:, None] >= everyone] = -np.inf
    could[runs.members.min(axis=1)[:, None] >= everyone] = -np.inf
    run = reached.argmax(axis=0)
    entering, who = reached[run, everyone], lead[run]
    # Where another member of a run could be better yet, all of them are weighed.
    run, column = np.nonzero(could > entering)
    members = np.minimum(runs.members[run], count - 1)
    weighed = by_run[run] - joins[members, column[:, None]]
    weighed[members >= column[:, None]] = -np.inf
    best = weighed.argmax(axis=1)
    pairs = np.arange(len(run))
    found, leader = weighed[pairs, best], members[pairs, best]
    is_better = found > entering[column]
    np.maximum.at(entering, column, found)
    # Of equals the first run's stays, on every machine: it is written last.
    won = np.flatnonzero(is_better & (found == entering[column]))[::-1]
    who[column[won]] = leader[won]
    return entering, who


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
