"""What it costs to show one moment right after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.plan.candidate import Candidate, candidates
from autoedit.plan.neighbours import neighbour_costs
from tests.benchmarks.libraries import library
from tests.plan.values import media, select

GREY = (0.5,) * 48
CHECKED = (0.1, 0.9) * 24  # as bright as grey, and unlike it


def one(file: int = 0, shot: str = "shot-001", at: int = 0, **values: object) -> Candidate:
    """A moment that peaks at a time of a file."""
    heading = values.pop("heading", (0.0, 0.0))
    moment = select(shot=shot, start=at, peak=at + 1, end=at + 2, **({"look": ()} | values))  # type: ignore[arg-type]
    return Candidate(media=media(f"file-{file}"), select=replace(moment, heading=heading), order=file)  # type: ignore[arg-type]


def cost(before: Candidate, after: Candidate) -> float:
    return float(neighbour_costs([before, after], 1.0)[0, 1])


def test_moments_of_two_files_that_differ_cost_nothing():
    assert cost(one(0, look=GREY), one(1, look=CHECKED)) == 0


def test_a_jump_within_a_shot_is_dearest_then_the_shot_again_then_the_file_again():
    jump, again = cost(one(at=0), one(at=3)), cost(one(at=0), one(at=30))
    other_shot, other_file = cost(one(), one(shot="shot-002", at=30)), cost(one(), one(1))

    assert jump > again > other_shot > other_file == 0


def test_shots_of_one_name_in_two_files_are_two_shots():
    assert cost(one(0, at=0), one(1, at=3)) == 0


def test_views_that_look_alike_cost_though_they_are_of_two_files():
    nearly = tuple(value + 0.02 for value in CHECKED)

    assert cost(one(0, look=CHECKED), one(1, look=nearly)) > cost(one(0, look=CHECKED), one(1, look=GREY))


def test_a_leap_of_brightness_costs_the_more_the_higher_it_is():
    dark, dim, bright = ((level,) * 48 for level in (0.1, 0.3, 0.9))

    assert cost(one(0, look=dark), one(1, look=bright)) > cost(one(0, look=dark), one(1, look=dim)) > 0


@pytest.mark.parametrize("heading", [(0.3, 0.0), (0.0, -0.4)])
def test_a_camera_that_turns_about_jars_and_one_that_goes_on_does_not(heading: tuple[float, float]):
    about = (-heading[0], -heading[1])

    assert cost(one(0, heading=heading), one(1, heading=about)) > 0
    assert cost(one(0, heading=heading), one(1, heading=heading)) == 0


def test_a_camera_that_all_but_stands_still_turns_about_unseen():
    assert cost(one(0, heading=(0.3, 0.0)), one(1, heading=(-0.01, 0.0))) == 0


@given(st.integers(0, 300))
@settings(max_examples=20, deadline=None)
def test_nothing_costs_less_than_nothing_and_the_order_of_two_is_all_the_same(seed: int):
    costs = neighbour_costs(candidates(library(seed, 20)), 1.0)

    assert costs.min() >= 0
    assert np.allclose(costs, costs.T)


def test_costs_weigh_as_the_style_says():
    known = candidates(library(3, 20))

    assert np.allclose(neighbour_costs(known, 2.5), 2.5 * neighbour_costs(known, 1.0))
    assert not neighbour_costs(known, 0.0).any()
