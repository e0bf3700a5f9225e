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
            "blur": "autoedit.render.transitions.blur:blur",
            "clouds": "autoedit.render.transitions.luma:clouds",
            "dip": "autoedit.render.transitions.dip:dip",
            "dip_to_black": "autoedit.render.transitions.dip:dip_to_black",
            "dip_to_white": "autoedit.render.transitions.dip:dip_to_white",
            "dissolve": "autoedit.render.transitions.dissolve:dissolve",
            "film_burn": "autoedit.render.transitions.film_burn:film_burn",
            "flash": "autoedit.render.transitions.flash:flash",
            "glitch": "autoedit.render.transitions.glitch:glitch",
            "ink": "autoedit.render.transitions.luma:ink",
            "iris": "autoedit.render.transitions.iris:iris",
            "light_leak": "autoedit.render.transitions.light_leak:light_leak",
            "match_zoom": "autoedit.render.transitions.match_zoom:match_zoom",
            "morph": "autoedit.render.transitions.morph:morph",
            "noise": "autoedit.render.transitions.luma:noise",
            "push": "autoedit.render.transitions.push:push",
            "slide": "autoedit.render.transitions.slide:slide",
            "spin": "autoedit.render.transitions.spin:spin",
            "whip_pan": "autoedit.render.transitions.whip_pan:whip_pan",
            "wipe": "autoedit.render.transitions.wipe:wipe",
            "zoom_through": "autoedit.render.transitions.zoom_through:zoom_through",
        },
        "autoedit.exporters": {
            "csv": "autoedit.exchange.write.table:csv",
            "edl": "autoedit.exchange.write.edl:edl",
            "fcp7": "autoedit.exchange.write.fcp7:fcp7",
            "fcpxml": "autoedit.exchange.write.fcpxml:fcpxml",
            "ffmetadata": "autoedit.exchange.write.chapters:ffmetadata",
            "kdenlive": "autoedit.exchange.write.kdenlive:kdenlive",
            "mlt": "autoedit.exchange.write.mlt:mlt",
            "otio": "autoedit.exchange.write.otio:otio",
            "srt": "autoedit.exchange.write.chapters:srt",
        },
        "autoedit.importers": {
            "edl": "autoedit.exchange.read.edl:edl",
            "fcp7": "autoedit.exchange.read.fcp7:fcp7",
            "fcpxml": "autoedit.exchange.read.fcpxml:fcpxml",
            "otio": "autoedit.exchange.read.otio:otio",
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
