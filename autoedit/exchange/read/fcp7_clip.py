"""Clip items of Final Cut Pro 7's XML: which file they show, from where, how fast.

An in point counts in the clip item's own rate, on the clip's own time: at a speed, ``file time = in * speed``. Premiere writes
the file's rate there, Resolve and we the sequence's. Beside a transition it is the in point of the handle.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from xml.etree import ElementTree as ET

from autoedit.errors import DocumentError
from autoedit.exchange.read.figures import decimal, rate, whole
from autoedit.exchange.write.fcp7_clip import OURS
from autoedit.exchange.write.fcp7_tree import TICKS

# Ticks, and a speed's graph, tell an in point more finely than its whole frame; what lies further from it tells something else.
FINER = 2
FINEST_SPEED = 100_000
# A graph's decimals stand for fractions of two frame rates, such as 1001/960.
FINEST_GRAPH = 10_000
MOST_TIMEBASE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How a clip plays: source seconds a second, and which file frame its graph tells for its in point."""

    factor: Fraction = Fraction(1)
    at_in: Fraction | None = None
    is_varying: bool = False


def rate_of(element: ET.Element, inherited: Fraction | None, where: str) -> Fraction:
    """An element's own rate, or the one that it inherits.

    Raises:
        DocumentError: there is neither, or it makes no sense.
    """
    timebase = element.findtext("rate/timebase")
    if timebase is None:
        if inherited is None:
            raise DocumentError(f"{where}.rate", "tells no frame rate. Export the sequence again.")
        return inherited
    told = decimal(timebase, f"{where}.rate.timebase")
    if not 0 < told <= MOST_TIMEBASE:
        raise DocumentError(f"{where}.rate.timebase", f"a timebase lies in 1-{MOST_TIMEBASE}, got {float(told):g}.")
    is_slower = (element.findtext("rate/ntsc") or "").strip().upper() == "TRUE" and told.denominator == 1
    return rate(told * 1000 / 1001 if is_slower else told, f"{where}.rate")


def speed_of(item: ET.Element, where: str) -> Speed:
    """How fast a clip item plays; a factor of 0 or below where it stands still or plays backwards."""
    for effect in item.findall("filter/effect"):
        if (effect.findtext("effectid") or "").strip().lower() == "timeremap":
            parameters = {(one.findtext("parameterid") or "").strip(): one for one in effect.findall("parameter")}
            return _remapped(parameters, item, where)
    return Speed()


def source_in(item: ET.Element, speed: Speed, clip_rate: Fraction, lead: Fraction, where: str) -> Fraction:
    """Seconds from a file's first picture to a clip's first frame at its cut.

    Args:
        lead: seconds of handle that a transition shows before the cut.
    """
    in_frame = decimal(item.findtext("in"), f"{where}.in")
    begins = in_frame * speed.factor / clip_rate
    if speed.at_in is not None and abs(speed.at_in - in_frame * speed.factor) <= FINER * max(Fraction(1), speed.factor):
        begins = speed.at_in / clip_rate
    told = item.findtext("pproTicksIn")
    if told is not None and speed.factor == 1:
        by_ticks = Fraction(whole(told, f"{where}.pproTicksIn"), TICKS)
        if abs(by_ticks - begins) <= FINER / clip_rate:
            begins = by_ticks
    return begins + lead * speed.factor


def our_id(item: ET.Element) -> str:
    """The id that we gave a clip, where it was kept among its comments."""
    comments = item.find("comments")
    texts = [(comment.text or "").strip() for comment in comments] if comments is not None else []
    return next((text.removeprefix(OURS) for text in texts if text.startswith(OURS)), "")


def _remapped(parameters: dict[str, ET.Element], item: ET.Element, where: str) -> Speed:
    def value(name: str, default: str) -> str:
        found = parameters[name].findtext("value") if name in parameters else None
        return (found or default).strip()

    factor = (decimal(value("speed", "100"), f"{where}.speed") / 100).limit_denominator(FINEST_SPEED)
    if value("reverse", "FALSE").upper() == "TRUE":
        factor = -abs(factor)
    graph = parameters.get("graphdict")
    at_in = None
    for key in graph.findall("keyframe") if graph is not None else ():
        # A graph's points are told on the clock of the in points, and one of them is the clip's own.
        if key.find("speedkfin") is not None and key.findtext("when") == item.findtext("in"):
            at_in = decimal(key.findtext("value"), f"{where}.graphdict").limit_denominator(FINEST_GRAPH)
    return Speed(factor=factor, at_in=at_in, is_varying=value("variablespeed", "0") not in {"0", "FALSE"})
