"""How good a film can be at most, and a film that comes near: Lagrangian relaxation.

Every cell and every counter is given a price a clip. With prices in place of rules the best chain is found exactly
(``path.py``), and whatever the prices, no film that obeys the rules is worth more than

    best chain at these prices  +  sum of the cells' prices  +  sum over counters of the most that a count gains with its price.

Prices rise where a chain takes too much and fall where it takes too little (subgradient steps after Polyak 1969, with some of
the last direction, Camerini, Fratta and Maffioli 1975), which lowers the bound; chains on the way are repaired into films.
Of many candidates the most promising few settle the prices first (``core.py``); the bound is always that of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from autoedit.plan.core import core_of
from autoedit.plan.fill import improved, repaired
from autoedit.plan.path import Path, Worth, best_path, whole_film
from autoedit.plan.problem import Floats, Pick, Picks, Problem
from autoedit.plan.rivals import greedy

ROUNDS, FEW_ROUNDS = 120, 24
GOOD_ENOUGH = 0.001  # of the value
PACE, PATIENCE, SLOWEST = 0.5, 4, 1 / 64
LOOK_BACK, LEAST_FALL = 12, 0.001  # a bound that falls by less over so many rounds is as good as it gets
REPAIR_EVERY = 8
MEMORY = 0.6
BEGINNINGS = 4  # of a small problem
HOPE = 40  # rounds after which there is no film where there was none so far
FINE, MOST_POLISHED = 0.005, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A film, its value, and the most that any film can be worth, in whole millionths."""

    picks: Picks
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """By how much of its value the film may fall short of the best, 0 when it is the best."""
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1.0)


class _Prices:
    """Prices of cells and counters, and what they make of the worth."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.cells, self.counters = np.zeros(problem.cells), np.zeros(len(problem.counters))
        self._gains = [counter.gains for counter in problem.counters]

    def worth(self) -> Floats:
        """The worth less the prices, float64 [rows, candidates]."""
        problem = self._problem
        who, where = problem.membership
        own = np.bincount(who, weights=self.counters[where], minlength=problem.candidates) if len(who) else 0.0
        priced = problem.worth - own
        total = np.concatenate([[0.0], np.cumsum(self.cells)])
        low, high = problem.reach
        touched = np.flatnonzero(total[high] > total[low])
        if touched.size:
            cost = total[problem.cell_end[:, touched]] - total[problem.cell_first[:, touched]]
            priced[:, touched] -= cost
        return np.asarray(priced)

    def bound(self, path: Path) -> float:
        """No film is worth more."""
        return path.reached + float(self.cells.sum()) + sum(float(np.max(earned)) for earned in self._earned())

    def _earned(self) -> list[Floats]:
        return [gains + price * np.arange(len(gains)) for gains, price in zip(self._gains, self.counters, strict=True)]

    def excess(self, picks: Sequence[Pick]) -> tuple[Floats, Floats]:
        """By how much the chain takes more of each cell and counter than there is for it at these prices."""
        taken = np.zeros(self._problem.cells + 1)
        for pick in picks:
            cells = self._problem.cells_of(pick)
            taken[cells.start] += 1
            taken[cells.stop] -= 1
        wanted = np.array([int(np.argmax(earned)) for earned in self._earned()], np.float64)
        over = np.cumsum(taken)[:-1] - 1
        over[(self.cells <= 0) & (over < 0)] = 0  # a free cell that nobody wants
        return over, self._problem.counts(picks) - wanted

    def take(self, other: _Prices) -> None:
        """Begin where another search has ended."""
        self.cells, self.counters = other.cells.copy(), other.counters.copy()

    def move(self, cells: Floats, counters: Floats) -> None:
        """Raise prices by so much."""
        self.cells = np.maximum(0.0, np.round(self.cells + cells))
        self.counters = np.round(self.counters + counters)


def solved(problem: Problem, start: Picks | None = None) -> Solved | None:
    """The best film found and the bound on all; None when no film was found.

    Args:
        start: a film to begin with, a greedy one when left out.
    """
    simple = greedy(problem) if start is None else start
    films = {simple: problem.value(simple)} if simple is not None else {}
    prices = _Prices(problem)
    core = core_of(problem, simple or ())
    if core is None or not (settled := _descended(core.problem, _Prices(core.problem), core.inward(films), ROUNDS)).films:
        return _begun_again(problem, prices, films)
    prices.take(settled.prices)
    found = _descended(problem, prices, core.outward(settled.films), FEW_ROUNDS)
    # What came up only among all candidates takes part from here on.
    wider = core.with_more(problem, [pick.candidate for film in (*found.films, *found.chains) for pick in film])
    best = _polished(wider.problem, wider.inward(found.films), found.bound)
    return best and Solved(picks=wider.outward_picks(best.picks), value=best.value, bound=best.bound)


def _begun_again(problem: Problem, prices: _Prices, films: dict[Picks, float]) -> Solved | None:
    """A small problem's best film: a film made better is a better aim, so prices are searched for a few times."""
    bound, best = np.inf, None
    for _ in range(BEGINNINGS):
        found = _descended(problem, prices, films, ROUNDS)
        bound, films = min(bound, found.bound), found.films
        better = _polished(problem, films, bound)
        if better is None:
            break
        best = better if best is None or better.value >= best.value else replace(best, bound=better.bound)
        if best.gap <= GOOD_ENOUGH:
            break
        films = {**films, best.picks: best.value}
    return best


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Descent:
    """Where the bound came to, at what prices, and the films and chains on the way."""

    bound: float
    prices: _Prices
    films: dict[Picks, float]
    chains: list[Picks]


