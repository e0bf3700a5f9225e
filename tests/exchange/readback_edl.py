"""An EDL read back by columns, sharing no code with our writer or reader: what a conforming program sees of it.

Written from the CMX 3600 event alone, so that a benchmark can hold what was written against what was planned.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import NamedTuple


class Row(NamedTuple):
    """One event as it is seen: where a transition opens it, it begins where that does.

    ``record_start`` and ``source_in`` are the numbers of their timecodes, counted from midnight; ``frames`` are the film's.
    """

    track: str
    media: str
    record_start: int
    frames: int
    source_in: int
    speed: Fraction
    transition: str = ""
    transition_frames: int = 0
    source_out: int = 0


def frames(text: str, rate: Fraction) -> list[Row]:
    """Every event of a list.

    Args:
        rate: frames a second of the film, which a list does not say.
    """
    rows: list[Row] = []
    for line in text.split("\n"):
        words = line.split()
        if words and words[0].isdigit():
            rows.append(_row(words, rate))
        elif line.startswith("* FROM CLIP NAME: ") and not rows[-1].transition:
            rows[-1] = rows[-1]._replace(media=line.removeprefix("* FROM CLIP NAME: "))
        elif line.startswith("* TO CLIP NAME: "):
            rows[-1] = rows[-1]._replace(media=line.removeprefix("* TO CLIP NAME: "))
        elif words and words[0] == "M2":
            # The outgoing clip's motion may stand before the incoming's: the last one counts.
            rows[-1] = rows[-1]._replace(speed=Fraction(words[2]) / rate)
    return [row for row in rows if row.frames]


@cache
def number(timecode: str, rate: Fraction) -> int:
    """The frame that a timecode names, by going through the minutes it leaves numbers out of."""
    base = math.ceil(rate)
    hours, minutes, seconds, frame = (int(part) for part in timecode.replace(";", ":").split(":"))
    counted = ((hours * 60 + minutes) * 60 + seconds) * base + frame
    if ";" not in timecode:
        return counted
    passed = hours * 60 + minutes
    return counted - sum(base // 15 for minute in range(1, passed + 1) if minute % 10)


def _row(words: list[str], rate: Fraction) -> Row:
    source_in, source_out, record_in, record_out = (number(word, rate) for word in words[-4:])
    is_cut = words[3] == "C"
    return Row(
        track=words[2],
        media="",
        record_start=record_in,
        frames=record_out - record_in,
        source_in=source_in,
        speed=Fraction(1),
        transition="" if is_cut else words[3],
        transition_frames=0 if is_cut else int(words[4]),
        source_out=source_out,
    )
