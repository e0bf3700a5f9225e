"""The font that pictures are lettered with: FiraGO, a package's, since Pillow's own draws an umlaut as a box."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


@cache
def font(size: int) -> FreeTypeFont:
    """The font at a size, in pixels."""
    import pymupdf_fonts
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(pymupdf_fonts.fontbuffers["figo"]()), size)
