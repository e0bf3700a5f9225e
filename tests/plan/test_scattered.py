"""Footage in short pieces, and wishes that only a finer pacing can grant."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from autoedit.errors import NotEnoughMaterial
from autoedit.model.document import Decision, DecisionKind, Footage
from autoedit.model.select import Select
from autoedit.plan.style import highlights
from tests.plan.values import footage, planned


def short(name: str, seconds: str) -> Footage:
    """A file whose one select has no handles and lasts so long."""
    file = footage(name, (0.5,))
    only: Select = file.selects[0]
    limits = {"in_limit": only.peak - Fraction(1, 4), "start": only.peak - Fraction(1, 4)}
    end = only.peak - Fraction(1, 4) + Fraction(seconds)
    return replace(file, selects=(replace(only, **limits, end=end, out_limit=end),))


SCATTERED = [short("a", "3/2"), short("b", "2/5"), short("c", "5/2"), short("d", "1"), short("e", "7/10")]


@pytest.mark.parametrize("seconds", ["2", "4", "5", "11/2"])
def test_scattered_moments_fill_a_film_without_reaching_beyond_any(seconds: str):
    edit_list = planned(SCATTERED, style=highlights(), length=Fraction(seconds))

    rooms = {item.media.id: item.selects[0].out_limit - item.selects[0].in_limit for item in SCATTERED}
    assert edit_list.timeline.frames == int(25 * Fraction(seconds))
    assert all(Fraction(clip.frames, 25) <= rooms[clip.media] for clip in edit_list.timeline.tracks[0].clips)


def test_scattered_moments_that_are_too_few_are_told():
    with pytest.raises(NotEnoughMaterial) as raised:
        planned(SCATTERED, style=highlights(), length=Fraction(7))

    assert raised.value.available == Fraction(61, 10)


def test_clips_are_made_shorter_to_keep_all_that_is_wished():
    library = [footage(name, (0.5, 0.9)) for name in "abcd"]
    wishes = tuple(Decision(kind=DecisionKind.KEEP, select=f"{name}/shot-001.1") for name in "abcd")

    edit_list = planned(library, style=highlights(), length=Fraction(9), decisions=wishes)

    assert {f"{name}/shot-001.1" for name in "abcd"} <= {clip.select for clip in edit_list.timeline.tracks[0].clips}
    assert edit_list.notes == ()


def test_of_moments_as_good_every_file_is_seen_before_one_is_seen_again():
    library = [footage("rich", (0.6,) * 8), footage("poor", (0.6,)), footage("plain", (0.6,))]

    edit_list = planned(library, style=highlights(), length=Fraction(12))

    assert {clip.media for clip in edit_list.timeline.tracks[0].clips} == {"rich", "poor", "plain"}
