"""Frames of a file with their exact times, in the order they are shown.

A packet that does not decode is counted and passed over; a frame that runs backwards is left out; nothing is padded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from autoedit.errors import NoPicture
from autoedit.media.damage import Damage, Judge, since
from autoedit.media.guard import check_codec, opened
from autoedit.media.packets import Packet, Packets
from autoedit.model.media import Media, VideoStream

if TYPE_CHECKING:
    import av
    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

    # A picture as decoders give it and encoders take it; who may not import PyAV names it so.
    Coded = av.VideoFrame

# How much further back to look for a key frame when the one that was found is shown too late; doubled until it is not.
LEAD_IN = Fraction(1)
# Rounded timestamps and a decoder's delay may shift what is shown at a time by a frame or two; no more is decoded in full.
LAST_STEPS = 4

# The loop filter is skipped where that cannot spread, or hardly: measured 8 to 15 % of the decoder's time, and 4 % more in
# H.264 of this width, whose B-frames that others refer to may be left so too: made small they are off by 0.4 levels at most.
# (HEVC's are not spared: there every frame between key frames may be a B-frame, and what is left would add up.)
_BROAD = 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded frame and its exact time; ``tick`` is the time in ``time_base`` units."""

    frame: av.VideoFrame
    tick: int
    time: Fraction


@dataclass(slots=True)
class _Order:
    """Keeps times rising; ``is_told`` when the container says when a frame is shown."""

    base: Fraction
    step: int
    is_told: bool = True
    last: int | None = field(default=None)
    last_decoded: int | None = field(default=None)

    def tick(self, frame: av.VideoFrame) -> int | None:
        """The frame's tick, made up from its neighbour when it has none; None where it cannot be told or runs backwards."""
        tick = frame.pts
        if self.last is None:
            # Matroska has no times below zero: what was recorded before has none, and is not counted by ``probe``.
            if tick is None:
                return None
        elif not self.is_told and frame.dts is not None and self.last_decoded is not None:
            tick = self.last + frame.dts - self.last_decoded
        elif not self.is_told or tick is None:
            tick = self.last + self.step
        self.last_decoded = frame.dts
        if self.last is not None and tick <= self.last:
            return None
        self.last = tick
        return tick


def pictures(
    media: Media,
    *,
    start: Fraction | None = None,
    threads: int = 0,
    damage: Damage | None = None,
    is_for_measuring: bool = False,
    is_quick_to_start: bool = False,
) -> Iterator[Picture]:
    """Decode a file's picture.

    Args:
        media: a file that has a picture.
        start: begin with the frame shown at this time, or the first one after it.
        threads: decoder threads, 0 for as many as there are cores.
        damage: counts what goes wrong.
        is_for_measuring: leave the edges of coding blocks in frames that few others are predicted from, or none: a tenth of
            the time saved, and nothing to see in a small picture.
        is_quick_to_start: on the way from a key frame to ``start``, leave out frames that no other is predicted from.

    Raises:
        NoPicture: the file has sound only.
    """
    video = _picture_of(media)
    damage = damage if damage is not None else Damage()
    with opened(media.path) as container:
        stream = _threaded(container, video, media.path, threads)
        if is_for_measuring:
            stream.codec_context.options |= _unfiltered(video)
        base = stream.time_base or Fraction(1, 1000)
        order = _Order(base, max(1, round(1 / (video.rate * base))), is_told=_tells_when_shown(container, stream))
        held: Picture | None = None
        hurry = start - LAST_STEPS / video.rate if is_quick_to_start and start is not None and _can_hurry(video, order) else None
        frames = _decoded(container, video.index, damage, hurry=hurry)
        if start is not None and start > video.start:
            frames = _sought(container, video, start, damage, hurry) or _from_the_first(media, video, threads, damage, hurry)
        for frame in frames:
            tick = order.tick(frame)
            if tick is None:
                damage.leave_out(frame.pts * base if frame.pts is not None else None)
                continue
            picture = Picture(frame, tick, tick * base)
            if start is None:
                yield picture
                continue
            if picture.time > start:
                if held is not None:
                    yield held
                start, held = None, None
                yield picture
            else:
                held = picture
        if held is not None:
            yield held


def picture_packets(media: Media) -> Packets:
    """The packets of a file's picture in decode order, as far as they can be read; nothing is decoded.

    Raises:
        NoPicture: the file has sound only.
    """
    import av.error

    video = _picture_of(media)
    found: list[Packet] = []
    with opened(media.path) as container:
        stream: av.VideoStream = container.streams[video.index]  # type: ignore[assignment]  # probe found a picture there
        base = stream.time_base or Fraction(1, 1000)
        # A list that is extended keeps what came before a file breaks off; whoever decodes tells of the damage.
        with suppress(av.error.FFmpegError):
            is_told = _tells_when_shown(container, stream)
            found.extend(_packet(packet, is_told) for packet in container.demux(stream) if packet.size)
    return Packets(packets=tuple(found), base=base)


def _packet(packet: av.Packet[Any], is_told: bool) -> Packet:
    return Packet(
        tick=packet.pts if is_told else None, size=packet.size, is_key=packet.is_keyframe, is_shown=not packet.is_discard
    )


