"""Rendering beside one ffmpeg filter graph and idiomatic MoviePy: the same edit, encoder and settings, in one run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks import measure
from tests.benchmarks.cuts import (
    COMPOSED,
    CONCATENATED,
    CRF,
    PRESET,
    Edit,
    changed,
    even_edit,
    ffmpeg_command,
    moviepy_argument,
    moviepy_program,
    write_edit_list,
)
from tests.benchmarks.measure import Cost, Ratio, Result

HD, SMALL = (1920, 1080), (640, 360)
SOURCES, SOURCE_SECONDS = 5, 24
CLIPS, CLIP_FRAMES = 20, 90
FEW, SOME, MANY = 10, 100, 500


def run(media: Path) -> Result:
    """Render an edit of a minute from real footage brought to 1080p, and longer ones of small pictures."""
    import imageio_ffmpeg

    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        takes = sorted(media.glob("takes/*.mp4")) or sorted(media.glob("footage/*.mp4"))
        songs = sorted(media.glob("music/*.mp3")) or sorted(media.glob("music/*.ogg"))
        song = _looped(ffmpeg, songs[0], folder / "song.m4a")
        sources = [_brought(ffmpeg, takes, HD, folder / f"hd-{number}.mp4", number) for number in range(SOURCES)]
        edit = even_edit(sources, song, HD, clips=CLIPS, frames=CLIP_FRAMES, room=SOURCE_SECONDS * 30)
        small = [_brought(ffmpeg, takes, SMALL, folder / f"small-{number}.mp4", number) for number in range(SOURCES)]
        costs, ratios = _against_peers(ffmpeg, edit, folder)
        longer = _long(small, song, folder)
        costs, ratios = costs + longer[0], ratios + longer[1]
    return Result(
        title=f"{CLIPS} clips, {CLIPS // 2} dissolves, {edit.frames / 30:.0f} s of 1080p30, x264 {PRESET} crf {CRF}",
        costs=tuple(costs),
        ratios=tuple(ratios),
        notes=("ours is the whole command: start, mix and master, code, join, certificate",),
    )


def _against_peers(ffmpeg: str, edit: Edit, folder: Path) -> tuple[list[Cost], list[Ratio]]:
    theirs, ours = folder / "ffmpeg.mp4", folder / "ours.mp4"
    plain = measured("ffmpeg, one filter graph", ffmpeg_command(ffmpeg, edit, theirs))
    first = _ours("autoedit render", edit, folder, ours)
    one = changed(edit, CLIPS // 2)
    again = _ours("autoedit render, one clip changed", one, folder, folder / "again.mp4")
    same = _ours("autoedit render, nothing changed", one, folder, folder / "same.mp4")
    draft = _ours("autoedit render --draft", edit, folder, folder / "draft.mp4", "--draft")
    joined = _moviepy("MoviePy, concatenate_videoclips", CONCATENATED, edit, folder)
    placed = _moviepy("MoviePy, CompositeVideoClip", COMPOSED, edit, folder)
    likeness = _ssim(ffmpeg, ours, theirs)[np.array(edit.straight())]
    return [plain, first, again, same, draft, joined, placed], [
        Ratio(name="wall / ffmpeg", figure=first.wall / plain.wall, limit=1.0),
        Ratio(name="CPU / ffmpeg", figure=first.cpu / plain.cpu),
        Ratio(name="idiomatic MoviePy / ours, wall: concatenate_videoclips", figure=joined.wall / first.wall, floor=3.0),
        Ratio(name="idiomatic MoviePy / ours, wall: CompositeVideoClip", figure=placed.wall / first.wall),
        Ratio(name="wall after one clip of 20 was changed / the first", figure=again.wall / first.wall, limit=0.15),
        Ratio(name="wall of a draft / ffmpeg", figure=draft.wall / plain.wall),
        Ratio(name="SSIM with ffmpeg's film on straight spans, mean", figure=float(likeness.mean()), floor=0.99),
        Ratio(name="SSIM, worst frame", figure=float(likeness.min())),
        Ratio(name="peak memory at 1080p, MB", figure=first.peak_mb, limit=800),
    ]


def _moviepy(step: str, film: str, edit: Edit, folder: Path) -> Cost:
    argument = json.dumps(moviepy_argument(edit))
    return measured(step, [sys.executable, "-c", moviepy_program(film), argument, folder / "moviepy.mp4"])


def _long(sources: list[Path], song: Path, folder: Path) -> tuple[list[Cost], list[Ratio]]:
    """Memory and time as the film grows, in small pictures quickly coded."""
    costs = []
    for clips in (FEW, SOME, MANY):
        edit = even_edit(sources, song, SMALL, clips=clips, frames=30, room=SOURCE_SECONDS * 30)
        step = f"autoedit render, {clips} clips of a second, 360p"
        costs.append(_ours(step, edit, folder, folder / "long.mp4", "--no-cache", "--draft"))
    few, some, many = costs
    grown = _each(many, few, MANY) / _each(some, few, SOME)
    return costs, [
        Ratio(name=f"peak memory, {MANY} clips / {FEW} clips", figure=many.peak_mb / few.peak_mb, limit=1.25),
        Ratio(name=f"time for each clip more, to {MANY} / to {SOME} clips", figure=grown, limit=1.2),
    ]


def _each(long: Cost, short: Cost, clips: int) -> float:
    return (long.wall - short.wall) / (clips - FEW)


def measured(step: str, command: Sequence[str | Path], environment: dict[str, str] | None = None) -> Cost:
    """A command's cost, told as soon as it is known: the whole takes minutes."""
    cost = measure.measured(step, command, environment)
    sys.stderr.write(f"{step}: {cost.wall:.1f} s\n")
    return cost


