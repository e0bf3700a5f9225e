"""Pieces to a film: their packets copied one behind the other, and the sound's beside them, in one pass to the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from autoedit.errors import OutputError, UnreadableMedia
from autoedit.media.guard import opened
from autoedit.media.writer import DISK, time_scale
from autoedit.version import VERSION

if TYPE_CHECKING:
    import av
    from av.container import OutputContainer

# How far the sound is written ahead of the picture, so that a player never waits for it.
SOUND_LEAD = Fraction(1, 2)


class CodedFile(Protocol):
    """A file by ``write_pictures``, and how many frames it holds."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def frames(self) -> int:
        """How many pictures it has."""


def join(files: Sequence[CodedFile], sound: Path | None, into: Path, *, rate: Fraction, container: str) -> None:
    """Write the film.

    Args:
        files: all of one coding, in the film's order.
        sound: the whole film's as ``code_sound`` wrote it, None for a silent one.
        container: ``mp4`` or ``mov``.

    Raises:
        OutputError: the disk is full.
    """
    import av
    import av.error

    scale = time_scale(rate)
    options = {"movflags": "+faststart", "video_track_timescale": str(scale)}
    try:
        with av.open(str(into), "w", format=container, options=options) as film:
            film.metadata["comment"] = f"autoedit {VERSION}"
            with opened(files[0].path) as first:
                picture: av.VideoStream = film.add_stream_from_template(first.streams.video[0], opaque=True)
            picture.time_base = Fraction(1, scale)
            voice = _Sound(film, sound) if sound is not None else None
            for packet in _copied(files, rate, scale):
                packet.stream = picture
                if voice is not None:
                    voice.write_until((packet.dts or 0) * Fraction(1, scale) + SOUND_LEAD)
                film.mux(packet)
            if voice is not None:
                voice.write_until(None)
    except (av.error.FFmpegError, OSError) as error:
        raise OutputError(into, (getattr(error, "strerror", None) or str(error)).lower(), DISK) from error


def _copied(files: Sequence[CodedFile], rate: Fraction, scale: int) -> Iterator[av.Packet[av.VideoStream]]:
    """Each span's packets with their times in the film: frame n at n / rate, exactly."""
    tick = scale / rate
    start = 0
    for coded in files:
        with opened(coded.path) as file:
            stream = file.streams.video[0]
            for packet in file.demux(stream):
                if packet.size == 0:
                    continue
                base = packet.time_base
                shown, decoded = (round((value or 0) * base * rate) + start for value in (packet.pts, packet.dts))
                packet.time_base = Fraction(1, scale)
                packet.pts, packet.dts, packet.duration = round(shown * tick), round(decoded * tick), round(tick)
                yield packet
        start += coded.frames


class _Sound:
    """Copies coded sound, a stretch at a time."""

    def __init__(self, film: OutputContainer, path: Path) -> None:
        self._film, self._files = film, ExitStack()
        file = self._files.enter_context(opened(path))
        voice: av.AudioStream = file.streams.audio[0]
        self._stream = film.add_stream_from_template(voice, opaque=True)
        self._packets = (packet for packet in file.demux(voice) if packet.size)

    def write_until(self, time: Fraction | None) -> None:
        """Write as far as a time of the film; None for all that is left."""
        for packet in self._packets:
            packet.stream = self._stream
            reached = ((packet.dts or 0) + (packet.duration or 0)) * (packet.time_base or 1)
            self._film.mux(packet)
            if time is not None and reached >= time:
                return
        self._files.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """A coded picture's content: the digests of its header and of groups of its packets, in coded order."""

    header: str
    groups: tuple[str, ...]


def digests_of(path: Path, counts: Sequence[int]) -> Digests:
    """Digest a file's picture packets, so many to a group; whoever has decoded a group once knows what it shows.

    Raises:
        UnreadableMedia: it cannot be opened, or breaks off.
    """
    import av.error
    from blake3 import blake3

    with opened(path) as file:
        stream = file.streams.video[0]
        header = blake3(bytes(stream.codec_context.extradata or b"")).hexdigest(length=20)
        packets = (packet for packet in file.demux(stream) if packet.size)
        groups = []
        try:
            for count in counts:
                hasher = blake3()
                for packet in islice(packets, count):
                    hasher.update(bytes(packet))
                groups.append(hasher.hexdigest(length=20))
        except av.error.FFmpegError as error:
            raise UnreadableMedia(path, "it breaks off", "Render it again.") from error
    return Digests(header=header, groups=tuple(groups))
