"""The rules of FCPXML 1.10 for the elements that we write, as data, and a check of a document against them.

Set down after Apple's DTD of 1.10. A rule has the attributes with what they may say, those that must be there, and which
children may follow one another. Beside it stands what Final Cut Pro asks for and a DTD cannot say: references that lead
somewhere, times on whole frames, storylines without holes and overlaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree import ElementTree as ET

TIME = r"-?\d+(/[1-9]\d*)?s"
ID = r"[A-Za-z_][\w.-]*"
TEXT = r"[^\n]*"
FLAG = r"[01]"
WHOLE = r"\d+"
ANCHORS = "audio|video|clip|title|caption|mc-clip|ref-clip|sync-clip|asset-clip|audition|spine"
STORY = "audio|video|clip|title|mc-clip|ref-clip|sync-clip|asset-clip|audition|gap"
MARKERS = "marker|chapter-marker|rating|keyword|analysis-marker"
SOURCE_RATES = r"23\.98|24|25|29\.97|30|60|47\.95|48|50|59\.94"
# Numerators have 64 bits and denominators 32, both with a sign.
MOST_NUMERATOR, MOST_DENOMINATOR = 2**63 - 1, 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What an element may hold; ``children`` is a pattern over the children's names, each followed by a space."""

    may: dict[str, str] = field(default_factory=dict)
    must: dict[str, str] = field(default_factory=dict)
    children: str = ""
    has_text: bool = False


def _seq(*parts: str) -> str:
    """A content model: names in order, each with its own ``?``, ``*`` or ``+``; ``a|b`` is one of them."""
    return "".join(f"(?:(?:{part.rstrip('?*+')}) ){part[len(part.rstrip('?*+')) :]}" for part in parts)


_CLIP = {"lane": r"-?\d+", "offset": TIME, "name": TEXT, "start": TIME, "enabled": FLAG}
_PICTURE = ("adjust-crop?", "adjust-conform?", "adjust-transform?", "adjust-blend?")

