"""What a file is: one look at its header, its packets' times and its first frame.

Demultiplexing the packets gives the exact presentation times, which is how variable rate, holes and a file that ends early
are told from what the header claims.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autoedit.errors import MediaError, UnreadableMedia
from autoedit.media.fingerprint import fingerprint
from autoedit.media.guard import (
    LONGEST,
    MOST_CHANNELS,
    PICTURE_HOLE,
    SOUND_HOLE,
    SOUND_RATES,
    check_codec,
    is_plausible,
    opened,
)
from autoedit.media.rate import FASTEST, SLOWEST, measured_rate
from autoedit.media.sound import can_be_mixed
from autoedit.model.media import AudioStream, Colour, Media, Transfer, VideoStream

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

# FFmpeg's numbers for colour (libavutil/pixfmt.h), which follow ITU-T H.273.
_MATRICES = {1: "bt709", 4: "bt470bg", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
_TRANSFERS = {16: Transfer.PQ, 18: Transfer.HLG}
_FULL_RANGE = 2
# How the comment in our own films begins.
OWN = "autoedit "
# So much shorter than it says is a file that broke off; streams seldom end together.
MISSING_SECONDS, MISSING_SHARE = Fraction(1), Fraction(2, 100)
LONGEST_TEXT = 200  # of what a file says of itself; titles of 50 MB have been made
MOST_TRIED = 500  # packets, for a first frame
_REMEDY = "Copy it from the camera again, or leave it out."


def probe(path: str | Path, known_fingerprint: str | None = None) -> Media:
    """Find out what a file holds.

    Args:
        known_fingerprint: the file's, when it was taken already: taking it reads the whole file.

    Raises:
        MediaNotFound, UnreadableMedia: it cannot be used; the message names the file, the reason and the next step.
    """
    file = Path(path).absolute()
    with opened(file) as container:
        picture, sound = _picture_stream(container), _sound_stream(container)
        read, damage = _read(container, [stream for stream in (picture, sound) if stream is not None], file)
        damage += _broken_off(container, [of_stream.end for of_stream in read.values()])
        damage += _unusable(container, has_picture=picture is not None, has_sound=sound is not None)
        video = _video(picture, read[picture.index], damage, file) if picture else None
        audio = _audio(sound, read[sound.index], damage, is_alone=video is None) if sound else None
        metadata = _metadata(container)
        format_name = container.format.name
    streams = [stream for stream in (video, audio) if stream is not None]
    if not streams:
        why = f" ({'; '.join(damage)})" if damage else ""
        raise UnreadableMedia(file, f"it has no picture and no sound that can be read{why}", _REMEDY)
    start = min(stream.start for stream in streams)
    duration = max(stream.start + stream.duration for stream in streams) - start
    if duration > LONGEST:
        raise UnreadableMedia(file, f"its picture and sound lie {float(duration) / 3600:.0f} hours apart", _REMEDY)
    return Media(
        path=str(file),
        fingerprint=known_fingerprint or fingerprint(file),
        container=format_name,
        start=start,
        duration=duration,
        video=video,
        sound=audio,
        captured=metadata.get("com.apple.quicktime.creationdate") or metadata.get("creation_time"),
        reel=metadata.get("reel_name"),
        timecode=metadata.get("timecode"),
        made_by=comment if (comment := metadata.get("comment", "")).startswith(OWN) else None,
        damage=tuple(damage),
    )


def _metadata(container: InputContainer) -> dict[str, str]:
    """What the file says of itself; QuickTime keeps timecode and reel with a track."""
    of_tracks = [(key.lower(), value[:LONGEST_TEXT]) for stream in container.streams for key, value in stream.metadata.items()]
    said = {key: value for key, value in reversed(of_tracks) if key in ("timecode", "reel_name")}
    return said | {key.lower(): value[:LONGEST_TEXT] for key, value in container.metadata.items()}


def is_own_film(path: Path) -> bool:
    """Whether a file is a film that autoedit wrote; a file that cannot be opened is not."""
    try:
        with opened(path) as container:
            return any(key.lower() == "comment" and value.startswith(OWN) for key, value in container.metadata.items())
    except MediaError:
        return False


def _picture_stream(container: InputContainer) -> av.VideoStream | None:
    """The picture that players show: not a cover image or the still of a motion photo, and the first that is marked default."""
    from av.stream import Disposition

    usable = [stream for stream in _moving(container) if stream.codec_context is not None and stream.width and stream.height]
    return max(usable, key=lambda stream: (stream.frames != 1, bool(stream.disposition & Disposition.default)), default=None)


def _moving(container: InputContainer) -> list[av.VideoStream]:
    from av.stream import Disposition

    return [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]


def _unusable(container: InputContainer, *, has_picture: bool, has_sound: bool) -> list[str]:
    """Streams that are there, and of which none can be used."""
    said = []
    if _moving(container) and not has_picture:
        # A picture that the decoder refuses for its size is left without one.
        said.append("its picture has no size, or is larger than 8K")
    if container.streams.audio and not has_sound:
        said.append("its sound has a rate or channels that nothing records")
    return said


def _sound_stream(container: InputContainer) -> av.AudioStream | None:
    """The default sound, else the first that can be read."""
    from av.stream import Disposition

    usable = [
        stream
        for stream in container.streams.audio
        if stream.codec_context is not None and stream.rate in SOUND_RATES and 0 < stream.channels <= MOST_CHANNELS
    ]
    marked = [stream for stream in usable if stream.disposition & Disposition.default]
    return next(iter(marked or usable), None)


@dataclass(slots=True)
class _Read:
    """What reading a stream through gave.

    Attributes:
        base: the unit of its times, in seconds.
        times: (time, duration) of every packet that will be shown, in the stream's units.
        packets: how many there are.
        hidden: how many of them an edit list leaves out.
        first: the first frame that decodes.
        tried: how many packets were decoded for it.
    """

    base: Fraction
    times: set[tuple[int, int]] = field(default_factory=set)
    packets: int = 0
    hidden: int = 0
    first: av.VideoFrame | av.AudioFrame | None = None
    tried: int = 0

    @property
    def end(self) -> Fraction:
        """When its last packet is over."""
        return max((time + duration for time, duration in self.times), default=0) * self.base

    def look(self, packet: av.Packet[Any], file: Path) -> None:
        """Decode the packet as long as there is no frame yet; a stream without packets is not decoded, whatever its codec.

        Raises:
            UnreadableMedia: its codec or size is not one that we decode.
        """
        import av.error

        if self.first is not None or self.tried > MOST_TRIED or not (packet.size or self.tried):
            return
        if not self.tried:
            check_codec(packet.stream, file)
        self.tried += 1
        with suppress(av.error.FFmpegError):
            self.first = next(iter(packet.decode()), None)


def _read(
    container: InputContainer, streams: Sequence[av.VideoStream | av.AudioStream], file: Path
) -> tuple[dict[int, _Read], list[str]]:
    """Read streams to their end, decoding up to the first frame of each; and what broke on the way."""
    import av.error

    read = {stream.index: _Read(stream.time_base or Fraction(1, 1000)) for stream in streams}
    damage: list[str] = []
    for stream in streams:
        # Frame threads would decode a dozen frames ahead of the one that is wanted.
        stream.codec_context.thread_type = "SLICE"
    try:
        # Asked for no stream, it would give all.
        for packet in container.demux(*streams) if streams else ():
            of_stream = read[packet.stream.index]
            of_stream.look(packet, file)
            of_stream.packets += 1
            if packet.is_discard:
                of_stream.hidden += 1
            elif packet.pts is not None:
                of_stream.times.add((packet.pts, packet.duration or 0))
    except av.error.FFmpegError as error:
        damage.append(f"reading stopped early ({error.strerror})")
    return read, damage


def _broken_off(container: InputContainer, ends: Sequence[Fraction]) -> list[str]:
    """Whether a Matroska file is shorter than it says; MP4 counts frames, which tells more, and others say nothing.

    Only where all of its streams were read: subtitles may go on after the film.
    """
    if not container.format.name.startswith("matroska") or not container.duration or len(ends) < len(container.streams):
        return []
    claimed, end = Fraction(container.duration, 1_000_000), max(ends, default=Fraction(0))
    if claimed - end <= max(MISSING_SECONDS, MISSING_SHARE * claimed):
        return []
    return [f"the file breaks off: of {float(claimed):.2f} s nothing is there from {float(end):.2f} s on"]


def _video(stream: av.VideoStream, read: _Read, damage: list[str], file: Path) -> VideoStream | None:
    import av

    frame, times = read.first, sorted(read.times)
    if not isinstance(frame, av.VideoFrame):
        damage.append("no frame of its picture can be decoded")
        return None
    base = stream.time_base or Fraction(1, 1000)
    ticks = sorted({tick for tick, _ in times})
    if not ticks:
        ticks = [frame.pts or 0]
    rate = measured_rate(ticks, base, stream.guessed_rate or stream.average_rate)
    last_duration = next((length for tick, length in reversed(times) if tick == ticks[-1] and length), 0) * base
    duration = (ticks[-1] - ticks[0]) * base + (last_duration or 1 / rate.rate if rate.rate else 0)
    if not SLOWEST <= rate.rate <= FASTEST or not is_plausible(duration, read.packets, PICTURE_HOLE):
        raise UnreadableMedia(file, f"its times make no sense: {len(ticks)} frames in {float(duration):.3g} s", _REMEDY)
    there, claimed = len(ticks) + read.hidden, _claimed_frames(stream)
    if claimed > there * 1.02 + 2:
        damage.append(f"the file ends after {there} of {claimed} frames")
    rotation, is_mirrored = _orientation(frame)
    width, height = _square_pixels(frame.width, frame.height, stream.sample_aspect_ratio)
    if rotation % 180:
        width, height = height, width
    return VideoStream(
        index=stream.index,
        codec=stream.codec_context.name,
        start=ticks[0] * base,
        duration=duration,
        frames=len(ticks),
        rate=rate.rate,
        is_constant=rate.is_constant,
        width=width,
        height=height,
        stored_width=frame.width,
        stored_height=frame.height,
        rotation=rotation,
        colour=_colour(frame),
        is_interlaced=frame.interlaced_frame,
        is_mirrored=is_mirrored,
    )


def _claimed_frames(stream: av.VideoStream) -> int:
    """How many frames the header tells; 0 when it does not. Of a MOV only those count that its edit list leaves in the index."""
    is_edited = stream.container.format.name.startswith("mov") and len(stream.index_entries) > 0
    return min(stream.frames, len(stream.index_entries)) if is_edited else stream.frames


def _audio(stream: av.AudioStream, read: _Read, damage: list[str], *, is_alone: bool) -> AudioStream | None:
    import av

    first, times = read.first, sorted(read.times)
    if not times:
        return None
    base = stream.time_base or Fraction(1, stream.rate)
    # A decoder drops the encoder's delay, so the first sample is heard after the first packet's time.
    start = times[0][0] * base if first is None or first.pts is None else first.pts * (first.time_base or base)
    last, last_duration = times[-1]
    duration = max((last + last_duration) * base - start, Fraction(1, stream.rate))
    if not is_plausible(duration, read.packets, SOUND_HOLE):
        damage.append(f"the times of its sound make no sense: {read.packets} packets in {float(duration):.3g} s")
        return None
    if isinstance(first, av.AudioFrame) and not can_be_mixed(first):
        damage.append(f"its sound of {stream.channels} channels cannot be mixed to stereo")
        return None
    origin = start if is_alone else Fraction(0)
    return AudioStream(
        index=stream.index,
        codec=stream.codec_context.name,
        start=start - origin,
        duration=duration,
        rate=stream.rate,
        channels=stream.channels,
        origin=origin,
    )


def _orientation(frame: av.VideoFrame) -> tuple[int, bool]:
    """How many degrees clockwise turn the picture upright, and whether it is to be mirrored, left for right, before.

    PyAV tells the angle alone, and of a mirrored picture the wrong one.
    """
    if "DISPLAYMATRIX" not in frame.side_data:
        return 0, False
    # A stored pixel is shown at (a x + c y, b x + d y).
    a, b, _, c, d = struct.unpack_from("=5i", frame.side_data["DISPLAYMATRIX"])  # type: ignore[typeddict-item]  # PyAV's stub lacks it
    is_mirrored = a * d < b * c
    across, down = (-a, -b) if is_mirrored else (a, b)
    return round(math.degrees(math.atan2(down, across)) / 90) * 90 % 360, is_mirrored


def _square_pixels(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """The size with square pixels; the longer way, so that nothing is thrown away. Ratios beyond 4 are mistakes."""
    if not aspect or aspect == 1 or not Fraction(1, 4) <= aspect <= 4:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))


def _colour(frame: av.VideoFrame) -> Colour:
    """What the frame says of its colour; what it leaves out is what players assume."""
    # Unmarked pictures are BT.601 up to standard definition and BT.709 above: every player's guess.
    guess = "smpte170m" if frame.height < 720 and frame.width < 1280 else "bt709"
    return Colour(
        matrix=_MATRICES.get(int(frame.colorspace), guess),
        transfer=_TRANSFERS.get(int(frame.color_trc), Transfer.SDR),
        is_full_range=int(frame.color_range) == _FULL_RANGE or frame.format.name.startswith("yuvj"),
        depth=frame.format.components[0].bits,
    )
