"""Which files are meant: files, folders and globs to a list of paths, in the order a person would count them."""

from __future__ import annotations

import glob
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from autoedit.errors import MediaNotFound
from autoedit.model.media import Media
from autoedit.model.story import natural

# os.path answers where a Path raises: a name longer than any file's, a folder that may not be looked into.
# ruff: noqa: PTH110, PTH111, PTH112, PTH113, PTH207

# What a camera or a phone leaves in a folder; a file that is named is opened whatever its suffix.
VIDEO_SUFFIXES = frozenset(
    [
        ".mp4",
        ".mov",
        ".m4v",
        ".mkv",
        ".webm",
        ".avi",
        ".mts",
        ".m2ts",
        ".ts",
        ".mpg",
        ".mpeg",
        ".3gp",
        ".3g2",
        ".insv",
        ".lrv",
        ".mxf",
    ]
)


def footage_paths(names: Sequence[str]) -> tuple[Path, ...]:
    """The files that names stand for, each once.

    Raises:
        MediaNotFound: a name stands for nothing.
    """
    found: dict[Path, None] = {}
    for name in names:
        for path in _meant(name):
            found.setdefault(path.absolute())
    return tuple(found)


def named_paths(names: Sequence[str]) -> frozenset[Path]:
    """The files that are named by themselves, not found in a folder or by a glob."""
    return frozenset(path.absolute() for path in map(_path, names) if os.path.isfile(path))


def with_ids(media: Iterable[Media]) -> list[Media]:
    """Media with readable names, unique among them: the file's stem, numbered where two files share it."""
    taken: set[str] = set()
    named = []
    for item in media:
        stem = _slug(Path(item.path).stem)
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        named.append(replace(item, id=name))
    return named


def _meant(name: str) -> list[Path]:
    path = _path(name)
    if os.path.isdir(path):
        files = _in_folder(path)
        if not files:
            raise MediaNotFound(path, "there is no footage in this folder", "It looks for .mp4, .mov, .mkv and the like.")
        return files
    # A name with brackets or a star may be a file's own. What is there and no file is told when it is looked at.
    if os.path.exists(path):
        return [path]
    # Path.glob takes no absolute patterns.
    matches = [Path(match) for match in glob.glob(str(path), recursive=True)]
    files = [match for match in matches if os.path.isfile(match)]
    if not files:
        raise MediaNotFound(path, "there is no such file", "Give files, folders or globs such as 'holiday/*.mp4'.")
    return sorted(files, key=_by_name)


def _path(name: str) -> Path:
    # A file's own name may begin with a tilde.
    return Path(name) if os.path.lexists(name) else Path(os.path.expanduser(name))


def _in_folder(folder: Path) -> list[Path]:
    """The footage in a folder, and after it the folders within that cannot be read: they are left out by name, not unseen.

    Links to folders are not followed, since they may lead round in a circle; what is hidden is no footage.
    """
    files: list[Path] = []
    closed: list[Path] = []
    for here, inner, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        inner[:] = [name for name in inner if not name.startswith(".")]
        files += [Path(here, name) for name in names if _is_footage(name) and os.path.isfile(Path(here, name))]
    return [*sorted(files, key=_by_name), *sorted(closed, key=_by_name)]


def _is_footage(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in VIDEO_SUFFIXES


def _by_name(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    return natural(str(path))


def _slug(stem: str) -> str:
    """Letters and digits of any script; what a shell or a path would trip over becomes an underscore."""
    text = unicodedata.normalize("NFC", stem)
    return re.sub(r"[^\w.-]+", "_", text).strip("_.-")[:60] or "clip"
