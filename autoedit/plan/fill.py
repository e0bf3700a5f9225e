"""Filling what is open in a film with what is free: how prices' hints become a film, and how a film is made better.

Of a chain of picks that contradict one another, the best are kept and the rest is solved anew around them. A film is made
better by opening a few clips at a time and solving that part again with all else as it stands, cut points and all
(large neighbourhood search, Shaw 1998), and by exchanging clips.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from autoedit.plan.path import Stretch, Worth, best_path
from autoedit.plan.problem import Floats, Pick, Picks, Places, Problem

ATTEMPTS = 12
OPENED = (2, 3, 5, 9)


def repaired(problem: Problem, picks: Sequence[Pick], worth: Callable[[Pick], float]) -> Picks | None:
    """A film that keeps of the picks what can stand together, the best first; None when no film that is allowed is found."""
    best_first = sorted(picks, key=lambda pick: (-worth(pick), pick.slot, pick.candidate))
    kept = _compatible(problem, (), best_first, is_strict=False)
    for attempt in range(ATTEMPTS):
        filled = _filled(problem, kept)
        if filled is not None:
            return filled if problem.is_allowed(filled) else None
        # What is left cannot fill the gaps: the gaps grow by the clips beside them.
        kept = _without_neighbours(problem, kept) if attempt < ATTEMPTS // 2 else kept[: len(kept) // 2]
    return None


def improved(problem: Problem, picks: Picks, passes: int = 2) -> Picks:
    """The film after parts of it were solved anew and clips exchanged, as long as that helps."""
    value = problem.value(picks)
    for _ in range(passes):
        before = value
        for opened in OPENED:
            place = 0
            while place < len(picks):
                changed = _filled(problem, (*picks[:place], *picks[place + opened :]))
                if changed is not None and (new := problem.value(changed)) > value and problem.is_allowed(changed):
                    picks, value = changed, new
                place += max(1, opened // 2)
        if not problem.is_ordered:
            picks = exchanged(problem, picks)
            value = problem.value(picks)
        if value <= before:
            break
    return picks


def exchanged(problem: Problem, picks: Picks) -> Picks:
    """The film after exchanging pairs of clips while that helps."""
    value = problem.value(picks)
    for a in range(len(picks)):
        for b in range(a + 1, len(picks)):
            swapped = list(picks)
            swapped[a] = Pick(slot=picks[a].slot, candidate=picks[b].candidate)
            swapped[b] = Pick(slot=picks[b].slot, candidate=picks[a].candidate)
            if (
                _gain(problem, picks, swapped, (a, b)) > 0
                and (new := problem.value(swapped)) > value
                and problem.is_allowed(swapped)
            ):
                picks, value = tuple(swapped), new
    return picks


def _gain(problem: Problem, old: Sequence[Pick], new: Sequence[Pick], places: tuple[int, int]) -> float:
    """What an exchange gains in worth and joins; counts stay as they are."""
    edges = {(k, k + 1) for place in places for k in (place - 1, place) if 0 <= k < len(old) - 1}

    def part(picks: Sequence[Pick]) -> float:
        joined = sum(float(problem.joins[picks[k].candidate, picks[n].candidate]) for k, n in edges)
        return sum(problem.worth_of(picks[place]) for place in places) - joined

    return part(new) - part(old)


def _compatible(problem: Problem, kept: Picks, more: Sequence[Pick], *, is_strict: bool) -> Picks:
    """What is kept, with as many more as can stand beside it, in the film's order.

    Args:
        is_strict: leave out what gains less than it seemed to, now that others of its file are in.
    """
    counts = problem.counts(kept)
    before = counts.copy()
    taken = [problem.cells_of(pick) for pick in kept]
    found = list(kept)
    for pick in more:
        cells = problem.cells_of(pick)
        is_free = all(cells.stop <= other.start or other.stop <= cells.start for other in taken)
        counters = problem.counters_of[pick.candidate]
        is_true = not is_strict or all(problem.next_gains[c, counts[c]] == problem.next_gains[c, before[c]] for c in counters)
        if is_free and is_true and all(counts[counter] + 1 < len(problem.counters[counter].gains) for counter in counters):
            found.append(pick)
            taken.append(cells)
            for counter in counters:
                counts[counter] += 1
    return tuple(sorted(found, key=lambda pick: int(problem.first[pick.slot])))


def _filled(problem: Problem, kept: Picks) -> Picks | None:
    """The film with its gaps filled, one after the other; what a gap's chain shows twice is filled again."""
    for _ in range(4 * problem.points):
        gap = _first_gap(problem, kept)
        if gap is None:
            return kept
        path = best_path(problem, free_worth(problem, kept), gap)
        if path is None:
            return None
        best_first = sorted(path.picks, key=lambda pick: (-problem.worth_of(pick), pick.slot, pick.candidate))
        kept = _compatible(problem, kept, best_first, is_strict=True)
    return None


def _first_gap(problem: Problem, kept: Picks) -> Stretch | None:
    reached, before = 0, None
    for pick in kept:
        if problem.first[pick.slot] > reached:
            return Stretch(start=reached, end=int(problem.first[pick.slot]), before=before, after=pick.candidate)
        reached, before = int(problem.last[pick.slot]), pick.candidate
    end = problem.points - 1
    return Stretch(start=reached, end=end, before=before) if reached < end else None


def free_worth(problem: Problem, kept: Picks) -> Worth:
    """Worth with what counts would gain; what the kept clips take is not to be had."""
    counts = problem.counts(kept)
    gains = problem.next_gains[np.arange(len(counts)), counts]
    who, where = problem.membership
    added = np.zeros(problem.candidates)
    np.add.at(added, who, gains[where])
    used = np.zeros(problem.cells + 1)
    for pick in kept:
        used[1:][problem.cells_of(pick)] = 1
    used = np.cumsum(used)
    low, high = problem.reach
    touched = np.flatnonzero(used[high] > used[low])

    def worth(rows: Places, columns: slice) -> Floats:
        found = problem.worth[rows, columns] + added[columns]
        near = touched[(touched >= columns.start) & (touched < columns.stop)]
        if near.size:
            here = rows[:, None], near[None, :]
            is_taken = used[problem.cell_end[here]] > used[problem.cell_first[here]]
            found[:, near - columns.start] = np.where(is_taken, -np.inf, found[:, near - columns.start])
        return np.asarray(found)

    return worth


def _without_neighbours(problem: Problem, kept: Picks) -> Picks:
    """What is kept, less the clips beside its gaps."""
    if not kept:
        return kept
    open_after = [int(problem.last[a.slot]) != int(problem.first[b.slot]) for a, b in pairwise(kept)]
    open_after.append(int(problem.last[kept[-1].slot]) != problem.points - 1)
    open_before = [int(problem.first[kept[0].slot]) != 0, *open_after[:-1]]
    return tuple(pick for pick, before, after in zip(kept, open_before, open_after, strict=True) if not (before or after))
