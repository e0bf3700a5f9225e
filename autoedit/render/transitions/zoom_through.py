"""A zoom into one picture and out of the next."""

from __future__ import annotations

from typing import Annotated

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between, eased, speed
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.settings import OneOf, Range, Share
from autoedit.render.transitions.zooms import Zoomed, seen

# The part of the whole zoom that happens while the shutter is open, at full speed.
SHUTTER = 0.2
# When the pictures give way to one another: while nothing is sharp.
OVERLAP = 0.42, 0.58
# The part of the zoom that b comes with: all of it would show b very small among its mirror images.
ARRIVAL = 0.6


@exact_ends
def zoom_through(
    a: Frame,
    b: Frame,
    progress: float,
    *,
    zoom: Annotated[float, Range(1.1, 8)] = 3.0,
    direction: Annotated[str, OneOf(("in", "out"))] = "in",
    x: Share = 0.5,
    y: Share = 0.5,
) -> Frame:
    """Fly into picture a and come out in picture b.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        zoom: how many times larger everything gets on the way.
        direction: ``in`` flies forwards, ``out`` backwards.
        x, y: the point that is flown to, as shares of the picture from the left and the top.
    """
    if direction == "out":
        a, b, progress = b, a, 1 - progress
    share, place = between(*OVERLAP, progress), eased(progress)
    pictures = [
        Zoomed(picture=a, scale=zoom**place, fixed=(x, y), share=1 - share),
        Zoomed(picture=b, scale=zoom ** (ARRIVAL * (place - 1)), fixed=(x, y), share=share),
    ]
    return seen(pictures, zoom ** (SHUTTER * speed(progress)), (x, y))
