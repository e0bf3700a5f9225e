"""Which clips, in which order, cut where: the grid and the candidates made a problem, solved, and read back exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.model.document import Solution
from autoedit.plan.bed import FilmBeat
from autoedit.plan.candidate import Candidate
from autoedit.plan.coverage import WISHED, Takes, counters, is_wish
from autoedit.plan.field import Field, field_of
from autoedit.plan.grid import Grid, Shape
from autoedit.plan.neighbours import neighbour_costs
from autoedit.plan.prices import Solved, solved
from autoedit.plan.problem import UNIT, Floats, Pick, Picks, Problem, whole_units
from autoedit.plan.rivals import beam, drawn, greedy
from autoedit.plan.style import Style
from autoedit.plan.worth import TERMS, exact_start, weighed

CELL = Fraction(1, 4)  # of source: clips of one shot keep this far apart at most
HAIR = 1e-7


Cells = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for a clip: ``frames`` from ``start`` on, opened by a beat (None at the film's start or without music)."""

    start: int
    frames: int
    beat: FilmBeat | None
    energy: float
    is_drop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A select in a slot.

    Attributes:
        source_start: where its clip begins.
        hit: the beat that its peak meets, by its offset in frames; None where it meets none.
        is_hit_strong: whether that is a downbeat, or a hit where no beat is known.
        terms: what it is worth to the film.
        pick: its place in the problem.
    """

    slot: Slot
    candidate: Candidate
    source_start: Fraction
    hit: int | None = None
    is_hit_strong: bool = False
    terms: tuple[tuple[str, float], ...] = ()
    pick: Pick | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Puzzle:
    """A film to be solved: its grid, its candidates, and the problem that they make."""

    grid: Grid
    field: Field
    problem: Problem
    style: Style
    rate: Fraction
    shift: Floats | None = None

    def choices(self, picks: Picks) -> tuple[Choice, ...]:
        """What is chosen, exactly."""
        return tuple(self._choice(pick) for pick in picks)

    def _choice(self, pick: Pick) -> Choice:
        shape = self.shape(pick)
        candidate = self.field.candidates[pick.candidate]
        here = weighed(self.field, shape, self.style, self.rate)
        way = int(here.way[pick.candidate])
        start = exact_start(candidate, shape, way, self.rate)
        point = self.grid.points[int(self.grid.first[pick.slot])]
        terms = tuple((name, round(float(value), 4)) for name, value in zip(TERMS, here.terms[:, pick.candidate], strict=True))
        offset = shape.beats[way][0] if shape.has_music and way < len(shape.beats) else None
        is_met = offset is not None and start == candidate.select.peak - offset / self.rate
        return Choice(
            slot=Slot(start=point.frame, frames=shape.frames, beat=point.beat, energy=shape.energy, is_drop=shape.is_drop),
            candidate=candidate,
            source_start=start,
            hit=offset if is_met else None,
            is_hit_strong=is_met and shape.beats[way][1] == 1.0,
            terms=terms,
            pick=pick,
        )

    def moved(self, worth: Floats) -> Puzzle:
        """The puzzle with worth added, float64 [rows, candidates]; it leads the choice and is not told as value."""
        shift = whole_units(worth)
        problem = replace(self.problem, worth=self.problem.worth + shift)
        return replace(self, problem=problem, shift=shift)

    def shifted(self, picks: Picks) -> float:
        """How much of a film's value is worth that was added."""
        if self.shift is None:
            return 0.0
        return sum(float(self.shift[self.problem.row[pick.slot], pick.candidate]) for pick in picks)

    def shape(self, pick: Pick) -> Shape:
        """What the pick's slot asks for."""
        return self.grid.shapes[int(self.grid.row[pick.slot])]


