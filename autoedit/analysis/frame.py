"""The small frame that every observer sees, and what an observer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SmallFrame:
    """One frame made small: 4:2:0 planes, full range, as stored (not turned upright).

    Attributes:
        number: in decode order from 0.
        planes: uint8 [height * 3 / 2, width], the I420 picture; ``luma``, ``u`` and ``v`` are views of it.
    """

    number: int
    planes: NDArray[np.uint8]

    @property
    def luma(self) -> NDArray[np.uint8]:
        """uint8 [height, width]."""
        return self.planes[: len(self.planes) * 2 // 3]

    @property
    def chroma(self) -> NDArray[np.uint8]:
        """U and V, uint8 [2, height / 2, width / 2]."""
        height, width = len(self.planes) * 2 // 3, self.planes.shape[1]
        return self.planes[height:].reshape(2, height // 2, width // 2)


class Observer(Protocol):
    """Sees every frame in order, then gives its measurements, one value a frame."""

    def see(self, frame: SmallFrame) -> None:
        """Take in the next frame."""

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
