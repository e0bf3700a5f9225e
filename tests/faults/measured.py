"""The program run as a person runs it, with what it took: through a small process, whose children begin without our memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MEASURES = """
import json, os, resource, subprocess, sys
with open("out", "wb") as out, open("said", "wb") as said:
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=out, stderr=said)
    _, status, taken = os.wait4(process.pid, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({"code": code, "seconds": taken.ru_utime + taken.ru_stime, "megabytes": taken.ru_maxrss // 1024}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run's exit code, what it wrote to stdout and stderr, and what it took: seconds of computing, whoever else computes
    beside it, and the memory of its largest process.
    """

    code: int
    out: str
    said: str
    seconds: float
    megabytes: int


def measured(arguments: list[str], folder: Path, *, seconds: float = 120.0, **environment: str) -> Run:
    """Run ``autoedit`` in a folder.

    Args:
        environment: what is set on top of ours.
    """
    run = subprocess.run(
        [sys.executable, "-c", _MEASURES, sys.executable, "-m", "autoedit", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "AUTOEDIT_CACHE": str(folder / "cache"), **environment},
        capture_output=True,
        check=True,
        timeout=seconds,
    )
    out, said = folder / "out", folder / "said"
    told = {"out": out.read_text(errors="replace"), "said": said.read_text(errors="replace")}
    out.unlink()
    said.unlink()
    return Run(**json.loads(run.stdout), **told)
