"""Timecode in an EDL: the record side counts the film, the source side says what is stamped on the files.

CMX 3600 knows one rate for a whole list, and programs refuse a frame number that this rate does not have. So a file at another
rate keeps the hours, minutes and seconds that it is stamped with, and its frames are told at the film's rate: the first frame
of the film's counting that begins at or after the file's, since what lies before may belong to the shot before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from autoedit.exchange.sequence import Event, Sequence
from autoedit.model.timecode import can_drop, timecode

DAY = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A frame's number on a tape that counts at a rate.

    Drop-frame numbers have a semicolon before their frames, file by file, so that a list may name tapes of both kinds.
    """

    number: int
    rate: Fraction
    is_drop: bool

    @property
    def text(self) -> str:
        """Its timecode; tapes begin again at midnight."""
        return timecode(self.number % _day(self.rate, is_drop=self.is_drop), self.rate, is_drop=self.is_drop)

    def later(self, frames: int) -> Stamp:
        """The stamp of a frame so many frames later; earlier where they are below zero."""
        return replace(self, number=self.number + frames)


def record_stamp(sequence: Sequence, frame: int) -> Stamp:
    """The stamp of a frame of the film."""
    return Stamp(number=sequence.first + frame, rate=sequence.rate, is_drop=sequence.is_drop)


def source_stamp(sequence: Sequence, event: Event) -> Stamp:
    """The stamp of the frame of its file that a clip shows first."""
    source, rate = event.source, sequence.rate
    if whole(source.rate) == whole(rate) and (can_drop(rate) or not source.is_drop):
        return Stamp(number=event.timecode_in, rate=rate, is_drop=source.is_drop)
    clock = event.timecode_in / counted(source.rate, is_drop=source.is_drop)
    number = -((-clock * counted(rate, is_drop=sequence.is_drop)).__floor__())
    return Stamp(number=number, rate=rate, is_drop=sequence.is_drop)


def whole(rate: Fraction) -> int:
    """How many numbers timecode at a rate has in its second: 30 at 29.97."""
    return -(-rate.numerator // rate.denominator)


def counted(rate: Fraction, *, is_drop: bool) -> Fraction:
    """Frames that pass while timecode says that a second does: drop-frame keeps to the clock, the rest counts whole numbers."""
    return rate if is_drop else Fraction(whole(rate))


def _day(rate: Fraction, *, is_drop: bool) -> int:
    """How many numbers a day of timecode has."""
    dropped = whole(rate) // 15 if is_drop and can_drop(rate) else 0
    return whole(rate) * DAY - dropped * (DAY // 60 - DAY // 600)
