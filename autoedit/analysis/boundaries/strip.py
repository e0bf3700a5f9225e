"""The frames that decisions about boundaries look back on: a strip of small pictures, cut off at its start as it is done with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.frame import Plane, SmallFrame

# Cells of a thumbnail along the long and the short side: fine enough for a wipe's edge, coarse enough to forgive motion.
LONG_SIDE, SHORT_SIDE = 32, 18

# A gradual is as well seen at 30 pictures a second as at 60, for half the work.
GRADUAL_RATE = 32

Floats = NDArray[np.float32]


def thinning(rate: float) -> int:
    """Of how many frames one is looked at for graduals."""
    return max(1, round(rate / GRADUAL_RATE))


class Strip:
    """Frames in a row, newest last.

    Attributes:
        first: the number of the first frame kept.
        halves: brightness at half the small size, one uint8 [h, w] a frame.
        thumbs: Y, U and V averaged over cells, one uint8 [3, rows, columns] a frame.
        steps: mean difference of the cells from the frame before, in levels; 0 for a strip's first.
    """

    def __init__(self, first: int) -> None:
        self.first = first
        self.halves: list[Plane] = []
        self.thumbs: list[Plane] = []
        self.steps: list[float] = []

    def __len__(self) -> int:
        return len(self.halves)

    @property
    def end(self) -> int:
        """The number after the last frame's."""
        return self.first + len(self.halves)

    def add(self, frame: SmallFrame) -> None:
        """Keep what is needed of a frame."""
        import cv2

        height, width = frame.luma.shape
        size = (LONG_SIDE, SHORT_SIDE) if width >= height else (SHORT_SIDE, LONG_SIDE)
        planes = (frame.half, *frame.chroma)
        self.halves.append(frame.half)
        thumb = np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in planes])
        self.steps.append(cv2.norm(thumb.ravel(), self.thumbs[-1].ravel(), cv2.NORM_L1) / thumb.size if self.thumbs else 0.0)
        self.thumbs.append(thumb)

    def kept(self) -> Strip:
        """The strip as it is now: what is added or let go of later does not change it."""
        strip = Strip(self.first)
        strip.halves, strip.thumbs, strip.steps = self.halves[:], self.thumbs[:], self.steps[:]
        return strip

    def forget_before(self, number: int) -> None:
        """Let go of the frames before one."""
        count = max(0, number - self.first)
        del self.halves[:count], self.thumbs[:count], self.steps[:count]
        self.first += count

    def half(self, number: int) -> Plane:
        """A frame's brightness."""
        return self.halves[number - self.first]

    def thumbs_of(self, first: int, end: int) -> Floats:
        """Thumbnails of the frames [first, end): float32 [frames, 3, rows, columns], 0..255."""
        return np.stack(self.thumbs[first - self.first : end - self.first]).astype(np.float32)
