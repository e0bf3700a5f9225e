"""The candidates that a film will most likely be made of: where there are many, prices are settled among these first.

What the rest could add is asked afterwards, of all candidates at once (a core, after Balas and Zemel 1980).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from autoedit.plan.problem import Counter, Floats, Pick, Picks, Places, Problem

SMALL = 200  # candidates: no core is needed; of more, so many and the best of every counter


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Core:
    """A problem of some of the candidates; ``places`` are theirs in the whole, intp [core], in order."""

    problem: Problem
    places: Places

    def inward(self, films: Mapping[Picks, float]) -> dict[Picks, float]:
        """Films of the whole as films of the core."""
        place_of = {int(place): number for number, place in enumerate(self.places)}
        return {
            tuple(Pick(slot=pick.slot, candidate=place_of[pick.candidate]) for pick in film): value
            for film, value in films.items()
        }

    def outward(self, films: Mapping[Picks, float]) -> dict[Picks, float]:
        """Films of the core as films of the whole."""
        return {self.outward_picks(film): value for film, value in films.items()}

    def outward_picks(self, film: Picks) -> Picks:
        """A film of the core as one of the whole."""
        return tuple(Pick(slot=pick.slot, candidate=int(self.places[pick.candidate])) for pick in film)

    def with_more(self, whole: Problem, candidates: Iterable[int]) -> Core:
        """The core with more of the whole problem's candidates."""
        return _core(whole, sorted({*self.places.tolist(), *candidates}))


def core_of(problem: Problem, start: Sequence[Pick]) -> Core | None:
    """The core of a problem, with all that a film to begin with shows; None where the problem is small."""
    if problem.candidates <= SMALL:
        return None
    promise = _promise(problem)
    best_first = np.argsort(-promise, kind="stable")
    chosen = {pick.candidate for pick in start} | set(best_first[:SMALL].tolist())
    best = {int(counter.members[promise[counter.members].argmax()]) for counter in problem.counters}
    # A film has no more clips than points: of hundreds of files it shows the most promising.
    chosen |= set(sorted(best, key=lambda place: (-promise[place], place))[: problem.points])
    return _core(problem, sorted(chosen)) if len(chosen) < problem.candidates else None


def _promise(problem: Problem) -> Floats:
    """By how much a candidate is above the usual one where it is at its best."""
    fits = np.isfinite(problem.worth)
    usual = np.array([np.median(row[fit]) if fit.any() else 0.0 for row, fit in zip(problem.worth, fits, strict=True)])
    return np.asarray((problem.worth - usual[:, None]).max(axis=0))


def of_candidates(problem: Problem, places: Places) -> Problem:
    """The problem of some candidates, or of all in another order; intp [candidates]."""
    number = np.full(problem.candidates, -1, np.intp)
    number[places] = np.arange(len(places))
    return replace(
        problem,
        worth=np.ascontiguousarray(problem.worth[:, places]),
        cell_first=problem.cell_first[:, places],
        cell_end=problem.cell_end[:, places],
        joins=np.ascontiguousarray(problem.joins[np.ix_(places, places)]),
        counters=tuple(
            Counter(members=members[members >= 0], gains=counter.gains)
            for counter in problem.counters
            for members in [number[counter.members]]
        ),
    )


def _core(problem: Problem, chosen: Sequence[int]) -> Core:
    places = np.array(chosen, np.intp)
    return Core(problem=of_candidates(problem, places), places=places)
