"""A person's pins: clips that stay where they are, while the rest of the film is solved around them.

What is held at a cut point is the only candidate there. A pin that names the film's third clip means the third clip of the film
as it would be without the pin: the cuts before it stay, and all that follows is free.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from autoedit.model.document import PlannedClip
from autoedit.plan.core import of_candidates
from autoedit.plan.coverage import is_wish
from autoedit.plan.field import field_of
from autoedit.plan.fill import repaired
from autoedit.plan.grid import Grid
from autoedit.plan.problem import Pick, Picks
from autoedit.plan.solve import Puzzle

MOVED = 0.15  # of the story: what is shown so far from its own place was moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A candidate that is held at a frame of the film, and for how many frames; None leaves the length open."""

    start: int
    name: str
    frames: int | None = None


def holding(puzzle: Puzzle, held: Sequence[Held], kept: Sequence[tuple[int, int]] = ()) -> Puzzle:
    """The puzzle with candidates held in their places.

    Args:
        kept: where clips begin and end, in frames; the film is cut so up to the last thing held.
    """
    names = {candidate.name: place for place, candidate in enumerate(puzzle.field.candidates)}
    grid = puzzle.grid
    frames = np.array([point.frame for point in grid.points])
    begins, ends = frames[grid.first], frames[grid.last]
    allowed = np.ones(len(grid.first), bool)
    if kept:
        last = max(piece.start for piece in held)
        is_kept = np.array([edges in set(kept) for edges in zip(begins.tolist(), ends.tolist(), strict=True)], bool)
        allowed &= (begins >= last) | is_kept
    by_slot: dict[int, int] = {}
    for piece in held:
        starting = begins == piece.start
        if piece.frames is not None:
            allowed &= ~starting | (ends == piece.start + piece.frames)
            allowed &= ~((begins < piece.start + piece.frames) & (ends > piece.start)) | starting
        else:
            allowed &= ~((begins < piece.start) & (ends > piece.start))
        by_slot |= dict.fromkeys(np.flatnonzero(starting).tolist(), names[piece.name])
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


def in_place(puzzle: Puzzle, held: Sequence[Held]) -> Puzzle:
    """The puzzle with held candidates where the story is when they are shown, if a person moved them from their own place."""
    film, candidates = puzzle.grid.points[-1].frame, puzzle.field.candidates
    told = np.array([candidate.place for candidate in candidates])
    places = {candidate.name: place for place, candidate in enumerate(candidates)}
    keys = {candidate.name: (place, 0) for place, candidate in enumerate(candidates)}
    before = (-1, 0)
    for piece in sorted(held, key=lambda piece: piece.start):
        share = piece.start / film
        if abs(share - candidates[places[piece.name]].place) > MOVED:
            keys[piece.name] = int((told < share).sum()), -1
        # What is shown later is told later.
        keys[piece.name] = before = max(keys[piece.name], (before[0], before[1] + 1))
    order = np.array(sorted(range(len(candidates)), key=lambda place: keys[candidates[place].name]), np.intp)
    if np.array_equal(order, np.arange(len(candidates))):
        return puzzle
    field = field_of([candidates[place] for place in order], puzzle.style, puzzle.rate)
    shift = puzzle.shift[:, order] if puzzle.shift is not None else None
    return replace(puzzle, field=field, problem=of_candidates(puzzle.problem, order), shift=shift)


def shown_again(puzzle: Puzzle, before: Sequence[PlannedClip]) -> Picks | None:
    """The film before, as far as it can still be; None where nothing is left of it."""
    points, grid = puzzle.grid.points, puzzle.grid
    slots = {
        (points[int(first)].frame, points[int(last)].frame): slot
        for slot, (first, last) in enumerate(zip(grid.first, grid.last, strict=True))
    }
    names = {candidate.name: place for place, candidate in enumerate(puzzle.field.candidates)}
    picks = tuple(
        Pick(slot=slots[clip.start, clip.start + clip.frames], candidate=names[clip.select])
        for clip in before
        if (clip.start, clip.start + clip.frames) in slots and clip.select in names
    )
    picks = tuple(pick for pick in picks if np.isfinite(puzzle.problem.worth_of(pick)))
    if not picks or puzzle.problem.is_allowed(picks):
        return picks or None
    return repaired(puzzle.problem, picks, puzzle.problem.worth_of)


def unwished(puzzle: Puzzle, candidates: Collection[int]) -> Puzzle:
    """The puzzle as it is without a person's wish for these candidates."""
    counters = puzzle.problem.counters
    kept = [counter for counter in counters if not (is_wish(counter) and int(counter.members[0]) in candidates)]
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