def puzzle(
    grid: Grid,
    candidates: Sequence[Candidate],
    style: Style,
    rate: Fraction,
    takes: Takes,
    cell: Fraction = CELL,
) -> Puzzle:
    """The grid and the candidates as a problem."""
    field = field_of(candidates, style, rate)
    rows, count = len(grid.shapes), len(candidates)
    worth = np.full((rows, count), -np.inf)
    cell_first, cell_end = np.zeros((rows, count), np.int32), np.zeros((rows, count), np.int32)
    begins_of_files, cells = _cells_of_files(candidates, cell)
    for row, shape in enumerate(grid.shapes):
        here = weighed(field, shape, style, rate)
        fits = np.isfinite(here.worth)
        worth[row] = np.where(fits, whole_units(np.where(fits, here.worth, 0)), -np.inf)
        begins = np.where(fits, here.begins, field.low)
        seconds = shape.frames / float(rate)
        cell_first[row] = begins_of_files + np.floor((begins - field.low.min()) / float(cell) - HAIR)
        cell_end[row] = begins_of_files + np.ceil((begins + seconds - field.low.min()) / float(cell) + HAIR)
    # A candidate that does not fit takes nothing.
    cell_end = np.where(np.isfinite(worth), cell_end, cell_first).astype(np.int32)
    cell_first, cell_end, cells = _touched(cell_first, cell_end, cells)
    problem = Problem(
        points=len(grid.points),
        first=grid.first,
        last=grid.last,
        row=grid.row,
        worth=worth,
        cell_first=cell_first,
        cell_end=cell_end,
        cells=cells,
        joins=whole_units(neighbour_costs(candidates, style.weights.join)),
        counters=counters(candidates, style, takes, usual_clips(grid, rate)),
        is_ordered=style.is_chronological,
    )
    return Puzzle(grid=grid, field=field, problem=problem, style=style, rate=rate)


def _touched(first: Cells, end: Cells, cells: int) -> tuple[Cells, Cells, int]:
    """Cells counted anew without those that no clip could take: of hours of footage hardly any is up for choice."""
    begun = np.bincount(first.ravel(), minlength=cells + 1) - np.bincount(end.ravel(), minlength=cells + 1)
    number = np.concatenate([[0], np.cumsum(np.cumsum(begun)[:-1] > 0)]).astype(np.int32)
    return number[first], number[end], int(number[-1])


def solution(puzzle: Puzzle, found: Solved, bound: float | None = None) -> Solution:
    """A film's value and bound, and what rivals get, in worth; what a person wished is not counted as worth.

    Args:
        bound: what bounds every film's value, where worth was moved away from some.
    """
    problem = puzzle.problem
    value = _worth(problem, found.picks, found.value - puzzle.shifted(found.picks))
    wished = (found.value - puzzle.shifted(found.picks)) / UNIT - value
    if puzzle.shift is not None:
        if bound is None:
            unmoved = solved(replace(problem, worth=problem.worth - puzzle.shift), found.picks)
            bound = round((unmoved.bound if unmoved is not None else found.bound) / UNIT - wished, 4)
        return Solution(value=value, bound=max(value, bound))

    def told(film: Picks | None) -> float | None:
        return _worth(problem, film, problem.value(film)) if film is not None else None

    draws = [worth for film in drawn(problem) if (worth := told(film)) is not None]
    return Solution(
        value=value,
        bound=round(found.bound / UNIT - wished, 4),
        greedy=told(greedy(problem)),
        beam=told(beam(problem)),
        random=round(sum(draws) / len(draws), 4) if draws else None,
    )


def _worth(problem: Problem, film: Picks, value: float) -> float:
    """A film's value in worth, without what its granted wishes count."""
    shown = {pick.candidate for pick in film}
    granted = sum(is_wish(counter) and int(counter.members[0]) in shown for counter in problem.counters)
    return round(value / UNIT - granted * WISHED, 4)


def usual_clips(grid: Grid, rate: Fraction) -> float:
    """How many clips a film of this grid has where each lasts as long as is wished."""
    wish = float(np.median([shape.wish for shape in grid.shapes])) if grid.shapes else 1.0
    return float(grid.points[-1].frame / rate) / wish


def _cells_of_files(candidates: Sequence[Candidate], cell: Fraction) -> tuple[np.ndarray, int]:
    """Where each candidate's file begins among the cells, and how many there are."""
    low = min(float(candidate.select.in_limit) for candidate in candidates)
    ends: dict[int, float] = {}
    for candidate in candidates:
        ends[candidate.order] = max(ends.get(candidate.order, 0.0), float(candidate.select.out_limit) - low)
    begins, told = {}, 1
    for order, end in sorted(ends.items()):
        begins[order] = told
        told += int(np.ceil(end / float(cell))) + 3
    return np.array([begins[candidate.order] for candidate in candidates], np.int64), told
