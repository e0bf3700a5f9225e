"""A file's text to a JSON tree, bounded: what is no document is told before it takes time or memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autoedit.errors import DocumentError

# Twenty hours of footage with all that was found in them take 60 MB.
LARGEST = 512 << 20
# An object has a field for each thing that is known of it; a million of them would be a million complaints.
MOST_FIELDS = 10_000
HOW = "Give a file that autoedit plan wrote."


class _Doubled(dict[str, Any]):
    """An object that named something twice."""

    names: tuple[str, ...] = ()


def document_text(path: Path) -> str:
    """A document's text.

    Raises:
        DocumentError: it cannot be read, or is no text.
    """
    # What is no plain file may never end (a device), or never begin (a pipe that nobody writes to).
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113  # a Path raises where a name is absurd
        raise DocumentError("", f"{path} is no file. {HOW}")
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentError("", f"{path} is larger than any edit list. {HOW}")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DocumentError("", f"{path} cannot be read ({error.strerror}). Check the name.") from error
    except UnicodeDecodeError as error:
        raise DocumentError("", f"{path} is not text in UTF-8. {HOW}") from error
    except ValueError as error:
        raise DocumentError("", f"{path} is no file's name. Check it.") from error


def document_tree(text: str) -> Any:
    """What a document's JSON says.

    Raises:
        DocumentError: it is not JSON, or an object in it has a field twice or more fields than there are things to say.
    """
    doubled = []

    def of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) > MOST_FIELDS:
            raise ValueError(f"an object with {len(found)} fields")
        if len(found) < len(pairs):
            found = _Doubled(found)
            found.names = _twice(name for name, _ in pairs)
            doubled.append(found)
        return found

    try:
        tree = json.loads(text, object_pairs_hook=of)
    # A number of thousands of digits is a plain ValueError.
    except (ValueError, RecursionError) as error:
        raise DocumentError("", f"this is not JSON ({str(error).partition(';')[0]}). {HOW}") from error
    if doubled:
        problem = "it stands twice in one object. Remove one of the two."
        raise DocumentError.of((named(place, name), problem) for place, one in _found(tree) for name in one.names)
    return tree


def named(place: str, name: str) -> str:
    """The path of a field of an object."""
    if not name.isidentifier():
        return f"{place}[{brief(name)}]"
    return f"{place}.{name}" if place else name


def brief(value: Any) -> str:
    """A value of a document in a few words."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = json.dumps(value[:60] if isinstance(value, str) else value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _twice(names: Iterable[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    return tuple(dict.fromkeys(name for name in names if name in seen or seen.add(name)))  # type: ignore[func-returns-value]


def _found(tree: Any) -> Iterator[tuple[str, _Doubled]]:
    """The objects that name something twice, with their paths."""
    left = [("", tree)]
    while left:
        place, value = left.pop()
        if isinstance(value, _Doubled):
            yield place, value
        if isinstance(value, dict):
            left += [(named(place, name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            left += [(f"{place}[{number}]", inner) for number, inner in enumerate(value)]
