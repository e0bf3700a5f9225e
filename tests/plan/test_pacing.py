from fractions import Fraction
from statistics import median

import pytest
from autoedit.plan.pacing import beats_per_clip, even_slots, musical_slots
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.timeline import TrackRole
from autoedit.plan.bed import lay_music
from autoedit.plan.style import FILM, TRAILER, Style
from tests.plan.values import FOUR_RISING, click_grid, footage, planned, song
from tests.properties.rates import RATES

LIBRARY = [footage(f"file-{number}", (0.5,) * 12) for number in range(1, 5)]
STYLES = pytest.mark.parametrize("style", [FILM, TRAILER], ids=lambda style: style.name)


def record_cuts(frames: list[int]) -> list[int]:
    """The inner cuts of clips that last so long."""
    return [sum(frames[:number]) for number in range(1, len(frames))]


@pytest.mark.parametrize("rate", RATES, ids=str)
@STYLES
@pytest.mark.parametrize("tempo", ["97", "120", "128", "174.3"])
def test_a_cut_lands_on_the_frame_nearest_its_beat(rate: Fraction, style: Style, tempo: str):
    music = song(click_grid(tempo=Fraction(tempo), bars=40, start="0.217", sections=FOUR_RISING))

    edit_list = planned(LIBRARY, music, style=style, length=Fraction(30), frame_rate=rate)

    picture, heard = edit_list.timeline.tracks[0], edit_list.timeline.track(TrackRole.MUSIC).clips[0]
    beats = [beat.time - heard.source_start for beat in music.grid.beats]
    cuts = record_cuts([clip.frames for clip in picture.clips])
    assert len(cuts) > 5
    assert all(min(abs(cut / rate - beat) for beat in beats) <= Fraction(1, 2) / rate for cut in cuts)


@given(st.fractions(60, 200, max_denominator=100), st.sampled_from(RATES), st.sampled_from([FILM, TRAILER]), st.integers(4, 60))
def test_slots_follow_one_another_and_fill_the_film(tempo: Fraction, rate: Fraction, style: Style, seconds: int):
    frames = int(seconds * rate)
    bed = lay_music(click_grid(tempo=tempo, bars=24, sections=FOUR_RISING), frames / rate)

    slots = musical_slots(bed, style, rate, frames, Fraction(1))

    assert [slot.start for slot in slots] == [0, *record_cuts([slot.frames for slot in slots])]
    assert sum(slot.frames for slot in slots) == frames


@given(
    st.sampled_from(RATES),
    st.sampled_from([FILM, TRAILER]),
    st.integers(2, 5000),
    st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3)]),
)
def test_even_slots_fill_the_film(rate: Fraction, style: Style, frames: int, stretch: Fraction):
    slots = even_slots(style, rate, frames, stretch)

    assert [slot.start for slot in slots] == [0, *record_cuts([slot.frames for slot in slots])]
    assert sum(slot.frames for slot in slots) == frames


@STYLES
def test_no_musical_clip_is_shorter_than_its_style_allows(style: Style):
    rate = Fraction(30000, 1001)
    bed = lay_music(click_grid(tempo=200, bars=64, sections=FOUR_RISING), 900 / rate)

    slots = musical_slots(bed, style, rate, 900, Fraction(1, 2))

    assert min(slot.frames for slot in slots) >= round(style.shortest_seconds * rate)


def test_a_section_begins_with_a_cut():
    bed = lay_music(click_grid(bars=16, sections=FOUR_RISING), Fraction(32))

    slots = musical_slots(bed, TRAILER, Fraction(25), 800, Fraction(1))

    assert [slot.start / 25 for slot in slots if slot.opens_section] == [8, 16, 24]


def test_busy_music_gets_shorter_clips_than_calm_music():
    bed = lay_music(click_grid(bars=16, sections=FOUR_RISING), Fraction(32))

    slots = musical_slots(bed, TRAILER, Fraction(25), 800, Fraction(1))

    calm = [slot.frames for slot in slots if slot.energy == 0.2]
    busy = [slot.frames for slot in slots if slot.energy == 1.0]
    # The last clip of a calm phrase is halved, to a busy one's length.
    assert median(busy) < median(calm)
    assert max(busy) < max(calm)


def test_the_last_clip_of_a_four_bar_phrase_is_halved():
    bed = lay_music(click_grid(bars=8), Fraction(16))

    slots = musical_slots(bed, FILM, Fraction(25), 400, Fraction(1))

    # A beat is half a second, 12.5 frames: two bars are 100 frames, and a phrase of four bars 200.
    assert [slot.frames for slot in slots[:3]] == [100, 50, 50]


def test_the_drop_is_the_slot_that_opens_the_section_of_that_name():
    bed = lay_music(click_grid(bars=16, sections=FOUR_RISING), Fraction(32))

    slots = musical_slots(bed, TRAILER, Fraction(25), 800, Fraction(1))

    assert [slot.start / 25 for slot in slots if slot.is_drop] == [16]


@pytest.mark.parametrize(
    ("wish", "beat", "metre", "count"),
    [("0.5", "0.5", 4, 1), ("1", "0.5", 4, 2), ("2", "0.5", 4, 4), ("4", "0.5", 4, 8), ("0.8", "0.5", 3, 1), ("1", "0.5", 3, 3)],
)
def test_a_clip_holds_the_musical_number_of_beats_nearest_its_wish(wish: str, beat: str, metre: int, count: int):
    assert beats_per_clip(Fraction(wish), Fraction(beat), metre) == count
