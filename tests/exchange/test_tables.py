from __future__ import annotations

import csv as comma_separated
import io
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.exchange.place import Place
from autoedit.exchange.sequence import sequence_of
from autoedit.exchange.write.chapters import chapters, ffmetadata, srt
from autoedit.exchange.write.table import csv, escaped
from autoedit.model.document import EditList
from autoedit.model.time import rational
from autoedit.model.timecode import frame_of
from autoedit.model.timeline import Marker, Title, TitleKind
from tests.exchange.edits import NTSC, RATES, edit_list

HERE = Place(folder=Path("/films"), stem="film")


def rows_of(edit: EditList) -> list[dict[str, str]]:
    """The table's rows as a reader of tables finds them, what follows a ``#`` aside."""
    (document,) = csv(sequence_of(edit), HERE)
    found = comma_separated.DictReader(io.StringIO(document.text.removeprefix("\ufeff"), newline=""))
    return [row for row in found if not row["track"].startswith("#")]


def with_titles(edit: EditList, *titles: Title) -> EditList:
    return replace(edit, timeline=replace(edit.timeline, titles=titles))


def with_markers(edit: EditList, *markers: Marker) -> EditList:
    return replace(edit, timeline=replace(edit.timeline, markers=markers))


@pytest.mark.parametrize("seed", range(len(RATES)))
def test_a_table_has_every_clip_with_its_exact_place_and_source(seed):
    edit = edit_list(seed, rate=RATES[seed])
    sequence = sequence_of(edit)

    rows = {row["id"]: row for row in rows_of(edit)}

    events = [event for track in edit.timeline.tracks for event in sequence.events(track)]
    assert len(rows) == len(events)
    for event in events:
        row, clip = rows[event.clip.id], event.clip
        assert (int(row["record_in_frame"]), int(row["frames"])) == (event.start, clip.frames)
        assert frame_of(row["record_in"], sequence.rate, is_drop=sequence.is_drop) - sequence.first == event.start
        assert int(row["source_in_frame"]) == event.timecode_in
        assert (rational(row["source_in_seconds"]), rational(row["speed"])) == (clip.source_start, clip.speed)


def test_a_table_opens_in_excel_as_the_text_it_is():
    (document,) = csv(sequence_of(edit_list(3)), HERE)

    assert document.text.encode().startswith(b"\xef\xbb\xbf")


@given(st.text(max_size=8))
def test_no_text_of_a_table_is_computed(text):
    assert not str(escaped(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_file_whose_name_is_a_formula_is_named_with_an_apostrophe():
    edit = edit_list(3)
    hostile = replace(edit.footage[0], media=replace(edit.footage[0].media, path="/footage/=cmd|'calc'!A0.mp4", reel="@SUM(1)"))
    edit = replace(edit, footage=(hostile, *edit.footage[1:]))

    rows = [row for row in rows_of(edit) if "calc" in row["name"]]

    assert rows and {(row["name"][:2], row["reel"][:2]) for row in rows} == {("'=", "'@")}


def test_what_a_table_loses_stands_below_it():
    (document,) = csv(sequence_of(edit_list(3)), HERE)

    told = [line for line in document.text.splitlines() if line.startswith(("# ", '"# '))]
    assert any("1 title left out" in line for line in told) and any("beat markers left out" in line for line in told)


def cues(edit: EditList) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds, and text, of each subtitle."""
    (document,) = srt(sequence_of(edit), HERE)
    pattern = r"(\d+)\n(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\n(.+?)\n(?:\n|\Z)"
    found = [
        (clock(*map(int, match[2:6])), clock(*map(int, match[6:10])), match[10])
        for match in ([None, *m.groups()] for m in re.finditer(pattern, document.text, re.DOTALL))
    ]
    assert document.text.count("-->") == len(found)
    return found


def clock(hours: int, minutes: int, seconds: int, milliseconds: int) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{float(rate):.3f}")
def test_subtitles_are_the_captions_to_the_millisecond(rate):
    captions = [Title(kind=TitleKind.CAPTION, text=f"line {n}\n\nunder", start=n * 37, frames=20) for n in range(4)]
    opening = Title(kind=TitleKind.OPENING, text="Harbour", start=0, frames=5)

    found = cues(with_titles(edit_list(2, rate=rate), opening, *captions))

    assert [text for _, _, text in found] == [f"line {n}\nunder" for n in range(4)]
    for (start, end, _), caption in zip(found, captions, strict=True):
        assert abs(Fraction(start, 1000) - caption.start / rate) <= Fraction(1, 2000)
        assert abs(Fraction(end, 1000) - caption.span.stop / rate) <= Fraction(1, 2000)


def test_without_captions_subtitles_are_the_sections_of_the_music():
    edit = with_markers(with_titles(edit_list(2)), Marker(frame=50, name="build"), Marker(frame=100, name="drop"))

    assert [text for _, _, text in cues(edit)] == ["beginning", "build", "drop"]


def test_without_music_chapters_are_the_stretches_of_one_file():
    sequence = sequence_of(with_markers(edit_list(4)))

    found = chapters(sequence)

    picture = edit_list(4).timeline.tracks[0].clips
    changes = sum(one.media != other.media for one, other in pairwise(picture))
    assert len(found) == changes + 1
    assert (found[0].start, found[-1].end) == (0, sequence.timeline.frames)
    assert all(one.end == other.start for one, other in pairwise(found))


ODD = "a=b; c#d \\ e ★ 日本"


@pytest.mark.parametrize("rate", [NTSC, Fraction(24000, 1001), Fraction(25)], ids=str)
def test_ffmpeg_reads_chapters_with_exact_times_and_odd_names(rate, tmp_path):
    edit = with_markers(edit_list(2, rate=rate), Marker(frame=50, name=ODD), Marker(frame=101, name="drop"))
    edit = replace(edit, timeline=replace(edit.timeline, name=ODD))
    path = tmp_path / "film.ffmetadata"
    path.write_text(ffmetadata(sequence_of(edit), HERE)[0].text, encoding="utf-8")

    text = as_ffmpeg_reads(path)

    times = [(Fraction(base) * int(start), Fraction(base) * int(end)) for base, start, end in
             re.findall(r"TIMEBASE=(\S+)\nSTART=(\d+)\nEND=(\d+)", text)]  # fmt: skip
    edges = [frame / rate for frame in (0, 50, 101, edit.timeline.frames)]
    assert times == list(pairwise(edges))
    assert [unescaped(title) for title in re.findall(r"^title=(.*)$", text, re.MULTILINE)] == [ODD, "beginning", ODD, "drop"]


def as_ffmpeg_reads(path: Path) -> str:
    """What ffmpeg took from a file of metadata, in its own hand."""
    from imageio_ffmpeg import get_ffmpeg_exe

    told = [get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i", path, "-f", "ffmetadata", "-"]
    return subprocess.run(told, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60).stdout.decode()


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
