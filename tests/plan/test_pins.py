"""What a person puts somewhere is there, and the rest of the film is solved around it."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from autoedit.errors import UnknownName
from autoedit.model.document import Decision, DecisionKind, EditList, Song
from autoedit.plan.bed import lay_music
from autoedit.plan.candidate import candidates
from autoedit.plan.coverage import Takes
from autoedit.plan.grid import musical_grid
from autoedit.plan.pins import Held, ends_held, holding
from autoedit.plan.prices import solved
from autoedit.plan.solve import Puzzle, puzzle
from autoedit.plan.style import Style, highlights, trailer
from tests.plan.reading import Shown, cuts, names, shown
from tests.plan.values import footage, planned, song
from tests.properties.rates import PAL

PIN, FIRST, LAST, MUST = DecisionKind.PIN, DecisionKind.FIRST, DecisionKind.LAST, DecisionKind.MUST
LIBRARY = [footage("a", (0.5, 0.6, 0.7, 0.4)), footage("b", (0.6, 0.5, 0.3, 0.8))]
EVERY = [candidate.name for candidate in candidates(LIBRARY)]
STYLES = {"highlights": highlights(), "trailer": trailer()}
EITHER = pytest.mark.parametrize("style", STYLES)
SONG = song()
# What fails here fails for a reason that the examples tell: a film takes long, and shrinking takes hundreds.
FEW = settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.generate))


@cache
def film(style: str, *decisions: Decision, music: Song | None = None, seconds: int = 10) -> EditList:
    return planned(LIBRARY, music, style=STYLES[style], length=Fraction(seconds), decisions=decisions)


def placed(name: str, start: int, frames: int, source: Fraction | int) -> Decision:
    return Decision(kind=PIN, select=name, slot=1, start=start, frames=frames, source_start=Fraction(source))


def at(edit_list: EditList, frame: int) -> Shown:
    return next(seen for seen in shown(edit_list) if seen.first <= frame < seen.first + seen.frames)


@EITHER
@pytest.mark.parametrize("slot", [1, 2, 4])
@pytest.mark.parametrize("name", [EVERY[0], EVERY[-1]])
def test_a_pin_is_the_films_clip_of_that_number_and_the_cuts_before_it_stay(style: str, slot: int, name: str):
    free = film(style, music=SONG)
    assert len(names(free)) >= 4

    pinned = film(style, Decision(kind=PIN, select=name, slot=slot), music=SONG)

    assert names(pinned)[slot - 1] == name
    assert cuts(pinned)[: slot - 1] == cuts(free)[: slot - 1]
    assert pinned.timeline.frames == free.timeline.frames


def test_two_pins_against_the_storys_order_are_both_kept():
    pins = [Decision(kind=PIN, select=name, slot=slot) for slot, name in ((1, EVERY[-1]), (2, EVERY[0]))]

    assert names(film("highlights", *pins, music=SONG))[:2] == [EVERY[-1], EVERY[0]]


@given(st.integers(0, 200), st.integers(5, 50), st.integers(0, len(EVERY) - 1), st.sampled_from(sorted(STYLES)))
@FEW
def test_a_clip_in_its_place_begins_there_lasts_so_long_and_shows_what_it_showed(start: int, frames: int, who: int, style: str):
    source = candidates(LIBRARY)[who].select.in_limit + Fraction(1, 3)

    edit_list = film(style, placed(EVERY[who], start, frames, source), music=SONG)

    seen = at(edit_list, start)
    assert (seen.first, seen.frames, seen.select, seen.start) == (start, frames, EVERY[who], source)
    assert edit_list.timeline.frames == 250


@pytest.mark.parametrize(("start", "frames"), [(0, 50), (40, 33), (60, 20), (0, 100)])
def test_a_clip_in_its_place_in_a_film_without_music_is_there_however_long_it_is(start: int, frames: int):
    edit_list = film("highlights", placed(EVERY[1], start, frames, 12), seconds=4)

    assert (at(edit_list, start).first, at(edit_list, start).frames, at(edit_list, start).select) == (start, frames, EVERY[1])


def test_clips_in_their_places_side_by_side_stay():
    pins = [placed(EVERY[1], 50, 30, 12), placed(EVERY[0], 80, 41, 3)]

    edit_list = film("highlights", *pins, music=SONG)

    assert [(at(edit_list, pin.start).select, at(edit_list, pin.start).frames) for pin in pins] == [
        (EVERY[1], 30),
        (EVERY[0], 41),
    ]


def test_a_clip_of_footage_that_no_select_knows_stays():
    pin = placed("a/mine", 25, 40, 36)

    edit_list = film("trailer", pin, music=SONG)

    assert at(edit_list, 25).start == 36
    assert at(edit_list, 25).media == "a"


def test_a_clip_of_a_file_that_is_not_there_is_refused():
    with pytest.raises(UnknownName, match=r"no file of footage named 'c'"):
        film("trailer", placed("c/mine", 25, 40, 36))


@pytest.mark.parametrize("name", [EVERY[0], EVERY[3], EVERY[-1]])
@pytest.mark.parametrize(
    ("style", "music"), [("highlights", SONG), ("trailer", SONG), ("highlights", None)], ids=["story", "free", "without music"]
)
def test_what_a_person_wants_first_opens_the_film_and_what_they_want_last_ends_it(style: str, name: str, music: Song | None):
    first = film(style, Decision(kind=FIRST, select=name), music=music, seconds=5)
    last = film(style, Decision(kind=LAST, select=name), music=music, seconds=5)

    assert names(first)[0] == names(last)[-1] == name


def test_first_and_last_can_stand_the_story_on_its_head():
    edit_list = film("highlights", Decision(kind=FIRST, select=EVERY[-1]), Decision(kind=LAST, select=EVERY[0]), music=SONG)

    between = names(edit_list)[1:-1]
    assert (names(edit_list)[0], names(edit_list)[-1]) == (EVERY[-1], EVERY[0])
    assert between == sorted(between)


@EITHER
@pytest.mark.parametrize("seconds", ["1.5", "15", "38.2", "22.04"])
def test_an_instant_that_must_be_seen_is_seen(style: str, seconds: str):
    time = Fraction(seconds)

    edit_list = film(style, Decision(kind=MUST, select="b", time=time), music=SONG)

    assert any(seen.media == "b" and seen.start <= time < seen.end for seen in shown(edit_list))


@pytest.mark.parametrize("seconds", ["1", "1.5", "3"])
def test_an_instant_that_must_be_seen_is_seen_in_a_short_film_without_music(seconds: str):
    must = Decision(kind=MUST, select="a", time=Fraction(5))

    edit_list = planned(LIBRARY, style=highlights(), length=Fraction(seconds), decisions=(must,))

    assert any(seen.media == "a" and seen.start <= 5 < seen.end for seen in shown(edit_list))


@cache
def puzzled(style: Style | None = None) -> Puzzle:
    style = style or trailer()
    grid = musical_grid(lay_music(SONG.grid, Fraction(10)), style, PAL, 250, Fraction(1))
    return puzzle(grid, candidates(LIBRARY), style, PAL, Takes.ALL)


def begins(here: Puzzle) -> np.ndarray:
    return np.array([point.frame for point in here.grid.points])[here.grid.first]


def test_where_something_is_held_nothing_else_may_be_and_no_clip_passes_over_it():
    here = puzzled()
    frame = here.grid.points[3].frame

    held = holding(here, [Held(start=frame, name=here.field.candidates[2].name)])

    ends = np.array([point.frame for point in held.grid.points])[held.grid.last]
    there = held.problem.worth[held.problem.row[begins(held) == frame]]
    assert np.isfinite(there[:, 2]).any()
    assert not np.isfinite(np.delete(there, 2, axis=1)).any()
    assert not ((begins(held) < frame) & (ends > frame)).any()


def test_away_from_what_is_held_all_is_as_it_was():
    here = puzzled()
    frame = here.grid.points[3].frame

    held = holding(here, [Held(start=frame, name=here.field.candidates[2].name)])

    for slot, (first, last) in enumerate(zip(held.grid.first, held.grid.last, strict=True)):
        if held.grid.points[first].frame != frame:
            (old,) = np.flatnonzero((here.grid.first == first) & (here.grid.last == last))
            assert np.array_equal(held.problem.worth[held.problem.row[slot]], here.problem.worth[here.problem.row[old]])


def test_what_is_held_for_so_long_is_held_no_longer_and_no_shorter():
    here = puzzled()
    slot = int(np.flatnonzero(here.grid.first == 2)[1])
    frame, frames = here.grid.points[2].frame, here.grid.shapes[int(here.grid.row[slot])].frames

    held = holding(here, [Held(start=frame, name=here.field.candidates[0].name, frames=frames)])

    lasting = [held.grid.shapes[row].frames for row in held.grid.row[begins(held) == frame]]
    assert lasting == [frames]


def test_a_film_with_something_held_is_worth_no_more_than_a_free_one():
    here = puzzled()
    free = solved(here.problem)

    for point in here.grid.points[1:5]:
        found = solved(holding(here, [Held(start=point.frame, name=here.field.candidates[0].name)]).problem)
        assert found is None or found.value <= free.bound


def test_both_ends_can_be_held():
    here = ends_held(puzzled(), 5, 1)

    picks = solved(here.problem).picks

    assert (picks[0].candidate, picks[-1].candidate) == (5, 1)


def test_where_no_end_is_held_the_puzzle_is_as_it_was():
    assert ends_held(puzzled(), None, None) is puzzled()
