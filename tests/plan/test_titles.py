"""Where titles stand: over the beginning and the ending, and captions where their words are heard."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.caption import Caption
from autoedit.model.timeline import Clip, Gap, Item, Timeline, Title, TitleKind, Track, TrackKind, TrackRole, Transition
from autoedit.plan.titles import LEAST_GAP, OPENING_SHARE, SHORTEST_PIECE, carried, placed_title, retimed, with_titles
from tests.properties.rates import RATES

OPENING, END_CARD, CAPTION = TitleKind.OPENING, TitleKind.END_CARD, TitleKind.CAPTION
RATE = Fraction(24)


def clip(name: str, start: int | str | Fraction, frames: int, *, media: str = "a", speed: Fraction = Fraction(1)) -> Clip:
    return Clip(id=name, media=media, source_start=Fraction(start), frames=frames, speed=speed)


def film(*items: Item, sound: tuple[Item, ...] | None = None, music: tuple[Item, ...] = (), rate: Fraction = RATE) -> Timeline:
    tracks = [Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)]
    if sound is not None:
        tracks.append(Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=sound))
    if music:
        tracks.append(Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=music))
    return Timeline(name="film", frame_rate=rate, width=160, height=96, tracks=tuple(tracks))


def shots(*lengths: int) -> Timeline:
    return film(*(clip(f"clip-{number}", 10 * number, frames) for number, frames in enumerate(lengths)))


def said(start: int | str, end: int | str, text: str) -> Caption:
    return Caption(start=Fraction(start), end=Fraction(end), text=text)


def spans(titles: tuple[Title, ...]) -> list[tuple[str, int, int]]:
    return [(title.text, title.start, title.span.stop) for title in titles]


# The opening and the end card


def test_the_opening_waits_for_the_first_picture_and_stays_three_seconds():
    timeline = with_titles(shots(480), opening="Harbour, June")

    assert spans(timeline.titles) == [("Harbour, June", 12, 12 + 72)]


def test_the_end_card_lies_over_the_last_three_seconds():
    timeline = with_titles(shots(480), end_card="The end")

    assert spans(timeline.titles) == [("The end", 480 - 72, 480)]


def test_the_opening_ends_at_the_first_cut_that_leaves_time_to_read_it():
    timeline = with_titles(shots(30, 40, 60, 350), opening="Harbour")

    assert timeline.titles[0].span.stop == 70


def test_the_opening_ends_before_a_transition_begins():
    cut = Transition(kind="dissolve", in_frames=8, out_frames=8)
    timeline = with_titles(film(clip("a", 0, 80), cut, clip("b", 20, 400)), opening="Harbour")

    assert timeline.titles[0].span.stop == 72


def test_the_end_card_begins_at_the_cut_nearest_to_where_it_would():
    timeline = with_titles(shots(300, 92, 20, 68), end_card="The end")

    assert timeline.titles[0].start == 480 - 68


def test_long_texts_stay_longer():
    few, many = (placed_title(shots(2400), OPENING, "word " * words).frames for words in (3, 14))

    assert many > few


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=12), st.sampled_from(RATES), st.sampled_from(["a", "b c d " * 10]),
)  # fmt: skip
def test_however_short_the_film_its_large_titles_lie_in_it_apart_and_leave_it_some_room(
    lengths: list[int], rate: Fraction, text: str
):
    plain = replace(shots(*lengths), frame_rate=rate)

    timeline = with_titles(plain, opening=text, end_card=text)

    opening, card = (next(title for title in timeline.titles if title.kind is kind) for kind in (OPENING, END_CARD))
    assert card.span.stop == timeline.frames
    assert opening.span.stop <= timeline.frames
    assert opening.frames <= max(1, timeline.frames * OPENING_SHARE)
    assert opening.span.stop <= card.start or timeline.frames <= 3


@given(st.lists(st.integers(1, 200), min_size=1, max_size=6), st.sampled_from(RATES))
def test_titles_change_nothing_else_of_a_film(lengths: list[int], rate: Fraction):
    plain = replace(shots(*lengths), frame_rate=rate)

    timeline = with_titles(plain, "a", "b", {"a": [said(0, 5, "c")]})

    assert replace(timeline, titles=()) == plain


def test_a_title_takes_the_place_of_the_one_before_it():
    timeline = with_titles(with_titles(shots(480), opening="one", end_card="two"), opening="three")

    assert [title.text for title in timeline.titles] == ["three", "two"]


def test_an_empty_text_takes_a_title_away_and_none_leaves_it():
    titled = with_titles(shots(480), "one", "two", {"a": [said(0, 5, "c")]})

    assert [title.text for title in with_titles(titled, opening="").titles] == ["c", "two"]
    assert [title.text for title in with_titles(titled, captions={}).titles] == ["one", "two"]
    assert with_titles(titled) == titled


# Captions


def test_a_caption_stands_where_its_words_are_in_the_cut():
    timeline = film(clip("one", 10, 48), clip("two", 100, 48))

    found = retimed(timeline, {"a": [said("100.5", "101.5", "now")]})

    assert spans(found) == [("now", 48 + 12, 48 + 36)]


def test_words_that_the_cut_leaves_out_have_no_caption():
    timeline = film(clip("one", 10, 48), clip("two", 100, 48))

    assert retimed(timeline, {"a": [said(50, 52, "gone")], "b": [said(10, 12, "another file")]}) == ()


def test_a_caption_that_is_cut_off_is_shown_for_what_is_heard_of_it():
    found = retimed(film(clip("one", 10, 48)), {"a": [said(9, 11, "in"), said("11.5", 20, "out")]})

    assert spans(found) == [("in", 0, 24), ("out", 36, 48)]


def test_less_than_a_third_of_a_second_of_a_cut_off_caption_is_not_shown():
    found = retimed(film(clip("one", 10, 48)), {"a": [said(9, "10.25", "in"), said("11.8", 20, "out")]})

    assert found == ()


def test_a_short_caption_that_is_heard_whole_is_shown():
    found = retimed(film(clip("one", 10, 48)), {"a": [said("10.5", "10.7", "No!")]})

    assert spans(found) == [("No!", 12, 17)]


def test_the_sound_decides_where_there_is_a_track_of_it():
    """A J-cut: the second clip is heard a second before it is seen, and the first is not heard at all."""
    timeline = film(clip("one", 0, 48), clip("two", 100, 48), sound=(Gap(frames=24), clip("heard", 99, 72)))

    found = retimed(timeline, {"a": [said(0, 2, "seen alone"), said(99, "99.5", "heard early")]})

    assert spans(found) == [("heard early", 24, 36)]


def test_words_of_a_song_are_shown_over_the_music():
    timeline = film(clip("one", 0, 96), sound=(Gap(frames=96),), music=(clip("song", 30, 96, media="song"),))

    assert spans(retimed(timeline, {"song": [said(31, 32, "la la")]})) == [("la la", 24, 48)]


def test_a_caption_follows_the_clip_s_speed():
    found = retimed(film(clip("fast", 10, 48, speed=Fraction(2))), {"a": [said(12, 13, "quick")]})

    assert spans(found) == [("quick", 24, 36)]


def test_a_caption_over_two_clips_that_follow_on_is_one():
    timeline = film(clip("one", 10, 48), clip("two", 12, 48))

    assert spans(retimed(timeline, {"a": [said(11, 13, "on")]})) == [("on", 24, 72)]


def test_two_short_ends_that_make_a_whole_caption_are_shown():
    timeline = film(clip("one", 10, 48), clip("two", 12, 48))

    assert spans(retimed(timeline, {"a": [said("11.8", "12.2", "on")]})) == [("on", 43, 53)]


def test_a_moment_that_the_film_shows_twice_has_its_caption_twice():
    timeline = film(clip("one", 10, 48), clip("two", 90, 48), clip("again", 10, 48))

    assert spans(retimed(timeline, {"a": [said(10, 11, "twice")]})) == [("twice", 0, 24), ("twice", 96, 120)]


def test_a_later_caption_interrupts_an_earlier_which_then_goes_on():
    found = retimed(film(clip("one", 0, 240)), {"a": [said(0, 9, "long"), said(3, 4, "short")]})

    assert spans(found) == [("long", 0, 70), ("short", 72, 94), ("long", 96, 216)]


def test_two_captions_that_begin_together_are_read_together():
    found = retimed(film(clip("one", 0, 240)), {"a": [said(1, 3, "- Now?"), said(1, 4, "- Now.")]})

    assert spans(found) == [("- Now?\n- Now.", 24, 96)]


cues = st.builds(
    lambda start, length, text: Caption(start=start, end=start + length, text=text),
    st.fractions(0, 60, max_denominator=1000), st.fractions("0.001", 8, max_denominator=1000), st.sampled_from("abcdefgh"),
)  # fmt: skip


@st.composite
def films(draw: st.DrawFn) -> Timeline:
    rows: list[Item] = []
    for number in range(draw(st.integers(1, 8))):
        if draw(st.integers(0, 4)) == 0:
            rows.append(Gap(frames=draw(st.integers(1, 40))))
        start = draw(st.fractions(0, 50, max_denominator=1001))
        speed = draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3, 2)]))
        rows.append(clip(f"clip-{number}", start, draw(st.integers(1, 200)), media=draw(st.sampled_from("ab")), speed=speed))
    return film(*rows, rate=draw(st.sampled_from(RATES)))


@given(films(), st.lists(cues, max_size=12), st.lists(cues, max_size=5))
def test_captions_lie_in_the_film_in_order_and_never_overlap(timeline: Timeline, first: list[Caption], second: list[Caption]):
    found = retimed(timeline, {"a": first, "b": second})

    assert all(0 <= title.start < title.span.stop <= timeline.frames for title in found)
    assert all(before.span.stop <= after.start for before, after in pairwise(found))
    assert len(with_titles(timeline, captions={"a": first, "b": second}).titles) == len(found)


@given(films(), st.lists(cues, max_size=12))
def test_between_two_captions_there_is_a_gap_where_the_first_can_spare_it(timeline: Timeline, captions: list[Caption]):
    least = round(LEAST_GAP * timeline.frame_rate)

    for before, after in pairwise(retimed(timeline, {"a": captions})):
        assert after.start - before.span.stop >= least or before.frames == 1


@given(films(), st.lists(cues, max_size=12))
def test_every_frame_of_a_caption_plays_what_it_says(timeline: Timeline, captions: list[Caption]):
    """To half a frame; two that begin together stand together, so one of a caption's lines has to be said there."""
    near = {clip.id: clip.speed / timeline.frame_rate / 2 for track in timeline.tracks for clip in track.clips}
    shortest = SHORTEST_PIECE + 1 / timeline.frame_rate

    for title in retimed(timeline, {"a": captions}):
        for placed in timeline.tracks[0].placed():
            item = placed.item
            here = range(max(title.start, placed.start), min(title.span.stop, placed.start + item.frames))
            for frame in here if isinstance(item, Clip) else ():
                middle = item.source_time(frame - placed.start + Fraction(1, 2), timeline.frame_rate)
                slack = near[item.id] + (shortest * item.speed if "\n" in title.text else 0)
                assert item.media == "a"
                assert any(
                    caption.start - slack <= middle <= caption.end + slack
                    for caption in captions
                    if caption.text in title.text.split("\n")
                )


