"""Text to glyphs at their places: each run of one direction, script and font is shaped by HarfBuzz.

HarfBuzz comes with its own wheel and needs nothing of the system, so a film is the same on every machine; Pillow's own
shaping (Raqm) is there only where FriBiDi is installed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from autoedit.render.titles.bidi import visual_order
from autoedit.render.titles.fonts import Face, Fonts, Weight

# Scripts whose letters stand apart. Letters of the others join, and space between them would break them.
SPACED = frozenset({"Latn", "Cyrl", "Grek", "Hebr", "Armn", "Geor", "Hani", "Hira", "Kana", "Hang", "Bopo", ""})
_BEFORE_SIGN = re.compile(r" +([,.;:!?…])")
JOINER, FIRST_TONE, LAST_TONE = "\u200d", "\U0001f3fb", "\U0001f3ff"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a font, at a place on its line; in ems, y upwards."""

    face: Face
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line's glyphs from left to right, and how far it reaches; in ems."""

    glyphs: tuple[Glyph, ...]
    advance: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one direction, script and font."""

    text: str
    level: int
    script: str
    face: Face


def shaped(text: str, levels: Sequence[int], fonts: Fonts, weight: Weight, tracking: float = 0.0) -> Shaped:
    """A line of text, drawable and without line breaks, as glyphs.

    Args:
        levels: the level of each character, as ``bidi.levels`` gives them for its paragraph.
        tracking: space added between letters, in ems, where they do not join.
    """
    runs = _runs(text, levels, fonts, weight)
    glyphs: list[Glyph] = []
    x = after = 0.0
    for place in visual_order([run.level for run in runs]):
        after = tracking if runs[place].script in SPACED else 0.0
        part = _shaped_run(runs[place], after)
        glyphs += [Glyph(glyph.face, glyph.number, x + glyph.x, glyph.y) for glyph in part.glyphs]
        x += part.advance
    # The last letter's space would push the line off its middle.
    return Shaped(tuple(glyphs), max(0.0, x - after))


def missing_glyphs(text: str, fonts: Fonts, weight: Weight = Weight.REGULAR) -> str:
    """The characters of a text that no font can draw, each once."""
    lacking = [part for part in clusters(cleaned(text)) if part != "\n" and fonts.face_for(part, weight) is None]
    return "".join(dict.fromkeys(lacking))


def drawable(text: str, fonts: Fonts, weight: Weight = Weight.REGULAR) -> tuple[str, ...]:
    """A text's lines without what no font can draw; a line of which nothing is left is gone."""
    lines = []
    for line in cleaned(text).split("\n"):
        left = "".join(_drawable(part, fonts, weight) for part in clusters(line))
        # What is gone leaves no space before a comma.
        left = left if left == line else _BEFORE_SIGN.sub(r"\1", left)
        lines.append(" ".join(word for word in left.split(" ") if word))
    return tuple(line for line in lines if _has_ink(line))


def cleaned(text: str) -> str:
    """A text as it is drawn: composed, its lines ended by newlines, without control characters and half surrogates."""
    lines = "\n".join(unicodedata.normalize("NFC", text).splitlines())
    return "".join(
        " " if char == "\t" else char for char in lines if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )


def clusters(text: str) -> list[str]:
    """What a reader takes for one character: a letter with its marks, a picture with its tones and what is joined to it."""
    found: list[str] = []
    for char in text:
        if found and (_goes_on(char) or (found[-1].endswith(JOINER) and unicodedata.category(char) == "So")):
            found[-1] += char
        else:
            found.append(char)
    return found


def _goes_on(char: str) -> bool:
    return char == JOINER or FIRST_TONE <= char <= LAST_TONE or unicodedata.category(char) in ("Mn", "Mc", "Me")


def _drawable(part: str, fonts: Fonts, weight: Weight) -> str:
    """The character, or where its marks alone are lacking, the letter without them."""
    return next((tried for tried in (part, part[0]) if fonts.face_for(tried, weight)), "")


def _has_ink(line: str) -> bool:
    return any(unicodedata.category(char) not in ("Zs", "Cf") for char in line)


def _runs(text: str, levels: Sequence[int], fonts: Fonts, weight: Weight) -> list[_Run]:
    """The text taken apart; what belongs to no script goes with what stands before it."""
    rows: list[tuple[str, int, str, Face]] = []
    script, place = "", 0
    for part in clusters(text):
        script = _script(part[0]) or script
        face = fonts.face_for(part, weight)
        assert face is not None, "the text is drawable"
        # A space is drawn in the font of the word before it.
        face = rows[-1][3] if rows and part == " " else face
        rows.append((part, levels[place], script, face))
        place += len(part)
    first = next((row[2] for row in rows if row[2]), "")
    rows = [(part, level, script or first, face) for part, level, script, face in rows]
    return [
        _Run("".join(row[0] for row in group), level, script, face)
        for (level, script, face), group in ((key, list(group)) for key, group in groupby(rows, lambda row: row[1:]))
    ]


def _shaped_run(run: _Run, space: float) -> Shaped:
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_codepoints([ord(char) for char in run.text])
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.script = run.script or "Zyyy"
    # Left to itself HarfBuzz asks the machine's locale.
    buffer.language = "und"
    uharfbuzz.shape(run.face.font, buffer, {"liga": not space, "clig": not space})
    glyphs, x, upem = [], 0.0, run.face.upem
    rows = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    for _, cluster in groupby(rows, lambda row: row[0].cluster):
        start = x
        for glyph, position in cluster:
            glyphs.append(Glyph(run.face, glyph.codepoint, x + position.x_offset / upem, position.y_offset / upem))
            x += position.x_advance / upem
        # Marks of direction are there to no eye.
        x += space if x > start else 0.0
    return Shaped(tuple(glyphs), x)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """A character's script by its four letters; empty for what all scripts share."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_codepoints([ord(char)])
    buffer.guess_segment_properties()
    return buffer.script or ""
