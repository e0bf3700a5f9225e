"""A decoded frame as the film shows it: upright, square pixels, the film's size, BT.709.

Everything happens in one libavfilter chain in native code: deinterlace, scale, tone map, turn, pad or crop. It ends in RGB where
pictures are composed, and in what the encoder takes where they are not; footage that is so already is passed on as it is.
"""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.media.tone import table
from autoedit.model.media import Transfer, VideoStream

if TYPE_CHECKING:
    import av
    from av.filter import Graph


# A filter and its options.
Step = tuple[str, dict[str, str]]

BT709 = "bt709"
FLAGS = "bicubic+accurate_rnd+full_chroma_int"

# What turns a stored picture upright, by the degrees clockwise that it needs.
_TURNS: dict[int, list[Step]] = {
    0: [],
    90: [("transpose", {"dir": "clock"})],
    180: [("hflip", {}), ("vflip", {})],
    270: [("transpose", {"dir": "cclock"})],
}


class Fit(StrEnum):
    """What to do with a picture whose shape is not the film's."""

    PAD = "pad"
    FILL = "fill"


class Conform:
    """Brings frames of one file to one size; it keeps a filter chain for as long as the frames keep their shape."""

    def __init__(self, video: VideoStream, width: int, height: int, fit: Fit) -> None:
        self._video = video
        self._size = (width, height)
        self._fit = fit
        self._chains: dict[str, tuple[tuple[int, int, str, bool], Graph]] = {}

    def rgb(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """The frame as RGB, uint8 [height, width, 3]."""
        return self._through(frame, "rgb24").to_ndarray()  # type: ignore[return-value]  # the chain ends in rgb24

    def coded(self, frame: av.VideoFrame, pixel_format: str) -> av.VideoFrame:
        """The frame as an encoder takes it: YUV of a pixel format, BT.709, limited range."""
        if self._is_so_already(frame, pixel_format):
            return frame
        return self._through(frame, pixel_format)

    def _is_so_already(self, frame: av.VideoFrame, pixel_format: str) -> bool:
        video = self._video
        is_plain = not (frame.interlaced_frame or video.rotation or video.is_mirrored or video.colour.is_full_range)
        is_broadcast = video.colour.matrix == BT709 and video.colour.transfer is Transfer.SDR
        return is_plain and is_broadcast and (frame.width, frame.height, frame.format.name) == (*self._size, pixel_format)

    def _through(self, frame: av.VideoFrame, pixel_format: str) -> av.VideoFrame:
        # A recorder switches between interlaced and progressive from programme to programme, so each frame is asked.
        shape = (frame.width, frame.height, frame.format.name, frame.interlaced_frame)
        known = self._chains.get(pixel_format)
        if known is None or known[0] != shape:
            known = self._chains[pixel_format] = shape, self._chain(frame, pixel_format)
        # The deinterlacer gives a frame out when the next comes in; it looks at one frame only, so the same one will do.
        for _ in range(2 if frame.interlaced_frame else 1):
            known[1].push(frame)
        return _last_pulled(known[1])

    def _chain(self, frame: av.VideoFrame, pixel_format: str) -> Graph:
        from av.filter import Graph

        graph = Graph()
        nodes = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)]
        with ExitStack() as tables:
            for name, options in _steps(self._video, frame, self._size, self._fit, pixel_format):
                if name == "lut3d":
                    options["file"] = str(tables.enter_context(table(self._video.colour.transfer)))
                nodes.append(graph.add(name, **options))
        nodes.append(graph.add("buffersink"))
        for first, second in pairwise(nodes):
            first.link_to(second)
        graph.configure()
        return graph


def _last_pulled(graph: Graph) -> av.VideoFrame:
    """The newest frame that has come through; older ones were shown before."""
    import av.error

    shown: av.VideoFrame | None = None
    while True:
        try:
            shown = graph.pull()  # type: ignore[assignment]  # a chain of picture filters gives pictures
        except (av.error.BlockingIOError, av.error.EOFError):
            assert shown is not None, "a frame comes out for each that goes in"
            return shown


