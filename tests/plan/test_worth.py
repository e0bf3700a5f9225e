"""What a clip is worth in a slot, and where in its source it begins there."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.model.select import Speech
from autoedit.plan.candidate import Candidate, candidates
from autoedit.plan.field import field_of
from autoedit.plan.grid import Shape
from autoedit.plan.style import Style, highlights, montage, recap, trailer
from autoedit.plan.worth import LEAD, TERMS, exact_start, weighed
from tests.benchmarks.libraries import library
from tests.plan.values import media, random_footage, select
from tests.properties.rates import PAL, RATES

SOME = settings(max_examples=40, deadline=None)
SLOT = Shape(frames=50, energy=0.5, wish=2.0)
ON_MUSIC = replace(SLOT, has_music=True)


def candidate(*lines: tuple[int | str, int | str], **values: object) -> Candidate:
    """A select in a file of its own, with what is said in it."""
    spoken = tuple(Speech(start=Fraction(start), end=Fraction(end)) for start, end in lines)
    times = {"start": 4, "peak": 5, "end": 6, "in_limit": 0, "out_limit": 20, "loudness": -20.0} | values
    return Candidate(media=media("beach"), select=replace(select(**times), speech=spoken), order=0)  # type: ignore[arg-type]


def placed(option: Candidate, shape: Shape, style: Style | None = None, rate: Fraction = PAL) -> Fraction:
    """Where a clip begins in the way that is worth most."""
    style = style or highlights()
    here = weighed(field_of([option], style, rate), shape, style, rate)
    return exact_start(option, shape, int(here.way[0]), rate)


def worth(option: Candidate, shape: Shape, style: Style | None = None) -> float:
    style = style or highlights()
    return float(weighed(field_of([option], style, PAL), shape, style, PAL).worth[0])


def some_shape(rng: random.Random, frames: int, *, has_music: bool) -> Shape:
    offsets = sorted(rng.sample(range(frames), min(frames, rng.randint(0, 4)))) if has_music else []
    return Shape(
        frames=frames,
        energy=rng.random(),
        wish=rng.uniform(0.5, 5),
        beats=tuple((offset, rng.choice([0.7, 0.85, 1.0])) for offset in offsets),
        has_music=has_music,
    )


@given(st.integers(0, 500), st.integers(2, 250), st.booleans(), st.sampled_from(RATES))
@SOME
def test_a_clip_lies_within_its_selects_limits_or_nowhere(seed: int, frames: int, has_music: bool, rate: Fraction):
    options = candidates(random_footage(seed, files=2))
    shape = some_shape(random.Random(seed), frames, has_music=has_music)

    here = weighed(field_of(options, trailer(), rate), shape, trailer(), rate)

    for option, value, way in zip(options, here.worth, here.way, strict=True):
        assert np.isfinite(value) == (option.room_frames(rate) >= frames)
        if np.isfinite(value):
            start = exact_start(option, shape, int(way), rate)
            assert option.select.in_limit <= start <= start + frames / rate <= option.select.out_limit


@given(st.integers(0, 500), st.integers(2, 100), st.booleans(), st.sampled_from(RATES))
@SOME
def test_what_is_weighed_is_what_is_shown(seed: int, frames: int, has_music: bool, rate: Fraction):
    options = candidates(library(seed, 12))
    shape = some_shape(random.Random(seed), frames, has_music=has_music)

    here = weighed(field_of(options, recap(), rate), shape, recap(), rate)

    for option, value, way, begins in zip(options, here.worth, here.way, here.begins, strict=True):
        if np.isfinite(value):
            assert float(exact_start(option, shape, int(way), rate)) == pytest.approx(begins, abs=1e-6)


@given(st.integers(0, 500), st.integers(10, 100), st.booleans(), st.sampled_from([highlights(), trailer(), montage(), recap()]))
@SOME
def test_worth_is_the_sum_of_its_terms(seed: int, frames: int, has_music: bool, style: Style):
    options = candidates(library(seed, 12))
    shape = replace(some_shape(random.Random(seed), frames, has_music=has_music), is_drop=True, is_first=True)

    here = weighed(field_of(options, style, PAL), shape, style, PAL)

    fits = np.isfinite(here.worth)
    assert here.terms.shape == (len(TERMS), len(options))
    assert np.allclose(here.worth[fits], here.terms.sum(axis=0)[fits])


@given(st.integers(0, 40), st.sampled_from(RATES))
@SOME
def test_the_peak_meets_the_beat_exactly_where_the_handles_allow(offset: int, rate: Fraction):
    start = placed(candidate(), replace(ON_MUSIC, beats=((offset, 1.0),)), rate=rate)

    assert start == 5 - offset / rate


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_peak_meets_the_beat_where_handles_end_at_that_very_frame(rate: Fraction):
    offset = 12
    tight = candidate(start=5, in_limit=5 - offset / rate, out_limit=5 - offset / rate + 50 / rate, end=Fraction(51, 10))

    assert placed(tight, replace(ON_MUSIC, beats=((offset, 1.0),)), rate=rate) == 5 - offset / rate


@pytest.mark.parametrize(("limits", "held"), [((5, 20), 5), ((0, 6), 4)], ids=["in", "out"])
def test_a_peak_that_cannot_meet_its_beat_is_held_inside_the_limits(limits: tuple[int, int], held: int):
    low, high = limits
    offset = 30 if low else 10
    tight = candidate(start=5, peak=5, end=6, in_limit=low, out_limit=high)

    assert placed(tight, replace(ON_MUSIC, beats=((offset, 1.0),))) == held


def test_the_stronger_of_two_beats_is_met():
    start = placed(candidate(), replace(ON_MUSIC, beats=((17, 0.7), (18, 1.0))))

    assert start == 5 - Fraction(18, 25)


def test_meeting_a_beat_is_worth_more_than_meeting_none():
    tight = candidate(start=5, peak=5, end=6, in_limit=5, out_limit=20)
    shape = replace(ON_MUSIC, beats=((20, 1.0),))

    assert worth(candidate(start=5), shape) > worth(tight, shape)


def test_without_a_beat_inside_the_action_comes_a_third_of_the_clip_in():
    assert placed(candidate(), ON_MUSIC) == 5 - 2 * LEAD


def test_without_music_a_clip_begins_or_ends_in_a_lull():
    lulls = tuple(Fraction(value) for value in ("4.3", "9", "12"))
    start = placed(Candidate(media=media("a"), select=replace(candidate().select, lulls=lulls), order=0), SLOT)

    assert start in lulls or start + 2 in lulls


def test_both_ends_in_lulls_are_worth_more_than_one():
    one, both = (replace(candidate().select, lulls=tuple(map(Fraction, lulls))) for lulls in (("4.3",), ("4.3", "6.3")))

    assert worth(replace(candidate(), select=both), SLOT) > worth(replace(candidate(), select=one), SLOT)


@pytest.mark.parametrize("shape", [SLOT, replace(ON_MUSIC, beats=((0, 1.0), (12, 0.7), (25, 0.85)))], ids=["lulls", "beats"])
def test_the_action_is_shown_when_the_limits_leave_room_for_it(shape: Shape):
    late = candidate(start=1, peak="5.9", end=6)

    start = placed(late, shape)

    assert start <= Fraction("5.9") < start + 2


def test_a_clip_slides_to_keep_a_line_whole():
    beats = ((10, 1.0), (30, 1.0))
    said = candidate(("3.9", "5.2"))

    start = placed(said, replace(ON_MUSIC, beats=beats))

    assert start <= Fraction("3.9")
    assert start + 2 >= Fraction("5.2")


def test_a_line_kept_whole_is_worth_more_than_silence_and_that_more_than_a_broken_one():
    shape = replace(ON_MUSIC, beats=((18, 1.0),))
    whole, silent, broken = candidate((5, 6)), candidate(), candidate((3, 9))

    assert worth(whole, shape) > worth(silent, shape) > worth(broken, shape)


def test_a_line_that_is_not_heard_is_worth_nothing():
    shape = replace(ON_MUSIC, beats=((18, 1.0),))

    assert worth(candidate((5, 6), loudness=None), shape) == worth(candidate(loudness=None), shape)


def test_a_clip_of_the_wished_length_has_the_best_pace():
    pace = TERMS.index("pace")
    field = field_of([candidate()], highlights(), PAL)

    share = {
        frames: float(weighed(field, replace(ON_MUSIC, frames=frames), highlights(), PAL).terms[pace, 0]) / (frames / 50)
        for frames in (25, 40, 50, 60, 100)
    }

    assert max(share, key=share.get) == 50


def test_on_the_drop_alone_a_moment_gains_by_its_score_whatever_its_length():
    drop = TERMS.index("drop")
    field = field_of([candidate(score=score) for score in (0.2, 0.5, 0.8)], trailer(), PAL)

    terms, longer, elsewhere = (
        weighed(field, replace(ON_MUSIC, **change), trailer(), PAL).terms[drop]
        for change in ({"is_drop": True}, {"is_drop": True, "frames": 80}, {})
    )

    assert terms[0] < terms[1] < terms[2]
    assert np.array_equal(terms, longer)
    assert not elsewhere.any()


@pytest.mark.parametrize(("end", "flag"), [("opening", "is_first"), ("ending", "is_last")])
def test_a_films_ends_are_worth_what_the_style_likes_there(end: str, flag: str):
    term = TERMS.index(end)
    liked = {name: 1.0 if weight > 0 else 0.0 for name, weight in getattr(highlights(), end).items()}
    unliked = {name: 1 - value for name, value in liked.items()}
    field = field_of([candidate(parts=liked), candidate(parts=unliked)], highlights(), PAL)

    terms = weighed(field, replace(SLOT, **{flag: True}), highlights(), PAL).terms[term]

    assert terms.tolist() == [getattr(highlights().weights, end), 0.0]
    assert not weighed(field, SLOT, highlights(), PAL).terms[term].any()


def test_lively_action_fits_lively_music():
    calm, lively = candidate(parts={"action": 0.1}), candidate(parts={"action": 0.9})
    fit = TERMS.index("fit")
    field = field_of([calm, lively], highlights(), PAL)

    loud, quiet = (weighed(field, replace(ON_MUSIC, energy=energy), highlights(), PAL).terms[fit] for energy in (1.0, 0.0))

    assert loud[1] > loud[0]
    assert quiet[0] > quiet[1]
