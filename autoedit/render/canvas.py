"""The shape that every frame of a film is brought to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from autoedit.media.conform import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Rate, size in pixels, and what is done with pictures of another shape."""

    rate: Fraction
    width: int
    height: int
    fit: Fit = Fit.PAD
