"""The XML of MLT, which Shotcut and Kdenlive share: properties, profile, producers, filters, and what a person is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from pathlib import PurePath
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

from autoedit.exchange.exporter import Exporter
from autoedit.exchange.losses import losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence
from autoedit.exchange.source import Source
from autoedit.exchange.text import one_line, plain
from autoedit.exchange.write.mlt_clock import InPoint, length
from autoedit.model.media import Media
from autoedit.version import VERSION

Value = str | int | float

# The version of MLT whose files these are: chains and newer services are not used.
MLT_VERSION = "7.12.0"


def project(sequence: Sequence, place: Place, exporter: Exporter, more: Iterable[str] = ()) -> Element:
    """An empty project: what the format loses as a comment, and the profile.

    Without a ``root`` MLT looks for relative files beside the project, wherever that is moved to.
    """
    root = Element("mlt", {"LC_NUMERIC": "C", "version": MLT_VERSION, "producer": "main_bin"})
    if not place.is_relative:
        root.set("root", plain(str(place.folder)))
    sentences = (f"made by autoedit {VERSION}", *sequence.changes, *losses(sequence, exporter.loses), *more)
    root.append(Comment(_comment(sentences)))
    root.append(_profile(sequence))
    return root


def said(points: Iterable[InPoint]) -> Iterator[str]:
    """How the planned frames are met where MLT counts otherwise, and how many are not."""
    points = tuple(points)
    wrong, delayed = sum(point.wrong for point in points), sum(point.delay != 0 for point in points)
    if delayed:
        yield f"the picture of {delayed} clips is shifted against its file (video_delay), so that the planned frames are shown"
    if wrong:
        yield f"{wrong} frames show the frame beside the planned one: MLT counts files of other rates in the film's frames"


def text_of(root: Element) -> str:
    """A project's text."""
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def add(parent: Element, tag: str, attributes: Mapping[str, Value], properties: Mapping[str, Value | None]) -> Element:
    """A new element of a parent; properties that are None are left out."""
    element = SubElement(parent, tag, {name: plain(str(value)) for name, value in attributes.items()})
    set_properties(element, properties)
    return element


def set_properties(element: Element, properties: Mapping[str, Value | None]) -> None:
    """Give an element properties, in order; those that are None are left out."""
    for name, value in properties.items():
        if value is not None:
            SubElement(element, "property", {"name": name}).text = plain(str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a file is read for a clip or a track.

    Attributes:
        has_picture, has_sound: which of the file's streams are read.
        delay: by how many frames of the file its picture is held back.
        forced: the rate that MLT is told to take it for.
        used: how many frames of the film's rate are used at most.
    """

    source: Source
    speed: Fraction = Fraction(1)
    has_picture: bool = True
    has_sound: bool = True
    delay: int = 0
    forced: Fraction | None = None
    used: int = 0


def add_producer(parent: Element, name: str, reader: Reader, rate: Fraction, place: Place) -> Element:
    """A file as MLT reads it. A file is not opened to check it, so what streams it has is told."""
    media, speed = reader.source.media, reader.speed
    frames = max(length(reader.source, rate, speed), reader.used)
    path = _path(place, media)
    video, sound = media.video, media.sound
    file_rate = reader.forced or (video.rate if video is not None else rate)
    warped: dict[str, Value | None] = {}
    if speed != 1:
        warped = {"warp_speed": speed_text(speed), "warp_resource": path, "warp_pitch": 0}
    return add(parent, "producer", {"id": name, "in": 0, "out": frames - 1}, {
        "length": frames,
        "eof": "pause",
        "resource": path if speed == 1 else f"{speed_text(speed)}:{path}",
        "mlt_service": "avformat-novalidate" if speed == 1 else "timewarp",
        "seekable": 1,
        # Without these MLT takes the first stream for the picture, the second for the sound; many files have them the other way.
        "video_index": video.index if video is not None and reader.has_picture else -1,
        "audio_index": sound.index if sound is not None and reader.has_sound else -1,
        "video_delay": f"{float(reader.delay / file_rate):.6f}" if reader.delay else None,
        "force_fps": f"{float(reader.forced):.9f}" if reader.forced is not None else None,
        **warped,
    })  # fmt: skip


def add_background(parent: Element, name: str, frames: int) -> Element:
    """Black and silent, for as long as the film: what is seen through gaps."""
    return add(parent, "producer", {"id": name, "in": 0, "out": frames - 1}, {
        "length": frames, "eof": "pause", "resource": "black", "aspect_ratio": 1, "mlt_service": "color",
        "mlt_image_format": "rgba", "set.test_audio": 0,
    })  # fmt: skip


def speed_text(speed: Fraction) -> str:
    """A speed in decimals, never with an exponent."""
    return f"{float(speed):.8f}".rstrip("0").rstrip(".")


def file_name(source: Source) -> str:
    """What a person calls a file."""
    return one_line(PurePath(source.media.path).name)


def _path(place: Place, media: Media) -> str:
    """A file's path; a relative one with a colon in it would be taken for a protocol's and not be looked for."""
    path = place.path(media)
    return str(place.folder / path) if ":" in path else path


def _profile(sequence: Sequence) -> Element:
    timeline, rate = sequence.timeline, sequence.rate
    common = gcd(timeline.width, timeline.height)
    return Element("profile", {
        "description": f"{timeline.width}x{timeline.height} {float(rate):.3f} fps",
        "width": str(timeline.width), "height": str(timeline.height), "progressive": "1",
        "sample_aspect_num": "1", "sample_aspect_den": "1",
        "display_aspect_num": str(timeline.width // common), "display_aspect_den": str(timeline.height // common),
        "frame_rate_num": str(rate.numerator), "frame_rate_den": str(rate.denominator), "colorspace": "709",
    })  # fmt: skip


def _comment(sentences: Iterable[str]) -> str:
    """Sentences as an XML comment, which two hyphens would end."""
    text = "".join(f"\n  {one_line(sentence)}" for sentence in sentences) + "\n"
    while "--" in text:
        text = text.replace("--", "- -")
    return text
