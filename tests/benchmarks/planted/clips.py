"""Real clips for planting: the takes of a folder of real media, or of sample_media, a little wider than a planted take."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from tests.benchmarks.planted.bangs import SOUND_RATE
from tests.benchmarks.planted.takes import HEIGHT, MARGIN, RATE, WIDTH, Clip

SUFFIXES = frozenset([".mp4", ".mov", ".mkv", ".webm"])
LONGEST_SECONDS, FEWEST_FRAMES = 16, 60
# Edited films and takes that are spoilt by design have cuts and defects of their own; a turned twin is the same take.
UNFIT = ("edited", "long", "rot90tag", "-vfr")


def raw_clips(media: Path, most: int) -> list[Clip]:
    """Single takes with picture, at most so many."""
    folder = media / "takes" if (media / "takes").is_dir() else media / "footage"
    clips: list[Clip] = []
    for path in sorted(folder.iterdir()):
        is_fit = path.suffix in SUFFIXES and not any(mark in path.stem for mark in UNFIT)
        if is_fit and len(clips) < most and (clip := _clip(path)) is not None:
            clips.append(clip)
    if len(clips) < 2:
        raise FileNotFoundError(f"{folder} holds {len(clips)} clips to plant in; give a folder with takes/ or footage/")
    return clips


def _clip(path: Path) -> Clip | None:
    """A clip's first seconds; None when it has no picture."""
    width, height = WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN
    fitted = f"scale={width}:{height}:force_original_aspect_ratio=increase:flags=area,crop={width}:{height},fps={RATE}"
    seen = _ffmpeg(path, ["-an", "-vf", fitted, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
    pictures = np.frombuffer(seen, np.uint8)
    pictures = pictures[: len(pictures) // (width * height * 3) * (width * height * 3)].reshape(-1, height, width, 3)
    if len(pictures) < FEWEST_FRAMES:
        return None
    heard = _ffmpeg(path, ["-vn", "-f", "f32le", "-ac", "2", "-ar", str(SOUND_RATE), "-"])
    sound = np.frombuffer(heard, np.float32).reshape(-1, 2)
    return Clip(name=path.stem, pictures=pictures, sound=sound if len(sound) else None)


def _ffmpeg(path: Path, arguments: list[str]) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-t", str(LONGEST_SECONDS), "-i", str(path), *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).stdout
