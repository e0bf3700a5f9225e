"""Writing a take to a file: H.264 and AAC in MP4 with exact times, and the truth beside it as JSON."""

import itertools
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from filming.camera import shoot
from filming.sound import levelled
from filming.take import Moment, Take

PICTURE_BASE = Fraction(1, 90000)  # the time base of a variable-rate clip, as phones use it
THREADS = 2  # x264 gives other bytes with another number of threads
SOUND_FRAME = 1024  # samples in one AAC frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """How a take is stored.

    Attributes:
        rate: frames in a second, exact; None for a variable rate.
        ticks: for a variable rate, each frame's time in 1/90000 s, and one more: where the last frame ends.
        rotation: degrees clockwise that turn the stored picture upright.
        sound_rate: None stores no sound track.
        is_silent: a sound track with nothing on it.
    """

    rate: Fraction | None = Fraction(30000, 1001)
    ticks: tuple[int, ...] = ()
    rotation: int = 0
    sound_rate: int | None = 48000
    channels: int = 2
    is_silent: bool = False
    sound_bits: int = 80000
    crf: int = 28
    peak_decibels: float = -3.5


def write_clip(take: Take, recording: Recording, path: Path) -> None:
    """Write the take's movie, and its truth as NAME.truth.json beside it."""
    pictures = picture_times(take, recording)
    with av.open(str(path), "w", options={"movflags": "+faststart", "max_interleave_delta": "0"}) as movie:
        video = _video_track(movie, recording)
        audio = _audio_track(movie, recording)
        if audio is not None:
            _write_sound(movie, audio, take, recording, float(pictures[-1]))
        _write_pictures(movie, video, take, recording, pictures)
    if recording.rotation:
        turn_display(path, recording.rotation)
    _truth_path(path).write_text(json.dumps(truth(take, recording, path.name), sort_keys=True, indent=1) + "\n")


def picture_times(take: Take, recording: Recording) -> tuple[Fraction, ...]:
    """Each frame's time in seconds, and one more: where the last frame ends."""
    if recording.rate is None:
        return tuple(tick * PICTURE_BASE for tick in recording.ticks)
    return tuple(frame / recording.rate for frame in range(round(take.seconds * recording.rate) + 1))


def _video_track(movie, recording: Recording):
    rate = recording.rate or Fraction(30)
    video = movie.add_stream("libx264", rate=rate)
    video.width, video.height, video.pix_fmt = 1280, 720, "yuv420p"
    video.options = {
        "preset": "slow",
        "crf": str(recording.crf),
        "threads": str(THREADS),
        "profile": "high",
        # Less effort to keep grain: these clips live in a git repository.
        "x264-params": "psy-rd=0.3,0.0:aq-strength=0.8",
    }
    if recording.rate is None:
        # Without B-frames, as on a phone: with them the file's length comes from decoding times, which are uneven here.
        video.options = {**video.options, "bf": "0"}
    context = video.codec_context
    context.gop_size = round(rate * 2)
    context.time_base = PICTURE_BASE if recording.rate is None else 1 / rate
    video.time_base = PICTURE_BASE if recording.rate is None else Fraction(1, rate.numerator)
    context.color_primaries = context.color_trc = context.colorspace = av.video.reformatter.Colorspace.ITU709
    context.color_range = av.video.reformatter.ColorRange.MPEG
    return video


def _audio_track(movie, recording: Recording):
    if recording.sound_rate is None:
        return None
    audio = movie.add_stream("aac", rate=recording.sound_rate, layout="mono" if recording.channels == 1 else "stereo")
    audio.bit_rate = recording.sound_bits
    return audio


