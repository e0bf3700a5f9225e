"""Why a film is as it is, told and as a document."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from autoedit.document.read import read_edit_list
from autoedit.document.write import edit_list_json
from autoedit.errors import UnknownName
from autoedit.model.document import Decision, DecisionKind, EditList, Solution
from autoedit.model.time import rational
from autoedit.model.timeline import Clip, Gap, Reason, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.review.explain import clip_of, explained, film_document, placed_clips, sentences, worth_told
from tests.plan.values import footage, planned, song

FILM = Fraction(24000, 1001)


@pytest.fixture(scope="module")
def film() -> EditList:
    library = [footage("beach", (0.5, 0.6, 0.7)), footage("city", (0.4, 0.8, 0.3))]
    return planned(library, song(), length=Fraction(10), frame_rate=FILM)


REASON = Reason(
    text="score 0.80 (action 0.90)",
    score=0.8,
    parts={"action": 0.9, "sharp": 0.6},
    cut_on="a downbeat",
    runners_up=("beach/shot-003.1", "city/shot-003.1"),
    hit="a beat 12 frames in",
    terms={"moment": 0.5, "pace": -0.7, "hit": 0.02, "fit": 0.1, "cut": -0.3},
    lost={"beach/shot-003.1": "0.20 less: it is weaker", "city/shot-003.1": "clip 1 shows the same view"},
    avoids=("soft 3.0 to 4.5 s",),
)


def shown(reason: Reason | None, **given: object) -> EditList:
    """A film of a gap and one clip at 25 frames a second."""
    clip = Clip(
        id="clip-007", media="beach", source_start=Fraction(5, 2), frames=40, select="beach/shot-001.1", reason=reason
    )  # fmt: skip
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(Gap(frames=30), clip))
    timeline = Timeline(name="film", frame_rate=Fraction(25), width=64, height=36, tracks=(track,))
    made = EditList(
        made_by="a test", style="recap", length=Fraction(2), footage=(footage("beach"),), song=None, timeline=timeline
    )  # fmt: skip
    return replace(made, **given)


def told(film: EditList, name: str = "1") -> str:
    return "\n".join(sentences(film, clip_of(film, name)))


def test_a_films_worth_is_told_with_its_bound_its_gap_and_what_simpler_ways_get():
    solution = Solution(value=8.0, bound=8.04, greedy=7.1, beam=None, random=-2.0)

    assert worth_told(solution) == "value 8.00, no film is worth more than 8.04 (gap 0.50 %); greedy 7.10, random -2.00"


def test_a_film_for_which_nothing_was_chosen_says_so():
    assert "nothing had to be chosen" in worth_told(None)


def test_every_clip_of_the_picture_is_explained_where_it_lies(film: EditList):
    clips = film_document(film)["clips"]

    assert [clip["clip"] for clip in clips] == [clip.id for clip in film.timeline.tracks[0].clips]
    assert [clip["record_frame"] for clip in clips] == [sum(clip["frames"] for clip in clips[:k]) for k in range(len(clips))]


def test_a_document_of_reasons_is_what_the_edit_list_says(film: EditList):
    found = json.loads(json.dumps(film_document(film)))

    assert (found["schema"], found["style"], found["options"]) == ("autoedit/explain/1", film.style, dict(film.options))
    assert film.solution is not None
    assert (found["solution"]["value"], found["solution"]["bound"]) == (film.solution.value, film.solution.bound)
    for clip, exact in zip(found["clips"], film.timeline.tracks[0].clips, strict=True):
        assert exact.reason is not None
        assert rational(clip["source_start"]) == exact.source_start
        assert (clip["terms"], clip["parts"]) == (exact.reason.terms, exact.reason.parts)
        assert [rival["select"] for rival in clip["runners_up"]] == list(exact.reason.runners_up)


def test_reasons_survive_the_edit_lists_file(film: EditList):
    again = read_edit_list(edit_list_json(film))

    assert film_document(again) == film_document(film)


@pytest.mark.parametrize("name", ["1", "clip-007", "beach/shot-001.1"])
def test_a_clip_is_named_by_its_number_its_id_or_its_select(name: str):
    film = shown(REASON)

    assert clip_of(film, name) == placed_clips(film)[0]


@pytest.mark.parametrize("name", ["0", "2", "-1", "١٢", "²", "clip-008", ""])
def test_a_clip_that_is_not_there_is_an_error_that_names_those_that_are(name: str):
    with pytest.raises(UnknownName, match=r"no clip named .*Known: 1, clip-007") as raised:
        clip_of(shown(REASON), name)

    assert raised.value.name == name


def test_a_film_without_a_picture_has_no_clips_to_explain():
    film = shown(None)

    assert placed_clips(replace(film, timeline=replace(film.timeline, tracks=()))) == []


def test_a_clip_is_told_with_its_place_its_cut_its_worth_and_what_it_beat():
    text = told(shown(REASON))

    assert text.splitlines() == [
        "clip-007 shows beach/shot-001.1 at 00:00:01:05 for 1.60 s (beach from 2.50 s).",
        "It is cut on a downbeat; score 0.80 (action 0.90).",
        "To the film it is worth most by pace -0.70, moment +0.50, cut -0.30, fit +0.10.",
        "beach/shot-003.1 lost to it: 0.20 less: it is weaker.",
        "city/shot-003.1 lost to it: clip 1 shows the same view.",
        "It keeps away from what is soft 3.0 to 4.5 s.",
    ]


DIP = Transition(kind="dip_to_black", in_frames=10, out_frames=10, settings={"x": 1.0}, reason="the break begins")


@pytest.mark.parametrize(
    ("transition", "sentence"),
    [
        (DIP, "A transition leads into it, dip to black for 0.80 s: the break begins."),
        (replace(DIP, reason=""), "A transition leads into it, dip to black for 0.80 s."),
        (None, None),
    ],
    ids=["planned", "a person's", "none"],
)
def test_the_transition_into_a_clip_is_told_with_its_reason(transition: Transition | None, sentence: str | None):
    clips = [Clip(id=f"clip-{k}", media="beach", source_start=Fraction(k), frames=40, reason=REASON) for k in (1, 2)]
    items = (clips[0], transition, clips[1]) if transition is not None else tuple(clips)
    base = shown(None)
    film = replace(base, timeline=replace(base.timeline, tracks=(replace(base.timeline.tracks[0], items=items),)))

    texts = [told(film, name).splitlines() for name in ("1", "2")]
    documents = [explained(film, clip_of(film, name))["transition"] for name in ("1", "2")]

    assert not any("transition" in line for line in texts[0])
    assert [line for line in texts[1] if "transition" in line] == ([sentence] if sentence else [])
    assert documents[0] is None
    assert documents[1] == (
        {"kind": "dip_to_black", "frames": 20, "settings": {"x": 1.0}, "reason": transition.reason} if transition else None
    )


def test_a_clip_without_a_reason_was_put_there_by_a_person():
    film = shown(None)

    assert told(film).endswith("A person put it there.")
    assert explained(film, clip_of(film, "1"))["score"] is None


@pytest.mark.parametrize(
    "decision",
    [
        Decision(kind=DecisionKind.KEEP, select="beach/shot-001.1"),
        Decision(kind=DecisionKind.PIN, select="beach/shot-001.1", slot=1),
    ],
    ids=lambda decision: str(decision.kind),
)
def test_what_a_person_said_about_a_clip_is_told(decision: Decision):
    other = Decision(kind=DecisionKind.DROP, select="beach/shot-002.1")

    text = told(shown(REASON, decisions=(other, decision)))

    assert text.endswith(f"A person said: {decision.kind}.")
    assert "drop" not in text
