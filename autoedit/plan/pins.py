"""A person's pins: clips that stay where they are, while the rest of the film is solved around them.

What is held at a cut point is the only candidate there. A pin that names the film's third clip means the third clip of the film
as it would be without the pin: the cuts before it stay, and all that follows is free.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from autoedit.plan.coverage import WISHED
from autoedit.plan.grid import Grid
from autoedit.plan.problem import Picks, whole_units
from autoedit.plan.solve import Puzzle


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A candidate that is held at a frame of the film, and for how many frames; None leaves the length open."""

    start: int
    candidate: int
    frames: int | None = None


def holding(puzzle: Puzzle, held: Sequence[Held], kept_slots: Picks = ()) -> Puzzle:
    """The puzzle with candidates held in their places.

    Args:
        kept_slots: the film is cut as here, up to the last thing held.
    """
    grid = puzzle.grid
    frames = np.array([point.frame for point in grid.points])
    begins, ends = frames[grid.first], frames[grid.last]
    allowed = np.ones(len(grid.first), bool)
    if kept_slots:
        last = max(piece.start for piece in held)
        chain = {pick.slot for pick in kept_slots if begins[pick.slot] < last}
        early = begins < last
        allowed &= ~early | np.isin(np.arange(len(allowed)), sorted(chain))
    by_slot: dict[int, int] = {}
    for piece in held:
        starting = begins == piece.start
        if piece.frames is not None:
            allowed &= ~starting | (ends == piece.start + piece.frames)
            allowed &= ~((begins < piece.start + piece.frames) & (ends > piece.start)) | starting
        else:
            allowed &= ~((begins < piece.start) & (ends > piece.start))
        by_slot |= dict.fromkeys(np.flatnonzero(starting).tolist(), piece.candidate)
    return _with_rows(
        puzzle, _chosen(grid, allowed), {int(np.count_nonzero(allowed[:slot])): c for slot, c in by_slot.items() if allowed[slot]}
    )


def ends_held(puzzle: Puzzle, first: int | None, last: int | None) -> Puzzle:
    """The puzzle with what a person wants to come first and last."""
    grid, by_slot = puzzle.grid, dict[int, int]()
    if last is not None:
        by_slot |= dict.fromkeys(np.flatnonzero(grid.last == len(grid.points) - 1).tolist(), last)
    if first is not None:
        by_slot |= dict.fromkeys(np.flatnonzero(grid.first == 0).tolist(), first)
    return _with_rows(puzzle, grid, by_slot) if by_slot else puzzle


def unwished(puzzle: Puzzle, candidates: Collection[int]) -> Puzzle:
    """The puzzle as it is without a person's wish for these candidates."""
    wish = whole_units(np.array([0.0, WISHED]))
    kept = [
        counter
        for counter in puzzle.problem.counters
        if not (len(counter.members) == 1 and int(counter.members[0]) in candidates and np.array_equal(counter.gains, wish))
    ]
    return replace(puzzle, problem=replace(puzzle.problem, counters=tuple(kept)))


def _chosen(grid: Grid, allowed: np.ndarray) -> Grid:
    places = np.flatnonzero(allowed)
    return replace(grid, first=grid.first[places], last=grid.last[places], row=grid.row[places])


def _with_rows(puzzle: Puzzle, grid: Grid, by_slot: Mapping[int, int]) -> Puzzle:
    """Slots with one candidate get rows of their own, since slots of one shape share theirs."""
    problem, row, shapes = puzzle.problem, grid.row.copy(), list(grid.shapes)
    slots = sorted(by_slot)
    worth, first, end = [problem.worth], [problem.cell_first], [problem.cell_end]
    shift = [] if puzzle.shift is None else [puzzle.shift]
    for slot in slots:
        old = int(row[slot])
        alone = np.full((1, problem.candidates), -np.inf)
        alone[0, by_slot[slot]] = problem.worth[old, by_slot[slot]]
        worth.append(alone)
        first.append(problem.cell_first[old][None])
        end.append(problem.cell_end[old][None])
        if puzzle.shift is not None:
            shift.append(puzzle.shift[old][None])
        row[slot] = len(shapes)
        shapes.append(shapes[old])
    grid = replace(grid, row=row, shapes=tuple(shapes))
    changed = replace(
        problem,
        first=grid.first,
        last=grid.last,
        row=row,
        worth=np.concatenate(worth),
        cell_first=np.concatenate(first),
        cell_end=np.concatenate(end),
    )
    return replace(puzzle, grid=grid, problem=changed, shift=np.concatenate(shift) if shift else None)
