"""A title as a picture to lay over others: made once, laid over many frames."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoedit.model.timeline import TitleKind
from autoedit.render.picture import Frame, dimmed
from autoedit.render.titles.fonts import Fonts
from autoedit.render.titles.looks import CAPTION_MARGIN, LOOKS, UPRIGHT_CAPTION_MARGIN, Look
from autoedit.render.titles.outline import fill
from autoedit.render.titles.shaping import drawable
from autoedit.render.titles.typeset import Line, Type, is_unspaced, typeset

Plane = NDArray[np.uint8]

# In ems: how tall a capital is, and how far letters reach above and below the line.
CAPITAL, ASCENT, DESCENT = 0.69, 0.86, 0.26
GLOW, EDGE, DROP = 0.38, 0.045, 0.03  # how far darkness spreads, and how far the narrow one falls; in ems
BOX_SIDE, BOX_ABOVE, BOX_ROUND = 0.5, 0.16, 0.22  # the box around a caption, in ems
BOX_FINE = 4
# The middle of a large title stands a little above the picture's, where the eye takes the middle to be.
OPTICAL_MIDDLE = 0.485


@dataclass(frozen=True, slots=True)
class Overlay:
    """Letters and what is dark around them, over a part of the picture whose corner is at (left, top).

    Attributes:
        light: what is added, RGB; ``cover``: how much of the picture is taken away first, the same for each colour, 0 to 255.
        dims: what is left of the whole picture's brightness beneath.
    """

    left: int
    top: int
    light: Frame
    cover: Frame
    dims: float


def lettering(kind: TitleKind, text: str, width: int, height: int, fonts: Fonts) -> Overlay | None:
    """Draw a title for pictures of a size; None where the fonts have nothing of it."""
    look = LOOKS[kind]
    rows = drawable(text, fonts, look.first.weight)
    if not rows:
        return None
    place = look.place(width, height)
    if kind is TitleKind.CAPTION:
        lines = typeset(_spoken(rows, look.first), place, fonts)
    else:
        lines = typeset([(row, look.following if number else look.first) for number, row in enumerate(rows)], place, fonts)
    margin = UPRIGHT_CAPTION_MARGIN if height > width else CAPTION_MARGIN
    above, below = lines[0].size * CAPITAL, lines[-1].baseline
    if kind is TitleKind.CAPTION:
        first = height * (1 - margin) - below - lines[-1].size * (DESCENT + BOX_ABOVE)
    else:
        first = height * OPTICAL_MIDDLE - (below - above) / 2
    return _drawn(look, lines, width, height, round(first))


def title_picture(kind: TitleKind, text: str, width: int, height: int, fonts: Fonts) -> NDArray[np.uint8]:
    """A title by itself: RGBA, uint8 [height, width, 4], clear where there is none."""
    picture = np.zeros((height, width, 4), np.uint8)
    overlay = lettering(kind, text, width, height, fonts)
    if overlay is not None:
        rows, columns = overlay.light.shape[:2]
        here = picture[overlay.top : overlay.top + rows, overlay.left : overlay.left + columns]
        alpha = overlay.cover.astype(np.float64)
        here[..., :3] = np.rint(np.divide(overlay.light * 255.0, alpha, out=np.zeros_like(alpha), where=alpha > 0)).clip(0, 255)
        here[..., 3] = overlay.cover[..., 0]
    return picture


def draw(picture: Frame, overlay: Overlay, level: float) -> Frame:
    """Lay a title over a picture.

    Args:
        picture: RGB, uint8 [height, width, 3]; it is left as it is.
        level: 0 shows nothing of the title, 1 all of it.
    """
    import cv2

    if level <= 0:
        return picture
    under = dimmed(picture, 1 - (1 - overlay.dims) * level)
    drawn = under if under is not picture else picture.copy()
    rows, columns = overlay.light.shape[:2]
    here = drawn[overlay.top : overlay.top + rows, overlay.left : overlay.left + columns]
    light, cover = (dimmed(part, level) for part in (overlay.light, overlay.cover))
    here[:] = cv2.add(cv2.multiply(here, cv2.bitwise_not(cover), scale=1 / 255), light)
    return drawn


def _spoken(rows: Sequence[str], kind: Type) -> list[tuple[str, Type]]:
    """What is said, as lines to be broken anew; who answers begins a line of his own."""
    if any(row.startswith(("-", "–", "—")) for row in rows):
        return [(row, kind) for row in rows]
    said = rows[0]
    for row in rows[1:]:
        said += row if is_unspaced(said[-1]) and is_unspaced(row[0]) else f" {row}"
    return [(said, kind)]


def _drawn(look: Look, lines: Sequence[Line], width: int, height: int, first: int) -> Overlay | None:
    """Lines of which the first stands on row ``first``, each in the middle of the picture's width."""
    ink = np.zeros((height, width), np.uint8)
    for line in lines:
        _draw_line(ink, line, (width - line.width) / 2, first + round(line.baseline))
    if not ink.any():
        return None
    size = max(line.size for line in lines)
    box = _box_around(ink, lines, first) if look.box else None
    rows, columns = _around(ink, box, round(3 * GLOW * size) if look.glow or look.edge else 1)
    ink = ink[rows, columns]
    dark = _shade(ink, look, size)
    if box is not None:
        dark = np.maximum(dark, look.box * _rounded(ink.shape, box, (columns.start, rows.start), BOX_ROUND * size))
    cover = ink + np.rint(dark * (255.0 - ink)).astype(np.uint8)
    return Overlay(columns.start, rows.start, _rgb(ink), _rgb(cover), look.dims)


