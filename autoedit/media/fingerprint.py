"""A file's content as a short name: equal bytes, equal fingerprint, whatever the path or date."""

from __future__ import annotations

from pathlib import Path

from autoedit.errors import MediaNotFound, UnreadableMedia


def fingerprint(path: str | Path) -> str:
    """BLAKE3 of the whole content, 32 hexadecimal digits (128 bits).

    Raises:
        MediaNotFound, UnreadableMedia: the file is not there or cannot be read.
    """
    from blake3 import blake3

    file = Path(path)
    if not file.exists():
        raise MediaNotFound(file, "there is no such file", "Check the name.")
    try:
        # One thread: several were slower here (measured), and other files are being read beside this one.
        return blake3(max_threads=1).update_mmap(file).hexdigest(length=16)
    except OSError as error:
        raise UnreadableMedia(file, f"it cannot be read ({error.strerror})", "Check its permissions.") from error
