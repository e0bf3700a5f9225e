"""Which transition stands at a cut, and why; and what holds whatever is chosen."""

from __future__ import annotations

import inspect
import math
import random
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from autoedit.errors import UnknownName
from autoedit.model.music import SectionKind
from autoedit.model.timeline import TrackRole, Transition
from autoedit.plan.occasions import WAYS, Occasion, mood_of
from autoedit.plan.solve import Choice
from autoedit.plan.style import PLAIN, Pace, built_in, highlights, trailer
from autoedit.plan.transition_kinds import SERVES, kinds_for, named_transitions, settings_of, told_transitions
from autoedit.plan.transitions import CALM_SHARE, MOST_OF_CLIP, SHARE, choose_transitions
from autoedit.registry import load_function, names
from tests.plan.cuts import EVERYTHING, HERE, NEAR, PAL, beats, between, clip, loud, row, style_with
from tests.plan.reading import clips
from tests.plan.values import footage, planned, song
from tests.properties.rates import RATES

NTSC_FILM = Fraction(24000, 1001)
QUIET = 0.4


def kind(transition: Transition | None) -> str:
    return transition.kind if transition is not None else "cut"


def test_a_cut_is_a_plain_one_where_nothing_asks_for_more():
    assert between(clip("a"), clip("b")) is None


# A change of place or time


def test_another_place_is_reached_by_a_dissolve_in_a_quiet_passage():
    found = between(clip("a", energy=QUIET), clip("b", energy=QUIET))

    assert (kind(found), found.reason) == ("dissolve", "the place changes in a quiet passage")


@pytest.mark.parametrize("energies", [(1.0, QUIET - 0.3), (QUIET, 1.0)], ids=["out of a loud one", "into a loud one"])
def test_a_dissolve_lies_in_a_quiet_passage_on_both_sides(energies: tuple[float, float]):
    assert between(clip("a", energy=energies[0]), clip("b", energy=energies[1])) is None


def test_another_file_that_shows_the_same_view_is_no_other_place():
    assert between(clip("a", energy=QUIET, look=HERE), clip("b", energy=QUIET, look=NEAR)) is None


def test_one_shot_is_one_place_however_much_it_changes():
    assert between(clip("a", energy=QUIET), clip("a", energy=QUIET, look=HERE)) is None


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("2026-06-01T10:10:00", None),
        ("2026-06-01T10:40:00", "time passes in a quiet passage"),
        ("2026-06-01T20:00:00", "time passes in a quiet passage"),
        ("2026-06-02T09:00:00", "the day changes in a quiet passage"),
        ("2026-05-30T10:00:00", "the day changes in a quiet passage"),
    ],
)
def test_time_passes_from_half_an_hour_on_and_the_day_changes_over_night(then: str, reason: str | None):
    same = {"energy": QUIET, "look": HERE}

    found = between(clip("a", captured="2026-06-01T10:00:00", **same), clip("b", captured=then, **same))

    assert (found.reason if found else None) == reason


def test_midnight_alone_makes_no_other_day():
    nights = [clip(n, energy=QUIET, captured=at) for n, at in (("a", "2026-06-01T23:40:00"), ("b", "2026-06-02T00:30:00"))]

    assert between(*nights).reason == "time passes in a quiet passage"


def test_in_a_file_that_runs_for_hours_time_passes_too():
    assert kind(between(clip("a", energy=QUIET, start=10), clip("a", energy=QUIET, start=2000))) == "dissolve"


@pytest.mark.parametrize(
    ("action", "look", "expected"),
    [(0.1, None, "dissolve"), (0.3, None, "cut"), (0.1, (0.1,) * 4, "cut")],
    ids=["calm and elsewhere", "not calm", "perhaps elsewhere"],
)
def test_without_music_pictures_must_be_calm_and_the_place_another_beyond_doubt(action, look, expected: str):
    first = clip("a", has_music=False, action=action, look=look and (0.0,) * 4)
    second = clip("b", has_music=False, action=action, look=look)

    found = between(first, second, style=highlights(), lead=())

    assert kind(found) == expected
    assert found is None or found.reason == "the place changes between calm pictures"


def test_without_music_a_change_of_the_day_needs_no_calm():
    days = ("2026-06-01T10:00:00", "2026-06-02T10:00:00")
    film = [clip(name, has_music=False, captured=day) for name, day in zip("ab", days, strict=True)]

    assert between(*film, style=highlights(), lead=()).reason == "the day changes between calm pictures"


