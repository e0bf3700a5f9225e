"""How an EDL counts: its rate, which it does not say, and whether its timecode drops numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from autoedit.exchange.read.edl_events import EventList
from autoedit.model.time import rational
from autoedit.model.timecode import frame_of

FASTEST = 1000

_RATE = re.compile(r"(\S{1,40}) FROM (\S{11,12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a list counts. ``first`` is the number of its sequence's first frame, where it says that."""

    rate: Fraction
    is_drop: bool | None
    first: int | None = None
    note: str = ""

    def number(self, timecode: str) -> int:
        """The number that a timecode stands for; a semicolon tells drop-frame, and where none has one the list's head does.

        Raises:
            ValueError: there is no such frame.
        """
        is_drop = ";" in timecode if self.is_drop is None else self.is_drop
        return frame_of(re.sub("[;.,]", ":", timecode), self.rate, is_drop=is_drop)

    def number_or_none(self, timecode: str) -> int | None:
        """The number that a timecode stands for, where it is one."""
        try:
            return self.number(timecode)
        except ValueError:
            return None


def clock_of(listed: EventList, rate: Fraction | None) -> Clock:
    """How a list counts: at a rate that is known, or that it says, or that its frame numbers let one guess."""
    # Lists of colons alone are drop-frame where their head says so.
    has_separators = any(";" in timecode for timecode in listed.timecodes())
    is_drop = None if has_separators else bool(listed.is_drop)
    said, first = _said_rate(listed.rate)
    known = rate or said
    if known is not None:
        clock = Clock(rate=known, is_drop=is_drop)
        return replace(clock, first=clock.number_or_none(first))
    guessed = _guessed_rate(listed, drops=has_separators or bool(listed.is_drop))
    note = f"an EDL does not say its rate; it was taken for {float(guessed):.2f} frames a second by its frame numbers"
    return Clock(rate=guessed, is_drop=is_drop, note=note)


def _said_rate(text: str) -> tuple[Fraction | None, str]:
    found = _RATE.fullmatch(text.strip())
    try:
        rate = rational(found[1]) if found else None
    except ValueError:
        rate = None
    return (rate, found[2]) if found and rate is not None and 1 <= rate <= FASTEST else (None, "")


def _guessed_rate(listed: EventList, *, drops: bool) -> Fraction:
    """The lowest usual rate that has the highest frame number; drop-frame is 29.97 or 59.94."""
    highest = max(int(re.split("[:;.,]", timecode)[-1]) for timecode in listed.timecodes())
    if drops:
        return Fraction(30000, 1001) if highest < 30 else Fraction(60000, 1001)
    return Fraction(next((rate for rate in (24, 25, 30, 50, 60, 120) if highest < rate), FASTEST))
