"""Measurements along a file: float32 values beside exact times."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signal:
    """One named measurement; value ``k`` belongs to the time ``ticks[k] * time_base``.

    Attributes:
        ticks: int64 [n], rising.
        values: float32 [n].
    """

    name: str
    time_base: Fraction
    ticks: NDArray[np.int64]
    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.ticks.shape != self.values.shape or self.ticks.ndim != 1:
            raise ValueError(f"{self.name}: times {self.ticks.shape} and values {self.values.shape} do not match")

    def time(self, position: int) -> Fraction:
        """The exact time of one value."""
        return int(self.ticks[position]) * self.time_base

    @property
    def seconds(self) -> NDArray[np.float64]:
        """The times as floats, for filters and interpolation only: float64 [n]."""
        return np.multiply(self.ticks, float(self.time_base), dtype=np.float64)

    def resampled(self, times_seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at other times, by straight lines; zeros where there is nothing to read from."""
        if self.values.size == 0:
            return np.zeros_like(times_seconds)
        return np.interp(times_seconds, self.seconds, self.values.astype(np.float64))
