"""Where and how the work is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from autoedit.pipeline.cache import Cache, default_cache
from autoedit.pipeline.cluster import Cluster
from autoedit.pipeline.progress import Listener, Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where and how the work is done; nothing of it changes a result.

    Attributes:
        executor: ``serial``, ``threads``, ``processes`` or ``dask``.
        workers: how many pieces of work run at once; 0 for as many as there are cores.
        cluster: for dask, which cluster; None for one of this machine's own.
    """

    cache: Cache = field(default_factory=default_cache)
    executor: str = "threads"
    workers: int = 0
    cluster: Cluster | None = None
    listener: Listener = field(default_factory=Silent)
    debug: bool = False
