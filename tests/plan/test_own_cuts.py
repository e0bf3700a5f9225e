"""What a person set, changed or took out at a cut stays there, as long as both clips remain neighbours."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from autoedit.document.read import read_edit_list
from autoedit.document.write import edit_list_json
from autoedit.model.document import Decision, DecisionKind, EditList
from autoedit.model.timeline import Clip, Item, TrackRole, Transition
from autoedit.plan.film import Leaning
from autoedit.plan.hand import changes, decisions_of
from autoedit.plan.options import PlanOptions
from autoedit.plan.own_cuts import OwnCut, cuts_of, granted, own_cuts
from autoedit.plan.plan import plan
from autoedit.plan.solve import Choice
from autoedit.plan.style import built_in, highlights
from tests.plan.cuts import HERE, PAL, clip, row
from tests.plan.reading import names
from tests.plan.values import footage, planned, song

LIBRARY = [footage(name, (0.5, 0.6, 0.7, 0.4)) for name in ("a", "b", "c")]
OWN = Transition(kind="whip_pan", in_frames=3, out_frames=3, settings={"angle": 90.0})


@cache
def film() -> EditList:
    return planned(LIBRARY, song(), style=highlights(), length=Fraction(24))


def stands(edit_list: EditList) -> dict[tuple[str | None, str | None], Transition | None]:
    """What stands between each two selects."""
    return {(before.select, after.select): now for before, after, now in cuts_of(edit_list)}


def with_cut(place: int, transition: Transition | None, base: EditList | None = None) -> EditList:
    """The film with something else at the cut after its clip of this place, from 0."""
    base = base or film()
    picture = base.timeline.track(TrackRole.PICTURE)
    items: list[Item] = []
    for number, (before, _, now) in enumerate(cuts_of(base)):
        shown = transition if number == place else now
        items += [before] if shown is None else [before, shown]
    others = tuple(track for track in base.timeline.tracks if track is not picture)
    track = replace(picture, items=(*items, picture.clips[-1]))
    return replace(base, timeline=replace(base.timeline, tracks=(track, *others)))


def again(edit_list: EditList, *decisions: Decision) -> EditList:
    """The list planned anew as ``plan --from`` does."""
    found = (*decisions_of(edit_list), *decisions)
    options = PlanOptions(style=highlights(), length=edit_list.length, decisions=found)
    leaning = Leaning(
        towards=edit_list.planned, music=edit_list.timeline.track(TrackRole.MUSIC), cuts=own_cuts(edit_list)
    )  # fmt: skip
    return plan(edit_list.footage, edit_list.song, options, made_by="a test", leaning=leaning)


def a_transition() -> int:
    """A cut that is planned to be more than one."""
    return next(place for place, (_, _, now) in enumerate(cuts_of(film())) if now is not None)


def a_plain_cut() -> int:
    """A plain cut far from all others that are not."""
    stand = [place for place, (_, _, now) in enumerate(cuts_of(film())) if now is not None]
    return next(place for place in range(len(cuts_of(film()))) if all(abs(place - other) > 1 for other in stand))


def test_a_list_as_it_was_planned_has_no_cut_of_a_persons():
    assert any(now is not None for _, _, now in cuts_of(film()))
    assert own_cuts(film()) == own_cuts(read_edit_list(edit_list_json(film()))) == ()


@pytest.mark.parametrize("change", [None, OWN, "longer"], ids=["taken out", "another", "longer"])
def test_what_is_changed_at_a_cut_is_a_persons(change: Transition | str | None):
    was = cuts_of(film())[a_transition()]
    own = replace(was[2], out_frames=was[2].out_frames + 1) if change == "longer" else change

    assert own_cuts(with_cut(a_transition(), own)) == (OwnCut(before=was[0].select, after=was[1].select, transition=own),)


def test_a_reason_that_was_rewritten_changes_nothing():
    was = cuts_of(film())[a_transition()][2]

    assert own_cuts(with_cut(a_transition(), replace(was, reason="because"))) == ()


def test_a_transition_that_is_taken_out_stays_out_however_often_the_film_is_planned():
    base = with_cut(a_transition(), None)
    before, after, _ = cuts_of(base)[a_transition()]

    first = again(base)
    second = again(read_edit_list(edit_list_json(first)))

    assert stands(film())[before.select, after.select] is not None
    assert stands(first) == stands(second) == stands(base)


def test_a_transition_that_is_put_in_stays_as_it_was_put_in():
    base = with_cut(a_plain_cut(), OWN)
    before, after, _ = cuts_of(base)[a_plain_cut()]

    first = again(base)
    second = again(read_edit_list(edit_list_json(first)))

    assert stands(first)[before.select, after.select] == stands(second)[before.select, after.select] == OWN
    assert first.notes == second.notes == film().notes


def test_when_its_clips_are_parted_a_persons_transition_goes_and_that_is_told():
    base = with_cut(a_plain_cut(), OWN)
    gone = cuts_of(base)[a_plain_cut()][1].select

    found = again(base, Decision(kind=DecisionKind.DROP, select=gone))

    assert gone not in names(found)
    assert any("the whip_pan from" in note and note.endswith("no longer shows one after the other") for note in found.notes)


def test_a_transition_beyond_its_files_end_goes_and_that_is_told():
    base = with_cut(a_plain_cut(), replace(OWN, in_frames=1, out_frames=40))
    long = tuple(
        replace(item, media=replace(item.media, video=replace(item.media.video, duration=Fraction(1)))) for item in base.footage
    )

    found = again(replace(base, footage=long))

    assert any("the whip_pan from" in note and note.endswith("no longer fits between them") for note in found.notes)
    assert OWN.kind not in {now.kind for _, _, now in cuts_of(found) if now is not None}


def test_a_change_at_a_cut_is_told():
    place, kind = a_transition(), cuts_of(film())[a_transition()][2].kind

    assert changes(film(), with_cut(place, None)) == (f"clip {place + 2}: a plain cut instead of {kind} before it",)
    assert changes(film(), with_cut(place, OWN)) == (f"clip {place + 2}: whip_pan instead of {kind} before it",)
    assert changes(with_cut(place, OWN), with_cut(place, replace(OWN, out_frames=4))) == (
        f"clip {place + 2}: its whip_pan is another one",
    )


def test_in_a_talk_a_persons_transition_stays_too():
    talk = footage("a", (0.5, 0.5, 0.5))
    talk = replace(talk, selects=tuple(replace(select, look=HERE, shot="shot-001") for select in talk.selects))
    base = planned([talk], style=built_in("tighten"))
    own = Transition(kind="morph", in_frames=2, out_frames=2)

    leaning = Leaning(cuts=own_cuts(with_cut(1, own, base)))
    found = plan([talk], None, PlanOptions(style=built_in("tighten")), made_by="a test", leaning=leaning)

    assert [now for _, _, now in cuts_of(found)] == [None, own]


def test_a_list_without_what_was_planned_is_a_persons_throughout():
    base = replace(film(), planned=())

    assert [cut.transition for cut in own_cuts(base)] == [now for _, _, now in cuts_of(base) if now is not None]


def test_what_a_clip_brought_with_it_into_another_place_says_nothing():
    place = a_transition()
    picture = film().timeline.track(TrackRole.PICTURE)
    _, gone, transition = cuts_of(film())[place]
    left = [item for item in picture.items if item is not gone]
    following = left.index(transition) + 1
    assert isinstance(left[following], Clip)

    for items in (left, [item for item in left if item is not transition]):
        base = replace(film(), timeline=replace(film().timeline, tracks=(replace(picture, items=tuple(items)),)))
        assert gone.select not in names(base)
        assert own_cuts(base) == ()


A, B, C = (clip(name, frames=20) for name in "abc")


def wish(before: Choice, after: Choice, in_frames: int, out_frames: int) -> OwnCut:
    """A person's transition between two clips."""
    return OwnCut(
        before=before.candidate.name,
        after=after.candidate.name,
        transition=replace(OWN, in_frames=in_frames, out_frames=out_frames),
    )


@pytest.mark.parametrize(("before", "after", "both"), [(10, 10, True), (11, 10, False), (10, 11, False)])
def test_two_transitions_share_the_clip_between_them(before: int, after: int, both: bool):
    found = granted([wish(A, B, 1, before), wish(B, C, after, 1)], row(A, B, C), PAL)

    assert list(found.cuts) == ([1, 2] if both else [1])
    assert len(found.notes) == (0 if both else 1)


@pytest.mark.parametrize(("in_frames", "fits"), [(5, True), (6, False)])
def test_a_transition_begins_where_its_file_does(in_frames: int, fits: bool):
    early = clip("b", start=Fraction(1, 5))

    assert list(granted([wish(A, early, in_frames, 1)], row(A, early), PAL).cuts) == ([1] if fits else [])


@pytest.mark.parametrize(("out_frames", "fits"), [(25, True), (26, False)])
def test_a_transition_ends_where_its_file_does(out_frames: int, fits: bool):
    late = clip("a", start=3600 - 5)

    assert list(granted([wish(late, B, 1, out_frames)], row(late, replace(B, slot=replace(B.slot, frames=50))), PAL).cuts) == (
        [1] if fits else []
    )
