"""Python's search for circles of garbage, held off where tens of thousands of values are made in one go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """While the block runs nothing is searched: each search would go through all that was made so far.

    For reading and planning, not for work on media: what goes round in circles there would pile up for hours.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
