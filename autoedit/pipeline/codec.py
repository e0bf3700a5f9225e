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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

# Another form of bytes has other keys: what an earlier version kept is not damaged, it is not ours.
FORMAT = "values 3"
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
    ZeroDivisionError,
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
            decode = _decoder(kind)
            return tree if decode is None else decode(tree, _Stored(stored, stored[_FLOATS]))
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
        return [value.numerator, value.denominator]
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
# What JSON gives as it is.
_PLAIN = (str, int, bool, float)


@cache
def _decoder(kind: Any) -> _Decoder | None:
    """A function that makes a value of a type, None where JSON's own will do.

    Made once for each type: hours of footage are tens of thousands of values.
    """
    origin = get_origin(kind)
    if kind in _PLAIN:
        return None
    if origin in (Union, types.UnionType):
        return _optional_decoder(_decoder(next(option for option in get_args(kind) if option is not type(None))))
    if origin is tuple:
        return _tuple_decoder(_decoder(get_args(kind)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(_decoder(get_args(kind)[1]))
    if origin is np.ndarray:
        return lambda tree, stored: stored.arrays[tree]
    if kind is Fraction:
        return lambda tree, _: Fraction(*tree)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda tree, _: kind(tree)
    if is_dataclass(kind):
        return _dataclass_decoder(kind)
    return None


def _optional_decoder(part: _Decoder | None) -> _Decoder | None:
    return part and (lambda tree, stored: None if tree is None else part(tree, stored))


def _mapping_decoder(part: _Decoder | None) -> _Decoder | None:
    return part and (lambda tree, stored: _Later(tree, part, stored))


class _Later(Mapping[str, Any]):
    """A mapping whose values are made when they are asked for: what shots look like is most of an entry, and seldom wanted."""

    def __init__(self, tree: dict[str, Any], part: _Decoder, stored: _Stored) -> None:
        self._tree, self._part, self._stored = tree, part, stored
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = self._part(self._tree[key], self._stored)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tree)

    def __len__(self) -> int:
        return len(self._tree)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


def _tuple_decoder(part: _Decoder | None) -> _Decoder:
    def decode(tree: Any, stored: _Stored) -> Any:
        if type(tree) is dict:
            first, end = tree["row"]
            return tuple(stored.floats[first:end].tolist())
        return tuple(tree) if part is None else tuple([part(one, stored) for one in tree])

    return decode


def _dataclass_decoder(kind: Any) -> _Decoder:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    parts = [(name, part) for name in names if (part := _decoder(hints[name])) is not None]

    def decode(tree: Any, stored: _Stored) -> Any:
        for name, part in parts:
            tree[name] = part(tree[name], stored)
        # A field too few or too many is an error of its own.
        return kind(**tree)

    return decode
