"""Every exporter and importer that can be named, ours and packages': what all of them keep to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import DocumentError
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import sequence_of
from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, Marker, Reason, Timeline, Title, TitleKind, Track, TrackKind, TrackRole
from autoedit.registry import load_function, names
from autoedit.testing.exporting import check_exporter
from tests.exchange.edits import edit_list, media

EXPORTERS, IMPORTERS = sorted(names("autoedit.exporters")), sorted(names("autoedit.importers"))
HOSTILE = (
    '"; rm -rf ~; "', "</name><script>", "]]>", "a\nb", "--\r\n* FROM", "=1+1", "\x1b[31m", "\u202eevil", "\udcff",
    "%03d", "&amp;", "'",
)  # fmt: skip


def hostile(text: str) -> EditList:
    """A film all of whose names and words are somebody's attempt."""
    file = replace(media("a", rate=Fraction(25)), id=text, path=f"/footage/{text.replace('/', '')}.mp4", reel=text)
    reason = Reason(text=text, cut_on=text, lost={text: text}, runners_up=(text,))
    clip = Clip(id=f"clip {text}", media=text, source_start=Fraction(4), frames=50, select=text, reason=reason)
    tracks = (Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(clip,)),)
    timeline = Timeline(
        name=text, frame_rate=Fraction(25), width=640, height=360, tracks=tracks,
        markers=(Marker(frame=10, name=text),), titles=(Title(kind=TitleKind.OPENING, text=text, start=0, frames=25),),
    )  # fmt: skip
    plain = edit_list(0, rate=Fraction(25))
    return replace(plain, timeline=timeline, song=None, footage=(replace(plain.footage[0], media=file),))


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("seed", range(4))
def test_every_exporter_is_one(name: str, seed: int):
    check_exporter(load_function("autoedit.exporters", name), sequence_of(edit_list(seed)))


def test_no_two_exporters_have_one_suffix():
    suffixes = [load_function("autoedit.exporters", name).suffix for name in EXPORTERS]

    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize("feature", list(Feature))
def test_nothing_is_lost_of_what_a_film_does_not_have(feature: Feature):
    clip = Clip(id="clip-001", media="a", source_start=Fraction(4), frames=50)
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(clip,))
    timeline = Timeline(name="film", frame_rate=Fraction(25), width=640, height=360, tracks=(track,))
    footage = (replace(edit_list(0).footage[0], media=media("a", rate=Fraction(25))),)
    bare = replace(edit_list(0), timeline=timeline, song=None, footage=footage)

    told = losses(sequence_of(bare), [feature])

    assert told == () or feature in (Feature.MEDIA, Feature.PICTURE)


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_names_and_words_stay_text(name: str, text: str):
    write = load_function("autoedit.exporters", name)

    check_exporter(write, sequence_of(hostile(text)))


@pytest.mark.parametrize("name", [name for name in IMPORTERS if name in EXPORTERS])
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_was_written_with_hostile_names_is_read_back(name: str, text: str):
    (document, *_) = load_function("autoedit.exporters", name)(sequence_of(hostile(text)), Place(folder=Path("/p"), stem="film"))

    (clip,) = [one for one in load_function("autoedit.importers", name)(document.text).clips if one.kind is TrackKind.VIDEO]

    assert (clip.start, clip.frames) == (0, 50)


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=60, deadline=None)
@given(junk=st.text(max_size=300) | st.sampled_from(["{}", "[]", "null", "<a/>", "<xmeml/>", "<fcpxml/>", "TITLE:", "001"]))
def test_an_importer_reads_or_refuses(name: str, junk: str):
    read = load_function("autoedit.importers", name)

    try:
        found = read(junk)
    except DocumentError:
        return
    assert found.rate > 0
