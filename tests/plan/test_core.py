"""Where there are many candidates, the most promising few settle the prices, and the bound is still that of all."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.plan import core
from autoedit.plan.core import core_of
from autoedit.plan.prices import solved
from tests.plan.problems import best_film, fillings, tiny

SOME = settings(max_examples=25, deadline=None)


@given(st.integers(0, 10_000), st.booleans(), st.integers(1, 4))
@SOME
def test_a_film_solved_by_its_core_keeps_every_rule_and_the_bound_is_that_of_all(seed: int, is_ordered: bool, small: int):
    problem = tiny(seed, is_ordered=is_ordered, candidates=6, points=4)

    with patch.object(core, "SMALL", small):
        found = solved(problem)

    if found is not None:
        assert problem.is_allowed(found.picks)
        assert problem.value(found.picks) == found.value <= best_film(problem) <= found.bound


@given(st.integers(0, 10_000), st.integers(1, 4))
@SOME
def test_a_film_is_worth_the_same_in_the_core_and_in_the_whole(seed: int, small: int):
    problem = tiny(seed, is_ordered=False)

    with patch.object(core, "SMALL", small):
        inner = core_of(problem, ())

    if inner is not None:
        for film in list(fillings(inner.problem))[:200]:
            whole = inner.outward_picks(film)
            assert inner.problem.value(film) == problem.value(whole)
            assert inner.problem.is_allowed(film) == problem.is_allowed(whole)
            assert inner.inward({whole: 1.0}) == {film: 1.0}


def test_what_a_film_to_begin_with_shows_is_in_the_core():
    problem = tiny(3, is_ordered=False, candidates=12, points=4)

    with patch.object(core, "SMALL", 1):
        starts = [film for film in fillings(problem, 0, 1) if film][:12]
        assert all({film[0].candidate} <= set(core_of(problem, film).places.tolist()) for film in starts)


def test_a_small_problem_needs_no_core():
    assert core_of(tiny(3, is_ordered=False), ()) is None