@given(films(), st.lists(cues, max_size=12))
def test_the_words_of_every_caption_heard_for_long_enough_are_in_the_film(timeline: Timeline, captions: list[Caption]):
    shown = {line for title in retimed(timeline, {"a": captions}) for line in title.text.split("\n")}
    enough = SHORTEST_PIECE + 1 / timeline.frame_rate

    for placed in timeline.tracks[0].placed():
        item = placed.item
        if isinstance(item, Clip) and item.media == "a":
            start, end = item.source_start, item.source_time(item.frames, timeline.frame_rate)
            for caption in captions:
                heard = (min(caption.end, end) - max(caption.start, start)) / item.speed
                assert heard <= enough or caption.text in shown


def test_thousands_of_captions_at_one_time_make_no_title_that_is_too_long():
    captions = [said(1, 3, f"{'word ' * 150}{number}") for number in range(40)]

    found = retimed(film(clip("one", 0, 240)), {"a": captions})

    assert all(len(title.text) <= 2000 for title in found)


# A film planned anew


BEFORE = film(clip("one", 10, 96), clip("two", 100, 96), clip("three", 200, 288))
AFTER = film(clip("one", 100, 96), clip("new", 50, 96), clip("three", 205, 300))
SAID = {"a": [said(11, 12, "only before"), said(101, 102, "in both"), said(51, 52, "only after"), said(203, 207, "part")]}


