import math
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import DocumentError
from autoedit.exchange.grid import grid_of
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place, path_of_url
from autoedit.exchange.read.fcp7 import fcp7 as read_fcp7
from autoedit.exchange.sequence import Sequence, sequence_of
from autoedit.exchange.write.fcp7 import fcp7
from autoedit.exchange.write.otio import otio_timeline
from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, Track, TrackKind, TrackRole, Transition
from tests.exchange.edits import FILM, NTSC, NTSC_60, RATES, edit_list, media, without
from tests.exchange.readback_otio import (
    Joined,
    fcp7_frames,
    fcp7_transitions,
    found_frames,
    planned_frames,
    planned_transitions,
)

PLACE = Place(folder=Path("/project"), stem="film")
COUNTED = [(rate, True) for rate in RATES] + [(NTSC, False), (NTSC_60, False)]
SEEDS = range(10)


def written(sequence: Sequence) -> str:
    (document,) = fcp7(sequence, PLACE)
    return document.text


def tree_of(sequence: Sequence) -> ET.Element:
    return ET.fromstring(written(sequence))


def with_first_items(edit: EditList, **changes: object) -> EditList:
    """An edit list whose first picture clip, and whose music, are changed."""
    tracks = []
    for track in edit.timeline.tracks:
        first = replace(track.clips[0], **changes) if track.clips else None
        tracks.append(
            replace(track, items=(first, *track.items[1:])) if track.items and track.items[0] == track.clips[0] else track
        )
    return replace(edit, timeline=replace(edit.timeline, tracks=tuple(tracks)))


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_the_adapter_finds_every_frame_where_it_was_planned(rate: Fraction, is_drop: bool) -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed, rate=rate), is_drop=is_drop)

        text = written(sequence)

        assert fcp7_frames(text) == planned_frames(sequence, PLACE, pictures_first=True)
        assert fcp7_transitions(text) == planned_transitions(sequence, pictures_first=True)


@pytest.mark.parametrize("rate", RATES)
def test_whole_in_points_alone_show_every_frame_but_those_that_the_losses_count(rate: Fraction) -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed, rate=rate))
        pictures = [track for track in sequence.timeline.tracks if track.kind is TrackKind.VIDEO]
        names = [clip.id for track in pictures for clip in track.clips]

        found = fcp7_frames(written(sequence), by_ticks=False)[: len(names)]
        planned = planned_frames(sequence, PLACE, pictures_first=True)

        beside = {name: abs(one.source_in - other.source_in) for name, one, other in zip(names, found, planned, strict=False)}
        assert {name: frames for name, frames in beside.items() if frames} == grid_of(sequence).frames_beside()
        assert [one[:4] for one in found] == [one[:4] for one in planned[: len(names)]]


def test_a_clip_begins_beside_its_frame_only_where_its_file_has_more_frames_than_the_film() -> None:
    for seed in SEEDS:
        grid = grid_of(sequence_of(edit_list(seed)))

        beside = grid.frames_beside()

        for name, frames in beside.items():
            event = grid.pictures[name]
            a_frame = event.source.rate * event.clip.speed / grid.sequence.rate
            assert a_frame > 1
            assert frames <= math.ceil(a_frame / 2)


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_our_own_reader_finds_the_same_and_knows_each_clip_again(rate: Fraction, is_drop: bool) -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed, rate=rate), is_drop=is_drop)
        tracks = sorted(sequence.timeline.tracks, key=lambda track: track.kind is TrackKind.AUDIO)

        film = read_fcp7(written(sequence))

        assert film.rate == rate
        assert film.notes == ()
        assert found_frames(film, sequence, PLACE) == planned_frames(sequence, PLACE, pictures_first=True)
        assert [clip.id for clip in film.clips] == [clip.id for track in tracks for clip in track.clips]
        joined = [Joined(one.track, one.cut, one.in_frames, one.out_frames) for one in film.transitions]
        assert joined == planned_transitions(sequence, pictures_first=True)


