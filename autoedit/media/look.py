"""The look of a frame: the picture made so small that two frames can be told apart and a film's looks fit in memory.

64 x 36 cells of brightness and 32 x 18 of each colour difference (upright pictures have them turned), each the mean of its part
of the picture, as code values. Measured on 49 films coded in five ways: one frame's motion shows in 91 of 100 frames of real
footage, where cells twice as large show it in 85.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.media.decode import pictures
from autoedit.media.probe import probe

if TYPE_CHECKING:
    import av
    from av.video.reformatter import VideoReformatter

LONG, SHORT = 64, 36
BYTES = LONG * SHORT * 3 // 2
# Brightness, Cb and Cr within a look.
PLANES = slice(0, LONG * SHORT), slice(LONG * SHORT, LONG * SHORT * 5 // 4), slice(LONG * SHORT * 5 // 4, BYTES)
Looks = NDArray[np.uint8]


def grid(width: int, height: int) -> tuple[int, int]:
    """How many columns and rows of brightness cells a picture of some size has; colour has half of both."""
    return (LONG, SHORT) if width >= height else (SHORT, LONG)


def look(frame: av.VideoFrame) -> Looks:
    """A frame's look: uint8 [BYTES], rows of brightness, then of Cb, then of Cr."""
    from av.video.reformatter import VideoReformatter

    # Each plane is made small as if it were grey: swscale shifts chroma by where a frame says that it lies, which decoders
    # tell of their frames and nobody of new ones; the same picture gave colours that were 14 levels apart.
    coded = frame if frame.format.name == "yuv420p" else frame.reformat(format="yuv420p")
    columns, rows = grid(frame.width, frame.height)
    bright, coloured = VideoReformatter(), VideoReformatter()
    small = [
        _small(coded, 0, columns, rows, bright),
        _small(coded, 1, columns // 2, rows // 2, coloured),
        _small(coded, 2, columns // 2, rows // 2, coloured),
    ]
    return np.concatenate(small)


def looks_of(path: Path, *, threads: int = 0) -> Looks:
    """The looks of every frame of a film: uint8 [frames, BYTES]."""
    found = [look(picture.frame) for picture in pictures(probe(path), threads=threads)]
    return np.stack(found) if found else no_looks()


def no_looks() -> Looks:
    """The looks of no frame at all."""
    return np.zeros((0, BYTES), np.uint8)


def _small(frame: av.VideoFrame, number: int, columns: int, rows: int, reformatter: VideoReformatter) -> Looks:
    import av
    from av.video.reformatter import ColorRange, Interpolation

    plane = frame.planes[number]
    samples = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
    made = reformatter.reformat(
        av.VideoFrame.from_numpy_buffer(samples, format="gray"),
        width=columns,
        height=rows,
        format="gray",
        interpolation=Interpolation.AREA,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.MPEG,
        threads=1,
    )
    return np.asarray(made.to_ndarray(), np.uint8).reshape(-1)
