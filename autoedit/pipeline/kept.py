"""What lies in a cache folder: how much of what, what of it is damaged, and throwing away what is too much or nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from autoedit.render.store import KEPT, PART, Store
from autoedit.sealed import note_all, read_file, unseal

PIECES = "pieces"
# Pruned down to this share of the size, so that not every run prunes.
ROOMY = 0.9
# The only files that are ever thrown away: a person may have named a folder that holds more than ours.
_OURS = re.compile(r"([0-9a-f]{40})(?:\.[0-9a-f]{16})?\.(?:kept|mov|npz)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """How much of one stage is kept; ``damaged`` is None where nobody looked."""

    stage: str
    entries: int
    bytes: int
    damaged: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheFacts:
    """How much is kept, and where; times are seconds since 1970."""

    folder: str
    most_bytes: int
    stages: tuple[StageFacts, ...] = ()
    oldest_use: float | None = None

    @property
    def entries(self) -> int:
        """How many results and pieces there are."""
        return sum(stage.entries for stage in self.stages)

    @property
    def bytes(self) -> int:
        """What they take on the disk."""
        return sum(stage.bytes for stage in self.stages)

    @property
    def damaged(self) -> int | None:
        """How many of them are damaged; None where nobody looked."""
        found = [stage.damaged for stage in self.stages]
        return None if None in found else sum(count or 0 for count in found)


@dataclass(slots=True)
class _Entry:
    """The files of one key; what has no record, as what is left of older versions, was never used."""

    stage: str
    key: str
    files: list[Path] = field(default_factory=list)
    bytes: int = 0
    used: float | None = None

    def add(self, file: Path) -> None:
        """Count a file of it."""
        with suppress(OSError):
            facts = file.lstat()
            self.files.append(file)
            self.bytes += facts.st_size
            self.used = facts.st_mtime if file.suffix == KEPT else self.used

    def remove(self) -> None:
        """Throw it away, what tells of the rest first."""
        for file in sorted(self.files, key=lambda file: file.suffix != KEPT):
            with suppress(OSError):
                file.unlink()


def facts_of(folder: Path, most_bytes: int, *, verifies: bool = False) -> CacheFacts:
    """What is in a cache folder.

    Args:
        verifies: whether every entry is read, to count those that are damaged.
    """
    stages: dict[str, list[_Entry]] = {}
    for entry in _entries(folder):
        if entry.used is not None:
            stages.setdefault(entry.stage, []).append(entry)
    told = [
        StageFacts(
            stage=stage,
            entries=len(entries),
            bytes=sum(entry.bytes for entry in entries),
            damaged=sum(not _is_whole(folder, entry) for entry in entries) if verifies else None,
        )
        for stage, entries in sorted(stages.items())
    ]
    oldest = min((entry.used or 0.0 for entries in stages.values() for entry in entries), default=None)
    return CacheFacts(folder=str(folder), most_bytes=most_bytes, stages=tuple(told), oldest_use=oldest)


def sweep(folder: Path) -> None:
    """Throw temporary files away; whoever calls this holds the folder alone, so that nobody is at work on them."""
    for place in (folder, folder / PIECES):
        for file in place.glob(f"{PART}*"):
            with suppress(OSError):
                file.unlink()


def prune(folder: Path, most_bytes: int) -> None:
    """Throw away what has no record, and then what was used longest ago until no more than so many bytes are left."""
    entries = sorted(_entries(folder), key=lambda entry: entry.used or 0.0)
    total = sum(entry.bytes for entry in entries)
    aim = most_bytes if total <= most_bytes else round(most_bytes * ROOMY)
    for entry in entries:
        if entry.used is None or total > aim or most_bytes == 0:
            entry.remove()
            total -= entry.bytes
    note_all(folder, total)


def _entries(folder: Path) -> Iterator[_Entry]:
    found: dict[tuple[str, str], _Entry] = {}
    for file in folder.glob("*/??/*"):
        name = _OURS.fullmatch(file.name)
        if name is not None and name[1][:2] == file.parent.name:
            stage = file.parent.parent.name
            found.setdefault((stage, name[1]), _Entry(stage, name[1])).add(file)
    return iter(found.values())


def _is_whole(folder: Path, entry: _Entry) -> bool:
    if entry.stage == PIECES:
        return Store(folder / PIECES).kept(entry.key, is_used=False) is not None
    try:
        unseal(f"{entry.stage}/{entry.key}", read_file(folder / entry.stage / entry.key[:2] / f"{entry.key}{KEPT}"))
    except (OSError, ValueError):
        return False
    return True
