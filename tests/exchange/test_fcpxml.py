"""FCPXML: it keeps to Apple's rules, says frame by frame what was planned, and what other programs write is read."""

import random
import string
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import DocumentError
from autoedit.exchange.losses import losses
from autoedit.exchange.place import Place
from autoedit.exchange.read.fcpxml import fcpxml as read
from autoedit.exchange.sequence import sequence_of
from autoedit.exchange.write.fcpxml import fcpxml
from autoedit.exchange.write.fcpxml_time import FINEST, span, time_text
from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, Gap, Item, Marker, Timeline, Title, TitleKind, Track, TrackKind, TrackRole, Transition
from tests.exchange import edits, fcpxml_rules, readback_fcpxml
from tests.exchange.planned import planned_fcpxml

PLACE = Place(folder=Path("/project"), stem="film")
# Each rate with drop-frame timecode where there is one, and both without.
COUNTED = [*((rate, None) for rate in edits.RATES), (edits.NTSC, False), (edits.NTSC_60, False)]
PAL = Fraction(25)


def film(
    *items: Item, others: tuple[Track, ...] = (), markers: tuple[Marker, ...] = (), titles: tuple[Title, ...] = ()
) -> EditList:
    """A film at 25 frames a second of one picture track and others."""
    tracks = (Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items), *others)
    timeline = Timeline(
        name="film", frame_rate=PAL, width=1920, height=1080, tracks=tracks, markers=markers, titles=titles
    )  # fmt: skip
    footage = tuple(edits.Footage(media=edits.media(name, rate=PAL, first="10:00:00:00"), selects=()) for name in ("a", "b"))
    return replace(edits.edit_list(0, rate=PAL), timeline=timeline, footage=footage, song=None)


def sounds(*items: Item) -> Track:
    return Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=items)


def clip(name: str, media: str = "a", frames: int = 50, source_in: int = 100, **more: object) -> Clip:
    return Clip(id=name, media=media, frames=frames, source_start=source_in / PAL, **more)  # type: ignore[arg-type]


def written(edit_list: EditList) -> ET.Element:
    text = fcpxml(sequence_of(edit_list), PLACE)[0].text
    assert fcpxml_rules.faults(text) == []
    return ET.fromstring(text)


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_every_file_keeps_the_rules_and_every_frame_is_read_back_as_planned(rate, is_drop):
    for seed in range(100):
        sequence = sequence_of(edits.edit_list(seed, rate=rate), is_drop=is_drop)

        text = fcpxml(sequence, PLACE)[0].text

        assert fcpxml_rules.faults(text) == [], f"seed {seed}"
        assert readback_fcpxml.frames(text) == planned_fcpxml(sequence), f"seed {seed}"


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
@pytest.mark.parametrize("seed", range(0, 100, 9))
def test_our_reader_gives_back_every_clip_with_its_cut_source_frame_and_speed(seed, rate, is_drop):
    sequence = sequence_of(edits.edit_list(seed, rate=rate), is_drop=is_drop)

    found = read(fcpxml(sequence, PLACE)[0].text)

    back = {one.id: one for one in found.clips}
    wanted = {event.clip.id: (track, event) for track in sequence.timeline.tracks for event in sequence.events(track)}
    assert found.rate == sequence.rate
    assert set(back) == set(wanted)
    for name, (track, event) in wanted.items():
        one = back[name]
        assert (one.start, one.frames, one.speed, one.kind) == (event.start, event.clip.frames, event.clip.speed, track.kind)
        assert one.file == PLACE.url(event.source.media)
        assert one.source_in is not None
        # Sound in a picture's clip is in sync with it, to half a frame of the film; its own frame is the nearest of the file's.
        slack = 0 if track.kind is TrackKind.VIDEO else 1 / sequence.rate + 1 / event.source.rate
        assert abs(one.source_in - event.source_in / event.source.rate) <= slack


