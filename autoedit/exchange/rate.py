"""The frame rates that editing programs know, and which of them a rate is taken for."""

from __future__ import annotations

from fractions import Fraction

RATES = tuple(
    sorted((*(Fraction(rate) for rate in (24, 25, 30, 50, 60)), *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60))))
)
# A rate this near to a standard one is meant as that one: its frames stay the frames they are. 24 and 24000/1001 lie 0.1 % apart.
NEAR = Fraction(1, 100)
# Films are edited at no more.
FASTEST = Fraction(60)


def standard_rate(rate: Fraction, *, fastest: Fraction | None = None) -> Fraction:
    """The standard rate nearest to a rate; a multiple of one (48, 120, 240) stays what it is.

    Args:
        fastest: no multiple above this stays: files are recorded at rates that no film is edited at.
    """
    if (fastest is None or rate <= fastest) and any(rate == many * standard for standard in RATES for many in (2, 4, 8)):
        return rate
    return min(RATES, key=lambda standard: abs(standard - rate))


def is_near(rate: Fraction, standard: Fraction) -> bool:
    """Whether frames at a rate can be taken one by one for frames at a standard rate."""
    return abs(rate - standard) <= NEAR * standard


def rate_text(rate: Fraction) -> str:
    """A rate as people say it: 23.976, 25, 29.97."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
