"""The footage's own sound: as long as its pictures, at one loudness, no line broken."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.select import Speech
from autoedit.model.time import whole_frames
from autoedit.model.timeline import Clip, Gap, Track, Transition
from autoedit.plan.candidate import Candidate
from autoedit.plan.overlaps import overlaps
from autoedit.plan.solve import Choice, Slot
from autoedit.plan.sound_cuts import heard, source_sound, spans_heard
from tests.plan.values import media, select
from tests.properties.rates import PAL, RATES

Line = tuple[int | str | Fraction, int | str | Fraction]
DISSOLVE = Transition(kind="dissolve", in_frames=6, out_frames=6)


def shown(*lines: Line, start: int | str | Fraction = 10, frames: int = 100, loudness: float | None = -20.0) -> Choice:
    """A clip of a file of a minute, in which something is said."""
    spoken = tuple(Speech(start=Fraction(first), end=Fraction(last)) for first, last in lines)
    whole = select(start=1, peak=20, end=59, in_limit=0, out_limit=60, loudness=loudness)
    candidate = Candidate(media=media("beach"), select=replace(whole, speech=spoken), order=0)
    slot = Slot(start=0, frames=frames, beat=None, energy=0.5, is_drop=False)
    return Choice(slot=slot, candidate=candidate, source_start=Fraction(start))


def sound(
    *choices: Choice, transitions: tuple[Transition | None, ...] = (), rate: Fraction = PAL, fade_out: int = 0, lines: float = -20
) -> Track:
    transitions = transitions or (None,) * (len(choices) - 1)
    track = source_sound(choices, transitions, rate, level=-30.0, line_level=lines, fade_out=fade_out)
    assert track is not None
    return track


@st.composite
def spoken(draw: st.DrawFn) -> Choice:
    """A clip with lines around and in it, a breath between them."""
    rate_free, lines, time = draw(st.integers(1, 200)), [], Fraction(draw(st.integers(600, 1000)), 100)
    while time < 20:
        end = time + Fraction(draw(st.integers(10, 500)), 100)
        lines.append((time, end))
        time = end + Fraction(draw(st.integers(20, 400)), 100)
    start = 10 + Fraction(draw(st.integers(0, 300)), 100)
    return shown(*lines, start=start, frames=rate_free)


@given(spoken(), st.sampled_from(RATES))
def test_no_line_is_broken(choice: Choice, rate: Fraction):
    first, last = heard(choice, rate)

    ends = choice.source_start + first / rate, choice.source_start + last / rate
    assert 0 <= first <= last <= choice.slot.frames
    if last > first:
        assert not any(line.start < end < line.end for line in choice.candidate.select.speech for end in ends)


@given(spoken(), st.sampled_from(RATES))
def test_nothing_but_broken_lines_is_left_out(choice: Choice, rate: Fraction):
    first, last = heard(choice, rate)

    start = choice.source_start
    end = start + choice.slot.frames / rate
    if last > first:
        broken = [line for line in choice.candidate.select.speech if line.start < start < line.end or line.start < end < line.end]
        left_out = [(start, start + first / rate), (start + last / rate, end)]
        for low, high in left_out:
            assert high - low <= sum((min(line.end, end) - max(line.start, start) for line in broken), Fraction(0)) + 1 / rate


@given(st.lists(spoken(), min_size=1, max_size=5), st.sampled_from(RATES))
def test_the_sound_is_as_long_as_the_picture(choices: list[Choice], rate: Fraction):
    track = sound(*choices, rate=rate)

    starts = [placed.start for placed in track.placed()]
    assert track.frames == sum(choice.slot.frames for choice in choices)
    for place, span in enumerate(spans_heard(choices, rate)):
        is_cut_for_a_line = span.first < 0 or any(
            overlap.number == place - 1 and overlap.trail for overlap in overlaps(choices, rate)
        )
        assert is_cut_for_a_line or sum(choice.slot.frames for choice in choices[:place]) in starts


@given(st.lists(spoken(), min_size=1, max_size=5), st.sampled_from(RATES))
def test_sound_and_picture_are_in_step(choices: list[Choice], rate: Fraction):
    cuts = [sum(choice.slot.frames for choice in choices[:place]) for place in range(len(choices))]

    for placed in sound(*choices, rate=rate).placed():
        if isinstance(placed.item, Clip):
            number = int(placed.item.id.removeprefix("sound-")) - 1
            assert placed.item.source_start == choices[number].source_start + (placed.start - cuts[number]) / rate


@given(st.lists(spoken(), min_size=1, max_size=5), st.sampled_from(RATES))
def test_no_sound_begins_or_ends_within_a_line_whatever_leads_or_trails(choices: list[Choice], rate: Fraction):
    for choice, span in zip(choices, spans_heard(choices, rate), strict=True):
        ends = choice.source_start + span.first / rate, choice.source_start + span.last / rate
        assert not span.frames or not any(line.start < end < line.end for line in choice.candidate.select.speech for end in ends)


@given(st.lists(spoken(), min_size=1, max_size=5), st.sampled_from(RATES))
def test_no_sound_comes_from_outside_its_select_s_limits(choices: list[Choice], rate: Fraction):
    choices = [within(choice, Fraction(1, 2), rate) for choice in choices]

    for choice, span in zip(choices, spans_heard(choices, rate), strict=True):
        select = choice.candidate.select
        assert select.in_limit <= choice.source_start + span.first / rate
        assert choice.source_start + span.last / rate <= select.out_limit


def within(choice: Choice, handle: Fraction, rate: Fraction) -> Choice:
    """The clip with so much footage around it and no more."""
    start, end = choice.source_start, choice.source_start + choice.slot.frames / rate
    select = replace(choice.candidate.select, start=start, end=end, peak=start, in_limit=start - handle, out_limit=end + handle)
    return replace(choice, candidate=replace(choice.candidate, select=select))


def laid(*choices: Choice, rate: Fraction = PAL) -> list[tuple[str, int, int]]:
    """What lies on the track: the clip's name, or none, and from which frame to which of the film."""
    placed = sound(*choices, rate=rate).placed()
    return [
        (place.item.id if isinstance(place.item, Clip) else "", place.start, place.start + place.item.frames) for place in placed
    ]


