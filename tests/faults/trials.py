"""Files are tried in a process of their own, which tells how each fared; where it dies or hangs, that is told of the file.

``Trials`` is the asking side. The process reads a file's path a line and answers in a line: an empty text, or what promise the
file broke.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

HANGS_SECONDS, MOST_MEGABYTES = 20.0, 1500
# The first file waits until the libraries are there, and the good file has been watched alone.
START_SECONDS = 120.0
ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Trials:
    """Tries files beside a good one in a process that is begun anew when it ends."""

    good: Path
    seconds: float = HANGS_SECONDS
    megabytes: int = MOST_MEGABYTES
    process: subprocess.Popen[bytes] | None = field(default=None)

    def broken_promise(self, path: Path, *, is_rendered: bool = False, is_song: bool = False) -> str:
        """What went wrong with a file; nothing when all promises held."""
        process = self.process or self._begun()
        assert process.stdin is not None
        before = _digest(path)
        question = {"path": str(path), "is_rendered": is_rendered, "is_song": is_song}
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
        answer = self._answer(self.seconds)
        if answer is None:
            # It died or hangs: whatever it does now is of no use.
            process.kill()
            code = process.wait()
            self.close()
            return f"no answer in {self.seconds:.0f} s" if code == -signal.SIGKILL else f"the process died (exit code {code})"
        if _digest(path) != before:
            return "the file was changed"
        if answer["megabytes"] > self.megabytes:
            self.close()
            return f"it took {answer['megabytes']} MB"
        return str(answer["problem"])

    def close(self) -> None:
        """End the process and what it began."""
        if self.process is None:
            return
        process, self.process = self.process, None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def _begun(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.faults.trials", str(self.good)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        assert self._answer(START_SECONDS) is not None, "the process for trials does not start"
        return self.process

    def _answer(self, seconds: float) -> dict[str, Any] | None:
        assert self.process is not None and self.process.stdout is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            if not waiting.select(seconds):
                return None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _main() -> None:
    """Answer for one file after another until there are no more."""
    good = Path(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory(prefix="trials-") as folder:
        # Compiled and trained things are kept there; results are not, so that each file is met as if for the first time.
        os.environ["AUTOEDIT_CACHE"] = folder
        alone = _of_good(_library([good]), good)
        answers.write(json.dumps({"problem": "", "megabytes": 0}) + "\n")
        for line in sys.stdin:
            asked = json.loads(line)
            problem = _tried(Path(asked["path"]), good, alone, Path(folder), asked)
            answers.write(json.dumps({"problem": problem, "megabytes": _peak_megabytes()}) + "\n")


def _tried(path: Path, good: Path, alone: object, folder: Path, asked: dict[str, Any]) -> str:
    from autoedit.errors import AutoeditError

    try:
        if asked["is_song"]:
            return _heard(path, folder)
        with _logged() as told:
            library = _library([path, good])
        if any("unexpected" in left.reason for left in library.left_out):
            return "\n".join([*(left.reason for left in library.left_out), *told])
        if _of_good(library, good) != alone:
            return "the good file beside it is not what it is alone"
        others = [left for left in library.left_out if Path(left.path) == path and left.reason.strip()]
        is_used = any(Path(item.media.path) == path for item in library.files)
        if len(others) + is_used != 1:
            return f"used: {is_used}, left out: {[left.reason for left in others]}"
        return _rendered(path, good, folder) if asked["is_rendered"] and is_used else ""
    except AutoeditError as error:
        return f"an error, although a good file stands beside it: {error}"
    except Exception:  # noqa: BLE001  # whatever it is, it is no sentence
        return traceback.format_exc()


def _library(paths: list[Path]) -> Any:
    from autoedit.pipeline.library import analyse

    return analyse([str(path) for path in paths], work=_workplace())


def _workplace() -> Any:
    from autoedit.pipeline.cache import Cache
    from autoedit.pipeline.workplace import Workplace

    return Workplace(cache=Cache(None), executor="serial")


def _of_good(library: Any, good: Path) -> object:
    (found,) = [item for item in library.files if Path(item.media.path) == good]
    return found.media, found.moments


def _heard(path: Path, folder: Path) -> str:
    """A song is heard, or refused in a sentence that names it."""
    from autoedit.errors import AutoeditError
    from autoedit.pipeline.hearing import hear

    try:
        hear(path, _workplace())
    except AutoeditError as error:
        return "" if str(path) in str(error) else f"the error names no file: {error}"
    return ""


def _rendered(path: Path, good: Path, folder: Path) -> str:
    """A film of both files is made, or one sentence names the file that it fails of."""
    from autoedit.errors import AutoeditError
    from autoedit.pipeline.run import FilmOptions, RenderOptions, make_film
    from autoedit.render.encoding import Encoding

    film = folder / "film.mp4"
    try:
        make_film(
            [str(path), str(good)],
            film,
            FilmOptions(length=Fraction(2)),
            RenderOptions(encoding=Encoding(is_draft=True)),
            _workplace(),
        )
    except AutoeditError as error:
        return "" if path.name in str(error) or "the selects last" in str(error) else f"the error names no file: {error}"
    film.unlink()
    return ""


@contextmanager
def _logged() -> Iterator[list[str]]:
    """What is logged with a traceback, as texts."""
    told: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                told.extend(traceback.format_exception(record.exc_info[1]))

    handler, logger = Listening(), logging.getLogger("autoedit")
    logger.addHandler(handler)
    try:
        yield told
    finally:
        logger.removeHandler(handler)


def _peak_megabytes() -> int:
    import resource

    # Of this process the kernel's own count: what getrusage tells begins with the peak of whoever forked it.
    own = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


if __name__ == "__main__":
    _main()
