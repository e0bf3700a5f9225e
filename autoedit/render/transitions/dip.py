"""Dips: out to one colour and in again."""

from __future__ import annotations

from autoedit.render.picture import Frame, dimmed


def dip_to_black(a: Frame, b: Frame, progress: float) -> Frame:
    """Fade picture a to black in the first half, and picture b in from it in the second.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b, a half is black.
    """
    return dimmed(a, 1 - 2 * progress) if progress < 0.5 else dimmed(b, 2 * progress - 1)