# Clips of four seconds from second 10 on, a hundred frames; the second one from second 40 on.
SECOND = shown(start=40)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_end_of_a_line_is_heard_over_the_next_picture(rate: Fraction):
    line_end = Fraction(29, 2)
    frames = whole_frames(Fraction(4), rate)
    first, second = shown((12, line_end), frames=frames), shown(start=40, frames=frames)

    over = math.ceil((line_end - 10 - frames / rate) * rate)
    assert laid(first, second, rate=rate) == [("sound-001", 0, frames + over), ("sound-002", frames + over, 2 * frames)]
    assert sound(first, second, rate=rate).clips[1].source_start == 40 + over / rate


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_beginning_of_a_line_is_heard_under_the_picture_before(rate: Fraction):
    frames = whole_frames(Fraction(4), rate)
    first, second = shown(frames=frames), shown(("39.5", 42), start=40, frames=frames)

    over = math.ceil(rate / 2)
    assert laid(first, second, rate=rate) == [("sound-001", 0, frames - over), ("sound-002", frames - over, 2 * frames)]
    assert sound(first, second, rate=rate).clips[1].source_start == 40 - over / rate


def test_a_line_with_both_ends_beyond_the_cuts_is_heard_whole():
    assert laid(shown(), shown(("39.8", "44.2"), start=40), shown(start=50)) == [
        ("sound-001", 0, 95),
        ("sound-002", 95, 205),
        ("sound-003", 205, 300),
    ]


def test_lines_lead_at_two_cuts_one_after_the_other():
    assert laid(shown(), shown(("39.8", 42), start=40), shown(("49.8", 52), start=50)) == [
        ("sound-001", 0, 95),
        ("sound-002", 95, 195),
        ("sound-003", 195, 300),
    ]


def test_a_line_that_is_heard_over_a_cut_is_laid_at_the_level_of_lines_and_told():
    first, second = sound(shown((12, "14.5")), SECOND).clips

    assert (first.gain_db, second.gain_db) == (0.0, -10.0)
    assert first.reason is not None and first.reason.text == "the sound trails its picture, so that a line is heard whole"
    assert second.reason is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(shown((12, "15.1")), SECOND, id="more than a second of it"),
        pytest.param(shown(("13.2", "14.9")), SECOND, id="more than half of it"),
        pytest.param(shown((12, "14.5")), shown(("40.3", 42), start=40), id="something is said there"),
        pytest.param(shown((12, "14.5")), shown(start=40, frames=24), id="more than half of the next picture"),
        pytest.param(within(shown((12, "14.5")), Fraction(12, 25), PAL), SECOND, id="beyond the limits"),
    ],
)
def test_a_line_is_left_out_where_its_end_does_not_fit_over_the_next_picture(first: Choice, second: Choice):
    assert spans_heard([first, second], PAL)[0].last == heard(first, PAL)[1] < 100


