from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from autoedit.exchange.place import Place
from autoedit.exchange.sequence import sequence_of
from autoedit.exchange.write.mlt import mlt
from autoedit.model.document import EditList, Footage
from autoedit.model.timeline import Clip, Gap, Timeline, Title, TitleKind, Track, TrackKind, TrackRole, Transition
from autoedit.testing import click_places, film, film_pictures, tone
from tests.exchange.edits import FILM, NTSC, RATES, edit_list
from tests.exchange.melt import heard, needs_melt, rendered, shown
from tests.exchange.real_edits import CLICK_EVERY, SIZE, RealFilm, real_film, real_media

PAL = Fraction(25)


def text_of(edit: EditList, folder: Path = Path("/films"), *, is_relative: bool = False) -> str:
    (document,) = mlt(sequence_of(edit), Place(folder=folder, stem="film", is_relative=is_relative))
    return document.text


def written(edit: EditList, folder: Path, *, is_relative: bool = False) -> Path:
    path = folder / "film.mlt"
    path.write_text(text_of(edit, folder, is_relative=is_relative), encoding="utf-8")
    return path


def edit_of(timeline: Timeline, *footage: Footage) -> EditList:
    return EditList(made_by="test", style="montage", length=timeline.duration, timeline=timeline, song=None, footage=footage)


@needs_melt
@pytest.mark.parametrize("seed", range(len(RATES)), ids=lambda seed: f"{float(RATES[seed]):.3f}")
def test_melt_shows_every_planned_frame_of_cuts_dissolves_gaps_and_two_tracks(seed, tmp_path):
    real = real_film(seed, tmp_path, rate=RATES[seed])

    found = shown(written(real.edit, tmp_path), len(real.planned))

    assert len(found) == len(real.planned)
    assert real.wrong(found) == []


@needs_melt
@pytest.mark.parametrize("rate", [PAL, NTSC], ids=str)
def test_melt_shows_every_planned_frame_of_clips_at_other_speeds(rate, tmp_path):
    real = real_film(3, tmp_path, rate=rate, speeds=True, late=True)

    found = shown(written(real.edit, tmp_path), len(real.planned))

    assert real.wrong(found) == []


@needs_melt
@pytest.mark.parametrize("seed", [8, 9, 12])
def test_melt_shows_files_at_other_rates_to_the_frame_except_those_that_the_project_tells_of(seed, tmp_path):
    real = real_film(seed, tmp_path, rate=RATES[seed % 8], own_rates=True, speeds=True, late=True)

    wrong = real.wrong(shown(written(real.edit, tmp_path), len(real.planned)))

    assert len(wrong) <= frames_told(text_of(real.edit))
    assert all(found is not None and abs(found - planned) == 1 for _, planned, found in wrong)


def frames_told(text: str) -> int:
    """How many frames a project says show another one."""
    line = next((line for line in text.splitlines() if "frames show the frame beside" in line), "0")
    return int(line.split()[0])


@needs_melt
def test_a_dissolve_mixes_its_two_clips_evenly_over_its_frames(tmp_path):
    dark, light = (flat(tmp_path, name, level) for name, level in (("dark", 40), ("light", 200)))
    clips = [Clip(id=one.media.id, media=one.media.id, source_start=Fraction(1), frames=20) for one in (dark, light)]
    dissolve = Transition(kind="dissolve", in_frames=4, out_frames=6)
    project = written(edit_of(one_track(clips[0], dissolve, clips[1]), dark, light), tmp_path)

    levels = [float(picture.mean()) for _, picture in film_pictures(rendered(project))]

    share = [(level - levels[0]) / (levels[-1] - levels[0]) for level in levels]
    assert share[:16] == pytest.approx([0] * 16, abs=0.02) and share[26:] == pytest.approx([1] * 14, abs=0.02)
    assert share[16:26] == pytest.approx([(frame + 0.5) / 10 for frame in range(10)], abs=0.07)


@needs_melt
def test_gaps_are_black_and_pictures_fade_from_and_to_it(tmp_path):
    light = flat(tmp_path, "light", 200)
    clip = Clip(id="a", media="light", source_start=Fraction(0), frames=30, fade_in_frames=10, fade_out_frames=5)
    project = written(edit_of(one_track(Gap(frames=6), clip, Gap(frames=4), replace(clip, id="b")), light), tmp_path)

    levels = [float(picture.mean()) for _, picture in film_pictures(rendered(project))]

    assert max(levels[:7]) < 5 and max(levels[35:41]) < 5
    assert levels[11] == pytest.approx(100, abs=15) and levels[17:30] == pytest.approx([200] * 13, abs=3)


def flat(folder: Path, name: str, level: int) -> Footage:
    """A file of one grey."""
    made = real_media(name, folder, number=0, rate=PAL, frames=60)
    film(Path(made.path), [np.full((SIZE[1], SIZE[0], 3), level, np.uint8)] * 60, [n / PAL for n in range(60)], rate=PAL)
    return Footage(media=made, selects=())


def one_track(*items: Clip | Gap | Transition, sounds: tuple[Clip | Gap, ...] = ()) -> Timeline:
    tracks = [Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)]
    if sounds:
        tracks.append(Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=sounds))
    return Timeline(name="film", frame_rate=PAL, width=SIZE[0], height=SIZE[1], tracks=tuple(tracks))


