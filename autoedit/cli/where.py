"""Options that say where the work is done: in this process, in several, or on a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.errors import BadOption

if TYPE_CHECKING:
    from autoedit.pipeline.cluster import Cluster

KINDS = ("serial", "threads", "processes", "dask")


def _complete_executor(incomplete: str) -> list[str]:
    return [name for name in KINDS if name.startswith(incomplete)]


ExecutorOption = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="|".join(KINDS),
        help="How files and spans are worked on side by side; left out, what --workers and --cluster ask for.",
        autocompletion=_complete_executor,
    ),
]
WorkersOption = Annotated[
    int,
    typer.Option(
        "--workers", min=0, metavar="N", help="Work in N processes of this machine, up to its cores; a crash costs a file."
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS|FILE",
        help="Work on a dask cluster: tls://HOST:8786, tcp://127.0.0.1:8786, or the file that the scheduler writes.",
    ),
]
InsecureClusterOption = Annotated[
    bool,
    typer.Option("--insecure-cluster", help="Use a scheduler on the network without TLS: whoever reaches it can run anything."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the work is done; ``workers`` is 0 for as many as there are cores."""

    executor: str = "threads"
    workers: int = 0
    cluster: Cluster | None = None


HERE = Where(executor="serial", workers=1)


def where(executor: str | None, workers: int, cluster: str | None, insecure: bool) -> Where:
    """The options as one value.

    Raises:
        BadOption: they contradict each other, or the cluster is one that others may reach.
    """
    from autoedit.pipeline.cluster import Cluster
    from autoedit.pipeline.executors import cores

    if cluster is None and executor != "dask":
        if insecure:
            raise BadOption("--insecure-cluster goes with --cluster. Say which cluster.")
        workers = min(workers, cores())
        return Where(executor=executor or ("processes" if workers else "threads"), workers=workers)
    if executor not in (None, "dask"):
        raise BadOption(f"--cluster is for dask, not for --executor {executor}. Leave one of them out.")
    if cluster is not None and workers:
        raise BadOption("a cluster has as many workers as were started for it. Leave --workers out.")
    named = Cluster(address=cluster, is_insecure=insecure)
    # What must not be used is told before anything is done.
    named.scheduler()
    return Where(executor="dask", workers=workers, cluster=named)
