"""What analysis and listening give, handed to the plan; and an edit list planned anew without a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import AutoeditError, BadOption, DocumentError, NoSound, NotEnoughMaterial, UnknownName
from autoedit.media.conform import Fit
from autoedit.model.document import Decision, DecisionKind, EditList, Footage, LeftOut, Song
from autoedit.model.select import Defect, DefectKind, Moments, Speech
from autoedit.model.shot import BoundaryKind, Shot
from autoedit.model.timeline import Clip, TrackRole, Transition
from autoedit.pipeline import planning
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.library import Library
from autoedit.pipeline.planning import FilmOptions, plan_alternatives, plan_film, plan_films, replan_film, style_of
from autoedit.pipeline.progress import Silent
from autoedit.pipeline.stages import Analysed
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.bed import MusicFit
from autoedit.plan.coverage import Takes
from autoedit.plan.excerpt import SHORT_TAIL
from autoedit.plan.style import Pace, highlights, trailer
from tests.plan.values import footage, planned, song

SIX = FilmOptions(length=Fraction(6))


class Told(Silent):
    """Keeps warnings."""

    def __init__(self) -> None:
        self.warned: list[str] = []

    def warn(self, text: str) -> None:
        self.warned.append(text)


def analysed(item: Footage) -> Analysed:
    """A file as analysis gives it: shots, speech and defects too."""
    shots = tuple(
        Shot(id=select.shot, start=select.in_limit, end=select.out_limit, opens=BoundaryKind.CUT, closes=BoundaryKind.CUT)
        for select in item.selects
    )
    moments = Moments(
        boundaries=(), shots=shots, selects=item.selects, speech=(Speech(start=Fraction(1), end=Fraction(2)),),
        defects=(Defect(kind=DefectKind.SOFT, start=Fraction(3), end=Fraction(4)),),
    )  # fmt: skip
    return Analysed(media=item.media, moments=moments, computed=0)


LEFT = LeftOut(path="/footage/bad.mp4", reason="it is empty")
FILES = tuple(analysed(footage(name, (0.5, 0.6, 0.7, 0.4))) for name in ("beach", "city", "hills"))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of analysis and listening, in order; neither opens a file."""
    asked: list[str] = []

    def analyse(names: Sequence[str], detector: str, work: Workplace, *, is_quick: bool) -> Library:
        asked.append(f"analyse {' '.join(names)} {detector} {is_quick}")
        return Library(files=FILES, left_out=(LEFT,))

    def hear(path: Path, work: Workplace, overrule: object) -> Song:
        asked.append(f"hear {path}")
        if path.name == "silent.mp3":
            raise NoSound(path, "it is silent", "Give a song.")
        return song(name=f"music-{path.stem}")

    monkeypatch.setattr(planning, "analyse", analyse)
    monkeypatch.setattr(planning, "hear", hear)
    monkeypatch.setattr(planning, "heard_joins", lambda *_: asked.append("joins"))
    return asked


@pytest.fixture
def work() -> Workplace:
    return Workplace(cache=Cache(None), listener=Told())


@pytest.fixture(scope="module")
def film() -> EditList:
    """A trailer of ten seconds on a song."""
    library = [footage("beach", (0.5, 0.6, 0.7, 0.4)), footage("city", (0.4, 0.8, 0.3, 0.6))]
    return planned(library, song(), length=Fraction(10), told=(("song_start", "4"),), fit="pad", pace=Pace.FAST, name="my film")


def clips(edit_list: EditList, role: TrackRole = TrackRole.PICTURE) -> tuple[Clip, ...]:
    track = edit_list.timeline.track(role)
    return track.clips if track is not None else ()


def chosen(edit_list: EditList) -> list[str | None]:
    return [clip.select for clip in clips(edit_list)]


def test_all_that_analysis_found_is_in_the_edit_list(calls: list[str], work: Workplace):
    edit_list = plan_film(["holiday"], SIX, work)

    assert [item.media for item in edit_list.footage] == [item.media for item in FILES]
    for item, file in zip(edit_list.footage, FILES, strict=True):
        moments = file.moments
        assert (item.selects, item.shots) == (moments.selects, moments.shots)
        assert (item.speech, item.defects) == (moments.speech, moments.defects)
    assert edit_list.left_out == (LEFT,)


