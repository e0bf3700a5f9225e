"""Work on many machines, by dask.distributed: a scheduler that is given by its address, or a cluster of this machine's own.

A dask scheduler runs whatever anybody who reaches it sends, and so do its workers. Without TLS it is used on loopback only,
unless a person says that they know who can reach it. Certificates and keys come from dask's own configuration
(``distributed.comm.tls``, or DASK_DISTRIBUTED__COMM__TLS__CA_FILE and the like).
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from concurrent.futures import wait as concluded
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from autoedit.errors import BadOption
from autoedit.pipeline.away import Brought, Carrying, ClusterError, check_versions, on_worker, versions
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.child import WorkerLost

VARIABLE = "DASK_SCHEDULER_ADDRESS"
SECURE = ("tls", "wss")
# How long a cluster may have no worker before the work is given up.
PATIENCE_SECONDS = 30.0
WATCH_SECONDS = 1.0
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 5.0
# Dask gives a task up when workers have died under it time after time, and a neighbour of it too: once more will tell.
TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Which cluster: the scheduler's address (``tcp://...``, ``tls://...``) or the JSON file that it writes.

    Without an address it is the one that DASK_SCHEDULER_ADDRESS names, or one of this machine's own.
    """

    address: str | None = None
    is_insecure: bool = False

    def scheduler(self) -> str | None:
        """The scheduler's address, None for a cluster of this machine's own.

        Raises:
            BadOption: that is no address, or one that others may reach.
        """
        named = self.address or os.environ.get(VARIABLE)
        if not named:
            return None
        address = named if "://" in named else _address_in(Path(named))
        if not self.is_insecure and not _is_safe(address):
            raise BadOption(
                f"{address} is neither on this machine nor protected by TLS: whoever reaches such a scheduler can run anything "
                "on its workers and here. Use tls://, or say --insecure-cluster if nobody else is on that network."
            )
        return address


class ClusterExecutor(Executor):
    """Gives work to a cluster's workers, each piece in a process of its own there; what it keeps is kept here."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False)
        self._pending: set[Future[Any]] = set()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._taker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="autoedit-taker")
        self._versions = dict(versions())
        self.hands = max(1, sum(client.nthreads().values()))
        threading.Thread(target=self._watch, name="autoedit-cluster", daemon=True).start()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give work out. A cache among the arguments stays here: what was to be kept in it comes back."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            self._pending.add(future)
        cache = next((one for one in args if isinstance(one, Cache)), Cache(None))
        sent = tuple(Carrying() if isinstance(one, Cache) else one for one in args)
        self._give(future, cache, (fn, sent, kwargs), TRIES)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster, when all that it was given is done or given up, or at once."""
        if wait and not cancel_futures:
            concluded(list(self._pending))
        self._is_over.set()
        # What came is kept, too, before the end.
        self._taker.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._inner.shutdown(wait=False)

    def _give(self, future: Future[Any], cache: Cache, work: tuple[Any, ...], tries: int) -> None:
        inner = self._inner.submit(on_worker, self._versions, *work)

        def taken(done: Future[Brought]) -> None:
            # Not in dask's own thread, which would stand still; after the end nobody wants it.
            with contextlib.suppress(RuntimeError):
                self._taker.submit(self._take, done, future, cache, work, tries)

        inner.add_done_callback(taken)

    def _take(self, done: Future[Brought], future: Future[Any], cache: Cache, work: tuple[Any, ...], tries: int) -> None:
        from distributed.scheduler import KilledWorker

        try:
            brought = done.result()
        except KilledWorker:
            if tries > 1:
                self._give(future, cache, work, tries - 1)
            else:
                self._tell(future, error=WorkerLost("one worker after another died of it"))
        except CancelledError:
            self._tell(future, error=ClusterError("the cluster's scheduler is gone. Start it again, then run this again."))
        # A future carries whatever the work raised, as every executor's does.
        except BaseException as error:  # noqa: BLE001
            self._tell(future, error=error)
        else:
            self._tell(future, brought.value)
            for stage, key, value in brought.kept:
                cache.put(stage, key, value)

    def _tell(self, future: Future[Any], value: Any = None, *, error: BaseException | None = None) -> None:
        with self._lock:
            self._pending.discard(future)
        # Who has given up waiting is told nothing more.
        with contextlib.suppress(InvalidStateError):
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(value)

    def _watch(self) -> None:
        """Give up when there has been no worker for a while: dask itself would wait for ever."""
        seen = time.monotonic()
        while not self._is_over.wait(WATCH_SECONDS):
            with contextlib.suppress(Exception):
                # A scheduler that hangs would keep us waiting for its answer.
                if self._client.sync(self._client.scheduler.ncores, callback_timeout=ANSWER_SECONDS):
                    seen = time.monotonic()
            if time.monotonic() - seen > PATIENCE_SECONDS:
                gone = ClusterError("the cluster has no workers left. Start some, then run this again: what was done is kept.")
                for future in list(self._pending):
                    self._tell(future, error=gone)