@pytest.mark.parametrize("seed", range(20))
def test_transitions_come_back_around_their_cuts(seed):
    sequence = sequence_of(edits.edit_list(seed))
    items = sequence.timeline.tracks[0].items

    found = read(fcpxml(sequence, PLACE)[0].text).transitions

    starts = {number: sum(item.frames for item in items[:number] if not isinstance(item, Transition)) for number in range(99)}
    assert [(one.kind, one.cut, one.in_frames, one.out_frames) for one in found] == [
        ("dissolve", starts[number], item.in_frames, item.out_frames)
        for number, item in enumerate(items)
        if isinstance(item, Transition)
    ]


def test_picture_and_sound_that_run_together_are_one_clip():
    root = written(film(clip("clip-001"), others=(sounds(clip("sound-001", gain_db=-6.0)),)))

    found = root.findall(".//asset-clip")
    assert len(found) == 1
    assert {name for name in ("srcEnable", "audioStart") if name in found[0].attrib} == set()
    assert found[0].find("adjust-volume").attrib == {"amount": "-6dB"}


def test_sound_that_begins_before_its_picture_is_a_split_edit():
    lead = sounds(Gap(frames=50), clip("sound-002", "b", frames=60, source_in=90))
    root = written(film(clip("clip-001"), clip("clip-002", "b", frames=50, source_in=100), others=(lead,)))
    shown = root.findall(".//asset-clip")[1]

    late = sounds(Gap(frames=40), clip("sound-002", "b", frames=60, source_in=90))
    split = written(film(clip("clip-001"), clip("clip-002", "b", frames=50, source_in=100), others=(late,)))

    cut = split.findall(".//asset-clip")[1]
    assert (cut.get("start"), cut.get("audioStart"), cut.get("audioDuration")) == ("36004s", "180018/5s", "12/5s")
    assert shown.get("srcEnable") == "video"


def test_a_picture_whose_sound_is_not_in_the_film_is_silent():
    found = written(film(clip("clip-001"))).find(".//asset-clip")

    assert found.get("srcEnable") == "video"
    assert found.find("adjust-volume").get("amount") == "-96dB"


def test_fades_of_sound_are_on_the_volume():
    found = written(film(clip("clip-001"), others=(sounds(clip("sound-001", fade_in_frames=5, fade_out_frames=10)),)))

    assert [(one.tag, one.get("duration")) for one in found.find(".//adjust-volume/param")] == [
        ("fadeIn", "1/5s"),
        ("fadeOut", "2/5s"),
    ]


def test_a_second_picture_track_is_connected_and_side_by_side_clips_are_a_storyline():
    over = Track(
        kind=TrackKind.VIDEO, role=TrackRole.PICTURE,
        items=(
            Gap(frames=10), clip("over-001", "b", frames=20), Gap(frames=5),
            clip("over-002", "b", frames=20), Transition(kind="dissolve", in_frames=2, out_frames=2), clip("over-003", frames=30),
        ),
    )  # fmt: skip
    edit_list = film(clip("clip-001", frames=40), clip("clip-002", "b", frames=90), others=(over,))

    root = written(edit_list)

    hung = [(one.tag, one.get("lane"), one.get("offset")) for one in root.iter() if one.get("lane")]
    assert hung == [("asset-clip", "1", "180022/5s"), ("spine", "1", "180027/5s")]
    assert [one.tag for one in root.find(".//spine[@lane]")] == ["asset-clip", "transition", "asset-clip"]
    assert {one.id: one.start for one in read(fcpxml(sequence_of(edit_list), PLACE)[0].text).clips}["over-003"] == 55


def test_what_comes_after_the_last_picture_hangs_on_a_gap():
    found = read_back(film(clip("clip-001"), others=(sounds(Gap(frames=80), clip("sound-001", "b")),)))

    assert found["sound-001"].start == 80


def test_a_film_without_pictures_is_a_gap_with_sound():
    found = read_back(film(others=(sounds(clip("sound-001", "b")),)))

    assert (found["sound-001"].start, found["sound-001"].frames) == (0, 50)


def test_transitions_of_sound_are_crossfades_in_a_storyline():
    beside = sounds(clip("sound-001"), Transition(kind="dissolve", in_frames=3, out_frames=3), clip("sound-002", "b"))

    root = written(film(clip("clip-001", frames=100), others=(beside,)))

    assert root.find(".//spine[@lane='-1']/transition/filter-audio") is not None


