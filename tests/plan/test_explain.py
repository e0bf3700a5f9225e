"""What a film tells of its choices is true."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from autoedit.model.document import EditList, Footage
from autoedit.model.select import Defect, DefectKind
from autoedit.model.timeline import Clip
from autoedit.plan.bed import lay_music
from autoedit.plan.candidate import candidates, in_order
from autoedit.plan.coverage import Takes
from autoedit.plan.explain import reasons
from autoedit.plan.grid import musical_grid
from autoedit.plan.prices import solved
from autoedit.plan.problem import UNIT, Pick
from autoedit.plan.solve import puzzle
from autoedit.plan.style import Style, highlights, recap, trailer
from tests.benchmarks.libraries import library
from tests.plan.reading import clips, names, selects_of, shown
from tests.plan.values import FOUR_RISING, click_grid, footage, planned, song
from tests.properties.rates import PAL

STYLES = {style.name: style for style in (highlights(), trailer(), recap())}
FILMS = pytest.mark.parametrize(("style", "seed"), [(name, seed) for name in STYLES for seed in range(2)])
MUSIC = song(click_grid(tempo=128, bars=8, sections=FOUR_RISING))


@cache
def film(style: str, seed: int, takes: Takes = Takes.SINGLE) -> EditList:
    """A film of ten seconds of thirty moments."""
    return planned(library(seed, 30), MUSIC, style=STYLES[style], length=Fraction(10), takes=takes)


def told(edit_list: EditList) -> list[tuple[int, Clip, str, str]]:
    """Each runner-up with its clip: the clip's number, the clip, the runner-up, why it lost."""
    return [
        (number, clip, name, why) for number, clip in enumerate(clips(edit_list), 1) for name, why in clip.reason.lost.items()
    ]


@FILMS
def test_runners_up_are_not_in_the_film_and_each_lost_for_a_reason(style: str, seed: int):
    edit_list = film(style, seed)

    assert told(edit_list)
    for _, clip, name, why in told(edit_list):
        assert name not in names(edit_list)
        assert why
        assert tuple(clip.reason.lost) == clip.reason.runners_up


@FILMS
def test_a_clip_is_put_down_to_an_overlap_only_where_its_file_is_shown(style: str, seed: int):
    edit_list = film(style, seed)

    for number, _, name, why in told(edit_list):
        if match := re.fullmatch(r"it overlaps what clip (\d+) shows", why):
            assert int(match[1]) != number
            assert shown(edit_list)[int(match[1]) - 1].media == name.partition("/")[0]


@FILMS
def test_a_clip_is_put_down_to_its_view_only_where_the_view_is_shown(style: str, seed: int):
    edit_list, selects = film(style, seed), selects_of(film(style, seed))

    for number, _, name, why in told(edit_list):
        if match := re.fullmatch(r"clip (\d+) shows the same view", why):
            other = selects[names(edit_list)[int(match[1]) - 1]]
            assert int(match[1]) != number
            assert other.group == selects[name].group is not None


@FILMS
def test_a_clip_is_put_down_to_the_story_only_where_it_would_come_out_of_order(style: str, seed: int):
    edit_list = film(style, seed)
    order = [candidate.name for candidate in candidates(in_order(edit_list.footage))]

    for number, _, name, why in told(edit_list):
        if match := re.fullmatch(r"it comes (before|after) clip (\d+) in the story", why):
            near = names(edit_list)[int(match[2]) - 1]
            assert STYLES[style].is_chronological
            assert int(match[2]) == (number - 1 if match[1] == "before" else number + 1)
            assert (order.index(name) < order.index(near)) == (match[1] == "before")


@pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
@pytest.mark.parametrize("seed", range(2))
def test_a_runner_up_in_a_clips_place_makes_the_film_worth_so_much_less(style: Style, seed: int):
    found = library(seed, 30)
    grid = musical_grid(lay_music(MUSIC.grid, Fraction(10)), style, PAL, 250, Fraction(1))
    here = puzzle(grid, candidates(found), style, PAL, Takes.ALL)
    answer = solved(here.problem)
    by_name = {candidate.name: place for place, candidate in enumerate(here.field.candidates)}

    losses = 0
    for place, reason in enumerate(reasons(here.choices(answer.picks), here, answer.picks, found)):
        for name, why in reason.lost.items():
            if match := re.match(r"(\d+\.\d\d) less: ", why):
                other = Pick(slot=answer.picks[place].slot, candidate=by_name[name])
                swapped = (*answer.picks[:place], other, *answer.picks[place + 1 :])
                loss = (answer.value - here.problem.value(swapped)) / UNIT
                assert here.problem.is_allowed(swapped)
                assert loss == pytest.approx(float(match[1]), abs=0.0051)
                losses += 1
    assert losses > 5


@FILMS
def test_a_clips_text_tells_where_its_action_peaks(style: str, seed: int):
    edit_list, selects = film(style, seed), selects_of(film(style, seed))

    for clip in clips(edit_list):
        into = int(re.search(r"the action peaks (\d+) frames in", clip.reason.text)[1])
        assert abs(into - max(0, (selects[clip.select].peak - clip.source_start) * PAL)) <= Fraction(1, 2)


@FILMS
def test_the_beat_that_is_told_to_be_met_is_met_to_the_instant(style: str, seed: int):
    edit_list, selects = film(style, seed), selects_of(film(style, seed))

    hits = [clip for clip in clips(edit_list) if clip.reason.hit]

    assert hits
    for clip in hits:
        match = re.fullmatch(r"the cut's own beat|a (?:down)?beat (\d+) frames in", clip.reason.hit)
        assert clip.source_start + int(match[1] or 0) / PAL == selects[clip.select].peak


def test_a_film_without_music_is_cut_in_lulls():
    edit_list = planned([footage("a"), footage("b")], style=highlights(), length=Fraction(8))

    assert [clip.reason.cut_on for clip in clips(edit_list)][:2] == ["the start of the film", "a lull in the action"]
    assert not any(clip.reason.hit for clip in clips(edit_list))


def test_a_cut_on_the_drop_says_so():
    edit_list = planned([footage("a"), footage("b")], song(), style=trailer(), length=Fraction(32))

    on_drop = [placed.item for placed in edit_list.timeline.tracks[0].placed() if placed.start == 400]
    assert [clip.reason.cut_on for clip in on_drop] == ["a downbeat, the drop"]


def with_defects(*defects: Defect) -> Footage:
    """A file of which one moment alone can be shown, near what is wrong with the rest."""
    item = footage("a", (0.0, 0.9, 0.0))
    return replace(item, selects=item.selects[1:2], defects=defects)


def avoided(*defects: Defect) -> tuple[str, ...]:
    edit_list = planned([with_defects(*defects)], style=highlights(), length=Fraction(6))
    (clip,) = clips(edit_list)
    return clip.reason.avoids


def defect(kind: DefectKind, start: str | int, end: str | int) -> Defect:
    return Defect(kind=kind, start=Fraction(start), end=Fraction(end))


def test_defects_beside_what_is_shown_are_told():
    beside = defect(DefectKind.SHAKY, "9.5", 11), defect(DefectKind.BLACK, 19, 21)

    assert avoided(*beside) == ("shaky 9.5 to 11.0 s", "black 19.0 to 21.0 s")


@pytest.mark.parametrize("where", [(0, 1), (29, 30)], ids=["long before", "long after"])
def test_a_defect_far_from_what_is_shown_is_not_told(where: tuple[int, int]):
    assert avoided(defect(DefectKind.SHAKY, *where)) == ()


@pytest.mark.parametrize("kind", [DefectKind.WIND, DefectKind.CLIPPED, DefectKind.SILENT])
def test_what_is_only_heard_is_not_avoided_by_a_picture(kind: DefectKind):
    assert avoided(defect(kind, "9.5", 11)) == ()
