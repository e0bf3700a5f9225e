"""More than one film from one analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from autoedit.errors import NotEnoughMaterial
from autoedit.model.document import EditList
from autoedit.model.timeline import TrackRole
from autoedit.plan.film import Leaning
from autoedit.plan.options import PlanOptions
from autoedit.plan.plan import plan
from autoedit.plan.series import Alternative, PlanOne, alternatives, cut_downs, distance, variants
from autoedit.plan.style import highlights, trailer
from tests.benchmarks.libraries import library
from tests.plan.reading import clips, names
from tests.plan.values import FOUR_RISING, click_grid, footage, song

RICH = library(1, 40)
SONG = song(click_grid(tempo=120, bars=12, sections=FOUR_RISING))


def planner(found=RICH, music=SONG, style=None) -> PlanOne:
    options = PlanOptions(style=style or trailer())
    return lambda length, leaning: plan(found, music, replace(options, length=length), made_by="a test", leaning=leaning)


@cache
def three_variants() -> list[EditList]:
    return variants(planner(), Fraction(8), 3)


def test_each_variant_is_mostly_what_no_earlier_one_shows():
    films = three_variants()

    for number, film in enumerate(films):
        assert all(distance(film, earlier) >= 0.4 for earlier in films[:number])


def test_each_variant_is_a_whole_film_and_the_first_one_is_the_film_without_variants():
    films = three_variants()

    assert {film.timeline.frames for film in films} == {200}
    assert films[0] == planner()(Fraction(8), Leaning())


def test_each_further_variant_tells_how_far_it_is_from_the_others():
    films = three_variants()

    for number, film in enumerate(films[1:], 2):
        far = min(distance(film, earlier) for earlier in films[: number - 1])
        assert f"variant {number}: it differs from each earlier one by {100 * far:.0f} % or more" in film.notes


def test_no_variant_is_worth_more_than_what_is_told_to_be_the_most():
    films = three_variants()

    for film in films:
        assert film.solution.value <= film.solution.bound
        assert film.solution.value <= films[0].solution.bound


def test_little_footage_still_gives_variants_as_far_apart_as_can_be():
    films = variants(planner([footage("a", (0.5, 0.5))]), Fraction(10), 2)

    assert len(films) == 2
    assert distance(films[1], films[0]) < 0.4


def cut_to(*spans: tuple[str, int, int]) -> EditList:
    """A film of a planned one's first clips, each showing so much of so much: file, source start, frames."""
    film = three_variants()[0]
    picture = film.timeline.track(TrackRole.PICTURE)
    template = picture.clips[0]
    row = tuple(
        replace(template, id=f"clip-{k}", media=media, source_start=Fraction(start), frames=frames, fade_out_frames=0)
        for k, (media, start, frames) in enumerate(spans)
    )
    return replace(film, timeline=replace(film.timeline, tracks=(replace(picture, items=row),)))


@pytest.mark.parametrize(
    ("other", "far"),
    [
        ([("clip-0000", 0, 50)], 0.0),
        ([("clip-0000", 1, 50)], 0.5),
        ([("clip-0000", 2, 50)], 1.0),
        ([("clip-0001", 0, 50)], 1.0),
        ([("clip-0000", 1, 25), ("clip-0001", 5, 25)], 0.5),
        ([("clip-0000", 0, 500)], 0.0),
    ],
    ids=["same", "half", "next", "other file", "part", "all of it and more"],
)
def test_how_far_films_are_apart_is_the_share_of_time_the_other_does_not_show(other: list[tuple[str, int, int]], far: float):
    assert distance(cut_to(("clip-0000", 0, 50)), cut_to(*other)) == far


def nest(films: Sequence[EditList]) -> bool:
    shown = [set(names(film)) for film in films]
    return all(shorter <= longer for longer, shorter in pairwise(shown))


@pytest.mark.parametrize("style", [trailer(), highlights()], ids=lambda style: style.name)
def test_a_shorter_film_shows_moments_of_the_longer_ones_alone(style):
    lengths = [Fraction(14), Fraction(9), Fraction(5)]
    planners = (planner(library(seed, 40), style=style) for seed in range(20))
    plan_one = next(plan_one for plan_one in planners if not nest([plan_one(length, Leaning()) for length in lengths]))

    films = cut_downs(plan_one, [lengths[2], lengths[0], lengths[1]])

    assert [film.timeline.frames for film in films] == [350, 225, 125]
    assert nest(films)


def test_a_length_that_is_asked_for_twice_is_one_film():
    assert len(cut_downs(planner(), [Fraction(5), Fraction(5)])) == 1


@cache
def near(seconds: int, has_music: bool = True) -> list[Alternative]:
    plan_one = planner() if has_music else planner([footage("a", (0.5,) * 4)], None, highlights())
    return alternatives(plan_one, Fraction(seconds))


@pytest.mark.parametrize(("seconds", "has_music"), [(11, True), (5, False)], ids=["music", "alone"])
def test_alternatives_lie_near_the_asked_length_which_is_one_of_them(seconds: int, has_music: bool):
    found = near(seconds, has_music)

    lengths = [item.length for item in found]
    assert [item.length for item in found if item.is_asked] == [seconds]
    assert len(found) > 1
    assert lengths == sorted(set(lengths))
    assert all(abs(length - seconds) <= Fraction(12, 100) * seconds for length in lengths)


def test_alternatives_with_music_leave_out_whole_bars():
    bar = Fraction(2)

    others = [item.length for item in near(11) if not item.is_asked]

    assert others
    assert all((SONG.grid.end - SONG.grid.start - length) % bar == 0 for length in others)


def test_alternatives_tell_how_they_end_and_what_they_are_worth():
    for item in near(11):
        film = planner()(item.length, Leaning())
        assert item.clips == len(clips(film))
        assert item.worth == pytest.approx(film.solution.value / float(item.length) * 10, abs=0.01)
        assert item.ends.startswith("ends ")


def test_a_film_without_music_ends_in_a_lull():
    assert {item.ends for item in near(5, has_music=False)} == {"ends without music"}


def test_lengths_that_the_footage_cannot_fill_are_no_alternatives():
    poor = planner([footage("a", (0.5,))], None, highlights())

    assert max(item.length for item in alternatives(poor, Fraction(8))) == 8


def test_a_length_that_the_footage_cannot_fill_has_no_alternatives():
    with pytest.raises(NotEnoughMaterial):
        alternatives(planner([footage("a", (0.5,))], None, highlights()), Fraction(20))
