"""What an exporter is: a plain function from a sequence and its place to documents, which says its suffix and what it loses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, cast

from autoedit.exchange.losses import Feature
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of an export: what stands between the project's stem and the suffix (``-A1``), and its text, written as UTF-8.

    ``said`` is what could not be carried and came up only in writing; the text says it too.
    """

    text: str
    addition: str = ""
    said: tuple[str, ...] = ()


class Exporter(Protocol):
    """A plain function with two facts beside it.

    Attributes:
        suffix: what its files' names end in, with the dot.
        loses: what of a film its format cannot carry.
    """

    suffix: str
    loses: frozenset[Feature]

    def __call__(self, sequence: Sequence, place: Place) -> tuple[Document, ...]:
        """The film's documents, the main one first."""


_Write = Callable[[Sequence, Place], tuple[Document, ...]]


def exporter(suffix: str, loses: Iterable[Feature] = ()) -> Callable[[_Write], Exporter]:
    """Mark a function as an exporter."""

    def marked(function: _Write) -> Exporter:
        found = cast("Exporter", function)
        found.suffix, found.loses = suffix, frozenset(loses)
        return found

    return marked
