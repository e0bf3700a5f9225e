"""The fonts that titles are drawn with: a person's own file first, then packaged ones for what it lacks.

The packaged ones come with ``pymupdf-fonts``, under the SIL Open Font License: FiraGO (Latin, Greek, Cyrillic, Arabic, Hebrew,
Devanagari, Thai, Georgian), and Noto Sans with its symbols for what FiraGO lacks (notes, arrows, weather, dingbats).
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from blake3 import blake3

from autoedit.errors import BadOption
from autoedit.render.titles.outline import Outline, outline

# What a title shows depends on these: the letters' shapes, how they are placed, and how they are filled.
SHAPING = ("pymupdf-fonts", "uharfbuzz", "pillow")
LARGEST_FONT = 256 * 2**20  # the largest CJK collections have 120 MB
SYMBOLS = ("symbol1", "symbol2", "math")


class Weight(StrEnum):
    """How heavy letters are; a person's own font has one weight."""

    REGULAR = "regular"
    BOLD = "bold"


PACKAGED = {Weight.REGULAR: ("figo", "notos", *SYMBOLS), Weight.BOLD: ("figbo", "notosbo", *SYMBOLS)}


class Face:
    """One font, ready to shape text and to give outlines; lengths are in ems."""

    def __init__(self, data: bytes) -> None:
        import uharfbuzz

        face = uharfbuzz.Face(data)
        self.glyphs: int = face.glyph_count
        self.upem: int = face.upem
        self.font: Any = uharfbuzz.Font(face)
        self._outlines: dict[int, Outline] = {}
        self._has: dict[str, bool] = {}

    def outline(self, glyph: int) -> Outline:
        """A glyph's closed curves as polygons."""
        if glyph not in self._outlines:
            self._outlines[glyph] = outline(self.font, glyph, self.upem)
        return self._outlines[glyph]

    def has(self, char: str) -> bool:
        """Whether it can draw a character: it has a glyph, with ink where there should be some.

        A letter with its accent counts when both are there; a colour font's pictures have no outline and do not.
        """
        if char not in self._has:
            parts = unicodedata.normalize("NFD", char)
            self._has[char] = self._has_ink(char) or (len(parts) > 1 and all(map(self._has_ink, parts)))
        return self._has[char]

    def _has_ink(self, char: str) -> bool:
        glyph = self.font.get_nominal_glyph(ord(char))
        return bool(glyph) and bool(self.outline(glyph))


class Fonts:
    """The fonts for a film's titles, in the order in which they are asked for a character.

    Args:
        path: a person's own font file; it is only read.
        digest: of that file's content, where it has to be a certain one.

    Raises:
        BadOption: the file cannot be read, or is no font.
    """

    def __init__(self, path: Path | None = None, digest: str = "") -> None:
        self.path = path
        self._own: Face | None = None
        self._digest = ""
        if path is not None:
            data = _font_file(path)
            self._own, self._digest = Face(data), blake3(data).hexdigest(16)
            if digest and digest != self._digest:
                raise BadOption(f"--font {path}: on this machine it is another font. Put the same file there.")
            if not self._own.glyphs:
                raise BadOption(f"--font {path}: it is no font. Give a .ttf, .otf or .ttc file.")

    def __reduce__(self) -> tuple[Any, ...]:
        # A worker process reads the file itself: a font's tables cannot be pickled, and may be large.
        return Fonts, (self.path, self._digest)

    @property
    def name(self) -> str:
        """As a person would call it."""
        return self.path.name if self.path is not None else "packaged font"

    @cached_property
    def digest(self) -> str:
        """What shapes the letters: the font's content, and the versions of what draws it."""
        return "/".join((self._digest or "packaged", *(f"{name} {version(name)}" for name in SHAPING)))

    def face_for(self, cluster: str, weight: Weight) -> Face | None:
        """The first font that can draw every character of a cluster; None where there is none."""
        wanted = [char for char in cluster if not _needs_no_glyph(char)]
        if self._own is not None and all(map(self._own.has, wanted)):
            return self._own
        faces = (_packaged(name) for name in PACKAGED[weight])
        return next((face for face in faces if all(map(face.has, wanted))), None)


def _font_file(path: Path) -> bytes:
    try:
        # A pipe that nobody writes to would be waited for, and a device may have no end.
        if path.exists() and not path.is_file():
            raise BadOption(f"--font {path}: it is not a file. Give a .ttf, .otf or .ttc file.")
        if path.stat().st_size > LARGEST_FONT:
            raise BadOption(f"--font {path}: it is too large for a font. Give a .ttf, .otf or .ttc file.")
        return path.read_bytes()
    except OSError as error:
        raise BadOption(f"--font {path}: it cannot be read ({error.strerror}). Check the name.") from error


@cache
def _packaged(name: str) -> Face:
    import pymupdf_fonts

    return Face(pymupdf_fonts.fontbuffers[name]())


def _needs_no_glyph(char: str) -> bool:
    """Spaces, marks of direction, joiners and variation selectors: shaping makes of them what they need."""
    return unicodedata.category(char) in ("Zs", "Cf") or "\ufe00" <= char <= "\ufe0f"
