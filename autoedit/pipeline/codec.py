"""Values to bytes and back, led by their types: JSON for the facts, numpy's own format for the arrays.

Nothing is pickled: a cache entry that somebody else wrote can be wrong, but it cannot run.
"""

from __future__ import annotations

import io
import json
import struct
import types
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from autoedit.model.time import rational, rational_text

_JSON = "value"
# What zipfile and numpy raise beside ValueError, KeyError and TypeError when bytes of a stored value are flipped or missing.
_DAMAGED = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    EOFError,
    IndexError,
    AttributeError,
    RuntimeError,
    SyntaxError,
    MemoryError,
)


def to_bytes(value: Any) -> bytes:
    """A value with all that is in it."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    tree = _encoded(value, arrays, content_only=False)
    buffer = io.BytesIO()
    np.savez(buffer, **{_JSON: np.frombuffer(json.dumps(tree).encode(), np.uint8)}, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def from_bytes(data: bytes, kind: Any) -> Any:
    """The value that ``to_bytes`` was given.

    Raises:
        ValueError, KeyError, TypeError: the bytes are damaged, or were written for another type.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            tree = json.loads(stored[_JSON].tobytes())
            return _decoded(tree, kind, stored)
    except _DAMAGED as error:
        raise ValueError(f"damaged bytes ({error})") from error


def content_text(value: Any) -> str:
    """A canonical text of a value's content, for cache keys: fields that are not content (a path) are left out."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    tree = _encoded(value, arrays, content_only=True)
    return json.dumps([tree, {name: array.tobytes().hex() for name, array in arrays.items()}], sort_keys=True)


def _encoded(value: Any, arrays: dict[str, np.ndarray[Any, Any]], *, content_only: bool) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):
        return rational_text(value)
    if isinstance(value, np.ndarray):
        name = f"array{len(arrays)}"
        arrays[name] = value
        return name
    if isinstance(value, tuple | list):
        return [_encoded(part, arrays, content_only=content_only) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _encoded(part, arrays, content_only=content_only) for key, part in value.items()}
    if is_dataclass(value):
        kept = [field for field in fields(value) if not content_only or field.metadata.get("content", True)]
        return {field.name: _encoded(getattr(value, field.name), arrays, content_only=content_only) for field in kept}
    raise TypeError(f"{type(value).__name__} is not a value that can be stored")


def _decoded(tree: Any, kind: Any, arrays: Mapping[str, Any]) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        chosen = next(option for option in get_args(kind) if option is not type(None))
        return None if tree is None else _decoded(tree, chosen, arrays)
    if origin is tuple:
        return tuple(_decoded(part, get_args(kind)[0], arrays) for part in tree)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _decoded(part, get_args(kind)[1], arrays) for key, part in tree.items()}
    if origin is np.ndarray:
        return arrays[tree]
    if kind is Fraction:
        return rational(tree)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(tree)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # a dataclass type
        return kind(**{field.name: _decoded(tree[field.name], hints[field.name], arrays) for field in fields(kind)})  # type: ignore[operator]
    return kind(tree) if kind is float else tree


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