@contextmanager
def joined(cluster: Cluster, workers: int) -> Iterator[ClusterExecutor]:
    """The executor of a cluster; left behind as it was found when the block ends.

    Args:
        workers: how many processes a cluster of this machine's own has.

    Raises:
        BadOption: dask is not installed, or the address is not safe.
        ClusterError: the scheduler does not answer, has no workers, or they have other versions than we have.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise BadOption("a cluster needs the extra: pip install 'autoedit[cluster]'") from error
    if not logging.getLogger().isEnabledFor(logging.DEBUG):
        # It tells of every worker that comes and goes; what matters is told by us.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
    address = cluster.scheduler()
    with contextlib.ExitStack() as stack:
        if address is None:
            # Loopback only: a scheduler unpickles for anyone who can reach it.
            address = stack.enter_context(
                LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)  # type: ignore[no-untyped-call]
            )
        try:
            _check_certificates(str(address))
            client = stack.enter_context(Client(address, timeout=CONNECT_SECONDS, set_as_default=False))  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        except (OSError, TimeoutError, TypeError, ValueError) as error:
            raise ClusterError(
                f"the cluster at {address} cannot be used ({error or type(error).__name__}). Check its address, that it runs and "
                "has workers, and for tls:// that dask's configuration names the certificates (distributed.comm.tls)."
            ) from error
        _check_versions(client)
        executor = ClusterExecutor(client)
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False)
            raise
        executor.shutdown()


def _check_certificates(address: str) -> None:
    """Dask tells of missing certificates by an error on the way and another when it cleans up."""
    from distributed.security import Security

    if urlsplit(address).scheme in SECURE and Security().get_connection_args("client").get("ssl_context") is None:  # type: ignore[no-untyped-call]
        raise ValueError("dask's configuration names no certificates")


def _check_versions(client: Any) -> None:
    """Other versions give other results."""
    try:
        found = client.run(versions, on_error="return")
    except OSError as error:
        raise ClusterError(f"the cluster's workers do not answer ({error}). Start them again.") from error
    ours = versions()
    for worker, theirs in sorted(found.items()):
        if not isinstance(theirs, Mapping):
            raise ClusterError(f"the worker {worker} cannot run autoedit ({theirs}). Install autoedit {ours['autoedit']} there.")
        check_versions(worker, theirs, ours)


def _address_in(file: Path) -> str:
    """The address in the file that a scheduler writes."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))["address"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadOption(
            f"{file} is neither an address such as tcp://127.0.0.1:8786 nor a file that 'dask scheduler --scheduler-file' wrote."
        ) from error
    return str(told)


def _is_safe(address: str) -> bool:
    """Whether nobody else can reach a scheduler, or only those with a certificate. Names are not looked up."""
    parts = urlsplit(address)
    if parts.scheme in SECURE:
        return True
    host = parts.hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