def read_back(edit_list: EditList) -> dict[str, readback_fcpxml.Row]:
    return {one.id: one for one in read(fcpxml(sequence_of(edit_list), PLACE)[0].text).clips}


def test_a_retimed_clip_begins_on_a_frame_of_its_file_and_shows_the_planned_one():
    for source_in in range(100, 120):
        for speed in (Fraction(2), Fraction(1, 2), Fraction(6, 5), Fraction(3, 7)):
            sequence = sequence_of(film(clip("clip-001", source_in=source_in, speed=speed)))
            event = next(iter(sequence.events(sequence.timeline.tracks[0])))

            clock = span(event)

            (opens, first), (closes, last) = clock.opens, clock.closes
            assert (clock.start * PAL).denominator == 1
            assert first + (clock.start - opens) * (last - first) / (closes - opens) == event.timecode_in / PAL


@given(st.fractions(min_value=0, max_value=10**5))
@settings(max_examples=200)
def test_a_time_fits_its_bits_and_lies_within_a_billionth(time):
    told = fcpxml_rules.seconds(time_text(time))

    assert told.denominator <= FINEST
    assert abs(told - time) < Fraction(1, 10**9)


def test_markers_and_chapters_lie_on_the_item_they_fall_on():
    root = written(
        film(clip("clip-001"), clip("clip-002", "b"), markers=(Marker(frame=49, name="rise"), Marker(frame=50, name="drop")))
    )

    assert [(one.get("value"), one.get("start")) for one in root.iter("chapter-marker")] == [
        ("rise", "900149/25s"),
        ("drop", "36004s"),
    ]


def test_titles_are_basic_titles_above_all_pictures_and_never_in_one_place():
    titles = tuple(Title(kind=TitleKind.CAPTION, text=f"one\n<{number}>", start=10 * number, frames=25) for number in range(3))

    root = written(film(clip("clip-001", frames=100), titles=titles))

    assert [(one.get("lane"), one.get("offset")) for one in root.iter("title")] == [
        ("1", "36004s"), ("2", "180022/5s"), ("3", "180024/5s"),
    ]  # fmt: skip
    assert [one.text for one in root.iterfind(".//text/text-style")] == [title.text for title in titles]


def test_why_a_clip_stands_there_is_in_its_note():
    note = written(film(clip("clip-001", reason=edits.REASON))).findtext(".//note")

    assert note.splitlines()[0] == "autoedit: clip-001"
    assert edits.REASON.text in note.splitlines()[1]


def test_what_is_lost_is_said_in_comments():
    sequence = sequence_of(edits.edit_list(3, rate=edits.NTSC))

    text = fcpxml(sequence, PLACE)[0].text

    said = losses(sequence, fcpxml.loses)
    assert len(said) > 3
    assert all(f"<!-- autoedit: {sentence} -->" in text for sentence in said)


def test_a_comment_survives_dashes():
    sequence = replace(sequence_of(film(clip("clip-001"))), changes=("a--b---c-", "-->"))

    assert fcpxml_rules.faults(fcpxml(sequence, PLACE)[0].text) == []


def test_a_handle_that_its_file_does_not_have_is_said():
    dissolve = Transition(kind="dissolve", in_frames=8, out_frames=2)

    text = fcpxml(sequence_of(film(clip("clip-001"), dissolve, clip("clip-002", "b", source_in=3))), PLACE)[0].text

    assert "clip-002 lacks 5 of the 8 frames before it that its transition shows" in text


def test_names_that_no_xml_may_hold_are_mended():
    named = replace(film(clip("clip-001")), timeline=replace(film(clip("clip-001")).timeline, name="a\x00b\ud800 ]]> &amp;"))

    assert written(named).find(".//project").get("name") == "a\ufffdb\ufffd ]]> &amp;"


def test_the_same_film_is_the_same_file():
    texts = {fcpxml(sequence_of(edits.edit_list(11)), PLACE)[0].text for _ in range(3)}

    assert len(texts) == 1


