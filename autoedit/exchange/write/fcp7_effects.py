"""Final Cut Pro 7's effects: transitions, speed, levels of sound and opacity of pictures."""

from __future__ import annotations

from collections.abc import Sequence as Row
from dataclasses import dataclass
from fractions import Fraction
from xml.etree import ElementTree as ET

from autoedit.exchange.losses import DIPS, WIPES
from autoedit.exchange.write.fcp7_tree import FALSE, add_rate, leaf, number, ticks
from autoedit.model.timeline import Clip, TrackKind, Transition

# Twelve decibels: the most that a level can be.
MOST_LEVEL = 3.98109
# Percent.
OPAQUE = 100.0
BLACK, WHITE = "#000000", "#ffffff"
# SMPTE 258M: 1 is a straight edge from left to right, 2 from top to bottom.
ACROSS, DOWN = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A point of a curve: a value at a frame of the clip's own time."""

    when: int
    value: Fraction | float
    flag: str = ""


def add_transition(parent: ET.Element, transition: Transition, cut: int, kind: TrackKind, rate: Fraction) -> None:
    """A transition in its place on the sequence.

    The format knows cuts at a transition's start, middle and end; Premiere's ticks tell any other. What is seen is the same.
    """
    element = ET.SubElement(parent, "transitionitem")
    leaf(element, "start", cut - transition.in_frames)
    leaf(element, "end", cut + transition.out_frames)
    leaf(element, "alignment", _alignment(transition))
    leaf(element, "cutPointTicks", ticks(transition.in_frames / rate))
    add_rate(element, rate)
    if kind is TrackKind.AUDIO:
        _add_effect(element, "Cross Fade (+3dB)", "KGAudioTransCrossFade3dB", "transition", "audio")
    elif transition.kind in DIPS:
        effect = _add_effect(element, "Dip to Color Dissolve", "Dip to Color Dissolve", "transition", "video", "Dissolve")
        _add_way(effect)
        _add_colour(effect, _colour(transition))
    elif transition.kind in WIPES:
        angle = float(transition.settings.get("angle", 0.0)) % 360
        effect = _add_effect(element, "Edge Wipe", "Edge Wipe", "transition", "video", "Wipe")
        _add_way(effect, code=DOWN if 45 <= angle % 180 < 135 else ACROSS, is_reverse=135 <= angle < 315)
    else:
        _add_way(_add_effect(element, "Cross Dissolve", "Cross Dissolve", "transition", "video", "Dissolve"))


def add_speed(parent: ET.Element, clip: Clip, kind: TrackKind, keys: Row[Key], length: Fraction) -> None:
    """A clip's speed, in percent and as a graph of the file's frames over the clip's own.

    Args:
        keys: the graph, in frames of the sequence on both sides.
        length: the file's length, on the same clock.
    """
    effect = _add_effect(_filter(parent), "Time Remap", "timeremap", "motion", kind.value, "motion")
    _parameter(effect, "variablespeed", "variablespeed", "0", 0, 1)
    _parameter(effect, "speed", "speed", number(100 * clip.speed), -100_000, 100_000)
    for name in ("reverse", "frameblending"):
        _parameter(effect, name, name, FALSE)
    graph = ET.SubElement(effect, "parameter")
    leaf(graph, "parameterid", "graphdict")
    leaf(graph, "name", "graphdict")
    leaf(graph, "valuemin", 0)
    leaf(graph, "valuemax", number(length))
    for key in keys:
        point = _add_key(graph, key)
        leaf(point, "speedvirtualkf", value=True)
        leaf(point, key.flag, value=True)
    leaf(ET.SubElement(graph, "interpolation"), "name", "FCPCurve")


def add_levels(parent: ET.Element, clip: Clip, kind: TrackKind, in_frame: int) -> None:
    """A sound's level with its fades, or a picture's fades from and to black.

    Args:
        in_frame: the frame of the clip's own time that it begins at; curves are told on that clock.
    """
    if kind is TrackKind.VIDEO:
        keys = _fades(clip, OPAQUE, in_frame)
        if keys:
            effect = _add_effect(_filter(parent), "Opacity", "opacity", "motion", "video", "motion")
            _parameter(effect, "opacity", "opacity", number(OPAQUE), 0, OPAQUE, keys)
        return
    level = min(MOST_LEVEL, 10 ** (clip.gain_db / 20))
    keys = _fades(clip, level, in_frame)
    if keys or clip.gain_db:
        effect = _add_effect(_filter(parent), "Audio Levels", "audiolevels", "audiolevels", "audio", "audiolevels")
        _parameter(effect, "level", "Level", number(level), 0, MOST_LEVEL, keys)


def _fades(clip: Clip, level: float, first: int) -> list[Key]:
    """The points of a curve that comes from nothing and goes to nothing; none for a clip without fades."""
    found = []
    last = first + clip.frames
    if clip.fade_in_frames:
        found += [Key(when=first, value=0.0), Key(when=first + clip.fade_in_frames, value=level)]
    if clip.fade_out_frames:
        found += [Key(when=last - clip.fade_out_frames, value=level), Key(when=last, value=0.0)]
    return list({key.when: key for key in found}.values())


def _alignment(transition: Transition) -> str:
    if not transition.in_frames:
        return "start"
    return "center" if transition.out_frames else "end"


def _colour(transition: Transition) -> str:
    if transition.kind == "dip_to_white":
        return WHITE
    colour = str(transition.settings.get("colour", BLACK))
    return colour if len(colour) == len(BLACK) else BLACK


def _add_colour(effect: ET.Element, colour: str) -> None:
    parameter = ET.SubElement(effect, "parameter")
    leaf(parameter, "parameterid", "dipcolor")
    leaf(parameter, "name", "Color")
    value = ET.SubElement(parameter, "value")
    leaf(value, "alpha", 255)
    for name, place in (("red", 1), ("green", 3), ("blue", 5)):
        leaf(value, name, int(colour[place : place + 2], 16))


def _add_effect(parent: ET.Element, name: str, effect_id: str, type_: str, media: str, category: str = "") -> ET.Element:
    effect = ET.SubElement(parent, "effect")
    leaf(effect, "name", name)
    leaf(effect, "effectid", effect_id)
    if category:
        leaf(effect, "effectcategory", category)
    leaf(effect, "effecttype", type_)
    leaf(effect, "mediatype", media)
    return effect


def _add_way(effect: ET.Element, *, code: int = 0, is_reverse: bool = False) -> None:
    """How a transition of pictures runs."""
    leaf(effect, "wipecode", code)
    leaf(effect, "wipeaccuracy", 100)
    leaf(effect, "startratio", 0)
    leaf(effect, "endratio", 1)
    leaf(effect, "reverse", is_reverse)


def _filter(parent: ET.Element) -> ET.Element:
    return ET.SubElement(parent, "filter")


def _parameter(
    effect: ET.Element,
    id_: str,
    name: str,
    value: str,
    least: float | None = None,
    most: float | None = None,
    keys: Row[Key] = (),
) -> None:
    parameter = ET.SubElement(effect, "parameter")
    leaf(parameter, "parameterid", id_)
    leaf(parameter, "name", name)
    if least is not None and most is not None:
        leaf(parameter, "valuemin", number(least))
        leaf(parameter, "valuemax", number(most))
    leaf(parameter, "value", value)
    for key in keys:
        _add_key(parameter, key)


def _add_key(parent: ET.Element, key: Key) -> ET.Element:
    point = ET.SubElement(parent, "keyframe")
    leaf(point, "when", key.when)
    leaf(point, "value", number(key.value))
    return point
