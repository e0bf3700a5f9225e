"""Sound of a file as float samples at their exact places: a hole stays silent, a late start stays late.

Channels are mixed down to stereo by FFmpeg's matrix; rates are converted by soxr.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import NoSound
from autoedit.media.guard import check_codec, opened
from autoedit.model.media import AudioStream, Media

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

Samples = NDArray[np.float32]

# A decoder needs a few frames before its output settles, a resampler its filter's length.
LEAD_IN = Fraction(1, 4)
# Of a whole file much is read at once; a clip needs little beyond its end.
BLOCK_SECONDS, CLIP_BLOCK_SECONDS = 10, 1
ABSURD = 1000.0  # 60 dB above full scale: no converter and no mix gives that


@dataclass(frozen=True, slots=True)
class _Piece:
    """Decoded stereo samples and the place of the first, counted in samples from time zero."""

    place: int
    samples: Samples


class SoundReader:
    """Reads a file's sound forwards from a time on, as stereo at any rate; silence where the file has none.

    Decoding starts with the first read and ends with ``close``; no more than a block is held.

    Raises:
        NoSound: the file has no sound at all.
    """

    def __init__(self, media: Media, start: Fraction, rate: int) -> None:
        import soxr

        stream = _stream(media)
        first = ((start - LEAD_IN) * stream.rate).__floor__()
        self._native = _filled(_pieces(media, start - LEAD_IN), first, stream.rate * CLIP_BLOCK_SECONDS)
        self._resampler = soxr.ResampleStream(stream.rate, rate, 2, dtype="float32") if stream.rate != rate else None
        self._skip = round((start - Fraction(first, stream.rate)) * rate)
        self._rest = np.zeros((0, 2), np.float32)

    def read(self, count: int) -> Samples:
        """The next samples: float32 [count, 2]."""
        parts, held = [self._rest], len(self._rest)
        while held < count + self._skip:
            block = next(self._native)
            parts.append(block if self._resampler is None else self._resampler.resample_chunk(block))
            held += len(parts[-1])
        samples = np.concatenate(parts)
        wanted = samples[self._skip : self._skip + count]
        self._rest, self._skip = samples[self._skip + count :], 0
        return wanted

    def close(self) -> None:
        """Let go of the file."""
        self._native.close()


def read_sound(media: Media, start: Fraction, duration: Fraction, rate: int) -> Samples:
    """A range of a file's sound as stereo; silence where the file has none.

    Returns:
        float32 [round(duration * rate), 2].

    Raises:
        NoSound: the file has no sound at all.
    """
    with closing(SoundReader(media, start, rate)) as reader:
        return reader.read(round(duration * rate))


def sound_blocks(media: Media) -> Iterator[Samples]:
    """A file's whole sound at its own rate, from its first sample on, in blocks of some seconds: float32 [n, 2].

    Raises:
        NoSound: the file has no sound at all.
    """
    stream = _stream(media)
    first = round(stream.start * stream.rate)
    last = first
    # A hole is silence, but what follows the last sample is nothing.
    pieces = _Tracked(_pieces(media, None))
    for block in _filled(pieces, first, stream.rate * BLOCK_SECONDS):
        last += len(block)
        if pieces.is_over and last >= pieces.end:
            if kept := len(block) - (last - pieces.end):
                yield block[:kept]
            return
        yield block


class _Tracked:
    """Passes pieces on and remembers where they ended."""

    def __init__(self, pieces: Iterator[_Piece]) -> None:
        self._pieces = pieces
        self.end, self.is_over = 0, False

    def __iter__(self) -> Iterator[_Piece]:
        for piece in self._pieces:
            self.end = max(self.end, piece.place + len(piece.samples))
            yield piece
        self.is_over = True


def _filled(pieces: Iterable[_Piece], first: int, length: int) -> Generator[Samples, None, None]:
    """Blocks of so many samples from ``first`` on, each piece in its place, silence elsewhere, without end."""
    block = np.zeros((length, 2), np.float32)
    for piece in pieces:
        # A piece may lie blocks ahead after a hole, or reach over a block's end.
        while piece.place + len(piece.samples) > first + length:
            _lay(block, first, piece)
            yield _finite(block)
            block, first = np.zeros((length, 2), np.float32), first + length
        _lay(block, first, piece)
    while True:
        yield _finite(block)
        block = np.zeros((length, 2), np.float32)


def _finite(block: Samples) -> Samples:
    """A damaged float file may hold NaN, which would silence everything it is mixed with, or numbers that are no sound."""
    is_sound = np.abs(block) < ABSURD
    return block if is_sound.all() else np.where(is_sound, block, np.float32(0))


def can_be_mixed(frame: av.AudioFrame) -> bool:
    """Whether FFmpeg knows how to make stereo of a sound's channels."""
    return any(True for _ in _Mixer(frame.sample_rate).mixed(frame))


