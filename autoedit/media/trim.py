"""A part of a file by itself, its packets copied and not coded again: from a key frame on, as far as it is wanted.

A part counts from zero: what writes the files cannot give them a start timecode without coding them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from autoedit.errors import OutputError, UnreadableMedia
from autoedit.media.guard import opened
from autoedit.media.writer import DISK
from autoedit.model.media import Media

if TYPE_CHECKING:
    import av
    from av.container import InputContainer, OutputContainer
    from av.stream import Stream

# What each kind of file holds; both are what programs open.
IN_MP4 = frozenset(["h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "aac", "mp3", "ac3", "opus", "flac", "alac"])
IN_MOV = frozenset(["h264", "hevc", "prores", "mjpeg", "dnxhd", "dvvideo", "mpeg4", "mpeg2video", "aac", "mp3", "ac3", "alac"])
MP4_NAMES = (".mp4", ".m4v")
TELLING = ("mov", "matroska")
# A muxer would move everything so that the first decoding time is not below zero, by as much as pictures are out of order; and
# edit lists count in the movie's time scale, a thousandth unless told, which would shift sound by half of that.
EXACT = {"avoid_negative_ts": "disabled", "movie_timescale": "48000"}
# QuickTime and Final Cut Pro open HEVC under this name alone.
TAGS = {"hevc": "hvc1"}
EARLIER = Fraction(1)


def can_be_trimmed(media: Media) -> bool:
    """Whether a part of it can be copied, into a kind of file that holds its coding.

    Its container has to tell when each frame is shown, which AVI does not, and where key frames are, which MPEG-TS does not.
    """
    streams = [stream for stream in (media.video, media.sound) if stream is not None]
    is_told = media.video is not None and any(name in media.container for name in TELLING)
    held = IN_MP4 if trimmed_suffix(media) in MP4_NAMES else IN_MOV
    return is_told and all(stream.codec in held or stream.codec.startswith("pcm_") for stream in streams)


def trimmed_suffix(media: Media) -> str:
    """What the name of a part of a file ends in."""
    own = PurePath(media.path).suffix.lower()
    if own in (*MP4_NAMES, ".mov"):
        return own
    streams = [stream for stream in (media.video, media.sound) if stream is not None]
    return ".mp4" if all(stream.codec in IN_MP4 for stream in streams) else ".mov"


def trim(media: Media, start: Fraction, end: Fraction, into: Path, *, container: str) -> Fraction:
    """Copy what is shown and heard from ``start`` to ``end``, from the key frame before on.

    Args:
        start, end: in the file's own clock.
        container: what ``trimmed_suffix`` gives.

    Returns:
        The time in the file's own clock that is the part's zero.

    Raises:
        UnreadableMedia: nothing can be copied from there.
        OutputError: the disk is full.
    """
    import av
    import av.error

    try:
        with (
            opened(media.path) as file,
            av.open(str(into), "w", format="mp4" if container in MP4_NAMES else "mov", options=EXACT) as part,
        ):
            chosen = [file.streams[stream.index] for stream in (media.video, media.sound) if stream is not None]
            zero = _zero(media, file, chosen[0], start)
            written = {stream.index: _like(stream, part) for stream in chosen}
            for packet in _dated(_between(file, chosen, zero, end)):
                base = packet.time_base or Fraction(1, 1000)
                shift = round(zero / base)
                packet.pts = packet.pts - shift if packet.pts is not None else None
                packet.dts = packet.dts - shift if packet.dts is not None else None
                packet.stream = written[packet.stream.index]
                part.mux(packet)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise OutputError(into, (getattr(error, "strerror", None) or str(error)).lower(), DISK) from error
    return zero


def _like(stream: Any, part: OutputContainer) -> Any:
    """A stream of the part, coded as one of the file."""
    written = part.add_stream_from_template(stream, opaque=True)
    if stream.codec_context.name in TAGS:
        written.codec_context.codec_tag = TAGS[stream.codec_context.name]
    return written


def _zero(media: Media, file: InputContainer, stream: Stream, start: Fraction) -> Fraction:
    """When the key frame that a time is decoded from is shown.

    Files are sought by decoding times, which may lead to a key frame that is shown after the time; then an earlier one is.
    """
    base = stream.time_base or Fraction(1, 1000)
    tick, last = (start / base).__floor__(), None
    while True:
        file.seek(tick, stream=stream, backward=True)
        key = next((packet for packet in file.demux(stream) if packet.is_keyframe and packet.pts is not None), None)
        if key is None or key.pts is None:
            raise UnreadableMedia(media.path, f"nothing can be read at {float(start):.2f} s", "Collect it whole.")
        if key.pts * base <= start or key.pts == last:
            return key.pts * base
        last, tick = key.pts, min(key.dts if key.dts is not None else key.pts, tick) - 1


def _between(file: InputContainer, streams: list[Any], zero: Fraction, end: Fraction) -> Iterator[av.Packet[Any]]:
    """The packets of some streams from a time to another, in the file's order; a picture's go on to its last reference."""
    leading = streams[0]
    # A little earlier, since decoding begins before a frame is shown.
    file.seek(((zero - EARLIER) / (leading.time_base or Fraction(1, 1000))).__floor__(), stream=leading, backward=True)
    has_begun = False
    done = set[int]()
    for packet in file.demux(streams):
        time = packet.pts if packet.pts is not None else packet.dts
        if packet.size == 0 or time is None or packet.stream.index in done:
            continue
        base = packet.time_base or Fraction(1, 1000)
        if packet.stream.index == leading.index and not has_begun:
            has_begun = bool(packet.is_keyframe) and time * base >= zero
            if not has_begun:
                continue
        # Pictures decoded after the key frame and shown before it need what is not copied.
        if time * base < zero:
            continue
        # In decode order, no later packet is shown before the end once decoding itself is past it.
        if (packet.dts if packet.dts is not None else time) * base < end:
            yield packet
            continue
        done.add(packet.stream.index)
        if len(done) == len(streams):
            return


def _dated(packets: Iterator[av.Packet[Any]]) -> Iterator[av.Packet[Any]]:
    """The packets, each with a time to be decoded at: Matroska tells none of those just after a seek."""
    undated: list[av.Packet[Any]] = []
    for packet in packets:
        if packet.dts is None:
            undated.append(packet)
            continue
        ours = [one for one in undated if one.stream.index == packet.stream.index]
        step = max(1, packet.duration or 1)
        for place, one in enumerate(ours):
            one.dts = packet.dts - (len(ours) - place) * step
            undated.remove(one)
            yield one
        yield packet
    yield from undated
