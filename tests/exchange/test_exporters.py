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
    timeline = Timeline(name="film", frame_rate=Fraction(25), width=1920, height=1080, tracks=(track,))
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


def of_files(*files: tuple[str, int, int], **options: str) -> EditList:
    """A film of 1280 x 720 with a clip of each file: its name, width and height."""
    footage = []
    for name, width, height in files:
        file = media(name, rate=Fraction(25))
        assert file.video is not None
        footage.append(replace(file, path=f"/footage/{name}", video=replace(file.video, width=width, height=height)))
    clips = tuple(Clip(id=f"clip-{one.id}", media=one.id, source_start=Fraction(4), frames=50) for one in footage)
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=clips)
    timeline = Timeline(name="film", frame_rate=Fraction(25), width=1280, height=720, tracks=(track,))
    plain = edit_list(0)
    chosen = tuple(replace(plain.footage[0], media=one) for one in footage)
    return replace(plain, timeline=timeline, song=None, footage=chosen, options=options)


def test_pictures_that_fill_the_frame_in_the_film_alone_are_named():
    files = (("wide.mp4", 1920, 1080), ("upright.mp4", 720, 1280))

    (told,) = losses(sequence_of(of_files(*files, fit="fill")), [Feature.FILLING])

    assert "upright.mp4" in told and "wide.mp4" not in told
    assert losses(sequence_of(of_files(*files, fit="pad")), [Feature.FILLING]) == ()


def test_files_that_premiere_shows_at_another_size_are_named():
    (told,) = losses(sequence_of(of_files(("same.mp4", 1280, 720), ("4k.mp4", 3840, 2160))), [Feature.FITTING])

    assert "4k.mp4" in told and "same.mp4" not in told


def test_kinds_of_file_that_programs_do_not_read_are_named():
    (told,) = losses(sequence_of(of_files(("a.mkv", 1280, 720), ("b.mp4", 1280, 720))), [Feature.CONTAINERS])

    assert "a.mkv" in told and "b.mp4" not in told


def test_a_picture_that_fades_is_told_apart_from_sound_that_does():
    film = of_files(("a.mp4", 1280, 720))
    track = film.timeline.tracks[0]
    fading = replace(track, items=(replace(track.items[0], fade_out_frames=10),))
    sequence = sequence_of(replace(film, timeline=replace(film.timeline, tracks=(fading,))))

    assert losses(sequence, [Feature.FADES]) == ()
    assert "clip-a.mp4" in losses(sequence, [Feature.PICTURE_FADES])[0]


@pytest.mark.parametrize("rate", [12, 15, 26, 72, 75, 90, 100, 144], ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_a_film_at_a_rate_that_no_program_knows_is_written_at_one_that_they_do(rate: int, seed: int):
    film = edit_list(seed, rate=Fraction(rate), clips=12)

    sequence = sequence_of(film)

    assert abs(sequence.timeline.frames / sequence.rate - film.timeline.frames / Fraction(rate)) <= 1 / sequence.rate
    assert sequence.changes


def test_what_comes_up_only_in_writing_is_said_and_not_only_written():
    film = of_files(("a.mp4", 1280, 720))
    track = film.timeline.tracks[0]
    loud = Clip(id="sound", media="a.mp4", source_start=Fraction(4), frames=50, gain_db=20.0)
    sound = Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=(loud,))
    sequence = sequence_of(replace(film, timeline=replace(film.timeline, tracks=(track, sound))))

    (document,) = load_function("autoedit.exporters", "fcp7")(sequence, Place(folder=Path("/p"), stem="film"))

    assert any("12 dB" in sentence for sentence in document.said)
    assert "12 dB" in document.text
