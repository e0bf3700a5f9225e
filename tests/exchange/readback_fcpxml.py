"""FCPXML read back by what Apple's DTD means by its attributes, sharing no code with our writer or reader.

Written so that a benchmark can hold what was written against what was planned.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple
from xml.etree import ElementTree as ET


class Row(NamedTuple):
    """A clip as it is seen or heard.

    ``track`` is V or A and the lane: V0 is the spine's picture, A0 the sound of it, A-1 sound that hangs below it.
    ``record_start`` counts the film's frames from its first, ``source_in`` the file's own (the film's for sound alone) from its
    first; that of sound, which may begin between two frames, need not be whole.
    """

    track: str
    media: str
    record_start: int
    frames: int
    source_in: Fraction
    speed: Fraction


def frames(text: str) -> list[Row]:
    """Every clip of the first project, pictures and sounds, in order."""
    root = ET.fromstring(text)
    sequence = root.findall(".//project/sequence")[0]
    named = {one.attrib["id"]: one for one in root.find("resources") if "id" in one.attrib}  # type: ignore[union-attr]
    lasts = _s(named[sequence.attrib["format"]].attrib["frameDuration"])
    found: list[Row] = []
    parents = {child: parent for parent in root.iter() for child in parent}
    for clip in root.iter("asset-clip"):
        asset = named[clip.attrib["ref"]]
        own = _s(named[asset.attrib["format"]].attrib["frameDuration"]) if "format" in asset.attrib else lasts
        begins, lane = _record(clip, parents, _s(sequence.attrib["tcStart"]))
        local = _s(clip.attrib["start"])
        speed, start = _source(clip, local)
        source = (start - _s(asset.attrib["start"])) / own
        name, enabled = asset.attrib["name"], clip.get("srcEnable", "all")
        if "hasVideo" in asset.attrib and enabled != "audio":
            length = _s(clip.attrib["duration"]) / lasts
            found.append(Row(f"V{lane}", name, _whole(begins / lasts), _whole(length), source, speed))
        volume = clip.find("adjust-volume")
        is_heard = volume is None or volume.get("amount") != "-96dB"
        if "hasAudio" in asset.attrib and enabled != "video" and is_heard:
            earlier = local - _s(clip.get("audioStart", clip.attrib["start"]))
            length = _s(clip.get("audioDuration", clip.attrib["duration"])) / lasts
            heard = source - earlier * speed / own
            found.append(Row(f"A{lane}", name, _whole((begins - earlier) / lasts), _whole(length), heard, speed))
    return sorted(found)


def _record(clip: ET.Element, parents: dict[ET.Element, ET.Element], zero: Fraction) -> tuple[Fraction, int]:
    """Seconds from the film's first frame to the clip's, and its lane: up through all that it hangs on."""
    seconds, lane = Fraction(0), 0
    here = clip
    while here.tag != "sequence":
        above = parents[here]
        lane += int(here.get("lane", 0))
        if here.tag != "spine" or "lane" in here.attrib:
            seconds += _s(here.attrib["offset"])
        if above.tag != "spine" and above.tag != "sequence":
            seconds -= _s(above.attrib["start"])
        here = above
    return seconds - zero, lane


def _source(clip: ET.Element, local: Fraction) -> tuple[Fraction, Fraction]:
    """The speed of a clip, and what its time map makes of a time of its own."""
    points = [(_s(point.attrib["time"]), _s(point.attrib["value"])) for point in clip.findall("timeMap/timept")]
    if not points:
        return Fraction(1), local
    (time, value), (last_time, last_value) = points
    speed = (last_value - value) / (last_time - time)
    return speed, value + (local - time) * speed


def _s(text: str) -> Fraction:
    assert text.endswith("s")
    return Fraction(text[:-1])


def _whole(frame: Fraction) -> int:
    assert frame.denominator == 1, f"{frame} is no whole frame"
    return int(frame)
