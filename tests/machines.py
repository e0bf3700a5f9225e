"""A cluster as people run it: a scheduler and workers, each a process of its own, that speak over TCP on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 60


class Machines:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, security: Sequence[str] = ()) -> None:
        self._folder, self._security = folder, tuple(security)
        self.file = folder / "scheduler.json"
        self._host = "tls://127.0.0.1" if security else "127.0.0.1"
        listening = ["--host", self._host, "--port", "0", "--no-dashboard", "--no-jupyter"]
        self.scheduler = self._started("dask_scheduler", *listening, "--scheduler-file", str(self.file))
        self.workers: list[subprocess.Popen[bytes]] = []
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.file.exists():
            assert time.monotonic() < end, "the scheduler does not start"
            time.sleep(0.05)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return str(json.loads(self.file.read_text())["address"])

    def add_workers(self, count: int) -> None:
        """Start more workers, each with one thread."""
        for _ in range(count):
            how = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self._folder)]
            self.workers.append(self._started("dask_worker", self.address, "--host", self._host, *how))

    def end(self, worker: int) -> None:
        """Kill a worker as a power cut does."""
        process = self.workers.pop(worker)
        process.kill()
        process.wait()

    def close(self) -> None:
        """End them all."""
        for process in (*self.workers, self.scheduler):
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _started(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONWARNINGS": "ignore"}
        with (self._folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *arguments, *self._security],
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self._folder,
            )


@contextmanager
def machines(folder: Path, workers: int, security: Sequence[str] = ()) -> Iterator[Machines]:
    """A cluster with so many workers."""
    cluster = Machines(folder, security)
    try:
        cluster.add_workers(workers)
        yield cluster
    finally:
        cluster.close()
