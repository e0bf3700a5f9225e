"""Where work runs: ``concurrent.futures.Executor`` is the interface, whatever stands behind it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from autoedit.errors import BadOption, UnknownName

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


def cores() -> int:
    """The cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def opened(kind: str, workers: int) -> Iterator[Executor]:
    """An executor by its name, shut down at the end; work not yet begun is dropped when an error passes through.

    Args:
        kind: ``serial``, ``threads``, ``processes``, or ``dask`` for the cluster that DASK_SCHEDULER_ADDRESS names (a local
            one without it).

    Raises:
        UnknownName: there is no such kind.
        BadOption: dask is not installed.
    """
    if kind not in KINDS:
        raise UnknownName("executor", kind, KINDS)
    if kind == "dask":
        with _dask(workers) as executor:
            yield executor
        return
    others = set(multiprocessing.active_children())
    executor = SerialExecutor() if kind == "serial" else _threads(workers) if kind == "threads" else _processes(workers)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        # Threads hear of it by their reports; a process at work on an hour of film would keep us waiting.
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        executor.shutdown(wait=True)
        raise
    executor.shutdown()


def _threads(workers: int) -> Executor:
    return ThreadPoolExecutor(max_workers=workers, thread_name_prefix="autoedit")


def _processes(workers: int) -> Executor:
    # A forked child would inherit threads' locks; a spawned one starts clean on every system.
    return ProcessPoolExecutor(max_workers=workers, mp_context=multiprocessing.get_context("spawn"))


@contextmanager
def _dask(workers: int) -> Iterator[Executor]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise BadOption("the dask executor needs the extra: pip install 'autoedit[cluster]'") from error
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    if address:
        with Client(address) as client:  # type: ignore[no-untyped-call]  # distributed ships no types
            yield client.get_executor()
        return
    # Loopback only: a scheduler unpickles for anyone who can reach it.
    local = LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)  # type: ignore[no-untyped-call]
    with local as cluster, Client(cluster) as client:  # type: ignore[no-untyped-call]
        yield client.get_executor()
