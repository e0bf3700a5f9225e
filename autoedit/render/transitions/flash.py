"""A flash: the film is burnt out for a moment, and the cut is in it. For a beat."""

from __future__ import annotations

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.light import coded, light_table
from autoedit.render.transitions.planes import smaller
from autoedit.render.transitions.settings import Colour, rgb

# Exposure at the peak, in times of what is right: before the picture drowns, its highlights do.
OVEREXPOSED = 5.0
# The bloom: how far light spreads, as a share of the height, and how much of it is seen at the peak.
BLOOM_WIDTH, BLOOM = 0.05, 0.8


@exact_ends
def flash(a: Frame, b: Frame, progress: float, *, colour: Colour = "#ffffff") -> Frame:
    """Burn picture a out to white, and let b come back out of it.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b, a half is the colour alone.
        colour: of the light, as #rrggbb.
    """
    import cv2

    picture = a if progress < 0.5 else b
    strength = (1 - abs(2 * progress - 1)) ** 1.6
    tint = np.array(rgb(colour))
    light = light_table()[:, None] * (1 + (OVEREXPOSED - 1) * strength**2)
    # A part of the light falls everywhere; at the peak there is nothing else. Screened, so that highlights keep their detail.
    fog = light_table()[tint] * strength**1.5
    exposed = coded(1 - (1 - np.minimum(light, 1)) * (1 - fog))
    exposed = np.rint(exposed * (1 - strength**4) + tint * strength**4).astype(np.uint8)
    shown = np.asarray(cv2.LUT(picture, exposed[None]), np.uint8)
    return np.asarray(cv2.add(shown, _bloom(picture, BLOOM * strength * (1 - strength**4))), np.uint8)


def _bloom(picture: Frame, strength: float) -> Frame:
    """What bright places throw around themselves."""
    import cv2

    height, width = picture.shape[:2]
    bright = np.rint(255 * np.clip((np.arange(256) / 255 - 0.55) / 0.45, 0, 1) ** 2 * strength).astype(np.uint8)
    spread = cv2.GaussianBlur(cv2.LUT(smaller(picture, 8), bright), (0, 0), max(0.5, BLOOM_WIDTH * height / 8))
    return np.asarray(cv2.resize(spread, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
