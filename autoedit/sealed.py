"""What is kept for later runs, sealed: damaged bytes, and those of another name, are told from what was put there.

The seal guards against accidents, not against a person: whoever may write in the folder may write whole entries.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

MAGIC = b"autoedit 1\n"
DIGEST_BYTES = 32
LEDGER = "written"


def seal(name: str, content: bytes) -> bytes:
    """Bytes that only ``unseal`` with the same name takes."""
    return MAGIC + _digest(name, content) + content


def unseal(name: str, sealed: bytes) -> bytes:
    """What was sealed under a name.

    Raises:
        ValueError: it was not, or is damaged.
    """
    content = sealed[len(MAGIC) + DIGEST_BYTES :]
    if sealed[: len(MAGIC) + DIGEST_BYTES] != MAGIC + _digest(name, content):
        raise ValueError("the seal is broken")
    return content


def read_file(path: Path) -> bytes:
    """A regular file's bytes; anything else, such as a pipe that nobody writes into, is an error.

    Raises:
        OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path.name} is no file")
        return file.read()


def note(folder: Path, written: int) -> None:
    """Write down in a folder that so many bytes came into it, so that nobody need count them all to know when it is full."""
    with suppress(OSError), (folder / LEDGER).open("ab", buffering=0) as ledger:
        # One write, at the end of the file as it then is: notes of several runs do not mix.
        ledger.write(b"%d\n" % written)


def noted(folder: Path) -> int | None:
    """How many bytes were written down; None when nobody knows."""
    try:
        return sum(int(line) for line in read_file(folder / LEDGER).split())
    except (OSError, ValueError):
        return None


def note_all(folder: Path, total: int) -> None:
    """Write down how many bytes there are, having counted them."""
    with suppress(OSError):
        (folder / LEDGER).write_bytes(b"%d\n" % total)


def _digest(name: str, content: bytes) -> bytes:
    from blake3 import blake3

    hasher = blake3(name.encode("utf-8", "backslashreplace") + b"\0")
    hasher.update(content)
    return bytes(hasher.digest(length=DIGEST_BYTES))
