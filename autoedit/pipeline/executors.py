"""Where work runs: ``concurrent.futures.Executor`` is the interface, whatever stands behind it.

Work that tells how far it is takes a keyword ``report``; where ``tells`` says so, it reaches the one who gave the work.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from autoedit.errors import UnknownName
from autoedit.pipeline.child import Child, WorkerLost

KINDS = ("serial", "threads", "processes", "dask")


class SerialExecutor(Executor):
    """Does each piece of work at once, in this thread."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it, and give a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        # A future carries whatever the work raised, as every executor's does.
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            future.set_exception(error)
        return future


class ProcessExecutor(Executor):
    """Works in processes, each with one piece of work at a time: one that dies of it takes nothing else with it.

    (``ProcessPoolExecutor`` fails all work when one of its processes dies, leaves its processes behind when it is killed
    itself, and starts the program's main module anew in each.)
    """

    def __init__(self, workers: int) -> None:
        self._work: queue.SimpleQueue[tuple[Future[Any], Any, Any, Any] | None] = queue.SimpleQueue()
        self._children: set[Child] = set()
        self._lock = threading.Lock()
        self._is_stopped = self._is_over = False
        self._hands = [threading.Thread(target=self._serve, name=f"autoedit-{number}", daemon=True) for number in range(workers)]
        for hand in self._hands:
            hand.start()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give work out; a keyword ``report`` stays here and is told what the work tells."""
        if self._is_over:
            raise RuntimeError("work was given out after the end")
        future: Future[Any] = Future()
        self._work.put((future, fn, args, kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: when the work is done, or at once where what is left is dropped."""
        self._is_over = True
        if cancel_futures:
            with self._lock:
                self._is_stopped = True
                for child in self._children:
                    child.close()
        for _ in self._hands:
            self._work.put(None)
        if wait:
            for hand in self._hands:
                hand.join()

    def _serve(self) -> None:
        child: Child | None = None
        while (given := self._work.get()) is not None:
            future, fn, args, kwargs = given
            if self._is_stopped:
                future.cancel()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                child = self._ready(child)
                if child is None:
                    raise WorkerLost("the work was stopped", "Start it again.")  # noqa: TRY301
                future.set_result(child.call(fn, *args, **kwargs))
            # A future carries whatever the work raised, as every executor's does.
            except BaseException as error:  # noqa: BLE001
                future.set_exception(error)
        if child is not None:
            self._end(child)

    def _ready(self, child: Child | None) -> Child | None:
        """A child that lives; None when all is being stopped."""
        if child is not None and child.is_free:
            return child
        if child is not None:
            self._end(child)
        with self._lock:
            if self._is_stopped:
                return None
            child = Child()
            self._children.add(child)
            return child

    def _end(self, child: Child) -> None:
        with self._lock:
            self._children.discard(child)
            child.close()


def tells(kind: str) -> bool:
    """Whether work in such an executor can tell how far it is; from other machines it cannot."""
    return kind != "dask"


def cores() -> int:
    """The cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def opened(kind: str, workers: int, cluster: Any = None) -> Iterator[Executor]:
    """An executor by its name, shut down at the end; work not yet begun is dropped when an error passes through.

    Args:
        kind: ``serial``, ``threads``, ``processes``, or ``dask``.
        workers: how many pieces of work run at once; a cluster has its own number.
        cluster: for dask, which cluster (``cluster.Cluster``); None for one of this machine's own.

    Raises:
        UnknownName: there is no such kind.
        BadOption, ClusterError: dask is not installed, or the cluster cannot be used.
    """
    if kind not in KINDS:
        raise UnknownName("executor", kind, KINDS)
    if kind == "dask":
        from autoedit.pipeline.cluster import Cluster, joined

        with joined(cluster or Cluster(), workers) as joint:
            yield joint
        return
    executor = SerialExecutor() if kind == "serial" else _threads(workers) if kind == "threads" else ProcessExecutor(workers)
    try:
        yield executor
    except BaseException:
        # Threads hear of it by their reports; a process at work on an hour of film would keep us waiting.
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    executor.shutdown()


def _threads(workers: int) -> Executor:
    return ThreadPoolExecutor(max_workers=workers, thread_name_prefix="autoedit")
