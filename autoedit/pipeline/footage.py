"""Which files are meant: files, folders and globs to a list of paths, in the order a person would count them."""

from __future__ import annotations

import glob
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from autoedit.errors import MediaNotFound
from autoedit.model.media import Media
from autoedit.model.story import natural

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
    return frozenset(path.absolute() for path in map(_path, names) if path.is_file())


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
    if path.is_dir():
        files = [file for file in path.rglob("*") if _is_footage(file, path)]
        if not files:
            raise MediaNotFound(path, "there is no footage in this folder", "It looks for .mp4, .mov, .mkv and the like.")
        return sorted(files, key=_by_name)
    # A name with brackets or a star may be a file's own.
    if path.exists():
        return [path]
    # Path.glob takes no absolute patterns.
    matches = [Path(match) for match in glob.glob(str(path), recursive=True)]  # noqa: PTH207
    files = [match for match in matches if match.is_file()]
    if not files:
        raise MediaNotFound(path, "there is no such file", "Give files, folders or globs such as 'holiday/*.mp4'.")
    return sorted(files, key=_by_name)


def _path(name: str) -> Path:
    return Path(name).expanduser()


def _is_footage(file: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not is_hidden and file.suffix.lower() in VIDEO_SUFFIXES and file.is_file()


def _by_name(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    return natural(str(path))


def _slug(stem: str) -> str:
    """Letters and digits of any script; what a shell or a path would trip over becomes an underscore."""
    text = unicodedata.normalize("NFC", stem)
    return re.sub(r"[^\w.-]+", "_", text).strip("_.-")[:60] or "clip"
