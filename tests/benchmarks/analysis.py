"""The speed of analysis: beside a bare ffmpeg decode and PySceneDetect's command, on the same files and cores in the same run.

The files are takes of the media folder, joined and coded as cameras code (``footage``); making them is not counted. Each run is
a fresh process with an empty cache. Runs take turns, and the median counts: a machine is seldom quiet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.footage import Camera, copied, long_film
from tests.benchmarks.measure import Cost, Ratio, Result, measured

ROUNDS = 3
HD = Camera(width=1920, height=1080, megabits=24, group=30)
UHD = Camera(width=3840, height=2160, megabits=60, group=30)
MOST_FULL, MOST_QUICK, LEAST_AGREEING = 1.2, 0.5, 0.97
# What may come on top of the signals of three minutes more (100 bytes a frame, half a megabyte), in megabytes.
MOST_GROWTH = 16.0
PARTS, PART_SECONDS = 4, 15

# Analyses files as the library does and tells what it took, with the libraries' import apart from the work.
_SCRIPT = """
import json, resource, sys, time
began = time.perf_counter()
import cv2, scenedetect
from autoedit.pipeline.library import analyse
from autoedit.pipeline.workplace import Workplace
imported = time.perf_counter()
files, workers, quick = json.loads(sys.argv[1])
library = analyse(files, work=Workplace(workers=workers), is_quick=quick)
done = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
found = [[str(b.kind), b.first_frame, b.last_frame] for item in library.files for b in item.moments.boundaries]
print(json.dumps([imported - began, done - imported, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, found]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Analysis:
    """What an analysis took and found: ``boundaries`` as kind, first and last frame."""

    import_wall: float
    wall: float
    cpu: float
    peak_mb: float
    boundaries: tuple[tuple[str, int, int], ...]

    def cost(self, step: str) -> Cost:
        return Cost(step=step, wall=self.wall, cpu=self.cpu, peak_mb=self.peak_mb)


def run(media: Path) -> Result:
    """Measure on footage made of the takes of a folder."""
    takes = sorted(path for path in [*media.glob("takes/**/*"), *media.glob("footage/*")] if path.suffix in _PICTURES)
    costs: list[Cost] = []
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as folder:
        hd = long_film(Path(folder) / "hd.mp4", takes, HD, seconds=120)
        uhd = long_film(Path(folder) / "uhd.mp4", takes, UHD, seconds=20, repeats=3, seed=2)
        for film, name in ((hd, "1080p"), (uhd, "4K")):
            of_film, compared, agreeing = _compared(film, name)
            costs += of_film
            ratios += compared
            if film is hd:
                ratios.append(Ratio(name="1080p: quick's boundaries among full's", figure=agreeing, floor=LEAST_AGREEING))
        ratios.append(_growth(hd, Path(folder)))
        ratios.append(_side_by_side(hd, Path(folder)))
    return Result(
        title=f"analysis of camera-like files made of {len(takes)} takes of {media.name}",
        costs=tuple(costs),
        ratios=tuple(ratios),
        notes=(
            f"wall and CPU are medians of {ROUNDS} rounds; ours are without the import of the libraries, which is told apart,",
            "but with fingerprint, probe, picture, sound and selects; CPU of ours is with the import",
        ),
    )


_PICTURES = frozenset([".mp4", ".mov", ".mkv", ".webm"])


def _compared(film: Path, name: str) -> tuple[list[Cost], list[Ratio], float]:
    import imageio_ffmpeg

    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", film, "-f", "null", "-"]
    peer = [sys.executable, "-m", "scenedetect", "-q", "-i", film, "detect-adaptive"]
    bare, full, quick, scenedetect = [], [], [], []
    for _ in range(ROUNDS):
        bare.append(measured("", ffmpeg))
        full.append(_analysed([film]))
        quick.append(_analysed([film], is_quick=True))
        scenedetect.append(measured("", peer))
    costs = [
        _median(f"{name}: ffmpeg -f null (picture and sound)", bare),
        _median(f"{name}: full analysis", [one.cost("") for one in full]),
        _median(f"{name}: --quick", [one.cost("") for one in quick]),
        _median(f"{name}: scenedetect detect-adaptive", scenedetect),
    ]
    base, ours, fast, theirs = costs
    begun = median(one.import_wall for one in full)
    ratios = [
        Ratio(name=f"{name}: full / ffmpeg, wall", figure=ours.wall / base.wall, limit=MOST_FULL),
        Ratio(name=f"{name}: full / scenedetect, wall", figure=ours.wall / theirs.wall, limit=1),
        Ratio(name=f"{name}: quick / ffmpeg, wall", figure=fast.wall / base.wall, limit=MOST_QUICK),
        Ratio(name=f"{name}: full / ffmpeg, CPU", figure=ours.cpu / base.cpu),
        Ratio(name=f"{name}: quick / ffmpeg, CPU", figure=fast.cpu / base.cpu),
        Ratio(name=f"{name}: full with its libraries' import / ffmpeg, wall", figure=(ours.wall + begun) / base.wall),
    ]
    return costs, ratios, _agreeing(full[0], quick[0])


def _agreeing(full: _Analysis, quick: _Analysis) -> float:
    """The share of the full pass's boundaries that the quick pass has within one frame, of the same kind."""
    unmatched = list(quick.boundaries)
    hits = 0
    for kind, first, last in full.boundaries:
        near = [other for other in unmatched if other[0] == kind and abs(other[1] - first) <= 1 and abs(other[2] - last) <= 1]
        if near:
            unmatched.remove(near[0])
            hits += 1
    return hits / max(1, len(full.boundaries))


def _growth(film: Path, folder: Path) -> Ratio:
    """How much more memory a longer film takes, of the lesser peaks of two runs: sound and picture seldom peak together."""
    one = copied(film, folder / "one.mp4", seconds=60)
    four = copied(film, folder / "four.mp4", seconds=240, repeats=4)
    short, long = (min(_analysed([path]).peak_mb for _ in range(2)) for path in (one, four))
    return Ratio(name="1080p: peak memory of 4 minutes above 1 minute, MB", figure=long - short, limit=MOST_GROWTH)


def _side_by_side(film: Path, folder: Path) -> Ratio:
    """Several files by as many workers as the library takes, against one after the other."""
    files = [copied(film, folder / f"part-{part}.mp4", start=part * PART_SECONDS, seconds=PART_SECONDS) for part in range(PARTS)]
    alone, together = _analysed(files, workers=1), _analysed(files)
    return Ratio(name=f"{PARTS} files side by side / one after the other, wall", figure=together.wall / alone.wall)


def _analysed(files: Sequence[Path], *, workers: int = 0, is_quick: bool = False) -> _Analysis:
    """Analyse in a fresh process with an empty cache."""
    with tempfile.TemporaryDirectory() as cache:
        said = subprocess.run(
            [sys.executable, "-c", _SCRIPT, json.dumps([[str(file) for file in files], workers, is_quick])],
            stdout=subprocess.PIPE,
            check=True,
            env={**os.environ, "AUTOEDIT_CACHE": cache},
        )
    import_wall, wall, cpu, peak, found = json.loads(said.stdout)
    return _Analysis(
        import_wall=import_wall,
        wall=wall,
        cpu=cpu,
        peak_mb=peak,
        boundaries=tuple((kind, first, last) for kind, first, last in found),
    )


def _median(step: str, costs: Sequence[Cost]) -> Cost:
    return Cost(
        step=step,
        wall=median(cost.wall for cost in costs),
        cpu=median(cost.cpu for cost in costs),
        peak_mb=max(cost.peak_mb for cost in costs),
    )
