"""FCPXML read back, versions 1.8 to 1.11: the clips of the first project's storylines, and all that is connected to them.

Tracks are counted from 0: pictures from the lowest lane up, then the sound of pictures, then sound alone, from the lane next to
the pictures down. Compound and multicam clips hold their sequences elsewhere, and are told as left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip, FoundFilm, FoundTransition
from autoedit.exchange.read.fcpxml_clock import Clock, retimed, seconds
from autoedit.exchange.read.fcpxml_resources import Asset, assets, format_rates
from autoedit.exchange.read.xml_tree import xml_tree
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TrackKind

CONTAINERS = frozenset({"clip", "sync-clip"})
LEAVES = frozenset({"asset-clip", "video", "audio"})
LEFT_OUT = frozenset({"ref-clip", "mc-clip", "title", "caption"})
ITEMS = CONTAINERS | LEAVES | LEFT_OUT | {"gap", "audition"}
DEEPEST = 40
# Volumes at which Final Cut Pro's slider ends: nothing is heard.
SILENCE_DB = -96
# Rates this near to one another Final Cut Pro plays frame for frame, and so at another speed, unless it is told not to.
CONFORMED = Fraction(6, 100)
KINDS = {"Cross Dissolve": "dissolve", "Fade To Color": "dip", "Dip To Color Dissolve": "dip"}

_MARK = re.compile(r"\s*autoedit: (\S+)(?: \+ (\S+))?")

_Place = tuple[TrackKind, int, int]


def fcpxml(text: str, rate: Fraction | None = None) -> FoundFilm:  # noqa: ARG001  # such a file says its own rate
    """What an FCPXML file says of a film.

    Raises:
        DocumentError: it is none, holds no project, or a time in it makes no sense.
    """
    root = xml_tree(text, "fcpxml")
    found = [sequence for project in root.iter("project") for sequence in project.findall("sequence")]
    if not found:
        raise DocumentError("project", "there is no project with a sequence in this file. Export a project, not clips.")
    reading = _Reading(root, found[0])
    if len(found) > 1:
        reading.note(f"of {len(found)} projects the first is read")
    return reading.film()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where an item is found: the clock that its offset is told in, the part of the film seen through it, its lane, its depth."""

    clock: Clock
    lane: int = 0
    depth: int = 0
    window: tuple[Fraction, Fraction] | None = None

    def seen(self, start: Fraction, end: Fraction) -> tuple[Fraction, Fraction]:
        """What of a part of the film is seen."""
        if self.window is None:
            return start, end
        return max(start, self.window[0]), min(end, self.window[1])