def pictures_of(media: Media, wanted: NDArray[np.bool_], *, threads: int = 0, damage: Damage | None = None) -> Iterator[Picture]:
    """Decode some of a file's packets only, for measuring (see ``pictures``).

    Args:
        media: a file that has a picture.
        wanted: for each packet in decode order, read as the packets come up; after packets that were left out a key frame
            comes next.
        threads: decoder threads, 0 for as many as there are cores.
        damage: counts what goes wrong.

    Raises:
        NoPicture: the file has sound only.
    """
    video = _picture_of(media)
    damage = damage if damage is not None else Damage()
    with opened(media.path) as container:
        stream = _threaded(container, video, media.path, threads)
        stream.codec_context.options |= _unfiltered(video)
        base = stream.time_base or Fraction(1, 1000)
        last: int | None = None
        for frame in _decoded(container, stream.index, damage, wanted):
            if frame.pts is None or (last is not None and frame.pts <= last):
                damage.leave_out(frame.pts * base if frame.pts is not None else None)
                continue
            last = frame.pts
            yield Picture(frame, last, last * base)


def _picture_of(media: Media) -> VideoStream:
    if media.video is None:
        raise NoPicture(media.path, "it has no picture", "Name it with --music, or leave it out.")
    return media.video


def _threaded(container: InputContainer, video: VideoStream, path: str, threads: int) -> av.VideoStream:
    """The picture's stream, its decoder set to work in threads."""
    stream: av.VideoStream = container.streams[video.index]  # type: ignore[assignment]  # probe found a picture there
    check_codec(stream, path)
    # AUTO adds frame threads: without them a 1080p decode takes 1.6 x the wall time.
    stream.codec_context.thread_type = "AUTO"
    stream.codec_context.thread_count = threads
    return stream


def _unfiltered(video: VideoStream) -> dict[str, str]:
    """The decoder's setting that leaves coding blocks' edges where it does not matter for measuring."""
    is_broad = video.codec == "h264" and video.stored_width >= _BROAD
    return {"skip_loop_filter": "bidir" if is_broad else "noref"}


def _tells_when_shown(container: InputContainer, stream: av.VideoStream) -> bool:
    """AVI numbers packets as they are decoded; with B-frames FFmpeg's times for H.264 in it are those numbers."""
    context = stream.codec_context
    return container.format.name != "avi" or context.name not in ("h264", "hevc") or not context.has_b_frames


def _can_hurry(video: VideoStream, order: _Order) -> bool:
    """Whether the frame shown at a time is surely among the last few before it: where the rate varies it may be long before."""
    return video.is_constant and order.is_told


def _sought(
    container: InputContainer, video: VideoStream, start: Fraction, damage: Damage, hurry: Fraction | None
) -> Iterator[av.VideoFrame] | None:
    """Frames from one at or before a time, before ``hurry`` only those that others need; None where no seeking leads there."""
    import av.error

    stream: av.VideoStream = container.streams[video.index]  # type: ignore[assignment]  # probe found a picture there
    base = stream.time_base or Fraction(1, 1000)
    back = Fraction(0)
    while start - back > video.start:
        try:
            container.seek(((start - back) / base).__floor__(), stream=stream, backward=True)
        except av.error.FFmpegError:
            return None
        frames = _decoded(container, video.index, damage, hurry=hurry)
        first = next(frames, None)
        if first is not None and first.pts is not None and first.pts * base <= start:
            return chain([first], frames)
        # MOV seeks by decoding times: with a variable rate and B-frames the key frame it finds may be shown after the time.
        # A transport stream goes to any packet near the time, and the next key frame is shown later still.
        back = 2 * back or LEAD_IN
    return None


def _from_the_first(
    media: Media, video: VideoStream, threads: int, damage: Damage, hurry: Fraction | None
) -> Iterator[av.VideoFrame]:
    """A file's frames from the first one on, opened anew: where seeking has failed a demuxer may stand anywhere."""
    with opened(media.path) as container:
        _threaded(container, video, media.path, threads)
        yield from _decoded(container, video.index, damage, hurry=hurry)


def _decoded(
    container: InputContainer,
    index: int,
    damage: Damage,
    wanted: NDArray[np.bool_] | None = None,
    hurry: Fraction | None = None,
) -> Iterator[av.VideoFrame]:
    import av.error

    stream: av.VideoStream = container.streams[index]  # type: ignore[assignment]  # probe found a picture there
    base = stream.time_base or Fraction(1, 1000)
    packets = container.demux(stream)
    judge = Judge(base, damage)
    number = -1
    time: Fraction | None = None
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError as error:
            damage.stopped = str(error.strerror).lower() + since(time)
            return
        if packet is None:
            return
        if wanted is not None and packet.size:
            number += 1
            if number >= len(wanted) or not wanted[number]:
                judge.leave_out()
                continue
        time = packet.pts * base if packet.pts is not None else time
        # Transport streams mark a whole packet after any gap; elsewhere the mark is of one that the file's end cut short,
        # and a threaded decoder that fails on the last packet keeps the frames it still holds.
        if packet.is_corrupt and container.format.name not in ("mpegts", "mpeg"):
            damage.packet(time)
            continue
        if hurry is not None:
            # Measured on long groups of pictures: the way to the first frame takes 0.6 of the time.
            stream.codec_context.skip_frame = "NONREF" if time is not None and time < hurry else "DEFAULT"
        judge.feed(packet)
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            damage.packet(time)
            continue
        for frame in frames:
            judge.see(frame)
        yield from frames
