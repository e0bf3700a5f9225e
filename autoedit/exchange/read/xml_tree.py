"""An XML document of another program, parsed without entities: none of it expands, and nothing is fetched."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from autoedit.errors import DocumentError

_ENTITY = re.compile(r"<!(?:ENTITY|ATTLIST|NOTATION)", re.IGNORECASE)
# Deeper than any film nests its sequences; a walk along a document needs no more of Python's stack than this.
MOST_NESTED = 200
# A film of ten thousand clips has some two hundred thousand; each takes memory.
MOST_ELEMENTS = 500_000


def xml_tree(text: str, root: str) -> ET.Element:
    """A document's outermost element.

    Args:
        root: what it is called.

    Raises:
        DocumentError: it is no XML, declares entities, nests beyond reason, or is another program's.
    """
    if _ENTITY.search(text):
        # A few hundred bytes of entities can stand for gigabytes; no editing program writes any.
        raise DocumentError("", "it declares entities, which no editing program writes. Export the file again.")
    parser = ET.XMLParser(target=_Bounded())  # noqa: S314  # what is dangerous in it was refused above
    try:
        parser.feed(text.removeprefix("\ufeff"))
        tree: ET.Element = parser.close()
    except ET.ParseError as error:
        raise DocumentError(f"line {error.position[0]}", f"not XML ({error.msg}). Export the file again.") from error
    except ValueError as error:
        raise DocumentError("", "it holds characters that no text has. Export the file again.") from error
    if tree.tag != root:
        raise DocumentError("", f"it begins with <{tree.tag[:40]}> in place of <{root}>. Name its format, or export it again.")
    return tree


class _Bounded(ET.TreeBuilder):
    """Builds a tree that is neither too deep nor too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self._depth += 1
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise DocumentError("", f"it has more than {MOST_ELEMENTS} elements. Export the film alone.")
        if self._depth > MOST_NESTED:
            raise DocumentError("", f"it nests deeper than {MOST_NESTED} elements. Export the file again.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)