def test_the_sequence_and_its_sound_say_their_format() -> None:
    tree = tree_of(sequence_of(edit_list(1, rate=FILM)))

    picture = tree.find("sequence/media/video/format/samplecharacteristics")
    audio = tree.find("sequence/media/audio")

    assert picture is not None
    assert audio is not None
    told = [picture.findtext(name) for name in ("width", "height", "anamorphic", "pixelaspectratio", "fielddominance")]
    assert told == ["1920", "1080", "FALSE", "square", "none"]
    assert (picture.findtext("rate/timebase"), picture.findtext("rate/ntsc")) == ("24", "TRUE")
    assert (audio.findtext("numOutputChannels"), audio.findtext("format/samplecharacteristics/samplerate")) == ("2", "48000")


@pytest.mark.parametrize(
    ("is_drop", "told"), [(True, ("01:00:00;00", "107892", "DF")), (False, ("01:00:00:00", "108000", "NDF"))]
)
def test_the_sequence_starts_at_one_hour_of_its_own_counting(is_drop: bool, told: tuple[str, str, str]) -> None:
    timecode = tree_of(sequence_of(edit_list(1, rate=NTSC), is_drop=is_drop)).find("sequence/timecode")

    assert timecode is not None
    assert tuple(timecode.findtext(name) for name in ("string", "frame", "displayformat")) == told


def test_a_file_is_described_once_with_its_start_timecode_and_then_referred_to() -> None:
    sequence = sequence_of(edit_list(8, rate=NTSC))

    files = list(tree_of(sequence).iter("file"))
    described = {file.get("id"): file for file in files if len(file)}

    assert len(files) > len(described)
    assert {file.get("id") for file in files} == set(described)
    assert sum(len(file) > 0 for file in files) == len(described)
    sources = {PLACE.url(source.media): source for source in sequence.sources.values()}
    for file in described.values():
        source = sources[file.findtext("pathurl") or ""]
        assert file.findtext("timecode/frame") == str(source.first)
        assert file.findtext("timecode/string") in {source.media.timecode, "00:00:00:00", "00:00:00;00"}


def test_every_link_leads_to_the_item_that_it_counts() -> None:
    tree = tree_of(sequence_of(edit_list(6)))

    places = {}
    for kind in ("video", "audio"):
        for number, track in enumerate(tree.findall(f"sequence/media/{kind}/track"), start=1):
            for place, item in enumerate(track.findall("clipitem"), start=1):
                places[item.get("id")] = (kind, str(number), str(place))
    links = list(tree.iter("link"))

    assert links
    for link in links:
        told = tuple(link.findtext(name) for name in ("mediatype", "trackindex", "clipindex"))
        assert told == places[link.findtext("linkclipref")]


def test_a_picture_is_linked_with_both_sides_of_its_sound_and_in_sync_with_them() -> None:
    for seed in SEEDS:
        sequence = sequence_of(without(edit_list(seed), Transition))
        items = {item.get("id"): item for item in tree_of(sequence).iter("clipitem")}

        groups = [[items[link.findtext("linkclipref")] for link in item.findall("link")] for item in items.values()]
        pictures = [group for group in groups if any(one.findtext("sourcetrack/mediatype") == "video" for one in group)]

        assert {len(group) for group in pictures} == ({3} if sequence.links else set())
        assert all(len({begins(item) for item in group}) == 1 for group in groups if group)


def begins(item: ET.Element) -> int:
    """The frame of the sequence where the clip's own time would stand at 0."""
    return int(item.findtext("start") or "") - int(item.findtext("in") or "")


def test_a_sound_stands_on_a_pair_of_tracks_with_a_channel_on_each() -> None:
    sequence = sequence_of(edit_list(1))
    sounds = [track for track in sequence.timeline.tracks if track.kind is TrackKind.AUDIO]

    tracks = tree_of(sequence).findall("sequence/media/audio/track")

    assert len(tracks) == 2 * len(sounds)
    assert [track.get("currentExplodedTrackIndex") for track in tracks] == ["0", "1"] * len(sounds)
    assert [track.findtext("outputchannelindex") for track in tracks] == ["1", "2"] * len(sounds)
    for track, channel in zip(tracks, ["1", "2"] * len(sounds), strict=True):
        assert {item.findtext("sourcetrack/trackindex") for item in track.findall("clipitem")} == {channel}


