"""Chains made films, and films made better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.plan.fill import exchanged, free_worth, improved, repaired
from autoedit.plan.problem import Counter, Pick
from tests.plan.problems import fillings, film, tiny, two_slots

SOME = settings(max_examples=40, deadline=None)
EVERYONE = slice(0, 4)


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_a_film_needs_no_repair(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)
    films = [picks for picks in fillings(problem) if problem.is_allowed(picks)]

    for picks in films[:: max(1, len(films) // 6)]:
        assert repaired(problem, picks, problem.worth_of) == picks


def test_of_two_clips_that_show_one_moment_the_one_worth_more_stays():
    problem = two_slots()

    mended = repaired(problem, film(2, 2), problem.worth_of)

    assert mended[0] == Pick(slot=0, candidate=2)
    assert problem.is_allowed(mended)


def test_where_hints_say_so_the_other_one_stays():
    problem = two_slots()

    mended = repaired(problem, film(2, 2), lambda pick: -problem.worth_of(pick))

    assert mended[1] == Pick(slot=1, candidate=2)
    assert mended[0].candidate != 2


def test_a_place_that_was_filled_twice_over_is_filled_with_what_is_free():
    problem = two_slots(worth=np.array([[10.0, -np.inf, -np.inf, -np.inf], [5.0, 2.0, -np.inf, -np.inf]]))

    assert repaired(problem, film(0, 0), problem.worth_of) == film(0, 1)


def test_where_there_is_no_film_there_is_no_repair():
    problem = two_slots(worth=np.array([[10.0, 20.0, 30.0, 40.0], [-np.inf] * 4]))

    assert repaired(problem, (), problem.worth_of) is None


def test_what_a_film_takes_is_not_to_be_had_again():
    problem = two_slots()

    worth = free_worth(problem, (Pick(slot=0, candidate=1),))(np.array([0, 1]), EVERYONE)

    assert worth[:, 1].tolist() == [-np.inf, -np.inf]
    assert worth[0, [0, 2, 3]].tolist() == [10, 30, 40]


def test_what_is_free_is_worth_what_its_counts_would_gain_too():
    counter = Counter(members=np.array([1, 2], np.intp), gains=np.array([0.0, 5.0, 6.0]))
    problem = two_slots(counters=(counter,))

    before = free_worth(problem, ())(np.array([0]), EVERYONE)
    after = free_worth(problem, (Pick(slot=1, candidate=1),))(np.array([0]), EVERYONE)

    assert before[0].tolist() == [10, 25, 35, 40]
    assert after[0].tolist() == [10, -np.inf, 31, 40]


def test_what_may_not_be_shown_again_is_not_to_be_had():
    once = Counter(members=np.array([1, 2], np.intp), gains=np.zeros(2))
    problem = two_slots(counters=(once,))

    assert free_worth(problem, (Pick(slot=1, candidate=1),))(np.array([0]), EVERYONE)[0, 2] == -np.inf


def test_a_film_is_improved_by_a_better_moment():
    assert improved(two_slots(), film(0, 1)) == film(3, 2)


def test_a_film_is_improved_by_cutting_it_elsewhere():
    problem = two_slots()
    long = replace(
        problem,
        first=np.array([0, 0, 1], np.intp),
        last=np.array([1, 2, 2], np.intp),
        row=np.array([0, 2, 1], np.intp),
        worth=np.vstack([problem.worth, [0.0, 0.0, 0.0, 500.0]]),
        cell_first=np.vstack([problem.cell_first, problem.cell_first[:1]]),
        cell_end=np.vstack([problem.cell_end, problem.cell_end[:1]]),
    )
    cut = (Pick(slot=0, candidate=0), Pick(slot=2, candidate=1))

    assert improved(long, cut) == (Pick(slot=1, candidate=3),)


def test_two_clips_that_suit_each_others_places_better_are_exchanged():
    problem = two_slots(worth=np.array([[10.0, 1.0, 0.0, 0.0], [1.0, 10.0, 0.0, 0.0]]))

    assert exchanged(problem, film(1, 0)) == film(0, 1)


def test_an_exchange_that_costs_more_by_its_joins_than_it_gains_is_not_made():
    joins = np.zeros((4, 4))
    joins[0, 1] = 19.0
    problem = two_slots(worth=np.array([[10.0, 1.0, 0.0, 0.0], [1.0, 10.0, 0.0, 0.0]]), joins=joins)

    assert exchanged(problem, film(1, 0)) == film(1, 0)


@given(st.integers(0, 10_000), st.booleans())
@SOME
def test_the_best_film_stays_as_it_is(seed: int, is_ordered: bool):
    problem = tiny(seed, is_ordered=is_ordered)
    best = max((picks for picks in fillings(problem) if problem.is_allowed(picks)), key=problem.value, default=None)

    if best is not None:
        assert improved(problem, best) == best