def test_music_that_is_full_throughout_has_no_quiet_passage():
    calm = [clip(name, action=0.1) for name in "ab"]

    assert between(*calm, lead=()) is None
    assert kind(between(*calm, lead=(), pace=Pace.CALM)) == "dissolve"


# How long they last


@pytest.mark.parametrize("tempo", [63, 72, 97, 120, 121, 148, 174])
@pytest.mark.parametrize("rate", RATES)
def test_a_dissolve_begins_and_ends_on_beats_or_half_way_between(tempo: int, rate: Fraction):
    quiet = [clip(name, energy=QUIET, frames=round(8 * rate), rate=rate) for name in "ab"]
    bed = beats(tempo)

    found = between(*quiet, bed=bed, rate=rate, lead=[clip("c", frames=round(2 * rate), rate=rate)])

    lasts, beat = found.frames / rate, bed.beats[1].time
    assert Fraction(1, 2) - 1 / rate <= lasts <= 1 + 1 / rate
    assert min(abs(lasts - count * beat) for count in (1, 2)) <= 1 / rate


@pytest.mark.parametrize("number", [1, 0], ids=["beats", "hits"])
def test_without_a_tempo_a_dissolve_lasts_three_quarters_of_a_second(number: int):
    quiet = [clip(name, energy=QUIET, number=number) for name in "ab"]

    found = between(*quiet, bed=beats(70) if not number else None)

    assert found.frames / PAL == pytest.approx(0.75, abs=0.05)


def test_where_handles_are_short_a_dissolve_lasts_half_as_many_beats():
    quiet = [clip(name, energy=QUIET, handles=("0.3", "0.3")) for name in "ab"]

    found = between(*quiet, bed=beats(120))

    assert found.frames / PAL == pytest.approx(0.5, abs=0.05)


def test_where_handles_are_too_short_for_the_beat_there_is_a_plain_cut():
    quiet = [clip(name, energy=QUIET, handles=("0.2", "0.2")) for name in "ab"]

    assert between(*quiet, bed=beats(120)) is None
    assert between(*quiet).frames == 10


@pytest.mark.parametrize("side", [0, 1])
def test_without_a_handle_there_is_a_plain_cut(side: int):
    first = clip("a", energy=QUIET, handles=(3, 0 if side == 0 else 3))
    second = clip("b", energy=QUIET, handles=(0 if side else 3, 3))

    assert between(first, second) is None


def test_a_short_clip_is_cut_to():
    assert kind(between(clip("a", energy=QUIET, frames=15), clip("b", energy=QUIET))) == "dissolve"
    assert between(clip("a", energy=QUIET, frames=9), clip("b", energy=QUIET)) is None


@pytest.mark.parametrize("rate", RATES)
def test_whips_and_flashes_are_short(rate: Fraction):
    whip = between(*(clip(n, heading=(-0.3, 0.0), frames=200, rate=rate) for n in "ab"), rate=rate)
    flash = between(clip("a", energy=0.5, frames=200, rate=rate), clip("b", is_drop=True, frames=200, rate=rate), rate=rate)

    assert (kind(whip), kind(flash)) == ("whip_pan", "flash")
    assert 6 / 24 <= whip.frames / float(rate) <= 10 / 24
    assert 1 / 6 <= flash.frames / float(rate) <= 1 / 4


# Motions that agree


@pytest.mark.parametrize("way", range(8))
def test_where_both_cameras_move_quickly_the_same_way_a_whip_carries_on(way: int):
    # The picture goes by against the camera.
    heading = tuple(-0.25 * part for part in (math.cos(way * math.pi / 4), math.sin(way * math.pi / 4)))

    found = between(clip("a", heading=heading), clip("b", heading=heading))

    assert (found.kind, found.reason) == ("whip_pan", f"both cameras move {WAYS[way]}")
    assert found.settings == {"angle": 45.0 * way, "speed": 1.0}


def test_quicker_cameras_are_carried_on_more_quickly():
    slow, quick = (between(*(clip(n, heading=(speed, 0.0)) for n in "ab")) for speed in (-0.3, -0.6))

    assert slow.settings["speed"] == 1.0 < quick.settings["speed"] <= 1.5


