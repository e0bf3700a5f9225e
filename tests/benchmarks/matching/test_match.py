from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.matching import Scores, Stretch, Tally, Truth, cause, scores, truth_of


@dataclass(frozen=True)
class Told:
    kind: str
    first_frame: int
    last_frame: int


def cut(frame: int) -> Told:
    return Told("cut", frame, frame)


def dissolve(first: int, last: int) -> Told:
    return Told("dissolve", first, last)


def true(cuts: tuple[int, ...] = (), graduals: tuple[tuple[int, int], ...] = (), **more: tuple[Stretch, ...]) -> Truth:
    return Truth(
        frames=1000,
        cuts=tuple(Stretch(kind="cut", first=frame, last=frame) for frame in cuts),
        graduals=tuple(Stretch(kind="dissolve", first=first, last=last) for first, last in graduals),
        **more,
    )


def counts(found: Scores) -> list[tuple[int, int, int]]:
    """True, found and right, of cuts, graduals and all."""
    return [(score.tally.true, score.tally.found, score.tally.right) for score in (found.cuts, found.graduals, found.all)]


DIP = truth_of(
    {
        "frames": 720,
        "hard_cuts": [30],
        "gradual": [{"start": 331, "end": 359, "type": "fade_out"}, {"start": 394, "end": 422, "type": "fade_in"}],
        "black_frames": [[0, 29], [360, 393]],
    }
)


@pytest.mark.parametrize(("frame", "right"), [(98, 0), (99, 1), (100, 1), (101, 1), (102, 0)])
def test_a_cut_counts_within_one_frame(frame: int, right: int):
    assert counts(scores(true(cuts=(100,)), [cut(frame)]))[0] == (1, 1, right)


def test_two_cuts_found_at_one_are_one_right_and_one_false():
    found = scores(true(cuts=(100,)), [cut(99), cut(100)])

    assert counts(found)[0] == (1, 2, 1)
    assert found.cuts.hits[0][1].first_frame == 100
    assert [one.first_frame for one in found.all.false] == [99]


@pytest.mark.parametrize(
    ("first", "last", "right"),
    [(100, 119, 1), (100, 109, 1), (100, 108, 0), (90, 129, 1), (80, 139, 1), (80, 140, 0), (110, 125, 1), (111, 130, 0)],
)
def test_a_gradual_counts_when_half_of_it_is_covered_by_one_not_three_times_as_long(first: int, last: int, right: int):
    assert counts(scores(true(graduals=((100, 119),)), [dissolve(first, last)]))[1] == (1, 1, right)


def test_one_gradual_over_two_true_ones_counts_once():
    found = scores(true(graduals=((100, 119), (125, 144))), [dissolve(100, 144)])

    assert counts(found)[1] == (2, 1, 1)


def test_a_cut_inside_a_gradual_is_false_among_the_kinds_and_right_without_them():
    found = scores(true(graduals=((100, 119),)), [cut(110)])

    assert counts(found) == [(0, 1, 0), (1, 0, 0), (1, 1, 1)]


def test_a_short_gradual_over_a_cut_is_right_without_kinds_and_a_long_one_is_not():
    truth = true(cuts=(100,))

    assert counts(scores(truth, [dissolve(97, 103)])) == [(1, 0, 0), (0, 1, 0), (1, 1, 1)]
    assert counts(scores(truth, [dissolve(80, 120)])) == [(1, 0, 0), (0, 1, 0), (1, 1, 0)]


@pytest.mark.parametrize(
    "told",
    [
        [dissolve(331, 422)],
        [dissolve(331, 359), dissolve(394, 422)],
        [dissolve(331, 359)],
        [dissolve(400, 422)],
        [dissolve(350, 400)],
    ],
)
def test_a_dip_through_black_is_one_boundary_told_as_one_or_as_two(told: list[Told]):
    truth = Truth(frames=720, cuts=(), graduals=DIP.graduals)

    assert counts(scores(truth, told)) == [(0, 0, 0), (1, 1, 1), (1, 1, 1)]


def test_fades_with_a_picture_between_them_are_two_boundaries():
    graduals = [{"start": 331, "end": 359, "type": "fade_out"}, {"start": 394, "end": 422, "type": "fade_in"}]

    truth = truth_of({"frames": 720, "hard_cuts": [], "gradual": graduals, "black_frames": [[360, 380]]})

    assert len(truth.graduals) == 2
    assert len(DIP.graduals) == 1


def test_what_is_found_where_the_truth_is_ambiguous_is_neither_right_nor_false():
    truth = true(cuts=(100,), ambiguous=(Stretch(kind="", first=300, last=300), Stretch(kind="", first=400, last=410)))

    assert counts(scores(truth, [cut(100), cut(301), dissolve(395, 405)])) == [(1, 1, 1), (0, 0, 0), (1, 1, 1)]


def test_a_false_alarm_is_laid_to_the_distractor_beside_it_else_to_a_transition_else_to_nothing():
    truth = true(cuts=(100,), distractors=(Stretch(kind="flash", first=200, last=202),))

    assert [cause(one, truth) for one in (cut(205), cut(103), cut(500), dissolve(190, 198))] == [
        "flash",
        "transition",
        "nothing",
        "flash",
    ]


def test_the_figures_of_nothing_true_and_nothing_found_are_perfect():
    assert (Tally().precision, Tally().recall, Tally().f1) == (1, 1, 1)
    assert Tally(true=4, found=2, right=2).f1 == pytest.approx(2 / 3)


@st.composite
def films(draw: st.DrawFn) -> Truth:
    """Cuts and graduals with frames between them."""
    edges = draw(st.lists(st.integers(0, 1200), min_size=2, max_size=24, unique=True).map(sorted))
    cuts, graduals = [], []
    for number, (first, after) in enumerate(pairwise(edges)):
        if number % 2 or after - first < 4:
            cuts.append(first) if after - first > 2 else None
        else:
            graduals.append((first, after - 3))
    return true(cuts=tuple(cuts), graduals=tuple(graduals))


def as_told(truth: Truth) -> list[Told]:
    """What a perfect detector says."""
    return [cut(one.first) for one in truth.cuts] + [dissolve(one.first, one.last) for one in truth.graduals]


@given(films())
def test_the_truth_told_is_perfect(truth: Truth):
    found = scores(truth, as_told(truth))

    assert all(score.tally.f1 == 1 and not score.false for score in (found.cuts, found.graduals, found.all))


@given(films(), st.lists(st.tuples(st.booleans(), st.integers(0, 1200), st.integers(0, 40)), max_size=20))
def test_nothing_counts_twice_and_ignoring_kinds_never_finds_less(truth: Truth, drawn: list[tuple[bool, int, int]]):
    told = [cut(first) if is_cut else dissolve(first, first + more) for is_cut, first, more in drawn]

    found = scores(truth, told)

    for score in (found.cuts, found.graduals, found.all):
        assert score.tally.right <= min(score.tally.true, len(told))
        assert score.tally.right + len(score.false) == score.tally.found <= len(told)
        assert len({id(one) for _, one in score.hits}) == len(score.hits)
    assert found.all.tally.right >= found.cuts.tally.right + found.graduals.tally.right
    assert found.all.tally.true == len(truth.cuts) + len(truth.graduals)
