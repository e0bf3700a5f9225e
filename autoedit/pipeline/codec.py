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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from autoedit.model.time import rational, rational_text

# Another form of bytes has other keys: what an earlier version kept is not damaged, it is not ours.
FORMAT = "values 2"
_JSON, _FLOATS = "value", "floats"
# Rows of numbers as long as this lie in an array: read as JSON they would take most of the time.
_ROW = 8
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
    floats: list[float] = []
    tree = _encoded(value, arrays, floats)
    buffer = io.BytesIO()
    arrays[_FLOATS] = np.array(floats, np.float64)
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
            return _decoder(kind)(tree, _Stored(stored, stored[_FLOATS]))
    except _DAMAGED as error:
        raise ValueError(f"damaged bytes ({error})") from error


def content_text(value: Any) -> str:
    """A canonical text of a value's content, for cache keys: fields that are not content (a path) are left out."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    tree = _encoded(value, arrays, None)
    return json.dumps([tree, {name: array.tobytes().hex() for name, array in arrays.items()}], sort_keys=True)


def _encoded(value: Any, arrays: dict[str, np.ndarray[Any, Any]], floats: list[float] | None) -> Any:
    """A value as JSON takes it, its arrays and long rows of numbers beside it; without ``floats`` only what counts as content."""
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
        if floats is not None and len(value) >= _ROW and all(type(part) is float for part in value):
            floats.extend(value)
            return {"row": [len(floats) - len(value), len(floats)]}
        return [_encoded(part, arrays, floats) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _encoded(part, arrays, floats) for key, part in value.items()}
    if is_dataclass(value):
        kept = [field for field in fields(value) if floats is not None or field.metadata.get("content", True)]
        return {field.name: _encoded(getattr(value, field.name), arrays, floats) for field in kept}
    raise TypeError(f"{type(value).__name__} is not a value that can be stored")


@dataclass(frozen=True, slots=True)
class _Stored:
    """What lies beside the tree."""

    arrays: Mapping[str, Any]
    floats: np.ndarray[Any, Any]


_Decoder = Callable[[Any, _Stored], Any]


@cache
def _decoder(kind: Any) -> _Decoder:
    """A function that makes a value of a type. Made once: hours of footage are tens of thousands of values."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        chosen = _decoder(next(option for option in get_args(kind) if option is not type(None)))
        return lambda tree, stored: None if tree is None else chosen(tree, stored)
    if origin is tuple:
        return _tuple_decoder(_decoder(get_args(kind)[0]))
    if origin is not None and issubclass(origin, Mapping):
        part = _decoder(get_args(kind)[1])
        return lambda tree, stored: {key: part(value, stored) for key, value in tree.items()}
    if origin is np.ndarray:
        return lambda tree, stored: stored.arrays[tree]
    if kind is Fraction:
        return lambda tree, _: rational(tree)
    if kind is float:
        return lambda tree, _: float(tree)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda tree, _: kind(tree)
    if is_dataclass(kind):
        return _dataclass_decoder(kind)
    return lambda tree, _: tree


def _tuple_decoder(part: _Decoder) -> _Decoder:
    def decode(tree: Any, stored: _Stored) -> Any:
        if isinstance(tree, dict):
            first, end = tree["row"]
            return tuple(stored.floats[first:end].tolist())
        return tuple([part(one, stored) for one in tree])

    return decode


def _dataclass_decoder(kind: Any) -> _Decoder:
    hints = get_type_hints(kind)
    parts = [(field.name, _decoder(hints[field.name])) for field in fields(kind)]
    return lambda tree, stored: kind(**{name: part(tree[name], stored) for name, part in parts})
