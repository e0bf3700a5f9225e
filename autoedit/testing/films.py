"""Test films: any pictures at exact times, in the container that the suffix names.

Frames get the timestamps they are told, in a time base that holds them exactly (Matroska rounds them to milliseconds, as it
does for everyone). Late starts, variable rates, turned pictures and oblong pixels are recorded as cameras record them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from autoedit.testing.numbers import Picture, numbered_picture
from autoedit.testing.sounds import Sound

if TYPE_CHECKING:
    import av
    from av.container import OutputContainer

# Finer time bases than this do not fit the 32 bits of a MOV time scale.
FINEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How a test film is recorded.

    ``rotation`` is how far a player turns the picture clockwise; it is stored turned back, so that it is shown upright.
    ``pixel_aspect`` above 1 stores fewer, wider pixels. ``gop`` is the distance of key frames.
    """

    codec: str = "libx264"
    gop: int = 12
    has_b_frames: bool = True
    rotation: int = 0
    pixel_aspect: Fraction = Fraction(1)
    sound_codec: str = ""
    options: dict[str, str] = field(default_factory=lambda: {"preset": "ultrafast", "crf": "8"})


def numbered_film(
    path: Path,
    *,
    rate: Fraction,
    frames: int,
    first: int = 0,
    size: tuple[int, int] = (160, 96),
    start: Fraction = Fraction(0),
    times: Sequence[Fraction] | None = None,
    sound: Sound | None = None,
    camera: Camera | None = None,
) -> Path:
    """A film whose frame n shows the number ``first`` + n; ``read_number`` reads it back.

    Args:
        path: where it goes; the suffix (.mp4, .mov, .mkv, .avi, .webm) names the container.
        rate: frames a second; frame n has the time ``start`` + n / ``rate``.
        size: width and height as shown.
        times: each frame's own time instead, for a variable rate.
        sound: laid beside the picture, at its own start.
    """
    shown = tuple(times) if times is not None else tuple(start + number / rate for number in range(frames))
    pictures = (numbered_picture(first + number, size) for number in range(frames))
    return film(path, pictures, shown, rate=rate, sound=sound, camera=camera)


def shots_film(
    path: Path, shots: Sequence[tuple[tuple[int, int, int], int]], *, rate: Fraction, size: tuple[int, int] = (160, 96)
) -> Path:
    """A film of plain colours, each for a number of frames; a cut falls where one ends.

    Give colours that differ in brightness (HSV value): shot detectors miss cuts between hues of equal value.
    """
    colours = [colour for colour, frames in shots for _ in range(frames)]
    width, height = size
    pictures = (np.full((height, width, 3), colour, np.uint8) for colour in colours)
    return film(path, pictures, tuple(number / rate for number in range(len(colours))), rate=rate)


def film(
    path: Path,
    pictures: Iterable[Picture],
    times: Sequence[Fraction],
    *,
    rate: Fraction,
    sound: Sound | None = None,
    camera: Camera | None = None,
) -> Path:
    """Write pictures at exact times, and give the path.

    Args:
        pictures: RGB, uint8 [height, width, 3], as shown; all of one size.
        times: one for each picture, rising, not below zero.
        rate: what the container declares.
    """
    import av

    camera = camera or Camera()
    # Edit lists count in the movie's own time scale, a thousandth unless told; a late start would be rounded to it.
    ticks = _ticks(times, rate)
    options = {"movie_timescale": str(ticks)} if path.suffix in (".mp4", ".mov") else {}
    with av.open(str(path), "w", options=options) as container:
        video: av.VideoStream | None = None
        audio = _sound_stream(container, path, sound, camera) if sound is not None else None
        for picture, time in zip(pictures, times, strict=True):
            stored = _stored(picture, camera)
            if video is None:
                video = _picture_stream(container, stored, rate, ticks, camera)
            frame = av.VideoFrame.from_ndarray(stored, format="rgb24")
            frame.pts, frame.time_base = round(time * ticks), Fraction(1, ticks)
            container.mux(video.encode(frame))
        assert video is not None, "a film has at least one picture"
        container.mux(video.encode(None))
        if audio is not None and sound is not None:
            for heard in _sound_frames(sound, audio):
                container.mux(audio.encode(heard))
            container.mux(audio.encode(None))
    return path


def _ticks(times: Sequence[Fraction], rate: Fraction) -> int:
    """Ticks a second that hold every time exactly; the rate's own where that is enough."""
    ticks = math.lcm(rate.numerator, *(time.denominator for time in times))
    if ticks > FINEST:
        raise ValueError(f"these times need {ticks} ticks a second, a container holds {FINEST}")
    return ticks * max(1, -(-10_000 // ticks))


def _stored(picture: Picture, camera: Camera) -> Picture:
    """The picture as the sensor stores it: squeezed, and turned back."""
    import cv2

    height, width = picture.shape[:2]
    if camera.pixel_aspect != 1:
        size = (round(width / camera.pixel_aspect), height)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(np.rot90(picture, camera.rotation // 90))


def _picture_stream(container: OutputContainer, picture: Picture, rate: Fraction, ticks: int, camera: Camera) -> av.VideoStream:
    import av.video.stream

    stream = container.add_stream(camera.codec, rate=rate, options=dict(camera.options))
    assert isinstance(stream, av.video.stream.VideoStream)
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, ticks)
    context = stream.codec_context
    context.time_base = Fraction(1, ticks)
    context.gop_size = camera.gop
    context.max_b_frames = 2 if camera.has_b_frames else 0
    if camera.pixel_aspect != 1:
        context.sample_aspect_ratio = camera.pixel_aspect
    if camera.rotation:
        # A display matrix turns counter-clockwise.
        stream.set_display_rotation(-camera.rotation)
    return stream


def _sound_stream(container: OutputContainer, path: Path, sound: Sound, camera: Camera) -> av.AudioStream:
    import av.audio.stream

    codec = camera.sound_codec or {".mp4": "aac", ".webm": "libopus"}.get(path.suffix, "pcm_s16le")
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.samples.shape[1]]
    stream = container.add_stream(codec, rate=sound.rate, layout=layout)
    assert isinstance(stream, av.audio.stream.AudioStream)
    return stream


def _sound_frames(sound: Sound, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    import av

    layout, first = stream.layout, round(sound.start * sound.rate)
    resampler = av.AudioResampler(format=stream.format, layout=layout, rate=sound.rate)
    for place in range(0, len(sound.samples), 1024):
        block = np.ascontiguousarray(sound.samples[place : place + 1024]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout.name)
        frame.sample_rate, frame.pts, frame.time_base = sound.rate, first + place, Fraction(1, sound.rate)
        yield from resampler.resample(frame)