def _descended(problem: Problem, prices: _Prices, films: dict[Picks, float], rounds: int) -> _Descent:
    films, chains, bounds = dict(films), [], []
    bound, pace, stalled = np.inf, PACE, 0
    direction = np.zeros(problem.cells), np.zeros(len(problem.counters))
    for turn in range(rounds):
        worth = prices.worth()
        path = best_path(problem, _reading(worth), whole_film(problem))
        if path is None:
            break
        chains.append(path.picks)
        here = prices.bound(path)
        stalled = 0 if here < bound - 1 else stalled + 1
        bound = min(bound, here)
        bounds.append(bound)
        if turn % REPAIR_EVERY == 0:
            _add_repaired(problem, path, worth, films)
        value = max(films.values(), default=-np.inf)
        if turn >= HOPE and not films:
            break
        if films and (bound - value <= GOOD_ENOUGH * abs(value) or _is_settled(bounds)):
            break
        if stalled >= PATIENCE:
            pace, stalled = pace / 2, 0
        excess = prices.excess(path.picks)
        direction = excess[0] + MEMORY * direction[0], excess[1] + MEMORY * direction[1]
        size = float((direction[0] ** 2).sum() + (direction[1] ** 2).sum())
        if pace < SLOWEST or size == 0:
            break
        aim = value if np.isfinite(value) else here * 0.9
        step = pace * min(max(here - aim, GOOD_ENOUGH * abs(here)), 0.1 * abs(here)) / size
        prices.move(step * direction[0], step * direction[1])
    return _Descent(bound=float(bound), prices=prices, films=films, chains=chains)


def _is_settled(bounds: Sequence[float]) -> bool:
    return len(bounds) > LOOK_BACK and bounds[-1 - LOOK_BACK] - bounds[-1] < LEAST_FALL * abs(bounds[-1])


def _reading(worth: Floats) -> Worth:
    return lambda rows, columns: worth[rows, columns]


def _add_repaired(problem: Problem, path: Path, worth: Floats, films: dict[Picks, float]) -> None:
    """Put what the chain can be made to beside the films found so far."""
    found = repaired(problem, path.picks, lambda pick: float(worth[problem.row[pick.slot], pick.candidate]))
    if found is not None:
        films[found] = problem.value(found)


def _polished(problem: Problem, films: dict[Picks, float], bound: float) -> Solved | None:
    """The best of the best few films, each made better; more are tried as long as the gap is wide."""
    best: Solved | None = None
    ranked = sorted(films, key=lambda film: (-films[film], [(pick.slot, pick.candidate) for pick in film]))
    for film in ranked[:MOST_POLISHED]:
        better = improved(problem, film)
        value = problem.value(better)
        if best is None or value > best.value:
            best = Solved(picks=better, value=value, bound=max(bound, value))
        if best.gap <= FINE:
            break
    return best