def test_planned_anew_a_film_has_the_large_titles_where_they_would_stand_in_it():
    before = with_titles(BEFORE, "Harbour", "The end")

    found = carried(before, AFTER, {})

    assert found == with_titles(AFTER, "Harbour", "The end")


def test_planned_anew_a_film_has_captions_of_all_that_is_heard_in_it():
    before = with_titles(BEFORE, captions=SAID)

    assert carried(before, AFTER, SAID) == with_titles(AFTER, captions=SAID)
    assert [title.text for title in carried(before, AFTER, SAID).titles] == ["in both", "only after", "part"]


def test_large_titles_that_a_person_moved_stay_as_far_from_their_end():
    titles = Title(kind=OPENING, text="a", start=40, frames=50), Title(kind=END_CARD, text="b", start=380, frames=90)

    found = carried(replace(BEFORE, titles=titles), AFTER, {})

    assert spans(found.titles) == [("a", 40, 90), ("b", 380 + 12, 470 + 12)]


def test_a_person_s_words_in_a_caption_stay_and_what_he_took_away_stays_away():
    before = with_titles(BEFORE, captions=SAID)
    _, both, part = before.titles
    by_hand = replace(before, titles=(replace(both, text="in both films"),))
    assert part.text == "part"

    found = carried(by_hand, AFTER, SAID)

    assert spans(found.titles) == [("in both films", 24, 48), ("only after", 96 + 24, 96 + 48)]