@pytest.mark.parametrize(
    "headings",
    [((0.3, 0.0), (-0.3, 0.0)), ((0.3, 0.0), (0.0, 0.3)), ((0.3, 0.0), (0.05, 0.0)), ((0.0, 0.0), (0.3, 0.0))],
    ids=["against", "aside", "too slow", "from rest"],
)
def test_motions_that_do_not_agree_are_cut(headings: tuple[tuple[float, float], tuple[float, float]]):
    assert between(clip("a", heading=headings[0]), clip("b", heading=headings[1])) is None


def test_no_whip_leads_from_a_pan_to_its_own_continuation():
    pan = {"heading": (0.3, 0.0), "look": HERE}

    assert between(clip("a", **pan), clip("a", start=20, **pan)) is None
    assert kind(between(clip("a", **pan), clip("a", shot="shot-002", **pan))) == "whip_pan"


def test_no_whip_breaks_a_quiet_passage():
    assert kind(between(*(clip(name, heading=(0.3, 0.0), energy=QUIET) for name in "ab"))) == "dissolve"


# The form of the music


@pytest.mark.parametrize("rate", RATES)
def test_a_flash_stands_with_its_middle_on_the_drop(rate: Fraction):
    found = between(
        clip("a", energy=0.6, rate=rate), clip("b", is_drop=True, opens=SectionKind.DROP, rate=rate), rate=rate
    )  # fmt: skip

    assert (found.kind, found.reason) == ("flash", "the drop")
    assert found.in_frames == found.out_frames


def test_a_second_drop_flashes_too_and_a_section_that_goes_on_does_not():
    again = clip("b", opens=SectionKind.DROP)

    assert kind(between(clip("a", energy=0.6), again)) == "flash"
    assert between(clip("a", energy=0.95), again) is None


def test_music_that_is_not_let_loose_does_not_flash():
    assert between(clip("a", energy=0.2), clip("b", is_drop=True, energy=0.45), style=style_with("flash")) is None


def test_a_style_that_allows_no_flash_cuts_hard_on_the_drop():
    assert between(clip("a", energy=0.5), clip("b", is_drop=True), style=highlights()) is None


@pytest.mark.parametrize("opens", [SectionKind.BREAK, SectionKind.OUTRO, SectionKind.BUILD])
def test_a_section_that_falls_back_begins_out_of_the_black(opens: SectionKind):
    found = between(clip("a"), clip("b", energy=0.6, opens=opens))

    assert (found.kind, found.reason) == ("dip_to_black", f"the {opens} begins, and the music falls back")
    assert Fraction(1, 2) < found.frames / PAL <= 1


def test_a_section_that_is_hardly_quieter_is_cut_to():
    assert between(clip("a"), clip("b", energy=0.85, opens=SectionKind.BREAK)) is None


def test_quieter_music_within_a_section_is_cut_to():
    assert between(clip("a"), clip("b", energy=0.6)) is None


def test_a_film_without_music_that_draws_breath_dips_to_black():
    film = [clip("a", has_music=False, energy=0.9), clip("b", has_music=False, energy=0.1)]

    found = between(*film, style=trailer(), lead=())

    assert (kind(found), found.reason) == ("dip_to_black", "the film draws breath")


def test_a_fuller_section_is_whipped_to_between_lively_pictures_of_a_lively_film():
    calmer, fuller = {"energy": 0.5}, {"energy": 0.75, "opens": SectionKind.BUILD}

    found = between(clip("a", action=0.5, **calmer), clip("b", action=0.5, **fuller))

    assert (found.kind, found.reason) == ("whip_pan", "the build begins, and both pictures are lively")
    assert between(clip("a", action=0.5, **calmer), clip("b", action=0.3, **fuller)) is None
    assert between(clip("a", action=0.5, **calmer), clip("b", action=0.5, **fuller), pace=Pace.CALM) is None


def test_a_jump_within_a_take_is_smoothed_only_where_that_is_asked_for():
    jumps = [clip("a", has_music=False, start=10 * number, look=HERE) for number in range(1, 6)]

    smooth = choose_transitions(row(*jumps), style_with("morph", base=built_in("tighten")), PAL)
    usual = choose_transitions(row(*jumps), built_in("tighten"), PAL)

    assert [kind(found) for found in smooth] == ["morph"] * 4
    assert not any(usual)


def test_a_jump_to_another_picture_is_not_smoothed():
    jump = [clip("a", has_music=False, start=start, look=look) for start, look in ((10, HERE), (20, NEAR))]

    assert choose_transitions(row(*jump), style_with("morph"), PAL) == (None,)


# Not too many


