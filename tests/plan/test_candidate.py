"""What may be chosen: in story order, once each, less what is ruled out."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import BadOption, UnknownName
from autoedit.model.document import Decision, DecisionKind, Footage
from autoedit.plan.candidate import (
    Candidate,
    candidates,
    decided,
    in_order,
    kept_back,
    look_distance,
    one_take,
    unique_material,
    without_copies,
)
from tests.plan.values import footage, media, random_footage, select
from tests.properties.rates import NTSC, PAL

KEEP, DROP, MUST, PIN = DecisionKind.KEEP, DecisionKind.DROP, DecisionKind.MUST, DecisionKind.PIN


def candidate(order: int = 0, **values: object) -> Candidate:
    return Candidate(media=media(f"file-{order}"), select=select(**values), order=order)  # type: ignore[arg-type]


def with_first(item: Footage, **changes: object) -> Footage:
    """The file with its first select changed."""
    return replace(item, selects=(replace(item.selects[0], **changes), *item.selects[1:]))


def names(found: list[Candidate]) -> list[str]:
    return [candidate.name for candidate in found]


def test_footage_that_selects_share_is_counted_once():
    shared = [candidate(number=k, start=k, peak=k, end=k + 1, in_limit=0, out_limit=10) for k in (1, 2, 3)]

    assert unique_material(shared) == 10


def test_footage_of_two_files_is_counted_in_each():
    both = [candidate(order, start=1, peak=1, end=2, in_limit=0, out_limit=10) for order in (0, 1)]

    assert unique_material(both) == 20


def test_limits_that_overlap_are_counted_by_what_they_reach_together():
    near = [candidate(start=1, peak=1, end=2, in_limit=low, out_limit=low + 4) for low in (0, 1)]

    assert unique_material(near) == 5


def test_candidates_come_in_story_order():
    library = [footage("second", (0.1, 0.2)), footage("first", (0.3,))]

    assert names(candidates(library)) == ["second/shot-001.1", "second/shot-002.1", "first/shot-001.1"]


def test_a_candidates_place_is_its_peaks_share_of_all_footage():
    library = [footage("a", (0.5,)), footage("b", (0.5, 0.5, 0.5))]

    assert [candidate.place for candidate in candidates(library)] == [5 / 40, 15 / 40, 25 / 40, 35 / 40]


@given(st.integers(0, 200), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_files_come_in_the_same_order_however_they_are_given(seed: int, rng: random.Random):
    library = random_footage(seed)
    mixed = rng.sample(library, len(library))

    assert in_order(mixed) == in_order(library)


def test_files_that_tell_when_they_were_captured_come_in_that_order():
    times = {"a": "2026-06-01T12:00:00+00:00", "b": "2026-06-01T10:00:00+00:00", "c": "2026-06-01T13:00:00+02:00"}

    ordered = in_order([footage(name, captured=time) for name, time in times.items()])

    assert [item.media.id for item in ordered] == ["b", "c", "a"]


def test_room_is_counted_in_whole_frames_of_the_film():
    roomy = candidate(start=4, peak=5, end=6, in_limit=0, out_limit="10.02")

    assert roomy.room_frames(PAL) == 250
    assert roomy.room_frames(NTSC) == 300


def test_a_copy_of_a_moment_in_another_file_goes_and_the_better_one_stays():
    look = tuple(k / 48 for k in range(48))
    library = [with_first(footage("a", (0.4, 0.5)), look=look), with_first(footage("b", (0.8, 0.5)), look=look)]

    assert names(without_copies(candidates(library))) == ["a/shot-002.1", "b/shot-001.1", "b/shot-002.1"]


def test_of_copies_the_one_a_person_keeps_stays():
    look = tuple(k / 48 for k in range(48))
    library = [with_first(footage("a", (0.4,)), look=look), with_first(footage("b", (0.8,)), look=look)]

    left = without_copies(decided(library, (Decision(kind=KEEP, select="a/shot-001.1"),), 0.0, PAL))

    assert names(left) == ["a/shot-001.1"]


def test_moments_of_one_file_that_look_alike_are_no_copies():
    look = (0.5,) * 48
    item = footage("a", (0.5, 0.6))
    item = replace(item, selects=tuple(replace(one, look=look) for one in item.selects))

    assert len(without_copies(candidates([item]))) == 2


def test_the_end_of_the_footage_is_kept_back_where_the_rest_is_plenty():
    known = candidates([footage("a", (0.5,) * 10)])

    assert names(kept_back(known, 0.1, Fraction(20))) == names(known)[:9]


def test_the_end_of_the_footage_is_not_kept_back_where_it_is_needed():
    known = candidates([footage("a", (0.5,) * 10)])

    assert kept_back(known, 0.1, Fraction(60)) == known


def test_what_a_person_wishes_is_not_kept_back():
    wish = Decision(kind=KEEP, select="a/shot-010.1")
    known = decided([footage("a", (0.5,) * 10)], (wish,), 0.0, PAL)

    assert names(kept_back(known, 0.1, Fraction(20))) == names(known)


def test_of_a_group_the_take_with_the_best_moment_stays_all_of_it():
    library = [footage("a", (0.5, 0.6)), footage("b", (0.9, 0.1)), footage("c", (0.2,))]
    moments = {
        "a": [{"group": "g"}, {"group": "g"}],
        "b": [{"group": "g", "shot": "s"}, {"group": "g", "shot": "s"}],
        "c": [{}],
    }
    library = [
        replace(item, selects=tuple(replace(one, **more) for one, more in zip(item.selects, moments[item.media.id], strict=True)))
        for item in library
    ]

    assert names(one_take(candidates(library))) == ["b/shot-001.1", "b/shot-002.1", "c/shot-001.1"]


def test_selects_without_a_look_are_unlike_all():
    selects = [select(start=0, peak=0, end=1, look=look) for look in ((), (0.5, 0.5), (0.5, 0.7))]

    assert look_distance(selects).round(6).tolist() == [[1, 1, 1], [1, 0, 0.1], [1, 0.1, 0]]


def test_a_dropped_file_is_out_but_for_what_is_kept_of_it():
    decisions = (Decision(kind=DROP, select="a"), Decision(kind=KEEP, select="a/shot-002.1"))

    left = decided([footage("a", (0.9, 0.5)), footage("b", (0.5,))], decisions, 0.0, PAL)

    assert names(left) == ["a/shot-002.1", "b/shot-001.1"]


def test_a_low_score_is_out_unless_it_is_wished():
    wish = Decision(kind=KEEP, select="a/shot-001.1")

    left = decided([footage("a", (0.1, 0.2, 0.9))], (wish,), 0.5, PAL)

    assert names(left) == ["a/shot-001.1", "a/shot-003.1"]


def test_an_instant_that_must_be_seen_is_a_moment_around_it():
    must = Decision(kind=MUST, select="a", time=Fraction(6))

    (found,) = [one for one in decided([footage("a", (0.9,))], (must,), 0.0, PAL) if one.wish is MUST]

    assert (found.name, found.select.peak) == ("a/at-6.000", 6)
    assert (found.select.in_limit, found.select.out_limit) == (1, 9)


def test_an_instant_in_no_shot_is_refused_with_where_the_file_runs():
    must = Decision(kind=MUST, select="a", time=Fraction(11))

    with pytest.raises(BadOption, match=r"a at 11\.000 s lies in no shot.*from 0\.000 to 10\.000 s"):
        decided([footage("a", (0.9,))], (must,), 0.0, PAL)


@pytest.mark.parametrize(
    ("decision", "kind", "near"),
    [
        (Decision(kind=KEEP, select="beach/shot-02.1"), "select", "beach/shot-002.1"),
        (Decision(kind=DROP, select="beech"), "select", "beach"),
        (Decision(kind=MUST, select="beech", time=Fraction(1)), "file of footage", "beach"),
        (Decision(kind=PIN, select="beach/shot-02.1", slot=1), "select", "beach/shot-002.1"),
    ],
    ids=lambda value: str(getattr(value, "kind", "")),
)
def test_a_decision_on_an_unknown_name_tells_the_nearest(decision: Decision, kind: str, near: str):
    with pytest.raises(UnknownName, match=f"Did you mean {near!r}") as raised:
        decided([footage("beach")], (decision,), 0.0, PAL)

    assert (raised.value.kind, raised.value.name) == (kind, decision.select)


@pytest.mark.parametrize("kind", [KEEP, DecisionKind.FIRST, DecisionKind.LAST])
def test_a_select_is_not_both_wished_and_dropped(kind: DecisionKind):
    both = (Decision(kind=kind, select="a/shot-001.1"), Decision(kind=DROP, select="a/shot-001.1"))

    with pytest.raises(BadOption, match="both kept and dropped"):
        decided([footage("a")], both, 0.0, PAL)


def test_a_clip_in_its_place_may_show_what_it_shows_and_no_more():
    pin = Decision(kind=PIN, select="a/shot-001.1", slot=1, start=0, frames=50, source_start=Fraction(3))

    (found,) = decided([footage("a", (0.9,))], (pin,), 0.0, PAL)

    assert (found.select.in_limit, found.select.out_limit) == (3, 5)
    assert found.room_frames(PAL) == 50


@pytest.mark.parametrize(
    "pins",
    [
        [(DecisionKind.PIN, "a/shot-001.1", 1), (DecisionKind.PIN, "b/shot-001.1", 1)],
        [(DecisionKind.PIN, "a/shot-001.1", 1), (DecisionKind.PIN, "a/shot-001.1", 2)],
        [(DecisionKind.FIRST, "a/shot-001.1", None), (DecisionKind.PIN, "b/shot-001.1", 1)],
        [(DecisionKind.FIRST, "a/shot-001.1", None), (DecisionKind.LAST, "a/shot-001.1", None)],
    ],
)
def test_places_that_contradict_one_another_are_refused(pins: list[tuple[DecisionKind, str, int | None]]):
    decisions = [Decision(kind=kind, select=select, slot=slot) for kind, select, slot in pins]

    with pytest.raises(BadOption, match="Decide on one"):
        decided([footage("a"), footage("b")], decisions, 0.0, Fraction(25))