def test_the_styles_name_is_the_films_and_highlights_when_none_is_asked_for(calls: list[str], work: Workplace):
    assert plan_film(["holiday"], SIX, work).style == "highlights"
    assert plan_film(["holiday"], replace(SIX, style="recap"), work).style == "recap"


def test_several_films_are_planned_from_one_analysis(calls: list[str], work: Workplace):
    options = replace(SIX, music=Path("song.mp3"), detector="content", is_quick=True)

    assert len(plan_films(["holiday", "more"], options, work, count=3)) == 3
    assert calls == ["hear song.mp3", "joins", "analyse holiday more content True"]


def test_a_wrong_song_is_told_before_hours_of_footage_are_analysed(calls: list[str], work: Workplace):
    with pytest.raises(NoSound):
        plan_film(["holiday"], replace(SIX, music=Path("silent.mp3")), work)

    assert calls == ["hear silent.mp3"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"style": "montage"}, BadOption),
        ({"song_start": Fraction(1)}, BadOption),
        ({"song_end": Fraction(9)}, BadOption),
        ({"style": "filme"}, UnknownName),
        ({"style": "no.toml"}, BadOption),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_before_any_work(
    calls: list[str], work: Workplace, asked: dict[str, object], error: type[AutoeditError]
):
    with pytest.raises(error):
        plan_film(["holiday"], replace(SIX, **asked), work)

    assert calls == []


@pytest.mark.parametrize("count", [0, 10])
def test_a_number_of_variants_that_makes_no_sense_is_refused(calls: list[str], work: Workplace, count: int):
    with pytest.raises(BadOption, match=f"1 to 9 variants can be planned, got {count}"):
        plan_films(["holiday"], SIX, work, count=count)


def test_variants_of_several_lengths_are_refused(calls: list[str], work: Workplace):
    with pytest.raises(BadOption, match="Give one --length"):
        plan_films(["holiday"], SIX, work, lengths=[Fraction(6), Fraction(3)], count=2)


def test_one_length_given_beside_the_options_is_the_films(calls: list[str], work: Workplace):
    (film,) = plan_films(["holiday"], FilmOptions(), work, lengths=[Fraction(7)])

    assert film.timeline.frames == 175


def test_cut_downs_come_longest_first_and_each_length_once(calls: list[str], work: Workplace):
    films = plan_films(["holiday"], FilmOptions(), work, lengths=[Fraction(length) for length in (4, 12, 4, 8)])

    assert [film.length for film in films] == [12, 8, 4]
    assert set(chosen(films[2])) <= set(chosen(films[1])) <= set(chosen(films[0]))


def test_the_notes_of_every_film_are_told(calls: list[str], work: Workplace):
    films = plan_films(["holiday"], SIX, work, count=2)

    assert isinstance(work.listener, Told)
    assert work.listener.warned == [note for film in films for note in film.notes]
    assert work.listener.warned


def test_alternatives_lie_near_the_length_asked_for(calls: list[str], work: Workplace):
    found = plan_alternatives(["holiday"], SIX, work)

    assert [item.length for item in found if item.is_asked] == [6]
    assert all(abs(item.length - 6) < 1 for item in found)
    assert len(found) > 1


def test_without_a_length_alternatives_lie_near_the_styles_own(
    calls: list[str], work: Workplace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(planning, "alternatives", lambda _, length: [length])

    assert plan_alternatives(["holiday"], FilmOptions(style="trailer"), work) == [trailer().default_length]


def test_alternatives_of_a_film_that_is_as_long_as_its_talk_need_a_length(calls: list[str], work: Workplace):
    with pytest.raises(BadOption, match="Give one with --length"):
        plan_alternatives(["holiday"], FilmOptions(style="tighten"), work)


def test_a_file_may_be_named_by_its_path_in_a_decision(calls: list[str], work: Workplace):
    drop = Decision(kind=DecisionKind.DROP, select="/footage/city.mp4")

    edit_list = plan_film(["holiday"], replace(SIX, decisions=(drop,)), work)

    assert edit_list.decisions == (Decision(kind=DecisionKind.DROP, select="city"),)
    assert "city" not in {clip.media for clip in clips(edit_list)}


@pytest.mark.parametrize("name", ["highlights", "montage", "recap", "tighten", "trailer"])
def test_a_style_is_found_by_its_name(name: str):
    assert style_of(name).name == name


def test_what_a_package_offers_as_a_style_must_be_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "load", lambda *_: dict)

    with pytest.raises(BadOption, match=r"the style 'theirs' is no Style\. Mend or remove its package"):
        style_of("theirs")


