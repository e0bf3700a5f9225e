"""A generated whip-pan: the camera seems to be thrown from one view to the next.

Both pictures lie side by side on a strip that is pulled past, eased at both ends, and smeared along the way by as much as it
moves in a frame's exposure. The edges of the strip are mirrored, so no black runs through the picture.
"""

from __future__ import annotations

import math

import numpy as np

from autoedit.render.picture import Frame

# The smear at full speed, as a share of the width; a real 180 degree shutter at this speed gives about as much.
SMEAR = 0.22


def whip_pan(a: Frame, b: Frame, progress: float) -> Frame:
    """Throw the view from picture a to picture b.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
    """
    import cv2

    width = a.shape[1]
    # The pull follows a raised cosine: at rest at both ends, fastest in the middle, where the pictures change over.
    place = (1 - math.cos(math.pi * progress)) / 2
    speed = math.sin(math.pi * progress)
    smear = max(1, round(width * SMEAR * speed)) | 1
    margin = smear // 2 + 1
    first = round(place * width)
    left = np.concatenate([_mirror_left(a, margin), a, b, _mirror_right(b, margin)], axis=1)
    strip = np.ascontiguousarray(left[:, first : first + width + 2 * margin])
    if smear > 1:
        strip = cv2.blur(strip, (smear, 1))
    return np.ascontiguousarray(strip[:, margin : margin + width])


def _mirror_left(picture: Frame, columns: int) -> Frame:
    return picture[:, columns - 1 :: -1] if columns < picture.shape[1] else picture[:, ::-1]


def _mirror_right(picture: Frame, columns: int) -> Frame:
    return picture[:, : -columns - 1 : -1]
