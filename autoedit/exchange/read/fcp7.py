"""Final Cut Pro 7's XML read back: a sequence's tracks, from our own files and from Premiere's and Resolve's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree import ElementTree as ET

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip, FoundFilm, FoundTransition
from autoedit.exchange.read.fcp7_clip import our_id, rate_of, source_in, speed_of
from autoedit.exchange.read.figures import whole
from autoedit.exchange.read.xml_tree import xml_tree
from autoedit.exchange.write.fcp7_tree import TICKS
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TrackKind

ITEMS = {"clipitem", "generatoritem", "transitionitem"}
# Where sequences lie: at the top, or in a project's and its bins' lists.
HOLDERS = {"project", "bin", "children"}
# A start or end that the transition beside it tells.
UNTOLD = -1


def fcp7(text: str, rate: Fraction | None = None) -> FoundFilm:  # noqa: ARG001  # such a file says its own rate
    """What a Final Cut Pro 7 file says of a film.

    Raises:
        DocumentError: it is none, or a time in it makes no sense.
    """
    root = xml_tree(text, "xmeml")
    sequences = list(_sequences(root))
    if not sequences:
        raise DocumentError("sequence", "there is none in this file. Export a sequence, not clips alone.")
    sequence = sequences[0]
    name = sequence.findtext("name") or ""
    reading = _Reading(rate=rate_of(sequence, None, "sequence"), described=_described(root))
    if len(sequences) > 1:
        reading.notes.append(f"of {len(sequences)} sequences the first is read, {name[:60]!r}")
    for kind in TrackKind:
        for track in sequence.findall(f"media/{kind.value}/track"):
            _track(reading, track, kind)
    return FoundFilm(
        rate=reading.rate,
        clips=tuple(reading.clips),
        transitions=tuple(reading.transitions),
        notes=tuple(dict.fromkeys(reading.notes)),
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What was found so far. ``described`` leads from an id to the element that tells all; ``heard`` are sounds' first sides."""

    rate: Fraction
    described: dict[tuple[str, str], ET.Element]
    tracks: int = 0
    heard: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clips: list[FoundClip] = field(default_factory=list)
    transitions: list[FoundTransition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def whole_of(self, element: ET.Element) -> ET.Element:
        """The element itself, or the one of its id that is not empty."""
        return element if len(element) else self.described.get((element.tag, element.get("id", "")), element)


def _sequences(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        if child.tag == "sequence" and child.find("media") is not None:
            yield child
        elif child.tag in HOLDERS:
            yield from _sequences(child)


def _described(root: ET.Element) -> dict[tuple[str, str], ET.Element]:
    """Where an id is described: programs do it once and refer to it everywhere else."""
    found: dict[tuple[str, str], ET.Element] = {}
    for element in root.iter():
        name = element.get("id")
        if name is not None and len(element):
            found.setdefault((element.tag, name), element)
    return found


def _track(reading: _Reading, track: ET.Element, kind: TrackKind) -> None:
    """Go along a track; the second of two that are a stereo pair says nothing new."""
    if kind is TrackKind.AUDIO and track.get("currentExplodedTrackIndex", "0") != "0":
        return
    number, where = reading.tracks, f"track {reading.tracks + 1}"
    items = [reading.whole_of(item) for item in track if item.tag in ITEMS]
    if kind is TrackKind.AUDIO:
        items = [item for item in items if not _is_other_side(reading, item)]
        if not items and track.find("clipitem") is not None:
            return
    reading.tracks += 1
    joins = [place for place, item in enumerate(items) if _is_join(item)]
    cuts = {place: _cut(items, place, reading.rate, f"{where}, item {place + 1}") for place in joins}
    for place, item in enumerate(items):
        here = f"{where}, item {place + 1}"
        if _is_join(item):
            _join(reading, item, number, cuts[place], here)
        elif item.tag == "generatoritem":
            reading.notes.append(f"{here}: {_named(item)} is generated, not of a file, and left out")
        else:
            before = (items[place - 1], cuts[place - 1]) if place - 1 in cuts else None
            _clip(reading, item, kind, number, before, cuts.get(place + 1), here)
    if (track.findtext("enabled") or "").strip().upper() == "FALSE":
        reading.notes.append(f"{where} is switched off; its clips are read all the same")


def _is_other_side(reading: _Reading, item: ET.Element) -> bool:
    """Whether a sound is the right channel of one that was read: linked to it, of the same file, at the same place."""
    same = tuple((item.findtext(name) or "").strip() for name in ("start", "end", "in"))
    file = item.find("file")
    same += (file.get("id", "") if file is not None else "",)
    links = [(link.text or "").strip() for link in item.findall("link/linkclipref")]
    name = item.get("id", "")
    if any(reading.heard.get(other) == same for other in links if other != name):
        return True
    if name:
        reading.heard[name] = same
    return False


def _is_join(item: ET.Element) -> bool:
    return item.tag == "transitionitem"


def _cut(items: list[ET.Element], place: int, rate: Fraction, where: str) -> int:
    """Where a transition's cut lies: as its neighbours tell, else as Premiere's ticks do, else its alignment."""
    item = items[place]
    start, end = whole(item.findtext("start"), f"{where}.start"), whole(item.findtext("end"), f"{where}.end")
    if end <= start:
        raise DocumentError(where, f"a transition lasts a frame at least, got {start} to {end}. Export the sequence again.")
    told = [
        whole(items[beside].findtext(name), f"{where}.{name}")
        for beside, name in ((place - 1, "end"), (place + 1, "start"))
        if 0 <= beside < len(items) and not _is_join(items[beside])
    ]
    for frame in told:
        if frame != UNTOLD and start <= frame <= end:
            return frame
    ticks = item.findtext("cutPointTicks")
    if ticks is not None:
        cut = start + nearest_frame(Fraction(whole(ticks, f"{where}.cutPointTicks"), TICKS), rate)
        if start <= cut <= end:
            return cut
    alignment = (item.findtext("alignment") or "center").strip()
    if alignment.startswith("start"):
        return start
    return end if alignment.startswith("end") else (start + end) // 2


def _join(reading: _Reading, item: ET.Element, number: int, cut: int, where: str) -> None:
    start, end = whole(item.findtext("start"), f"{where}.start"), whole(item.findtext("end"), f"{where}.end")
    kind = _kind(item)
    reading.transitions.append(FoundTransition(kind=kind, track=number, cut=cut, in_frames=cut - start, out_frames=end - cut))


def _kind(item: ET.Element) -> str:
    """A transition under our name where it has one."""
    name = (item.findtext("effect/effectid") or item.findtext("effect/name") or "").strip()
    if name in {"Cross Dissolve", "Dissolve", ""} or name.startswith("KGAudioTrans"):
        return "dissolve"
    if name == "Edge Wipe":
        return "wipe"
    if name != "Dip to Color Dissolve":
        return name
    colours = [parameter.find("value") for parameter in item.findall("effect/parameter")]
    told = {tuple((one.findtext(part) or "0").strip() for part in ("red", "green", "blue")) for one in colours if one is not None}
    named = {("0", "0", "0"): "dip_to_black", ("255", "255", "255"): "dip_to_white"}
    return next((named[colour] for colour in told if colour in named), "dip" if told else "dip_to_black")


def _clip(
    reading: _Reading,
    item: ET.Element,
    kind: TrackKind,
    number: int,
    before: tuple[ET.Element, int] | None,
    after: int | None,
    where: str,
) -> None:
    file = item.find("file")
    if file is None:
        what = "a nested sequence" if item.find("sequence") is not None else "of no file"
        reading.notes.append(f"{where}: {_named(item)} is {what}, left out")
        return
    file = reading.whole_of(file)
    speed = speed_of(item, where)
    left_out = _why_left_out(item, file, speed.factor)
    if left_out:
        reading.notes.append(f"{where}: {_named(item)} {left_out}, and is left out")
        return
    if speed.is_varying:
        reading.notes.append(f"{where}: {_named(item)} has a varying speed, read as even")
    start, end = whole(item.findtext("start"), f"{where}.start"), whole(item.findtext("end"), f"{where}.end")
    lead = Fraction(0)
    if start == UNTOLD and before is not None:
        start = before[1]
        lead = (start - whole(before[0].findtext("start"), f"{where}.start")) / reading.rate
    if end == UNTOLD and after is not None:
        end = after
    if start < 0 or end <= start:
        reading.notes.append(f"{where}: {_named(item)} lasts from frame {start} to {end}, and is left out")
        return
    clip_rate = rate_of(item, reading.rate, where)
    reading.clips.append(
        FoundClip(
            id=our_id(item),
            name=(item.findtext("name") or file.findtext("name") or "").strip(),
            file=(file.findtext("pathurl") or "").strip(),
            reel=(file.findtext("timecode/reel/name") or "").strip(),
            kind=kind,
            track=number,
            start=start,
            frames=end - start,
            source_in=source_in(item, speed, clip_rate, lead, where),
            speed=speed.factor,
        )
    )


def _why_left_out(item: ET.Element, file: ET.Element, speed: Fraction) -> str:
    if (item.findtext("enabled") or "").strip().upper() == "FALSE":
        return "is switched off"
    if file.find("mediaSource") is not None and file.find("pathurl") is None:
        return f"is generated ({(file.findtext('mediaSource') or '').strip()[:40]}), not of a file"
    return "stands still or plays backwards" if speed <= 0 else ""


def _named(item: ET.Element) -> str:
    name = (item.findtext("name") or "").strip()
    return repr(name[:60]) if name else "an item without a name"
