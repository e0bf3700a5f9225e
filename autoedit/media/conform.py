"""A decoded frame as the film shows it: upright, square pixels, the film's size, BT.709.

Everything happens in one libavfilter chain in native code: deinterlace, scale, tone map, turn, pad or crop. It ends in RGB where
pictures are composed, and in what the encoder takes where they are not; footage that is so already is passed on as it is.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.media.tone import table
from autoedit.model.media import Transfer, VideoStream

if TYPE_CHECKING:
    import av
    from av.filter import Graph


BT709 = "bt709"
FLAGS = "bicubic+accurate_rnd+full_chroma_int"

# What turns a stored picture upright, by the degrees clockwise that it needs.
_TURNS: dict[int, list[tuple[str, dict[str, str]]]] = {
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
        self._chains: dict[str, tuple[tuple[int, int, str], Graph]] = {}

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
        is_plain = not (video.is_interlaced or video.rotation or video.colour.is_full_range)
        is_broadcast = video.colour.matrix == BT709 and video.colour.transfer is Transfer.SDR
        return is_plain and is_broadcast and (frame.width, frame.height, frame.format.name) == (*self._size, pixel_format)

    def _through(self, frame: av.VideoFrame, pixel_format: str) -> av.VideoFrame:
        shape = (frame.width, frame.height, frame.format.name)
        known = self._chains.get(pixel_format)
        if known is None or known[0] != shape:
            known = self._chains[pixel_format] = shape, self._chain(frame, pixel_format)
        # The deinterlacer gives a frame out when the next comes in; it looks at one frame only, so the same one will do.
        for _ in range(2 if self._video.is_interlaced else 1):
            known[1].push(frame)
        return _last_pulled(known[1])

    def _chain(self, frame: av.VideoFrame, pixel_format: str) -> Graph:
        from av.filter import Graph

        graph = Graph()
        nodes = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)]
        for name, options in _steps(self._video, self._size, self._fit, pixel_format):
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


def _steps(video: VideoStream, into: tuple[int, int], fit: Fit, pixel_format: str) -> list[tuple[str, dict[str, str]]]:
    """The filters and their options, in order."""
    width, height = fitted_size(video.width, video.height, into, fit)
    is_turned = video.rotation % 180 != 0
    scaled = (height, width) if is_turned else (width, height)
    is_hdr = video.colour.transfer is not Transfer.SDR
    ends = {"out_range": "full"} if pixel_format == "rgb24" else {"out_range": "limited", "out_color_matrix": BT709}
    steps: list[tuple[str, dict[str, str]]] = []
    if video.is_interlaced:
        # Spatial only, so a seek needs no lead-in.
        steps.append(("estdif", {"mode": "frame", "deint": "interlaced"}))
    steps.append(
        (
            "scale",
            {
                "w": str(scaled[0]),
                "h": str(scaled[1]),
                "flags": FLAGS,
                "in_color_matrix": video.colour.matrix,
                "in_range": "full" if video.colour.is_full_range else "limited",
                **({"out_range": "full"} if is_hdr else ends),
            },
        )
    )
    if is_hdr:
        steps.append(("format", {"pix_fmts": "gbrp12le"}))
        steps.append(("lut3d", {"file": str(table(video.colour.transfer)), "interp": "tetrahedral"}))
        steps.append(("scale", {"flags": FLAGS, "in_range": "full", **ends}))
    if pixel_format == "rgb24":
        # To packed RGB swscale goes pixel by pixel (18 ms of 1080p); by way of planes it is vectorized (7 ms), to the same bits.
        steps.append(("format", {"pix_fmts": "gbrp"}))
        steps.append(("scale", {"flags": FLAGS}))
    steps.append(("format", {"pix_fmts": pixel_format}))
    steps += _TURNS[video.rotation]
    if (width, height) != into:
        box = {"w": str(into[0]), "h": str(into[1])}
        steps.append(("pad", {**box, "x": "(ow-iw)/2", "y": "(oh-ih)/2"}) if fit is Fit.PAD else ("crop", box))
    return steps
