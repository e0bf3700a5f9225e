"""The choice as numbers: slots between cut points, what each candidate is worth in each, and what a film may hold.

A film is a chain of slots from the first point to the last with a candidate in each. It is worth the sum over its clips, less
what neighbours cost one another, plus what its counts gain. Worth is counted in whole millionths (whole numbers in float64), so
that sums are exact: the same film has the same value in whatever order it is added up, on every machine.

*Cells* are short stretches of source. A clip takes all that it touches, and no cell is taken twice: no moment is shown twice.
*Counters* count the clips of a set of candidates (a file, a take group, a part of the day); each count has a gain, and the next
clip never gains more than the last one did, so that a price a clip can stand for the count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

UNIT = 1e6  # of worth: millionths
MOST_RUNS, SHORTEST_RUN = 64, 6


def whole_units(worth: Floats) -> Floats:
    """Worth in whole millionths."""
    return np.round(worth * UNIT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counter:
    """What it gains to show none, one, two ... clips of some candidates; more than the last are not allowed.

    Attributes:
        members: the candidates that count, intp [members].
        gains: float64 [most + 1], by the number of clips, rising ever less.
    """

    members: Places
    gains: Floats

    def __post_init__(self) -> None:
        if np.any(np.diff(self.gains, 2) > 0):
            raise ValueError(f"the next clip gains no more than the last one did, got {self.gains}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A candidate in a slot, by their places in the problem."""

    slot: int
    candidate: int


Picks = tuple[Pick, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Runs:
    """Candidates that lie side by side, taken together.

    Attributes:
        members: intp [runs, width], filled up with the number of candidates.
        least: the least that any member costs right before each candidate, float64 [runs, candidates].
    """

    members: Places
    least: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """Slots against candidates.

    Attributes:
        points: how many cut points there are, the film's two ends among them.
        first, last: each slot's points, intp [slots], sorted by last.
        row: each slot's row in the tables, intp [slots]; slots of one length may share it.
        worth: of a candidate in a slot, float64 [rows, candidates], -inf where it cannot be.
        cell_first, cell_end: the cells that it takes, half-open, int32 [rows, candidates].
        cells: how many cells there are.
        joins: what the column costs right after the row, float64 [candidates, candidates], none below 0.
        counters: what counts gain.
        is_ordered: candidates come in their own order only.
    """

    points: int
    first: Places
    last: Places
    row: Places
    worth: Floats
    cell_first: NDArray[np.int32]
    cell_end: NDArray[np.int32]
    cells: int
    joins: Floats
    counters: tuple[Counter, ...]
    is_ordered: bool

    @property
    def candidates(self) -> int:
        """How many there are."""
        return int(self.worth.shape[1])

    @cached_property
    def ending_at(self) -> tuple[slice, ...]:
        """The slots that end at each point."""
        edges = np.searchsorted(self.last, np.arange(self.points + 1))
        return tuple(slice(int(low), int(high)) for low, high in pairwise(edges))

    @cached_property
    def beginning_at(self) -> tuple[Places, ...]:
        """The slots that begin at each point."""
        order = np.argsort(self.first, kind="stable")
        return tuple(np.split(order, np.searchsorted(self.first[order], np.arange(1, self.points))))

    @cached_property
    def reach(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The cells that a candidate may take in any slot: first, and end."""
        takes = self.cell_end > self.cell_first
        first = np.where(takes, self.cell_first, self.cells).min(axis=0, initial=self.cells)
        end = np.where(takes, self.cell_end, 0).max(axis=0, initial=0)
        return np.minimum(first, end).astype(np.int32), end.astype(np.int32)

    @cached_property
    def least_join(self) -> Floats:
        """The least that any candidate costs right before each, float64 [candidates]."""
        return np.asarray(self.joins.min(axis=0))

    @cached_property
    def runs(self) -> Runs:
        """All candidates in runs."""
        width = min(self.candidates, max(SHORTEST_RUN, -(-self.candidates // MOST_RUNS)))
        edges = np.arange(0, self.candidates, width)
        members = np.minimum(edges[:, None] + np.arange(width)[None, :], self.candidates)
        return Runs(members=members, least=np.minimum.reduceat(self.joins, edges, axis=0))

    @cached_property
    def membership(self) -> tuple[Places, Places]:
        """Pairs of candidate and counter: who counts where."""
        members = [counter.members for counter in self.counters]
        who = np.concatenate(members) if members else np.zeros(0, np.intp)
        where = np.repeat(np.arange(len(members)), [len(found) for found in members])
        return who.astype(np.intp), where.astype(np.intp)

    @cached_property
    def next_gains(self) -> Floats:
        """What one more clip gains, by how many a counter counts, float64 [counters, most]; -inf where no more may be."""
        table = np.full((len(self.counters), max((len(counter.gains) for counter in self.counters), default=1)), -np.inf)
        for place, counter in enumerate(self.counters):
            table[place, : len(counter.gains) - 1] = np.diff(counter.gains)
        return table

    @cached_property
    def counters_of(self) -> tuple[tuple[int, ...], ...]:
        """The counters that each candidate counts in."""
        found: list[list[int]] = [[] for _ in range(self.candidates)]
        for who, where in zip(*self.membership, strict=True):
            found[int(who)].append(int(where))
        return tuple(tuple(places) for places in found)

    def cells_of(self, pick: Pick) -> slice:
        """The cells that a pick takes."""
        row = self.row[pick.slot]
        return slice(int(self.cell_first[row, pick.candidate]), int(self.cell_end[row, pick.candidate]))

    def worth_of(self, pick: Pick) -> float:
        """A pick's own worth."""
        return float(self.worth[self.row[pick.slot], pick.candidate])

    def counts(self, picks: Iterable[Pick]) -> NDArray[np.intp]:
        """How many clips each counter counts."""
        counted = np.zeros(len(self.counters), np.intp)
        for pick in picks:
            for counter in self.counters_of[pick.candidate]:
                counted[counter] += 1
        return counted

    def gains(self, counts: NDArray[np.intp]) -> float:
        """What counts gain together; -inf where one is not allowed."""
        most = np.array([len(counter.gains) for counter in self.counters], np.intp)
        if np.any(counts >= most):
            return -np.inf
        return sum(float(self.counters[place].gains[counts[place]]) for place in np.flatnonzero(counts).tolist())

    def value(self, picks: Sequence[Pick]) -> float:
        """What a film is worth, whether or not its cells are free."""
        own = sum(self.worth_of(pick) for pick in picks)
        joined = sum(float(self.joins[a.candidate, b.candidate]) for a, b in pairwise(picks))
        return own - joined + self.gains(self.counts(picks))

    def is_allowed(self, picks: Sequence[Pick]) -> bool:
        """Whether the picks are a film: a chain of slots from end to end, no cell taken twice, no count too high."""
        if not picks or self.first[picks[0].slot] != 0 or self.last[picks[-1].slot] != self.points - 1:
            return False
        if any(self.last[a.slot] != self.first[b.slot] for a, b in pairwise(picks)):
            return False
        if self.is_ordered and any(a.candidate >= b.candidate for a, b in pairwise(picks)):
            return False
        taken = sorted((cells.start, cells.stop) for cells in map(self.cells_of, picks))
        is_free = all(a[1] <= b[0] for a, b in pairwise(taken))
        return is_free and bool(np.isfinite(self.value(picks)))
