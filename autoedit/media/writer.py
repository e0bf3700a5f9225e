"""Pictures to a small file of their own, one span of a film: from a key frame on, frame n at n / rate."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import OutputError
from autoedit.media.coding import Coding, add_picture

if TYPE_CHECKING:
    import av

DISK = "Free some space or choose another place, then render again."


def time_scale(rate: Fraction) -> int:
    """Ticks a second in which each frame's time is exact, and fine enough for edit lists."""
    return rate.numerator * max(1, -(-12000 // rate.numerator))


def write_pictures(frames: Iterable[av.VideoFrame], into: Path, *, coding: Coding, size: tuple[int, int], rate: Fraction) -> int:
    """Code frames, as they come, into a file.

    Args:
        frames: of the coding's pixel format and the size; the same frame may come again.

    Returns:
        How many there were.

    Raises:
        OutputError: the disk is full, or the encoder refuses.
    """
    import av
    import av.error
    from av.video.frame import PictureType

    count = 0
    try:
        with av.open(str(into), "w", format=coding.container, options={"video_track_timescale": str(time_scale(rate))}) as file:
            stream = add_picture(file, coding, size, rate)
            for frame in frames:
                # What the decoder says of its own pictures would make the encoder follow.
                frame.pict_type = PictureType.NONE
                frame.pts, frame.time_base = count, 1 / rate
                file.mux(stream.encode(frame))
                count += 1
            file.mux(stream.encode(None))
    except (av.error.FFmpegError, OSError) as error:
        raise OutputError(into, (getattr(error, "strerror", None) or str(error)).lower(), DISK) from error
    return count


def get_ready() -> None:
    """Load what several threads would begin to load at once, each by another of its parts: some such runs ended in a deadlock."""
    for name in ("av", "cv2", "soundfile", "soxr"):
        import_module(name)


class PictureCoder:
    """Brings composed pictures to what encoders take: BT.709, limited range; for one thread.

    By way of planes, which swscale turns twice as fast as packed pixels and to the same bits, in memory that is kept: what is
    newly got for each picture costs as much again.
    """

    def __init__(self, pixel_format: str) -> None:
        from av.video.reformatter import VideoReformatter

        self._format = pixel_format
        self._reformatter = VideoReformatter()
        self._planes: av.VideoFrame | None = None

    def frame(self, picture: NDArray[np.uint8]) -> av.VideoFrame:
        """A picture, RGB, uint8 [height, width, 3], as a frame."""
        from av.video.reformatter import ColorRange, Colorspace, Interpolation

        return self._reformatter.reformat(
            self._in_planes(picture),
            format=self._format,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
            threads=1,
        )

    def _in_planes(self, picture: NDArray[np.uint8]) -> av.VideoFrame:
        import av
        import cv2

        height, width = picture.shape[:2]
        if self._planes is None or (self._planes.width, self._planes.height) != (width, height):
            self._planes = av.VideoFrame(width, height, "gbrp")
        rows = [np.frombuffer(memoryview(plane), np.uint8).reshape(height, plane.line_size) for plane in self._planes.planes]
        cv2.mixChannels([np.ascontiguousarray(picture)], [row[:, :width] for row in rows], [1, 0, 2, 1, 0, 2])
        return self._planes
