"""A file as an editing program holds it: frames counted from its start timecode, at a standard rate.

Our times are the file's own clock; a program shows a file's first picture at its start timecode, wherever that clock stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from autoedit.exchange.rate import standard_rate
from autoedit.model.media import Media
from autoedit.model.time import frame_at, whole_frames
from autoedit.model.timecode import frame_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file and the numbers of its frames.

    Attributes:
        rate: frames a second, a standard rate; a file of sound alone is counted at the sequence's.
        first: the number of its first frame: what its start timecode says, 0 without one.
        frames: how many it has.
        is_drop: whether its timecode counts drop-frame.
    """

    media: Media
    rate: Fraction
    first: int
    frames: int
    is_drop: bool

    @property
    def start(self) -> Fraction:
        """When its first picture is shown, in the file's own clock; its first sample where there is no picture."""
        stream = self.media.video or self.media.sound
        return stream.start if stream is not None else self.media.start

    def since_start(self, time: Fraction) -> Fraction:
        """Seconds from its first picture to a time of the file's own clock."""
        return time - self.start

    def frame_at(self, time: Fraction) -> int:
        """The frame on show at a time of the file's own clock, counted from 0.

        A file at an odd rate is counted in the frames it has: programs play them at the standard rate that they take it for.
        """
        counted = self.media.video.rate if self.media.video is not None and self.media.video.is_constant else self.rate
        return frame_at(self.since_start(time), counted)


def source_of(media: Media, sequence_rate: Fraction) -> Source:
    """A file as a program counts it; a start timecode that makes no sense is left out."""
    rate = standard_rate(media.video.rate) if media.video is not None else sequence_rate
    duration = media.video.duration if media.video is not None else media.duration
    frames = media.video.frames if media.video is not None and media.video.is_constant else whole_frames(duration, rate)
    is_drop = media.timecode is not None and ";" in media.timecode
    return Source(media=media, rate=rate, first=_first(media, rate, is_drop=is_drop), frames=max(1, frames), is_drop=is_drop)


def _first(media: Media, rate: Fraction, *, is_drop: bool) -> int:
    if media.timecode is None:
        return 0
    try:
        return frame_of(media.timecode, rate, is_drop=is_drop)
    except ValueError:
        return 0