def quiet_places(count: int) -> list[Choice]:
    """Clips that each ask for a dissolve."""
    return [clip("abcd"[number % 4], energy=0.3 + 0.2 * (number % 2)) for number in range(count)]


def test_in_a_calm_film_no_two_transitions_follow_one_another():
    found = choose_transitions(row(*quiet_places(20)), highlights(), PAL, pace=Pace.CALM)

    assert all(before is None or after is None for before, after in pairwise(found))
    assert sum(transition is not None for transition in found) == math.ceil(19 / CALM_SHARE)


def test_in_a_lively_film_one_cut_in_four_is_more_than_one():
    film = row(*(clip("abcd"[number % 4], heading=(0.3, 0.0)) for number in range(20)))

    found = choose_transitions(film, EVERYTHING, PAL, pace=Pace.FAST)

    stand = [place for place, transition in enumerate(found) if transition is not None]
    assert len(stand) == math.ceil(19 / SHARE)
    assert all(after - before >= 3 for before, after in pairwise(stand))


def test_of_too_many_the_drop_stays_first_then_a_section_then_motion_then_place():
    pan = {"heading": (0.3, 0.0)}
    asks = {
        "flash": [clip("a", energy=0.6), clip("b", is_drop=True)],
        "dip_to_black": [clip("a"), clip("b", energy=0.6, opens=SectionKind.BREAK)],
        "whip_pan": [clip("a", **pan), clip("b", **pan)],
        "dissolve": [clip("a", energy=QUIET), clip("b", energy=QUIET)],
    }
    kinds = list(asks)
    for weightier, lighter in pairwise(kinds):
        film = row(*loud(1), *asks[lighter], *asks[weightier])

        found = [kind(transition) for transition in choose_transitions(film, EVERYTHING, PAL, pace=Pace.CALM)]

        # Three of them stand next to one another, the middle one of no matter.
        assert found[3] == weightier
        assert found.count(lighter) <= 1


def test_of_changes_the_greater_ones_stay():
    film = [
        clip(name, action=0.1, look=(level,) * 4, captured=f"2026-06-0{day}T10:00:00")
        for name, level, day in (("a", 0.0, 1), ("b", 0.3, 1), ("c", 0.0, 2), ("d", 0.3, 2), ("a", 0.9, 2))
    ]

    found = choose_transitions(row(*film), highlights(), PAL, pace=Pace.CALM)

    # The day changes between the second and the third.
    assert [kind(transition) for transition in found] == ["cut", "dissolve", "cut", "dissolve"]


def test_even_a_drop_does_not_follow_a_breath_at_once():
    breath = [*loud(6), clip("a", energy=0.2, opens=SectionKind.BREAK, frames=40), clip("b", is_drop=True), *loud(6)]

    assert [kind(found) for found in choose_transitions(row(*breath), EVERYTHING, PAL)[5:7]] == ["cut", "flash"]


def test_a_drop_may_follow_close_on_the_breath_before_it_in_a_lively_film_alone():
    breath = [*loud(6), clip("a", energy=0.2, opens=SectionKind.BREAK), clip("b", is_drop=True), *loud(6)]

    lively, calm = (
        choose_transitions(row(*breath), EVERYTHING, PAL, pace=pace)[5:7] for pace in (Pace.NORMAL, Pace.CALM)
    )  # fmt: skip

    assert [kind(transition) for transition in lively] == ["dip_to_black", "flash"]
    assert [kind(transition) for transition in calm] == ["cut", "flash"]


@pytest.mark.parametrize("place", [2, 5, 8])
def test_beside_a_persons_transition_none_is_set_in_a_calm_film(place: int):
    own = Transition(kind="whip_pan", in_frames=3, out_frames=3)

    free = choose_transitions(row(*quiet_places(10)), highlights(), PAL, pace=Pace.CALM)
    found = choose_transitions(row(*quiet_places(10)), highlights(), PAL, pace=Pace.CALM, held={place: own})

    near = (place - 1, place + 1)
    assert found[place - 1] == own
    assert not any(found[other - 1] for other in near if 1 <= other <= 9)
    assert all(found[far - 1] == free[far - 1] for far in range(1, 10) if far not in (place, *near))


def test_a_persons_transition_that_takes_a_whole_clip_shares_it_with_none():
    breath = [*loud(6), clip("a", energy=0.2, opens=SectionKind.BREAK), clip("b", is_drop=True), *loud(6)]
    own = Transition(kind="dissolve", in_frames=10, out_frames=100)

    found = choose_transitions(row(*breath), EVERYTHING, PAL, held={6: own})

    assert found[5:7] == (own, None)


