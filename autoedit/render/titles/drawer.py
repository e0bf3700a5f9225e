"""A film's titles, frame by frame: when each is on, how far it has come in, and what the frame looks like with it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from blake3 import blake3

from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Timeline, Title, TitleKind
from autoedit.render.picture import Frame
from autoedit.render.titles.fonts import Fonts
from autoedit.render.titles.lettering import Overlay, draw, lettering
from autoedit.render.titles.looks import LOOKS

# Raised when titles come to look different.
DRAWING = 1
# A caption lies over what a card does to the whole picture.
ORDER = (TitleKind.END_CARD, TitleKind.OPENING, TitleKind.CAPTION)
# Titles that are kept drawn; more are seldom on at once, and thousands of captions would fill the memory.
MOST_KEPT = 4


def level(title: Title, frame: int, rate: Fraction, film_frames: int) -> float:
    """How much of a title is seen at a frame of the film, 0 to 1.

    It comes and goes evenly over its kind's time, each at most a third of its own. What lasts to the film's end stays until then.
    """
    if frame not in title.span:
        return 0.0
    fade = min(nearest_frame(LOOKS[title.kind].fade, rate), title.frames // 3)
    come = (frame - title.start + 0.5) / fade if fade else 1.0
    is_last = title.span.stop >= film_frames
    gone = (title.span.stop - frame - 0.5) / fade if fade and not is_last else 1.0
    return min(1.0, come, gone)


class TitleDrawer:
    """Lays a timeline's titles over its frames; the frames may come in any order."""

    def __init__(self, timeline: Timeline, fonts: Fonts | None = None) -> None:
        self._timeline = timeline
        self._fonts = fonts or Fonts()
        self._titles = sorted(timeline.titles, key=lambda title: (ORDER.index(title.kind), title.start))
        self._kept: dict[tuple[TitleKind, str], Overlay | None] = {}

    def is_on(self, frame: int) -> bool:
        """Whether any title is seen at a frame."""
        return any(frame in title.span for title in self._titles)

    def drawn(self, frame: int, picture: Frame) -> Frame:
        """A frame of the film with its titles; the picture given is left as it is.

        Args:
            picture: RGB, uint8 [height, width, 3], of the timeline's size.
        """
        for title in self._titles:
            if frame in title.span:
                overlay = self._overlay(title)
                if overlay is not None:
                    picture = draw(picture, overlay, level(title, frame, self._timeline.frame_rate, self._timeline.frames))
        return picture

    def key(self, frames: range) -> str:
        """What shapes the titles of a stretch of the film, as a digest; empty where there are none.

        Equal keys mean equal drawing on equal pictures, wherever in a film the stretch lies.
        """
        seen = [title for title in self._titles if title.start < frames.stop and frames.start < title.span.stop]
        if not seen:
            return ""
        told = [f"{DRAWING} {self._fonts.digest} {self._timeline.width}x{self._timeline.height} {self._timeline.frame_rate}"]
        told += list(self._told(seen, frames.start))
        return blake3("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest(16)

    def _told(self, titles: list[Title], first: int) -> Iterator[str]:
        for title in titles:
            is_last = title.span.stop >= self._timeline.frames
            yield f"{title.kind} {title.start - first} {title.frames} {is_last} {title.text!r}"

    def _overlay(self, title: Title) -> Overlay | None:
        name = title.kind, title.text
        if name not in self._kept:
            for old in list(islice(self._kept, max(0, len(self._kept) - MOST_KEPT + 1))):
                del self._kept[old]
            self._kept[name] = lettering(*name, self._timeline.width, self._timeline.height, self._fonts)
        return self._kept[name]
