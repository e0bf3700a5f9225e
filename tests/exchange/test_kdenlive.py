from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from autoedit.exchange.place import Place
from autoedit.exchange.sequence import sequence_of
from autoedit.exchange.write.kdenlive import kdenlive
from autoedit.model.document import EditList, Footage
from autoedit.model.timeline import Clip, Gap, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.testing import tone
from tests.exchange.edits import NTSC, RATES, edit_list
from tests.exchange.melt import heard, needs_melt, shown
from tests.exchange.real_edits import SIZE, real_film, real_media

PAL = Fraction(25)


def text_of(edit: EditList, folder: Path = Path("/films"), *, is_relative: bool = False) -> str:
    (document,) = kdenlive(sequence_of(edit), Place(folder=folder, stem="film", is_relative=is_relative))
    return document.text


def written(edit: EditList, folder: Path, *, is_relative: bool = False) -> Path:
    path = folder / "film.kdenlive"
    path.write_text(text_of(edit, folder, is_relative=is_relative), encoding="utf-8")
    return path


@needs_melt
@pytest.mark.parametrize("seed", range(len(RATES)), ids=lambda seed: f"{float(RATES[seed]):.3f}")
def test_melt_shows_every_planned_frame_of_cuts_dissolves_gaps_and_two_tracks(seed, tmp_path):
    real = real_film(seed + 20, tmp_path, rate=RATES[seed])

    found = shown(written(real.edit, tmp_path, is_relative=bool(seed % 2)), len(real.planned))

    assert len(found) == len(real.planned)
    assert real.wrong(found) == []


@needs_melt
@pytest.mark.parametrize("rate", [PAL, NTSC], ids=str)
def test_melt_shows_every_planned_frame_of_clips_at_other_speeds_and_of_late_pictures(rate, tmp_path):
    real = real_film(3, tmp_path, rate=rate, speeds=True, late=True)

    found = shown(written(real.edit, tmp_path), len(real.planned))

    assert real.wrong(found) == []


@needs_melt
def test_melt_shows_every_planned_frame_of_files_at_other_rates(tmp_path):
    real = real_film(9, tmp_path, rate=Fraction(24), own_rates=True)

    found = shown(written(real.edit, tmp_path), len(real.planned))

    assert real.wrong(found) == []


@needs_melt
def test_a_level_fades_and_a_crossing_of_sounds_are_heard(tmp_path):
    first, second = (humming(tmp_path, name, number) for number, name in enumerate(("first", "second")))
    clips = [
        Clip(id="a", media="first", source_start=Fraction(0), frames=30, gain_db=-6.0, fade_in_frames=10),
        Clip(id="b", media="second", source_start=Fraction(1), frames=30, fade_out_frames=10),
    ]
    crossing = Transition(kind="dissolve", in_frames=5, out_frames=5)
    track = Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=(Gap(frames=10), clips[0], crossing, clips[1]))
    timeline = Timeline(name="film", frame_rate=PAL, width=SIZE[0], height=SIZE[1], tracks=(track,))
    edit = EditList(
        made_by="test", style="montage", length=timeline.duration, timeline=timeline, song=None, footage=(first, second)
    )  # fmt: skip

    samples = heard(written(edit, tmp_path)).samples

    peaks = [float(np.abs(samples[n * 1920 : (n + 1) * 1920]).max()) for n in range(70)]
    quiet, loud = 10 ** (-12 / 20), 10 ** (-6 / 20)
    assert max(peaks[:10]) == 0
    assert peaks[22:33] == pytest.approx([quiet] * 11, rel=0.03) and peaks[46:58] == pytest.approx([loud] * 12, rel=0.03)
    assert peaks[10] < 0.2 * quiet and peaks[69] < 0.2 * loud
    assert quiet < peaks[40] < loud


def humming(folder: Path, name: str, number: int) -> Footage:
    """A numbered file with a tone at -6 dB of full scale."""
    sound = tone(frequency=440, level_db=-6, rate=48000, duration=Fraction(4))
    return Footage(media=real_media(name, folder, number=number, rate=PAL, frames=90, sound=sound), selects=())