def test_a_line_that_the_film_s_end_breaks_is_left_out():
    assert laid(shown(), shown(("42", "44.5"), start=40)) == [("sound-001", 0, 100), ("sound-002", 100, 150), ("", 150, 200)]


def test_at_one_cut_the_sound_that_trails_goes_before_the_one_that_leads():
    assert laid(shown((12, "14.5")), shown(("39.5", 42), start=40)) == [
        ("sound-001", 0, 113),
        ("", 113, 150),
        ("sound-002", 150, 200),
    ]


def test_a_voice_goes_on_over_a_picture_without_sound():
    assert laid(shown((12, "14.5")), shown(start=40, loudness=None)) == [("sound-001", 0, 113), ("", 113, 200)]


def test_sounds_do_not_cross_where_one_trails():
    track = sound(shown((12, "14.5")), SECOND, transitions=(DISSOLVE,))

    assert [type(item) for item in track.items] == [Clip, Clip]


def test_a_line_that_began_before_the_cut_is_left_out():
    assert heard(shown((9, "10.5")), PAL) == (13, 100)


def test_a_line_that_goes_on_after_the_cut_is_left_out():
    assert heard(shown((13, 15)), PAL) == (0, 75)


def test_a_line_all_through_a_clip_leaves_it_silent():
    assert heard(shown((9, 15)), PAL) == (0, 0)


def test_a_blink_of_sound_between_two_broken_lines_is_left_out():
    assert heard(shown((9, 12), ("12.1", 15)), PAL) == (0, 0)


def test_a_clip_without_sound_is_a_gap_in_the_track():
    track = sound(shown(), shown(loudness=None))

    assert [type(item) for item in track.items] == [Clip, Gap]


def test_footage_without_any_sound_has_no_track():
    assert source_sound([shown(loudness=None)], (), PAL, level=-30.0, line_level=-20.0) is None


def test_a_style_that_wants_no_sound_gets_none():
    assert source_sound([shown()], (), PAL, level=None, line_level=None) is None


def test_a_clip_with_a_whole_line_is_laid_at_the_level_of_lines_and_a_broken_one_is_not():
    whole, broken, silent = (sound(shown(*lines)).clips[0].gain_db for lines in ([(11, 12)], [(9, 11)], []))

    assert (whole, broken, silent) == (0.0, -10.0, -10.0)


def test_hiss_is_not_lifted_without_end():
    quiet, whisper = (sound(shown(loudness=loudness)).clips[0].gain_db for loudness in (-60.0, -90.0))

    assert quiet == whisper < 30


def test_the_last_sound_goes_with_the_picture():
    track = sound(shown(), shown(), fade_out=20)

    assert [clip.fade_out_frames for clip in track.clips] == [0, 20]


def test_where_pictures_cross_sounds_cross():
    track = sound(shown(), shown(start=40), transitions=(DISSOLVE,))

    assert [item for item in track.items if isinstance(item, Transition)] == [DISSOLVE]


@pytest.mark.parametrize("line", [("14.1", "14.5"), (15, 16)], ids=["said beyond", "later"])
def test_sounds_do_not_cross_over_what_is_said_beyond_the_cut(line: Line):
    track = sound(shown(line), shown(start=40), transitions=(DISSOLVE,))

    crosses = any(isinstance(item, Transition) for item in track.items)
    assert crosses == (line == (15, 16))


def test_sounds_of_which_one_ends_before_the_cut_do_not_cross():
    track = sound(shown((13, 15)), shown(start=40), transitions=(DISSOLVE,))

    assert not any(isinstance(item, Transition) for item in track.items)
    assert [type(item) for item in track.items] == [Clip, Gap, Clip]


def test_sound_does_not_cross_into_silence():
    track = sound(shown(), shown(start=40, loudness=None), transitions=(DISSOLVE,))

    assert [type(item) for item in track.items] == [Clip, Gap]


def test_clips_of_sound_have_names_of_their_own():
    names = [clip.id for clip in sound(shown(), shown(start=30), shown(start=40)).clips]

    assert all(a != b for a, b in pairwise(sorted(names)))
