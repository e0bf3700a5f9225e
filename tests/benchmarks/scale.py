"""One laptop to a cluster: the same film wherever it is planned, nothing lost with a machine, and what many files cost.

The cluster is a scheduler and workers in processes of their own, over TCP on loopback.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from autoedit.document.write import edit_list_json
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.cluster import Cluster
from autoedit.pipeline.library import analyse
from autoedit.pipeline.planning import FilmOptions, plan_film
from autoedit.pipeline.progress import Silent
from autoedit.pipeline.workplace import Workplace
from autoedit.testing.films import Camera, film
from tests.analysis.takes import panned, view
from tests.benchmarks.archives import made_library
from tests.benchmarks.measure import Cost, Ratio, Result, measured
from tests.machines import Machines, machines

RATE = Fraction(25)
# Motion JPEG: a decoder of one thread, at a size where decoding is most of the work.
ONE_THREAD = Camera(codec="mjpeg", gop=1, has_b_frames=False, options={"strict": "unofficial", "qmin": "3", "qmax": "5"})
FILES, SECONDS, SIZE = 8, 8, (1280, 720)
FEW, MANY = 10, 200
FILM = FilmOptions(length=Fraction(10))
# Twenty hours as a camera's files of five minutes.
HOURS_FILES, HOURS_SECONDS = 240, Fraction(300)

_REPLAN = """
import sys
from fractions import Fraction
from pathlib import Path
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.planning import FilmOptions, plan_film
from autoedit.pipeline.workplace import Workplace
plan_film([sys.argv[1]], FilmOptions(length=Fraction(sys.argv[3])), Workplace(cache=Cache(Path(sys.argv[2]))))
"""


def run(media: Path) -> Result:
    """All bars."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = _card(folder / "card", FILES, SECONDS, SIZE, ONE_THREAD)
        costs, ratios = _on_machines(folder, card)
        more, linear = _many_files(folder)
        hours, replanned = _hours(folder, media)
    return Result(title="Scale", costs=(*costs, *more, *hours), ratios=(*ratios, *linear, *replanned))


