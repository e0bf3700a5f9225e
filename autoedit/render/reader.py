"""Reading a clip's frames in order: each timeline frame shows what the source shows at the middle of that frame's time.

The middle, not the edge: where rates differ it is the nearest picture, and where they agree a container's rounded
timestamps (41, 42, 42 ms) cannot tip the choice to a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from autoedit.errors import UnreadableMedia
from autoedit.media.conform import Conform, Fit
from autoedit.media.decode import Picture, pictures
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Timeline
from autoedit.render.picture import Frame

# A packet or two lost at a file's end holds its last picture for less than this; a copy that broke off is another thing.
LONGEST_HOLD = Fraction(1, 2)


class ClipReader:
    """Gives a clip's frames, forwards only; decoding starts at the first frame asked for and ends with ``close``."""

    def __init__(self, clip: Clip, media: Media, timeline: Timeline, fit: Fit) -> None:
        if media.video is None:
            raise UnreadableMedia(media.path, "the edit list shows its picture and it has none", "Plan the film again.")
        self._clip, self._media, self._rate = clip, media, timeline.frame_rate
        self._conform = Conform(media.video, timeline.width, timeline.height, fit)
        self._decoded: Iterator[Picture] | None = None
        self._here: Picture | None = None
        self._next: Picture | None = None
        self._shown: tuple[int, Frame] | None = None

    def frame(self, number: int) -> Frame:
        """The clip's n-th frame, RGB; handles have numbers below 0 and from ``clip.frames`` on.

        Raises:
            UnreadableMedia: the source has no picture there.
        """
        middle = self._clip.source_time(number + Fraction(1, 2), self._rate)
        picture = self._at(middle)
        if self._shown is None or self._shown[0] != picture.tick:
            self._shown = (picture.tick, self._conform.rgb(picture.frame))
        return self._shown[1]

    def close(self) -> None:
        """Let go of the file."""
        if self._decoded is not None:
            self._decoded.close()  # type: ignore[attr-defined]  # pictures() is a generator; closing it closes the file
        self._decoded = self._here = self._next = None

    def _at(self, time: Fraction) -> Picture:
        """The picture being shown at a time, decoding forwards to it."""
        if self._decoded is None:
            self._decoded = pictures(self._media, start=time)
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