RULES: dict[str, Rule] = {
    "fcpxml": Rule(must={"version": r"1\.10"}, children=_seq("import-options?", "resources?", "library|event*")),
    "resources": Rule(children=_seq("asset|effect|format|media|locator*")),
    "format": Rule(
        must={"id": ID},
        may={
            "name": r"FFVideoFormat[\w]+", "frameDuration": TIME, "fieldOrder": TEXT, "width": WHOLE, "height": WHOLE,
            "paspH": WHOLE, "paspV": WHOLE, "colorSpace": r"\d+-\d+-\d+ \(.+\)", "projection": TEXT, "stereoscopic": TEXT,
        },
    ),
    "asset": Rule(
        must={"id": ID},
        may={
            "name": TEXT, "uid": r"[0-9A-F]{32}", "start": TIME, "duration": TIME, "hasVideo": "1", "format": ID, "hasAudio": "1",
            "videoSources": WHOLE, "audioSources": WHOLE, "audioChannels": WHOLE, "audioRate": WHOLE,
        },
        children=_seq("media-rep+", "metadata?"),
    ),
    "media-rep": Rule(
        must={"src": r"\S+"}, may={"kind": "original-media|proxy-media", "sig": TEXT, "suggestedFilename": TEXT},
        children=_seq("bookmark?"),
    ),
    "effect": Rule(must={"id": ID, "uid": TEXT}, may={"name": TEXT, "src": TEXT}),
    "library": Rule(
        may={"location": TEXT, "colorProcessing": "standard|wide|wide-hdr"}, children=_seq("event|smart-collection*")
    ),
    "event": Rule(may={"name": TEXT, "uid": TEXT}, children=_seq("clip|asset-clip|project*")),
    "project": Rule(may={"name": TEXT, "uid": TEXT, "id": ID, "modDate": TEXT}, children=_seq("sequence")),
    "sequence": Rule(
        must={"format": ID},
        may={
            "duration": TIME, "tcStart": TIME, "tcFormat": "DF|NDF", "audioLayout": "mono|stereo|surround",
            "audioRate": r"32k|44\.1k|48k|88\.2k|96k|176\.4k|192k", "renderFormat": TEXT, "keywords": TEXT,
        },
        children=_seq("note?", "spine", "metadata?"),
    ),
    "spine": Rule(may={"lane": r"-?\d+", "offset": TIME, "name": TEXT, "format": ID}, children=_seq(f"{STORY}|transition*")),
    "asset-clip": Rule(
        must={"ref": ID},
        may=_CLIP | {
            "duration": TIME, "srcEnable": "all|audio|video", "audioStart": TIME, "audioDuration": TIME, "format": ID,
            "tcStart": TIME, "tcFormat": "DF|NDF", "modDate": TEXT, "audioRole": TEXT, "videoRole": TEXT,
        },
        children=_seq(
            "note?", "conform-rate?", "timeMap?", *_PICTURE, "adjust-volume?", "adjust-panner?", f"{ANCHORS}*", f"{MARKERS}*",
            "audio-channel-source*", "filter-video|filter-video-mask*", "filter-audio*", "metadata?",
        ),
    ),
    "gap": Rule(
        must={"duration": TIME}, may={"name": TEXT, "offset": TIME, "start": TIME, "enabled": FLAG},
        children=_seq("note?", f"{ANCHORS}*", f"{MARKERS}*", "metadata?"),
    ),
    "title": Rule(
        must={"ref": ID, "duration": TIME}, may=_CLIP | {"role": TEXT},
        children=_seq("param*", "text*", "text-style-def*", "note?", *_PICTURE, f"{ANCHORS}*", f"{MARKERS}*", "metadata?"),
    ),
    "text": Rule(may={"alignment": "left|center|right"}, children=_seq("text-style*"), has_text=True),
    "text-style-def": Rule(must={"id": ID}, may={"name": TEXT}, children=_seq("text-style")),
    "text-style": Rule(
        may={
            "ref": ID, "font": TEXT, "fontSize": r"[\d.]+", "fontFace": TEXT, "fontColor": r"[\d.]+( [\d.]+){3}",
            "alignment": "left|center|right|justified", "bold": FLAG, "italic": FLAG,
        },
        children=_seq("param*"), has_text=True,
    ),
    "transition": Rule(
        must={"duration": TIME}, may={"name": TEXT, "offset": TIME},
        children=_seq("filter-video?", "filter-audio?", f"{MARKERS}*", "metadata?", "reserved?"),
    ),
    "filter-video": Rule(must={"ref": ID}, may={"name": TEXT, "enabled": FLAG}, children=_seq("data*", "param*")),
    "filter-audio": Rule(
        must={"ref": ID}, may={"name": TEXT, "enabled": FLAG, "presetID": TEXT}, children=_seq("data?", "param*")
    ),
    "conform-rate": Rule(
        may={
            "scaleEnabled": FLAG, "srcFrameRate": SOURCE_RATES,
            "frameSampling": "floor|nearest-neighbor|frame-blending|optical-flow-classic|optical-flow",
        }
    ),
    "timeMap": Rule(may={"frameSampling": "floor|nearest-neighbor", "preservesPitch": FLAG}, children=_seq("timept*")),
    "timept": Rule(
        must={"time": TIME, "value": TIME}, may={"interp": "smooth2|linear|smooth", "inTime": TIME, "outTime": TIME}
    ),
    "adjust-conform": Rule(may={"type": "fit|fill|none"}),
    "adjust-volume": Rule(may={"amount": r"-?\d+(\.\d+)?dB"}, children=_seq("param*")),
    "param": Rule(
        must={"name": TEXT}, may={"key": TEXT, "value": TEXT, "enabled": FLAG},
        children=_seq("fadeIn?", "fadeOut?", "keyframeAnimation?", "param*"),
    ),
    "fadeIn": Rule(must={"duration": TIME}, may={"type": "linear|easeIn|easeOut|easeInOut"}),
    "fadeOut": Rule(must={"duration": TIME}, may={"type": "linear|easeIn|easeOut|easeInOut"}),
    "marker": Rule(must={"start": TIME, "value": TEXT}, may={"duration": TIME, "completed": FLAG, "note": TEXT}),
    "chapter-marker": Rule(must={"start": TIME, "value": TEXT}, may={"duration": TIME, "note": TEXT, "posterOffset": TIME}),
    "note": Rule(has_text=True),
}  # fmt: skip


def faults(text: str) -> list[str]:
    """What is wrong with a document, a sentence each."""
    if not text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'):
        return ["it does not begin with its declaration and document type"]
    root = ET.fromstring(text)
    return [*_by_the_dtd(root), *_references(root)] or [*_on_frames(root)]


