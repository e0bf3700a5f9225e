"""What is left when a render goes wrong: nothing, and the old film."""

from __future__ import annotations

import gc
import os
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import pytest

from autoedit.errors import AutoeditError, OutputError
from autoedit.model.timeline import Clip
from autoedit.testing import noise, numbered_film, write_wav
from tests.render.making import PAL, music, named, picture, render_to, timeline


@pytest.fixture
def place(tmp_path) -> Path:
    """A folder with an older film in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "film.mp4").write_bytes(b"the film of last week")
    return folder


@pytest.fixture
def pair(tmp_path):
    """Two files of our own, to be spoilt."""
    for number, name in enumerate(("first", "second")):
        numbered_film(tmp_path / f"{name}.mp4", rate=PAL, frames=100, first=1000 * number)
    return named(tmp_path / "first.mp4", "first"), named(tmp_path / "second.mp4", "second")


def film_of(*sources):
    return timeline(PAL, picture(*(Clip(id=m.id, media=m.id, source_start=Fraction(2), frames=40) for m in sources)))


def children() -> set[str]:
    """The processes that this one has started and that still run."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not listed.exists():
        pytest.skip("this system does not list a process's children")
    return set(listed.read_text().split())


def assert_untouched(place: Path) -> None:
    assert [path.name for path in place.iterdir()] == ["film.mp4"]
    assert (place / "film.mp4").read_bytes() == b"the film of last week"


def at_half(do):
    """A report that does something when half of the picture is rendered."""

    def report(step, done):
        if step == "render" and done == 0.25:
            do()

    return report


def test_a_finished_film_takes_the_older_one_s_place(place, pair):
    render_to(place / "film.mp4", film_of(*pair), *pair)

    assert named(place / "film.mp4", "film").video.frames == 80
    assert [path.name for path in place.iterdir()] == ["film.mp4"]


def test_a_source_that_disappears_leaves_the_old_film(place, pair):
    before = children()

    with pytest.raises(AutoeditError, match=r"second\.mp4: "):
        render_to(place / "film.mp4", film_of(*pair), *pair, report=at_half(Path(pair[1].path).unlink), workers=1)

    assert_untouched(place)
    assert children() == before


def test_a_source_that_becomes_rubbish_leaves_the_old_film(place, pair):
    rubbish = Path(pair[1].path)

    with pytest.raises(AutoeditError, match=r"second\.mp4: "):
        spoil = at_half(lambda: rubbish.write_bytes(b"rubbish" * 999))
        render_to(place / "film.mp4", film_of(*pair), *pair, report=spoil, workers=1)

    assert_untouched(place)


@pytest.mark.parametrize("start", [2, 6], ids=["in the clip", "before the clip"])
def test_a_source_that_was_cut_short_is_refused_and_not_frozen(start, place, tmp_path):
    """The file was cut short after it was planned; its index stands at the front, so it still opens."""
    whole = numbered_film(tmp_path / "long.mp4", rate=PAL, frames=200)
    quick = tmp_path / "quick.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", whole, "-c", "copy", "-movflags", "+faststart", quick]
    subprocess.run(command, check=True)
    planned = named(quick, "cut")
    quick.write_bytes(quick.read_bytes()[: quick.stat().st_size // 2])
    film = timeline(PAL, picture(Clip(id="c", media="cut", source_start=Fraction(start), frames=80)))

    with pytest.raises(AutoeditError, match=r"quick\.mp4: "):
        render_to(place / "film.mp4", film, planned)

    assert_untouched(place)


def test_a_song_that_disappears_leaves_the_old_film(place, pair, tmp_path):
    song = named(write_wav(tmp_path / "song.wav", noise(level_db=-20, rate=48000, duration=Fraction(5))), "song")
    film = film_of(*pair)
    with_song = replace(film, tracks=(*film.tracks, music(Clip(id="m", media="song", source_start=Fraction(0), frames=80))))
    Path(song.path).unlink()

    with pytest.raises(AutoeditError, match=r"song\.wav: "):
        render_to(place / "film.mp4", with_song, *pair, song)

    assert_untouched(place)


def test_ctrl_c_leaves_the_old_film_and_no_process(place, pair):
    before = children()

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_to(place / "film.mp4", film_of(*pair), *pair, report=at_half(stop))

    assert_untouched(place)
    assert children() == before


def test_a_folder_that_is_not_there_is_told_before_anything_is_rendered(pair, tmp_path):
    told = []

    with pytest.raises(OutputError, match="folder does not exist"):
        render_to(tmp_path / "nowhere" / "film.mp4", film_of(*pair), *pair, report=lambda *step: told.append(step))

    assert told == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 8 KB, smaller than any film here."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    # The error that was caught holds what its frames held, unnamed files on that disk among it, in a circle.
    gc.collect()
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("has_song", [False, True], ids=["picture", "sound"])
def test_a_full_disk_is_told_and_left_as_it_was(has_song, small_disk, pair, tmp_path):
    before, film = children(), film_of(*pair)
    song = named(write_wav(tmp_path / "song.wav", noise(level_db=-20, rate=48000, duration=Fraction(5))), "song")
    if has_song:
        film = replace(film, tracks=(*film.tracks, music(Clip(id="m", media="song", source_start=Fraction(0), frames=80))))

    with pytest.raises(OutputError, match=r"[Nn]o space left") as refused:
        render_to(small_disk / "film.mp4", film, *pair, song)

    assert refused.value.path == str(small_disk / "film.mp4")
    assert list(small_disk.iterdir()) == []
    assert children() == before
