"""Reading a clip's frames in order: each timeline frame shows what the source shows at the middle of that frame's time.

The middle, not the edge: where rates differ it is the nearest picture, and where they agree a container's rounded
timestamps (41, 42, 42 ms) cannot tip the choice to a neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from autoedit.errors import UnreadableMedia
from autoedit.media.conform import Conform
from autoedit.media.decode import Picture, pictures
from autoedit.model.media import Media
from autoedit.model.timeline import Clip
from autoedit.render.canvas import Canvas
from autoedit.render.picture import Frame

if TYPE_CHECKING:
    from autoedit.media.decode import Coded

# A packet or two lost at a file's end holds its last picture for less than this; a copy that broke off is another thing.
LONGEST_HOLD = Fraction(1, 2)


class ClipReader:
    """Gives a clip's frames, forwards only; decoding starts at the first frame asked for and ends with ``close``.

    Frames have numbers from 0; handles have numbers below 0 and from ``clip.frames`` on. ``UnreadableMedia`` is raised where the
    source has no picture.
    """

    def __init__(self, clip: Clip, media: Media, canvas: Canvas, *, threads: int = 0) -> None:
        if media.video is None:
            raise UnreadableMedia(media.path, "the edit list shows its picture and it has none", "Plan the film again.")
        self._clip, self._media, self._rate, self._threads = clip, media, canvas.rate, threads
        self._conform = Conform(media.video, canvas.width, canvas.height, canvas.fit)
        self._decoded: Iterator[Picture] | None = None
        self._here: Picture | None = None
        self._next: Picture | None = None
        self._shown: dict[str, tuple[int, Any]] = {}

    def rgb(self, number: int) -> Frame:
        """The clip's n-th frame to compose with: RGB, uint8 [height, width, 3]."""
        picture: Frame = self._made(number, "rgb24", self._conform.rgb)
        return picture

    def coded(self, number: int, pixel_format: str) -> Coded:
        """The clip's n-th frame as the encoder takes it."""
        picture: Coded = self._made(number, pixel_format, lambda frame: self._conform.coded(frame, pixel_format))
        return picture

    def _made(self, number: int, kind: str, make: Callable[[Coded], Any]) -> Any:
        """A frame brought to the film's shape, once for as long as it is on show."""
        picture = self._at(self._clip.source_time(number + Fraction(1, 2), self._rate))
        shown = self._shown.get(kind)
        if shown is None or shown[0] != picture.tick:
            shown = self._shown[kind] = picture.tick, make(picture.frame)
        return shown[1]

    def close(self) -> None:
        """Let go of the file."""
        if self._decoded is not None:
            self._decoded.close()  # type: ignore[attr-defined]  # pictures() is a generator; closing it closes the file
        self._decoded = self._here = self._next = None

    def _at(self, time: Fraction) -> Picture:
        """The picture being shown at a time, decoding forwards to it."""
        if self._decoded is None:
            self._decoded = pictures(self._media, start=time, threads=self._threads, is_quick_to_start=True)
            self._here = next(self._decoded, None)
            self._next = next(self._decoded, None)
        while self._next is not None and self._next.time <= time:
            self._here, self._next = self._next, next(self._decoded, None)
        if self._here is None or self._is_cut_short(self._here, time):
            reason = f"no picture can be decoded at {float(time):.2f} s"
            raise UnreadableMedia(self._media.path, reason, "Leave the file out, or shorten the clip.")
        return self._here

    def _is_cut_short(self, last: Picture, time: Fraction) -> bool:
        """Whether the file ended well before a time at which it once had pictures; a few lost frames are only held."""
        video = self._media.video
        assert video is not None
        if self._next is not None or not video.is_constant:
            return False
        return last.time + LONGEST_HOLD < time < video.start + video.duration
