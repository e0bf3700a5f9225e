"""Values and rules of films, and the best chain against trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.plan.path import Stretch, best_path, whole_film
from autoedit.plan.problem import Counter, Picks, Problem
from tests.plan.problems import fillings, film, tiny, two_slots

SOME = settings(max_examples=40, deadline=None)


def plain_worth(problem: Problem):
    return lambda rows, columns: problem.worth[rows, columns]


def chain_value(problem: Problem, picks: Picks, before: int | None = None, after: int | None = None) -> float:
    """Worth less joins, those with what lies around included; counts and cells are not asked."""
    row = [*([before] if before is not None else []), *(p.candidate for p in picks), *([after] if after is not None else [])]
    if problem.is_ordered and any(a >= b for a, b in pairwise(row)):
        return -np.inf
    return sum(problem.worth_of(pick) for pick in picks) - sum(float(problem.joins[a, b]) for a, b in pairwise(row))


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_the_best_path_is_worth_what_trying_every_chain_finds(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)

    path = best_path(problem, plain_worth(problem), whole_film(problem))

    best = max((chain_value(problem, picks) for picks in fillings(problem)), default=-np.inf)
    assert (path.reached if path else -np.inf) == best


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_the_best_path_is_a_chain_worth_what_it_says(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)

    path = best_path(problem, plain_worth(problem), whole_film(problem))

    if path is not None:
        assert [problem.first[path.picks[0].slot], problem.last[path.picks[-1].slot]] == [0, problem.points - 1]
        assert all(problem.last[a.slot] == problem.first[b.slot] for a, b in pairwise(path.picks))
        assert chain_value(problem, path.picks) == path.reached


@given(
    st.integers(0, 10_000), st.booleans(), st.sampled_from([(0, 2), (1, 3), (1, 4), (2, 4)]), st.integers(0, 1), st.integers(3, 4)
)
@SOME
def test_a_stretch_is_filled_as_well_as_can_be_between_its_neighbours(
    seed: int, is_ordered: bool, ends: tuple[int, int], before: int, after: int
):
    problem = tiny(seed, is_ordered=is_ordered)

    path = best_path(problem, plain_worth(problem), Stretch(start=ends[0], end=ends[1], before=before, after=after))

    best = max((chain_value(problem, picks, before, after) for picks in fillings(problem, *ends)), default=-np.inf)
    assert (path.reached if path else -np.inf) == best


@given(st.integers(0, 10_000), st.booleans(), st.sampled_from([(None, None), (7, 45), (None, 30), (21, None)]))
@SOME
def test_of_many_candidates_the_best_chain_is_found_too(seed: int, is_ordered: bool, around: tuple[int | None, int | None]):
    problem = tiny(seed, is_ordered=is_ordered, points=3, candidates=52)

    path = best_path(problem, plain_worth(problem), replace(whole_film(problem), before=around[0], after=around[1]))

    best = max((chain_value(problem, picks, *around) for picks in fillings(problem)), default=-np.inf)
    assert (path.reached if path else -np.inf) == best


def test_without_a_chain_there_is_no_path():
    problem = two_slots(first=np.array([0, 0], np.intp), last=np.array([1, 1], np.intp))

    assert best_path(problem, plain_worth(problem), whole_film(problem)) is None


def test_a_film_is_worth_its_clips_less_its_joins_plus_its_gains():
    joins = np.zeros((4, 4))
    joins[2, 1] = 7.0
    counter = Counter(members=np.array([1, 2], np.intp), gains=np.array([0.0, 5.0, 6.0]))

    assert two_slots(joins=joins, counters=(counter,)).value(film(2, 1)) == 30 + 2 - 7 + 6
    assert two_slots(joins=joins, counters=(counter,)).value(film(1, 0)) == 20 + 1 + 5


def test_a_chain_of_free_cells_is_a_film():
    assert two_slots().is_allowed(film(2, 1))


@pytest.mark.parametrize("picks", [(), film(0), film(0, 1)[1:], film(0, 1)[::-1]], ids=["none", "first", "last", "swapped"])
def test_what_does_not_lead_from_end_to_end_is_no_film(picks: Picks):
    assert not two_slots().is_allowed(picks)


def test_a_cell_taken_twice_is_no_film():
    problem = two_slots(cell_end=np.array([[2, 5, 6, 8]] * 2, np.int32))

    assert not problem.is_allowed(film(2, 1))
    assert not problem.is_allowed(film(1, 1))


def test_a_count_too_high_is_no_film():
    once = Counter(members=np.array([1, 2], np.intp), gains=np.zeros(2))

    assert not two_slots(counters=(once,)).is_allowed(film(2, 1))
    assert two_slots(counters=(once,)).is_allowed(film(2, 0))


def test_a_candidate_that_does_not_fit_is_no_film():
    assert not two_slots().is_allowed(film(0, 3))


def test_an_ordered_film_goes_forwards_only():
    assert two_slots(is_ordered=True).is_allowed(film(0, 1))
    assert not two_slots(is_ordered=True).is_allowed(film(1, 0))


def test_gains_that_rise_faster_and_faster_are_refused():
    with pytest.raises(ValueError, match="gains no more"):
        Counter(members=np.array([0], np.intp), gains=np.array([0.0, 1.0, 3.0]))
