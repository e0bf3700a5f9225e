"""The small frame that every observer sees, and what an observer is."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.flow import dense_flow

Plane = NDArray[np.uint8]


class SmallFrame:
    """One frame made small: 4:2:0 planes, full range, as stored (not turned upright).

    What several observers need (``half``, ``flow``) is computed once, by the first that asks.

    Attributes:
        number: in decode order from 0.
        planes: uint8 [height * 3 / 2, width], the I420 picture; ``luma`` and ``chroma`` are views of it.
        before: the frame before; None for the first, and after frames that were not decoded.
    """

    def __init__(self, number: int, planes: Plane, before: SmallFrame | None = None) -> None:
        self.number = number
        self.planes = planes
        self.before = before

    @property
    def luma(self) -> Plane:
        """uint8 [height, width]."""
        return self.planes[: len(self.planes) * 2 // 3]

    @property
    def chroma(self) -> Plane:
        """U and V, uint8 [2, height / 2, width / 2]."""
        height, width = len(self.planes) * 2 // 3, self.planes.shape[1]
        return self.planes[height:].reshape(2, height // 2, width // 2)

    @cached_property
    def half(self) -> Plane:
        """Brightness at half the size: uint8 [height / 2, width / 2], at least 16 high and wide."""
        import cv2

        height, width = self.luma.shape
        size = max(16, width // 2), max(16, height // 2)
        return np.asarray(cv2.resize(self.luma, size, interpolation=cv2.INTER_AREA), np.uint8)

    @cached_property
    def flow(self) -> NDArray[np.float32] | None:
        """How far each pixel of the frame before has moved, in pixels of ``half``: float32 [h, w, 2]; None without one."""
        return None if self.before is None else dense_flow(self.before.half, self.half)

    def forget_before(self) -> None:
        """Let go of the frame before, so that frames do not hang on one another."""
        self.before = None


class Observer(Protocol):
    """Sees every frame in order, then gives its measurements, one value a frame."""

    def see(self, frame: SmallFrame) -> None:
        """Take in the next frame."""

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
