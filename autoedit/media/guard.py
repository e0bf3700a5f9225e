"""Opening a user's file without trusting it.

Only local files of known formats and codecs are opened, by absolute path: a playlist, a concat script or a codec with a
record of faults never reaches a decoder. Measured on a corpus of hostile files; PyAV's open-level codec whitelist let one
through, so each stream's codec is checked by name before anything is decoded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
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
_DECODER = {"max_pixels": str(MAX_PIXELS)}
# FFmpeg's own limit: of files with more streams it opens none.
_MOST_STREAMS = 1000

# No recorder gives more; FFmpeg mixes no more channels.
SOUND_RATES, MOST_CHANNELS = range(4000, 768_001), 64
# In this time something must come now and then: holes in a sound are filled with silence, of which a few bytes can ask for years.
LONGEST = Fraction(48 * 3600)
HOLES, PICTURE_HOLE, SOUND_HOLE = Fraction(600), Fraction(1000), Fraction(10)
# Sound in packets of a sample each takes a hundred times as long to decode; the shortest that coders make are of 2.5 ms.
BURST, PACKETS_A_SECOND = 10_000, 2000

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
    try:
        container = _open(file)
    except (av.error.FFmpegError, ValueError) as error:
        raise UnreadableMedia(file, _why(error), _REMEDY) from error
    try:
        yield container
    finally:
        container.close()


def _open(file: Path) -> InputContainer:
    import av
    import av.error

    # The prefix keeps a colon in a name from being read as a protocol.
    name, options = f"file:{file}", {"protocol_whitelist": "file", "format_whitelist": FORMATS}
    # To learn what a stream is FFmpeg decodes a frame, of 700 MB if it is let.
    limits = [_DECODER] * _MOST_STREAMS
    try:
        return av.open(name, container_options=options, stream_options=limits, metadata_errors="replace")  # type: ignore[arg-type]  # PyAV's own types are wrong here
    except ValueError as error:
        if isinstance(error, av.error.FFmpegError):
            raise
        # A program stream shows its streams only as it is read, and PyAV then takes no options for them.
        return av.open(name, container_options=options, metadata_errors="replace")


def check_codec(stream: Stream, path: str | Path) -> None:
    """Refuse a stream whose codec or size we do not decode; its decoder is told to refuse what grows on the way.

    Raises:
        UnreadableMedia: naming the codec or the size.
    """
    import av.video.stream

    context = stream.codec_context
    name = context.name if context is not None else "unknown"
    is_known = name in VIDEO_CODECS or name in AUDIO_CODECS or name.startswith("pcm_")
    if not is_known:
        raise UnreadableMedia(path, f"its codec {name!r} is not one that autoedit opens", _REMEDY)
    if not isinstance(stream, av.video.stream.VideoStream):
        return
    if stream.width * stream.height > MAX_PIXELS:
        raise UnreadableMedia(path, f"its picture of {stream.width}x{stream.height} is larger than 8K", _REMEDY)
    stream.codec_context.options = _DECODER | stream.codec_context.options


def is_plausible(seconds: Fraction, packets: int, hole: Fraction) -> bool:
    """Whether so many packets may last so long.

    Args:
        hole: what may lie between any two of them.
    """
    return seconds <= min(LONGEST, HOLES + packets * hole) and packets <= BURST + PACKETS_A_SECOND * seconds


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
