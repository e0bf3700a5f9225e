"""The files and formats that an FCPXML document refers to by their ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from autoedit.errors import DocumentError
from autoedit.exchange.read.fcpxml_clock import seconds
from autoedit.exchange.read.figures import rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file. ``start`` is what its clock says at its first frame, ``rate`` its frames a second where it has a picture."""

    name: str
    file: str
    start: Fraction
    duration: Fraction
    has_video: bool
    has_audio: bool
    rate: Fraction | None


def assets(root: Element, rates: Mapping[str, Fraction | None]) -> dict[str, Asset]:
    """Every file of a document by its id."""
    return {one.get("id", ""): _asset(one, rates) for one in root.iterfind("resources/asset")}


def format_rates(root: Element) -> dict[str, Fraction | None]:
    """Frames a second of each format by its id; None for those that have none, as that of sound alone.

    Raises:
        DocumentError: one is absurd.
    """
    return {one.get("id", ""): _format_rate(one) for one in root.iterfind("resources/format")}


def _asset(element: Element, rates: Mapping[str, Fraction | None]) -> Asset:
    """A file; its path is an attribute up to 1.8 and an element from 1.9 on."""
    copies = sorted(element.findall("media-rep"), key=lambda copy: copy.get("kind") == "proxy-media")
    named = [copy.get("src", "") for copy in copies]
    return Asset(
        name=element.get("name", ""),
        file=element.get("src") or next(iter(named), ""),
        start=seconds(element, "start", Fraction(0)),
        duration=seconds(element, "duration", Fraction(0)),
        has_video=element.get("hasVideo") == "1",
        has_audio=element.get("hasAudio") == "1",
        rate=rates.get(element.get("format", "")),
    )


def _format_rate(element: Element) -> Fraction | None:
    """Frames a second; up to 1.7 some formats have them in their names only."""
    duration = seconds(element, "frameDuration", Fraction(0))
    if duration < 0:
        raise DocumentError("format frameDuration", f"{element.get('frameDuration')!r} is below zero. Export the file again.")
    if duration:
        return rate(1 / duration, "format frameDuration")
    named = re.fullmatch(r"FFVideoFormat\S*[pi](\d{2})(\d{2})?", element.get("name") or "")
    if named is None:
        return None
    return rate(Fraction(int(named[1] + (named[2] or "00")), 100), "format name")