@pytest.mark.parametrize("seed", range(20))
def test_each_clip_lies_at_its_place_on_one_of_two_playlists_and_none_overlap(seed):
    edit = edit_list(seed)
    sequence = sequence_of(edit)

    root = ET.fromstring(text_of(edit))

    planned = {event.clip.id: event.start - event.before for track in edit.timeline.tracks for event in sequence.events(track)}
    assert {name: start for playlist in root.iter("playlist") for name, start in placed(playlist)} == planned


def placed(playlist: ET.Element) -> list[tuple[str, int]]:
    """Each clip of a playlist with the frame that it begins at, counted through blanks and entries."""
    found: list[tuple[str, int]] = []
    frame = 0
    for child in playlist:
        name = child.findtext("property[@name='autoedit:clip']")
        if name is not None:
            found.append((name, frame))
            frame += int(child.attrib["out"]) - int(child.attrib["in"]) + 1
        elif child.tag == "blank":
            frame += int(child.attrib["length"])
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_mix_lies_where_both_of_its_clips_do(seed):
    root = ET.fromstring(text_of(edit_list(seed)))

    for track in root.iterfind("tractor"):
        for mix in track.iterfind("transition"):
            if mix.find("property[@name='kdenlive:mixcut']") is not None:
                span = (int(mix.attrib["in"]), int(mix.attrib["out"]))
                lists = [root.find(f"playlist[@id='{one.attrib['producer']}']") for one in track.iterfind("track")]
                assert all(one is not None and is_filled(one, *span) for one in lists)


def is_filled(playlist: ET.Element, first: int, last: int) -> bool:
    """Whether one clip of a playlist covers all the frames."""
    frame = 0
    for child in playlist:
        if child.tag == "blank":
            frame += int(child.attrib["length"])
        elif child.tag == "entry":
            end = frame + int(child.attrib["out"]) - int(child.attrib["in"]) + 1
            if frame <= first and last < end:
                return True
            frame = end
    return False


def test_the_first_playlist_is_the_bin_which_says_the_documents_version():
    root = ET.fromstring(text_of(edit_list(3)))

    first = root.find("playlist")

    assert first is not None and first.attrib["id"] == "main_bin"
    assert document_property(root, "version") == "1.04"


def document_property(root: ET.Element, name: str) -> str:
    return root.findtext(f"playlist[@id='main_bin']/property[@name='kdenlive:docproperties.{name}']") or ""


def test_guides_tell_of_beats_sections_and_titles_one_a_frame():
    guides = json.loads(document_property(ET.fromstring(text_of(edit_list(3))), "guides"))

    frames = [guide["pos"] for guide in guides]
    words = " ".join(guide["comment"] for guide in guides)
    assert len(frames) == len(set(frames)) > 10
    assert "drop" in words and "bar 5" in words and "title: Harbour & <June>" in words


def test_markers_of_the_files_tell_why_each_clip_was_chosen():
    edit = edit_list(3)
    root = ET.fromstring(text_of(edit))

    told = [
        marker["comment"]
        for text in root.iterfind(".//property[@name='kdenlive:markers']")
        for marker in json.loads(text.text or "[]")
    ]

    assert {text.partition(":")[0] for text in told} == {clip.id for clip in edit.timeline.tracks[0].clips}
    assert all("colour 1.00 & steady <0.8>" in text for text in told)


def test_groups_name_clips_that_belong_together_by_track_and_frame():
    edit = edit_list(3)
    sequence = sequence_of(edit)
    root = ET.fromstring(text_of(edit))

    rows = [tractor for tractor in root.iterfind("tractor") if tractor.attrib["id"].startswith("track_")]
    names = {
        f"{number}:{start}": name
        for number, row in enumerate(rows)
        for track in row.iterfind("track")
        for playlist in root.iterfind(f"playlist[@id='{track.attrib['producer']}']")
        for name, start in placed(playlist)
    }
    groups = [[names[leaf["data"]] for leaf in group["children"]] for group in json.loads(document_property(root, "groups"))]
    assert len(groups) > 2
    assert all(set(group) == {one, *sequence.links[one]} for group in groups for one in group)


def test_the_same_film_is_written_the_same():
    assert text_of(edit_list(5)) == text_of(edit_list(5))
