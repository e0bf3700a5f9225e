"""EDLs: what is written is what was planned, frame by frame, and what other programs write is read."""

import random
import string
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import DocumentError
from autoedit.exchange.losses import losses
from autoedit.exchange.place import Place
from autoedit.exchange.read.edl import edl as read
from autoedit.exchange.sequence import sequence_of
from autoedit.exchange.text import ascii_line
from autoedit.exchange.write.edl import edl
from autoedit.exchange.write.edl_timecode import source_stamp
from autoedit.exchange.write.reels import reels
from autoedit.model.document import EditList
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Gap, Item, Timeline, Track, TrackKind, TrackRole, Transition
from tests.exchange import edits, readback_edl
from tests.exchange.planned import frames_alone, planned_edl

PLACE = Place(folder=Path("/project"), stem="film")
# Each rate with drop-frame timecode where there is one, and both without.
COUNTED = [*((rate, None) for rate in edits.RATES), (edits.NTSC, False), (edits.NTSC_60, False)]


def film(*items: Item, rate: Fraction = Fraction(25), files: tuple[Media, ...] = (), sound: tuple[Item, ...] = ()) -> EditList:
    """A film of one picture track."""
    plain = edits.edit_list(0, rate=rate)
    tracks = [Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)]
    if sound:
        tracks.append(Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=sound))
    timeline = Timeline(name="film", frame_rate=rate, width=1920, height=1080, tracks=tuple(tracks))
    footage = tuple(
        edits.Footage(media=one, selects=()) for one in files or (edits.media("a", rate=rate), edits.media("b", rate=rate))
    )
    return replace(plain, timeline=timeline, footage=footage, song=None)


def clip(
    number: int, media: str = "a", frames: int = 50, source_in: int = 100, rate: Fraction = Fraction(25), **more: object
) -> Clip:
    return Clip(id=f"clip-{number:03d}", media=media, frames=frames, source_start=source_in / rate, **more)  # type: ignore[arg-type]


def written(edit_list: EditList, *, is_drop: bool | None = None) -> str:
    return edl(sequence_of(edit_list, is_drop=is_drop), PLACE)[0].text


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_every_source_and_record_frame_is_read_back_as_planned(rate, is_drop):
    for seed in range(100):
        sequence = sequence_of(edits.edit_list(seed, rate=rate), is_drop=is_drop)
        ordered = sorted(sequence.timeline.tracks, key=lambda track: track.kind is TrackKind.AUDIO)

        found = [readback_edl.frames(document.text, rate) for document in edl(sequence, PLACE)]

        wanted = [planned_edl(sequence, track) for track in ordered if track.clips]
        assert [frames_alone(rows) for rows in found] == [frames_alone(rows) for rows in wanted], f"seed {seed}"
        speeds = zip((row.speed for rows in found for row in rows), (row.speed for rows in wanted for row in rows), strict=True)
        assert all(abs(one - other) * rate <= Fraction(6, 100) for one, other in speeds), f"seed {seed}"


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
def test_opentimelineios_adapter_reads_the_same_frames(rate, is_drop):
    for seed in range(0, 100, 8):
        sequence = sequence_of(edits.edit_list(seed, rate=rate), is_drop=is_drop)
        tracks = sorted(sequence.timeline.tracks, key=lambda track: track.kind is TrackKind.AUDIO)
        texts = [document.text for document in edl(sequence, PLACE)]

        found = [opentimelineio.adapters.read_from_string(text, "cmx_3600", rate=float(rate)) for text in texts]

        assert [adapter_rows(one.tracks[0]) for one in found] == [
            [
                (row.record_start, row.frames, row.source_in, row.media, row.transition_frames)
                for row in planned_edl(sequence, track)
            ]
            for track in tracks
            if track.clips
        ], f"seed {seed}"


def adapter_rows(track: opentimelineio.schema.Track) -> list[tuple[int, int, int, str, int]]:
    """Its clips: the adapter keeps record times as a negative start of the track."""
    now = -round(track.source_range.start_time.value) if track.source_range is not None else 0
    rows = []
    overlap = 0
    for item in track:
        if isinstance(item, opentimelineio.schema.Transition):
            overlap = round((item.in_offset + item.out_offset).value)
            continue
        lasts = round(item.duration().value)
        if isinstance(item, opentimelineio.schema.Clip):
            rows.append((now, lasts, round(item.source_range.start_time.value), item.name, overlap))
            overlap = 0
        now += lasts
    return rows