def _ours(step: str, edit: Edit, folder: Path, film: Path, *options: str) -> Cost:
    document = write_edit_list(edit, folder / "edit.json")
    command = [sys.executable, "-m", "autoedit", "--quiet", "render", document, "-o", film, *options]
    return measured(step, command, {"AUTOEDIT_CACHE": str(folder / "cache")})


def _brought(ffmpeg: str, takes: list[Path], size: tuple[int, int], into: Path, number: int) -> Path:
    """A take, repeated to a length, at a size and 30 frames a second, as a camera would store it."""
    width, height = size
    filters = [f"scale={width}:{height}:force_original_aspect_ratio=increase:flags=lanczos", f"crop={width}:{height}", "fps=30"]
    filters += ["setsar=1", f"noise=alls=4:allf=t:all_seed={number}", "format=yuv420p"]
    # A timecode track among the source's makes MoviePy fail to open the copy.
    command = [*_looping(ffmpeg, takes[number % len(takes)], SOURCE_SECONDS), "-map", "0:v:0", "-map_metadata", "-1"]
    command += ["-write_tmcd", "0", "-vf", ",".join(filters), "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-g", "120"]
    command += ["-colorspace", "bt709", "-color_range", "tv", "-color_primaries", "bt709", "-color_trc", "bt709", str(into)]
    subprocess.run(command, check=True)
    return into


def _looped(ffmpeg: str, song: Path, into: Path) -> Path:
    """A song, repeated for as long as the longest film."""
    subprocess.run([*_looping(ffmpeg, song, MANY + 10), "-vn", "-c:a", "aac", str(into)], check=True)
    return into


def _looping(ffmpeg: str, path: Path, seconds: int) -> list[str]:
    return [ffmpeg, "-nostdin", "-v", "error", "-y", "-stream_loop", "-1", "-i", str(path), "-t", str(seconds)]


def _ssim(ffmpeg: str, film: Path, other: Path) -> np.ndarray:
    """The likeness of two films, frame by frame."""
    stats = film.with_suffix(".ssim")
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", str(film), "-i", str(other)]
    subprocess.run([*command, "-lavfi", f"ssim=stats_file={stats}", "-f", "null", "-"], check=True)
    return np.array([float(found) for found in re.findall(r"All:([\d.]+)", stats.read_text())])
