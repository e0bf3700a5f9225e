"""Plugin tables: a name leads to a plain function, ours or an installed package's, loaded when first used.

A group is an entry-point group; the built-ins stand in the same kind of table ("module:object") as what packages declare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from autoedit.errors import BadOption, UnknownName

BUILT_IN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "autoedit.detectors": {
            "adaptive": "autoedit.analysis.boundaries.proposals:adaptive",
            "content": "autoedit.analysis.boundaries.proposals:content",
        },
        "autoedit.transitions": {
            "dissolve": "autoedit.render.transitions.dissolve:dissolve",
            "dip_to_black": "autoedit.render.transitions.dip:dip_to_black",
            "whip_pan": "autoedit.render.transitions.whip_pan:whip_pan",
        },
        "autoedit.styles": {
            "highlights": "autoedit.plan.style:highlights",
            "montage": "autoedit.plan.style:montage",
            "recap": "autoedit.plan.style:recap",
            "tighten": "autoedit.plan.style:tighten",
            "trailer": "autoedit.plan.style:trailer",
        },
    }
)


def names(group: str) -> dict[str, str]:
    """Every name in a group and where it leads; a built-in is not displaced by a package's entry of the same name."""
    installed = {entry.name: entry.value for entry in entry_points(group=group)}
    return {**installed, **BUILT_IN.get(group, {})}


def load(group: str, name: str) -> Any:
    """The object behind a name.

    Raises:
        UnknownName: the group has no such name; the message gives the nearest.
    """
    table = names(group)
    if name not in table:
        raise UnknownName(group.rpartition(".")[2].removesuffix("s"), name, table)
    module, _, attribute = table[name].partition(":")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise BadOption(
            f"{name!r} leads to {table[name]}, which cannot be loaded ({error}). Mend or remove its package."
        ) from error


def load_function(group: str, name: str) -> Callable[..., Any]:
    """The function behind a name; ``load`` with the promise that it can be called."""
    function = load(group, name)
    if not callable(function):
        raise TypeError(f"{group} {name!r} is not a function")
    return function  # type: ignore[no-any-return]  # load gives Any; callable() is all there is to know
