"""SMPTE timecode of a frame, with drop-frame counting at 29.97 and 59.94 (SMPTE ST 12-1)."""

from __future__ import annotations

from fractions import Fraction

_DROPPING = (Fraction(30000, 1001), Fraction(60000, 1001))


def can_drop(rate: Fraction) -> bool:
    """Whether there is drop-frame timecode at a rate."""
    return rate in _DROPPING


def timecode(frame: int, rate: Fraction, *, is_drop: bool | None = None) -> str:
    """``HH:MM:SS:FF``, or ``HH:MM:SS;FF`` where numbers are dropped: wherever they can be, unless it is said."""
    base, dropped = _counting(rate, is_drop=is_drop)
    if dropped:
        ten_minutes = base * 600 - dropped * 9
        minute = base * 60 - dropped
        tens, rest = divmod(frame, ten_minutes)
        # The first minute of each ten drops nothing; the others drop their first numbers.
        frame += dropped * 9 * tens + (dropped * ((rest - dropped) // minute) if rest >= dropped else 0)
    seconds, frames = divmod(frame, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{';' if dropped else ':'}{frames:02d}"


def frame_of(text: str, rate: Fraction, *, is_drop: bool | None = None) -> int:
    """The frame that a timecode names; numbers are dropped wherever they can be, unless it is said.

    Raises:
        ValueError: the text is no timecode, or names a number that drop-frame counting leaves out.
    """
    base, dropped = _counting(rate, is_drop=is_drop)
    parts = text.replace(";", ":").split(":")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        raise ValueError(f"{text!r} is not a timecode like 00:01:02:03")
    hours, minutes, seconds, frames = (int(part) for part in parts)
    if minutes > 59 or seconds > 59 or frames >= base:
        raise ValueError(f"{text!r} is outside the clock at {rate} frames a second")
    if dropped and minutes % 10 and seconds == 0 and frames < dropped:
        raise ValueError(f"{text!r} is a number that drop-frame timecode leaves out")
    total_minutes = hours * 60 + minutes
    return (total_minutes * 60 + seconds) * base + frames - dropped * (total_minutes - total_minutes // 10)


def _counting(rate: Fraction, *, is_drop: bool | None) -> tuple[int, int]:
    """Numbers a second, and how many are dropped at the start of a minute."""
    base = -(-rate.numerator // rate.denominator)
    return base, base // 15 if can_drop(rate) and is_drop is not False else 0
