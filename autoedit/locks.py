"""Holding an open file or folder, so that others can tell whether we live: the kernel lets go of it however we end."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import Enum
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Hold(Enum):
    """What came of trying to hold something; ``UNKNOWN`` where the system or the disk knows no such locks."""

    OURS = "ours"
    ANOTHERS = "another's"
    UNKNOWN = "unknown"


def hold(descriptor: int, *, is_shared: bool = False, waits: bool = False) -> Hold:
    """Take hold of what is open, until it is closed.

    Args:
        is_shared: beside others who share it; otherwise alone.
        waits: until whoever has it lets go.
    """
    if sys.platform == "win32":
        return Hold.UNKNOWN
    how = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, how if waits else how | fcntl.LOCK_NB)
    except BlockingIOError:
        return Hold.ANOTHERS
    except OSError:
        return Hold.UNKNOWN
    return Hold.OURS


def holders(descriptor: int) -> tuple[int, ...]:
    """The processes that hold what is open, as far as the system tells."""
    facts = os.fstat(descriptor)
    found: set[int] = set()
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            words = line.split()
            # Some file systems tell of another disk here than of their files, so the number is compared, and then the file.
            if words[5].endswith(f":{facts.st_ino}") and _has_open(int(words[4]), facts):
                found.add(int(words[4]))
    return tuple(sorted(found))


def _has_open(process: int, facts: os.stat_result) -> bool:
    with suppress(OSError):
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                if os.path.samestat(file.stat(), facts):
                    return True
    return False
