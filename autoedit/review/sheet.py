"""Contact sheets: a film at a glance, as one PNG.

With an edit list each clip shows its first and last frame, the quickest way to see a black, frozen or foreign frame; without
one the frames are spread evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autoedit.errors import NoPicture, at
from autoedit.media.conform import Conform, Fit
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.model.timecode import timecode
from autoedit.model.timeline import Timeline, TrackRole
from autoedit.pipeline.output import whole

if TYPE_CHECKING:
    from PIL.Image import Image

CELL_WIDTH = 320
LABEL_HEIGHT = 22
PAPER, INK = (24, 24, 26), (225, 225, 220)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A frame of the film and what is written under it."""

    frame: int
    label: str


@at("draw")
def contact_sheet(film: Path, output: Path, *, timeline: Timeline | None = None, frames: int = 24, columns: int = 4) -> None:
    """Draw a film's contact sheet.

    Args:
        timeline: the film's own, to show the ends of each clip.
        frames: how many are spread over the film when there is no timeline.

    Raises:
        NoPicture, UnreadableMedia: the film cannot be shown.
        OutputError: the picture cannot be written.
    """
    media = probe(film)
    cells = clip_cells(timeline) if timeline is not None else even_cells(media, frames)
    sheet = _drawn(media, cells, columns)
    with whole(output) as temporary:
        sheet.save(temporary, "PNG", optimize=True)


def clip_cells(timeline: Timeline) -> list[Cell]:
    """The first and last frame of every clip of the picture."""
    track = timeline.track(TrackRole.PICTURE)
    cells = []
    for placed in track.placed() if track is not None else ():
        name = getattr(placed.item, "media", "gap")
        last = placed.start + placed.item.frames - 1
        cells.append(Cell(frame=placed.start, label=f"{timecode(placed.start, timeline.frame_rate)}  {name}"))
        cells.append(Cell(frame=last, label=f"{timecode(last, timeline.frame_rate)}"))
    return cells


def even_cells(media: Media, count: int) -> list[Cell]:
    """Frames spread evenly over a film, each from the middle of its share."""
    if media.video is None:
        raise NoPicture(media.path, "it has no picture", "Give a film.")
    total = media.video.frames
    numbers = sorted({(2 * place + 1) * total // (2 * count) for place in range(count)})
    return [Cell(frame=number, label=timecode(number, media.video.rate)) for number in numbers]


def _drawn(media: Media, cells: Sequence[Cell], columns: int) -> Image:
    from PIL import Image, ImageDraw, ImageFont

    if media.video is None:
        raise NoPicture(media.path, "it has no picture", "Give a film.")
    height = max(2, round(CELL_WIDTH * media.video.height / media.video.width / 2) * 2)
    conform = Conform(media.video, CELL_WIDTH, height, Fit.PAD)
    rows = -(-len(cells) // columns)
    sheet = Image.new("RGB", (columns * CELL_WIDTH, rows * (height + LABEL_HEIGHT)), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    places: dict[int, list[int]] = {}
    for place, cell in enumerate(cells):
        places.setdefault(cell.frame, []).append(place)
    last = max(places, default=0)
    for number, picture in enumerate(pictures(media)):
        for place in places.get(number, ()):
            x, y = place % columns * CELL_WIDTH, place // columns * (height + LABEL_HEIGHT)
            sheet.paste(Image.fromarray(conform.rgb(picture.frame)), (x, y))
            draw.text((x + 6, y + height + 3), cells[place].label[:46], INK, font)
        if number >= last:
            break
    return sheet