def test_where_a_person_takes_transitions_out_no_others_come_in():
    film = row(*quiet_places(10))
    free = choose_transitions(film, highlights(), PAL, pace=Pace.CALM)
    first, *others = [number for number, transition in enumerate(free, start=1) if transition is not None]

    found = choose_transitions(film, highlights(), PAL, pace=Pace.CALM, held={first: None})

    assert [number for number, transition in enumerate(found, start=1) if transition is not None] == others


# What may be named


def test_none_plain_and_all_are_names_of_many():
    assert named_transitions("none") == ()
    assert named_transitions("plain") == PLAIN == ("dissolve", "dip_to_black")
    assert set(named_transitions("all")) == set(names("autoedit.transitions"))


def test_names_stand_in_the_order_they_are_given_each_once():
    assert named_transitions("whip_pan, dissolve,whip_pan") == ("whip_pan", "dissolve")


@pytest.mark.parametrize("text", ["disolve", "dissolve,disolve", "whip_pan,all", ""])
def test_what_is_no_transition_is_told_with_those_that_are(text: str):
    with pytest.raises(UnknownName, match=r"no transition named .*Known: .*dissolve"):
        named_transitions(text)


def test_where_all_are_allowed_each_cut_has_what_serves_it_best():
    known = [name for name in SERVES if SERVES[name][0] in names("autoedit.transitions")]

    assert known
    assert all(kinds_for(occasion, named_transitions("all"))[0] == SERVES[occasion][0] for occasion in known)


@pytest.mark.parametrize("text", ["none", "plain", "all", "dissolve", "whip_pan,dissolve"])
def test_what_is_told_of_transitions_names_them_again(text: str):
    assert told_transitions(named_transitions(text)) == text


@pytest.mark.parametrize("liked", [("dissolve", "dip_to_white"), ("dip_to_white", "dissolve")])
def test_of_two_that_serve_a_cut_the_better_liked_is_taken(liked: tuple[str, str]):
    assert kind(between(clip("a", energy=QUIET), clip("b", energy=QUIET), style=style_with(*liked))) == liked[0]


@pytest.mark.parametrize("name", sorted(names("autoedit.transitions")))
def test_each_transition_there_is_serves_something(name: str):
    assert any(kinds_for(occasion, [name]) for occasion in Occasion)


def test_a_transition_of_another_package_serves_where_places_and_sections_change():
    assert [occasion for occasion in Occasion if kinds_for(occasion, ["starwipe"])] == [Occasion.RISE, Occasion.CHANGE]


@pytest.mark.parametrize("name", sorted(names("autoedit.transitions")))
def test_a_transition_takes_the_settings_that_it_is_given(name: str):
    from autoedit.plan.occasions import Cause

    cause = Cause(occasion=Occasion.MOTION, why="a test", angle=350.0, speed=1.5)

    assert set(settings_of(name, cause, 3)) <= set(inspect.signature(load_function("autoedit.transitions", name)).parameters)


def test_pictures_are_pushed_against_the_cameras_way():
    found = between(*(clip(name, heading=(-0.3, 0.0)) for name in "ab"), style=style_with("push"))

    assert found.settings == {"angle": 180.0}


def test_what_is_drawn_by_chance_is_another_one_at_each_cut():
    film = row(*quiet_places(9))

    found = choose_transitions(film, style_with("ink"), PAL, pace=Pace.CALM)

    seeds = [transition.settings["seed"] for transition in found if transition is not None]
    assert len(set(seeds)) == len(seeds) == 3


# Laws

