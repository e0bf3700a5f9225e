"""A song's grid at a glance, as one PNG: waveform in its sections' colours, bars and beats over it, energy and confidence below.

Long songs take several rows, each with its own ruler. Where the beats are not to be trusted the waveform is grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import OutputError
from autoedit.media.sound import sound_blocks
from autoedit.model.document import Song
from autoedit.model.music import BeatGrid, SectionKind
from autoedit.music.labels import bar_numbers

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, MARGIN = 1600, 44  # pixels
NAMES, WAVE, LANE, RULER, GAP = 20, 96, 44, 18, 12  # the heights of a row's bands
HEAD = 62
# A row of half a minute shows each beat of fast music; more rows than this are made by longer ones.
ROW_SECONDS, MOST_ROWS = Fraction(30), 40
PAPER, FAINT, INK, DIM = (24, 24, 26), (60, 60, 66), (230, 230, 225), (150, 150, 150)
BAR_INK, BEAT_INK, ENERGY, CONFIDENCE, HIT = (255, 255, 255), (150, 155, 165), (240, 170, 70), (90, 200, 230), (255, 90, 90)
KINDS = {
    SectionKind.INTRO: (86, 110, 160),
    SectionKind.BUILD: (160, 130, 60),
    SectionKind.DROP: (190, 75, 85),
    SectionKind.BREAK: (70, 130, 105),
    SectionKind.OUTRO: (125, 95, 150),
}
UNTRUSTED = (88, 88, 92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stretch of song on one line of the picture, from ``start`` on; ``top`` is its upper edge in pixels."""

    start: Fraction
    duration: Fraction
    top: int

    def x(self, time: Fraction) -> float:
        """Where a time lies; beyond the margins when it is not in this row."""
        return MARGIN + float((time - self.start) / self.duration) * (WIDTH - 2 * MARGIN)

    def shows(self, time: Fraction) -> bool:
        """Whether a time lies in this row."""
        return self.start <= time < self.start + self.duration


