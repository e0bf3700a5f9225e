"""A generated whip-pan: the camera seems to be thrown from one view to the next.

It is at rest at both ends, and what it sees is smeared along the way by as much as it moves while the shutter is open, in
light, so that lamps leave streaks. Pictures are mirrored at their edges, so no black runs through.
"""

from __future__ import annotations

from typing import Annotated

from autoedit.render.picture import Frame
from autoedit.render.transitions.camera import moved
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.settings import Angle, Range

# The smear at full speed for each picture that is passed, as a share of it: eight frames through a 360 degree shutter.
SMEAR = 0.22


@exact_ends
def whip_pan(a: Frame, b: Frame, progress: float, *, angle: Angle = 0.0, speed: Annotated[float, Range(1, 4)] = 1.0) -> Frame:
    """Throw the camera from picture a to picture b.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        angle: where the camera turns, in degrees clockwise: 0 to the right (so that pictures run to the left), 90 down.
        speed: how many pictures are passed on the way; beyond the first they are mirror images.
    """
    return moved(a, b, progress, angle=angle, ways=speed, smear=SMEAR * speed)
