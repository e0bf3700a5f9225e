"""Lines that fit: text broken where it may be, into lines of even length, and made smaller until it fits its place.

Widths are measured once, in ems; letters keep their proportions at every size, so all the trying is arithmetic.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from autoedit.render.titles.bidi import base_level, levels
from autoedit.render.titles.fonts import Fonts, Weight
from autoedit.render.titles.shaping import Shaped, clusters, shaped

# From one try to the next a text gets so much smaller.
SMALLER = 0.95
WHOLE_WORDS = 0.4  # of its size: so small a text becomes before a long word is broken
SMALLEST = 8.0  # pixels an em: what stands under a headline is as large as it before it is smaller than this
FIRST_HANGUL, LAST_HANGUL = "\uac00", "\ud7a3"
# What closes may not begin a line, and what opens may not end one, where lines break between any two characters.
NOT_FIRST, NOT_LAST = (
    "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝〕〉》」』】〗〙〛’”ぁぃぅぇぉっゃゅょァィゥェォッャュョ%‰℃",
    "（［｛〔〈《「『【〖〘〚‘“",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How one paragraph is set.

    Attributes:
        scale: its size, as a share of the title's.
        tracking: space between letters, in ems.
        leading: from its baseline to the one before, in its own ems; ``above`` is added where another type stands above it.
    """

    weight: Weight
    scale: float = 1.0
    tracking: float = 0.0
    leading: float = 1.2
    above: float = 0.0

    def em(self, size: float) -> float:
        """Its em where the title's is ``size``, in pixels: its share, but never so small that nobody could read it."""
        return max(size * self.scale, min(size, SMALLEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The room a title has, in pixels, and the size of letters that it has there.

    Attributes:
        few: so many lines are welcome; for more the text is first made as small as ``enough``, a share of the size.
        least: letters are never smaller, in pixels.
    """

    width: float
    height: float
    size: float
    few: int
    enough: float
    least: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of glyphs; ``baseline`` lies so many pixels under the first line's, ``size`` is its em in pixels."""

    shaped: Shaped
    size: float
    baseline: float

    @property
    def width(self) -> float:
        """In pixels."""
        return self.shaped.advance * self.size


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters that stay on one line: a word, or a single character of a script that is written without spaces."""

    start: int
    end: int
    is_after_space: bool
    width: float


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    levels: tuple[int, ...]
    type: Type
    pieces: tuple[_Piece, ...]
    space: float


def typeset(paragraphs: Sequence[tuple[str, Type]], place: Place, fonts: Fonts) -> tuple[Line, ...]:
    """Set paragraphs of drawable text in a place: as large as may be, in as few lines as may be, in lines of even length.

    A word that would make all the rest much smaller is broken. What does not fit even then is made as small as it must be.
    """
    measured = [_measured(text, kind, fonts) for text, kind in paragraphs]
    least = max(place.least, WHOLE_WORDS * place.size)
    size = place.size
    while (set_lines := _set(measured, size, place)) is None and size > least:
        size *= SMALLER
    if set_lines is None:
        measured = [_divided(paragraph, place.width / paragraph.type.em(least), fonts) for paragraph in measured]
        size = place.size
        while (set_lines := _set(measured, size, place)) is None:
            size *= SMALLER
    return tuple(_lines(measured, set_lines, size, fonts))


def _measured(text: str, kind: Type, fonts: Fonts) -> _Paragraph:
    found = tuple(levels(text, base_level(text)))
    space = shaped(" ", (0,), fonts, kind.weight).advance + 2 * kind.tracking

    def width(start: int, end: int) -> float:
        return shaped(text[start:end], found[start:end], fonts, kind.weight, kind.tracking).advance

    pieces = tuple(_Piece(start, end, is_after, width(start, end)) for start, end, is_after in _unbroken(text))
    return _Paragraph(text, found, kind, pieces, space)


def _unbroken(text: str) -> list[tuple[int, int, bool]]:
    """Where the pieces of a text start and end, and whether a space stands before each."""
    found: list[tuple[int, int, bool]] = []
    place, is_after_space, previous = 0, False, ""
    for part in clusters(text):
        if part == " ":
            is_after_space = True
        else:
            if found and not is_after_space and not _may_break(previous, part):
                found[-1] = (found[-1][0], place + len(part), found[-1][2])
            else:
                found.append((place, place + len(part), is_after_space))
            is_after_space, previous = False, part
        place += len(part)
    return found


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters with no space between them."""
    if after[0] in NOT_FIRST or before[-1] in NOT_LAST:
        return False
    return is_unspaced(before[0]) or is_unspaced(after[0])


def is_unspaced(char: str) -> bool:
    """Whether its script is written without spaces between words; Korean has them."""
    is_wide = unicodedata.category(char) == "Lo" and unicodedata.east_asian_width(char) in ("W", "F")
    return is_wide and not FIRST_HANGUL <= char <= LAST_HANGUL


def _divided(paragraph: _Paragraph, widest: float, fonts: Fonts) -> _Paragraph:
    """The paragraph, its pieces that are wider than a line to be broken anywhere."""
    pieces: list[_Piece] = []
    kind = paragraph.type
    for piece in paragraph.pieces:
        if piece.width <= widest:
            pieces.append(piece)
            continue
        start = piece.start
        for part in clusters(paragraph.text[piece.start : piece.end]):
            end = start + len(part)
            width = shaped(part, paragraph.levels[start:end], fonts, kind.weight, kind.tracking).advance
            pieces.append(_Piece(start, end, piece.is_after_space and start == piece.start, width))
            start = end
    return _Paragraph(paragraph.text, paragraph.levels, kind, tuple(pieces), paragraph.space)


def _set(paragraphs: Sequence[_Paragraph], size: float, place: Place) -> list[list[range]] | None:
    """The lines of each paragraph at a size, as ranges of its text; None where they do not fit."""
    found: list[list[range]] = []
    height = 0.0
    for paragraph, above in zip(paragraphs, (None, *paragraphs), strict=False):
        em = paragraph.type.em(size)
        lines = _even(paragraph, place.width / em)
        if lines is None:
            return None
        found.append(lines)
        height += em * (len(lines) * paragraph.type.leading + _space_above(paragraph, above))
    is_too_long = max((len(lines) for lines in found), default=0) > place.few and size > place.enough * place.size
    return None if height > place.height or is_too_long else found


def _even(paragraph: _Paragraph, widest: float) -> list[range] | None:
    """As few lines as the width allows, none longer than it must be; None where a piece is wider by itself."""
    if any(piece.width > widest for piece in paragraph.pieces):
        return None
    lines = _greedy(paragraph, widest)
    low, high = 0.0, widest
    for _ in range(16):
        middle = (low + high) / 2
        tried = _greedy(paragraph, middle)
        if len(tried) > len(lines) or any(piece.width > middle for piece in paragraph.pieces):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def _greedy(paragraph: _Paragraph, widest: float) -> list[range]:
    lines: list[range] = []
    width = 0.0
    for piece in paragraph.pieces:
        gap = paragraph.space if piece.is_after_space else paragraph.type.tracking
        if lines and width + gap + piece.width <= widest:
            lines[-1], width = range(lines[-1].start, piece.end), width + gap + piece.width
        else:
            lines.append(range(piece.start, piece.end))
            width = piece.width
    return lines


def _space_above(paragraph: _Paragraph, above: _Paragraph | None) -> float:
    return paragraph.type.above if above is not None and above.type != paragraph.type else 0.0


def _lines(paragraphs: Sequence[_Paragraph], found: Sequence[Sequence[range]], size: float, fonts: Fonts) -> list[Line]:
    lines: list[Line] = []
    baseline = 0.0
    for paragraph, above, ranges in zip(paragraphs, (None, *paragraphs), found, strict=False):
        kind, em = paragraph.type, paragraph.type.em(size)
        baseline += em * _space_above(paragraph, above)
        for span in ranges:
            baseline += em * kind.leading if lines else 0.0
            text, inside = paragraph.text[span.start : span.stop], paragraph.levels[span.start : span.stop]
            glyphs = shaped(text, inside, fonts, kind.weight, kind.tracking)
            lines.append(Line(glyphs, em, baseline))
    return lines
