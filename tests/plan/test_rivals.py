"""What simpler ways of choosing get is measured alike, and the same each time."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.plan.prices import solved
from autoedit.plan.rivals import beam, drawn, greedy
from autoedit.plan.style import highlights, trailer
from tests.benchmarks.libraries import library, made_song
from tests.plan.problems import best_film, tiny
from tests.plan.values import planned

RIVALS = pytest.mark.parametrize("rival", [greedy, beam, drawn], ids=lambda rival: rival.__name__)


@RIVALS
@given(seed=st.integers(0, 10_000), is_ordered=st.booleans())
@settings(max_examples=25, deadline=None)
def test_no_rival_is_worth_more_than_the_best_film_or_the_bound(rival, seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)

    films, found = rival(problem), solved(problem)

    for film in films if rival is drawn else [films]:
        if film is not None:
            assert problem.is_allowed(film)
            assert problem.value(film) <= best_film(problem)
            assert found is None or problem.value(film) <= found.bound


@RIVALS
def test_a_rival_gets_the_same_each_time(rival):
    problem = tiny(7, is_ordered=False, points=6)

    assert rival(problem) == rival(problem)


def test_films_drawn_at_random_depend_on_the_seed():
    problem = tiny(7, is_ordered=False, points=6)

    assert len({tuple(drawn(problem, seed=seed)) for seed in range(8)}) > 1


@pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
@pytest.mark.parametrize("seed", range(2))
def test_a_film_beats_all_that_simpler_ways_get(style, seed: int):
    solution = planned(library(seed, 60), made_song(seed, 40), style=style, length=Fraction(30)).solution

    assert max(solution.greedy, solution.beam) <= solution.value <= solution.bound
    assert solution.random < solution.value
