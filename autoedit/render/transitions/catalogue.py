"""Every transition with what it does and what it can be told: what is listed, and shown in the gallery."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autoedit.registry import load_function, names
from autoedit.render.transitions.settings import Offered, offered

GROUP = "autoedit.transitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A transition by its name; ``told`` is the first sentence of its docstring, and may be empty for a plugin's."""

    kind: str
    told: str
    settings: tuple[Offered, ...]


def catalogue(kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
    """Transitions in the order of their names, or those that are named, in their order.

    Raises:
        UnknownName: there is no such transition.
        BadOption: a plugin's cannot be loaded.
    """
    return tuple(_entry(kind) for kind in (sorted(names(GROUP)) if kinds is None else kinds))


def catalogue_document(entries: Iterable[Entry]) -> dict[str, Any]:
    """The catalogue as a JSON document."""
    return {
        "schema": "autoedit/transitions/1",
        "transitions": [
            {
                "kind": entry.kind,
                "told": entry.told,
                "settings": [{"name": one.name, "default": one.default, "may_be": one.told} for one in entry.settings],
            }
            for entry in entries
        ],
    }


def _entry(kind: str) -> Entry:
    function = load_function(GROUP, kind)
    told = (inspect.getdoc(function) or "").partition("\n\n")[0]
    return Entry(kind=kind, told=" ".join(told.split()), settings=tuple(offered(function).values()))
