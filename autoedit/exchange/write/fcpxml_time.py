"""Times as Final Cut Pro writes them: exact seconds with a 64-bit numerator over a 32-bit denominator, ``1001/30000s``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from autoedit.exchange.sequence import Event

FINEST = 2**31 - 1


def time_text(seconds: Fraction) -> str:
    """A time; one that is finer than the format's denominators goes to the nearest that they can say."""
    time = seconds.limit_denominator(FINEST)
    return f"{time}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a clip shows of its file, in the clip's own clock.

    The clip's clock is its file's timecode in seconds, divided by the speed as Final Cut Pro does. Where a first frame does not
    come to lie on a frame of the file's rate so, all of the clock is set later by less than a frame: edits off the frames are
    refused or moved.

    Attributes:
        start: when its first frame is shown.
        opens, closes: the file's first and last timecode, with when they would be shown.
    """

    start: Fraction
    opens: tuple[Fraction, Fraction]
    closes: tuple[Fraction, Fraction]


def span(event: Event) -> Span:
    """The clock of a clip."""
    rate, speed = event.source.rate, event.clip.speed
    first, last = event.source.first / rate, (event.source.first + event.source.frames) / rate
    shown = event.timecode_in / rate / speed
    start = -((-shown * rate).__floor__()) / rate
    later = start - shown
    return Span(start=start, opens=(first / speed + later, first), closes=(last / speed + later, last))
