"""Tiny random problems, and their answers by trying everything."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from autoedit.plan.problem import Counter, Pick, Picks, Problem


def tiny(seed: int, *, is_ordered: bool, points: int = 5, candidates: int = 5) -> Problem:
    """A problem with some slots left out, some candidates that do not fit, cells that clash, and counts that gain or forbid."""
    rng = random.Random(seed)
    pairs = [(a, b) for b in range(1, points) for a in range(b) if rng.random() < 0.85]
    slots = len(pairs)
    rows = max(1, slots - rng.randint(0, 1))
    worth = np.array([[float(rng.randint(-20, 100)) for _ in range(candidates)] for _ in range(rows)])
    worth[np.array([[rng.random() < 0.15 for _ in range(candidates)] for _ in range(rows)])] = -np.inf
    begins = [rng.randint(0, 2 * candidates) for _ in range(candidates)]
    cell_first = np.array([[begin + rng.randint(0, 1) for begin in begins] for _ in range(rows)], np.int32)
    cell_end = cell_first + np.array([[rng.randint(1, 3) for _ in range(candidates)] for _ in range(rows)], np.int32)
    joins = np.array([[float(rng.choice([0, 0, 5, 30])) for _ in range(candidates)] for _ in range(candidates)])
    halves = [np.arange(0, candidates, 2, np.intp), np.arange(1, candidates, 2, np.intp)]
    return Problem(
        points=points,
        first=np.array([a for a, _ in pairs], np.intp),
        last=np.array([b for _, b in pairs], np.intp),
        row=np.array([slot % rows for slot in range(slots)], np.intp),
        worth=worth,
        cell_first=cell_first,
        cell_end=cell_end.astype(np.int32),
        cells=2 * candidates + 6,
        joins=joins,
        counters=(
            Counter(members=halves[0], gains=np.cumsum([0.0, 25.0, 5.0, 0.0, 0.0, -10.0])[: candidates + 1]),
            Counter(members=halves[1], gains=np.zeros(rng.choice([2, 3]))),
        ),
        is_ordered=is_ordered,
    )


def two_slots(**changes: object) -> Problem:
    """Two slots in a row, four candidates with cells of their own, nothing else."""
    return replace(
        Problem(
            points=3, first=np.array([0, 1], np.intp), last=np.array([1, 2], np.intp), row=np.array([0, 1], np.intp),
            worth=np.array([[10.0, 20.0, 30.0, 40.0], [1.0, 2.0, 3.0, -np.inf]]),
            cell_first=np.array([[0, 2, 4, 6]] * 2, np.int32), cell_end=np.array([[2, 4, 6, 8]] * 2, np.int32), cells=8,
            joins=np.zeros((4, 4)), counters=(), is_ordered=False,
        ), **changes,
    )  # fmt: skip


def film(*candidates: int) -> Picks:
    """The first slot with the first candidate, the second with the second, and so on."""
    return tuple(Pick(slot=slot, candidate=candidate) for slot, candidate in enumerate(candidates))


def chains(problem: Problem, start: int = 0, end: int | None = None) -> Iterator[tuple[int, ...]]:
    """Every way to lay slots from a point to another."""
    end = problem.points - 1 if end is None else end
    if start == end:
        yield ()
        return
    for slot in range(len(problem.first)):
        if problem.first[slot] == start and problem.last[slot] <= end:
            for rest in chains(problem, int(problem.last[slot]), end):
                yield (slot, *rest)


def fillings(problem: Problem, start: int = 0, end: int | None = None) -> Iterator[Picks]:
    """Every chain with every choice of candidates, whether or not it is allowed."""
    for chain in chains(problem, start, end):
        for chosen in itertools.product(range(problem.candidates), repeat=len(chain)):
            yield tuple(Pick(slot=slot, candidate=who) for slot, who in zip(chain, chosen, strict=True))


def best_film(problem: Problem) -> float | None:
    """What the best film is worth that keeps every rule, by trying all; None when there is none."""
    return max((problem.value(film) for film in fillings(problem) if problem.is_allowed(film)), default=None)
