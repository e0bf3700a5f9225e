import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.document.write import edit_list_json
from autoedit.errors import BadOption, NotEnoughMaterial, UnknownName
from autoedit.model.document import Decision, DecisionKind, EditList, Song
from autoedit.model.timeline import Transition
from autoedit.plan.plan import PlanOptions
from autoedit.plan.style import FILM, TRAILER, Style
from tests.plan.values import click_grid, footage, planned, random_footage, song
from tests.properties.rates import RATES

KEEP, DROP = DecisionKind.KEEP, DecisionKind.DROP
MUSIC = (None, song(), song(click_grid(tempo="97.3", bars=5, start="0.217")), song(click_grid(bars=10, confidence=0.1)))

films = st.builds(
    lambda seed, style, rate, music, share: _film(seed, style, rate, music, share),
    st.integers(0, 10_000), st.sampled_from([FILM, TRAILER]), st.sampled_from(RATES), st.sampled_from(MUSIC),
    st.fractions(Fraction(1, 20), Fraction(9, 10), max_denominator=40),
)  # fmt: skip


def _film(seed: int, style: Style, rate: Fraction, music: Song | None, share: Fraction) -> EditList | None:
    """A film of a share of random footage, or None where that cannot be made."""
    library = random_footage(seed)
    usable = sum((s.out_limit - s.in_limit for s in {(s.in_limit): s for f in library for s in f.selects}.values()), Fraction(0))
    try:
        return planned(library, music, style=style, frame_rate=rate, length=max(Fraction(1), usable * share))
    except NotEnoughMaterial:
        return None


def selects_shown(edit_list: EditList) -> list[str]:
    return [clip.select for clip in edit_list.timeline.tracks[0].clips]


@given(films)
def test_a_film_has_exactly_the_frames_it_was_asked_for(edit_list: EditList | None):
    if edit_list is not None:
        timeline = edit_list.timeline

        assert timeline.tracks[0].frames == int(edit_list.length * timeline.frame_rate)
        assert timeline.frames == timeline.tracks[0].frames


@given(films)
def test_no_frame_is_shown_from_outside_its_selects_limits_handles_included(edit_list: EditList | None):
    for start, end, select in _ranges(edit_list, handles=True):
        assert select.in_limit <= start <= end <= select.out_limit


@given(films)
def test_no_source_moment_is_shown_twice(edit_list: EditList | None):
    ranges = sorted((clip_file, start, end) for start, end, _, clip_file in _ranges(edit_list, handles=False, files=True))

    for before, after in pairwise(ranges):
        assert before[0] != after[0] or before[2] <= after[1]


def test_most_random_footage_can_be_filled():
    made = [_film(seed, style, Fraction(25), None, Fraction(1, 4)) for seed in range(20) for style in (FILM, TRAILER)]

    assert sum(film is not None for film in made) >= 36


def _ranges(edit_list: EditList | None, *, handles: bool, files: bool = False) -> list[tuple]:
    """What each picture clip shows of its source: start, end, its select (and its file)."""
    if edit_list is None:
        return []
    items, rate = edit_list.timeline.tracks[0].items, edit_list.timeline.frame_rate
    selects = {f"{f.media.id}/{s.id}": s for f in edit_list.footage for s in f.selects}
    shown = []
    for place, clip in enumerate(items):
        if isinstance(clip, Transition):
            continue
        before = items[place - 1] if place else None
        after = items[place + 1] if place + 1 < len(items) else None
        early = before.in_frames if handles and isinstance(before, Transition) else 0
        late = after.out_frames if handles and isinstance(after, Transition) else 0
        start, end = clip.source_time(-early, rate), clip.source_time(clip.frames + late, rate)
        shown.append((start, end, selects[clip.select], *([clip.media] if files else [])))
    return shown


@given(films.filter(lambda film: film is not None and film.style == "film"))
@settings(max_examples=60)
def test_a_chronological_film_keeps_the_order_of_the_story(edit_list: EditList):
    order = [item.media.id for item in edit_list.footage]

    told = [(order.index(clip.media), clip.source_start) for clip in edit_list.timeline.tracks[0].clips]

    assert told == sorted(told)


@given(films.filter(lambda film: film is not None and film.song is None))
@settings(max_examples=60)
def test_lengths_taken_from_the_selects_still_sum_to_the_film(edit_list: EditList):
    frames = [clip.frames for clip in edit_list.timeline.tracks[0].clips]

    assert sum(frames) == int(edit_list.length * edit_list.timeline.frame_rate)
    assert min(frames) >= 1


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("style", [FILM, TRAILER], ids=lambda style: style.name)
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


@pytest.mark.parametrize("style", [FILM, TRAILER], ids=lambda style: style.name)
def test_a_kept_select_is_in_the_film_however_low_it_scores(style: Style):
    library = [footage("a", (0.9, 0.0, 0.9, 0.9, 0.9)), footage("b", (0.9,) * 5)]
    wish = Decision(kind=KEEP, select="a/shot-002.1")

    edit_list = planned(library, style=style, length=Fraction(8), decisions=(wish,), min_score=0.5)

    assert "a/shot-002.1" in selects_shown(edit_list)


