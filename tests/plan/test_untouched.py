"""A film that nobody changed is planned again as it was: what a person did not touch has no reason to move."""

from __future__ import annotations

from fractions import Fraction

import pytest

from autoedit.model.document import EditList
from autoedit.model.timeline import TrackRole
from autoedit.plan.film import Leaning
from autoedit.plan.hand import changes, decisions_of
from autoedit.plan.own_cuts import own_cuts
from autoedit.plan.plan import PlanOptions, plan
from autoedit.plan.style import built_in
from tests.plan.values import random_footage, song


def again(edit_list: EditList, options: PlanOptions) -> EditList:
    """The list planned anew as ``plan --from`` does."""
    assert decisions_of(edit_list) == ()
    leaning = Leaning(
        towards=edit_list.planned, music=edit_list.timeline.track(TrackRole.MUSIC), cuts=own_cuts(edit_list)
    )  # fmt: skip
    return plan(edit_list.footage, edit_list.song, options, made_by="a test", leaning=leaning)


@pytest.mark.parametrize("style", ["trailer", "montage", "highlights", "recap"])
@pytest.mark.parametrize("seed", range(6))
def test_a_film_that_nobody_changed_is_planned_as_it_was(style: str, seed: int):
    options = PlanOptions(style=built_in(style), length=Fraction(20))
    first = plan(random_footage(seed, files=6), song(), options, made_by="a test")

    second = again(first, options)

    assert changes(first, second) == ()
    assert second.timeline.tracks == first.timeline.tracks
