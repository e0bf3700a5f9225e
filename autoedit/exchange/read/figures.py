"""Numbers of other programs' files, bounded: an absurd one is an error with its place, and burns no time."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from autoedit.errors import DocumentError
from autoedit.exchange.rate import RATES

_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,18})?|\.\d{1,18})")
MOST = 10**15
# Programs write 23.976, 23.98 and 23.976023976023978 for 24000/1001; the nearest other standard rate lies 0.1 % away.
SAME_RATE = Fraction(3, 10000)
LEAST_RATE, MOST_RATE = Fraction(1, 100), Fraction(1_000_000)


def whole(text: str | None, where: str) -> int:
    """A whole number, written as one or as a decimal without a rest.

    Raises:
        DocumentError: it is none, or has more digits than any time in frames.
    """
    number = decimal(text, where)
    if number.denominator != 1:
        raise DocumentError(where, f"{text!r} is not a whole number. Export the file again.")
    return int(number)


def decimal(text: str | None, where: str) -> Fraction:
    """A decimal number, exactly.

    Raises:
        DocumentError: it is none, or absurdly long.
    """
    written = (text or "").strip()
    if not (_WHOLE.fullmatch(written) or _DECIMAL.fullmatch(written)):
        raise DocumentError(where, f"{written[:40]!r} is not a number. Export the file again.")
    return Fraction(written)


def exact(value: object, where: str) -> Fraction:
    """A number of a JSON document, exactly.

    Raises:
        DocumentError: it is no number, not finite, or absurdly large.
    """
    # The size comes first: an integer of 400 digits has no float to ask for its finiteness.
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > MOST or not math.isfinite(value):
        raise DocumentError(where, f"{str(value)[:40]!r} is not a number that a time can have. Export the file again.")
    return Fraction(value)


def rate(value: Fraction, where: str) -> Fraction:
    """A rate as the standard one that it is meant as, or as it stands.

    Raises:
        DocumentError: it is none that a film or a sound has.
    """
    if not LEAST_RATE <= value <= MOST_RATE:
        raise DocumentError(
            where, f"a rate lies in {float(LEAST_RATE)}-{MOST_RATE}, got {float(value):g}. Export the file again."
        )
    nearest = min(RATES, key=lambda standard: abs(standard - value))
    return nearest if abs(nearest - value) <= SAME_RATE * nearest else value.limit_denominator(1001)
