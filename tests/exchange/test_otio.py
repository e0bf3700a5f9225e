import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundFilm
from autoedit.exchange.losses import losses
from autoedit.exchange.place import Place, path_of_url
from autoedit.exchange.read.otio import otio as read_otio
from autoedit.exchange.sequence import Sequence, sequence_of
from autoedit.exchange.write.otio import otio
from autoedit.model.timeline import Reason, TrackRole, Transition
from tests.exchange.edits import NTSC, NTSC_60, RATES, edit_list
from tests.exchange.readback_otio import (
    Joined,
    found_frames,
    otio_frames,
    otio_transitions,
    planned_frames,
    planned_transitions,
)

PLACE = Place(folder=Path("/project"), stem="film")
COUNTED = [(rate, True) for rate in RATES] + [(NTSC, False), (NTSC_60, False)]
SEEDS = range(10)


def written(sequence: Sequence) -> str:
    (document,) = otio(sequence, PLACE)
    return document.text


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_opentimelineio_finds_every_frame_where_it_was_planned(rate: Fraction, is_drop: bool) -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed, rate=rate), is_drop=is_drop)

        text = written(sequence)

        assert otio_frames(text) == planned_frames(sequence, PLACE)
        assert otio_transitions(text) == planned_transitions(sequence)


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_our_own_reader_finds_the_same_and_knows_each_clip_again(rate: Fraction, is_drop: bool) -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed, rate=rate), is_drop=is_drop)

        film = read_otio(written(sequence))

        assert film.rate == rate
        assert film.notes == ()
        assert found_frames(film, sequence, PLACE) == planned_frames(sequence, PLACE)
        assert [Joined(*(one.track, one.cut, one.in_frames, one.out_frames)) for one in film.transitions] == planned_transitions(
            sequence
        )
        assert [clip.id for clip in film.clips] == [clip.id for track in sequence.timeline.tracks for clip in track.clips]


def test_a_transition_of_another_kind_is_a_dissolve_that_remembers_what_it_was() -> None:
    sequence = sequence_of(edit_list(3))
    kinds = [item.kind for track in sequence.timeline.tracks for item in track.items if isinstance(item, Transition)]

    timeline = opentimelineio.adapters.read_from_string(written(sequence), "otio_json")
    found = [item for track in timeline.tracks for item in track if isinstance(item, opentimelineio.schema.Transition)]

    assert {"whip_pan", "wipe"} <= set(kinds)
    assert {item.transition_type for item in found} == {"SMPTE_Dissolve"}
    assert [item.metadata["autoedit"]["kind"] for item in found] == kinds
    assert [one.kind for one in read_otio(written(sequence)).transitions] == kinds


@pytest.mark.parametrize(("is_drop", "first"), [(True, 107_892), (False, 108_000)])
def test_the_film_starts_at_one_hour_of_its_own_counting(is_drop: bool, first: int) -> None:
    sequence = sequence_of(edit_list(1, rate=NTSC), is_drop=is_drop)

    start = opentimelineio.adapters.read_from_string(written(sequence), "otio_json").global_start_time

    assert start.value == first
    assert opentimelineio.opentime.to_timecode(start, float(NTSC), is_drop) == ("01:00:00;00" if is_drop else "01:00:00:00")


def test_beats_are_markers_on_the_music_with_named_bars_in_another_colour() -> None:
    sequence = sequence_of(edit_list(2))

    tracks = opentimelineio.adapters.read_from_string(written(sequence), "otio_json").tracks
    music = next(track for track in tracks if track.metadata["autoedit"]["role"] == "music")

    assert [(marker.marked_range.start_time.value, marker.name) for marker in music.markers] == [
        (beat.frame, beat.name) for beat in sequence.beats
    ]
    assert {marker.color for marker in music.markers if marker.name.startswith("bar")} == {"RED"}
    assert {marker.color for marker in music.markers if marker.name.startswith("beat")} == {"YELLOW"}


def test_sections_and_titles_are_markers_of_the_whole() -> None:
    sequence = sequence_of(edit_list(2))

    stack = opentimelineio.adapters.read_from_string(written(sequence), "otio_json").tracks

    assert [marker.name for marker in stack.markers] == ["drop", "Harbour & <June>"]
    assert stack.markers[1].marked_range.duration.value == sequence.timeline.titles[0].frames