def _write_pictures(movie, video, take: Take, recording: Recording, pictures: Sequence[Fraction]) -> None:
    base = video.codec_context.time_base
    lasting = {int(time / base): int((after - time) / base) for time, after in itertools.pairwise(pictures)}
    for number, time in enumerate(pictures[:-1]):
        upright = shoot(take.picture(float(time)), take.camera, float(time), number)
        stored = np.ascontiguousarray(np.rot90(upright, recording.rotation // 90))
        frame = av.VideoFrame.from_ndarray(stored, format="rgb24").reformat(
            format="yuv420p",
            dst_colorspace=av.video.reformatter.Colorspace.ITU709,
            dst_color_range=av.video.reformatter.ColorRange.MPEG,
        )
        frame.time_base, frame.pts = base, int(time / base)
        _mux(movie, video.encode(frame), lasting)
    _mux(movie, video.encode(None), lasting)


def _mux(movie, packets, lasting: dict[int, int]) -> None:
    """Write packets, each with how long its frame lasts: x264 keeps no durations, the last one has no next frame to tell it."""
    for packet in packets:
        packet.duration = lasting[packet.pts]
        movie.mux(packet)


def _write_sound(movie, audio, take: Take, recording: Recording, seconds: float) -> None:
    rate = recording.sound_rate
    wanted = round(seconds * rate)
    track = np.zeros((wanted, 2)) if recording.is_silent else levelled(take.sound(rate)[:wanted], recording.peak_decibels)
    track = np.pad(track, ((0, wanted - len(track)), (0, 0)))
    sides = track.mean(axis=1)[None] if recording.channels == 1 else track.T
    for start in range(0, wanted, SOUND_FRAME):
        part = np.ascontiguousarray(sides[:, start : start + SOUND_FRAME], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=audio.layout.name)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), start
        movie.mux(audio.encode(frame))
    movie.mux(audio.encode(None))


def turn_display(path: Path, rotation: int) -> None:
    """Write the rotation into the picture track's header, as a phone does: the pictures stay as they are.

    Patched by hand because PyAV cannot write a display matrix, and a second pass through ffmpeg rewrites the edit lists.
    """
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd")
    while not struct.unpack_from(">I", data, start + 80)[0]:  # a sound track has no width
        start = data.index(b"tkhd", start + 4)
    one = 1 << 16
    matrix = {
        90: (0, one, 0, -one, 0, 0, 720 * one, 0, 1 << 30),
        270: (0, -one, 0, one, 0, 0, 0, 1280 * one, 1 << 30),
        180: (-one, 0, 0, 0, -one, 0, 1280 * one, 720 * one, 1 << 30),
    }[rotation]
    struct.pack_into(">9i", data, start + 44, *matrix)
    path.write_bytes(data)


def truth(take: Take, recording: Recording, name: str) -> dict:
    """What is known about the clip, from the numbers that made it; times are exact seconds "n/d"."""
    pictures = picture_times(take, recording)
    is_turned = recording.rotation % 180 == 90
    return {
        "file": name,
        "what": take.what,
        "frame_rate": "variable" if recording.rate is None else _exact(recording.rate),
        "frames": len(pictures) - 1,
        "size_upright": [720, 1280] if is_turned else [1280, 720],
        "rotation": recording.rotation,
        "sound": None
        if recording.sound_rate is None
        else {"rate": recording.sound_rate, "channels": recording.channels, "silent": recording.is_silent},
        "duration": _exact(pictures[-1]),
        "hard_cuts": [sum(time < cut for time in pictures) for cut in take.cuts],
        "gradual": [{"kind": g.kind, "start": _exact(g.start), "end": _exact(g.end)} for g in take.gradual],
        "good": [_good(moment) for moment in take.good],
        "bad": [{"kind": spell.kind, "start": _exact(spell.start), "end": _exact(spell.end)} for spell in take.bad],
    }


def _good(moment: Moment) -> dict:
    return {"start": _exact(moment.start), "end": _exact(moment.end), "peak": _exact(moment.peak), "what": moment.what}


def _exact(time: Fraction) -> str:
    return f"{Fraction(time).numerator}/{Fraction(time).denominator}"


def _truth_path(path: Path) -> Path:
    return path.with_suffix(".truth.json")
