"""Work in a child of its own: what comes of it, and what it takes."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some work: the name and text of its error, or neither; seconds of computing, and bytes of memory beyond
    what was taken before."""

    error: str
    text: str
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What the program printed, how it ended, and how long it computed."""

    code: int
    out: bytes
    err: bytes
    seconds: float


def taken(work: Callable[[], object]) -> Taken:
    """Do some work in a child, whose memory is its own to count."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, writer)
    os.close(writer)
    with os.fdopen(reader) as answers:
        answer = answers.read()
    os.waitpid(child, 0)
    assert answer, "the child ended in the middle of its work"
    said: dict[str, Any] = json.loads(answer)
    return Taken(**said)


def ran(arguments: Sequence[str], folder: Path, cache: Path) -> Ran:
    """The program in a folder, as a shell starts it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _program(arguments, folder, cache, out.fileno(), err.fileno())
        _, status, used = os.wait4(child, 0)
        out.seek(0)
        err.seek(0)
        return Ran(os.waitstatus_to_exitcode(status), out.read(), err.read(), used.ru_utime + used.ru_stime)


def _answer(work: Callable[[], object], writer: int) -> NoReturn:
    before, started = _memory(), _computed()
    error, text = "", ""
    try:
        work()
    except BaseException as raised:  # noqa: BLE001  # a child must not go on as the tests
        error, text = type(raised).__name__, str(raised)
    said = {"error": error, "text": ascii(text)[:100_000], "seconds": _computed() - started, "bytes": _memory() - before}
    # More than a pipe holds is read while it is written.
    with os.fdopen(writer, "w") as answer:
        json.dump(said, answer)
    os._exit(0)


def _program(arguments: Sequence[str], folder: Path, cache: Path, out: int, err: int) -> NoReturn:
    code = 70
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), encoding="utf-8", errors="strict")
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), encoding="utf-8", errors="backslashreplace")
        os.chdir(folder)
        os.environ["AUTOEDIT_CACHE"] = str(cache)
        sys.argv = ["autoedit", *arguments]
        from autoedit.cli.app import main

        main()
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 0
    except BaseException as error:  # noqa: BLE001  # a child must not go on as the tests
        sys.stderr.write(f"Traceback: {error!r}")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _computed() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
