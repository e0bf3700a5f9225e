"""What a person changed in an edit list is found, kept by the next plan, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from autoedit.model.document import Decision, DecisionKind, EditList
from autoedit.model.timeline import Clip, Item, TrackRole
from autoedit.plan.hand import changes, decisions_of, merged, resolved
from autoedit.plan.own_cuts import cuts_of
from autoedit.plan.style import highlights
from tests.plan.reading import clips, cuts, names
from tests.plan.values import footage, planned, song

KEEP, DROP, PIN, MUST = DecisionKind.KEEP, DecisionKind.DROP, DecisionKind.PIN, DecisionKind.MUST
FIRST, LAST = DecisionKind.FIRST, DecisionKind.LAST
LIBRARY = [footage("a", (0.5, 0.6, 0.7, 0.4)), footage("b", (0.6, 0.5, 0.3, 0.8))]


@cache
def film(*decisions: Decision) -> EditList:
    return planned(LIBRARY, song(), style=highlights(), length=Fraction(12), decisions=decisions)


def edited(*row: Clip, base: EditList | None = None) -> EditList:
    """The film with these clips for a picture, and the transitions between those that are still neighbours."""
    base = base or film()
    picture = base.timeline.track(TrackRole.PICTURE)
    others = tuple(track for track in base.timeline.tracks if track is not picture)
    stood = {(before.id, after.id): now for before, after, now in cuts_of(base)}
    items: list[Item] = list(row[:1])
    for before, after in pairwise(row):
        transition = stood.get((before.id, after.id))
        items += [after] if transition is None else [transition, after]
    return replace(base, timeline=replace(base.timeline, tracks=(replace(picture, items=tuple(items)), *others)))


def with_clip(place: int, **changes: object) -> EditList:
    row = list(clips(film()))
    row[place] = replace(row[place], **changes)
    return edited(*row)


def unused() -> str:
    """A select that the film does not show."""
    return next(
        f"{item.media.id}/{select.id}"
        for item in LIBRARY
        for select in item.selects
        if f"{item.media.id}/{select.id}" not in names(film())
    )


def is_shown(edit_list: EditList, pin: Decision) -> bool:
    """Whether a placed clip is in the film where and as it was put."""
    firsts = [0, *cuts(edit_list)]
    return any(
        (first, clip.frames, clip.source_start, clip.media) == (pin.start, pin.frames, pin.source_start, pin.select.split("/")[0])
        for first, clip in zip(firsts, clips(edit_list), strict=True)
    )


def test_a_list_as_it_was_planned_holds_no_decision():
    assert len(clips(film())) > 3
    assert decisions_of(film()) == ()


def test_decisions_that_are_written_stay():
    wish = Decision(kind=KEEP, select=names(film())[0])

    assert decisions_of(film(wish)) == (wish,)


def test_a_trimmed_clip_stays_as_it_is_where_it_is():
    was = clips(film())[1]

    (pin,) = decisions_of(with_clip(1, frames=was.frames - 7))

    assert (pin.kind, pin.select, pin.slot) == (PIN, was.select, 2)
    assert (pin.start, pin.frames, pin.source_start) == (cuts(film())[0], was.frames - 7, was.source_start)


def test_a_slipped_clip_stays_as_it_is_where_it_is():
    was = clips(film())[2]

    (pin,) = decisions_of(with_clip(2, source_start=was.source_start + Fraction(1, 25)))

    assert (pin.select, pin.start, pin.frames) == (was.select, cuts(film())[1], was.frames)
    assert pin.source_start == was.source_start + Fraction(1, 25)


def test_of_a_clip_whose_select_was_changed_the_plan_finds_the_in_point():
    changed = with_clip(1, select=unused(), media=unused().split("/")[0])

    assert decisions_of(changed) == (Decision(kind=PIN, select=unused(), slot=2),)
    assert names(film(*decisions_of(changed)))[1] == unused()


def test_a_clip_that_was_taken_out_is_dropped():
    row = clips(film())

    assert decisions_of(edited(*row[:1], *row[2:])) == (Decision(kind=DROP, select=row[1].select),)


def test_a_clip_that_was_put_in_stays_where_it_was_put():
    row = clips(film())
    name = unused()
    source = next(s for item in LIBRARY for s in item.selects if name == f"{item.media.id}/{s.id}")
    new = Clip(id="mine", media=name.split("/")[0], source_start=source.start, frames=20, select=name)

    (pin,) = decisions_of(edited(row[0], new, *row[1:]))

    assert (pin.kind, pin.select, pin.slot) == (PIN, name, 2)
    assert (pin.start, pin.frames, pin.source_start) == (row[0].frames, 20, source.start)


def test_clips_that_were_exchanged_stay_so():
    row = clips(film())

    pins = decisions_of(edited(row[0], row[2], row[1], *row[3:]))

    assert row[1].select in {pin.select for pin in pins}
    assert all(pin.kind is PIN and is_shown(film(*pins), pin) for pin in pins)


@pytest.mark.parametrize(
    "change",
    [
        lambda clip: {"frames": clip.frames - 6},
        lambda clip: {"frames": clip.frames + 5},
        lambda clip: {"source_start": clip.source_start + Fraction(3, 25)},
        lambda clip: {"source_start": clip.source_start - Fraction(2, 25), "frames": clip.frames - 2},
    ],
    ids=["shorter", "longer", "slipped", "both"],
)
@pytest.mark.parametrize("place", [0, 2])
def test_the_next_plan_keeps_what_was_changed(change, place: int):
    (pin,) = decisions_of(with_clip(place, **change(clips(film())[place])))

    again = film(pin)

    assert is_shown(again, pin)
    assert again.timeline.frames == film().timeline.frames


def test_the_next_plan_leaves_out_what_was_taken_out():
    row = clips(film())

    again = film(*decisions_of(edited(*row[:1], *row[2:])))

    assert row[1].select not in names(again)
    assert again.timeline.frames == film().timeline.frames


def test_planned_again_and_read_again_a_decision_is_the_same():
    (pin,) = decisions_of(with_clip(1, frames=clips(film())[1].frames - 7))

    assert decisions_of(film(pin)) == (pin,)


A, B = "a/shot-001.1", "b/shot-001.1"


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ([Decision(kind=KEEP, select=A)], [Decision(kind=DROP, select=A)], [1]),
        ([Decision(kind=KEEP, select=A)], [Decision(kind=DROP, select=B)], [0, 1]),
        ([Decision(kind=PIN, select=A, slot=2)], [Decision(kind=PIN, select=B, slot=2)], [1]),
        ([Decision(kind=PIN, select=A, slot=2)], [Decision(kind=PIN, select=B, slot=3)], [0, 1]),
        ([Decision(kind=FIRST, select=A)], [Decision(kind=FIRST, select=B)], [1]),
        ([Decision(kind=FIRST, select=A)], [Decision(kind=LAST, select=B)], [0, 1]),
        ([Decision(kind=MUST, select="a", time=Fraction(1))], [Decision(kind=MUST, select="a", time=Fraction(2))], [0, 1]),
        ([Decision(kind=MUST, select="a", time=Fraction(1))], [Decision(kind=DROP, select=A)], [0, 1]),
        ([Decision(kind=KEEP, select=A)], [Decision(kind=KEEP, select=A)], [0]),
    ],
    ids=["one select", "two selects", "one place", "two places", "one end", "two ends", "two instants", "instant", "same"],
)
def test_the_newer_word_on_one_thing_counts(old: list[Decision], new: list[Decision], left: list[int]):
    assert merged(old, new) == tuple([*old, *new][place] for place in left)


@pytest.mark.parametrize("name", ["a", "a.mp4", "/footage/a.mp4"])
@pytest.mark.parametrize("kind", [DROP, MUST])
def test_a_file_is_known_by_its_path_its_name_and_its_stem(name: str, kind: DecisionKind):
    decision = Decision(kind=kind, select=name, time=Fraction(3) if kind is MUST else None)

    assert resolved([decision], LIBRARY) == (replace(decision, select="a"),)


def test_an_id_outranks_another_files_stem():
    other = replace(LIBRARY[1], media=replace(LIBRARY[1].media, path="/elsewhere/a.mp4"))

    assert resolved([Decision(kind=DROP, select="a")], [other, LIBRARY[0]])[0].select == "a"


def test_instants_are_counted_from_the_beginning_of_a_file():
    late = replace(LIBRARY[0], media=replace(LIBRARY[0].media, start=Fraction(100)))
    early, later = (Decision(kind=MUST, select="a.mp4", time=Fraction(time)) for time in (3, 107))

    assert [decision.time for decision in resolved([early, later], [late])] == [103, 207]


def test_selects_and_unknown_names_are_left_as_they_are():
    decisions = (Decision(kind=KEEP, select=A), Decision(kind=DROP, select="nothing.mp4"))

    assert resolved(decisions, LIBRARY) == decisions


def test_two_films_that_are_the_same_have_no_changes():
    assert changes(film(), film()) == ()


def different(place: int, **change: object) -> Sequence[str]:
    return changes(film(), with_clip(place, **change))


def test_each_change_is_told_with_its_clip():
    row = clips(film())
    slip = {"source_start": row[1].source_start - Fraction(4, 25)}

    assert different(1, frames=row[1].frames - 7) == (f"clip 2: {row[1].frames - 7} frames instead of {row[1].frames}",)
    assert different(1, **slip) == ("clip 2: begins 4 frames earlier in its source",)
    assert different(0, select=unused()) == (f"clip 1: {unused()} instead of {row[0].select}",)


def test_clips_that_are_new_or_gone_are_told():
    row, count = clips(film()), len(clips(film()))
    shorter = edited(*row[:-1])

    assert changes(film(), shorter) == (f"clip {count} is gone: {row[-1].select}",)
    assert changes(shorter, film()) == (f"clip {count} is new: {row[-1].select}",)


def test_a_clip_brought_forward_is_the_one_that_was_moved():
    row = list(clips(film()))
    moved = row.pop(3)

    found = decisions_of(edited(row[0], moved, *row[1:]))

    assert [(decision.kind, decision.select, decision.start) for decision in found] == [(PIN, moved.select, row[0].frames)]


def test_a_swap_and_a_trim_at_once_keep_the_swap():
    other = next(select.id for select in LIBRARY[1].selects)

    found = decisions_of(with_clip(1, select=f"b/{other}", media="a", frames=clips(film())[1].frames - 3))

    assert [decision.select for decision in found if decision.kind is PIN] == [f"b/{other}"]


def test_to_keep_a_clip_does_not_undo_where_it_is():
    first, keep = Decision(kind=DecisionKind.FIRST, select=A), Decision(kind=KEEP, select=A)

    assert merged([first], [keep]) == (first, keep)


def test_a_placed_clip_gives_way_to_one_in_its_place_and_not_to_one_of_its_number():
    def at(start: int, select: str) -> Decision:
        return Decision(kind=PIN, select=select, slot=2, start=start, frames=50, source_start=Fraction(1))

    assert merged([at(0, A)], [at(25, B)]) == (at(25, B),)
    assert merged([at(0, A)], [at(50, B)]) == (at(0, A), at(50, B))


def test_a_clip_that_is_gone_is_told_and_not_all_that_follow():
    row = clips(film())

    assert changes(film(), edited(*row[:1], *row[2:])) == (f"clip 2 is gone: {row[1].select}",)


def test_beside_a_trimmed_clip_no_sliver_is_shown():
    was = clips(film())[1]
    trimmed = with_clip(1, frames=was.frames - 7)

    again = film(*decisions_of(trimmed))

    shortest = min(clip.frames for clip in clips(film()))
    assert all(clip.frames >= min(shortest, 25) for clip in clips(again) if clip.frames != was.frames - 7)


def test_two_clips_that_changed_places_are_both_kept():
    row = list(clips(film()))
    row[1], row[2] = row[2], row[1]

    found = decisions_of(edited(*row))
    again = film(*found)

    assert [decision.select for decision in found] == [row[1].select, row[2].select]
    assert names(again)[1:3] == [row[1].select, row[2].select]
