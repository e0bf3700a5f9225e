"""The plain dissolve."""

from __future__ import annotations

from autoedit.render.picture import Frame


def dissolve(a: Frame, b: Frame, progress: float) -> Frame:
    """Mix picture a into picture b.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b. A transition of n frames asks for (k + 0.5) / n, so neither end is a repeat.
    """
    import cv2

    return cv2.addWeighted(a, 1 - progress, b, progress, 0)  # type: ignore[return-value]  # uint8 in, uint8 out