ENERGIES = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
HEADINGS = ((0.0, 0.0), (0.3, 0.0), (0.25, 0.1), (-0.3, 0.0), (0.05, 0.0))
KINDS = sorted({name for served in SERVES.values() for name in served} - {"morph"})
BEDS = (None, beats(97), beats("140.5"))
# A film is told by its seed: to find a smaller one would tell no more.
SOME = settings(max_examples=150, deadline=None, phases=(Phase.explicit, Phase.generate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film of which every cut may ask for something, and how it is asked for."""

    choices: tuple[Choice, ...]
    rate: Fraction
    asked: dict[str, object]

    @property
    def found(self) -> tuple[Transition | None, ...]:
        return choose_transitions(self.choices, trailer(), self.rate, **self.asked)


def film(seed: int) -> Film:
    rng = random.Random(seed)
    rate, has_music = rng.choice(RATES), rng.random() < 0.7
    choices = [
        clip(
            rng.choice("abcd"), frames=rng.randint(2, 120), energy=rng.choice(ENERGIES), has_music=has_music,
            opens=rng.choice([None, *SectionKind]), is_drop=rng.random() < 0.2, action=rng.choice(ENERGIES),
            heading=rng.choice(HEADINGS), handles=(Fraction(rng.randint(0, 240), 240), Fraction(rng.randint(0, 240), 240)),
            rate=rate, start=rng.randint(10, 3000), shot=rng.choice(["shot-001", "shot-002"]),
        )
        for _ in range(rng.randint(1, 24))
    ]  # fmt: skip
    asked = {"allowed": rng.sample(KINDS, rng.randint(0, 6)), "pace": rng.choice(list(Pace)), "bed": rng.choice(BEDS)}
    return Film(choices=row(*choices, rate=rate), rate=rate, asked=asked)


seeds = st.integers(0, 10**6)


@given(seeds)
@SOME
def test_a_transition_lies_on_its_cut_within_limits_and_takes_little_of_its_clips(seed: int):
    made = film(seed)

    assert len(made.found) == len(made.choices) - 1
    for transition, before, after in zip(made.found, made.choices, made.choices[1:], strict=False):
        if transition is None:
            continue
        assert transition.kind in made.asked["allowed"]
        assert transition.reason
        assert transition.in_frames == transition.out_frames > 0
        end = before.source_start + (before.slot.frames + transition.out_frames) / made.rate
        assert end <= before.candidate.select.out_limit
        assert after.source_start - transition.in_frames / made.rate >= after.candidate.select.in_limit
        assert max(Fraction(transition.in_frames, choice.slot.frames) for choice in (before, after)) <= MOST_OF_CLIP
        assert transition.frames / made.rate <= 1 + 1 / made.rate


@given(seeds)
@SOME
def test_transitions_are_few_and_in_a_calm_film_never_two_in_a_row(seed: int):
    made = film(seed)
    is_calm = mood_of(made.choices, trailer(), made.asked["pace"]).is_calm

    most = math.ceil(len(made.found) / (CALM_SHARE if is_calm else SHARE))
    assert sum(transition is not None for transition in made.found) <= most
    if is_calm:
        assert all(before is None or after is None for before, after in pairwise(made.found))


@given(seeds)
@SOME
def test_the_same_film_has_the_same_transitions(seed: int):
    assert film(seed).found == film(seed).found


def test_the_films_of_these_laws_have_transitions_of_every_kind():
    found = {transition.kind for seed in range(300) for transition in film(seed).found if transition is not None}

    assert found == set(KINDS)


@pytest.mark.parametrize("name", ["highlights", "trailer", "montage", "recap"])
def test_transitions_leave_clips_length_and_music_alone(name: str):
    library = [footage(file, (0.5, 0.6, 0.7, 0.4)) for file in "abc"]
    asked = {"style": built_in(name), "length": Fraction(24), "frame_rate": NTSC_FILM}

    with_them, without = planned(library, song(), **asked), planned(library, song(), **asked, transitions=())

    picture = with_them.timeline.track(TrackRole.PICTURE)
    assert any(isinstance(item, Transition) for item in picture.items)
    assert not any(isinstance(item, Transition) for track in without.timeline.tracks for item in track.items)
    assert clips(with_them) == clips(without)
    assert with_them.timeline.frames == without.timeline.frames
    assert with_them.timeline.track(TrackRole.MUSIC) == without.timeline.track(TrackRole.MUSIC)


def test_the_transitions_a_person_allows_are_told_in_the_options():
    library = [footage(file) for file in "ab"]

    films = [planned(library, song(), length=Fraction(12), transitions=names) for names in (None, (), ("dissolve",))]

    assert [film.options.get("transitions") for film in films] == [None, "none", "dissolve"]


def test_a_talk_has_the_transitions_a_person_asks_for():
    talk = footage("a", (0.5, 0.5, 0.5))
    talk = replace(talk, selects=tuple(replace(select, look=HERE, shot="shot-001") for select in talk.selects))

    films = [planned([talk], style=built_in("tighten"), transitions=names) for names in (None, ("morph",))]

    kinds = [[kind(item) for item in film.timeline.tracks[0].items if isinstance(item, Transition)] for film in films]
    assert kinds == [[], ["morph", "morph"]]
