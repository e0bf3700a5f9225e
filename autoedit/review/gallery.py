"""The gallery of transitions: each of them on the same two pictures, as a page, a sheet or a film."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from autoedit.errors import OutputError, at
from autoedit.pipeline.output import check_output, whole
from autoedit.render.picture import Frame
from autoedit.render.transitions.catalogue import Entry, catalogue
from autoedit.render.transitions.settings import Drawing, checked, prepared
from autoedit.review.gallery_page import MOVING, page
from autoedit.review.gallery_pictures import fitted, gallery_picture
from autoedit.review.gallery_views import drawn_views

if TYPE_CHECKING:
    from PIL import ImageFont

__all__ = ["WriteFilm", "check_gallery", "gallery_picture", "write_gallery"]

# Writes pictures of a size (width, height) at a rate to the film that was asked for.
WriteFilm = Callable[[Iterator[Frame], tuple[int, int], Fraction], None]

SUFFIXES = (".html", ".png", ".mp4")
# Widths in pixels of pictures in 16:9; those of other shapes are as large.
SHEET_WIDTH, FILM_WIDTH = 220, 960
# How far a transition is in each of a row's pictures.
STEPS = (0.08, 0.22, 0.36, 0.5, 0.64, 0.78, 0.92)
LABEL_WIDTH, GAP = 150, 4
PAPER, INK = (24, 24, 26), (225, 225, 220)
FILM_RATE, FILM_FRAMES, FILM_STILL = Fraction(30), 30, 15  # frames a second, of a transition, and of each picture alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A transition and how it is drawn on the gallery's two pictures."""

    entry: Entry
    draw: Drawing


def check_gallery(output: Path, sources: Iterable[Path] = ()) -> None:
    """Whether a gallery can be written there.

    Raises:
        OutputError: it cannot, or its name promises another kind of file.
    """
    check_output(output, sources)
    if output.suffix.lower() not in SUFFIXES:
        raise OutputError(output, "galleries are pages, sheets or films", "Give a name that ends in .html, .png or .mp4.")


@at("draw")
def write_gallery(
    output: Path,
    a: Frame | None = None,
    b: Frame | None = None,
    *,
    kinds: Sequence[str] | None = None,
    write_film: WriteFilm | None = None,
) -> None:
    """Show transitions on two pictures: ``.html`` a page that moves, ``.png`` a row of steps each, ``.mp4`` one after another.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], of any sizes; b is cut to a's shape. Left out, two views are drawn.
        kinds: the transitions' names; None for all there are.
        write_film: writes the pictures of a film to ``output``; only films need it.

    Raises:
        UnknownName: there is no such transition.
        OutputError: it cannot be written.
    """
    check_gallery(output)
    suffix, entries = output.suffix.lower(), catalogue(kinds)
    width = {".html": MOVING.width, ".png": SHEET_WIDTH, ".mp4": FILM_WIDTH}[suffix]
    a, b = _of_one_size(a, b, width)
    shown = [_shown(entry, a, b) for entry in entries]
    if suffix == ".mp4":
        if write_film is None:
            raise ValueError("a film needs a way to be written")
        write_film(_film(shown, a, b), (a.shape[1], a.shape[0]), FILM_RATE)
        return
    with whole(output) as temporary:
        if suffix == ".png":
            _draw_sheet(shown, a, b, temporary)
        else:
            temporary.write_text(page([(one.entry, one.draw) for one in shown], a, b), encoding="utf-8")


def _of_one_size(a: Frame | None, b: Frame | None, width: int) -> tuple[Frame, Frame]:
    """Both pictures in the shape of the first that is given, as large as one of 16:9 and that width."""
    given = a if a is not None else b
    shape = min(2.5, max(0.4, given.shape[1] / given.shape[0])) if given is not None else 16 / 9
    # Films have even sides. A strip of one row would be no picture to look at: what is longer is cut.
    width = round(width * math.sqrt(shape * 9 / 16) / 2) * 2
    height = round(width / shape / 2) * 2
    views = drawn_views(width, height)
    first, second = (fitted(picture, width, height) if picture is not None else None for picture in (a, b))
    return first if first is not None else views[0], second if second is not None else views[1]


def _shown(entry: Entry, a: Frame, b: Frame) -> Shown:
    return Shown(entry=entry, draw=prepared(checked(entry.kind, {}), a, b))


def _draw_sheet(shown: Sequence[Shown], a: Frame, b: Frame, into: Path) -> None:
    """A row for each transition, its name before it."""
    from PIL import Image, ImageDraw

    height, width = a.shape[:2]
    size = LABEL_WIDTH + len(STEPS) * (width + GAP), GAP + len(shown) * (height + GAP)
    sheet = Image.new("RGB", size, PAPER)
    draw, font = ImageDraw.Draw(sheet), _font(14)
    for row, one in enumerate(shown):
        top = GAP + row * (height + GAP)
        draw.text((10, top + height / 2), one.entry.kind[:20], INK, font, anchor="lm")
        for column, progress in enumerate(STEPS):
            sheet.paste(Image.fromarray(one.draw(a, b, progress)), (LABEL_WIDTH + column * (width + GAP), top))
    sheet.save(into, "PNG")


def _film(shown: Sequence[Shown], a: Frame, b: Frame) -> Iterator[Frame]:
    """Each transition between the two pictures standing still, its name on all of it."""
    for one in shown:
        stamp = _stamp(one.entry.kind, a.shape[1], a.shape[0])
        before, after = (_stamped(picture, stamp) for picture in (a, b))
        yield from (before for _ in range(FILM_STILL))
        for frame in range(FILM_FRAMES):
            yield _stamped(one.draw(a, b, (frame + 0.5) / FILM_FRAMES), stamp)
        yield from (after for _ in range(FILM_STILL))


def _stamp(text: str, width: int, height: int) -> tuple[Frame, Frame]:
    """A name in white on a dark edge: how much of the picture each pixel leaves, and what it adds, at the lower left."""
    from PIL import Image, ImageDraw

    font = _font(max(10, height // 18))
    lettering, edge = (Image.new("L", (width, max(1, height // 6))) for _ in range(2))
    place = width // 40, lettering.height // 2
    ImageDraw.Draw(lettering).text(place, text, 255, font, anchor="lm")
    ImageDraw.Draw(edge).text(place, text, 255, font, anchor="lm", stroke_width=max(1, height // 240))
    return 255 - np.asarray(edge, np.uint8)[..., None], np.asarray(lettering, np.uint8)[..., None]


def _stamped(picture: Frame, stamp: tuple[Frame, Frame]) -> Frame:
    left, added = stamp
    shown = picture.copy()
    below = shown[-left.shape[0] :]
    below[:] = np.minimum(below.astype(np.uint16) * left // 255 + added, 255).astype(np.uint8)
    return shown


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)