RESOLVE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.9">
    <resources>
        <format id="r0" name="FFVideoFormat1080p24" frameDuration="1/24s" width="1920" height="1080"/>
        <format id="r1" name="FFVideoFormat1080p25" frameDuration="1/25s" width="1920" height="1080"/>
        <asset id="r2" name="a.mp4" start="10/1s" duration="100/1s" hasVideo="1" hasAudio="1" format="r1">
            <media-rep kind="original-media" src="file:///a.mp4"/>
        </asset>
    </resources>
    <library><event name="Timeline 1 (Resolve)"><project name="Timeline 1 (Resolve)">
        <sequence tcStart="3600/1s" tcFormat="NDF" format="r0" duration="551/24s"><spine>
            <asset-clip ref="r2" offset="3600/1s" start="1206/25s" duration="49/12s" enabled="1" format="r1">
                <conform-rate srcFrameRate="25"/>
            </asset-clip>
            <asset-clip ref="r2" offset="43249/12s" start="1304/25s" duration="5/3s" enabled="1" format="r1">
                <conform-rate srcFrameRate="25"/>
            </asset-clip>
        </spine></sequence>
    </project></event></library>
</fcpxml>"""


def test_resolves_files_play_a_near_rate_frame_for_frame():
    found = [one for one in read(RESOLVE).clips if one.kind is TrackKind.VIDEO]

    # 98 frames on from 1206, in 98 frames of the film, the next clip goes on with 1304.
    assert [(one.start, one.frames, (one.source_in + 10) * 25, one.speed) for one in found] == [
        (0, 98, 1206, Fraction(24, 25)),
        (98, 40, 1304, Fraction(24, 25)),
    ]


FINAL_CUT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.8">
    <resources>
        <format id="r1" name="FFVideoFormat1080p25" frameDuration="100/2500s" width="1920" height="1080"/>
        <asset id="r2" name="a" src="file:///a.mov" start="3600s" duration="60s" hasVideo="1" format="r1" hasAudio="1"/>
        <asset id="r3" name="b" src="file:///b.wav" start="0s" duration="60s" hasAudio="1"/>
        <effect id="r4" name="Basic Title" uid="x"/>
        <media id="r5" name="compound"/>
    </resources>
    <library><event><project name="p"><sequence format="r1" duration="40s" tcStart="0s"><spine>
        <clip name="a" offset="0s" start="3610s" duration="4s">
            <video ref="r2" offset="3600s" start="3600s" duration="60s"><audio ref="r2" lane="-1" offset="3600s" start="3600s" duration="60s"/></video>
            <asset-clip ref="r3" lane="-1" offset="3611s" start="5s" duration="2s"/>
        </clip>
        <transition name="Cross Dissolve" offset="3s" duration="2s"/>
        <sync-clip name="s" offset="4s" start="1s" duration="3s">
            <asset-clip ref="r2" offset="0s" start="3620s" duration="20s"/>
            <title ref="r4" lane="1" offset="2s" duration="1s"/>
        </sync-clip>
        <gap offset="7s" duration="2s" start="3600s"><spine lane="1" offset="3601s">
            <asset-clip ref="r2" offset="0s" start="3600s" duration="1s" srcEnable="video"/>
            <asset-clip ref="r2" start="3650s" duration="1s" srcEnable="video"/>
        </spine></gap>
        <ref-clip ref="r5" offset="9s" duration="1s"/>
        <asset-clip ref="r2" name="slow" offset="10s" start="7210s" duration="4s" srcEnable="video">
            <timeMap><timept time="7200s" value="3600s" interp="smooth2"/><timept time="7320s" value="3660s" interp="smooth2"/></timeMap>
        </asset-clip>
        <asset-clip ref="r2" name="back" offset="14s" start="3600s" duration="4s">
            <timeMap><timept time="3600s" value="3660s"/><timept time="3660s" value="3600s"/></timeMap>
        </asset-clip>
        <audition offset="18s"><asset-clip ref="r2" start="3605s" duration="1s" srcEnable="audio"/><asset-clip ref="r2" duration="9s"/></audition>
        <asset-clip ref="r2" name="off" offset="19s" duration="1s" enabled="0"/>
    </spine></sequence></project></event></library>
</fcpxml>"""  # noqa: E501


