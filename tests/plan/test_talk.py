"""A talk is tightened: no word is cut, dead air is out, nothing is reordered, bad takes are left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import BadOption, NotEnoughMaterial
from autoedit.model.document import Decision, DecisionKind, EditList, Footage
from autoedit.model.select import Speech
from autoedit.model.time import whole_frames
from autoedit.model.timeline import TrackRole
from autoedit.plan.coverage import Takes
from autoedit.plan.style import highlights, tighten
from tests.plan.reading import clips, shown
from tests.plan.values import footage, media, planned, select, song
from tests.properties.rates import RATES

SOME = settings(max_examples=60, deadline=None)
TALK = tighten().talk
Line = tuple[int | str | Fraction, int | str | Fraction]


def talk(*lines: Line, name: str = "talk", seconds: int | Fraction = 60, score: float | None = None, **more: object) -> Footage:
    """A file in which this is said; with a score it has a moment, all of it."""
    spoken = tuple(Speech(start=Fraction(start), end=Fraction(end)) for start, end in lines)
    moments = () if score is None else (replace(select(start=0, peak=1, end=seconds, score=score), **more),)
    return Footage(media=media(name, seconds=seconds), selects=moments, speech=spoken)


def tightened(*found: Footage, **options: object) -> EditList:
    return planned(list(found), **{"style": tighten(), **options})  # type: ignore[arg-type]


def seconds_of(edit_list: EditList) -> list[tuple[float, float]]:
    return [(float(seen.start), float(seen.end)) for seen in shown(edit_list)]


@st.composite
def talks(draw: st.DrawFn) -> Footage:
    """Lines of a tenth of a second to four seconds, with pauses of all lengths between them."""
    time, lines = Fraction(0), []
    for pause, lasts in draw(st.lists(st.tuples(st.integers(5, 300), st.integers(10, 400)), min_size=1, max_size=10)):
        lines.append((time + Fraction(pause, 100), time + Fraction(pause + lasts, 100)))
        time = lines[-1][1]
    return talk(*lines, seconds=time + Fraction(draw(st.integers(30, 500)), 100))


@given(talks(), st.sampled_from(RATES))
@SOME
def test_every_line_is_heard_whole(item: Footage, rate: Fraction):
    edit_list = tightened(item, frame_rate=rate)

    for line in item.speech:
        assert any(seen.start <= line.start and line.end <= seen.end for seen in shown(edit_list))


@given(talks(), st.sampled_from(RATES))
@SOME
def test_no_silence_is_left_that_is_longer_than_a_pause(item: Footage, rate: Fraction):
    edit_list = tightened(item, frame_rate=rate)

    for seen in shown(edit_list):
        said = [line for line in item.speech if seen.start <= line.start and line.end <= seen.end]
        assert said[0].start - seen.start <= TALK.before + 1 / rate
        assert seen.end - said[-1].end <= TALK.after + 1 / rate
        assert all(later.start - earlier.end <= max(TALK.longest_pause, TALK.sentence) for earlier, later in pairwise(said))


@given(st.lists(talks(), min_size=1, max_size=3), st.sampled_from(RATES))
@SOME
def test_a_talk_goes_on_as_it_was_given_and_nothing_is_shown_twice(found: list[Footage], rate: Fraction):
    files = [replace(item, media=media(f"talk-{k}", seconds=item.media.duration)) for k, item in enumerate(found)]

    edit_list = tightened(*files, frame_rate=rate)

    told = [(seen.media, seen.start, seen.end) for seen in shown(edit_list)]
    assert told == sorted(told)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(told))
    assert all(start >= 0 and end <= edit_list.media[name].duration for name, start, end in told)


@given(talks(), st.sampled_from(RATES), st.fractions(Fraction(1, 10), 1, max_denominator=20))
@SOME
def test_a_talk_of_a_length_has_it_to_the_frame_and_no_line_of_it_is_broken(item: Footage, rate: Fraction, share: Fraction):
    length = max(Fraction(1), sum((line.end - line.start for line in item.speech), Fraction(0)) * share)
    try:
        edit_list = tightened(item, frame_rate=rate, length=length)
    except NotEnoughMaterial:
        return

    assert edit_list.timeline.frames == whole_frames(length, rate)
    for line in item.speech:
        for seen in shown(edit_list):
            is_whole = seen.start <= line.start and line.end <= seen.end
            assert is_whole or line.end <= seen.start or seen.end <= line.start


@given(talks(), st.sampled_from(RATES))
@SOME
def test_what_is_said_is_in_the_sound(item: Footage, rate: Fraction):
    edit_list = tightened(item, frame_rate=rate)

    sound = edit_list.timeline.track(TrackRole.SOURCE_SOUND)
    heard = [(clip.source_start, clip.source_time(clip.frames, rate)) for clip in sound.clips]
    assert sound.frames == edit_list.timeline.frames
    for line in item.speech:
        assert any(start <= line.start and line.end <= end for start, end in heard)


def test_dead_air_is_cut_out_and_a_breath_is_left():
    edit_list = tightened(talk((2, 4), (9, 12)))

    assert seconds_of(edit_list) == [(1.8, 4.28), (8.8, 12.28)]  # up to the next whole frame


def test_a_short_pause_stays():
    edit_list = tightened(talk((2, 4), ("4.6", 8)))

    assert seconds_of(edit_list) == [(1.8, 8.28)]


def test_a_click_is_no_line():
    edit_list = tightened(talk((2, 4), (9, "9.05")))

    assert len(clips(edit_list)) == 1


def test_of_two_takes_the_better_one_stays():
    takes = [
        talk((2, 4), name="first", score=0.3, group="view"),
        talk((3, 6), name="second", score=0.8, group="view"),
        talk((1, 2), name="third", score=0.1),
    ]

    assert [clip.media for clip in clips(tightened(*takes))] == ["second", "third"]


def test_a_take_that_a_person_keeps_stays():
    takes = [talk((2, 4), name="first", score=0.3, group="view"), talk((3, 6), name="second", score=0.8, group="view")]
    wish = Decision(kind=DecisionKind.KEEP, select="first/shot-001.1")

    assert "first" in {clip.media for clip in clips(tightened(*takes, decisions=(wish,)))}


@pytest.mark.parametrize("what", ["first", "first/shot-001.1"])
def test_what_a_person_drops_is_out(what: str):
    takes = [talk((2, 4), name="first", score=0.9), talk((3, 6), name="second", score=0.1)]

    edit_list = tightened(*takes, decisions=(Decision(kind=DecisionKind.DROP, select=what),))

    assert {clip.media for clip in clips(edit_list)} == {"second"}


def test_of_a_talk_that_is_too_long_what_is_worth_most_stays():
    takes = [talk((2, 5), name=name, score=score) for name, score in (("good", 0.9), ("bad", 0.1), ("best", 1.0))]

    edit_list = tightened(*takes, length=Fraction(7))

    assert {clip.media for clip in clips(edit_list)} == {"good", "best"}
    assert edit_list.notes == ("1 of 3 sentences are left out to come to the length",)


def test_what_a_person_keeps_stays_in_a_talk_that_is_too_long():
    takes = [talk((2, 5), name=name, score=score) for name, score in (("good", 0.9), ("bad", 0.1), ("best", 1.0))]
    wish = Decision(kind=DecisionKind.KEEP, select="bad/shot-001.1")

    edit_list = tightened(*takes, length=Fraction(7), decisions=(wish,))

    assert {clip.media for clip in clips(edit_list)} == {"bad", "best"}


def test_breaths_grow_where_a_talk_is_shorter_than_asked():
    edit_list = tightened(talk((2, 4), (9, 12), seconds=14), length=Fraction(8))

    assert edit_list.timeline.frames == 200
    assert len(clips(edit_list)) == 2


def test_a_talk_shorter_than_asked_with_all_its_breaths_is_told():
    with pytest.raises(NotEnoughMaterial):
        tightened(talk((2, 4), seconds=6), length=Fraction(10))


def test_a_file_in_which_nobody_speaks_keeps_its_moments():
    edit_list = tightened(talk((2, 4), name="a-talk"), footage("b-view", (0.5, 0.5)))

    assert [clip.media for clip in clips(edit_list)] == ["a-talk", "b-view", "b-view"]


def test_where_nothing_is_said_and_nothing_happens_there_is_no_film():
    with pytest.raises(NotEnoughMaterial):
        tightened(talk())


def test_a_clip_tells_what_was_cut_out_before_it():
    first, second = clips(tightened(talk((2, 4), (9, 12))))

    assert second.reason.text.endswith("; 4.5 s of dead air before it are cut out")
    assert first.reason.cut_on == second.reason.cut_on == "a pause"


def test_music_lies_under_a_talk_and_changes_nothing_of_it():
    item = talk((2, 12), (15, 20))

    alone, with_music = tightened(item), planned([item], song(), style=tighten())

    assert shown(with_music) == shown(alone)
    assert 0 < with_music.timeline.track(TrackRole.MUSIC).frames <= with_music.timeline.frames == alone.timeline.frames


def test_a_style_for_talks_that_does_not_say_how_is_refused():
    with pytest.raises(BadOption, match=r"has no \[talk\] table"):
        tightened(talk((2, 4)), style=replace(highlights(), order=tighten().order))


def test_a_file_that_is_another_take_of_a_view_is_told_to_be_left_out_and_can_be_kept():
    better, worse = (talk((1, 4), (8, 12), name=name, score=score, group="take-01") for name, score in (("a", 0.7), ("b", 0.4)))

    one, every = (tightened(better, worse, takes=takes) for takes in (Takes.ONE, Takes.ALL))

    assert {clip.media for clip in clips(one)} == {"a"}
    assert [note for note in one.notes if note.startswith("b is left out as another take")]
    assert {clip.media for clip in clips(every)} == {"a", "b"}
    assert not every.notes


def test_a_moment_that_is_dropped_takes_its_sentence_and_no_more_with_it():
    item = talk((1, 4), (8, 12), (20, 25))
    moments = tuple(select(name, start=start, peak=start + 1, end=end) for name, start, end in ((1, 1, 4), (2, 8, 12)))
    item = replace(item, selects=tuple(replace(moment, in_limit=Fraction(0), out_limit=Fraction(60)) for moment in moments))

    left = tightened(item, decisions=(Decision(kind=DecisionKind.DROP, select="talk/shot-001.2"),))

    assert [round(start) for start, _ in seconds_of(left)] == [1, 20]


def test_what_a_talk_cannot_grant_is_told():
    item = talk((1, 4), (8, 12), score=0.5)
    late = Decision(kind=DecisionKind.LAST, select=f"talk/{item.selects[0].id}")

    assert tightened(item, decisions=(late,)).notes == (f"talk/{item.selects[0].id} could not come last: a talk keeps its order",)
