"""Outputs that are there as a whole or not at all, whatever happens to the program that writes them.

What is being written lies in a hidden folder beside its place, on the same disk, and is renamed when it is finished. The folder
is held for as long as its maker lives, so whoever comes to the same place next can tell what a killed run has left, and throws
it away.
"""

from __future__ import annotations

import errno
import os
import platform
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from autoedit.errors import AutoeditError, OutputError
from autoedit.locks import Hold, hold

SUFFIX = ".part"
FULL = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])


@contextmanager
def whole(output: Path) -> Iterator[Path]:
    """A hidden name beside the output; the file written there takes the output's name when the block ends well.

    An older file of that name stays as it was until then. A link of that name is replaced, what it points to is left alone; a
    pipe or a device (/dev/stdout) is written into.

    Raises:
        OutputError: it cannot be written.
    """
    with hidden(output) as folder:
        temporary = folder / "whole"
        yield temporary
        publish(temporary, output)


@contextmanager
def hidden(output: Path) -> Iterator[Path]:
    """A hidden folder beside an output, gone when the block ends.

    Raises:
        OutputError: it cannot be written; whatever goes wrong with a file within is told by the output's name.
    """
    place = Path(tempfile.gettempdir()) if is_stream(output) else output.absolute().parent
    folder = None
    with suppress(OSError):
        # Tables for filters lie there for a moment.
        _sweep(Path(tempfile.gettempdir()))
    try:
        with held_folder(place) as folder:
            yield folder
    except (AutoeditError, OSError) as error:
        told = _told(error, output, place, folder)
        if told is None:
            raise
        raise told from error


def publish(temporary: Path, output: Path) -> None:
    """Give a finished file its name, durably: data first, then the name, then the folder.

    Raises:
        OSError: it cannot be.
    """
    if is_stream(output):
        # Behind what is there already: a shell may have opened it to append.
        with temporary.open("rb") as file, output.open("ab") as stream:
            shutil.copyfileobj(file, stream)
        return
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(output)
    # The file has its name; not every file system syncs folders.
    with suppress(OSError):
        _sync(output.absolute().parent)


def is_stream(output: Path) -> bool:
    """Whether an output is no file to be replaced but a way out: a pipe, a terminal, /dev/stdout."""
    try:
        mode = output.stat().st_mode
    except OSError:
        return False
    # What /dev/stdout leads to may be a plain file that a shell has opened.
    parts = output.absolute().parts[1:]
    is_device = parts[:1] in (("dev",), ("proc",)) and parts[:2] != ("dev", "shm") and not stat.S_ISDIR(mode)
    return is_device or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


@contextmanager
def held_folder(place: Path) -> Iterator[Path]:
    """A hidden folder in a place, held while the block runs and then gone; what killed runs have left there goes first.

    Raises:
        OSError: none can be made.
    """
    _sweep(place)
    folder, descriptor = _made(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


@cache
def _prefix() -> str:
    """How our hidden folders begin: locks need not be seen by other machines, so each knows its own."""
    return f".autoedit-{sha256(platform.node().encode()).hexdigest()[:6]}-"


def _made(place: Path) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(), suffix=SUFFIX, dir=place))
        try:
            descriptor = _opened(folder)
        except FileNotFoundError:
            continue
        if descriptor is None:
            return folder, None
        # Whoever sweeps between making and holding takes it for a dead run's; then another is made.
        if hold(descriptor) is not Hold.ANOTHERS and _is_still(folder, descriptor):
            return folder, descriptor
        os.close(descriptor)


def _sweep(place: Path) -> None:
    for folder in place.glob(f"{_prefix()}*{SUFFIX}"):
        with suppress(OSError):
            descriptor = _opened(folder)
            if descriptor is None:
                return
            try:
                if hold(descriptor) is Hold.OURS and _is_still(folder, descriptor):
                    shutil.rmtree(folder)
            finally:
                os.close(descriptor)


def _opened(folder: Path) -> int | None:
    """A folder opened, and no link to one; None where folders cannot be held."""
    if not hasattr(os, "O_DIRECTORY"):
        return None
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _is_still(folder: Path, descriptor: int) -> bool:
    """Whether the folder of that name is the one that is open, and ours."""
    try:
        named = folder.lstat()
    except OSError:
        return False
    return os.path.samestat(named, os.fstat(descriptor)) and named.st_uid == os.geteuid()


def _told(error: AutoeditError | OSError, output: Path, place: Path, folder: Path | None) -> OutputError | None:
    """What went wrong by the name that was asked for; None if it has nothing to do with the output."""
    if not place.is_dir():
        reason = "its folder does not exist" if folder is None else "its folder has gone in the meantime"
        return OutputError(output, reason, "Make the folder, or choose another place.")
    if isinstance(error, OutputError):
        is_ours = folder is not None and Path(error.path).is_relative_to(folder)
        return OutputError(output, error.reason, error.remedy) if is_ours else None
    if isinstance(error, AutoeditError):
        return None
    if folder is None:
        return OutputError(output, f"its folder cannot be written ({error.strerror})", "Choose another place.")
    remedy = "Free some space or choose another place." if error.errno in FULL else "Choose another place."
    return OutputError(output, (error.strerror or str(error)).lower(), remedy)


def _sync(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
