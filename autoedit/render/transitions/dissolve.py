"""The plain dissolve."""

from __future__ import annotations

from autoedit.render.picture import Frame
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.light import dissolved


@exact_ends
def dissolve(a: Frame, b: Frame, progress: float) -> Frame:
    """Mix picture a into picture b as light adds up, like two exposures on one film.

    Code values mixed as they are would dip in the middle: a lamp that gives way to another would dim on the way.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b. A transition of n frames asks for (k + 0.5) / n, so neither end is a repeat.
    """
    return dissolved(a, b, progress)
