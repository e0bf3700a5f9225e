"""Files that must not be opened, and files that must be although their names are odd."""

from __future__ import annotations

import re
import shutil
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from autoedit.errors import AutoeditError, MediaNotFound, UnreadableMedia
from autoedit.media.probe import probe
from autoedit.testing import numbered_film

SECRET = "a secret line\n"


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    return numbered_film(tmp_path_factory.mktemp("good") / "good.mp4", rate=Fraction(25), frames=5)


def playlist(folder: Path, good: Path) -> str:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{good}\n#EXT-X-ENDLIST\n"


def remote_playlist(folder: Path, good: Path) -> str:
    return "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n"


def concat_script(folder: Path, good: Path) -> str:
    return f"ffconcat version 1.0\nfile '{good}'\n"


def dash_manifest(folder: Path, good: Path) -> str:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S">'
        f'<Period><AdaptationSet><Representation id="1"><BaseURL>{good}</BaseURL></Representation></AdaptationSet></Period></MPD>'
    )


def subtitles(folder: Path, good: Path) -> str:
    return "1\n00:00:00,000 --> 00:00:05,000\n" + SECRET


def prose(folder: Path, good: Path) -> str:
    return SECRET * 400


HOSTILE = [playlist, remote_playlist, concat_script, dash_manifest, subtitles, prose]


@pytest.mark.parametrize("name", ["innocent.mp4", "honest.m3u8", "script.ffconcat", "list.txt"])
@pytest.mark.parametrize("content", HOSTILE, ids=lambda make: make.__name__)
def test_what_points_elsewhere_or_is_no_media_is_refused_under_any_name(content, name, good, tmp_path):
    file = tmp_path / name
    file.write_text(content(tmp_path, good))

    with pytest.raises(UnreadableMedia) as refused:
        probe(file)

    assert refused.value.path == str(file) and "a secret" not in str(refused.value)


def test_a_movie_that_names_another_file_for_its_samples_gives_none_of_that_file(good, tmp_path):
    """A MOV's data reference may hold a path; what stands there must not be read."""
    content = bytearray(good.read_bytes())
    place = content.index(b"url \x00\x00\x00\x01")
    # The flag "the samples are in this file" is taken away.
    content[place + 7] = 0
    file = tmp_path / "reference.mp4"
    file.write_bytes(content)

    media = probe(file)

    assert media.path == str(file)


def test_an_unknown_format_is_refused(tmp_path):
    import soundfile

    # Sun's AU: sound enough, but not a format that anyone hands in, and so not on the list.
    file = tmp_path / "sound.au"
    soundfile.write(file, np.zeros((8000, 1), np.float32), 8000)

    with pytest.raises(UnreadableMedia):
        probe(file)


def test_a_codec_that_is_not_on_the_list_is_refused_by_name(tmp_path):
    file = tmp_path / "odd.avi"
    picture = np.zeros((96, 160, 3), np.uint8)
    with av.open(str(file), "w") as container:
        stream = container.add_stream("cinepak", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))

    with pytest.raises(UnreadableMedia, match="its codec 'cinepak' is not one that autoedit opens"):
        probe(file)


def test_an_empty_file_is_told_as_empty(tmp_path):
    file = tmp_path / "empty.mp4"
    file.touch()

    with pytest.raises(UnreadableMedia, match=r"empty\.mp4: it is empty\. "):
        probe(file)


def test_a_folder_is_told_as_no_file(tmp_path):
    with pytest.raises(UnreadableMedia, match="it is not a file"):
        probe(tmp_path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MediaNotFound, match=r"gone\.mp4: there is no such file"):
        probe(tmp_path / "gone.mp4")


def test_a_file_that_may_not_be_read_is_told(good, tmp_path):
    import os

    file = tmp_path / "locked.mp4"
    shutil.copy(good, file)
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")

    with pytest.raises(UnreadableMedia, match="permission"):
        probe(file)


def test_a_pipe_is_not_waited_for(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe.mp4")

    with pytest.raises(UnreadableMedia, match="it is not a file"):
        probe(tmp_path / "pipe.mp4")


def huge(path: Path, side: int) -> Path:
    """A small file whose picture is huge."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = side, side, "yuvj420p"
        frame = av.VideoFrame(side, side, "yuvj420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_picture_larger_than_8k_is_refused_before_it_is_decoded(tmp_path):
    file = huge(tmp_path / "huge.avi", 9000)
    begun = time.monotonic()

    with pytest.raises(UnreadableMedia, match=r"its picture .*is larger than 8K"):
        probe(file)

    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("content", HOSTILE, ids=lambda make: make.__name__)
def test_a_refusal_is_one_line_with_the_file_the_reason_and_the_next_step(content, good, tmp_path):
    file = tmp_path / "footage.mp4"
    file.write_text(content(tmp_path, good))

    with pytest.raises(AutoeditError) as refused:
        probe(file)

    assert re.fullmatch(rf"{re.escape(str(file))}: [a-z][^.\n]*\. [A-Z][^\n]*\.", str(refused.value))


NAMES = [
    "two  spaces.mp4", "-dash.mp4", "per%03dcent%20.mp4", "[brackets]{1,2}*?.mp4", "colon: http:file.mp4", "quote'\".mp4",
    "emoji 🎬.mp4", "日本語.mp4", "semi;colon & $(echo x) `y`.mp4", "back\\slash|pipe.mp4", "concat:a|b.mp4",
    "no_suffix", "UPPER.MP4", "new\nline.mp4", "a" * 240 + ".mp4",
]  # fmt: skip  # one a line would fill a page


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_is_opened_whatever_its_name(name, good, tmp_path):
    file = tmp_path / name
    shutil.copy(good, file)

    assert probe(file).video.frames == 5


def test_a_bare_name_that_begins_with_a_dash_or_a_protocol_is_a_file(good, _own_folder):
    for name in ("-i.mp4", "file:x.mp4", "http:x.mp4"):
        shutil.copy(good, _own_folder / name)

        assert probe(name).video.frames == 5


@pytest.mark.parametrize("kept", range(10, 100, 10))
def test_a_file_cut_anywhere_is_read_or_refused(kept, tmp_path, good):
    file = tmp_path / "cut.mp4"
    content = good.read_bytes()
    file.write_bytes(content[: len(content) * kept // 100])

    try:
        media = probe(file)
    except UnreadableMedia:
        return
    assert media.video is not None and media.damage


def robust_files() -> list[Path]:
    import os

    folder = Path(os.environ.get("AUTOEDIT_MEDIA", "/nowhere")) / "robust"
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def test_every_broken_file_is_read_or_refused_in_seconds(shared_media):
    for file in robust_files():
        begun = time.monotonic()
        try:
            probe(file)
        except AutoeditError as refused:
            assert str(file) in str(refused)
        assert time.monotonic() - begun < 10, file


def test_every_broken_picture_is_decoded_to_its_end_or_refused(shared_media):
    from autoedit.media.damage import Damage
    from autoedit.media.decode import pictures

    for file in robust_files():
        try:
            media = probe(file)
            if media.video is not None:
                damage = Damage()
                times = [picture.time for picture in pictures(media, damage=damage)]
                assert times == sorted(set(times)), file
        except AutoeditError:
            continue


def test_every_good_file_is_read(shared_media):
    files = [path for folder in ("formats", "takes", "shots") for path in (shared_media / folder).rglob("*") if path.is_file()]

    refused = {}
    for file in files:
        if file.suffix.lower() in (".mp4", ".mov", ".mkv", ".webm"):
            try:
                probe(file)
            except AutoeditError as error:
                refused[file.name] = str(error)
    assert refused == {}
