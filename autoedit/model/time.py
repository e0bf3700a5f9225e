"""The two clocks and the crossing between them.

Source time is exact rational seconds (``Fraction``); timeline time is whole frames (``int``) at an exact rate. Rounding is
always by one of the names here, so that the reader sees which way it goes.
"""

from __future__ import annotations

import re
from fractions import Fraction

# Bounded digits: Fraction("1e3000000") would burn seconds, and "1/0" raise ZeroDivisionError from a document's depth.
_RATIONAL = re.compile(r"(-?\d{1,40})(?:/([1-9]\d{0,39}))?")
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d{1,9})?)")
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m(?:in)?)?(?:(\d{1,6}(?:\.\d{1,9})?)s?)?")


def nearest_frame(time: Fraction, rate: Fraction) -> int:
    """The frame whose start lies nearest to a time; a time half way between goes to the later frame."""
    return (time * rate + Fraction(1, 2)).__floor__()


def frame_at(time: Fraction, rate: Fraction) -> int:
    """The frame being shown at a time: it starts at or before it."""
    return (time * rate).__floor__()


def whole_frames(duration: Fraction, rate: Fraction) -> int:
    """How many whole frames fit into a duration."""
    return (duration * rate).__floor__()


def frame_time(frame: int, rate: Fraction) -> Fraction:
    """When a frame starts, in exact seconds."""
    return frame / rate


def rational_text(value: Fraction) -> str:
    """A rational as documents write it: ``"13013/2400"``, ``"25"``."""
    return str(value)


def rational(text: str) -> Fraction:
    """Read what ``rational_text`` wrote.

    Raises:
        ValueError: anything but ``n`` or ``n/d`` with at most 40 digits each.
    """
    match = _RATIONAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:60]!r} is not a rational like '13013/2400'")
    return Fraction(int(match[1]), int(match[2] or 1))


def length(text: str) -> Fraction:
    """A length as people write it: ``60``, ``60s``, ``1:00``, ``1:02:03.5``, ``1m30s``.

    Raises:
        ValueError: the text is none of these, or not above zero.
    """
    clock, units = _CLOCK.fullmatch(text.strip()), _UNITS.fullmatch(text.strip())
    match = clock or units
    if match is None or not any(match.groups()):
        raise ValueError(f"{text!r} is not a length; write 60, 60s, 1:00 or 1m30s")
    hours, minutes, seconds = (Fraction(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total <= 0:
        raise ValueError(f"a length is above zero, got {text!r}")
    return total