def _by_the_dtd(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        rule = RULES.get(element.tag)
        if rule is None:
            yield f"<{element.tag}> is no element of ours"
            continue
        allowed = rule.may | rule.must
        yield from (f"<{element.tag}> lacks {name}" for name in rule.must if name not in element.attrib)
        for name, value in element.attrib.items():
            if name not in allowed:
                yield f"<{element.tag}> has no attribute {name}"
            elif not re.fullmatch(allowed[name], value):
                yield f"<{element.tag} {name}={value!r}>"
            elif allowed[name] == TIME and not _fits(value):
                yield f"<{element.tag} {name}={value!r}> needs more bits than times have"
        named = "".join(f"{child.tag} " for child in element)
        if not re.fullmatch(rule.children, named):
            yield f"<{element.tag}> holds {named}"
        if not rule.has_text and (element.text or "").strip():
            yield f"<{element.tag}> holds text"


def _fits(value: str) -> bool:
    time = seconds(value)
    return abs(time.numerator) <= MOST_NUMERATOR and time.denominator <= MOST_DENOMINATOR


def seconds(value: str) -> Fraction:
    """A time."""
    return Fraction(value.removesuffix("s"))


def _references(root: ET.Element) -> Iterator[str]:
    ids = [element.get("id") for element in root.iter() if "id" in element.attrib]
    yield from (f"the id {one} is used {ids.count(one)} times" for one in set(ids) if ids.count(one) > 1)
    kinds = {element.get("id"): element.tag for element in root.iter() if "id" in element.attrib}
    leads = {
        "asset-clip": "asset",
        "title": "effect",
        "filter-video": "effect",
        "filter-audio": "effect",
        "text-style": "text-style-def",
    }
    for element in root.iter():
        if "ref" in element.attrib and kinds.get(element.get("ref")) != leads.get(element.tag):
            yield f"<{element.tag} ref={element.get('ref')!r}> leads to {kinds.get(element.get('ref'))}"
        if "format" in element.attrib and kinds.get(element.get("format")) != "format":
            yield f"<{element.tag} format={element.get('format')!r}> leads nowhere"


def _on_frames(root: ET.Element) -> Iterator[str]:
    """Places in the film on its frames, places in a file on the file's, storylines whole."""
    formats = {one.get("id"): seconds(one.get("frameDuration", "0s")) for one in root.iter("format")}
    assets = {one.get("id"): one for one in root.iter("asset")}
    sequence = next(root.iter("sequence"))
    frame = formats[sequence.get("format")]
    for name in ("duration", "tcStart"):
        yield from _whole(sequence, name, frame)
    for spine in root.iter("spine"):
        yield from _storyline(spine, frame, None if "lane" in spine.attrib else seconds(sequence.get("tcStart", "0s")))
    for parent in root.iter():
        if parent.tag not in {"asset-clip", "gap", "title"}:
            continue
        clock = seconds(parent.get("start", "0s"))
        end = clock + seconds(parent.get("duration", "0s"))
        for child in parent:
            if "lane" in child.attrib:
                yield from _whole(child, "offset", frame, clock)
                yield from _whole(child, "duration", frame)
            elif child.tag in {"marker", "chapter-marker"}:
                yield from _whole(child, "start", frame, clock)
                if not clock <= seconds(child.get("start", "")) < end:
                    yield f"<{child.tag} {child.attrib}> lies outside its item"
        yield from _whole(parent, "duration", frame)
        if parent.tag == "asset-clip":
            asset = assets[parent.get("ref")]
            yield from _whole(parent, "start", formats.get(asset.get("format")) or frame)
            yield from _whole(parent, "audioStart", frame, clock)
            yield from _whole(parent, "audioDuration", frame)


def _whole(element: ET.Element, name: str, frame: Fraction, zero: Fraction = Fraction(0)) -> Iterator[str]:
    value = element.get(name)
    if value is not None and ((seconds(value) - zero) / frame).denominator != 1:
        yield f"<{element.tag} {name}={value!r}> is off the frames of {frame} s"


def _storyline(spine: ET.Element, frame: Fraction, start: Fraction | None) -> Iterator[str]:
    """Items one right after the other; transitions over a cut, no longer than what is beside it."""
    now = start if start is not None else Fraction(0)
    around: list[tuple[Fraction, Fraction] | None] = []
    transitions: list[tuple[int, Fraction, Fraction]] = []
    for child in spine:
        offset, duration = seconds(child.get("offset", "")), seconds(child.get("duration", ""))
        yield from _whole(child, "offset", frame)
        yield from _whole(child, "duration", frame)
        if duration <= 0:
            yield f"<{child.tag}> in a storyline has no length"
        if child.tag == "transition":
            transitions.append((len(around), offset, offset + duration))
            continue
        if offset != now:
            yield f"<{child.tag}> begins at {offset} where {now} was"
        now = offset + duration
        around.append(None if child.tag == "gap" else (offset, now))
    for place, opens, closes in transitions:
        before = around[place - 1] if 0 < place <= len(around) else None
        after = around[place] if place < len(around) else None
        if before is None or after is None:
            yield f"a transition at {opens} does not stand between two clips"
        elif not (before[0] <= opens <= before[1] and after[0] <= closes <= after[1]):
            yield f"a transition from {opens} to {closes} reaches beyond the clips at its cut"