def beat_plot(song: Song) -> Image:
    """Draw a song and its grid.

    Raises:
        NoSound, UnreadableMedia: the song cannot be read.
    """
    from PIL import Image

    sound = song.media.sound
    assert sound is not None, "a song that was heard has sound"
    laid = rows(sound.start, sound.duration)
    image = Image.new("RGB", (WIDTH, laid[-1].top + _row_height() + MARGIN // 2), PAPER)
    page = _Page(image, song.grid)
    page.head(Path(song.media.path).name)
    peaks = _peaks(song, laid)
    for row, levels in zip(laid, peaks, strict=True):
        page.row(row, levels)
    return image


def check_plot(output: Path) -> None:
    """Whether a name promises what is written.

    Raises:
        OutputError: it promises another kind of file.
    """
    if output.suffix.lower() != ".png":
        raise OutputError(output, "plots are written as PNG", "Give a name that ends in .png.")


def rows(start: Fraction, duration: Fraction) -> tuple[Row, ...]:
    """The rows of a song; one shorter than a row fills the width."""
    lasts = min(max(ROW_SECONDS, duration / MOST_ROWS), max(duration, Fraction(1)))
    count = max(1, -(-duration // lasts))
    return tuple(Row(start=start + number * lasts, duration=lasts, top=HEAD + number * _row_height()) for number in range(count))


def clock(time: Fraction) -> str:
    """A time as on a player: 1:02.5."""
    tenths = round(time * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def _row_height() -> int:
    return NAMES + WAVE + LANE + RULER + GAP


def _peaks(song: Song, laid: tuple[Row, ...]) -> list[NDArray[np.float32]]:
    """The song's level by pixel column of each row, the loudest 1: its peak between 0 and 1, float32 [rows][columns]."""
    sound = song.media.sound
    assert sound is not None
    columns = WIDTH - 2 * MARGIN
    per_column = float(laid[0].duration) * sound.rate / columns
    levels = np.zeros(columns * len(laid), np.float32)
    first = 0
    for block in sound_blocks(song.media):
        level = np.abs(block).max(axis=1)
        column = np.minimum(((first + np.arange(len(level))) / per_column).astype(np.intp), len(levels) - 1)
        np.maximum.at(levels, column, level)
        first += len(level)
    levels /= max(1e-9, float(levels.max()))
    return list(levels.reshape(len(laid), columns))


class _Page:
    """Draws rows on a picture."""

    def __init__(self, image: Image, grid: BeatGrid) -> None:
        from PIL import ImageDraw, ImageFont

        self._draw, self._grid = ImageDraw.Draw(image), grid
        self._small, self._font, self._large = (ImageFont.load_default(size) for size in (11, 13, 18))

    def head(self, name: str) -> None:
        """What it is, and what the colours mean."""
        grid = self._grid
        said = f"{grid.tempo:.2f} beats a minute in {grid.metre}, confidence {grid.confidence:.2f}"
        self._draw.text((MARGIN, 8), name[:90], INK, self._large)
        self._draw.text((MARGIN, 34), said, DIM, self._font)
        x = 520.0
        for label, colour in (("energy", ENERGY), ("confidence", CONFIDENCE), ("hit", HIT), ("no beat to trust", UNTRUSTED)):
            self._draw.rectangle((x, 38, x + 14, 46), fill=colour)
            self._draw.text((x + 20, 34), label, DIM, self._font)
            x += 44 + self._draw.textlength(label, self._font)

    def row(self, row: Row, levels: NDArray[np.float32]) -> None:
        """One row, from the back to the front."""
        self._sections(row)
        self._wave(row, levels)
        self._beats(row)
        self._lane(row)
        self._ruler(row)

    def _sections(self, row: Row) -> None:
        bar_of = dict(zip((beat.time for beat in self._grid.beats), bar_numbers(self._grid), strict=True))
        for section in self._grid.sections:
            left, right = self._span(row, section.start, section.end)
            if right <= left:
                continue
            self._draw.rectangle((left, row.top, right - 1, row.top + NAMES - 3), fill=KINDS[section.kind])
            if row.shows(section.start):
                self._draw.line((left, row.top, left, row.top + NAMES + WAVE + LANE), fill=KINDS[section.kind], width=2)
            bar = bar_of.get(section.start)
            name = str(section.kind) if not bar or not row.shows(section.start) else f"{section.kind}  bar {bar}"
            if self._draw.textlength(name, self._font) < right - left - 8:
                self._draw.text((left + 5, row.top + 1), name, INK, self._font)

    def _wave(self, row: Row, levels: NDArray[np.float32]) -> None:
        middle = row.top + NAMES + WAVE // 2
        for column, level in enumerate(levels):
            time = row.start + Fraction(2 * column + 1, 2 * len(levels)) * row.duration
            half = max(0.5, float(level) * (WAVE // 2 - 2))
            self._draw.line((MARGIN + column, middle - half, MARGIN + column, middle + half), fill=self._colour(time))

    def _colour(self, time: Fraction) -> tuple[int, int, int]:
        section = next((part for part in self._grid.sections if part.start <= time < part.end), None)
        if section is None:
            return FAINT
        return KINDS[section.kind] if self._grid.is_trusted_at(time) else UNTRUSTED

    def _beats(self, row: Row) -> None:
        """Downbeats over the whole height with their bars' numbers, beats as ticks at both edges."""
        top, bottom = row.top + NAMES, row.top + NAMES + WAVE
        right_of_text = 0.0
        for beat, bar in zip(self._grid.beats, bar_numbers(self._grid), strict=True):
            if not row.shows(beat.time):
                continue
            x = row.x(beat.time)
            if beat.is_downbeat:
                self._draw.line((x, top, x, bottom), fill=BAR_INK)
                if x > right_of_text:
                    self._draw.rectangle((x + 1, top, x + 4 + self._draw.textlength(str(bar), self._small), top + 12), fill=PAPER)
                    self._draw.text((x + 3, top), str(bar), INK, self._small)
                    right_of_text = x + 10 + self._draw.textlength(str(bar), self._small)
            else:
                self._draw.line((x, top, x, top + 9), fill=BEAT_INK)
                self._draw.line((x, bottom - 9, x, bottom), fill=BEAT_INK)
        for hit in self._grid.accents:
            if row.shows(hit):
                x = row.x(hit)
                self._draw.polygon(((x - 4, bottom + 8), (x + 4, bottom + 8), (x, bottom + 1)), fill=HIT)

    def _lane(self, row: Row) -> None:
        """Energy by section and confidence by stretch, 0 below and 1 above, and what is trusted as a dotted line."""
        top, bottom = row.top + NAMES + WAVE + 8, row.top + NAMES + WAVE + LANE
        self._draw.line((MARGIN, bottom, WIDTH - MARGIN, bottom), fill=FAINT)
        trusted = bottom - BeatGrid.TRUSTED * (bottom - top)
        for section in self._grid.sections:
            left, right = self._span(row, section.start, section.end)
            if right > left:
                y = bottom - section.energy * (bottom - top)
                self._draw.rectangle((left, y, right - 1, bottom), fill=_faded(ENERGY))
                self._draw.line((left, y, right - 1, y), fill=ENERGY, width=2)
        for x in range(MARGIN, WIDTH - MARGIN, 8):
            self._draw.line((x, trusted, x + 2, trusted), fill=DIM)
        points: list[tuple[float, float]] = []
        for stretch in self._grid.stretches:
            left, right = self._span(row, stretch.start, stretch.end)
            if right > left:
                y = bottom - stretch.confidence * (bottom - top)
                points += [(left, y), (right, y)]
        if points:
            self._draw.line(points, fill=CONFIDENCE, width=2)

    def _ruler(self, row: Row) -> None:
        top = row.top + NAMES + WAVE + LANE
        step = next(step for step in (1, 5, 10, 30, 60, 300, 1800, 10**6) if row.duration / step <= 31 or step == 10**6)
        second = -(-row.start // step) * step
        while second < row.start + row.duration:
            x = row.x(Fraction(second))
            self._draw.line((x, top, x, top + 4), fill=DIM)
            if second % (5 * step) == 0 or row.duration / step <= 12:
                label = clock(Fraction(second)).removesuffix(".0")
                self._draw.text((x + 3, top + 2), label, DIM, self._small)
            second += step

    def _span(self, row: Row, start: Fraction, end: Fraction) -> tuple[float, float]:
        """From where to where a stretch reaches in a row."""
        return max(float(MARGIN), row.x(start)), min(float(WIDTH - MARGIN), row.x(end))


def _faded(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (round(0.3 * part + 0.7 * paper) for part, paper in zip(colour, PAPER, strict=True))
    return red, green, blue
