"""What is kept is told from what is damaged or was kept under another name."""

import os
import sys
from pathlib import Path

import pytest

from autoedit.sealed import note, note_all, noted, read_file, seal, unseal


def test_what_was_sealed_comes_back():
    assert unseal("song/ab", seal("song/ab", b"content")) == b"content"


def test_another_name_s_seal_is_broken():
    with pytest.raises(ValueError, match="seal"):
        unseal("song/cd", seal("song/ab", b"content"))


def test_every_flipped_bit_and_every_cut_breaks_the_seal():
    sealed = seal("song/ab", b"content")
    flipped = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]

    for broken in (*flipped, *(sealed[:place] for place in range(len(sealed))), sealed + b"\0"):
        with pytest.raises(ValueError, match="seal"):
            unseal("song/ab", broken)


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes with names")
def test_a_pipe_that_nobody_writes_into_is_an_error_and_no_wait(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="is no file"):
        read_file(tmp_path / "pipe")


def test_what_was_written_adds_up_until_it_is_counted_anew(tmp_path: Path):
    note(tmp_path, 7)
    note(tmp_path, 8)
    summed = noted(tmp_path)
    note_all(tmp_path, 3)
    note(tmp_path, 1)

    assert (summed, noted(tmp_path)) == (15, 4)


@pytest.mark.parametrize("content", [None, b"seven\n"])
def test_nobody_knows_what_was_written_where_nothing_tells_of_it(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "written").write_bytes(content)

    assert noted(tmp_path) is None
