"""TOML that people write, bounded: tomllib takes a gigabyte for a key of 16,000 parts, and the stack for nested brackets."""

from __future__ import annotations

import tomllib
from typing import Any

# Ten times what a style of our own takes. A file of this size cannot take more than a second and 300 MB (measured).
LONGEST = 16_384


def toml_tree(text: str) -> dict[str, Any]:
    """What a text says; of a file ``LONGEST`` + 1 characters are enough to tell.

    Raises:
        ValueError: it is no TOML, or more than any settings.
    """
    if len(text) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("its brackets nest too deep") from error
