"""A part of a file by itself shows and lets hear what the file does there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.media.sound import read_sound
from autoedit.media.trim import trim, trimmed_suffix
from autoedit.testing import Camera, Sound, numbered_film, read_number
from tests.exchange.edits import media

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)]
RATE = 48000


def ticking(duration: Fraction) -> Sound:
    """A tick at each half second, each one louder."""
    samples = np.zeros((int(duration * RATE), 2), np.float32)
    for number in range(int(duration * 2)):
        samples[number * RATE // 2 : number * RATE // 2 + 400] = 0.1 + 0.1 * number
    return Sound(samples=samples, rate=RATE)


def numbers(path: Path) -> dict[Fraction, int]:
    media = probe(path)
    return {picture.time: read_number(picture.frame.to_ndarray(format="rgb24")) for picture in pictures(media)}


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("late", [Fraction(0), Fraction(7, 10)], ids=["on time", "late"])
def test_every_picture_asked_for_is_there_at_its_time(rate, suffix, late, tmp_path):
    path = numbered_film(tmp_path / f"whole{suffix}", rate=rate, frames=90, start=late)
    whole = probe(path)
    begin = whole.video.start + 40 / rate

    part = tmp_path / f"part{trimmed_suffix(whole)}"

    zero = trim(whole, begin, begin + 20 / rate, part, container=part.suffix)

    shown = {round((time + zero - whole.video.start) * rate): number for time, number in numbers(part).items()}
    assert all(shown[number] == number for number in range(40, 60))
    assert min(shown) >= 40 - Camera().gop and max(shown) < 60 + Camera().gop


def test_sound_stays_beside_its_picture(tmp_path):
    path = numbered_film(tmp_path / "whole.mp4", rate=Fraction(25), frames=150, sound=ticking(Fraction(6)))
    whole = probe(path)

    zero = trim(whole, Fraction(3), Fraction(5), tmp_path / "part.mp4", container=".mp4")

    part = probe(tmp_path / "part.mp4")
    ours = read_sound(part, Fraction(7, 2) - zero, Fraction(1), RATE)
    theirs = read_sound(whole, Fraction(7, 2), Fraction(1), RATE)
    lag = np.argmax(np.correlate(ours[:, 0], theirs[:, 0], "full")) - (len(theirs) - 1)
    assert abs(lag) <= RATE // 1000


def test_a_turned_picture_stays_upright(tmp_path):
    path = numbered_film(tmp_path / "whole.mp4", rate=Fraction(25), frames=50, camera=Camera(rotation=90))

    trim(probe(path), Fraction(1), Fraction(3, 2), tmp_path / "part.mp4", container=".mp4")

    assert probe(tmp_path / "part.mp4").video.rotation == probe(path).video.rotation == 90


@pytest.mark.parametrize(
    ("name", "codec", "suffix"),
    [
        ("A.MP4", "h264", ".mp4"),
        ("a.mts", "h264", ".mp4"),
        ("a.avi", "mjpeg", ".mov"),
        ("a.mkv", "vp9", ".mp4"),
        ("a.mov", "h264", ".mov"),
    ],
)
def test_a_part_is_kept_in_what_programs_open(name, codec, suffix):
    file = media("a", rate=Fraction(25))

    assert trimmed_suffix(replace(file, path=name, video=replace(file.video, codec=codec))) == suffix


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_pictures_before_a_key_frame_of_an_open_group_are_there_too(codec, tmp_path):
    options = {"x264-params": "open-gop=1:scenecut=0:bframes=3", "preset": "fast"}
    if codec == "libx265":
        options = {"x265-params": "open-gop=1:bframes=3:log-level=error", "preset": "ultrafast"}
    path = numbered_film(tmp_path / "open.mp4", rate=Fraction(25), frames=90, camera=Camera(codec=codec, gop=12, options=options))
    whole = probe(path)

    missing = []
    for first in range(0, 80, 3):
        zero = trim(whole, first / Fraction(25), (first + 5) / Fraction(25), tmp_path / "part.mp4", container=".mp4")
        shown = {round((time + zero) * 25): number for time, number in numbers(tmp_path / "part.mp4").items()}
        missing += [frame for frame in range(first, first + 5) if shown.get(frame) != frame]

    assert missing == []


def test_hevc_keeps_the_name_that_quicktime_opens(tmp_path):
    camera = Camera(codec="libx265", options={"x265-params": "log-level=error", "preset": "ultrafast"})
    path = numbered_film(tmp_path / "whole.mp4", rate=Fraction(25), frames=30, camera=camera)

    trim(probe(path), Fraction(0), Fraction(1), tmp_path / "part.mp4", container=".mp4")

    assert b"hvc1" in (tmp_path / "part.mp4").read_bytes()
