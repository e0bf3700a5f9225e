"""A file's content as a short name: equal bytes, equal fingerprint, whatever the path or date."""

from __future__ import annotations

import os
from pathlib import Path

from autoedit.errors import MediaNotFound, UnreadableMedia

BLOCK = 1 << 20


def fingerprint(path: str | Path) -> str:
    """BLAKE3 of the whole content, 32 hexadecimal digits (128 bits).

    Raises:
        MediaNotFound, UnreadableMedia: the file is not there or cannot be read.
    """
    from blake3 import blake3

    file = Path(path)
    if not os.path.exists(file):  # noqa: PTH110  # a Path raises where a name is longer than any file's
        raise MediaNotFound(file, "there is no such file", "Check the name.")
    if file.is_dir():
        raise UnreadableMedia(file, "it is a folder, or one that cannot be read", "Name what is in it, or check its permissions.")
    # A pipe that nobody writes to would be waited for, and a device may have no end.
    if not file.is_file():
        raise UnreadableMedia(file, "it is not a file", "Name a file, a folder or a glob.")
    try:
        # One thread: several were slower here (measured), and other files are being read beside this one.
        digest = blake3(max_threads=1)
        # Not mapped: a mapped file counts as memory in use, all of it.
        with file.open("rb", buffering=0) as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
        return digest.hexdigest(length=16)
    except OSError as error:
        raise UnreadableMedia(file, f"it cannot be read ({error.strerror})", "Check its permissions.") from error
