"""A zoom that lets a point of one picture become a point of the next: two faces, two lamps."""

from __future__ import annotations

from typing import Annotated

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between, eased, speed
from autoedit.render.transitions.ends import exact_ends, prepared_by
from autoedit.render.transitions.focus import focus
from autoedit.render.transitions.settings import Range, Share
from autoedit.render.transitions.zooms import Point, Zoomed, seen

# The part of the zoom that happens while the shutter is open, at full speed.
SHUTTER = 0.12
# When the pictures dissolve: both points lie on one another, and the zoom is slow.
OVERLAP = 0.36, 0.64


@prepared_by(focus)
@exact_ends
def match_zoom(
    a: Frame,
    b: Frame,
    progress: float,
    *,
    ax: Share = 0.5,
    ay: Share = 0.5,
    bx: Share = 0.5,
    by: Share = 0.5,
    zoom: Annotated[float, Range(1.1, 6)] = 2.2,
) -> Frame:
    """Zoom in until a point of picture a is in the middle, dissolve to the same point of picture b, and zoom out again.

    Points that lie so near an edge that the picture would end are met as near the middle as it reaches.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; the points meet at a half.
        ax, ay, bx, by: the points, as shares of the picture from the left and the top; left out, ``focus`` finds them.
        zoom: how many times larger the pictures are where they meet.
    """
    meeting = _meeting(ax, bx, zoom), _meeting(ay, by, zoom)
    fixed = [(_fixed(x, meeting[0], zoom), _fixed(y, meeting[1], zoom)) for x, y in ((ax, ay), (bx, by))]
    # In to the meeting and out again, at rest at each.
    part = 2 * min(progress, 1 - progress)
    share = between(*OVERLAP, progress)
    scale = zoom ** eased(part)
    pictures = [
        Zoomed(picture=a, scale=scale, fixed=fixed[0], share=1 - share),
        Zoomed(picture=b, scale=scale, fixed=fixed[1], share=share),
    ]
    centre: Point = fixed[0] if progress < 0.5 else fixed[1]
    return seen(pictures, zoom ** (SHUTTER * speed(part)), centre)


def _meeting(a: float, b: float, zoom: float) -> float:
    """Where two points meet: in the middle, or as near it as neither picture shows its end."""
    lowest = max(1 - zoom * (1 - a), 1 - zoom * (1 - b))
    highest = min(zoom * a, zoom * b)
    # Points at two opposite ends cannot both be met inside: there the pictures are mirrored.
    return min(max(0.5, lowest), highest) if lowest <= highest else 0.5


def _fixed(point: float, meeting: float, zoom: float) -> float:
    """The place that does not move when a zoom carries a point to the meeting."""
    return (zoom * point - meeting) / (zoom - 1)