def test_when_the_file_of_captions_is_gone_what_the_film_showed_is_kept():
    found = carried(with_titles(BEFORE, captions=SAID), AFTER, {})

    assert [title.text for title in found.titles] == ["in both", "part"]


@given(films(), films(), st.lists(cues, max_size=8))
def test_titles_carried_to_any_film_lie_in_it(before: Timeline, after: Timeline, captions: list[Caption]):
    titled = with_titles(before, "a", "b", {"a": captions})

    found = carried(titled, after, {"a": captions})

    assert [title.kind for title in found.titles if title.kind is not CAPTION] == [OPENING, END_CARD]
    assert replace(found, titles=()) == after


@pytest.mark.parametrize("rate", RATES)
def test_a_caption_falls_on_the_frame_nearest_to_its_words_at_every_rate(rate: Fraction):
    timeline = film(clip("one", "7/3", 300), clip("two", "100/7", 300), rate=rate)
    captions = [said(f"{14 + number}.{number}37", f"{14 + number}.{number}99", str(number)) for number in range(1, 8)]

    for title, caption in zip(retimed(timeline, {"a": captions}), captions, strict=False):
        exact = 300 + (caption.start - Fraction(100, 7)) * rate
        assert title.text == caption.text and abs(title.start - exact) <= Fraction(1, 2)
