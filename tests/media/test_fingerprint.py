from __future__ import annotations

import os

import pytest

from autoedit.errors import MediaNotFound
from autoedit.media.fingerprint import fingerprint


def test_equal_content_has_an_equal_fingerprint_whatever_the_name_and_date(tmp_path):
    one, other = tmp_path / "one.mp4", tmp_path / "other.mov"
    for file in (one, other):
        file.write_bytes(bytes(range(256)) * 5000)
    os.utime(other, (1, 1))

    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize("place", [0, 640_000, -1], ids=["first", "middle", "last"])
def test_one_changed_byte_anywhere_changes_it(place, tmp_path):
    file = tmp_path / "file.mp4"
    content = bytearray(bytes(range(256)) * 5000)
    file.write_bytes(content)
    before = fingerprint(file)

    content[place] ^= 1
    file.write_bytes(content)

    assert fingerprint(file) != before


def test_a_file_that_is_not_there_is_told_by_name(tmp_path):
    with pytest.raises(MediaNotFound, match=r"gone\.mp4: there is no such file"):
        fingerprint(tmp_path / "gone.mp4")
