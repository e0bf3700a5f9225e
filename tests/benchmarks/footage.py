"""Long camera-like files made of real takes: joined, cropped and scaled anew, with grain, coded as cameras code them.

Cameras and phones start a group of pictures every half to two seconds by the clock, whatever is seen, at 20 Mbit/s and more for
1080p and 50 and more for 4K. Everything is seeded, so the same takes give the same film.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from autoedit.errors import AutoeditError
from autoedit.media.probe import probe
from autoedit.model.media import Media

# A take below this rate would be padded with repeated frames, which no camera writes.
SLOWEST = Fraction(20)
CAMERA_RATE = Fraction(30000, 1001)
# What is left of a sensor's noise in a well exposed picture, in code values.
GRAIN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How a camera codes.

    Attributes:
        megabits: a second, of picture.
        group: frames from one key frame to the next.
        codec: ``libx264`` or ``libx265``.
    """

    width: int
    height: int
    megabits: int
    group: int
    codec: str = "libx264"
    between: int = 2

    def options(self) -> list[str]:
        """The encoder's options. The fast presets keep what costs a decoder its time: CABAC, loop filter, B-frames."""
        rate = ["-b:v", f"{self.megabits}M", "-maxrate", f"{self.megabits * 3 // 2}M", "-bufsize", f"{self.megabits}M"]
        # Camera chips do not look for cuts: a key frame comes when its time has come.
        private = f"keyint={self.group}:min-keyint={self.group}:scenecut=0:bframes={self.between}:open-gop=0"
        if self.codec == "libx265":
            return [
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                *rate,
                "-x265-params",
                f"{private}:log-level=error",
                "-tag:v",
                "hvc1",
            ]
        return ["-c:v", "libx264", "-preset", "superfast", *rate, "-x264-params", private]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a take, and which part of its picture is shown."""

    path: Path
    start: float
    duration: float
    zoom: float
    is_mirrored: bool


def long_film(
    path: Path,
    takes: Sequence[Path],
    camera: Camera,
    *,
    seconds: int,
    shot: tuple[float, float] = (4, 14),
    repeats: int = 1,
    seed: int = 1,
) -> Path:
    """Takes joined by hard cuts to a film of picture and sound.

    Args:
        seconds: how long it is coded, at least; then it is repeated without being coded again.
        shot: the shortest and the longest shot in seconds.
    """
    import imageio_ffmpeg

    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    pieces = _pieces(_usable(takes), seconds, shot, random.Random(seed))
    inputs = [word for piece in pieces for word in _input(piece)]
    chains = [f"[{number}:v:0]{_filters(piece, camera)}[v{number}]" for number, piece in enumerate(pieces)]
    joined = "".join(f"[v{number}]" for number in range(len(pieces)))
    graph = ";".join([*chains, f"{joined}concat=n={len(pieces)},noise=c0s={GRAIN}:c0f=t,format=yuv420p[picture]"])
    noise = f"anoisesrc=color=brown:amplitude=0.3:sample_rate=48000:seed={seed}"
    sound = f"{noise},tremolo=f=0.3:d=0.8,aformat=channel_layouts=stereo[sound]"
    once = path.with_stem(f"{path.stem}-once")
    _run([
        ffmpeg, *inputs, "-filter_complex", f"{graph};{sound}", "-map", "[picture]", "-map", "[sound]", *camera.options(),
        "-c:a", "aac", "-b:a", "192k", "-shortest", once,
    ])  # fmt: skip  # words of a command
    _run([ffmpeg, "-stream_loop", repeats - 1, "-i", once, "-c", "copy", "-map", "0", path])
    once.unlink()
    return path


def copied(film: Path, path: Path, *, seconds: int, start: int = 0, repeats: int = 1) -> Path:
    """A part of a film, or the film several times over, without coding it again."""
    import imageio_ffmpeg

    cut = ["-ss", start, "-i", film, "-t", seconds, "-c", "copy", "-map", "0", path]
    _run([imageio_ffmpeg.get_ffmpeg_exe(), "-stream_loop", repeats - 1, *cut])
    return path


def _usable(takes: Sequence[Path]) -> list[Media]:
    found = []
    for path in takes:
        try:
            media = probe(path)
        except AutoeditError:
            continue
        if media.video is not None and media.video.rate >= SLOWEST and not media.video.rotation:
            found.append(media)
    if not found:
        raise FileNotFoundError("there are no takes to make footage of; --media names a folder with takes/")
    return found


def _pieces(takes: Sequence[Media], seconds: int, shot: tuple[float, float], rng: random.Random) -> list[_Piece]:
    """Shuffled takes, none twice in a row, until the film is long enough."""
    pieces: list[_Piece] = []
    last = None
    while sum(piece.duration for piece in pieces) < seconds:
        take = rng.choice([take for take in takes if take is not last] or list(takes))
        last = take
        there_is = float(take.video.duration) if take.video else 0.0
        duration = min(round(rng.uniform(*shot), 2), there_is)
        start = float(take.start) + rng.uniform(0, there_is - duration)
        pieces.append(_Piece(Path(take.path), start, duration, rng.uniform(0.7, 1), rng.random() < 0.5))
    return pieces


def _input(piece: _Piece) -> list[str | Path]:
    return ["-ss", f"{piece.start:.3f}", "-t", f"{piece.duration:.3f}", "-i", piece.path]


def _filters(piece: _Piece, camera: Camera) -> str:
    """Cropped to the camera's shape, scaled to its size, at its rate."""
    shape = camera.width / camera.height
    crop = f"crop=trunc(min(iw\\,ih*{shape})*{piece.zoom:.3f}):trunc(min(ih\\,iw/{shape})*{piece.zoom:.3f})"
    mirror = ",hflip" if piece.is_mirrored else ""
    return f"{crop},scale={camera.width}:{camera.height}:flags=bicubic,setsar=1{mirror},fps={CAMERA_RATE},format=yuv420p"


def _run(command: Sequence[object]) -> None:
    ffmpeg, *words = map(str, command)
    subprocess.run([ffmpeg, "-v", "error", "-y", *words], check=True, stdin=subprocess.DEVNULL)