def test_music_keeps_the_time_of_its_beat_between_frames() -> None:
    sequence = sequence_of(edit_list(4))
    music = sequence.timeline.track(TrackRole.MUSIC)
    assert music is not None

    clip = next(one for one in read_otio(written(sequence)).clips if one.id == "music-001")

    assert clip.source_in == music.clips[0].source_start
    assert (music.clips[0].source_start * sequence.rate).denominator != 1


def test_every_reason_is_told() -> None:
    reason = Reason(
        text="the boat turns", score=0.5, parts={"motion": 0.9}, cut_on="a downbeat", runners_up=("b/shot-1.1",),
        hit="the drop", terms={"hit": 0.2}, lost={"b/shot-1.1": "darker"}, avoids=("a shake",),
    )  # fmt: skip
    edit = edit_list(5)
    picture = edit.timeline.tracks[0]
    told = replace(picture, items=(replace(picture.clips[0], reason=reason), *picture.items[1:]))
    timeline = replace(edit.timeline, tracks=(told, *edit.timeline.tracks[1:]))

    tree = json.loads(written(sequence_of(replace(edit, timeline=timeline))))
    clip = tree["tracks"]["children"][0]["children"][0]

    assert clip["metadata"]["autoedit"]["select"] == picture.clips[0].select
    assert clip["metadata"]["autoedit"]["reason"] == {
        "text": "the boat turns", "score": 0.5, "parts": {"motion": 0.9}, "cut_on": "a downbeat", "runners_up": ["b/shot-1.1"],
        "hit": "the drop", "terms": {"hit": 0.2}, "lost": {"b/shot-1.1": "darker"}, "avoids": ["a shake"],
    }  # fmt: skip


def test_what_programs_lose_is_told_in_the_file() -> None:
    sequence = sequence_of(edit_list(3))

    told = json.loads(written(sequence))["metadata"]["autoedit"]["losses"]

    assert told == list(losses(sequence, otio.loses))
    assert any("whip_pan" in sentence for sentence in told)


def test_picture_and_its_sound_are_in_one_group_and_no_others() -> None:
    sequence = sequence_of(edit_list(6))

    clips = list(opentimelineio.adapters.read_from_string(written(sequence), "otio_json").find_clips())
    groups: dict[int, set[str]] = {}
    for clip in clips:
        if "Resolve_OTIO" in clip.metadata:
            groups.setdefault(clip.metadata["Resolve_OTIO"]["Link Group ID"], set()).add(clip.metadata["autoedit"]["id"])

    assert sequence.links
    assert all({name, *others} in groups.values() for name, others in sequence.links.items())


def test_odd_names_lead_back_to_their_files() -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed))

        film = read_otio(written(sequence))

        paths = {source.media.path for source in sequence.sources.values()}
        assert {str(path_of_url(clip.file, PLACE.folder)) for clip in film.clips} <= paths


def test_the_same_film_gives_the_same_bytes() -> None:
    assert written(sequence_of(edit_list(7))) == written(sequence_of(edit_list(7)))


def clip_of(name: str, frames: int, *, reference: object = None, rate: float = 25) -> opentimelineio.schema.Clip:
    time = opentimelineio.opentime.RationalTime
    span = opentimelineio.opentime.TimeRange(time(100, rate), time(frames, 25))
    return opentimelineio.schema.Clip(name=name, source_range=span, media_reference=reference)


def file_of(url: str, *, first: int | None = 0, rate: float = 25) -> opentimelineio.schema.ExternalReference:
    time = opentimelineio.opentime.RationalTime
    span = None if first is None else opentimelineio.opentime.TimeRange(time(first, rate), time(1000, rate))
    return opentimelineio.schema.ExternalReference(target_url=url, available_range=span)


def read_track(*items: object, name: str = "V1") -> FoundFilm:
    timeline = opentimelineio.schema.Timeline(name="cut")
    timeline.tracks.append(opentimelineio.schema.Track(name=name, kind="Video", children=items))
    return read_otio(timeline.to_json_string())