def test_a_level_is_a_factor_and_a_fade_a_curve_over_the_clips_own_frames() -> None:
    sequence = sequence_of(edit_list(1))

    item = tree_of(sequence).findall("sequence/media/audio/track")[-1].find("clipitem")
    assert item is not None
    (level,) = [one for one in item.iter("parameter") if one.findtext("parameterid") == "level"]
    begins = int(item.findtext("in") or "")
    keys = [(int(key.findtext("when") or "") - begins, float(key.findtext("value") or "")) for key in level.findall("keyframe")]

    frames = sequence.timeline.frames
    factor = 10 ** (-7 / 20)
    assert float(level.findtext("value") or "") == pytest.approx(factor)
    assert [when for when, _ in keys] == [0, 2, frames - 5, frames]
    assert [value for _, value in keys] == pytest.approx([0, factor, factor, 0])


def test_a_picture_that_fades_to_black_does_so_by_its_opacity() -> None:
    edit = with_first_items(without(edit_list(1, rate=Fraction(25)), Transition), fade_out_frames=12)

    item = next(tree_of(sequence_of(edit)).iter("clipitem"))
    (opacity,) = [one for one in item.iter("parameter") if one.findtext("parameterid") == "opacity"]

    out = int(item.findtext("out") or "")
    assert [(key.findtext("when"), key.findtext("value")) for key in opacity.findall("keyframe")] == [
        (str(out - 12), "100"),
        (str(out), "0"),
    ]


KINDS = [
    ("dissolve", {}, "Cross Dissolve", "dissolve"),
    ("whip_pan", {}, "Cross Dissolve", "dissolve"),
    ("dip_to_black", {}, "Dip to Color Dissolve", "dip_to_black"),
    ("dip_to_white", {}, "Dip to Color Dissolve", "dip_to_white"),
    ("dip", {"colour": "#102030"}, "Dip to Color Dissolve", "dip"),
    ("wipe", {"angle": 90.0}, "Edge Wipe", "wipe"),
]


@pytest.mark.parametrize(("kind", "words", "effect", "back"), KINDS)
def test_transitions_are_the_effects_that_programs_have(kind: str, words: dict[str, str], effect: str, back: str) -> None:
    text = written(sequence_of(joined(Transition(kind=kind, in_frames=4, out_frames=6, settings=words))))

    (item,) = ET.fromstring(text).iter("transitionitem")

    assert item.findtext("effect/effectid") == effect
    assert (item.findtext("start"), item.findtext("end"), item.findtext("alignment")) == ("36", "46", "center")
    assert [one.kind for one in read_fcp7(text).transitions] == [back]


@pytest.mark.parametrize(
    ("angle", "code", "reverse"),
    [(0, "1", "FALSE"), (90, "2", "FALSE"), (180, "1", "TRUE"), (270, "2", "TRUE"), (-90, "2", "TRUE")],
)
def test_a_wipe_runs_the_way_it_ran(angle: float, code: str, reverse: str) -> None:
    wipe = Transition(kind="wipe", in_frames=4, out_frames=6, settings={"angle": float(angle)})

    (effect,) = tree_of(sequence_of(joined(wipe))).findall("sequence/media/video/track/transitionitem/effect")

    assert (effect.findtext("wipecode"), effect.findtext("reverse")) == (code, reverse)