def fitted_size(width: int, height: int, into: tuple[int, int], fit: Fit) -> tuple[int, int]:
    """The size a picture takes, shape kept, in whole even pixels: inside the frame (pad) or covering it (fill).

    Within one per cent of the film's shape the picture takes the film's size: a sliver of black helps nobody.
    """
    across, down = into[0] / width, into[1] / height
    if abs(across / down - 1) < 0.01:
        return into
    scale = min(across, down) if fit is Fit.PAD else max(across, down)
    even = (max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2))
    if fit is Fit.PAD:
        return min(even[0], into[0]), min(even[1], into[1])
    return max(even[0], into[0]), max(even[1], into[1])


def has_alpha(frame: av.VideoFrame) -> bool:
    """Whether a picture tells for each pixel how much of it is to be seen; what is not is shown black."""
    return any(component.is_alpha for component in frame.format.components)


def _over_black(video: VideoStream) -> list[Step]:
    """A picture with alpha without it, as RGB."""
    # With more than 8 bits premultiply leaves half a row out at the end of each of its slices (FFmpeg 8.1).
    return [
        ("scale", {"flags": FLAGS, **_given(video), "out_range": "full"}),
        ("format", {"pix_fmts": "gbrap"}),
        ("premultiply", {"inplace": "1"}),
        ("format", {"pix_fmts": "gbrp"}),
    ]


def _seen_size(video: VideoStream, frame: av.VideoFrame) -> tuple[int, int]:
    """The size that a frame is seen at: the file's, unless the picture changes its size on the way."""
    across, down = Fraction(frame.width, video.stored_width), Fraction(frame.height, video.stored_height)
    if video.rotation % 180:
        across, down = down, across
    return max(1, round(video.width * across)), max(1, round(video.height * down))


def _given(video: VideoStream) -> dict[str, str]:
    """How the stored numbers are meant, as the scaler is told."""
    return {"in_color_matrix": video.colour.matrix, "in_range": "full" if video.colour.is_full_range else "limited"}


def _steps(video: VideoStream, frame: av.VideoFrame, into: tuple[int, int], fit: Fit, pixel_format: str) -> list[Step]:
    """The filters and their options, in order."""
    width, height = fitted_size(*_seen_size(video, frame), into, fit)
    is_turned = video.rotation % 180 != 0
    scaled = (height, width) if is_turned else (width, height)
    is_hdr = video.colour.transfer is not Transfer.SDR
    ends = {"out_range": "full"} if pixel_format == "rgb24" else {"out_range": "limited", "out_color_matrix": BT709}
    # Spatial only, so a seek needs no lead-in.
    steps: list[Step] = [("estdif", {"mode": "frame", "deint": "interlaced"})] if frame.interlaced_frame else []
    given = _given(video)
    if has_alpha(frame):
        steps += _over_black(video)
        given = {"in_range": "full"}
    steps.append(
        (
            "scale",
            {
                "w": str(scaled[0]),
                "h": str(scaled[1]),
                "flags": FLAGS,
                **given,
                **({"out_range": "full"} if is_hdr else ends),
            },
        )
    )
    if is_hdr:
        steps.append(("format", {"pix_fmts": "gbrp12le"}))
        steps.append(("lut3d", {"interp": "tetrahedral"}))
        steps.append(("scale", {"flags": FLAGS, "in_range": "full", **ends}))
    if pixel_format == "rgb24":
        # To packed RGB swscale goes pixel by pixel (18 ms of 1080p); by way of planes it is vectorized (7 ms), to the same bits.
        steps.append(("format", {"pix_fmts": "gbrp"}))
        steps.append(("scale", {"flags": FLAGS}))
    steps.append(("format", {"pix_fmts": pixel_format}))
    steps += ([("hflip", {})] if video.is_mirrored else []) + _TURNS[video.rotation]
    if (width, height) != into:
        box = {"w": str(into[0]), "h": str(into[1])}
        steps.append(("pad", {**box, "x": "(ow-iw)/2", "y": "(oh-ih)/2"}) if fit is Fit.PAD else ("crop", box))
    return steps
