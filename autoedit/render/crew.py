"""Jobs side by side: all of them done, or all of them stopped and the first thing that went wrong raised."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where and how a film is coded; nothing of it changes the film.

    Attributes:
        store: a folder that keeps coded pieces for the next time; None keeps none.
        executor: where jobs run; None for threads of this process.
        workers: how many run at once, 0 for as many as there are cores.
        is_away: whether the executor's jobs run on other machines, which see the sources but none of our folders, and cannot
            tell how far they are.
    """

    store: Path | None = None
    executor: Executor | None = None
    workers: int = 0
    is_away: bool = False

    @property
    def hands(self) -> int:
        """How many jobs run at once."""
        return self.workers or cores()

    @property
    def threads(self) -> int:
        """How many threads each job may decode with."""
        return max(1, cores() // self.hands)


def cores() -> int:
    """The cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Stopped(Exception):
    """Raised in a job's report when another has failed, or a person has interrupted."""


class Crew:
    """Takes jobs; ``finish`` waits for them."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._stopping = threading.Event()
        self._futures: list[Future[Any]] = []

    def submit(self, job: Callable[..., Any], *arguments: Any, report: Callable[[Any], None]) -> Future[Any]:
        """Give a job out; it is called with the arguments and a ``report``."""
        future = self._executor.submit(job, *arguments, report=self._checked(report))
        self._futures.append(future)
        return future

    def finish(self) -> None:
        """Wait until all is done; stop what runs when something fails, and raise it."""
        try:
            done, _ = wait(self._futures, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        except BaseException:
            self._stopping.set()
            for future in self._futures:
                future.cancel()
            # Whoever still writes would write into a folder that is being cleared away.
            wait(self._futures)
            raise

    def _checked(self, report: Callable[[Any], None]) -> Callable[[Any], None]:
        def checked(done: Any) -> None:
            if self._stopping.is_set():
                raise Stopped
            report(done)

        return checked


@contextmanager
def crew(bench: Bench) -> Iterator[Crew]:
    """A crew at a bench; its own threads have ended when the block is left.

    Work for other machines is in the hands of threads here, each of which waits for what it gave out.
    """
    if bench.executor is not None and not bench.is_away:
        yield Crew(bench.executor)
        return
    with ThreadPoolExecutor(max_workers=bench.hands + bench.is_away, thread_name_prefix="autoedit") as threads:
        yield Crew(threads)