def _draw_line(ink: Plane, line: Line, left: float, baseline: int) -> None:
    import cv2

    for glyph in line.shaped.glyphs:
        curves = glyph.face.outline(glyph.number)
        if not curves:
            continue
        column, row, part = fill(curves, line.size, left + glyph.x * line.size, baseline - glyph.y * line.size)
        # A mark that reaches beyond the picture is cut off at its edge.
        top, bottom = max(0, row), min(ink.shape[0], row + part.shape[0])
        start, end = max(0, column), min(ink.shape[1], column + part.shape[1])
        if top < bottom and start < end:
            here = ink[top:bottom, start:end]
            here[:] = cv2.add(here, part[top - row : bottom - row, start - column : end - column])


def _shade(ink: Plane, look: Look, size: float) -> NDArray[np.float64]:
    """How dark it is around letters, 0 to 1: widely, for a busy picture beneath them, and close by, for a white one."""
    from PIL import Image, ImageChops, ImageFilter

    dark = np.zeros(ink.shape)
    letters = Image.fromarray(ink)
    for strength, spread, drop in ((look.glow, GLOW, 0.0), (look.edge, EDGE, DROP)):
        if strength:
            blurred = ImageChops.offset(letters, 0, round(drop * size)).filter(ImageFilter.GaussianBlur(spread * size))
            # Thin strokes leave little of themselves when they are spread; twice that is still soft.
            dark = 1 - (1 - dark) * (1 - strength * np.minimum(1, 2 * np.asarray(blurred, np.float64) / 255))
    return dark


def _box_around(ink: Plane, lines: Sequence[Line], first: int) -> tuple[float, float, float, float]:
    """The left, top, right and bottom of a caption's box: around its lines, and around marks that reach beyond them."""
    shown = np.flatnonzero(ink.any(axis=1))
    last, half = lines[-1], max(line.width for line in lines) / 2
    top = min(first - lines[0].size * ASCENT, float(shown[0])) - lines[0].size * BOX_ABOVE
    bottom = max(first + last.baseline + last.size * DESCENT, float(shown[-1] + 1)) + last.size * BOX_ABOVE
    side = last.size * BOX_SIDE
    return ink.shape[1] / 2 - half - side, top, ink.shape[1] / 2 + half + side, bottom


def _around(ink: Plane, box: tuple[float, float, float, float] | None, margin: int) -> tuple[slice, slice]:
    """The rows and columns that a title needs: of its letters with a margin, and of its box."""
    found = []
    for axis, corner in ((1, 1), (0, 0)):
        shown = np.flatnonzero(ink.any(axis=axis))
        start, end = int(shown[0]) - margin, int(shown[-1]) + 1 + margin
        if box is not None:
            start, end = min(start, math.floor(box[corner])), max(end, math.ceil(box[corner + 2]))
        found.append(slice(max(0, start), min(ink.shape[1 - axis], end)))
    return found[0], found[1]


def _rounded(
    shape: tuple[int, ...], box: tuple[float, float, float, float], corner: tuple[int, int], radius: float
) -> NDArray[np.float64]:
    """A box with round corners, 0 to 1, in a picture whose own corner is at (left, top)."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (shape[1] * BOX_FINE, shape[0] * BOX_FINE))
    edges = [(edge - corner[place % 2]) * BOX_FINE for place, edge in enumerate(box)]
    ImageDraw.Draw(picture).rounded_rectangle(edges, radius * BOX_FINE, fill=255)
    return np.asarray(picture.reduce(BOX_FINE), np.float64) / 255


def _rgb(plane: Plane) -> Frame:
    return np.repeat(plane[:, :, None], 3, axis=2)
