"""Drawing pieces: each picture of the film in the form the encoder takes, readers opened when their clip comes up.

Pieces that follow one another share readers: a clip that runs through a transition is not sought again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from autoedit.media.writer import PictureCoder
from autoedit.model.media import Media
from autoedit.render.canvas import Canvas
from autoedit.render.picture import Frame
from autoedit.render.pieces import Piece
from autoedit.render.reader import ClipReader
from autoedit.render.spans import Shown
from autoedit.render.transitions.settings import checked, prepared

if TYPE_CHECKING:
    from moviepy import VideoClip

    from autoedit.media.decode import Coded
    from autoedit.render.effects import Clock

Letter = Callable[[int, Frame], Frame]


class Drawer:
    """Draws pieces of one film in rising order."""

    def __init__(
        self, media: Mapping[str, Media], canvas: Canvas, pixel_format: str, letter: Letter | None = None, *, threads: int = 0
    ) -> None:
        self._media, self._canvas, self._format, self._letter = media, canvas, pixel_format, letter
        self._coder = PictureCoder(pixel_format)
        self._threads = threads
        self._readers: dict[str, ClipReader] = {}

    def coded(self, piece: Piece) -> Iterator[Coded]:
        """A piece's pictures for the encoder.

        Raises:
            UnreadableMedia: a source has no picture where the film needs one.
        """
        a = piece.span.a
        self._close_all_but(piece)
        if piece.is_straight and a is not None:
            reader = self._reader(a)
            for number in range(piece.start, piece.end):
                yield reader.coded(number - a.start, self._format)
            return
        for picture in self.composed(piece):
            yield self._coder.frame(picture)

    def composed(self, piece: Piece) -> Iterator[Frame]:
        """A piece's pictures, RGB, through MoviePy."""
        from autoedit.render.effects import Clock

        clock = Clock(piece.start, self._canvas.rate)
        clip = self._clip(piece, clock)
        for number in range(piece.start, piece.end):
            yield clip.get_frame(clock.seconds(number))

    def close(self) -> None:
        """Let go of every file."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _clip(self, piece: Piece, clock: Clock) -> VideoClip:
        from autoedit.render.effects import Joined, Lettered, clip_of

        span = piece.span
        if span.a is None:
            black: Frame = np.zeros((self._canvas.height, self._canvas.width, 3), np.uint8)
            clip = clip_of(lambda _: black, piece.frames, clock)
        else:
            clip = self._one(span.a, piece, clock)
        effects: list[object] = []
        if span.b is not None and span.transition is not None:
            into = self._one(span.b, piece, clock)
            effects.append(Joined(into, self._transition(piece), span.progress, clock))
        if piece.titles and self._letter is not None:
            effects.append(Lettered(self._letter, clock))
        return clip.with_effects(effects)

    def _one(self, shown: Shown, piece: Piece, clock: Clock) -> VideoClip:
        from autoedit.render.effects import Faded, clip_of

        reader = self._reader(shown)
        clip = clip_of(lambda number: reader.rgb(number - shown.start), piece.frames, clock)
        return clip.with_effects([Faded(shown.clip, shown.start, clock)])

    def _transition(self, piece: Piece) -> Callable[[Frame, Frame, float], Frame]:
        """The piece's transition with its settings; one that looks at the pictures at the cut first is shown them."""
        a, b, transition = piece.span.a, piece.span.b, piece.span.transition
        assert a is not None and b is not None and transition is not None
        function = checked(transition.kind, transition.settings)
        if not hasattr(function.func, "prepare"):
            return function
        return prepared(function, self._still(a, b.start - 1), self._still(b, b.start))

    def _still(self, shown: Shown, number: int) -> Frame:
        """One picture of a clip by itself, out of the order in which it is drawn."""
        reader = ClipReader(shown.clip, self._media[shown.clip.media], self._canvas, threads=self._threads)
        try:
            return reader.rgb(number - shown.start)
        finally:
            reader.close()

    def _reader(self, shown: Shown) -> ClipReader:
        reader = self._readers.get(shown.clip.id)
        if reader is None:
            reader = ClipReader(shown.clip, self._media[shown.clip.media], self._canvas, threads=self._threads)
            self._readers[shown.clip.id] = reader
        return reader

    def _close_all_but(self, piece: Piece) -> None:
        """A clip is done when the piece that comes up does not show it."""
        showing = {shown.clip.id for shown in (piece.span.a, piece.span.b) if shown is not None}
        for gone in [clip for clip in self._readers if clip not in showing]:
            self._readers.pop(gone).close()
