"""Films whose clock is odd, made so that it is known which number is shown when.

Each file's frames carry their number, and the ground around it changes at planted cuts; clicks are heard at known times.
"""

from __future__ import annotations

import random
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from autoedit.testing import Camera, Sound, clicks, film
from autoedit.testing.numbers import GREY, Picture, numbered_picture
from tests.faults.boxes import with_edits, with_lying_durations

Seconds = Fraction
SIZE = (160, 96)
FRAMES = 150
CUTS = (37, 80, 118)
GROUNDS = (40, 120, 70, 150)
HEARD = tuple(Fraction(number, 10) for number in (3, 11, 19, 27, 35, 43))
SOUND_RATE = 48000
MILLISECOND = Fraction(1, 1000)
WRAP = Fraction(2**33, 90_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What was meant: each number is shown from its time on, in the file's own clock, the last until ``end``.

    ``doubt`` is how far the container rounds times. Without ``numbers`` they count from 0.
    """

    path: Path
    times: tuple[Seconds, ...]
    end: Seconds
    rate: Fraction
    numbers: tuple[int, ...] = ()
    is_constant: bool = True
    heard: tuple[Seconds, ...] = ()
    doubt: Seconds = Fraction(0)

    def number(self, place: int) -> int:
        """What the frame at a place shows; before the first frame and after the last those stand."""
        inside = min(max(place, 0), len(self.times) - 1)
        return self.numbers[inside] if self.numbers else inside

    def shown(self, time: Seconds) -> set[int]:
        """The numbers that may be shown at a time: two where it lies as near to a change as the container rounds."""
        return {self.number(bisect_right(self.times, near) - 1) for near in (time - self.doubt, time, time + self.doubt)}

    @property
    def cuts(self) -> tuple[Seconds, ...]:
        """When the ground changes."""
        shots = [bisect_right(CUTS, self.number(place)) for place in range(len(self.times))]
        return tuple(time for time, (before, after) in zip(self.times[1:], pairwise(shots), strict=True) if before != after)


def ground_picture(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """A number on the ground of its shot: a still texture, unlike in each shot."""
    shot = bisect_right(CUTS, number)
    shown = numbered_picture(number, size)
    texture = np.random.default_rng(shot).integers(-25, 26, (6, 10, 3)).astype(np.int16)
    rows, columns = np.arange(size[1]) * 6 // size[1], np.arange(size[0]) * 10 // size[0]
    ground = (GROUNDS[shot] + texture[rows][:, columns]).clip(0, 160).astype(np.uint8)
    return np.where(shown == GREY, ground, shown)


def even(rate: Fraction, start: Seconds = Fraction(0), frames: int = FRAMES) -> tuple[Seconds, ...]:
    """The times of frames at a constant rate."""
    return tuple(start + number / rate for number in range(frames))


def recorded(
    path: Path,
    times: Sequence[Seconds],
    rate: Fraction,
    *,
    camera: Camera | None = None,
    sound_start: Seconds = Fraction(0),
    is_silent: bool = False,
    is_constant: bool = True,
) -> Truth:
    """A film whose numbers are shown at these times, with clicks at ``HEARD`` counted from where its sound starts."""
    sound = clicks(HEARD, rate=SOUND_RATE, duration=Fraction(5))
    laid = None if is_silent else Sound(samples=sound.samples, rate=SOUND_RATE, start=sound_start)
    film(path, (ground_picture(number) for number in range(len(times))), times, rate=rate, sound=laid, camera=camera)
    end = times[-1] + 1 / rate
    heard = () if is_silent else tuple(sound_start + time for time in HEARD if times[0] <= sound_start + time < end)
    doubt = MILLISECOND if path.suffix == ".mkv" else Fraction(0)
    return Truth(path=path, times=tuple(times), end=end, rate=rate, is_constant=is_constant, heard=heard, doubt=doubt)


def ffmpeg(*words: object) -> bytes:
    """Run ffmpeg to make an odd file; what it prints."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *(str(word) for word in words)]
    return subprocess.run(command, check=True, timeout=60, capture_output=True).stdout


def moved(truth: Truth, path: Path, offset: Seconds = Fraction(0), *, doubt: Seconds | None = None) -> Truth:
    """The same in another file, whose clock is ahead by an offset."""
    return replace(
        truth,
        path=path,
        times=tuple(time + offset for time in truth.times),
        end=truth.end + offset,
        heard=tuple(time + offset for time in truth.heard),
        doubt=truth.doubt if doubt is None else doubt,
    )


def rate_changes(folder: Path, suffix: str) -> Truth:
    """Two seconds at 30, then six at 10: a phone in the dusk."""
    times = [*(Fraction(number, 30) for number in range(60)), *(2 + Fraction(number, 10) for number in range(60))]
    truth = recorded(folder / f"dusk{suffix}", times, Fraction(30), is_constant=False)
    # Matroska does not say how long its last frame stands.
    return replace(truth, end=times[-1] + (Fraction(1, 10) if suffix != ".mkv" else Fraction(1, 30)))


def jittered(folder: Path, suffix: str, seed: int) -> Truth:
    """A phone: times that jitter by 3 ms, and now and then a frame that was not taken."""
    dice = random.Random(seed)
    numbers = [number for number in range(FRAMES + 12) if number == 0 or dice.random() > 0.07][:FRAMES]
    times = [Fraction(number, 30) + (Fraction(dice.randint(-30, 30), 10_000) if number else 0) for number in numbers]
    return recorded(folder / f"phone{suffix}", times, Fraction(30), is_constant=False)


def at_rate(folder: Path, suffix: str, rate: Fraction) -> Truth:
    """A constant rate."""
    name = f"at_{rate.numerator}_{rate.denominator}{suffix}"
    return recorded(folder / name, even(rate), rate, camera=Camera(gop=25))


def late_picture(folder: Path, suffix: str, start: Seconds) -> Truth:
    """The sound runs before there is a picture."""
    return recorded(folder / f"late{suffix}", even(Fraction(25), start), Fraction(25), camera=Camera(gop=30))


def late_sound(folder: Path, suffix: str) -> Truth:
    """The picture runs before there is sound."""
    return recorded(folder / f"quiet{suffix}", even(Fraction(25)), Fraction(25), sound_start=Fraction(7, 10))


def cut_by_edits(folder: Path, suffix: str, start: Seconds, length: Seconds | None, *, empty: Seconds = Fraction(0)) -> Truth:
    """An edit list shows the media from a time on, to its end or for a length, after a stretch of nothing."""
    rate = Fraction(30)
    truth = recorded(folder / f"edited{suffix}", even(rate), rate, camera=Camera(gop=30))
    shown = length or truth.end - start
    edits = [(None, empty)] if empty else []
    for track in (b"vide", b"soun"):
        with_edits(truth.path, [*edits, (start, shown)], track)
    first, last = round(start * rate), round((start + shown) * rate)
    return replace(
        truth,
        numbers=tuple(range(first, last)),
        times=tuple(time - start + empty for time in truth.times[first:last]),
        end=shown + empty,
        heard=tuple(time - start + empty for time in truth.heard if start <= time < start + shown),
        doubt=Fraction(1, 30_000),
    )


def two_edits(folder: Path, suffix: str) -> Truth:
    """An edit list that leaves out the middle."""
    rate = Fraction(30)
    truth = recorded(folder / f"two{suffix}", even(rate), rate, camera=Camera(gop=30), is_silent=True)
    with_edits(truth.path, [(Fraction(0), Fraction(1)), (Fraction(2), Fraction(3))])
    numbers = (*range(30), *range(60, FRAMES))
    return replace(truth, numbers=numbers, times=even(rate, frames=len(numbers)), end=Fraction(4), doubt=Fraction(1, 30_000))


def open_groups(folder: Path, suffix: str, codec: str) -> Truth:
    """Frames before a key frame, as they are shown, need the group before."""
    options = {
        "libx264": {
            "preset": "fast",
            "crf": "12",
            "x264-params": "open-gop=1:bframes=3:b-adapt=0:scenecut=0:keyint=15:min-keyint=15",
        }
    }
    options["libx265"] = {
        "preset": "ultrafast",
        "crf": "12",
        "x265-params": "log-level=error:open-gop=1:bframes=3:b-adapt=0:scenecut=0:keyint=15:min-keyint=15",
    }
    camera = Camera(codec=codec, gop=15, options=options[codec])
    return recorded(folder / f"open_{codec}{suffix}", even(Fraction(25)), Fraction(25), camera=camera)


def one_key_frame(folder: Path, suffix: str) -> Truth:
    """Only the first frame can be decoded alone."""
    camera = Camera(gop=100_000, options={"preset": "ultrafast", "crf": "8", "x264-params": "scenecut=0"})
    return recorded(folder / f"onekey{suffix}", even(Fraction(25)), Fraction(25), camera=camera)


def transport(folder: Path, offset: Seconds, rate: Fraction = Fraction(25), *, doubt: Seconds = Fraction(1, 90_000)) -> Truth:
    """A transport stream whose clock stands at an offset when it begins."""
    truth = recorded(folder / "source.mov", even(rate), rate, camera=Camera(gop=25))
    path = folder / "stream.ts"
    ffmpeg(
        "-i",
        truth.path,
        "-c:v",
        "copy",
        "-c:a",
        "aac",
        "-muxdelay",
        0,
        "-muxpreload",
        0,
        "-output_ts_offset",
        float(offset),
        path,
    )
    return moved(truth, path, offset, doubt=doubt)


def wrapping(folder: Path) -> Truth:
    """A transport stream whose 33 bits of clock run over three seconds in; players count from there, the beginning below zero."""
    truth = transport(folder, WRAP - 3)
    return moved(truth, truth.path, -WRAP)


def recoded(
    folder: Path, name: str, words: Sequence[object], rate: Fraction = Fraction(25), offset: Seconds | None = None
) -> Truth:
    """A plain film put into another codec or container by ffmpeg, at an offset of its clock."""
    truth = recorded(folder / "source.mov", even(rate), rate, camera=Camera(gop=25))
    clock = [] if offset is None else ["-muxdelay", 0, "-muxpreload", 0, "-output_ts_offset", float(offset)]
    ffmpeg("-i", truth.path, *words, *clock, folder / name)
    return moved(truth, folder / name, offset or Fraction(0), doubt=Fraction(1, 10_000))


def begun_before_zero(folder: Path) -> Truth:
    """Matroska has no times below zero: what was recorded in the two seconds before has none, and is never shown."""
    words = ("-c:v", "libx264", "-bf", 2, "-crf", 12, "-an", "-avoid_negative_ts", "disabled")
    truth = recoded(folder, "negative.mkv", words, offset=Fraction(-2))
    return replace(truth, times=truth.times[50:], numbers=tuple(range(50, FRAMES)), heard=(), doubt=MILLISECOND)


def counted_as_decoded(folder: Path, words: Sequence[object]) -> Truth:
    """AVI counts packets as they are decoded: with B-frames the first picture comes a frame late, and the sound does not wait."""
    truth = recoded(folder, "film.avi", (*words, "-bf", 2, "-c:a", "pcm_s16le"), offset=Fraction(0))
    return replace(moved(truth, truth.path, 1 / truth.rate), heard=truth.heard)


def streamed(
    folder: Path, name: str, words: Sequence[object], offset: Seconds = Fraction(0), doubt: Seconds = MILLISECOND
) -> Truth:
    """Recorded without ever going back to write an index, as by a program that may be cut off."""
    truth = recorded(folder / "source.mov", even(Fraction(25)), Fraction(25), camera=Camera(gop=25))
    clock = ("-muxdelay", 0, "-muxpreload", 0, "-output_ts_offset", float(offset))
    written = ffmpeg("-i", truth.path, "-c:v", "copy", "-c:a", "aac", *clock, *words, "-")
    (folder / name).write_bytes(written)
    return moved(truth, folder / name, offset, doubt=doubt)


def size_changes(folder: Path) -> Truth:
    """A transport stream whose picture is larger from frame 75 on."""
    rate = Fraction(25)
    parts = []
    for name, first, size in (("small", 0, SIZE), ("large", 75, (320, 192))):
        times = even(rate, frames=75)
        film(folder / f"{name}.mov", (ground_picture(first + number, size) for number in range(75)), times, rate=rate)
        offset = 10 + Fraction(first) / rate
        part = folder / f"{name}.ts"
        ffmpeg(
            "-i", folder / f"{name}.mov", "-c", "copy", "-muxdelay", 0, "-muxpreload", 0, "-output_ts_offset", float(offset), part
        )
        parts.append(part.read_bytes())
    path = folder / "sizes.ts"
    path.write_bytes(b"".join(parts))
    times = even(rate, Fraction(10))
    return Truth(path=path, times=times, end=times[-1] + 1 / rate, rate=rate, doubt=Fraction(1, 10_000))


def lying_headers(folder: Path, suffix: str, factor: Fraction) -> Truth:
    """Headers that tell a duration many times longer or shorter than what is there."""
    truth = recorded(folder / f"lying{suffix}", even(Fraction(25)), Fraction(25), camera=Camera(gop=25))
    for track in (b"vide", b"soun"):
        with_lying_durations(truth.path, factor, track)
    return truth
