"""What of this installation handles media: the FFmpegs that are in the process, and the encoders that answer.

Three packages bring an FFmpeg of their own. PyAV's opens the files; OpenCV's is given none, and imageio-ffmpeg's program is there
for MoviePy, which wants to find it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from autoedit.media.coding import HARDWARE_ENCODERS, SOFTWARE_ENCODERS, Codec, Quality, answers, coding

# FFmpeg 8.1.2 mends CVE-2026-8461: a file in MagicYUV writes beyond its picture.
SAFE_AVCODEC = (62, 28, 102)
FLAW = "CVE-2026-8461 in its MagicYUV decoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class FFmpeg:
    """An FFmpeg in the process: whose it is, its version as far as it is told, and its libavcodec's."""

    owner: str
    version: str = ""
    avcodec: tuple[int, ...] = ()

    @property
    def has_flaw(self) -> bool:
        """Whether it is one with a known flaw."""
        return bool(self.avcodec) and self.avcodec < SAFE_AVCODEC


def of_pyav() -> FFmpeg:
    """PyAV's."""
    import av

    return FFmpeg(owner="av", version=str(av.ffmpeg_version_info), avcodec=tuple(av.library_versions["libavcodec"]))


def of_opencv() -> FFmpeg:
    """OpenCV's, which says what it was built with."""
    import cv2

    found = re.search(r"avcodec:\s+YES \((\d+)\.(\d+)\.(\d+)\)", cv2.getBuildInformation())
    avcodec = tuple(int(part) for part in found.groups()) if found is not None else ()
    return FFmpeg(owner="opencv-python", avcodec=avcodec)


def of_imageio() -> FFmpeg:
    """imageio-ffmpeg's program.

    Raises:
        RuntimeError: it is not there, or does not run.
    """
    import imageio_ffmpeg

    return FFmpeg(owner="imageio-ffmpeg", version=str(imageio_ffmpeg.get_ffmpeg_version()))


def finds_faces() -> bool:
    """Whether OpenCV has the cascade that finds faces; 5.0 came without it."""
    import cv2

    cascade = getattr(cv2, "CascadeClassifier", None)
    folder = getattr(getattr(cv2, "data", None), "haarcascades", "")
    return cascade is not None and not cascade(f"{folder}haarcascade_frontalface_alt2.xml").empty()


def software_encoders() -> dict[Codec, tuple[str, bool]]:
    """The encoder of each codec, and whether it codes a picture here."""
    return {codec: (name, answers(coding(codec, Quality.GOOD))) for codec, name in SOFTWARE_ENCODERS.items()}


def hardware_encoders() -> tuple[str, ...]:
    """The encoders of chips that answer."""
    wished = {name: coding(codec, Quality.GOOD, encoder=name) for codec, names in HARDWARE_ENCODERS.items() for name in names}
    return tuple(name for name, found in wished.items() if found.encoder == name)


def codes_sound() -> bool:
    """Whether AAC is coded here."""
    import av
    import av.audio.codeccontext
    import av.error
    import numpy as np

    try:
        context = av.CodecContext.create("aac", "w")
        assert isinstance(context, av.audio.codeccontext.AudioCodecContext)
        context.rate, context.layout, context.format = 48000, "stereo", "fltp"
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = 48000, Fraction(1, 48000), 0
        return bool([*context.encode(frame), *context.encode(None)])
    except (av.error.FFmpegError, ValueError, OSError):
        return False