@pytest.mark.parametrize("style", [FILM, TRAILER], ids=lambda style: style.name)
def test_a_dropped_select_is_out_however_high_it_scores(style: Style):
    library = [footage("a", (0.5, 1.0, 0.5)), footage("b", (0.5, 0.5))]
    wish = Decision(kind=DROP, select="a/shot-002.1")

    edit_list = planned(library, style=style, length=Fraction(8), decisions=(wish,))

    assert "a/shot-002.1" not in selects_shown(edit_list)
    assert edit_list.decisions == (wish,)


def test_a_decision_on_an_unknown_select_names_the_nearest():
    with pytest.raises(UnknownName, match=r"Did you mean 'beach/shot-002\.1'") as raised:
        planned([footage("beach")], decisions=(Decision(kind=DROP, select="beach/shot-02.1"),))

    assert (raised.value.kind, raised.value.name) == ("select", "beach/shot-02.1")


def test_more_wishes_than_places_are_told():
    wishes = tuple(Decision(kind=KEEP, select=f"a/shot-00{number}.1") for number in range(1, 7))

    edit_list = planned([footage("a")], length=Fraction(4), decisions=wishes)

    assert len([note for note in edit_list.notes if "could not be kept" in note]) == 6 - len(selects_shown(edit_list))


def test_too_little_material_says_what_was_wanted_and_what_there_is():
    with pytest.raises(NotEnoughMaterial) as raised:
        planned([footage("a", (0.5, 0.5))], length=Fraction(30))

    assert (raised.value.wanted, raised.value.available) == (30, 16)


def test_selects_below_the_least_score_are_no_material():
    with pytest.raises(NotEnoughMaterial) as raised:
        planned([footage("a", (0.5, 0.4, 0.6))], length=Fraction(20), min_score=0.5)

    assert raised.value.available == 16


@pytest.mark.parametrize("style", [FILM, TRAILER], ids=lambda style: style.name)
def test_footage_without_selects_is_no_material(style: Style):
    with pytest.raises(NotEnoughMaterial):
        planned([footage("a", ())], style=style)


def test_a_film_of_no_stated_length_takes_three_quarters_of_little_footage_and_says_so():
    edit_list = planned([footage("a", (0.5, 0.5))], style=FILM)

    assert edit_list.length == 12
    assert "16.0 usable seconds" in edit_list.notes[0]


def test_a_film_of_no_stated_length_is_no_longer_than_its_song():
    edit_list = planned([footage(name, (0.5,) * 12) for name in "abc"], song(click_grid(bars=10)), style=FILM)

    assert edit_list.length == 20


def test_copies_of_one_moment_in_two_files_are_shown_once():
    look = tuple(k / 48 for k in range(48))
    library = [footage("a", (0.9, 0.5, 0.5)), footage("b", (0.8, 0.5, 0.5))]
    library = [replace(item, selects=(replace(item.selects[0], look=look), *item.selects[1:])) for item in library]

    edit_list = planned(library, length=Fraction(10))

    assert "a/shot-001.1" in selects_shown(edit_list)
    assert "b/shot-001.1" not in selects_shown(edit_list)


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
    assert not told & set(selects_shown(edit_list))


def test_the_films_markers_stand_where_the_musics_sections_begin():
    edit_list = planned([footage(name, (0.5,) * 12) for name in "abc"], song(), length=Fraction(32))

    assert [(marker.frame, marker.name) for marker in edit_list.timeline.markers] == [
        (200, "build"),
        (400, "drop"),
        (600, "outro"),
    ]


def test_source_sound_is_brought_to_one_level():
    library = [footage("a", (0.5,) * 4), footage("b", (0.5,) * 4)]
    loud = {"a": -12.0, "b": -30.0}
    library = [replace(item, selects=tuple(replace(s, loudness=loud[item.media.id]) for s in item.selects)) for item in library]

    edit_list = planned(library, style=FILM, length=Fraction(12))

    gains = {clip.media: clip.gain_db for clip in edit_list.timeline.tracks[1].clips}
    assert gains == {"a": -6.0, "b": 12.0}


@pytest.mark.parametrize("length", [Fraction(0), Fraction(-1)])
def test_a_film_of_no_length_is_refused(length: Fraction):
    with pytest.raises(BadOption, match="longer than nothing"):
        PlanOptions(style=FILM, length=length)


def test_half_a_size_is_refused():
    with pytest.raises(BadOption, match="both a width and a height"):
        PlanOptions(style=FILM, width=1920)


def test_a_planned_trailer_is_the_golden_one():
    from tests.goldens import GOLDENS, golden_trailer

    kept = json.loads((GOLDENS / "trailer.json").read_text(encoding="utf-8"))

    assert json.loads(golden_trailer()) == kept, "if the change is meant: python -m tests.goldens, and review the difference"


def test_the_golden_trailer_has_transitions_and_source_sound():
    from tests.goldens import golden_trailer

    text = golden_trailer()

    assert '"type": "transition"' in text
    assert '"role": "source_sound"' in text