@pytest.mark.parametrize(("before", "after", "alignment"), [(0, 6, "start"), (6, 0, "end"), (3, 3, "center")])
def test_a_transition_at_one_side_of_its_cut_is_aligned_there(before: int, after: int, alignment: str) -> None:
    tree = tree_of(sequence_of(joined(Transition(kind="dissolve", in_frames=before, out_frames=after))))

    (item,) = tree.iter("transitionitem")
    first, second = tree.findall("sequence/media/video/track/clipitem")

    assert item.findtext("alignment") == alignment
    assert (first.findtext("end"), second.findtext("start")) == ("-1", "-1")
    assert (first.findtext("in"), first.findtext("out")) == ("100", str(140 + after))
    assert (second.findtext("in"), second.findtext("out")) == (str(500 - before), "540")


def joined(transition: Transition) -> EditList:
    """Two clips of a file with a transition between them, at 25 frames a second."""
    rate = Fraction(25)
    edit = edit_list(1, rate=rate, own_rates=False)
    file = media("a", rate=rate)
    clips = [Clip(id=f"clip-{first}", media="a", source_start=first / rate, frames=40) for first in (100, 500)]
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(clips[0], transition, clips[1]))
    footage = (replace(edit.footage[0], media=file),)
    timeline = replace(edit.timeline, tracks=(track,), titles=(), markers=())
    return replace(edit, footage=footage, song=None, timeline=timeline)


def test_losses_are_comments_that_xml_allows() -> None:
    edit = edit_list(3)
    titles = tuple(replace(title, text="-- a -- b --->") for title in edit.timeline.titles)
    sequence = sequence_of(replace(edit, timeline=replace(edit.timeline, titles=titles)))

    text = written(sequence)
    comments = [part.partition("-->")[0].strip() for part in text.split("<!--")[1:]]

    assert len(comments) == len(losses(sequence, fcp7.loses))
    assert any("whip_pan" in comment for comment in comments)
    assert not any("--" in comment or comment.endswith("-") for comment in comments)
    assert ET.fromstring(text).tag == "xmeml"


def test_frames_between_the_sequences_are_told_with_their_clips() -> None:
    seeds = [seed for seed in range(30) if grid_of(sequence_of(edit_list(seed))).frames_beside()]

    told = [losses(sequence_of(edit_list(seed)), {Feature.SOURCE_FRAMES}) for seed in seeds]

    assert seeds
    assert all("clip" in sentence for (sentence,) in told)


def test_beats_are_markers_on_the_music_at_their_record_frames() -> None:
    sequence = sequence_of(edit_list(2))

    item = tree_of(sequence).findall("sequence/media/audio/track")[-2].find("clipitem")
    assert item is not None
    begins = int(item.findtext("in") or "")

    assert [(int(one.findtext("in") or "") - begins, one.findtext("name")) for one in item.findall("marker")] == [
        (beat.frame, beat.name) for beat in sequence.beats
    ]


def test_why_a_clip_was_chosen_stands_in_its_notes() -> None:
    item = next(tree_of(sequence_of(edit_list(2))).iter("clipitem"))

    assert item.findtext("logginginfo/lognote") == "score 0.61 (colour 1.00 & steady <0.8>); cut on a downbeat"
    assert item.findtext("comments/mastercomment1") == "autoedit clip clip-001"


def test_odd_names_lead_back_to_their_files() -> None:
    for seed in SEEDS:
        sequence = sequence_of(edit_list(seed))

        film = read_fcp7(written(sequence))

        paths = {source.media.path for source in sequence.sources.values()}
        assert {str(path_of_url(clip.file, PLACE.folder)) for clip in film.clips} <= paths


def test_the_same_film_gives_the_same_bytes() -> None:
    assert written(sequence_of(edit_list(7))) == written(sequence_of(edit_list(7)))


def test_a_file_of_the_adapter_is_read() -> None:
    for seed in SEEDS:
        edit = without(edit_list(seed, own_rates=False), Transition)
        tracks = tuple(
            replace(
                track, items=tuple(replace(item, speed=Fraction(1)) if isinstance(item, Clip) else item for item in track.items)
            )
            for track in edit.timeline.tracks
        )
        sequence = sequence_of(replace(edit, timeline=replace(edit.timeline, tracks=tracks)))

        film = read_fcp7(opentimelineio.adapters.write_to_string(otio_timeline(sequence, PLACE), "fcp_xml"))

        pictures = [one for one in film.clips if one.kind is TrackKind.VIDEO]
        planned = [one for one in planned_frames(sequence, PLACE, pictures_first=True) if one.track <= pictures[-1].track]
        assert found_frames(replace(film, clips=tuple(pictures)), sequence, PLACE) == planned


