"""Settings of transitions: what a function's signature offers, and a sentence for what it does not.

A setting is a keyword-only argument with a default; its annotation may carry a ``Range``, ``Colour`` or ``OneOf``:
``angle: Angle = 0.0``. So a function's signature is the only place that says what it can be given, a plugin's as well.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Annotated, Any, Protocol, get_type_hints

from autoedit.errors import BadOption
from autoedit.model.timeline import Setting
from autoedit.registry import load_function
from autoedit.render.picture import Frame

Drawing = Callable[[Frame, Frame, float], Frame]


class Limit(Protocol):
    """What a setting may be."""

    @property
    def told(self) -> str:
        """The limit as a person would say it."""
        ...

    def allows(self, value: Setting) -> bool:
        """Whether a setting keeps to it."""
        ...


@dataclass(frozen=True, slots=True)
class Range:
    """A number from ``low`` to ``high``, both allowed."""

    low: float
    high: float
    is_whole: bool = False

    @property
    def told(self) -> str:
        """As a person would say it."""
        return f"a {'whole ' if self.is_whole else ''}number from {self.low:g} to {self.high:g}"

    def allows(self, value: Setting) -> bool:
        """Whether it is such a number; what is no number at all compares as outside."""
        if isinstance(value, str | bool) or not math.isfinite(value):
            return False
        return self.low <= value <= self.high and (not self.is_whole or float(value).is_integer())


@dataclass(frozen=True, slots=True)
class ColourText:
    """A colour as the web writes it."""

    @property
    def told(self) -> str:
        """As a person would say it."""
        return "a colour like #ffcc00"

    def allows(self, value: Setting) -> bool:
        """Whether it is one."""
        return isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]

    @property
    def told(self) -> str:
        """As a person would say it."""
        return " or ".join(repr(word) for word in self.words)

    def allows(self, value: Setting) -> bool:
        """Whether it is one of them."""
        return value in self.words


# Degrees clockwise, 0 is to the right; two turns back and forth, so that a measured angle needs no folding.
Angle = Annotated[float, Range(-720, 720)]
Share = Annotated[float, Range(0, 1)]
Colour = Annotated[str, ColourText()]
Seed = Annotated[float, Range(0, 999_999, is_whole=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A setting that a transition has; without a limit any number or word will do."""

    name: str
    default: Setting
    limit: Limit | None

    @property
    def told(self) -> str:
        """What it may be, for a person."""
        return self.limit.told if self.limit is not None else ("a word" if isinstance(self.default, str) else "a number")


def offered(transition: Callable[..., Frame]) -> dict[str, Offered]:
    """The settings of a transition, by name, in the order of its signature."""
    hints = _hints(transition)
    found = {}
    for name, parameter in inspect.signature(transition).parameters.items():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            limits = [part for part in getattr(hints.get(name), "__metadata__", ()) if hasattr(part, "allows")]
            default = parameter.default if parameter.default is not inspect.Parameter.empty else ""
            found[name] = Offered(name=name, default=default, limit=limits[0] if limits else None)
    return found


def checked(kind: str, settings: Mapping[str, Setting]) -> partial[Frame]:
    """The transition of a name with its settings: call it with (a, b, progress).

    Raises:
        UnknownName: there is no such transition.
        BadOption: it has no such setting, or the setting's value is outside what it may be.
    """
    transition = load_function("autoedit.transitions", kind)
    known = offered(transition)
    for name, value in settings.items():
        if name not in known:
            raise BadOption(_unknown(kind, name, known))
        if not _allows(known[name], value):
            raise BadOption(f"the setting {name!r} of transition {kind!r} is {known[name].told}, got {value!r}.")
    return partial(transition, **settings)


def prepared(transition: partial[Frame], a: Frame, b: Frame) -> partial[Frame]:
    """The transition with what it finds in both pictures, as they are at the cut, under what it was told.

    Args:
        transition: as ``checked`` gives it.
        a, b: the last picture before the cut and the first after it.
    """
    prepare = getattr(transition.func, "prepare", None)
    return partial(transition.func, **{**prepare(a, b), **transition.keywords}) if prepare is not None else transition


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _hints(transition: Callable[..., Frame]) -> Mapping[str, Any]:
    """Annotations with what they carry; a plugin's may name what is imported for its type checker alone."""
    try:
        return get_type_hints(transition, include_extras=True)
    except (NameError, TypeError):
        return {}


def _allows(setting: Offered, value: object) -> bool:
    if isinstance(setting.default, str):
        return isinstance(value, str) and (setting.limit is None or setting.limit.allows(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return setting.limit is None or setting.limit.allows(value)


def _unknown(kind: str, name: str, known: Mapping[str, Offered]) -> str:
    near = get_close_matches(name, known, n=1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    listed = f"Known: {', '.join(known)}." if known else "It has none."
    return f"transition {kind!r} has no setting {name!r}.{guess} {listed}"
