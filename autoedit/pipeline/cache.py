"""Results kept by content: a second run with the same inputs analyses nothing.

An entry's key is the digest of what shaped it: stage, version, the libraries' versions and the arguments' content. Entries
are written under a temporary name and renamed; a damaged one counts as missing, with a warning.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoedit.pipeline.codec import from_bytes, to_bytes

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheFacts:
    """How much is kept, and where."""

    folder: str
    entries: int
    megabytes: float


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of results; None keeps nothing."""

    folder: Path | None

    def get(self, stage: str, key: str, kind: Any) -> tuple[bool, Any]:
        """Whether there is an entry, and its value."""
        if self.folder is None:
            return False, None
        file = self._file(stage, key)
        try:
            return True, from_bytes(file.read_bytes(), kind)
        except FileNotFoundError:
            return False, None
        except (OSError, ValueError, KeyError, TypeError, EOFError, StopIteration) as error:
            logger.warning("a cached result of %s is damaged and will be made again (%s)", stage, error)
            return False, None

    def put(self, stage: str, key: str, value: Any) -> None:
        """Keep a value. A cache that cannot be written costs time, never the film."""
        if self.folder is None:
            return
        file = self._file(stage, key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(to_bytes(value))
                Path(temporary).replace(file)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            logger.warning("a result of %s could not be kept (%s)", stage, error.strerror)

    def facts(self) -> CacheFacts:
        """What is in it."""
        files = [file for file in self.folder.glob("*/*/*") if file.is_file()] if self.folder is not None else []
        size = sum(file.stat().st_size for file in files)
        entries = sum(file.suffix == ".npz" for file in files)
        return CacheFacts(folder=str(self.folder or ""), entries=entries, megabytes=round(size / 1e6, 1))

    def clear(self) -> CacheFacts:
        """Throw all results away; what was there is told."""
        facts = self.facts()
        for stage in self.folder.iterdir() if self.folder is not None and self.folder.is_dir() else ():
            shutil.rmtree(stage, ignore_errors=True)
        return facts

    def _file(self, stage: str, key: str) -> Path:
        assert self.folder is not None
        return self.folder / stage / key[:2] / f"{key}.npz"


def default_cache() -> Cache:
    """The user's own cache folder, or the one that AUTOEDIT_CACHE names."""
    from platformdirs import user_cache_path

    named = os.environ.get("AUTOEDIT_CACHE")
    return Cache((Path(named) if named else user_cache_path("autoedit")) / "results")