PREMIERE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE xmeml>
<xmeml version="4"><project><name>p</name><children><bin><name>b</name><children><sequence id="sequence-1" explodedTracks="true">
<name>cut</name><rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate><media><video><track>
<clipitem id="clipitem-1"><name>A001.mov</name><rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
<start>0</start><end>-1</end><in>48</in><out>96</out>
<file id="file-1"><name>A001.mov</name><pathurl>file://localhost/footage/A001%20x.mov</pathurl></file></clipitem>
<transitionitem><start>45</start><end>75</end><alignment>center</alignment><cutPointTicks>84756672000</cutPointTicks>
<rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate><effect><effectid>Cross Dissolve</effectid></effect></transitionitem>
<clipitem id="clipitem-2"><name>B002.mov</name><rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate>
<start>-1</start><end>150</end><in>300</in><out>405</out><file id="file-2"/></clipitem>
<clipitem id="clipitem-3"><name>off</name><enabled>FALSE</enabled><start>150</start><end>160</end><in>0</in><out>10</out>
<file id="file-2"/></clipitem>
<generatoritem id="g"><name>Slug</name><start>160</start><end>170</end><in>0</in><out>10</out></generatoritem>
<clipitem id="clipitem-4"><name>nested</name><start>170</start><end>180</end><in>0</in><out>10</out>
<sequence id="sequence-2"><name>n</name><rate><timebase>30</timebase></rate><media/></sequence></clipitem>
<clipitem id="clipitem-5"><name>fast</name><start>180</start><end>200</end><in>50</in><out>70</out><file id="file-2"/>
<filter><effect><effectid>timeremap</effectid>
<parameter><parameterid>speed</parameterid><value>200</value></parameter></effect></filter></clipitem>
<clipitem id="clipitem-6"><name>back</name><start>200</start><end>210</end><in>50</in><out>60</out><file id="file-2"/>
<filter><effect><effectid>timeremap</effectid>
<parameter><parameterid>speed</parameterid><value>100</value></parameter>
<parameter><parameterid>reverse</parameterid><value>TRUE</value></parameter></effect></filter></clipitem>
</track></video><audio>
<track currentExplodedTrackIndex="0" totalExplodedTrackCount="2">
<clipitem id="a-1"><name>B002.mov</name><start>60</start><end>150</end><in>315</in><out>405</out>
<file id="file-2"><name>B002.mov</name><pathurl>file:///footage/B002.mov</pathurl></file></clipitem></track>
<track currentExplodedTrackIndex="1" totalExplodedTrackCount="2">
<clipitem id="a-2"><name>B002.mov</name><start>60</start><end>150</end><in>315</in><out>405</out>
<file id="file-2"/></clipitem></track>
</audio></media></sequence></children></bin></children></project></xmeml>"""


def test_a_file_as_premiere_writes_it_is_read() -> None:
    film = read_fcp7(PREMIERE)

    found = [(clip.name, clip.file[-8:], clip.start, clip.frames, clip.source_in, clip.speed) for clip in film.clips]
    assert film.rate == NTSC
    assert found == [
        ("A001.mov", "%20x.mov", 0, 55, 48 / FILM, 1),
        ("B002.mov", "B002.mov", 55, 95, (300 + 10) / NTSC, 1),
        ("fast", "B002.mov", 180, 20, 100 / NTSC, 2),
        ("B002.mov", "B002.mov", 60, 90, 315 / NTSC, 1),
    ]
    assert [(one.kind, one.cut, one.in_frames, one.out_frames) for one in film.transitions] == [("dissolve", 55, 10, 20)]


def test_what_a_film_of_ours_cannot_hold_is_told() -> None:
    notes = " ".join(read_fcp7(PREMIERE).notes)

    assert all(
        name in notes for name in ("'off' is switched off", "'Slug' is generated", "'nested' is a nested", "'back' stands still")
    )


NATIVE_STEREO = """<xmeml version="5"><sequence><name>s</name><rate><timebase>25</timebase></rate><media><audio>
<track><clipitem id="l"><start>0</start><end>9</end><in>3</in><out>12</out><file id="f"><pathurl>file:///a.wav</pathurl></file>
<link><linkclipref>l</linkclipref></link><link><linkclipref>r</linkclipref></link></clipitem></track>
<track><clipitem id="r"><start>0</start><end>9</end><in>3</in><out>12</out><file id="f"/>
<link><linkclipref>l</linkclipref></link><link><linkclipref>r</linkclipref></link></clipitem></track>
<track><clipitem id="m"><start>0</start><end>9</end><in>3</in><out>12</out><file id="f"/></clipitem></track>
</audio></media></sequence></xmeml>"""


def test_a_linked_pair_of_channels_is_one_sound_and_an_unlinked_one_two() -> None:
    film = read_fcp7(NATIVE_STEREO)

    assert [(clip.track, clip.start, clip.frames, clip.source_in) for clip in film.clips] == [
        (0, 0, 9, Fraction(3, 25)),
        (1, 0, 9, Fraction(3, 25)),
    ]


BOMB = '<!DOCTYPE xmeml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xmeml>&b;</xmeml>'
FETCHED = '<!DOCTYPE xmeml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xmeml>&a;</xmeml>'
NO_SEQUENCES = (
    "", "<", "<fcpxml/>", "<xmeml/>", "<xmeml><sequence/></xmeml>", "<xmeml>&nbsp;</xmeml>", "<xmeml>\x00</xmeml>",
    "<xmeml>\ud800</xmeml>", "<xmeml><sequence><media/></sequence></xmeml>", BOMB, FETCHED, "<xmeml>" + "<a>" * 100_000,
    "<xmeml><sequence><rate><timebase>1e9</timebase></rate><media/></sequence></xmeml>",
    "<xmeml><sequence><rate><timebase>0</timebase></rate><media/></sequence></xmeml>",
    f"<xmeml><sequence><rate><timebase>{'9' * 5000}</timebase></rate><media/></sequence></xmeml>",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_SEQUENCES, ids=range(len(NO_SEQUENCES)))
def test_what_is_no_sequence_is_an_error_with_a_way_on(text: str) -> None:
    with pytest.raises(DocumentError, match=r"\w+"):
        read_fcp7(text)


SMALL = written(sequence_of(edit_list(3, clips=3)))
TEXTS = ("", "-1", "-5", "0", "1e999", "NaN", "9" * 30, "3.5", "TRUE", "zwölf", "1/2", "²")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused_and_never_crashes(seed: int) -> None:
    choice = random.Random(seed)
    tree = ET.fromstring(choice.choice((SMALL, PREMIERE)))
    for _ in range(choice.randrange(1, 5)):
        damage(list(tree.iter()), choice)

    try:
        film = read_fcp7(ET.tostring(tree, encoding="unicode"))
    except DocumentError:
        return

    assert all(clip.frames > 0 and clip.start >= 0 and clip.speed > 0 for clip in film.clips)


def damage(elements: list[ET.Element], choice: random.Random) -> None:
    """Change, empty, rename or double an element, or hang it elsewhere."""
    one = choice.choice(elements)
    what = choice.randrange(5)
    if what == 0:
        one.text = choice.choice(TEXTS)
    elif what == 1:
        one.clear()
    elif what == 2:
        one.tag = choice.choice(elements).tag
    elif what == 3 and len(one):
        one.append(one[0])
    else:
        other = choice.choice(elements)
        other.extend([child for child in one if len(child) == 0 and child is not other])
