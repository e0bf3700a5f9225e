from fractions import Fraction

import pytest
from autoedit.plan.placing import Candidate, candidates, placed, unique_material
from hypothesis import given
from hypothesis import strategies as st

from tests.plan.values import footage, media, random_footage, select


def candidate(**times: int | str) -> Candidate:
    return Candidate(media=media("beach"), select=select(**times), order=0)  # type: ignore[arg-type]


@given(st.integers(0, 200), st.fractions(Fraction(1, 10), 12, max_denominator=600), st.booleans())
def test_a_clip_lies_within_its_selects_limits_or_nowhere(seed: int, duration: Fraction, on_beat: bool):
    for option in candidates(random_footage(seed, files=1)):
        start = placed(option, duration, on_beat=on_beat)

        if start is None:
            assert duration > option.room
        else:
            assert option.select.in_limit <= start <= start + duration <= option.select.out_limit


def test_on_a_beat_the_action_comes_a_third_of_the_clip_in():
    roomy = candidate(start=4, peak=5, end=6, in_limit=0, out_limit=20)

    start = placed(roomy, Fraction(2), on_beat=True)

    assert start == 5 - 2 * Fraction(35, 100)


def test_without_a_beat_the_clip_begins_at_the_lull_before_the_action():
    roomy = candidate(start=4, peak=5, end=6, in_limit=0, out_limit=20)

    assert placed(roomy, Fraction(2), on_beat=False) == 4


@pytest.mark.parametrize("on_beat", [True, False])
def test_the_action_is_shown_when_the_limits_leave_room_for_it(on_beat: bool):
    late = candidate(start=1, peak="5.9", end=6, in_limit=0, out_limit=20)

    start = placed(late, Fraction(2), on_beat=on_beat)

    assert start <= Fraction("5.9") < start + 2


def test_footage_that_selects_share_is_counted_once():
    shared = [candidate(number=k, start=k, peak=k, end=k + 1, in_limit=0, out_limit=10) for k in (1, 2, 3)]

    assert unique_material(shared) == 10


def test_candidates_come_in_story_order():
    library = [footage("second", (0.1, 0.2)), footage("first", (0.3,))]

    names = [option.name for option in candidates(library)]

    assert names == ["second/shot-001.1", "second/shot-002.1", "first/shot-001.1"]
