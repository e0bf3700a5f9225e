"""Results kept by content: a second run with the same inputs analyses nothing.

An entry's key is the digest of what shaped it: stage, version, the libraries' versions and the arguments' content. Entries are
written under a temporary name and renamed; they are sealed with their key, and one that is damaged or another's counts as
missing. A run holds the folder while it works, beside other runs; only who holds it alone throws anything away.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoedit.errors import AutoeditError, BadOption
from autoedit.locks import Hold, hold, holders
from autoedit.pipeline.codec import from_bytes, to_bytes
from autoedit.pipeline.kept import CacheFacts, facts_of, prune, sweep
from autoedit.render.store import KEPT, PART
from autoedit.sealed import note, noted, read_file, seal, unseal

logger = logging.getLogger(__name__)

VARIABLE = "AUTOEDIT_CACHE_SIZE"
# About three hours of 1080p at the default quality.
MOST_BYTES = 20 * 10**9
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
LOCK = "lock"


class CacheInUse(AutoeditError):
    """A cache that cannot be emptied, since other runs work with it."""

    stage = "cache"

    def __init__(self, folder: Path, processes: tuple[int, ...]) -> None:
        self.path = str(folder)
        self.processes = processes
        who = f" (process {', '.join(map(str, processes))})" if processes else ""
        super().__init__(f"{folder} is in use by another run of autoedit{who}. Wait until it is done, or stop it.")


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of results; None keeps nothing."""

    folder: Path | None
    most_bytes: int = MOST_BYTES

    def get(self, stage: str, key: str, kind: Any) -> tuple[bool, Any]:
        """Whether there is an entry, and its value."""
        if self.folder is None:
            return False, None
        file = self._file(stage, key)
        try:
            value = from_bytes(unseal(f"{stage}/{key}", read_file(file)), kind)
        except FileNotFoundError:
            return False, None
        except (OSError, ValueError, KeyError, TypeError, EOFError, StopIteration) as error:
            logger.warning("a cached result of %s is damaged and will be made again (%s)", stage, error)
            return False, None
        with suppress(OSError):
            os.utime(file, follow_symlinks=False)
        return True, value

    def put(self, stage: str, key: str, value: Any) -> None:
        """Keep a value. A cache that cannot be written costs time, never the film."""
        if self.folder is None:
            return
        file = self._file(stage, key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=PART, suffix=KEPT)
            try:
                with os.fdopen(descriptor, "wb") as out:
                    written = out.write(seal(f"{stage}/{key}", to_bytes(value)))
                Path(temporary).replace(file)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            note(self.folder, written)
        except OSError as error:
            logger.warning("a result of %s could not be kept (%s)", stage, error.strerror)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While the block runs nobody throws anything away; afterwards the cache is brought below its size.

        That is left to the next run when others are at work.
        """
        if self.folder is None:
            yield
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with self._locked() as descriptor:
                if descriptor is not None:
                    hold(descriptor, is_shared=True, waits=True)
                yield
        except Exception:
            self._tidy()
            raise
        self._tidy()

    def facts(self, *, verifies: bool = False) -> CacheFacts:
        """What is in it.

        Args:
            verifies: whether every entry is read, to count those that are damaged.
        """
        if self.folder is None:
            return CacheFacts(folder="", most_bytes=self.most_bytes)
        return facts_of(self.folder, self.most_bytes, verifies=verifies)

    def clear(self) -> CacheFacts:
        """Throw everything away; what was there is told.

        Raises:
            CacheInUse: others are at work.
        """
        return self.prune(0)

    def prune(self, most_bytes: int | None = None) -> CacheFacts:
        """Throw away what was used longest ago until no more than so many bytes are left; what was there is told.

        Raises:
            CacheInUse: others are at work.
        """
        before = self.facts()
        if self.folder is not None and self.folder.is_dir():
            with self._alone():
                sweep(self.folder)
                prune(self.folder, self.most_bytes if most_bytes is None else most_bytes)
        return before

    def _tidy(self) -> None:
        """Throw away what dead runs have left, and what is too much; nothing while others are at work."""
        assert self.folder is not None
        with suppress(CacheInUse, OSError), self._alone() as held:
            if held is not Hold.OURS:
                # Where nobody can tell who is at work, a person has to: cache prune.
                return
            sweep(self.folder)
            total = noted(self.folder)
            if total is None or total > self.most_bytes:
                prune(self.folder, self.most_bytes)

    @contextmanager
    def _locked(self) -> Iterator[int | None]:
        """The file that stands for the cache, open to be held; None where it cannot be."""
        assert self.folder is not None
        descriptor = None
        # On a network's disk only what is open for writing can be held alone; a cache that is only read has no such file.
        for mode in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
            with suppress(OSError):
                descriptor = os.open(self.folder / LOCK, mode, 0o666)
                break
        try:
            yield descriptor
        finally:
            if descriptor is not None:
                os.close(descriptor)

    @contextmanager
    def _alone(self) -> Iterator[Hold]:
        assert self.folder is not None
        with self._locked() as descriptor:
            held = hold(descriptor) if descriptor is not None else Hold.UNKNOWN
            if held is Hold.ANOTHERS and descriptor is not None:
                raise CacheInUse(self.folder, holders(descriptor))
            yield held

    def _file(self, stage: str, key: str) -> Path:
        assert self.folder is not None
        return self.folder / stage / key[:2] / f"{key}{KEPT}"


def default_cache() -> Cache:
    """The user's own cache folder, or the one that AUTOEDIT_CACHE names, as large as AUTOEDIT_CACHE_SIZE says.

    Raises:
        BadOption: that is no size.
    """
    from platformdirs import user_cache_path

    named, size = os.environ.get("AUTOEDIT_CACHE"), os.environ.get(VARIABLE)
    folder = (Path(named) if named else user_cache_path("autoedit")) / "results"
    return Cache(folder, size_of(size, VARIABLE) if size else MOST_BYTES)


def size_of(text: str, name: str) -> int:
    """The bytes that a person means: 500M, 20G, 1.5 TB.

    Args:
        name: what the size was given for.

    Raises:
        BadOption: it is no size.
    """
    match = re.fullmatch(r"(\d{1,12}(?:\.\d{1,3})?)\s*([KMGT]?)B?", text.strip(), re.ASCII | re.IGNORECASE)
    if match is None:
        raise BadOption(f"{name} is {text!r}, which is no size. Give one such as 500M or 20G.")
    return round(float(match[1]) * UNITS[match[2].upper()])
