"""Opening a user's file without trusting it.

Only local files of known formats and codecs are opened, by absolute path: a playlist, a concat script or a codec with a
record of faults never reaches a decoder. Measured on a corpus of hostile files; PyAV's open-level codec whitelist let one
through, so each stream's codec is checked by name before anything is decoded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autoedit.errors import MediaNotFound, UnreadableMedia

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,wav,mp3,flac,ogg,aac"
VIDEO_CODECS = frozenset(
    [
        "h264",
        "hevc",
        "av1",
        "libdav1d",
        "vp8",
        "vp9",
        "libvpx",
        "libvpx-vp9",
        "mpeg1video",
        "mpeg2video",
        "mpeg4",
        "h263",
        "mjpeg",
        "prores",
        "dnxhd",
        "dvvideo",
        "theora",
        "msmpeg4",
        "msmpeg4v2",
        "ffv1",
    ]
)
AUDIO_CODECS = frozenset(
    [
        "aac",
        "aac_fixed",
        "mp3",
        "mp3float",
        "mp2",
        "mp2float",
        "opus",
        "libopus",
        "vorbis",
        "flac",
        "alac",
        "ac3",
        "eac3",
        "wavpack",
    ]
)
# 8K is 7680 x 4320. A 752 KB file of 16000 x 16000 took 34 s and 7.8 GB to decode one frame.
MAX_PIXELS = 8192 * 4320

_REMEDY = "Convert it to MP4 or MOV with a video program, or leave it out."


@contextmanager
def opened(path: str | Path) -> Iterator[InputContainer]:
    """Open a file for reading, under the whitelists.

    Raises:
        MediaNotFound: there is no such file.
        UnreadableMedia: it is empty, of a kind that we do not open, or damaged beyond use.
    """
    import av
    import av.error

    # PyAV repeats every decoder warning through logging; damage is counted and reported by us.
    logging.getLogger("libav").setLevel(logging.CRITICAL)
    file = Path(path).absolute()
    _check_file(file)
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
    try:
        # The prefix keeps a colon in a name from being read as a protocol.
        container = av.open(f"file:{file}", container_options=options, metadata_errors="replace")
    except (av.error.FFmpegError, ValueError) as error:
        raise UnreadableMedia(file, _why(error), _REMEDY) from error
    try:
        yield container
    finally:
        container.close()


def check_codec(stream: Stream, path: str | Path) -> None:
    """Refuse a stream whose codec or size we do not decode.

    Raises:
        UnreadableMedia: naming the codec or the size.
    """
    import av.video.stream

    context = stream.codec_context
    name = context.name if context is not None else "unknown"
    is_known = name in VIDEO_CODECS or name in AUDIO_CODECS or name.startswith("pcm_")
    if not is_known:
        raise UnreadableMedia(path, f"its codec {name!r} is not one that autoedit opens", _REMEDY)
    if isinstance(stream, av.video.stream.VideoStream) and stream.width * stream.height > MAX_PIXELS:
        raise UnreadableMedia(path, f"its picture of {stream.width}x{stream.height} is larger than 8K", _REMEDY)


def _check_file(file: Path) -> None:
    if not file.exists():
        raise MediaNotFound(file, "there is no such file", "Check the name.")
    if not file.is_file():
        raise UnreadableMedia(file, "it is not a file", "Name a file, a folder or a glob.")
    try:
        is_empty = file.stat().st_size == 0
        with file.open("rb"):
            pass
    except OSError as error:
        raise UnreadableMedia(file, f"it cannot be read ({error.strerror})", "Check its permissions.") from error
    if is_empty:
        raise UnreadableMedia(file, "it is empty", "Copy it from the camera again, or leave it out.")


def _why(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    if "Invalid data" in text or "Invalid argument" in text:
        return "it is not a video or sound file that autoedit can open, or it is damaged"
    return f"it cannot be opened ({text.lower()})"
