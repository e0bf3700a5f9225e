"""A wipe: an edge runs over the picture and uncovers the next one."""

from __future__ import annotations

from autoedit.render.picture import Frame
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.masks import edge, masked, slope
from autoedit.render.transitions.settings import Angle, Share


@exact_ends
def wipe(a: Frame, b: Frame, progress: float, *, angle: Angle = 0.0, softness: Share = 0.1) -> Frame:
    """Uncover picture b behind an edge that runs over picture a.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        angle: where the edge goes, in degrees clockwise: 0 to the right, 90 down.
        softness: the edge's width as a share of its way; 0 is as sharp as pixels are.
    """
    height, width = a.shape[:2]
    places, length = slope(height, width, angle)
    return masked(a, b, edge(places, progress, softness, length))
