"""The bound is a bound, the film a film, and little lies between them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.plan.fill import exchanged, improved, repaired
from autoedit.plan.prices import solved
from autoedit.plan.style import highlights, montage, trailer
from tests.benchmarks.libraries import library, made_song
from tests.plan.problems import best_film, fillings, tiny
from tests.plan.values import planned

SOME = settings(max_examples=25, deadline=None)


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_no_film_is_worth_more_than_the_bound(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)

    found, best = solved(problem), best_film(problem)

    if found is not None:
        assert best is not None
        assert found.value <= best <= found.bound


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_the_film_found_keeps_every_rule_and_is_worth_what_is_said(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)

    found = solved(problem)

    if found is not None:
        assert problem.is_allowed(found.picks)
        assert problem.value(found.picks) == found.value


def test_most_tiny_problems_are_solved_to_the_best():
    problems = [tiny(seed, is_ordered=seed % 2 == 0) for seed in range(60)]
    best = [best_film(problem) for problem in problems]

    hits = [
        found is not None and found.value == top
        for found, top in zip(map(solved, problems), best, strict=True)
        if top is not None
    ]

    assert len(hits) > 30
    assert sum(hits) >= 0.8 * len(hits)


@given(st.integers(0, 10_000))
@SOME
def test_a_film_to_begin_with_is_never_lost(seed: int):
    problem = tiny(seed, is_ordered=False)
    start = next((film for film in fillings(problem) if problem.is_allowed(film)), None)

    if start is not None:
        assert solved(problem, start).value >= problem.value(start)


def test_the_same_problem_has_the_same_solution():
    problem = tiny(7, is_ordered=False, points=6)

    first, again = solved(problem), solved(problem)

    assert first == again


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_making_a_film_better_keeps_the_rules_and_loses_nothing(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)
    films = [film for film in fillings(problem) if problem.is_allowed(film)]
    ways = [improved] if is_ordered else [improved, exchanged]

    for film in films[:: max(1, len(films) // 4)]:
        for better in ways:
            changed = better(problem, film)
            assert problem.is_allowed(changed)
            assert problem.value(changed) >= problem.value(film)


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_a_repaired_chain_is_a_whole_film(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)
    chain = next(iter(fillings(problem)), ())

    film = repaired(problem, chain, problem.worth_of)

    if film is not None:
        assert problem.first[film[0].slot] == 0
        assert problem.last[film[-1].slot] == problem.points - 1


@pytest.mark.parametrize("seed", range(1))
@pytest.mark.parametrize("style", [highlights(), trailer(), montage()], ids=lambda style: style.name)
def test_a_film_of_a_hundred_moments_is_within_one_percent_of_the_best(seed: int, style):
    edit_list = planned(library(seed, 100), made_song(seed, 60), style=style, length=Fraction(45))

    assert edit_list.solution.gap <= 0.01
