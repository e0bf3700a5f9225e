"""How far along a movement is: at rest at both ends, fastest in the middle."""

from __future__ import annotations


def eased(progress: float) -> float:
    """Perlin's fifth-degree step: neither speed nor acceleration jumps at the ends."""
    return progress**3 * (progress * (6 * progress - 15) + 10)


def speed(progress: float) -> float:
    """How fast ``eased`` moves, 1 in the middle and 0 at both ends."""
    return 16 * (progress * (1 - progress)) ** 2


def between(low: float, high: float, value: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, and a smooth step from one to the other."""
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3 - 2 * share)