class _Reading:
    """What was found so far in a sequence."""

    def __init__(self, root: Element, sequence: Element) -> None:
        rates = format_rates(root)
        self.assets = assets(root, rates)
        rate = rates.get(sequence.get("format", ""))
        if rate is None:
            raise DocumentError("sequence format", "it names no format with a frame duration. Export the project again.")
        self.rate = rate
        self.clips: dict[_Place, list[FoundClip]] = {}
        self.transitions: dict[_Place, list[FoundTransition]] = {}
        self.notes: dict[str, None] = {}
        self.left_out: Counter[str] = Counter()
        spine = sequence.find("spine")
        start = seconds(sequence, "tcStart", Fraction(0))
        if spine is not None:
            self.storyline(spine, _Frame(clock=Clock(record=Fraction(0), value=start)), start)

    def note(self, said: str) -> None:
        """Tell something once."""
        self.notes.setdefault(said)

    def storyline(self, spine: Element, frame: _Frame, now: Fraction) -> None:
        """Go along a storyline; an item that does not say its offset follows the one before."""
        waiting: list[Element] = []
        for child in spine:
            if child.tag == "transition":
                waiting.append(child)
            elif child.tag in ITEMS:
                offset = seconds(child, "offset", now)
                for transition in waiting:
                    self.transition(transition, frame, offset)
                waiting.clear()
                now = offset + self.item(child, replace(frame, depth=frame.depth + 1), offset)
        for transition in waiting:
            self.transition(transition, frame, now)

    def transition(self, element: Element, frame: _Frame, cut: Fraction) -> None:
        duration = seconds(element, "duration")
        start = seconds(element, "offset", cut - duration / 2)
        first, middle, end = (
            nearest_frame(frame.clock.when(time), self.rate)
            for time in (start, min(max(cut, start), start + duration), start + duration)
        )
        name = element.get("name", "")
        has_picture = element.find("filter-video") is not None or element.find("filter-audio") is None
        kind = TrackKind.VIDEO if has_picture else TrackKind.AUDIO
        found = FoundTransition(
            kind=KINDS.get(name, name.lower()), track=0, cut=middle, in_frames=middle - first, out_frames=end - middle
        )
        self.transitions.setdefault(_place(kind, frame.lane, is_alone=kind is TrackKind.AUDIO), []).append(found)

    def item(self, element: Element, frame: _Frame, offset: Fraction) -> Fraction:
        """Read an item of a storyline or one connected to another; gives its duration in the clock that it stands in."""
        if frame.depth > DEEPEST:
            self.note(f"what nests deeper than {DEEPEST} clips is left out")
            return Fraction(0)
        if element.tag == "audition":
            picked = next((child for child in element if child.tag in ITEMS), None)
            return Fraction(0) if picked is None else self.item(picked, replace(frame, depth=frame.depth + 1), offset)
        asset = self.assets.get(element.get("ref", "")) if element.tag in LEAVES else None
        start = seconds(element, "start", asset.start if asset else Fraction(0))
        duration = seconds(element, "duration", asset.duration if asset else None)
        record = frame.clock.when(offset)
        own = Clock(record=record, value=start, speed=frame.clock.speed)
        content = self.content(element, own, duration, asset)
        is_seen = element.get("enabled", "1") != "0"
        if not is_seen:
            self.note(f"{_named(element)} is switched off, and left out")
        elif element.tag in LEFT_OUT:
            self.left_out[f"<{element.tag}>"] += 1
        elif content is not None and element.tag in LEAVES:
            self.leaf(element, frame, own, content, duration, asset)
        inside = None
        if content is not None and is_seen and element.tag in CONTAINERS:
            inside = replace(frame, clock=content, window=frame.seen(record, record + duration / frame.clock.speed))
        self.hung(element, replace(frame, clock=own), inside)
        return duration

    def hung(self, element: Element, outside: _Frame, inside: _Frame | None) -> None:
        """What is connected to an item, by its lane, and what is contained in it, which has none and is seen through it."""
        for child in element:
            is_connected = "lane" in child.attrib or element.tag not in CONTAINERS
            frame = outside if is_connected else inside
            if frame is None or (child.tag not in ITEMS and child.tag != "spine"):
                continue
            below = replace(frame, lane=frame.lane + _lane(child), depth=frame.depth + 1)
            offset = seconds(child, "offset", frame.clock.value)
            if child.tag != "spine":
                self.item(child, below, offset)
                continue
            # A connected storyline counts from its own beginning; one that is contained counts as the clip does.
            zero = Clock(record=frame.clock.when(offset), value=Fraction(0), speed=frame.clock.speed)
            self.storyline(child, replace(below, clock=zero) if is_connected else below, Fraction(0))

    def content(self, element: Element, own: Clock, duration: Fraction, asset: Asset | None) -> Clock | None:
        """The clock of what an item shows; None where it does not play forwards."""
        first, speed, is_even = retimed(element, own.value, duration)
        speed *= self.conformed(element, asset)
        if speed <= 0:
            self.note(f"{_named(element)} stands still or plays backwards, and is left out")
            return None
        if not is_even:
            self.note(f"{_named(element)} has a varying speed, read as even")
        return Clock(record=own.record, value=first, speed=own.speed * speed)

    def conformed(self, element: Element, asset: Asset | None) -> Fraction:
        """The speed at which a file of another rate is played, where its frames are taken one for one."""
        conform = element.find("conform-rate")
        if conform is None or conform.get("scaleEnabled", "1") == "0" or asset is None or asset.rate is None:
            return Fraction(1)
        return self.rate / asset.rate if abs(asset.rate / self.rate - 1) <= CONFORMED else Fraction(1)

    def leaf(self, element: Element, frame: _Frame, own: Clock, content: Clock, duration: Fraction, asset: Asset | None) -> None:
        """A clip of a file: its picture, its sound, or both."""
        if asset is None:
            self.left_out["generated clips"] += 1
            return
        ids = _ids(element)
        enabled = {"video": "video", "audio": "audio"}.get(element.tag, element.get("srcEnable", "all"))
        end = own.record + duration / own.speed
        has_picture = asset.has_video and enabled != "audio"
        if has_picture:
            place = _place(TrackKind.VIDEO, frame.lane)
            self.clip(element, place, ids[0], frame.seen(own.record, end), content, asset)
        if asset.has_audio and enabled != "video" and not _is_silent(element):
            start = own.when(seconds(element, "audioStart", own.value))
            lasts = seconds(element, "audioDuration", duration) / own.speed
            place = _place(TrackKind.AUDIO, frame.lane, is_alone=not has_picture)
            self.clip(element, place, ids[1 if has_picture else 0], frame.seen(start, start + lasts), content, asset)

    def clip(
        self, element: Element, place: _Place, id_: str, span: tuple[Fraction, Fraction], content: Clock, asset: Asset
    ) -> None:
        start, end = (nearest_frame(time, self.rate) for time in span)
        if end <= start:
            self.note(f"{_named(element)} lasts less than a frame, and is left out")
            return
        found = FoundClip(
            id=id_,
            name=element.get("name", "") or asset.name,
            file=asset.file,
            reel="",
            kind=place[0],
            track=0,
            start=start,
            frames=end - start,
            source_in=content.at(span[0]) - asset.start,
            speed=content.speed,
        )
        self.clips.setdefault(place, []).append(found)

    def film(self) -> FoundFilm:
        """All of it, in the order of tracks and times."""
        places = sorted({*self.clips, *self.transitions}, key=lambda place: (place[0] is not TrackKind.VIDEO, *place[1:]))
        tracks = list(enumerate(places))
        return FoundFilm(
            rate=self.rate,
            clips=tuple(
                replace(clip, track=number)
                for number, place in tracks
                for clip in sorted(self.clips.get(place, []), key=lambda clip: clip.start)
            ),
            transitions=tuple(
                replace(found, track=number) for number, place in tracks for found in self.transitions.get(place, [])
            ),
            notes=(*self.notes, *(f"{count} {what} left out" for what, count in self.left_out.items())),
        )


def _place(kind: TrackKind, lane: int, *, is_alone: bool = False) -> _Place:
    """Where a clip's track comes among the others."""
    if kind is TrackKind.VIDEO:
        return kind, 0, lane
    return kind, int(is_alone), -lane if is_alone else lane


def _lane(element: Element) -> int:
    text = element.get("lane", "0")
    return int(text) if re.fullmatch(r"-?\d{1,4}", text) else 0


def _ids(element: Element) -> tuple[str, str]:
    """Our own ids of a clip's picture and sound, from its note."""
    found = _MARK.match(element.findtext("note") or "")
    return (found[1], found[2] or "") if found else ("", "")


def _is_silent(element: Element) -> bool:
    """Whether a clip is turned down as far as it goes."""
    volume = element.find("adjust-volume")
    amount = re.match(r"\s*(-\d{1,4})(?:\.\d+)?\s*dB", volume.get("amount", "")) if volume is not None else None
    return amount is not None and int(amount[1]) <= SILENCE_DB


def _named(element: Element) -> str:
    return f"<{element.tag}> {(element.get('name') or '')[:60]!r}"
