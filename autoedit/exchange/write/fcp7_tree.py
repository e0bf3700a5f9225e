"""The small words of Final Cut Pro 7's XML: elements, rates, timecodes, comments, and the document's text."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

from autoedit.exchange.text import one_line, plain
from autoedit.model.timecode import timecode

TRUE, FALSE = "TRUE", "FALSE"
# Premiere's clock. Every frame of every standard rate is a whole number of its ticks.
TICKS = 254_016_000_000


def leaf(parent: ET.Element, tag: str, value: str | int | bool) -> ET.Element:
    """An element with a value, as the format writes it."""
    element = ET.SubElement(parent, tag)
    element.text = (TRUE if value else FALSE) if isinstance(value, bool) else plain(str(value))
    return element


def number(value: Fraction | float) -> str:
    """A number with up to nine decimals, and none that it does not need."""
    return f"{float(value):.9f}".rstrip("0").rstrip(".")


def ticks(seconds: Fraction) -> int:
    """Seconds in Premiere's clock."""
    return round(seconds * TICKS)


def add_rate(parent: ET.Element, rate: Fraction) -> None:
    """A rate: whole frames a second, and whether they run slower by 1000/1001."""
    element = ET.SubElement(parent, "rate")
    leaf(element, "timebase", -(-rate.numerator // rate.denominator))
    leaf(element, "ntsc", rate.denominator == 1001)


def add_timecode(parent: ET.Element, frame: int, rate: Fraction, *, is_drop: bool, reel: str | None = None) -> None:
    """A timecode, as a text and as the count of frames that it stands for."""
    element = ET.SubElement(parent, "timecode")
    add_rate(element, rate)
    text = timecode(frame, rate, is_drop=is_drop)
    leaf(element, "string", text)
    leaf(element, "frame", frame)
    leaf(element, "displayformat", "DF" if ";" in text else "NDF")
    if reel:
        leaf(ET.SubElement(element, "reel"), "name", one_line(reel))


def add_comment(parent: ET.Element, text: str) -> None:
    """A comment of XML, which may neither hold two hyphens side by side nor end in one."""
    said = one_line(text)
    while "--" in said:
        said = said.replace("--", "- -")
    parent.append(ET.Comment(f" {said} "))


def document(root: ET.Element) -> str:
    """The file's text."""
    ET.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"
