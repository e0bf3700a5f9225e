"""Where results go: checked before the work, written whole or not at all, never over a source."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from autoedit.errors import OutputError
from autoedit.media.coding import Codec
from autoedit.render.encoding import Encoding
from autoedit.whole import is_stream, whole

__all__ = ["check_film_output", "check_output", "is_same", "whole"]

# The kinds of file that hold a film, by what its picture is coded in.
MP4_SUFFIXES, MOV_SUFFIXES = (".mp4", ".m4v"), (".mov",)


def check_output(output: Path, sources: Iterable[Path] = ()) -> None:
    """Whether a file can be written there, before hours of work are spent on it.

    Raises:
        OutputError: its folder is not there or cannot be written, it is a folder itself, or one of the sources.
    """
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            output.lstat()
    except OSError as error:
        raise OutputError(output, (error.strerror or str(error)).lower(), "Choose another name.") from error
    if output.is_dir():
        raise OutputError(output, "it is a folder", "Give a file's name, such as film.mp4.")
    if is_stream(output):
        return
    folder = output.absolute().parent
    if not folder.is_dir():
        raise OutputError(output, "its folder does not exist", "Make the folder, or choose another place.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(output, f"its folder cannot be written ({error.strerror})", "Choose another place.") from error
    for source in sources:
        if is_same(output, source):
            raise OutputError(output, "it is one of the files it would be made from", "Give it another name.")


def check_film_output(output: Path, sources: Iterable[Path] = (), encoding: Encoding | None = None) -> None:
    """Whether a film of a coding can be written there.

    Raises:
        OutputError: as ``check_output``, or its name promises another kind of file.
    """
    check_output(output, sources)
    codec = encoding.codec if encoding is not None else Codec.H264
    known = {Codec.PRORES: MOV_SUFFIXES, Codec.AV1: MP4_SUFFIXES}.get(codec, (*MP4_SUFFIXES, *MOV_SUFFIXES))
    if output.suffix.lower() not in known:
        problem = f"films in {codec} are written as {' or '.join(kind[1:].upper() for kind in known if kind != '.m4v')}"
        raise OutputError(output, problem, f"Give a name that ends in {known[0]}.")


def is_same(output: Path, source: Path) -> bool:
    """Whether two names are one file's."""
    try:
        return output.samefile(source)
    except OSError:
        return False
