"""The work of coding a film, cut into parts that run wherever an executor runs them: runs of pieces that follow one another.

A run shares its readers, so fewer runs seek less; more runs keep all cores busy to the end. Frames never leave the process that
draws them: what comes back are file names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autoedit.errors import OutputError, RenderError
from autoedit.media.coding import Coding
from autoedit.media.join import digests_of
from autoedit.media.look import Looks, look, looks_of
from autoedit.media.writer import write_pictures
from autoedit.model.media import Media
from autoedit.model.timeline import Timeline
from autoedit.render.canvas import Canvas
from autoedit.render.draw import Drawer
from autoedit.render.pieces import Piece, pieces
from autoedit.render.store import Coded, Store, key_of
from autoedit.render.titles import Fonts, TitleDrawer

if TYPE_CHECKING:
    from autoedit.media.decode import Coded as Picture

# Runs for each worker, of which the shortest, a part of the film, are given out piece by piece at last: whoever ends last keeps
# the others waiting for no more than a piece.
RUNS_EACH = 4
APART = 4

Report = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """All that it takes to code any piece of a film.

    Attributes:
        store: where coded pieces are kept.
        spare: where they are kept for this film alone, when the store takes none: its disk is full, or it may not be written.
        threads: how many a decoder may use.
    """

    film: Timeline
    media: Mapping[str, Media]
    canvas: Canvas
    coding: Coding
    fonts: Fonts
    store: Store
    spare: Store
    threads: int

    def kept(self, key: str) -> Coded | None:
        """A piece that was coded, wherever it is kept."""
        return self.store.kept(key) or self.spare.kept(key)

    def keys(self) -> tuple[tuple[str, Piece], ...]:
        """The film's pieces in order, each with its key."""
        titles = TitleDrawer(self.film, self.fonts)
        return tuple(
            (key_of(piece, self.media, self.canvas, self.coding, titles.key(range(piece.start, piece.end))), piece)
            for piece in pieces(self.film)
        )

    def drawer(self) -> Drawer:
        """Draws pieces, in rising order."""
        titles = TitleDrawer(self.film, self.fonts)
        return Drawer(self.media, self.canvas, self.coding.pixel_format, titles.drawn, threads=self.threads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Pieces that follow one another, by key, to be coded in a studio."""

    studio: Studio
    pieces: Mapping[str, Piece]

    @property
    def frames(self) -> int:
        """How many frames it has to code."""
        return _frames(self.pieces)


def runs(missing: Mapping[str, Piece], workers: int, most: int | None = None) -> list[dict[str, Piece]]:
    """Pieces by key, in runs of neighbours, the longest first, so that all workers end at about the same time.

    Args:
        most: frames in a run of several pieces, where there is a limit.
    """
    most = max(1, min(_frames(missing) // (workers * RUNS_EACH), most or _frames(missing)))
    parts: list[dict[str, Piece]] = []
    end = -1
    for key, piece in missing.items():
        if piece.start == end and _frames(parts[-1]) + piece.frames <= most:
            parts[-1][key] = piece
        else:
            parts.append({key: piece})
        end = piece.end
    parts.sort(key=_frames, reverse=True)
    return _taken_apart(parts, _frames(missing) // APART)


def _taken_apart(parts: list[dict[str, Piece]], frames: int) -> list[dict[str, Piece]]:
    """Runs, the longest first; the last of them, no more than so many frames, piece by piece."""
    apart: list[dict[str, Piece]] = []
    while parts and _frames(parts[-1]) <= frames:
        frames -= _frames(parts[-1])
        apart += [{key: piece} for key, piece in parts.pop().items()]
    return [*parts, *sorted(apart, key=_frames, reverse=True)]


def _frames(part: Mapping[str, Piece]) -> int:
    return sum(piece.frames for piece in part.values())


def do(job: Job, report: Report | None = None) -> None:
    """Code a job's pieces into its store, each whole or not at all.

    Args:
        report: told of every frame; what it raises stops the work.

    Raises:
        OutputError: the disk is full.
        UnreadableMedia: a source has no picture where the film needs one.
    """
    stores = [job.studio.store, job.studio.spare]
    drawer = job.studio.drawer()
    try:
        for key, piece in job.pieces.items():
            try:
                _code(piece, key, job.studio, stores[0], drawer, report)
            except (OSError, OutputError):
                # What cannot be kept for the next run is kept for this one.
                if len(stores) == 1 or stores[0] == stores[1]:
                    raise
                del stores[0]
                drawer.close()
                drawer = job.studio.drawer()
                _code(piece, key, job.studio, stores[0], drawer, report)
    finally:
        drawer.close()


def _code(piece: Piece, key: str, studio: Studio, store: Store, drawer: Drawer, report: Report | None) -> None:
    canvas = studio.canvas
    drawn: list[Looks] = []
    with store.part() as film:
        pictures = _watched(drawer.coded(piece), drawn, report)
        write_pictures(pictures, film, coding=studio.coding, size=(canvas.width, canvas.height), rate=canvas.rate)
        shown = looks_of(film, threads=studio.threads)
        if len(shown) != piece.frames:
            raise RenderError(f"of {piece.frames} coded frames {len(shown)} can be decoded")
        store.keep(key, film, np.stack(drawn), shown, digests_of(film, (piece.frames,)))


def _watched(pictures: Iterator[Picture], into: list[Looks], report: Report | None) -> Iterator[Picture]:
    """Pictures as they pass, their looks taken down."""
    for picture in pictures:
        into.append(look(picture))
        yield picture
        if report is not None:
            report(1)
