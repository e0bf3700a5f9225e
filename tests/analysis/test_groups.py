from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.analysis.groups import ALIKE, grouped, shot_looks
from autoedit.analysis.looks import LENGTH, turned
from autoedit.analysis.selects import find_selects
from autoedit.analysis.watch import shots_between, watch
from autoedit.model.select import Moments, Select
from autoedit.model.shot import Boundary, BoundaryKind
from tests.analysis.drawn import place
from tests.analysis.takes import panned, shoot

Look = np.ndarray


def scene(seed: int) -> Look:
    """A view unlike any other seed's."""
    return np.random.default_rng(seed).uniform(0.2, 0.9, LENGTH).astype(np.float32)


def off(look: Look, distance: float) -> Look:
    """The look at a distance, half the numbers up and half down."""
    signs = np.where(np.arange(LENGTH) % 2, 1, -1)
    return look + np.float32(distance) * signs


def take(*looks: Look, shot: str = "shot-001") -> Moments:
    """A shot with a select, and what it looks like along its way."""
    select = Select(
        id=f"{shot}.1", shot=shot, start=Fraction(1), end=Fraction(2), peak=Fraction(1), in_limit=Fraction(1),
        out_limit=Fraction(2), score=0.5,
    )  # fmt: skip  # a value a line says no more
    along = {shot: tuple(tuple(float(part) for part in look) for look in looks)}
    return Moments(boundaries=(), shots=(), selects=(select,), defects=(), looks=along)


def together(*takes: Moments) -> Moments:
    """Several shots of one file."""
    looks = {shot: along for each in takes for shot, along in each.looks.items()}
    return replace(takes[0], selects=tuple(select for each in takes for select in each.selects), looks=looks)


def cut(time: Fraction) -> Boundary:
    return Boundary(kind=BoundaryKind.CUT, start=time, end=time, first_frame=100, last_frame=100, confidence=1.0)


def groups(*files: Moments) -> list[list[str | None]]:
    return [[select.group for select in moments.selects] for moments in grouped(files)]


def test_retakes_in_two_files_share_a_group_and_others_have_none():
    found = groups(take(scene(1)), take(scene(2)), take(off(scene(1), 0.8 * ALIKE)))

    assert found == [["take-01"], [None], ["take-01"]]


def test_views_that_differ_by_more_than_takes_may_stay_apart():
    assert groups(take(scene(1)), take(off(scene(1), 1.1 * ALIKE))) == [[None], [None]]


def test_the_looks_of_one_take_alone_are_no_group():
    assert groups(take(scene(1), scene(1), scene(1))) == [[None]]


def test_a_set_up_that_comes_back_within_a_file_is_a_group():
    there, between, again = take(scene(1)), take(scene(2), shot="shot-002"), take(scene(1), shot="shot-003")

    assert groups(together(there, between, again)) == [["take-01", None, "take-01"]]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_copy_that_lost_its_rotation_is_a_take_of_the_same_view(turns: int):
    assert groups(take(scene(1)), take(turned(scene(1), turns))) == [["take-01"], ["take-01"]]


def test_a_walk_that_passes_a_view_is_no_take_of_it():
    walk = take(*(scene(seed) for seed in range(10)))

    assert groups(walk, take(scene(4))) == [[None], [None]]


def test_a_copy_cut_to_half_is_a_take_of_the_whole():
    walk = [scene(seed) for seed in range(10)]

    assert groups(take(*walk), take(*walk[:5])) == [["take-01"], ["take-01"]]


def test_a_chain_of_likenesses_does_not_become_one_group():
    chain = [take(off(scene(1), 0.9 * ALIKE * place)) for place in range(9)]

    found = [group for (group,) in groups(*chain)]

    assert max(found.count(group) for group in set(found) - {None}) <= 3


def test_plain_pictures_are_no_evidence():
    plain = np.full(LENGTH, 0.1, np.float32)

    assert groups(take(plain), take(plain)) == [[None], [None]]


def test_a_shot_without_selects_makes_no_group():
    bare = replace(take(scene(1)), selects=())

    assert groups(take(scene(1)), bare) == [[None], []]


def test_shots_without_looks_have_no_group():
    bare = take()

    assert groups(bare, bare) == [[None], [None]]
    assert groups() == []


def test_groups_are_numbered_as_they_first_come():
    assert groups(take(scene(2)), take(scene(1)), take(scene(1)), take(scene(2))) == [
        ["take-01"],
        ["take-02"],
        ["take-02"],
        ["take-01"],
    ]


@given(st.permutations(range(8)))
def test_which_takes_go_together_does_not_depend_on_their_order(order: list[int]):
    takes = [take(off(scene(place % 3), 0.3 * ALIKE * (place // 3))) for place in range(8)]

    found = [group for (group,) in groups(*(takes[place] for place in order))]

    found_together = {frozenset(order[at] for at, name in enumerate(found) if name == group) for group in set(found)}
    assert found_together == {frozenset({0, 3, 6}), frozenset({1, 4, 7}), frozenset({2, 5})}


def test_a_shots_looks_follow_its_way_and_no_other(tmp_path: Path):
    watched = watch(shoot(tmp_path / "film.mp4", panned(place(1), 100), panned(place(2), 150)))
    watched = replace(watched, shots=shots_between([cut(Fraction(4))], Fraction(0), Fraction(10)))

    along = shot_looks(watched)

    assert {shot: len(looks) for shot, looks in along.items()} == {"shot-001": 4, "shot-002": 6}
    own, other = (np.array(along[shot]) for shot in ("shot-001", "shot-002"))
    assert np.abs(own[:, None] - other[None]).mean(axis=2).min() > ALIKE


def test_a_copy_is_a_take_of_its_original_wherever_its_moments_are(tmp_path: Path):
    original = shoot(tmp_path / "one.mp4", panned(place(1), 100))
    copy = shoot(tmp_path / "two.mp4", panned(place(1), 75, since=20), rate=Fraction(24))
    other = shoot(tmp_path / "three.mp4", panned(place(2), 100))

    found = groups(*(find_selects(watch(media), None) for media in (original, copy, other)))

    assert [set(names) for names in found] == [{"take-01"}, {"take-01"}, {None}]
