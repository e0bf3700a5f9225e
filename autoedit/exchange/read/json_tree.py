"""A JSON document of another program, looked at with care: nothing in it is as promised until it was seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from autoedit.errors import DocumentError

_NOTHING: Mapping[str, Any] = {}
# Deeper than any film nests its stacks; a walk along a document needs no more of Python's stack than this.
MOST_NESTED = 200


def json_tree(text: str) -> Mapping[str, Any]:
    """A document's outermost object.

    Raises:
        DocumentError: it is no JSON, no object, or nested beyond reason.
    """
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise DocumentError(f"line {error.lineno}", f"not JSON ({error.msg}). Export the file again.") from error
    except (RecursionError, ValueError) as error:
        raise DocumentError("", "it nests too deep or holds an absurd number. Export the file again.") from error
    if not isinstance(tree, dict):
        raise DocumentError("", "it is JSON, but no object with an OTIO_SCHEMA. Export the timeline as OTIO.")
    level, layer = 0, [tree]
    while layer:
        level += 1
        if level > MOST_NESTED:
            raise DocumentError("", f"it nests deeper than {MOST_NESTED} levels. Export the file again.")
        layer = [child for one in layer for child in _inside(one)]
    return tree


def _inside(tree: Any) -> list[Any]:
    values = tree.values() if isinstance(tree, dict) else tree
    return [value for value in values if isinstance(value, dict | list)]


def schema(tree: Mapping[str, Any]) -> str:
    """What an object is, without its version: ``Clip.2`` is a ``Clip``."""
    return word(tree, "OTIO_SCHEMA").partition(".")[0]


def part(tree: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within an object; an empty one where there is none."""
    found = tree.get(name)
    return found if isinstance(found, dict) else _NOTHING


def children(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The objects in an object's list of children."""
    found = tree.get("children")
    return [child for child in found if isinstance(child, dict)] if isinstance(found, list) else []


def word(tree: Mapping[str, Any], name: str) -> str:
    """A text within an object; an empty one where there is none."""
    found = tree.get(name)
    return found if isinstance(found, str) else ""
