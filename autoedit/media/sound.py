"""Sound of a file as float samples at their exact places: a hole stays silent, a late start stays late.

Channels are mixed down to stereo by FFmpeg's matrix; rates are converted by soxr.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import NoSound
from autoedit.media.guard import check_codec, opened
from autoedit.model.media import AudioStream, Media

if TYPE_CHECKING:
    from av.container import InputContainer

Samples = NDArray[np.float32]

# A decoder needs a few frames before its output settles, a resampler its filter's length.
LEAD_IN = Fraction(1, 4)
BLOCK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class _Piece:
    """Decoded stereo samples and the place of the first, counted in samples from time zero."""

    place: int
    samples: Samples


def read_sound(media: Media, start: Fraction, duration: Fraction, rate: int) -> Samples:
    """A range of a file's sound as stereo; silence where the file has none.

    Returns:
        float32 [round(duration * rate), 2].

    Raises:
        NoSound: the file has no sound at all.
    """
    import soxr

    stream = _stream(media)
    margin = LEAD_IN
    first = ((start - margin) * stream.rate).__floor__()
    count = ((duration + 2 * margin) * stream.rate).__ceil__()
    native = np.zeros((count, 2), np.float32)
    for piece in _pieces(media, start - margin):
        if piece.place >= first + count:
            break
        _lay(native, first, piece)
    wanted = round(duration * rate)
    if not native.any():
        return np.zeros((wanted, 2), np.float32)
    converted = native if stream.rate == rate else soxr.resample(native, stream.rate, rate)
    skipped = round((start - Fraction(first, stream.rate)) * rate)
    return np.ascontiguousarray(_sized(converted[skipped:], wanted))


def sound_blocks(media: Media) -> Iterator[Samples]:
    """A file's whole sound at its own rate, from its first sample on, in blocks of some seconds: float32 [n, 2].

    Raises:
        NoSound: the file has no sound at all.
    """
    stream = _stream(media)
    block = np.zeros((stream.rate * BLOCK_SECONDS, 2), np.float32)
    first = round(stream.start * stream.rate)
    filled = 0
    for piece in _pieces(media, None):
        while piece.place >= first + len(block) and piece.place < first + len(block) * 1000:
            yield block.copy()
            block[:], first, filled = 0.0, first + len(block), 0
        while True:
            _lay(block, first, piece)
            end = piece.place + len(piece.samples) - first
            filled = max(filled, min(end, len(block)))
            if end <= len(block):
                break
            yield block.copy()
            block[:], first, filled = 0.0, first + len(block), 0
    if filled > 0:
        yield block[:filled].copy()


def _stream(media: Media) -> AudioStream:
    if media.sound is None:
        raise NoSound(media.path, "it has no sound", "Give a song, or a video with sound.")
    return media.sound


def _pieces(media: Media, start: Fraction | None) -> Iterator[_Piece]:
    import av
    import av.error

    stream_facts = _stream(media)
    rate = stream_facts.rate
    with opened(media.path) as container:
        stream = container.streams[stream_facts.index]
        check_codec(stream, media.path)
        base = stream.time_base or Fraction(1, rate)
        if start is not None and start > stream_facts.start:
            container.seek(((start - LEAD_IN) / base).__floor__(), stream=stream, backward=True)
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
        place: int | None = None
        for frame in _frames(container, stream_facts.index):
            if frame.pts is not None:
                told = round(frame.pts * (frame.time_base or base) * rate)
                # Times rounded to the container's ticks jitter by a few samples; a real hole is longer than that.
                place = told if place is None or abs(told - place) > max(2, 2 * base * rate) else place
            place = place if place is not None else round(stream_facts.start * rate)
            frame.pts = None
            for converted in resampler.resample(frame):
                samples = np.nan_to_num(converted.to_ndarray().T.astype(np.float32), posinf=0.0, neginf=0.0)
                yield _Piece(place, samples)
                place += len(samples)


def _frames(container: InputContainer, index: int) -> Iterator[av.AudioFrame]:  # type: ignore[name-defined]  # noqa: F821
    """Decoded frames; a packet that does not decode leaves a hole."""
    import av.error

    packets = container.demux(container.streams[index])
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            return
        if packet is None:
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def _lay(into: Samples, first: int, piece: _Piece) -> None:
    """Copy a piece to its place, as far as it lies inside."""
    begin = max(piece.place, first)
    end = min(piece.place + len(piece.samples), first + len(into))
    if begin < end:
        into[begin - first : end - first] = piece.samples[begin - piece.place : end - piece.place]


def _sized(samples: Samples, wanted: int) -> Samples:
    if len(samples) >= wanted:
        return samples[:wanted]
    return np.pad(samples, ((0, wanted - len(samples)), (0, 0)))