def test_the_adapter_takes_the_file_of_the_clip_before_a_dissolve_for_the_one_after():
    # otio-cmx3600-adapter 1.0.0: one event has one media reference, and "FROM CLIP" of a pair names the outgoing clip's file.
    # So our lists name files by "SOURCE FILE", which it keeps as a comment, and the clips themselves are right.
    pair = """001  A V C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00
* FROM CLIP: /a.mov
002  A V C 00:00:02:00 00:00:02:00 01:00:01:00 01:00:01:00
002  B V D 010 00:00:05:00 00:00:06:00 01:00:01:00 01:00:02:00
* FROM CLIP: /a.mov
* FROM CLIP NAME: a
* TO CLIP NAME: b
"""
    ours = written(film(clip(1), Transition(kind="dissolve", in_frames=4, out_frames=6), clip(2, "b")))

    wrong = opentimelineio.adapters.read_from_string(pair, "cmx_3600", rate=25).video_tracks()[0][-1]
    right = opentimelineio.adapters.read_from_string(ours, "cmx_3600", rate=25).video_tracks()[0][-1]

    assert (wrong.name, wrong.media_reference.target_url) == ("b", "/a.mov")
    assert right.name == "b.mp4"
    assert "SOURCE FILE: /footage/b.mp4" in right.metadata["cmx_3600"]["comments"]


@pytest.mark.parametrize(("rate", "is_drop"), COUNTED)
@pytest.mark.parametrize("seed", range(0, 100, 9))
def test_our_reader_gives_back_every_clip_with_its_cut_source_frame_and_speed(seed, rate, is_drop):
    sequence = sequence_of(edits.edit_list(seed, rate=rate), is_drop=is_drop)

    films = [read(document.text) for document in edl(sequence, PLACE)]

    found = {clip.id: clip for one in films for clip in one.clips}
    for track in sequence.timeline.tracks:
        for event in sequence.events(track):
            back = found.pop(event.clip.id)
            assert (back.start, back.frames, back.speed) == (event.start, event.clip.frames, event.clip.speed)
            assert back.source_in == event.source_in / event.source.rate
            assert (back.kind, back.file[-4:]) == (track.kind, event.source.media.path[-4:])
    assert not found
    assert all(one.rate == sequence.rate and not one.notes for one in films)


@pytest.mark.parametrize("seed", range(20))
def test_transitions_come_back_around_their_cuts(seed):
    sequence = sequence_of(edits.edit_list(seed))
    track = sequence.timeline.tracks[0]

    found = read(edl(sequence, PLACE)[0].text).transitions

    starts = {
        number: sum(item.frames for item in track.items[:number] if not isinstance(item, Transition)) for number in range(99)
    }
    assert [(one.kind == "wipe", one.cut, one.in_frames, one.out_frames) for one in found] == [
        (item.kind == "wipe", starts[number], item.in_frames, item.out_frames)
        for number, item in enumerate(track.items)
        if isinstance(item, Transition)
    ]


def test_a_list_says_drop_frame_only_where_its_timecode_drops():
    heads = {
        (rate, is_drop): written(film(clip(1), rate=rate), is_drop=is_drop).splitlines()[1]
        for rate in edits.RATES
        for is_drop in (None, False)
    }

    drops = {(edits.NTSC, None), (edits.NTSC_60, None)}
    assert heads == {key: "FCM: DROP FRAME" if key in drops else "FCM: NON-DROP FRAME" for key in heads}


def test_record_times_ascend_and_never_overlap():
    for seed in range(40):
        sequence = sequence_of(edits.edit_list(seed))
        for document in edl(sequence, PLACE):
            rows = readback_edl.frames(document.text, sequence.rate)
            assert all(later.record_start >= row.record_start + row.frames for row, later in pairwise(rows))


def test_every_line_is_ascii_and_every_reel_short_and_its_own_files():
    for seed in range(40):
        sequence = sequence_of(edits.edit_list(seed))

        named = reels(sequence)

        assert all(document.text.isascii() for document in edl(sequence, PLACE))
        assert len(set(named.values())) == len(sequence.sources)
        assert all(1 <= len(reel) <= 8 and set(reel) <= set(string.ascii_uppercase + string.digits) for reel in named.values())


def test_a_reel_is_never_a_word_that_lists_have_a_meaning_for():
    files = tuple(edits.media(name, rate=Fraction(25)) for name in ("bl", "Bars", "ax", "black", "BLACK!", "日本", "none"))

    named = reels(sequence_of(film(clip(1, "bl"), files=files)))

    assert list(named.values()) == ["BL2", "BARS2", "AX2", "BLACK2", "BLACK3", "REEL", "NONE2"]


