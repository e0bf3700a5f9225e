"""A contact sheet of boundaries, the quickest way to check cuts by eye.

Each boundary shows the last frame of the old shot, the first of the new one and the one after; a gradual shows the last frame
before it, its middle and the first after it. Few boundaries are sought one by one, many are met in one pass. Long sheets go
over several pages: sheet.png, sheet-2.png and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from autoedit.errors import OutputError, at
from autoedit.media.conform import Conform, Fit
from autoedit.media.decode import Picture, pictures
from autoedit.model.media import Media, VideoStream
from autoedit.model.shot import Boundary, BoundaryKind
from autoedit.model.time import nearest_frame
from autoedit.model.timecode import timecode
from autoedit.pipeline.footage import footage_paths
from autoedit.pipeline.output import check_output, whole
from autoedit.pipeline.progress import Listener, Silent

if TYPE_CHECKING:
    from PIL.Image import Image

    from autoedit.pipeline.stages import Analysed

CELL_WIDTH, LOWEST, HIGHEST = 240, 100, 240  # pixels
LINE, MARGIN = 18, 8
COLUMNS = 2
STRIP_WIDTH = 3 * (CELL_WIDTH + 2)
WIDTH = MARGIN + COLUMNS * (STRIP_WIDTH + 2 * MARGIN)
PAGE_HEIGHT = 6000  # most viewers open a picture of this height at once
PAPER, INK, ACCENT = (24, 24, 26), (225, 225, 220), (240, 190, 90)
# A seek decodes half the distance of key frames, some seconds in what cameras and the web give.
SEEK_COSTS = Fraction(5)
MOST_AT_ONCE = 8  # boundaries that can be under way together: graduals that follow one another closely
JUST_BEFORE = Fraction(1, 10**9)  # of a second: less than any time base counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The three frames of a boundary, None where the file has none."""

    boundary: Boundary
    frames: tuple[int | None, int, int]

    @property
    def last(self) -> int:
        """The last frame that is shown."""
        return self.frames[2]


def check_sheet(output: Path, names: Sequence[str]) -> None:
    """Whether a sheet can be written there, before the footage is analysed.

    Raises:
        OutputError: it cannot, its name promises another kind of file, or it would overwrite the footage.
    """
    check_output(output, footage_paths(names))
    if output.suffix.lower() != ".png":
        raise OutputError(output, "sheets are written as PNG", "Give a name that ends in .png.")


@at("draw")
def boundary_sheet(files: Sequence[Analysed], output: Path, listener: Listener | None = None) -> tuple[Path, ...]:
    """Draw the boundaries of footage, and give the pages that were written.

    Raises:
        NoPicture, UnreadableMedia: a file cannot be shown.
        OutputError: a page cannot be written; then none of them is.
    """
    listener = listener or Silent()
    listener.begin("sheet", sum(len(item.moments.boundaries) for item in files))
    with ExitStack() as written:
        pages: list[Path] = []
        for number, page in enumerate(_pages(files, listener), start=1):
            path = output if number == 1 else output.with_stem(f"{output.stem}-{number}")
            check_output(path, (Path(item.media.path) for item in files))
            page.save(written.enter_context(whole(path)), "PNG")
            pages.append(path)
    listener.end("sheet")
    return tuple(pages)


