"""A stage: a pure function with a name and a version, whose results are kept by content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Generic, TypeVar

from autoedit.pipeline.cache import Cache
from autoedit.pipeline.codec import FORMAT, content_text

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Generic[R]):
    """A step of the way.

    ``version`` rises when the function's results change; ``libraries`` are the packages whose versions shape them. The
    function takes values, and keywords (a progress report, a number of threads) that do not change its result.
    """

    name: str
    version: int
    function: Callable[..., R]
    result: Any
    libraries: tuple[str, ...] = ()

    def key(self, *arguments: Any) -> str:
        """The digest of all that shapes the result for these arguments."""
        from blake3 import blake3

        shaped_by = [FORMAT, self.name, str(self.version), *(f"{name}=={_version(name)}" for name in self.libraries)]
        text = "\n".join([*shaped_by, content_text(arguments)])
        return blake3(text.encode()).hexdigest(length=20)


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """A stage's result, and whether it was kept from before."""

    value: R
    was_kept: bool


def run(stage: Stage[R], *arguments: Any, cache: Cache, **unshaping: Any) -> Done[R]:
    """A stage's result for these arguments, from the cache when it is there.

    Args:
        unshaping: keywords for the function that do not change what comes out.
    """
    key = stage.key(*arguments)
    found, value = cache.get(stage.name, key, stage.result)
    if found:
        return Done(value, was_kept=True)
    value = stage.function(*arguments, **unshaping)
    cache.put(stage.name, key, value)
    return Done(value, was_kept=False)


@cache
def _version(package: str) -> str:
    return version(package)
