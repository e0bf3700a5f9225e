"""The main job, stage by stage, beside a bare ffmpeg decode of the same files and a plain ffmpeg encode of the same film.

It sets no bars of its own: the ratios are there to be watched, and ``analysis`` and others hold the bars.
"""

from __future__ import annotations

import os
import tempfile
from fractions import Fraction
from pathlib import Path

from tests.benchmarks.measure import Cost, Ratio, Result, Watch, measured

LENGTH = Fraction(30)


def run(media: Path) -> Result:
    """Make a film from the takes and a song of a folder of real media (or of sample_media)."""
    import imageio_ffmpeg

    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    takes = sorted(media.glob("takes/*.mp4")) or sorted(media.glob("footage/*.mp4"))
    song = next(iter(sorted(media.glob("music/*.mp3")) or sorted(media.glob("music/*.ogg"))))
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        os.environ["AUTOEDIT_CACHE"] = str(Path(folder) / "cache")
        costs = [*_ours(takes, song, film)]
        again = Watch()
        _analyse(takes)
        costs.append(again.cost("analyse again (all known)"))
        costs.append(_decoded(ffmpeg, takes))
        costs.append(measured("ffmpeg encode of the film", _encode_command(ffmpeg, film, Path(folder) / "plain.mp4")))
    by_step = {cost.step: cost for cost in costs}
    analysis = by_step["analyse (watch, listen, selects)"].wall / by_step["ffmpeg -f null of the footage"].wall
    render = by_step["mix, render, verify"].wall / by_step["ffmpeg encode of the film"].wall
    return Result(
        title=f"a film of {float(LENGTH):g} s from {len(takes)} files of {media.name}",
        costs=tuple(costs),
        ratios=(
            Ratio(name="analysis / ffmpeg decode of the footage, wall", figure=round(analysis, 2)),
            Ratio(name="mix, render, verify / ffmpeg encode of the film, wall", figure=round(render, 2)),
        ),
        notes=("peak MB is the largest so far of this process or one child; the stages run in one process, in this order",),
    )


def _ours(takes: list[Path], song: Path, film: Path) -> list[Cost]:
    from autoedit import FilmOptions, plan_film, render_film

    costs = []
    warm = Watch()
    _import_heavy()
    costs.append(warm.cost("import of the libraries"))
    probing = Watch()
    _probe(takes)
    costs.append(probing.cost("probe (and fingerprint)"))
    analysing = Watch()
    _analyse(takes)
    costs.append(analysing.cost("analyse (watch, listen, selects)"))
    hearing = Watch()
    _hear(song)
    costs.append(hearing.cost("beats"))
    planning = Watch()
    edit_list = plan_film([str(take) for take in takes], FilmOptions(length=LENGTH, music=song))
    costs.append(planning.cost("plan (with what is known)"))
    rendering = Watch()
    render_film(edit_list, film)
    costs.append(rendering.cost("mix, render, verify"))
    return costs


def _import_heavy() -> None:
    import cv2  # noqa: F401  # imported for its cost
    import librosa
    import moviepy  # noqa: F401
    import scenedetect  # noqa: F401

    librosa.feature.melspectrogram  # noqa: B018  # librosa loads at its first attribute


def _probe(takes: list[Path]) -> None:
    from autoedit import probe_files

    probe_files([str(take) for take in takes])


def _analyse(takes: list[Path]) -> None:
    from autoedit import analyse

    analyse([str(take) for take in takes])


def _hear(song: Path) -> None:
    from autoedit import hear

    hear(song)


def _decoded(ffmpeg: str, takes: list[Path]) -> Cost:
    """Picture and sound of every file, one file after the other."""
    costs = [measured("", [ffmpeg, "-v", "error", "-i", take, "-f", "null", "-"]) for take in takes]
    return Cost(
        step="ffmpeg -f null of the footage",
        wall=sum(cost.wall for cost in costs),
        cpu=sum(cost.cpu for cost in costs),
        peak_mb=max(cost.peak_mb for cost in costs),
    )


def _encode_command(ffmpeg: str, film: Path, output: Path) -> list[str | Path]:
    return [ffmpeg, "-v", "error", "-y", "-i", film, "-c:v", "libx264", "-crf", "18", "-preset", "medium", "-c:a", "aac", output]