def test_a_style_may_be_a_value_or_a_function_that_gives_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "load", lambda _, name: highlights() if name == "value" else highlights)

    assert style_of("value") == style_of("function") == highlights()


def test_a_list_planned_anew_keeps_all_that_was_asked_of_it(film: EditList, work: Workplace):
    again = replan_film(film, FilmOptions(), work)

    assert again.changes == ()
    assert replace(again.edit_list, made_by="", solution=None) == replace(film, made_by="", solution=None)


def test_what_is_asked_now_goes_before_what_was_asked_then(film: EditList, work: Workplace):
    options = FilmOptions(style="recap", pace=Pace.CALM, takes=Takes.ALL, min_score=0.35, fit=Fit.FILL, width=640, height=360)

    again = replan_film(film, options, work).edit_list

    assert (again.style, again.options["pace"], again.options["takes"]) == ("recap", "calm", "all")
    assert (again.options["min_score"], again.options["fit"]) == ("0.35", "fill")
    assert (again.timeline.width, again.timeline.height) == (640, 360)


def test_music_that_a_person_moved_stays_as_it_lies_while_nothing_is_asked_of_it(film: EditList, work: Workplace):
    *tracks, music = film.timeline.tracks
    (clip,) = music.clips
    moved = replace(music, items=(replace(clip, source_start=clip.source_start - Fraction(1, 3), gain_db=-3.0),))
    by_hand = replace(film, timeline=replace(film.timeline, tracks=(*tracks, moved)))
    last = clips(film)[-1].select or ""

    again = replan_film(by_hand, FilmOptions(decisions=(Decision(kind=DecisionKind.DROP, select=last),)), work).edit_list

    assert chosen(again) != chosen(film)
    assert again.timeline.track(TrackRole.MUSIC) == moved


def test_a_list_planned_anew_changes_no_more_than_it_must(work: Workplace):
    library = [footage("beach", (0.5, 0.5, 0.5)), footage("city", (0.5, 0.52, 0.5))]
    drop = Decision(kind=DecisionKind.DROP, select="city/shot-002.1")
    made = planned(library, style=highlights(), length=Fraction(6), decisions=(drop,))

    again = replan_film(replace(made, decisions=()), FilmOptions(), work)

    assert again.changes == ()
    # Planned from nothing it would be another film.
    assert chosen(planned(library, style=highlights(), length=Fraction(6))) != chosen(made)


@pytest.mark.parametrize("length", [Fraction(7), Fraction(14)])
def test_another_length_lays_the_music_anew(film: EditList, work: Workplace, length: Fraction):
    again = replan_film(film, FilmOptions(), work, length=length)

    assert again.edit_list.timeline.duration == again.edit_list.length == length
    # A little silence after the song's own end is an ending too.
    music = sum(clip.frames for clip in clips(again.edit_list, TrackRole.MUSIC)) / Fraction(25)
    assert 0 <= length - music <= SHORT_TAIL
    assert again.changes


def test_another_part_of_the_song_is_remembered(film: EditList, work: Workplace):
    again = replan_film(film, FilmOptions(song_start=Fraction(8), song_end=Fraction(24)), work).edit_list

    assert (again.options["song_start"], again.options["song_end"]) == ("8", "24")
    assert again.song is not None
    assert (again.song.grid.start, again.song.grid.end) == (8, 24)


def test_an_edit_list_has_its_own_song(film: EditList, work: Workplace):
    with pytest.raises(BadOption, match="Plan from the footage to use another"):
        replan_film(film, FilmOptions(music=Path("song.mp3")), work)


@pytest.mark.parametrize("name", ["pace", "takes", "music_fit", "min_score", "transitions"])
@pytest.mark.parametrize("text", ["fasst", "", "nan", "-1"])
def test_an_option_misspelt_by_hand_is_told_by_its_field(film: EditList, work: Workplace, name: str, text: str):
    with pytest.raises(DocumentError) as raised:
        replan_film(replace(film, options={**film.options, name: text}), FilmOptions(), work)

    assert raised.value.field == f"options.{name}"
    assert repr(text) in raised.value.problem


