"""A process of its own for work that may bring its process down: a decoder that crashes on a file costs that file.

The child is a plain Python that is told what to do over its stdin and answers over its stdout. It holds no more memory and
computes no longer than it is allowed, and it ends when its parent does, however that ends: its stdin is closed then.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import logging
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from autoedit.errors import AutoeditError

logger = logging.getLogger(__name__)

_LENGTH = struct.Struct(">Q")
_TOLD, _DONE, _FAILED = "told", "done", "failed"
# -P keeps the folder that we run in, which may be a stranger's footage, out of the places that modules come from.
_START = "import sys; sys.path[:] = {path}; from autoedit.pipeline.child import serve; serve({memory})"
IDLE_SECONDS = 60.0
KILLED_FOR_TIME = "it takes more than {seconds:g} s"


class WorkerLost(AutoeditError):
    """The process at work on something has died of it, or was ended because it took too much."""

    def __init__(self, reason: str, remedy: str = "Leave the file out, or convert it with a video program.") -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason}. {remedy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a call may take: seconds of computing, and seconds on the clock."""

    computing: float
    waiting: float


class Child:
    """A process that calls functions for us, one at a time."""

    def __init__(self, memory: int | None = None) -> None:
        """Start it.

        Args:
            memory: the bytes of address space that it may have.
        """
        path = ascii([str(place) for place in sys.path if place])
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the child
        self._is_late = self._is_asked = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START.format(path=path, memory=memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            # Ctrl-C is the parent's to hear, who then ends its children.
            start_new_session=True,
        )

    @property
    def is_free(self) -> bool:
        """Whether it can be given work: it lives, and owes nobody an answer."""
        return not self._is_asked and self._process.poll() is None

    def call(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        limits: Limits | None = None,
        report: Callable[[Any], None] | None = None,
        **keywords: Any,
    ) -> Any:
        """What a function of a module gives for these arguments, all of which can be pickled.

        Args:
            report: is told what the function tells its own ``report``; what it raises ends the child.

        Raises:
            WorkerLost: the child has died, or went beyond its limits.
        """
        clock = threading.Timer(limits.waiting, self._end_late) if limits is not None else None
        try:
            if clock is not None:
                clock.daemon = True
                clock.start()
            kind, value = self._answer(function, arguments, keywords, limits, report)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._lost(limits) from error
        finally:
            if clock is not None:
                clock.cancel()
                clock.join()
        if self._is_late:
            # The answer came at the last moment; the child is gone all the same.
            self._process.wait()
        # Out here: an OSError of the function's own, such as a full disk, is not the child's end.
        if kind == _FAILED:
            raise value
        return value

    def close(self) -> None:
        """End it, whatever it is doing."""
        with contextlib.suppress(OSError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()
        self._said.close()

    def _answer(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
        limits: Limits | None,
        report: Callable[[Any], None] | None,
    ) -> tuple[str, Any]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        computing = limits.computing if limits is not None else None
        request = pickle.dumps((function, arguments, keywords, computing, report is not None))
        # Whoever is interrupted before the whole answer is there must not leave it for the next to take for theirs.
        self._is_asked = True
        _write(process.stdin, request)
        while True:
            kind, value = _received(process.stdout)
            if kind in (_DONE, _FAILED):
                self._is_asked = False
                return kind, value
            assert report is not None
            try:
                report(value)
            except BaseException:
                self.close()
                raise

    def _end_late(self) -> None:
        self._is_late = True
        with contextlib.suppress(OSError):
            self._process.kill()

    def _lost(self, limits: Limits | None) -> WorkerLost:
        with contextlib.suppress(OSError):
            self._process.kill()
        code = self._process.wait()
        self._tell_last_words()
        if self._is_late and limits is not None:
            return WorkerLost(KILLED_FOR_TIME.format(seconds=limits.waiting))
        if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU and limits is not None:
            return WorkerLost(KILLED_FOR_TIME.format(seconds=limits.computing) + " of computing")
        return WorkerLost(f"the process at work on it died ({_ending(code)})")

    def _tell_last_words(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._said.seek(0, io.SEEK_END)
            self._said.seek(max(0, self._said.tell() - 4000))
            logger.debug("a child's last words: %s", self._said.read().decode("utf-8", "replace"))


class Children:
    """Children that wait for the next call, as many as calls were made at once; one that nobody needs for a while is ended."""

    def __init__(self, memory: int | None = None) -> None:
        self._memory, self._lock = memory, threading.Lock()
        # Each with the time of its last answer, the one that was needed last at the end.
        self._idle: list[tuple[Child, float]] = []
        self._is_watched = False
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            # A forked process has none of its parent's children.
            os.register_at_fork(after_in_child=self._idle.clear)

    def call(self, function: Callable[..., Any], *arguments: Any, limits: Limits | None = None) -> Any:
        """What ``Child.call`` gives, by whichever child is free."""
        child = self._taken() or Child(memory=self._memory)
        try:
            return child.call(function, *arguments, limits=limits)
        finally:
            self._give_back(child)

    def close(self) -> None:
        """End those that wait."""
        with self._lock:
            while self._idle:
                self._idle.pop()[0].close()

    def _taken(self) -> Child | None:
        with self._lock:
            while self._idle:
                child, _ = self._idle.pop()
                if child.is_free:
                    return child
                child.close()
        return None

    def _give_back(self, child: Child) -> None:
        if not child.is_free:
            child.close()
            return
        with self._lock:
            self._idle.append((child, time.monotonic()))
            if self._is_watched:
                return
            self._is_watched = True
        # What was asked is answered, whether or not there is room for one more thread.
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=self._watch, name="autoedit-children", daemon=True).start()

    def _watch(self) -> None:
        """End those that nobody has needed for a while, until there are none."""
        while True:
            time.sleep(IDLE_SECONDS)
            with self._lock:
                while self._idle and time.monotonic() - self._idle[0][1] >= IDLE_SECONDS:
                    self._idle.pop(0)[0].close()
                if not self._idle:
                    self._is_watched = False
                    return


def serve(memory: int | None) -> None:
    """Be the child: do what comes in until nobody is there to ask."""
    given, answers = sys.stdin.buffer, _Answers(os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    # What a library prints must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory(memory)
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(given, requests), daemon=True).start()
    while True:
        answers.send(*_done(requests.get(), answers, memory))


class _Answers:
    """The way back; what several threads tell goes one after the other."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._lock = pipe, threading.Lock()

    def send(self, kind: str, value: Any) -> None:
        """Send an answer; one that cannot cross is told in words."""
        try:
            data = pickle.dumps((kind, value))
            if kind == _FAILED:
                # Some errors can be pickled, and not made again.
                pickle.loads(data)  # noqa: S301  # our own
        # A foreign error's way of being pickled may fail in any way.
        except Exception as error:  # noqa: BLE001
            what = f"{type(value).__name__}: {value}" if kind == _FAILED else repr(value)
            told = f"{what} cannot cross between processes ({error})"
            data = pickle.dumps((_FAILED, RuntimeError(told)))
        with self._lock:
            _write(self._pipe, data)


def _done(request: bytes, answers: _Answers, memory: int | None) -> tuple[str, Any]:
    """What comes of a request."""
    try:
        function, arguments, keywords, computing, is_reported = pickle.loads(request)  # noqa: S301  # our parent's
        _limit_computing(computing)
        if is_reported:
            keywords["report"] = lambda told: answers.send(_TOLD, told)
        return _DONE, function(*arguments, **keywords)
    except MemoryError:
        most = f"{memory / 2**30:.0f} GB of memory" if memory else "the memory there is"
        return _FAILED, WorkerLost(f"it takes more than {most}")
    # Whatever the work raised is the caller's to hear.
    except Exception as error:  # noqa: BLE001
        if not isinstance(error, AutoeditError):
            # The way to the error stays behind; what is told of it crosses.
            error.add_note(traceback.format_exc())
        return _FAILED, error


def _listen(given: IO[bytes], requests: queue.SimpleQueue[Any]) -> None:
    """Take in requests while work goes on; when nobody is there any more, end at once, in the middle of it."""
    while True:
        try:
            requests.put(_bytes(given))
        except (EOFError, OSError):
            os._exit(0)


def _limit_memory(memory: int | None) -> None:
    if memory is None or sys.platform == "win32":
        return
    import resource

    # macOS has the limit and does not keep to it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _limit_computing(seconds: float | None) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    soft = most if seconds is None else round(spent.ru_utime + spent.ru_stime + seconds) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Any:
    return pickle.loads(_bytes(pipe))  # noqa: S301  # our own child's


def _bytes(pipe: IO[bytes]) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _ending(code: int) -> str:
    """How a process ended, in words."""
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"
