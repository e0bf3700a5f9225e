"""Small frames as the decode pass hands them to observers, made from pictures without a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from autoedit.analysis.frame import Plane, SmallFrame
from tests.analysis.takes import Picture

WIDTH = 256


def small_frames(pictures: Iterable[Picture], *, first: int = 0) -> Iterator[SmallFrame]:
    """The frames of a stretch, each knowing the one before."""
    import cv2

    before: SmallFrame | None = None
    for number, picture in enumerate(pictures, start=first):
        height = round(WIDTH * picture.shape[0] / picture.shape[1] / 2) * 2
        small = cv2.resize(picture, (WIDTH, height), interpolation=cv2.INTER_AREA)
        frame = SmallFrame(number, _full_range(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2YUV_I420), np.uint8)), before)
        yield frame
        frame.forget_before()
        before = frame


def small_frame(picture: Picture) -> SmallFrame:
    """One frame alone."""
    return next(iter(small_frames([picture])))


def _full_range(planes: Plane) -> Plane:
    """OpenCV gives limited range."""
    rows = len(planes) * 2 // 3
    luma, chroma = planes[:rows].astype(float), planes[rows:].astype(float)
    stretched = np.concatenate([(luma - 16) * 255 / 219, 128 + (chroma - 128) * 255 / 224])
    return stretched.round().clip(0, 255).astype(np.uint8)