def test_a_timeline_within_collections_is_found() -> None:
    timeline = opentimelineio.schema.Timeline(name="cut")
    timeline.tracks.append(opentimelineio.schema.Track(children=[clip_of("a", 10, reference=file_of("a.mov"))]))
    second = opentimelineio.schema.Timeline(name="other")
    collection = opentimelineio.schema.SerializableCollection(
        children=[opentimelineio.schema.SerializableCollection(children=[timeline]), second]
    )

    film = read_otio(collection.to_json_string())

    assert [clip.file for clip in film.clips] == ["a.mov"]
    assert film.notes == ("of 2 timelines the first is read, 'cut'",)


def test_gaps_generators_and_nested_stacks_take_their_time_and_are_told() -> None:
    time = opentimelineio.opentime.RationalTime
    stack = opentimelineio.schema.Stack(name="inner", children=[opentimelineio.schema.Track(children=[clip_of("x", 7)])])
    slug = opentimelineio.schema.GeneratorReference(generator_kind="SMPTEBars")

    film = read_track(
        opentimelineio.schema.Gap(duration=time(5, 25)),
        clip_of("bars", 3, reference=slug),
        stack,
        clip_of("a", 10, reference=file_of("a.mov")),
    )

    assert [(clip.name, clip.start, clip.frames) for clip in film.clips] == [("a", 15, 10)]
    assert any("'bars' is generated" in note for note in film.notes)
    assert any("'inner' is a Stack" in note for note in film.notes)


def test_a_missing_file_keeps_its_clip_and_a_file_without_a_range_its_timecode() -> None:
    film = read_track(clip_of("gone", 10), clip_of("a", 10, reference=file_of("a.mov", first=None)))

    assert [(clip.file, clip.source_in, clip.source_timecode) for clip in film.clips] == [("", None, 100), ("a.mov", None, 100)]


def test_a_clip_counted_at_its_own_rate_is_placed_on_whole_frames() -> None:
    film = read_track(
        clip_of("a", 10, reference=file_of("a.mov", first=40, rate=50), rate=50),
        clip_of("b", 10, reference=file_of("b.mov", first=40, rate=23.976), rate=23.976),
    )

    assert [(clip.start, clip.source_in) for clip in film.clips] == [(0, Fraction(60, 50)), (10, Fraction(60 * 1001, 24000))]


@pytest.mark.parametrize("scalar", [0.0, -1.0])
def test_a_clip_that_does_not_play_forwards_is_left_out_and_told(scalar: float) -> None:
    clip = clip_of("a", 10, reference=file_of("a.mov"))
    clip.effects.append(opentimelineio.schema.LinearTimeWarp(time_scalar=scalar))

    film = read_track(clip, clip_of("b", 10, reference=file_of("b.mov")))

    assert [(clip.name, clip.start) for clip in film.clips] == [("b", 10)]
    assert any("backwards" in note for note in film.notes)


NO_TIMELINES = (
    "", "{", "null", "[]", "1e999", '"timeline"', "{}", '{"OTIO_SCHEMA": "Clip.2"}', '{"OTIO_SCHEMA": "Timeline.1"}',
    "[" * 200_000, '{"a":' * 200_000, "[" * 900 + "]" * 900, '{"a": ' + "9" * 5000 + "}", '{"a": "\ud800',
)  # fmt: skip


@pytest.mark.parametrize("text", NO_TIMELINES, ids=range(len(NO_TIMELINES)))
def test_what_is_no_timeline_is_an_error_with_a_way_on(text: str) -> None:
    with pytest.raises(DocumentError, match=r"\w+"):
        read_otio(text)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}), st.just([{}]),
    st.just({"OTIO_SCHEMA": "Stack.1"}), st.sampled_from((10**400, 1e-300, -3)),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_crashes(data: st.DataObject) -> None:
    tree = json.loads(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        damage(tree, data)

    try:
        film = read_otio(json.dumps(tree))
    except DocumentError:
        return

    assert all(clip.frames > 0 and clip.start >= 0 and clip.speed > 0 for clip in film.clips)


def damage(tree: object, data: st.DataObject) -> None:
    places = list(nodes(tree))
    holder, key = places[data.draw(st.integers(0, len(places) - 1))]
    holder[key] = data.draw(VALUES)


def nodes(tree: object) -> list[tuple[dict, object]]:
    found = []
    layer = [tree]
    while layer:
        one = layer.pop()
        for key, value in one.items() if isinstance(one, dict) else enumerate(one):
            found.append((one, key))
            if isinstance(value, dict | list):
                layer.append(value)
    return found


SMALL = written(sequence_of(edit_list(3, clips=2)))