def test_a_file_keeps_its_cameras_reel_in_capitals():
    named = reels(sequence_of(film(clip(1), files=(replace(edits.media("a", rate=Fraction(25)), reel="a001_C002-0815.mov"),))))

    assert named == {"a": "A001C002"}


def test_a_file_in_drop_frame_keeps_its_semicolons_in_a_list_that_does_not_drop():
    one = edits.media("a", rate=edits.NTSC, first="10:00:00;00")

    text = written(film(clip(1, rate=edits.NTSC), rate=edits.NTSC, files=(one,)), is_drop=False)

    assert "001  A        V     C        10:00:03;10 10:00:05;00 01:00:00:00 01:00:01:20" in text


def test_a_file_at_another_rate_keeps_its_seconds_and_tells_its_frames_at_the_films_rate():
    one = edits.media("a", rate=Fraction(50), frames=6000, first="10:00:00:00")
    sequence = sequence_of(film(clip(1, source_in=245, rate=Fraction(50)), files=(one,)))

    event = next(iter(sequence.events(sequence.timeline.tracks[0])))

    # Frame 245 of 50 a second is 4 s and 45 frames; at 25 its first whole frame is 23.
    assert source_stamp(sequence, event).text == "10:00:04:23"


@given(
    rate=st.sampled_from(edits.RATES), own=st.sampled_from(edits.RATES), source_in=st.integers(0, 5000),
    hour=st.integers(0, 22), is_drop=st.booleans(),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_source_timecode_lies_within_a_frame_of_what_is_stamped_on_the_file(rate, own, source_in, hour, is_drop):
    one = edits.media("a", rate=own, frames=6000, first=f"{hour:02d}:00:00:00")
    sequence = sequence_of(film(clip(1, source_in=source_in, rate=own, frames=3), rate=rate, files=(one,)), is_drop=is_drop)
    event = next(iter(sequence.events(sequence.timeline.tracks[0])))

    stamp = source_stamp(sequence, event)

    told = stamp.number / (stamp.rate if stamp.is_drop else Fraction(ceil(stamp.rate)))
    there = event.timecode_in / Fraction(ceil(own))
    assert 0 <= told - there <= Fraction(1, 20)


def test_a_speed_is_an_m2_line_and_source_lasts_as_long_as_it_needs():
    text = written(film(clip(1, speed=Fraction(2)), clip(2, "b", speed=Fraction(1, 2))))

    assert "001  A        V     C        00:00:04:01 00:00:08:01 01:00:00:00 01:00:02:00\nM2   A              050.0 " in text
    assert "002  B        V     C        00:00:04:00 00:00:05:00 01:00:02:00 01:00:04:00\nM2   B              012.5 " in text


def test_a_dissolve_is_two_lines_of_one_number_and_begins_where_it_is_first_seen():
    text = written(film(clip(1), Transition(kind="dissolve", in_frames=4, out_frames=6), clip(2, "b")))

    assert "002  A        V     C        00:00:05:21 00:00:05:21 01:00:01:21 01:00:01:21\n" in text
    assert "002  B        V     D    010 00:00:03:21 00:00:06:00 01:00:01:21 01:00:04:00\n" in text


def test_gaps_have_no_event():
    text = written(film(clip(1), Gap(frames=10), clip(2, "b")))

    assert [row.record_start - 90000 for row in readback_edl.frames(text, Fraction(25))] == [0, 60]


def test_what_is_lost_is_said_in_the_list():
    sequence = sequence_of(edits.edit_list(3, rate=edits.NTSC))

    text = edl(sequence, PLACE)[0].text

    said = losses(sequence, edl.loses)
    assert len(said) > 5
    assert all(f"* COMMENT: {ascii_line(sentence)}\n" in text for sentence in said)


def test_a_handle_that_its_file_does_not_have_is_said():
    text = written(film(clip(1), Transition(kind="dissolve", in_frames=8, out_frames=2), clip(2, "b", source_in=3)))

    assert "* COMMENT: clip-002 lacks 5 of the 8 frames before it that its transition shows" in text


def test_events_go_on_after_999_and_the_list_says_so():
    text = written(film(*(clip(number, frames=2) for number in range(1001))))

    assert len(readback_edl.frames(text, Fraction(25))) == 1001
    assert "* COMMENT: 1001 events: CMX 3600 itself ends at 999; later programs read on" in text


def test_beats_and_sections_are_locators_that_lie_within_their_event():
    sequence = sequence_of(edits.edit_list(5, rate=Fraction(25)))
    now, late = 0, []

    for line in edl(sequence, PLACE)[0].text.splitlines():
        words = line.split()
        if words and words[0].isdigit():
            now = readback_edl.number(words[-2], sequence.rate)
        elif line.startswith("* LOC: "):
            late.append(readback_edl.number(words[2], sequence.rate) - now)

    assert len(late) == len(sequence.beats) + len(sequence.timeline.markers)
    assert min(late) >= 0


RESOLVE = """TITLE:\tTimeline 1
fcm: non-drop frame

001\tax       v     c        00:00:10:00 00:00:12:00 01:00:00:00 01:00:02:00
* from clip name: A001 harbour.mov

002  AX       V     C        00:00:05:00 00:00:05:00 01:00:02:00 01:00:02:00
002  B002     V     D    024 00:01:00:00 00:01:03:00 01:00:02:00 01:00:05:00
* FROM CLIP NAME: A001 harbour.mov
* TO CLIP NAME: B002.mov
003  BL       V     C        00:00:00:00 00:00:01:00 01:00:05:00 01:00:06:00
004  C003     AA/V  C        00:00:00:00 00:00:04:00 01:00:06:00 01:00:08:00
M2   C003     048.0          00:00:00:00
* FROM CLIP NAME: fast
"""


def test_lists_of_other_programs_are_read():
    found = read(RESOLVE)

    clips = [(one.name, one.reel, one.track, one.start, one.frames, one.source_timecode, one.speed) for one in found.clips]
    assert clips == [
        ("A001 harbour.mov", "", 0, 0, 48 + 12, 240, 1),
        ("B002.mov", "B002", 0, 60, 72 - 12, 1440 + 12, 1),
        ("fast", "C003", 0, 144, 48, 0, 2),
        ("fast", "C003", 1, 144, 48, 0, 2),
    ]
    assert [(one.kind, one.cut, one.in_frames, one.out_frames) for one in found.transitions] == [("dissolve", 60, 12, 12)]
    assert found.rate == 24
    assert "an EDL does not say its rate" in found.notes[-1]


@pytest.mark.parametrize(
    ("head", "last", "rate"),
    [
        ("NON-DROP FRAME", "01:00:02:23", Fraction(24)), ("NON-DROP FRAME", "01:00:02:24", Fraction(25)),
        ("NON-DROP FRAME", "01:00:02:29", Fraction(30)), ("DROP FRAME", "01:00:02:29", edits.NTSC),
        ("DROP FRAME", "01:00:02:31", edits.NTSC_60), ("NON-DROP FRAME", "01;00;02;29", edits.NTSC),
    ],
)  # fmt: skip
def test_a_rate_is_taken_from_the_numbers_that_are_used(head, last, rate):
    found = read(f"FCM: {head}\n001 A V C 00:00:00:00 00:00:02:02 {last[:6]}00{last[8:9]}01 {last}\n")

    assert found.rate == rate


def test_a_rate_that_is_known_outranks_the_guess():
    assert read("001 A V C 00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\n", edits.NTSC).rate == edits.NTSC


def test_what_was_trimmed_in_a_program_moves_with_its_timecode():
    text = written(film(clip(1))).replace("00:00:04:00 00:00:06:00 01:00:00:00", "00:00:04:10 00:00:06:00 01:00:00:10")

    found = read(text).clips[0]

    assert (found.start, found.frames, found.source_in) == (10, 40, Fraction(110, 25))


@pytest.mark.parametrize(
    "text", ["", "TITLE: x\n", "hello", "<xml/>", "001 A V C 99:99:99:99 00:00:00:00 00:00:00:00 00:00:00:00\n", "\0" * 99]
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(text):
    with pytest.raises(DocumentError, match=r"Export it"):
        read(text)


def test_a_damaged_list_is_read_or_refused_and_never_crashes():
    choice = random.Random(7)
    whole = written(edits.edit_list(3, rate=edits.NTSC))
    for _ in range(150):
        text = list(whole)
        for _ in range(choice.randrange(1, 40)):
            text[choice.randrange(len(text))] = choice.choice(string.printable + "٣é\ud800")
        try:
            found = read("".join(text))
        except DocumentError:
            continue
        assert all(one.frames > 0 and one.speed > 0 for one in found.clips)


def test_a_list_of_absurd_numbers_takes_no_time():
    text = "001 A V C 00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\nM2 A 9999.9999 00:00:00:00\n"
    text += (
        f"* AUTOEDIT SOURCE: 00:00:00:00 IS FRAME {'9' * 900} AT 1/{'9' * 900}\n* AUTOEDIT RATE: {'9' * 40} FROM 01:00:00:00\n"
    )

    assert read(text).clips[0].source_in is None
