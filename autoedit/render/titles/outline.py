"""A glyph's outline as polygons, and their filling by Pillow: eightfold in both directions, averaged to 65 levels a pixel."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Outline = tuple[Points, ...]
Coverage = NDArray[np.uint8]

# A curve in so many straight pieces: on a letter of 200 pixels they leave it by less than a tenth of one.
PIECES = 12
FINE = 8
# The longest ligatures and ornaments are of some ems and some hundred curves; a damaged font's letter took 100 s and 800 MB.
FARTHEST_EMS, MOST_CURVES = 20.0, 500


def outline(font: Any, glyph: int, upem: int) -> Outline:
    """The closed curves of a HarfBuzz font's glyph, in ems, y upwards; none for a space, and for what is no letter."""
    pen = _Pen()
    font.draw_glyph_with_pen(glyph, pen)
    curves = tuple(np.array(points, np.float64) / upem for points in pen.contours if len(points) > 2)
    is_letter = len(curves) <= MOST_CURVES and all(np.abs(points).max() <= FARTHEST_EMS for points in curves)
    return curves if is_letter else ()


def fill(curves: Outline, size: float, x: float, y: float) -> tuple[int, int, Coverage]:
    """Fill a glyph that stands at (x, y) of a picture, y downwards, at ``size`` pixels an em.

    What several curves of one direction enclose is ink, and a curve in the other direction is a hole (the non-zero rule that
    fonts are drawn by; letters of variable fonts overlap themselves).

    Returns:
        The column and row of the filled rectangle's corner, and how much of each of its pixels is ink, 0 to 255.
    """
    from PIL import Image, ImageDraw

    placed = [np.column_stack((x + points[:, 0] * size, y - points[:, 1] * size)) for points in curves]
    every = np.concatenate(placed)
    left, top = np.floor(every.min(axis=0)).astype(int)
    right, bottom = np.ceil(every.max(axis=0)).astype(int) + 1
    winding = np.zeros(((bottom - top) * FINE, (right - left) * FINE), np.int8)
    for points in placed:
        tile = Image.new("1", (winding.shape[1], winding.shape[0]))
        # Pillow fills from pixel centre to pixel centre, both ends included: letters are a sixteenth of a pixel heavier.
        corners = np.rint((points - (left, top)) * FINE - 0.5)
        ImageDraw.Draw(tile).polygon(corners.ravel().tolist(), fill=1)
        winding += np.asarray(tile, np.int8) * (1 if _area(points) > 0 else -1)
    ink = (winding != 0).reshape(bottom - top, FINE, right - left, FINE).mean(axis=(1, 3))
    return int(left), int(top), np.rint(ink * 255).astype(np.uint8)


def _area(points: Points) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


class _Pen:
    """Takes HarfBuzz's drawing and keeps straight pieces; the names are those that HarfBuzz calls."""

    def __init__(self) -> None:
        self.contours: list[list[tuple[float, float]]] = []

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.contours.append([point])

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.contours[-1].append(point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._curve(points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._curve(points)

    def closePath(self) -> None:  # noqa: N802
        pass

    def endPath(self) -> None:  # noqa: N802
        pass

    def _curve(self, points: tuple[tuple[float, float], ...]) -> None:
        """A Bézier curve of any degree, by de Casteljau's construction for all steps at once."""
        steps = np.linspace(0, 1, PIECES + 1)[1:, None]
        layer = [np.array(point, np.float64)[None, :] for point in (self.contours[-1][-1], *points)]
        while len(layer) > 1:
            layer = [(1 - steps) * a + steps * b for a, b in pairwise(layer)]
        self.contours[-1] += [(float(x), float(y)) for x, y in layer[0]]
