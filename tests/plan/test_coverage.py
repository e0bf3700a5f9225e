"""What counts gain: files, parts of the day, takes of one view, a person's wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from autoedit.model.document import DecisionKind, Footage
from autoedit.plan.candidate import Candidate
from autoedit.plan.coverage import Takes, counters
from autoedit.plan.style import Style, highlights, recap
from tests.plan.reading import clips, names
from tests.plan.values import footage, media, moment, planned, song


def moments(*files: int, groups: Sequence[str | None] = (), wished: Sequence[int] = ()) -> list[Candidate]:
    """A candidate for each file's number; by place the groups of some, and the places that a person wants."""
    groups = [*groups, *[None] * len(files)]
    return [
        Candidate(
            media=media(f"file-{order}"),
            select=replace(moment(place + 1), group=groups[place]),
            order=order,
            place=place / len(files),
            wish=DecisionKind.KEEP if place in wished else None,
        )
        for place, order in enumerate(files)
    ]


def gained(
    known: Sequence[Candidate],
    shown: Sequence[int],
    *,
    style: Style | None = None,
    takes: Takes = Takes.ALL,
    clips: float = 100,
) -> float:
    """What a film of these candidates gains by its counts; -inf where they may not be shown together."""
    total = 0.0
    for counter in counters(known, style or highlights(), takes, clips):
        count = int(np.isin(np.array(shown), counter.members).sum())
        total += float(counter.gains[count]) if count < len(counter.gains) else -np.inf
    return total


def test_two_files_gain_more_than_two_clips_of_one():
    known = moments(0, 0, 1)

    assert gained(known, [0, 2]) > gained(known, [0, 1])


def test_every_further_clip_of_a_file_gains_no_more_than_the_one_before():
    known = moments(*[0] * 12)

    steps = np.diff([gained(known, range(count)) for count in range(13)])

    assert steps[0] > steps[1] > 0
    assert all(np.diff(steps) <= 0)


def test_a_file_that_crowds_the_film_costs():
    known = moments(*[0] * 12, 1, 2, 3)

    assert gained(known, range(12), clips=8) < gained(known, range(2), clips=8)


def test_a_file_that_is_alone_crowds_nothing():
    known = moments(*[0] * 12)

    assert gained(known, range(12), clips=12) >= gained(known, range(3), clips=12)


def test_where_there_are_more_files_than_clips_each_gains_less():
    known = moments(*range(10))

    assert 0 < gained(known, [0], clips=2) < gained(known, [0], clips=10) == gained(known, [0], clips=50)


def test_a_recap_gains_by_another_part_of_the_day_and_highlights_do_not():
    known = moments(*[0] * 16)

    near, far = [0, 1], [0, 8]

    assert gained(known, far, style=recap()) > gained(known, near, style=recap())
    assert gained(known, far) == gained(known, near)


def test_moments_of_one_view_count_like_any_others_where_one_take_is_shown():
    alone, grouped = moments(0, 1), moments(0, 1, groups=["view", "view"])

    assert gained(grouped, [0, 1], takes=Takes.ONE) == gained(alone, [0, 1], takes=Takes.ONE)


def test_of_a_view_a_single_moment_may_be_shown():
    known = moments(0, 1, 2, groups=["view", "view"])

    assert gained(known, [0, 1], takes=Takes.SINGLE) == -np.inf
    assert gained(known, [0, 2], takes=Takes.SINGLE) > 0


def test_of_a_view_as_many_may_be_shown_as_a_person_wants():
    known = moments(0, 1, 2, groups=["view"] * 3, wished=[0, 1])

    assert np.isfinite(gained(known, [0, 1], takes=Takes.SINGLE))
    assert gained(known, [0, 1, 2], takes=Takes.SINGLE) == -np.inf


def test_where_all_takes_may_be_shown_views_count_for_nothing():
    assert gained(moments(0, 1, groups=["view"] * 2), [0, 1]) == gained(moments(0, 1), [0, 1])


@pytest.mark.parametrize("takes", Takes)
def test_a_view_with_one_moment_counts_for_nothing(takes: Takes):
    assert gained(moments(0, 1, groups=["view"]), [0, 1], takes=takes) == gained(moments(0, 1), [0, 1], takes=takes)


def test_a_wish_gains_more_than_several_new_files_and_parts_of_the_day():
    known = moments(*range(8), wished=[0])

    assert gained(known, [0], style=recap()) > gained(known, [1, 3, 5, 7], style=recap())


def three_takes() -> list[Footage]:
    """Three files of one view, and one of another."""
    takes = [footage(name, scores) for name, scores in {"a": (0.5, 0.5), "b": (0.6, 0.9), "c": (0.5, 0.5)}.items()]
    of_view = [replace(item, selects=tuple(replace(select, group="view") for select in item.selects)) for item in takes]
    return [*of_view, footage("other", (0.5,) * 4)]


@pytest.mark.parametrize(
    ("takes", "files", "most"), [(Takes.ONE, {"b", "other"}, 2), (Takes.SINGLE, {"b", "other"}, 1)], ids=["one", "single"]
)
def test_of_takes_of_a_view_the_film_shows_the_best_one(takes: Takes, files: set[str], most: int):
    edit_list = planned(three_takes(), song(), style=highlights(), length=Fraction(16), takes=takes)

    assert {clip.media for clip in clips(edit_list)} == files
    assert sum(name.startswith("b/") for name in names(edit_list)) <= most


def test_all_takes_of_a_view_are_shown_where_a_person_says_so():
    edit_list = planned(three_takes(), song(), style=highlights(), length=Fraction(16), takes=Takes.ALL)

    assert {clip.media for clip in clips(edit_list)} == {"a", "b", "c", "other"}
    assert edit_list.options["takes"] == "all"
