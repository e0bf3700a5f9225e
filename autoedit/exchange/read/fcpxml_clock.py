"""The clocks of FCPXML: each item counts its own time, and what lies in it or hangs on it has its place in that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element

from autoedit.errors import DocumentError
from autoedit.exchange.read.figures import decimal

_RATIONAL = re.compile(r"(-?\d{1,20})(?:/0*([1-9]\d{0,11}))?s?")
LONGEST = 10**7


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a clock runs against the film's: at ``record`` seconds of the film it says ``value``, and passes ``speed`` a second."""

    record: Fraction
    value: Fraction
    speed: Fraction = Fraction(1)

    def at(self, record: Fraction) -> Fraction:
        """What it says at a time of the film."""
        return self.value + (record - self.record) * self.speed

    def when(self, value: Fraction) -> Fraction:
        """The time of the film at which it says something."""
        return self.record + (value - self.value) / self.speed


def seconds(element: Element, name: str, otherwise: Fraction | None = None) -> Fraction:
    """A time in an element: ``1001/30000s``, ``5s``, ``1.5s``.

    Raises:
        DocumentError: it is none, or absurdly long; or it is missing, and nothing stands for it.
    """
    text = (element.get(name) or "").strip()
    where = f"<{element.tag} name={(element.get('name') or '')[:40]!r}> {name}"
    if not text:
        if otherwise is None:
            raise DocumentError(where, "the time is missing. Export the file again.")
        return otherwise
    match = _RATIONAL.fullmatch(text)
    found = Fraction(int(match[1]), int(match[2] or 1)) if match else decimal(text.removesuffix("s"), where)
    if abs(found) > LONGEST:
        raise DocumentError(where, f"{text[:40]!r} is longer than any film. Export the file again.")
    return found


def retimed(element: Element, start: Fraction, duration: Fraction) -> tuple[Fraction, Fraction, bool]:
    """What a time map makes of the part of a clip's clock that is seen: its first value, its speed, and whether that is even."""
    points = sorted((seconds(point, "time"), seconds(point, "value")) for point in element.findall("timeMap/timept"))
    if len(points) < 2 or points[0][0] == points[-1][0] or duration <= 0:
        return start, Fraction(1), True
    first, last = _mapped(points, start), _mapped(points, start + duration)
    speeds = {(later[1] - one[1]) / (later[0] - one[0]) for one, later in pairwise(points) if later[0] > one[0]}
    return first, (last - first) / duration, len(speeds) == 1


def _mapped(points: list[tuple[Fraction, Fraction]], time: Fraction) -> Fraction:
    """The value at a time; beyond the ends it goes on as it came."""
    spans = [(one, later) for one, later in pairwise(points) if later[0] > one[0]]
    (time_0, value_0), (time_1, value_1) = next((span for span in spans if time <= span[1][0]), spans[-1])
    return value_0 + (time - time_0) * (value_1 - value_0) / (time_1 - time_0)