def _stream(media: Media) -> AudioStream:
    if media.sound is None:
        raise NoSound(media.path, "it has no sound", "Give a song, or a video with sound.")
    return media.sound


def _pieces(media: Media, start: Fraction | None) -> Iterator[_Piece]:
    """Decoded sound with its place, from a little before ``start`` on."""
    import av
    import av.error

    facts = _stream(media)
    rate = facts.rate
    with ExitStack() as files:
        container = files.enter_context(opened(media.path))
        stream = container.streams[facts.index]
        check_codec(stream, media.path)
        base = stream.time_base or Fraction(1, rate)
        if start is not None and start - LEAD_IN > facts.start:
            try:
                container.seek(((start - LEAD_IN + facts.origin) / base).__floor__(), stream=stream, backward=True)
            except av.error.FFmpegError:
                # Where seeking has failed a demuxer may stand anywhere.
                container = files.enter_context(opened(media.path))
        mixer = _Mixer(rate)
        places = _Places(facts, base)
        # What lies before is decoded, since a decoder settles, and dropped.
        wanted = (start * rate).__floor__() if start is not None else -math.inf
        for frame in _frames(container, facts.index):
            # What Matroska has before time zero has no time at all.
            if frame.pts is None and places.next is None:
                continue
            place = places.of(frame)
            places.next = place + (frame.samples * rate // frame.sample_rate if frame.sample_rate else frame.samples)
            if places.next <= wanted:
                continue
            for samples in mixer.mixed(frame):
                yield _Piece(place, samples)
                place += len(samples)


class _Mixer:
    """Mixes frames down to stereo at one rate; what cannot be mixed leaves a hole."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._resampler: av.AudioResampler | None = None
        self._kind: tuple[str, str, int] | None = None

    def mixed(self, frame: av.AudioFrame) -> Iterator[Samples]:
        """A frame's samples, float32 [n, 2]."""
        import av
        import av.error

        # A damaged file, and one made of several, changes its rate and channels on the way.
        kind = frame.format.name, frame.layout.name, frame.sample_rate
        if self._resampler is None or kind != self._kind:
            self._resampler, self._kind = av.AudioResampler(format="fltp", layout="stereo", rate=self._rate), kind
        frame.pts = None
        with suppress(av.error.FFmpegError):
            for converted in self._resampler.resample(frame):
                yield np.asarray(converted.to_ndarray().T, np.float32)


class _Places:
    """Where each decoded frame's first sample lies, counted from time zero."""

    def __init__(self, facts: AudioStream, base: Fraction) -> None:
        self._rate, self._base = facts.rate, base
        self._origin = round(facts.origin * facts.rate)
        # Times rounded to the container's ticks jitter by a few samples; a real hole is longer than that.
        self._jitter = max(Fraction(2), 2 * base * facts.rate)
        self.next: int | None = None

    def of(self, frame: av.AudioFrame) -> int:
        """The place that the frame's time tells, or right after the last frame when that is within the clock's jitter."""
        if frame.pts is None:
            assert self.next is not None, "what comes before the first time is left out"
            return self.next
        base = frame.time_base or self._base
        # The nearest sample, and of two the even one; a Fraction for each frame costs a tenth of all reading.
        told, rest = divmod(frame.pts * base.numerator * self._rate, base.denominator)
        told += 2 * rest > base.denominator - told % 2
        told -= self._origin
        return told if self.next is None or abs(told - self.next) > self._jitter else self.next


def _frames(container: InputContainer, index: int) -> Iterator[av.AudioFrame]:
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
            yield from packet.decode()  # type: ignore[misc]  # a sound stream gives sound
        except av.error.FFmpegError:
            continue


def _lay(into: Samples, first: int, piece: _Piece) -> None:
    """Copy a piece to its place, as far as it lies inside."""
    begin = max(piece.place, first)
    end = min(piece.place + len(piece.samples), first + len(into))
    if begin < end:
        into[begin - first : end - first] = piece.samples[begin - piece.place : end - piece.place]