def _card(folder: Path, files: int, seconds: int, size: tuple[int, int], camera: Camera, shots: int = 2) -> Path:
    """A folder of films that pan over views, each of its own."""
    import cv2

    folder.mkdir()
    count = round(seconds * RATE)
    for number in range(files):
        pictures = [
            np.asarray(cv2.resize(picture, size), np.uint8)
            for shot in range(shots)
            for picture in panned(view(shots * number + shot, value=60 + 23 * ((number + 3 * shot) % 7)), count // shots)
        ]
        suffix = ".mov" if camera.codec == "mjpeg" else ".mp4"
        film(
            folder / f"{number:03d}{suffix}", pictures, [frame / RATE for frame in range(len(pictures))], rate=RATE, camera=camera
        )
    return folder


def _on_machines(folder: Path, card: Path) -> tuple[list[Cost], list[Ratio]]:
    """One worker against two, the list against the one planned here, and a worker killed on the way."""
    here = edit_list_json(plan_film([str(card)], FILM, Workplace(cache=Cache(None))), folder)
    walls = []
    for count in (1, 2):
        with _cluster(folder, count, f"with-{count}") as cluster:
            _warmed(cluster, folder, count)
            began = time.perf_counter()
            analyse([str(card)], work=_place(cluster))
            walls.append(time.perf_counter() - began)
    with _cluster(folder, 2, "same") as cluster:
        there = edit_list_json(plan_film([str(card)], FILM, _place(cluster)), folder)
    with _cluster(folder, 2, "lost") as cluster:
        watch = _KillsOne(cluster)
        after = edit_list_json(plan_film([str(card)], FILM, _place(cluster, watch)), folder)
    costs = [Cost(step=f"analysis by {count + 1} worker(s)", wall=wall, cpu=0, peak_mb=0) for count, wall in enumerate(walls)]
    return costs, [
        Ratio(name="bytes that differ between lists planned there and here", figure=float(there != here), limit=0),
        Ratio(name="workers killed on the way", figure=watch.killed, floor=1),
        Ratio(name="bytes that differ with a worker killed on the way", figure=float(after != here), limit=0),
        Ratio(name="analysis, wall of 2 workers / 1", figure=walls[1] / walls[0], limit=0.6),
    ]


def _cluster(folder: Path, workers: int, name: str):  # a context manager
    own = folder / name
    own.mkdir()
    return machines(own, workers)


def _place(cluster: Machines, listener: Silent | None = None) -> Workplace:
    return Workplace(cache=Cache(None), executor="dask", cluster=Cluster(address=cluster.address), listener=listener or Silent())


def _warmed(cluster: Machines, folder: Path, workers: int) -> None:
    """Workers that have loaded what they work with: on a real library that is nothing."""
    small = folder / f"warm-{workers}"
    _card(small, 2 * workers, 2, (320, 180), Camera())
    analyse([str(small)], work=_place(cluster))


class _KillsOne(Silent):
    """Kills a worker when a quarter of the analysis is done."""

    def __init__(self, cluster: Machines) -> None:
        self._cluster, self._total, self._done, self._lock = cluster, 0.0, 0.0, threading.Lock()
        self.killed = 0

    def begin(self, stage: str, total: float) -> None:
        """Know how much there is to do."""
        self._total, self._done = total, 0.0

    def advance(self, stage: str, amount: float) -> None:
        """Kill one when it is time."""
        with self._lock:
            self._done += amount
            if stage == "analyse" and not self.killed and self._done >= self._total / 4:
                self.killed = 1
                self._cluster.end(0)


def _many_files(folder: Path) -> tuple[list[Cost], list[Ratio]]:
    """What ten and two hundred small files cost, planned from nothing and again."""
    card = _card(folder / "many", MANY, 2, (160, 90), Camera(), shots=1)
    few = folder / "few"
    few.mkdir()
    for path in sorted(card.iterdir())[:FEW]:
        (few / path.name).hardlink_to(path)
    walls: dict[int, Cost] = {}
    for count, place in ((FEW, few), (MANY, card)):
        walls[count] = _planned(f"plan of {count} files from nothing", place, folder / f"cache-{count}", "8")
    _planned("a first run, to load what is loaded once", few, folder / "cache-warm", "8")
    walls[FEW] = _planned(f"plan of {FEW} files from nothing", few, folder / "cache-again", "8")
    each = (walls[MANY].wall - walls[FEW].wall) / (MANY - FEW)
    first = max(walls[FEW].wall - _planned("the same, known", few, folder / "cache-again", "8").wall, 1e-3) / FEW
    return list(walls.values()), [Ratio(name=f"a file more: of {MANY} / of {FEW}", figure=each / first, limit=1.25)]


def _hours(folder: Path, media: Path) -> tuple[list[Cost], list[Ratio]]:
    """A library of twenty hours, known from before, planned to another length."""
    real = analyse([str(_real(media))], work=Workplace(cache=Cache(folder / "real")))
    library, cache = folder / "hours", folder / "hours-cache"
    made_library(library, Cache(cache), real, files=HOURS_FILES, seconds=HOURS_SECONDS)
    _planned("twenty hours, take groups found", library, cache, "30")
    best = min((_planned("twenty hours, planned again", library, cache, str(length)) for length in (60, 61)), key=_wall)
    return [best], [
        Ratio(name="replanning 20 h, s", figure=best.wall, limit=3.0),
        Ratio(name="replanning 20 h, memory in GB", figure=best.peak_mb / 1000, limit=1.0),
    ]


def _real(media: Path) -> Path:
    return next((place for place in (media / "footage", media / "takes") if place.is_dir()), media)


def _planned(step: str, place: Path, cache: Path, length: str) -> Cost:
    command: Sequence[str | Path] = [sys.executable, "-c", _REPLAN, place, cache, length]
    return measured(step, command)


def _wall(cost: Cost) -> float:
    return cost.wall
