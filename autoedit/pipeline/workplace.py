"""Where and how the work is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from autoedit.pipeline.cache import Cache, default_cache
from autoedit.pipeline.progress import Listener, Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where and how the work is done; nothing of it changes a result."""

    cache: Cache = field(default_factory=default_cache)
    executor: str = "threads"
    workers: int = 0
    listener: Listener = field(default_factory=Silent)
    debug: bool = False
