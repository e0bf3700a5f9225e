"""Long files in portions, each decoded from a key frame of its own: a part of the way need not be gone again, nor by one machine.

Which portions a file has is told by the file alone, never by who works on it: the result is the same wherever it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from autoedit.media.guard import opened
from autoedit.model.media import Media

# Files longer than this have portions of about that: what lies around a portion and is decoded with it costs a thirtieth.
LONG, PORTION = Fraction(1200), Fraction(600)
# Between key frames; a portion begins to be decoded at the one before.
LONGEST_GROUP = Fraction(30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The frames shown from a time on and before another; None at the file's own ends."""

    start: Fraction | None = None
    end: Fraction | None = None


def portions(media: Media) -> tuple[Portion, ...]:
    """A long file's portions in order; none for a file that is better read in one go.

    Raises:
        UnreadableMedia: it cannot be opened.
    """
    video = media.video
    if video is None or video.duration <= LONG or not _has_key_frames(media):
        return ()
    count = round(video.duration / PORTION)
    times = [video.start + number * video.duration / count for number in range(1, count)]
    return tuple(Portion(start=start, end=end) for start, end in zip([None, *times], [*times, None], strict=True))


def _has_key_frames(media: Media) -> bool:
    """Whether the file's index tells of key frames all along; a file without an index would be searched from its start."""
    video = media.video
    assert video is not None
    with opened(media.path) as container:
        stream = container.streams[video.index]
        # Matroska reads its index when it is first needed.
        container.seek(0, stream=stream)
        base = stream.time_base or Fraction(1, 1000)
        # Read anew each time: libavformat moves the list when it grows.
        ticks = [entry.timestamp for entry in stream.index_entries if entry.is_keyframe]
    edges = [round(video.start / base), *ticks, round((video.start + video.duration) / base)]
    return bool(ticks) and float(np.diff(np.sort(edges)).max() * base) <= LONGEST_GROUP
