import json
from dataclasses import replace
from fractions import Fraction

import pytest

from autoedit.document.write import edit_list_json
from autoedit.errors import BadOption, NotEnoughMaterial, UnknownName
from autoedit.model.document import Decision, DecisionKind
from autoedit.model.music import SectionKind
from autoedit.plan.options import PlanOptions, pace_of
from autoedit.plan.style import Pace, Style, highlights, montage, recap, trailer
from tests.plan.reading import clips, cuts, names
from tests.plan.values import click_grid, footage, planned, random_footage, song


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
def test_the_same_inputs_give_the_same_bytes(seed: int, style: Style):
    texts = {edit_list_json(planned(random_footage(seed), song(), style=style, length=Fraction(6))) for _ in range(3)}

    assert len(texts) == 1


@pytest.mark.parametrize("place", range(3))
def test_the_drop_of_a_trailer_shows_the_best_select(place: int):
    library = [footage("a"), footage("b"), footage("c")]
    best = replace(library[place].selects[2], score=0.95)
    selects = tuple(best if select.id == best.id else select for select in library[place].selects)
    library[place] = replace(library[place], selects=selects)

    edit_list = planned(library, song(), length=Fraction(30))

    on_the_drop = [clip.select for clip in edit_list.timeline.tracks[0].clips if "the drop" in clip.reason.cut_on]
    assert on_the_drop == [f"{library[place].media.id}/{best.id}"]


@pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
def test_a_kept_select_is_in_the_film_however_low_it_scores(style: Style):
    library = [footage("a", (0.9, 0.0, 0.9, 0.9, 0.9)), footage("b", (0.9,) * 5)]
    wish = Decision(kind=DecisionKind.KEEP, select="a/shot-002.1")

    edit_list = planned(library, song(), style=style, length=Fraction(8), decisions=(wish,), min_score=0.5)

    assert "a/shot-002.1" in names(edit_list)


@pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
def test_a_dropped_select_is_out_however_high_it_scores(style: Style):
    library = [footage("a", (0.5, 1.0, 0.5)), footage("b", (0.5, 0.5))]
    wish = Decision(kind=DecisionKind.DROP, select="a/shot-002.1")

    edit_list = planned(library, song(), style=style, length=Fraction(8), decisions=(wish,))

    assert "a/shot-002.1" not in names(edit_list)
    assert edit_list.decisions == (wish,)


def test_a_decision_on_an_unknown_select_names_the_nearest():
    with pytest.raises(UnknownName, match=r"Did you mean 'beach/shot-002\.1'") as raised:
        planned([footage("beach")], decisions=(Decision(kind=DecisionKind.DROP, select="beach/shot-02.1"),))

    assert (raised.value.kind, raised.value.name) == ("select", "beach/shot-02.1")


def test_more_wishes_than_places_are_told():
    wishes = tuple(Decision(kind=DecisionKind.KEEP, select=f"a/shot-00{number}.1") for number in range(1, 7))

    edit_list = planned([footage("a")], length=Fraction(4), decisions=wishes)

    assert len([note for note in edit_list.notes if "could not be kept" in note]) == 6 - len(names(edit_list))


def test_too_little_material_says_what_was_wanted_and_what_there_is():
    with pytest.raises(NotEnoughMaterial) as raised:
        planned([footage("a", (0.5, 0.5))], length=Fraction(30))

    assert (raised.value.wanted, raised.value.available) == (30, 16)


def test_selects_below_the_least_score_are_no_material():
    with pytest.raises(NotEnoughMaterial) as raised:
        planned([footage("a", (0.5, 0.4, 0.6))], length=Fraction(20), min_score=0.5)

    assert raised.value.available == 16


@pytest.mark.parametrize("style", [highlights(), trailer()], ids=lambda style: style.name)
def test_footage_without_selects_is_no_material(style: Style):
    with pytest.raises(NotEnoughMaterial):
        planned([footage("a", ())], style=style)


def test_a_film_of_no_stated_length_takes_three_quarters_of_little_footage_and_says_so():
    edit_list = planned([footage("a", (0.5, 0.5))], style=highlights())

    assert edit_list.length == 12
    assert "16.0 usable seconds" in edit_list.notes[0]


def test_a_film_of_no_stated_length_is_no_longer_than_its_song():
    edit_list = planned([footage(name, (0.5,) * 12) for name in "abc"], song(click_grid(bars=10)), style=highlights())

    assert edit_list.length == 20


def test_copies_of_one_moment_in_two_files_are_shown_once():
    look = tuple(k / 48 for k in range(48))
    library = [footage("a", (0.9, 0.5, 0.5)), footage("b", (0.8, 0.5, 0.5))]
    library = [replace(item, selects=(replace(item.selects[0], look=look), *item.selects[1:])) for item in library]

    edit_list = planned(library, song(), length=Fraction(10))

    assert "a/shot-001.1" in names(edit_list)
    assert "b/shot-001.1" not in names(edit_list)


def test_each_clip_says_which_beat_it_sits_on_and_what_else_would_have_fitted():
    edit_list = planned([footage("a"), footage("b"), footage("c")], song(), length=Fraction(30))

    reasons = [clip.reason for clip in edit_list.timeline.tracks[0].clips]
    assert reasons[0].cut_on == "the start of the film"
    assert {reason.cut_on for reason in reasons[1:]} >= {"a downbeat", "a downbeat, the drop", "a downbeat, the build begins"}
    assert all(len(reason.runners_up) == min(3, 18 - len(reasons)) for reason in reasons)


def test_runners_up_are_selects_that_the_film_does_not_show():
    edit_list = planned([footage("a"), footage("b")], song(), length=Fraction(10))

    told = {name for clip in edit_list.timeline.tracks[0].clips for name in clip.reason.runners_up}
    assert told
    assert not told & set(names(edit_list))