@needs_melt
def test_music_is_heard_where_it_is_laid(tmp_path):
    real = real_film(1, tmp_path, rate=NTSC, transitions=False)
    edit = with_music_from(real, Fraction(7, 30))

    sound = heard(written(edit, tmp_path))

    places = [Fraction(place, sound.rate) for place in click_places(sound.samples, apart=sound.rate // 10)]
    planned = [CLICK_EVERY * number - Fraction(7, 30) for number in range(1, len(places) + 1)]
    assert len(places) > 4
    assert all(abs(place - meant) <= Fraction(1, 2) / NTSC for place, meant in zip(places, planned, strict=True))


def with_music_from(real: RealFilm, start: Fraction) -> EditList:
    tracks = [
        replace(track, items=tuple(replace(item, source_start=start) for item in track.items))
        if track.role is TrackRole.MUSIC else track
        for track in real.edit.timeline.tracks
    ]  # fmt: skip
    return replace(real.edit, timeline=replace(real.edit.timeline, tracks=tuple(tracks)))


@needs_melt
def test_a_level_and_fades_of_sound_are_heard_and_a_pictures_own_sound_is_not(tmp_path):
    picture, sound = humming(tmp_path, "picture"), humming(tmp_path, "sound")
    laid = Clip(
        id="sound-001", media="sound", source_start=Fraction(0), frames=40, gain_db=-6.0, fade_in_frames=10, fade_out_frames=10
    )
    shots = Clip(id="clip-001", media="picture", source_start=Fraction(0), frames=60)
    edit = edit_of(one_track(shots, sounds=(Gap(frames=10), laid)), picture, sound)

    samples = heard(written(edit, tmp_path)).samples

    peaks = [float(np.abs(samples[n * 1920 : (n + 1) * 1920]).max()) for n in range(60)]
    loud = 10 ** (-12 / 20)
    assert max(peaks[:10]) == max(peaks[50:]) == 0
    assert peaks[22:38] == pytest.approx([loud] * 16, rel=0.03)
    assert peaks[11] < 0.2 * loud and peaks[48] < 0.2 * loud


def humming(folder: Path, name: str) -> Footage:
    """A numbered file with a tone at -6 dB of full scale."""
    sound = tone(frequency=440, level_db=-6, rate=48000, duration=Fraction(3))
    return Footage(media=real_media(name, folder, number=0, rate=PAL, frames=70, sound=sound), selects=())


@needs_melt
def test_a_project_with_relative_files_can_be_moved_with_them(tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    real = real_film(2, made, rate=PAL)
    written(real.edit, made, is_relative=True)
    moved = shutil.move(made, tmp_path / "moved")

    found = shown(Path(moved) / "film.mlt", len(real.planned))

    assert real.wrong(found) == []


@pytest.mark.parametrize("seed", range(30))
def test_every_track_of_a_project_lasts_as_long_as_the_films(seed):
    edit = edit_list(seed)

    root = ET.fromstring(text_of(edit))

    ordered = sorted(edit.timeline.tracks, key=lambda track: track.kind is not TrackKind.VIDEO)
    lengths = [playlist_frames(root, f"playlist_{number}") for number in range(len(ordered))]
    assert lengths == [track.frames for track in ordered]


def playlist_frames(root: ET.Element, name: str) -> int:
    playlist = root.find(f"playlist[@id='{name}']")
    assert playlist is not None
    entries = sum(int(one.attrib["out"]) - int(one.attrib["in"]) + 1 for one in playlist.iter("entry"))
    return entries + sum(int(one.attrib["length"]) for one in playlist.iter("blank"))


@pytest.mark.parametrize("seed", range(10))
def test_no_clip_reaches_beyond_its_producer(seed):
    root = ET.fromstring(text_of(edit_list(seed, rate=FILM)))

    lengths = {one.attrib["id"]: int(one.attrib["out"]) for one in [*root.iter("producer"), *root.iter("tractor")]}
    uses = [one for one in [*root.iter("entry"), *root.iter("track")] if "in" in one.attrib]
    assert len(uses) > 8
    assert all(0 <= int(one.attrib["in"]) <= int(one.attrib["out"]) <= lengths[one.attrib["producer"]] for one in uses)


def test_what_is_lost_is_told_in_the_project():
    edit = edit_list(3)
    title = Title(kind=TitleKind.OPENING, text="a -- b --> <c>", start=0, frames=5)
    edit = replace(edit, timeline=replace(edit.timeline, titles=(title,)))

    text = text_of(edit)

    ET.fromstring(text)
    comment = text.partition("<!--")[2].partition("-->")[0]
    assert "1 title" in comment and "music begins on whole frames" in comment
    assert "--" not in comment


def test_beats_sections_titles_and_reasons_are_read_in_shotcut():
    root = ET.fromstring(text_of(edit_list(3)))

    markers = [one.text or "" for one in root.iterfind("tractor[@id='film']/properties//property[@name='text']")]
    words = [one.text for one in root.iterfind(".//property[@name='shotcut:comment']")]
    assert any("drop" in text for text in markers) and any("bar 1" in text for text in markers)
    assert any("title: Harbour & <June>" in text for text in markers)
    assert set(words) == {"score 0.61 (colour 1.00 & steady <0.8>)"}


def test_a_picture_and_its_own_sound_are_one_group():
    edit = edit_list(3)
    links = sequence_of(edit).links
    root = ET.fromstring(text_of(edit))

    clips = {
        producer.attrib["id"]: producer.findtext("property[@name='autoedit:clip']") for producer in root.iterfind("producer")
    }
    groups: dict[str, set[str | None]] = {}
    for entry in root.iter("entry"):
        group = entry.findtext("property[@name='shotcut:group']")
        if group is not None:
            groups.setdefault(group, set()).add(clips[entry.attrib["producer"]])
    assert len(groups) > 2
    assert all(members == {one, *links[one]} for members in groups.values() for one in members if one is not None)
