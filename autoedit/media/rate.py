"""A picture's frame rate, decided once from its timestamps: snapped to the standard one it means, constant or variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

_WHOLE = (24, 25, 30, 48, 50, 60, 100, 120, 240)
_NTSC = (24, 30, 48, 60, 120, 240)  # times 1000/1001
UNTOLD = Fraction(25)
STANDARD_RATES = (*(Fraction(rate) for rate in _WHOLE), *(Fraction(rate * 1000, 1001) for rate in _NTSC))
# Cameras and containers write rates like 2997/100 or 1168000/42229; 24 and 24000/1001 lie 0.1 % apart.
SNAP = Fraction(5, 1000)
# Beyond these lie stills and nonsense: cameras take up to a thousand frames a second, time lapses one in some minutes.
SLOWEST, FASTEST = Fraction(1, 1000), Fraction(1000)
# A variable picture's commonest step says less: phones alternate between two steps that lie a few per cent apart.
VARIABLE_SNAP = Fraction(15, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Frames a second, and whether every frame keeps to it."""

    rate: Fraction
    is_constant: bool


def measured_rate(ticks: Sequence[int], time_base: Fraction, declared: Fraction | None) -> Rate:
    """The rate that presentation times show.

    Args:
        ticks: presentation times in time base units, rising.
        time_base: seconds a tick.
        declared: what the container says; it decides between neighbours that the times cannot tell apart.
    """
    if len(ticks) < 3:
        is_usable = declared is not None and SLOWEST <= declared <= FASTEST
        return Rate(rate=snapped_rate(declared if declared is not None and is_usable else UNTOLD, declared), is_constant=True)
    steps = sorted(later - earlier for earlier, later in pairwise(ticks))
    median = Fraction(steps[len(steps) // 2]) * time_base
    mean = Fraction(ticks[-1] - ticks[0], len(ticks) - 1) * time_base
    is_constant = _keeps_to(ticks, time_base, mean)
    period = mean if is_constant else median
    # Rounding to ticks leaves this much doubt about the period.
    doubt = time_base / (period * (len(ticks) - 1)) if is_constant else max(VARIABLE_SNAP, time_base / period)
    return Rate(rate=snapped_rate(1 / period, declared, doubt), is_constant=is_constant)


def snapped_rate(rate: Fraction, declared: Fraction | None = None, doubt: Fraction = Fraction(0)) -> Fraction:
    """The standard rate that is meant, or the rate itself (to a denominator of 1001) when none is near."""
    near = [standard for standard in STANDARD_RATES if abs(standard - rate) <= standard * max(SNAP, doubt)]
    if not near:
        return rate.limit_denominator(1001)
    closest = min(near, key=lambda standard: abs(standard - rate))
    if declared is not None:
        meant = min(near, key=lambda standard: abs(standard - declared))
        is_possible = abs(meant - rate) <= rate * (doubt + Fraction(1, 2000))
        is_said = abs(meant - declared) <= meant / 5000
        if is_possible and is_said:
            return meant
    return closest


def _keeps_to(ticks: Sequence[int], time_base: Fraction, period: Fraction) -> bool:
    """Whether every frame lies within a quarter of a frame of an even grid (phones jitter by a few per cent)."""
    allowed = max(period / 4, time_base)
    first = ticks[0]
    return all(abs((tick - first) * time_base - number * period) <= allowed for number, tick in enumerate(ticks))
