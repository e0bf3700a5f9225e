"""A push: the next picture shoves the old one out."""

from __future__ import annotations

from autoedit.render.picture import Frame
from autoedit.render.transitions.camera import moved
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.settings import Angle, Share

# Of the picture, at full speed: a push of 20 frames through a 180 degree shutter.
SMEAR = 0.05


@exact_ends
def push(a: Frame, b: Frame, progress: float, *, angle: Angle = 180.0, smear: Share = SMEAR) -> Frame:
    """Shove picture a out with picture b, both moving as one.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        angle: where the pictures go, in degrees clockwise: 0 to the right, 90 down, 180 to the left.
        smear: motion blur at full speed, as a share of the picture; 0 is none.
    """
    return moved(a, b, progress, angle=angle + 180, ways=1, smear=smear)