def test_the_films_markers_stand_where_the_musics_sections_begin():
    edit_list = planned([footage(name, (0.5,) * 12) for name in "abc"], song(), length=Fraction(32))

    markers = [(marker.frame, marker.name) for marker in edit_list.timeline.markers if marker.frame]
    assert markers == [(200, "build"), (400, "drop"), (600, "outro")]


def test_source_sound_is_brought_to_one_level():
    library = [footage("a", (0.5,) * 4), footage("b", (0.5,) * 4)]
    loud = {"a": -12.0, "b": -30.0}
    library = [replace(item, selects=tuple(replace(s, loudness=loud[item.media.id]) for s in item.selects)) for item in library]

    edit_list = planned(library, style=highlights(), length=Fraction(12))

    gains = {clip.media: clip.gain_db for clip in edit_list.timeline.tracks[1].clips}
    assert gains == {"a": -6.0, "b": 12.0}


@pytest.mark.parametrize("length", [Fraction(0), Fraction(-1)])
def test_a_film_of_no_length_is_refused(length: Fraction):
    with pytest.raises(BadOption, match="longer than nothing"):
        PlanOptions(style=highlights(), length=length)


def test_half_a_size_is_refused():
    with pytest.raises(BadOption, match="both a width and a height"):
        PlanOptions(style=highlights(), width=1920)


def test_a_style_led_by_music_is_refused_without_any():
    with pytest.raises(BadOption, match=r"a montage is led by its music\. Give a song"):
        planned([footage("a")], style=montage(), length=Fraction(8))


def test_a_film_of_less_than_two_frames_is_refused():
    with pytest.raises(BadOption, match="less than two frames"):
        planned([footage("a")], style=highlights(), length=Fraction(1, 20))


@pytest.mark.parametrize(
    ("tempo", "energy", "pace"),
    [
        ("70", 0.5, Pace.CALM),
        ("120", 0.2, Pace.CALM),
        ("120", 0.5, Pace.NORMAL),
        ("160", 0.9, Pace.FAST),
        ("160", 0.5, Pace.NORMAL),
    ],
)
def test_the_music_asks_for_its_pace(tempo: str, energy: float, pace: Pace):
    music = song(click_grid(tempo=tempo, sections=((SectionKind.BUILD, energy),)))

    assert pace_of(PlanOptions(style=trailer()), music) is pace


def test_a_pace_that_is_asked_for_outranks_the_music():
    music = song(click_grid(tempo=70))

    assert pace_of(PlanOptions(style=trailer(), pace=Pace.FAST), music) is Pace.FAST


@pytest.mark.parametrize("style", [highlights(), trailer(), recap()], ids=lambda style: style.name)
def test_a_fast_film_has_more_clips_than_a_calm_one(style: Style):
    library = [footage(name, (0.5,) * 6) for name in "abc"]

    films = [planned(library, song(), style=style, length=Fraction(16), pace=pace) for pace in (Pace.CALM, Pace.FAST)]

    assert len(clips(films[0])) < len(clips(films[1]))
    assert [film.options["pace"] for film in films] == ["calm", "fast"]


def test_a_trailer_does_not_give_away_the_end_of_the_footage():
    days = {"a": "2026-06-01T10:00:00", "b": "2026-06-01T12:00:00"}
    scores = {"a": (0.5,) * 10, "b": (0.5,) * 9 + (1.0,)}
    library = [footage(name, scores[name], captured=day) for name, day in days.items()]

    edit_list = planned(library, song(), length=Fraction(16))

    assert not {"b/shot-009.1", "b/shot-010.1"} & set(names(edit_list))


def test_files_whose_order_nobody_knows_have_no_end_to_keep_back():
    library = [footage("a", (0.5,) * 10), footage("b", (0.5,) * 9 + (1.0,))]

    edit_list = planned(library, song(), length=Fraction(16))

    assert "b/shot-010.1" in names(edit_list)


def test_a_planned_film_tells_its_value_its_bound_and_what_simpler_ways_get():
    solution = planned([footage("a"), footage("b")], song(), length=Fraction(12)).solution

    assert solution.value <= solution.bound
    assert solution.gap == max(0.0, solution.bound - solution.value) / solution.value
    assert None not in (solution.greedy, solution.beam, solution.random)


def test_a_wish_is_not_counted_as_worth():
    library = [footage("a"), footage("b")]
    wish = Decision(kind=DecisionKind.KEEP, select=names(planned(library, song(), length=Fraction(12)))[0])

    free, kept = (planned(library, song(), length=Fraction(12), decisions=wishes).solution for wishes in ((), (wish,)))

    assert kept.value == pytest.approx(free.value, abs=0.05)


def test_what_was_planned_is_what_the_timeline_shows():
    edit_list = planned([footage("a"), footage("b")], song(), length=Fraction(12))

    told = [(was.id, was.select, was.start, was.source_start, was.frames) for was in edit_list.planned]
    firsts = [0, *cuts(edit_list)]
    shown_now = [(c.id, c.select, first, c.source_start, c.frames) for c, first in zip(clips(edit_list), firsts, strict=True)]
    assert told == shown_now


def test_a_planned_trailer_is_the_golden_one():
    from tests.goldens import GOLDENS, golden_trailer

    kept = json.loads((GOLDENS / "trailer.json").read_text(encoding="utf-8"))

    assert json.loads(golden_trailer()) == kept, "if the change is meant: python -m tests.goldens, and review the difference"


def test_the_golden_trailer_has_transitions_and_source_sound():
    from tests.goldens import golden_trailer

    text = golden_trailer()

    assert '"type": "transition"' in text
    assert '"role": "source_sound"' in text