def test_final_cuts_nested_clips_are_read():
    found = read(FINAL_CUT)

    pictures = [
        (one.start, one.frames, one.source_in, one.speed, one.track) for one in found.clips if one.kind is TrackKind.VIDEO
    ]
    heard = [(one.start, one.frames, one.source_in, one.file) for one in found.clips if one.kind is TrackKind.AUDIO]
    assert pictures == [
        (0, 100, 10, 1, 0), (100, 75, 21, 1, 0), (250, 100, 5, Fraction(1, 2), 0), (200, 25, 0, 1, 1), (225, 25, 50, 1, 1),
    ]  # fmt: skip
    assert sorted(heard) == [
        (0, 100, 10, "file:///a.mov"), (25, 50, 5, "file:///b.wav"), (100, 75, 21, "file:///a.mov"), (450, 25, 5, "file:///a.mov"),
    ]  # fmt: skip
    assert [(one.cut, one.in_frames, one.out_frames, one.track) for one in found.transitions] == [(100, 25, 25, 0)]
    assert found.notes == (
        "<asset-clip> 'back' stands still or plays backwards, and is left out",
        "<asset-clip> 'off' is switched off, and left out",
        "1 <title> left out",
        "1 <ref-clip> left out",
    )


def test_a_clip_that_was_trimmed_comes_back_trimmed():
    text = fcpxml(sequence_of(film(clip("clip-001"))), PLACE)[0].text

    found = read(text.replace('start="36004s" duration="2s"', 'start="180022/5s" duration="8/5s"')).clips[0]

    assert (found.id, found.frames, found.source_in) == ("clip-001", 40, Fraction(22, 5))


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "<fcpxml/>", "<xmeml/>", "<fcpxml version='1.10'><resources/></fcpxml>",
        '<!DOCTYPE f [<!ENTITY a "b">]><fcpxml>&a;</fcpxml>',
        RESOLVE.replace("49/12s", "49/0s"), RESOLVE.replace("49/12s", "9" * 4000 + "s"), RESOLVE.replace("49/12s", "1e9s"),
        RESOLVE.replace('frameDuration="1/24s" ', ""). replace("FFVideoFormat1080p24", "x"),
        RESOLVE.replace("1/24s", "-1/24s"), RESOLVE.replace('format="r0" duration', 'format="r9" duration'),
        "<fcpxml>" * 5000,
    ],
)  # fmt: skip
def test_a_file_that_is_no_project_is_refused_with_a_sentence(text):
    with pytest.raises(DocumentError, match=r"Export|format"):
        read(text)


def test_a_damaged_file_is_read_or_refused_and_never_crashes():
    choice = random.Random(7)
    wholes = [fcpxml(sequence_of(edits.edit_list(3)), PLACE)[0].text, FINAL_CUT]
    for turn in range(200):
        text = list(wholes[turn % 2])
        for _ in range(choice.randrange(1, 12)):
            text[choice.randrange(len(text))] = choice.choice(string.digits * 6 + string.printable + "٣\ud800")
        try:
            found = read("".join(text))
        except DocumentError:
            continue
        assert all(one.frames > 0 and one.speed > 0 for one in found.clips)


def test_the_rules_themselves_find_faults():
    good = fcpxml(sequence_of(edits.edit_list(3, rate=PAL)), PLACE)[0].text
    broken = [
        good.replace('lane="-1"', 'lanes="-1"'), good.replace('ref="r2"', 'ref="r99"'), good.replace('id="r2"', 'id="r1"'),
        good.replace("tcStart=\"3600s\"", "tcStart=\"3600.5\""), good.replace('duration="', 'duration="1/7s" x="', 1),
        good.replace("<note>", "<notes>").replace("</note>", "</notes>"), good.replace("<!DOCTYPE fcpxml>\n", ""),
        good.replace('offset="3600s"', 'offset="3601s"', 1), good.replace("48k", "48"),
    ]  # fmt: skip

    assert all(one != good and fcpxml_rules.faults(one) for one in broken)


def test_a_film_whose_pictures_fill_the_frame_fills_it_in_final_cut_too():
    whole = film(clip("clip-001"))
    filling = replace(whole, options={"fit": "fill"})

    assert [one.get("type") for one in written(filling).iter("adjust-conform")] == ["fill"]
    assert [*written(whole).iter("adjust-conform")] == []
