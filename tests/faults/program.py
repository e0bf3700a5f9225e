"""The program as a person runs it, within this process: what it prints, its exit code, and its document."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

STOPS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one document on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def last_line(self) -> str:
        """The last thing it said."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""


def ran(*arguments: object, folder: Path, cache: Path) -> Ended:
    """The end of a run in a folder."""
    from autoedit.cli import app

    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        patch.dict(os.environ, {"AUTOEDIT_CACHE": str(cache)}),
        patch.object(sys, "argv", ["autoedit", *map(str, arguments)]),
        _own_signals(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = _code(app.main)
    return Ended(code, out.getvalue(), err.getvalue())


def _code(main: Any) -> int:
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("the program did not end by itself")


@contextlib.contextmanager
def _own_signals() -> Iterator[None]:
    """The program's way with signals is gone when it is."""
    before = {stop: signal.getsignal(stop) for stop in STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