def test_options_that_a_list_remembers_are_followed_when_it_is_planned_anew(work: Workplace):
    library = [footage("beach", (0.5, 0.6, 0.7, 0.4)), footage("city", (0.4, 0.8, 0.3, 0.6))]
    made = planned(library, song(), length=Fraction(10), takes=Takes.ALL, music_fit=MusicFit.EXCERPT, min_score=0.35)

    again = replan_film(made, FilmOptions(), work, length=Fraction(9)).edit_list

    assert dict(again.options) == dict(made.options)


@pytest.mark.parametrize("allowed", [(), ("dissolve",), ("whip_pan", "flash")])
def test_what_a_person_allows_at_cuts_is_kept_until_something_else_is_said(
    film: EditList, work: Workplace, allowed: tuple[str, ...]
):
    told = replan_film(film, FilmOptions(transitions=allowed), work).edit_list

    again = replan_film(told, FilmOptions(), work).edit_list
    other = replan_film(told, FilmOptions(transitions=("dip_to_black",)), work).edit_list

    assert again.options["transitions"] == told.options["transitions"] == (",".join(allowed) or "none")
    assert again.timeline == told.timeline
    assert {item.kind for item in again.timeline.tracks[0].items if isinstance(item, Transition)} <= set(allowed)
    assert other.options["transitions"] == "dip_to_black"


def test_a_transition_there_is_none_of_is_refused(film: EditList, calls: list[str], work: Workplace):
    for plan in (lambda options: plan_film(["holiday"], options, work), lambda options: replan_film(film, options, work)):
        with pytest.raises(UnknownName, match="Did you mean 'dissolve'"):
            plan(FilmOptions(transitions=("disolve",)))


def test_a_transition_that_a_person_takes_out_stays_out_and_is_no_change(work: Workplace):
    made = planned([footage(name, (0.5, 0.6, 0.7, 0.4)) for name in ("a", "b", "c")], song(), length=Fraction(24))
    picture, *others = made.timeline.tracks
    bare = replace(picture, items=picture.clips)
    by_hand = replace(made, timeline=replace(made.timeline, tracks=(bare, *others)))

    again = replan_film(by_hand, FilmOptions(), work)

    assert bare != picture
    assert not any(isinstance(item, Transition) for item in again.edit_list.timeline.tracks[0].items)
    assert again.changes == ()


def test_a_style_of_ones_own_is_found_again_by_its_file(tmp_path: Path, work: Workplace):
    from importlib.resources import files

    own = tmp_path / "own.toml"
    text = files("autoedit.plan").joinpath("styles/highlights.toml").read_text(encoding="utf-8")
    own.write_text(text.replace('name = "highlights"', 'name = "own"'), encoding="utf-8")
    made = planned([footage("beach")], style=highlights(), length=Fraction(6), told=(("style_file", str(own)),))

    assert replan_film(made, FilmOptions(), work).edit_list.style == "own"
    own.unlink()
    with pytest.raises(BadOption, match="cannot be read"):
        replan_film(made, FilmOptions(), work)


def test_a_longer_film_than_the_footage_gives_is_refused(film: EditList, work: Workplace):
    with pytest.raises(NotEnoughMaterial):
        replan_film(film, FilmOptions(), work, length=Fraction(600))


@pytest.mark.parametrize(("before", "after"), [(6, 14), (14, 6)])
def test_changes_name_what_is_other_what_is_new_and_what_is_gone(work: Workplace, before: int, after: int):
    made = planned([footage("beach"), footage("city")], style=highlights(), length=Fraction(before))

    again = replan_film(made, FilmOptions(), work, length=Fraction(after))

    old, new = set(chosen(made)), set(chosen(again.edit_list))
    said = " ".join(again.changes)
    assert old != new
    assert all(name in said for name in old ^ new)
    assert all(f"new: {name}" not in said and f"gone: {name}" not in said for name in old & new)


def test_two_clips_of_one_id_are_refused_by_name(work: Workplace):
    made = planned([footage("beach"), footage("city")], style=highlights(), length=Fraction(6))
    picture, *others = made.timeline.tracks
    doubled = replace(picture, items=(*picture.items, picture.items[0]))

    with pytest.raises(DocumentError, match=r"items\[\d+\]\.id: two clips are called"):
        replan_film(replace(made, timeline=replace(made.timeline, tracks=(doubled, *others))), FilmOptions(), work)