def strips(boundaries: Sequence[Boundary]) -> list[Strip]:
    """What is shown of each boundary."""
    shown = []
    for boundary in boundaries:
        first, last = boundary.first_frame, boundary.last_frame
        is_cut = boundary.kind is BoundaryKind.CUT
        middle, after = (first, first + 1) if is_cut else ((first + last) // 2, last + 1)
        shown.append(Strip(boundary=boundary, frames=(first - 1 if first > 0 else None, middle, after)))
    return shown


def frames_of(media: Media, wanted: Sequence[Strip]) -> Iterator[tuple[Strip, Mapping[int, Picture]]]:
    """The pictures of each boundary by frame number, boundary by boundary; what the file does not have is missing."""
    sought = 0
    if media.video is not None and len(wanted) * SEEK_COSTS < media.video.duration:
        for strip in wanted:
            found = _sought(media, strip)
            if found is None:
                break
            yield strip, found
            sought += 1
    if sought < len(wanted):
        yield from _met(media, wanted[sought:])


def _sought(media: Media, strip: Strip) -> Mapping[int, Picture] | None:
    """The pictures after a seek; None where times do not hold: frames without timestamps, a broken index."""
    boundary, found = strip.boundary, dict[int, Picture]()
    is_first = boundary.first_frame == 0
    number = max(0, boundary.first_frame - 1)
    for picture in pictures(media, start=None if is_first else boundary.start - JUST_BEFORE):
        if (picture.time < boundary.start) != (number < boundary.first_frame):
            return None
        if number == boundary.first_frame and picture.time != boundary.start:
            return None
        if number in strip.frames:
            found[number] = picture
        if number >= strip.last:
            break
        number += 1
    return found


def _met(media: Media, wanted: Sequence[Strip]) -> Iterator[tuple[Strip, Mapping[int, Picture]]]:
    """The pictures as one pass meets them; only those of boundaries under way are held."""
    waiting = sorted(wanted, key=lambda strip: strip.last)
    held: dict[int, Picture] = {}
    for number, picture in enumerate(pictures(media)):
        if not waiting:
            break
        if any(number in strip.frames for strip in waiting[:MOST_AT_ONCE]):
            held[number] = picture
        while waiting and waiting[0].last <= number:
            strip = waiting.pop(0)
            yield strip, held
            held = {kept: old for kept, old in held.items() if any(kept in other.frames for other in waiting[:MOST_AT_ONCE])}
    for strip in waiting:
        yield strip, held


class _Page:
    """A page that fills from the top."""

    def __init__(self) -> None:
        from PIL import Image, ImageDraw, ImageFont

        self._image = Image.new("RGB", (WIDTH, PAGE_HEIGHT), PAPER)
        self._draw, self._font = ImageDraw.Draw(self._image), ImageFont.load_default(13)
        self._top, self._bottom = 0, MARGIN

    def has_room(self, height: int) -> bool:
        """Whether a row still fits."""
        return self._bottom + height <= PAGE_HEIGHT

    def heading(self, text: str) -> None:
        """A line across the page."""
        self._draw.text((MARGIN, self._bottom), text[:120], ACCENT, self._font)
        self._bottom += LINE + MARGIN

    def begin_row(self, height: int) -> None:
        """A row of boundaries."""
        self._top = self._bottom
        self._bottom += height

    def strip(self, column: int, caption: str, cells: Sequence[tuple[Image, str] | None], height: int) -> None:
        """A boundary in the row: its caption, pictures, and a label under each."""
        left = MARGIN + column * (STRIP_WIDTH + 2 * MARGIN)
        self._draw.text((left, self._top), caption, INK, self._font)
        for place, cell in enumerate(cells):
            if cell is not None:
                at = left + place * (CELL_WIDTH + 2), self._top + LINE
                self._image.paste(cell[0], at)
                self._draw.text((at[0], at[1] + height + 1), cell[1], INK, self._font)

    def finished(self) -> Image:
        """The page as far as it is full."""
        return self._image.crop((0, 0, WIDTH, self._bottom))


def _pages(files: Sequence[Analysed], listener: Listener) -> Iterator[Image]:
    page = _Page()
    for item in files:
        video = item.media.video
        if video is None:
            continue
        wanted = strips(item.moments.boundaries)
        height = min(HIGHEST, max(LOWEST, round(CELL_WIDTH * video.height / video.width / 2) * 2))
        row = LINE + height + LINE + MARGIN
        if not page.has_room(LINE + MARGIN + row):
            yield page.finished()
            page = _Page()
        page.heading(f"{item.media.id}: {len(wanted) or 'no'} {'boundary' if len(wanted) < 2 else 'boundaries'}")
        conform = Conform(video, CELL_WIDTH, height, Fit.PAD)
        for place, (strip, found) in enumerate(frames_of(item.media, wanted)):
            if place % COLUMNS == 0:
                if not page.has_room(row):
                    yield page.finished()
                    page = _Page()
                    page.heading(f"{item.media.id}, from boundary {place + 1} on")
                page.begin_row(row)
            kind = strip.boundary
            caption = f"{place + 1}  {kind.kind}  {kind.confidence:.2f}"
            page.strip(place % COLUMNS, caption, _cells(strip, found, conform, video), height)
            listener.advance("sheet", 1)
    yield page.finished()


def _cells(strip: Strip, found: Mapping[int, Picture], conform: Conform, video: VideoStream) -> list[tuple[Image, str] | None]:
    from PIL import Image

    cells: list[tuple[Image.Image, str] | None] = []
    for number in strip.frames:
        picture = found.get(number) if number is not None else None
        if picture is None:
            cells.append(None)
            continue
        shown = timecode(max(0, nearest_frame(picture.time - video.start, video.rate)), video.rate)
        cells.append((Image.fromarray(conform.rgb(picture.frame)), f"{number}  {shown}"))
    return cells
