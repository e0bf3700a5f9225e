"""A file's content as a short name: equal bytes, equal fingerprint, whatever the path or date."""

from __future__ import annotations

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
    if not file.exists():
        raise MediaNotFound(file, "there is no such file", "Check the name.")
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
