"""FCPXML 1.10, for Final Cut Pro and all that read its files: one storyline, exact times, everything else connected to it.

Written after Apple's DTD of 1.10: ``tests/exchange/fcpxml_rules.py`` says what of it is used. Times are whole frames of the film
where they are places in it, and whole frames of a file where they are places in that.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature, fills, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence
from autoedit.exchange.text import one_line, plain
from autoedit.exchange.write.fcpxml_resources import Resources
from autoedit.exchange.write.fcpxml_sound import pairs
from autoedit.exchange.write.fcpxml_spine import Spine, Storyteller
from autoedit.exchange.write.fcpxml_time import time_text
from autoedit.exchange.write.handles import missing_handles
from autoedit.model.timeline import Title, TitleKind, TrackKind, TrackRole

VERSION = "1.10"
LOSES = (
    Feature.DIPS,
    Feature.WIPES,
    Feature.GENERATED,
    Feature.TITLES_STYLED,
    Feature.MUSIC_WITHIN_FRAMES,
    Feature.MIX,
    Feature.PICTURE_FADES,
    Feature.CONTAINERS,
)
# Points of Final Cut Pro's own measure for Basic Title: large in the middle, small below.
LETTERS = {TitleKind.OPENING: 96, TitleKind.END_CARD: 96, TitleKind.CAPTION: 54}


@exporter(suffix=".fcpxml", loses=LOSES)
def fcpxml(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """The film as a project in an event of its own."""
    root = Element("fcpxml", {"version": VERSION})
    resources = Resources(element=SubElement(root, "resources"), place=place, is_filling=fills(sequence))
    # The sequence's own format comes first, as in the files that Final Cut Pro writes.
    format_ = resources.format(sequence.rate, sequence.timeline.width, sequence.timeline.height)
    name = one_line(sequence.timeline.name) or one_line(place.stem)
    event = SubElement(SubElement(root, "library"), "event", {"name": name})
    told = {
        "format": format_,
        "duration": time_text(max(1, sequence.timeline.frames) / sequence.rate),
        "tcStart": time_text(sequence.first / sequence.rate),
        "tcFormat": "DF" if sequence.is_drop else "NDF",
        "audioLayout": "stereo",
        "audioRate": "48k",
    }
    project = SubElement(event, "project", {"name": name})
    SubElement(project, "sequence", told).append(_spine(sequence, resources))
    indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
    return (Document(text=f"{head}{_comment(sequence)}{tostring(root, encoding='unicode')}\n", said=missing_handles(sequence)),)


def _spine(sequence: Sequence, resources: Resources) -> Element:
    found = pairs(sequence)
    teller = Storyteller(sequence=sequence, resources=resources, pairs=found)
    pictures = [track for track in sequence.timeline.tracks if track.kind is TrackKind.VIDEO]
    spine = teller.spine(pictures[0] if pictures else None)
    for lane, track in enumerate(pictures[1:], start=1):
        teller.connect_pictures(spine, track, lane)
    # Music first: it has the lane right below the pictures, and what has no picture lies under it.
    alone = sorted(found.alone, key=lambda pair: pair[0].role is not TrackRole.MUSIC)
    for lane, (track, events) in enumerate(alone, start=1):
        teller.connect_sounds(spine, track, events, -lane)
    for lane, title in _lanes(sequence, max(1, len(pictures))):
        spine.hang(_title(sequence, resources, title, lane), title.start, lane)
    _mark(sequence, spine)
    return spine.element


def _lanes(sequence: Sequence, first: int) -> Iterator[tuple[int, Title]]:
    """Titles in lanes above the pictures, one beside another where they overlap."""
    ends: list[int] = []
    for title in sorted(sequence.timeline.titles, key=lambda title: title.start):
        free = next((number for number, end in enumerate(ends) if end <= title.start), len(ends))
        ends[free : free + 1] = [title.span.stop]
        yield first + free, title


def _title(sequence: Sequence, resources: Resources, title: Title, lane: int) -> Element:
    style = f"ts{lane}-{title.start}"
    told = {
        "ref": resources.effect("Basic Title"),
        "name": one_line(title.text) or "Title",
        "start": time_text(sequence.first / sequence.rate),
        "duration": time_text(title.frames / sequence.rate),
    }
    element = Element("title", told)
    SubElement(SubElement(element, "text"), "text-style", {"ref": style}).text = plain(title.text)
    letters = {"font": "Helvetica", "fontSize": str(LETTERS[title.kind]), "fontColor": "1 1 1 1", "alignment": "center"}
    SubElement(SubElement(element, "text-style-def", {"id": style}), "text-style", letters)
    return element


def _mark(sequence: Sequence, spine: Spine) -> None:
    """Sections as chapters and beats as markers, on the items that they fall on: a project has no markers of its own."""
    found = [(marker.frame, "chapter-marker", marker.name) for marker in sequence.timeline.markers]
    found += [(beat.frame, "marker", beat.name) for beat in sequence.beats]
    for frame, tag, name in sorted(found):
        host = spine.host(frame)
        told = {
            "start": spine.time_within(host, frame),
            "duration": time_text(1 / sequence.rate),
            "value": one_line(name) or tag,
        }
        SubElement(host.element, tag, told | ({"posterOffset": "0s"} if tag == "chapter-marker" else {}))


def _comment(sequence: Sequence) -> str:
    """What is not as the film has it; a comment may not hold two dashes side by side."""
    said = [*sequence.changes, *missing_handles(sequence), *losses(sequence, fcpxml.loses)]
    lines = [f"autoedit: {one_line(sentence)}".replace("--", "- -").replace("--", "- -") for sentence in said]
    return "".join(f"<!-- {line} -->\n" for line in lines)
