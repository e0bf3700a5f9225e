"""Shot boundaries against truth: annotated real films and takes, and films spliced from takes, beside PySceneDetect.

For a shorter run while working: ``AUTOEDIT_SHOTS_FILMS`` is how many spliced films (0 leaves them out, their bars with them),
``AUTOEDIT_SPLICES`` a folder that keeps them for the next run. From a script: ``evaluate(films, detect)`` of ``matching``.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.matching import Detect, Evaluation, Found, Labelled, Tally, evaluated, truth_of
from tests.benchmarks.matching.evaluation import film_rows, kind_rows, over_files
from tests.benchmarks.measure import Ratio, Result
from tests.benchmarks.splices import FILMS, LOOKS, spliced_films

LOOK_NAMES = tuple(dict.fromkeys(look.name for look in LOOKS))

WORKERS = 2
FLASHES = ("flash",)
MOVES = ("whip", "shake")
ANNOTATED = "annotated film"
TAKE = "annotated take"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A cut as a peer tells it."""

    first_frame: int
    kind: str = "cut"

    @property
    def last_frame(self) -> int:
        """The same frame."""
        return self.first_frame


def annotated_films(media: Path, folder: Path) -> tuple[Labelled, ...]:
    """The real films and takes of a folder of media whose boundaries someone has written down.

    Args:
        folder: takes copies of the first picture of files that hold several, since its frames are the ones that are counted.
    """
    films = []
    for path in sorted(media.glob("annotations/*.json")):
        told = json.loads(path.read_text())
        file = media / told.get("file", "")
        if "hard_cuts" in told and file.is_file():
            look = TAKE if told.get("single_take") else ANNOTATED
            films.append(Labelled(path=_with_one_picture(file, folder), look=look, truth=truth_of(told)))
    return tuple(films)


def _with_one_picture(file: Path, folder: Path) -> Path:
    import av
    import imageio_ffmpeg

    with av.open(str(file)) as container:
        if len(container.streams.video) == 1:
            return file
    alone = folder / file.name
    copy = ["-map", "0:v:0", "-c", "copy", str(alone)]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(file), *copy], check=True)
    return alone


def run(media: Path) -> Result:
    """Ours and PySceneDetect's on annotated films, where there are any, and on spliced ones."""
    count = int(os.environ.get("AUTOEDIT_SHOTS_FILMS", FILMS))
    kept = os.environ.get("AUTOEDIT_SPLICES")
    with tempfile.TemporaryDirectory() as folder:
        annotated = annotated_films(media, Path(folder))
        began = time.perf_counter()
        spliced = spliced_films(media, Path(kept or folder), films=count, workers=WORKERS) if count else ()
        made_seconds = time.perf_counter() - began
        films = [*annotated, *spliced]
        found = over_files(everyone, films, WORKERS)
    boundaries = sum(len(film.truth.cuts) + len(film.truth.graduals) for film in spliced)
    frames = sum(film.truth.frames for film in spliced)
    by_name = {name: evaluated(films, [told[name] for told in found]) for name in DETECTORS}
    parts = {
        "annotated": {name: whole.of_look(ANNOTATED, TAKE) for name, whole in by_name.items()} if annotated else {},
        "spliced": {name: whole.of_look(*LOOK_NAMES) for name, whole in by_name.items()} if spliced else {},
    }
    notes = [line for part, evaluations in parts.items() for line in _beside(part, evaluations)]
    if annotated:
        notes += ["", "ours, annotated, film by film:", *film_rows(parts["annotated"]["ours"])]
    if spliced:
        notes += ["", f"{len(spliced)} spliced films, {boundaries} boundaries, {frames} frames, made in {made_seconds:.0f} s"]
        notes += ["", "ours, spliced:", *kind_rows(parts["spliced"]["ours"])]
    return Result(
        title=f"shot boundaries of {len(annotated)} annotated and {len(spliced)} spliced films of {media.name}",
        costs=(),
        ratios=(
            *_annotated_bars(parts["annotated"].get("ours")),
            *_spliced_bars(parts["spliced"].get("ours")),
        ),
        notes=(*notes, ""),
    )


def _annotated_bars(ours: Evaluation | None) -> tuple[Ratio, ...]:
    if ours is None:
        return ()
    return (
        Ratio(name="annotated: F1 of cuts", figure=round(ours.cuts.f1, 4), floor=0.97),
        Ratio(name="annotated: F1 of graduals", figure=round(ours.graduals.f1, 4), floor=0.85),
        Ratio(name="annotated: F1 of all boundaries, kinds ignored", figure=round(ours.all.f1, 4)),
    )


def _spliced_bars(ours: Evaluation | None) -> tuple[Ratio, ...]:
    if ours is None:
        return ()
    return (
        Ratio(name="spliced: F1 of cuts", figure=round(ours.cuts.f1, 4), floor=0.98),
        Ratio(name="spliced: F1 of graduals", figure=round(ours.graduals.f1, 4), floor=0.88),
        Ratio(name="spliced: F1 of all boundaries, kinds ignored", figure=round(ours.all.f1, 4)),
        Ratio(name="spliced: false alarms per 100 flashes", figure=round(ours.false_per_100(*FLASHES), 2), limit=2),
        Ratio(name="spliced: false alarms per 100 whip pans and shakes", figure=round(ours.false_per_100(*MOVES), 2), limit=2),
    )


def _beside(part: str, evaluations: dict[str, Evaluation]) -> list[str]:
    """One line for each detector."""
    if not evaluations:
        return []
    heads = ("cuts P", "R", "F1", "gradual P", "R", "F1", "all P", "R", "F1", "/100 flash", "/100 move")
    lines = ["", f"{part:24}" + "".join(f"{head:>11}" for head in heads)]
    for name, told in evaluations.items():
        figures = [figure for tally in (told.cuts, told.graduals, told.all) for figure in _figures(tally)]
        false = [told.false_per_100(*FLASHES), told.false_per_100(*MOVES)]
        lines.append(
            f"{name:24}" + "".join(f"{figure:11.3f}" for figure in figures) + "".join(f"{count:11.1f}" for count in false)
        )
    return lines


def _figures(tally: Tally) -> tuple[float, float, float]:
    return tally.precision, tally.recall, tally.f1


def ours(path: Path) -> tuple[Found, ...]:
    """What autoedit finds, past any cache."""
    from autoedit.analysis.watch import watch
    from autoedit.media.probe import probe

    return watch(probe(path), threads=1).boundaries


def content(path: Path) -> tuple[Found, ...]:
    """What PySceneDetect's ContentDetector finds at its defaults."""
    from scenedetect.detectors import ContentDetector

    return _scenedetect(path, ContentDetector())


def adaptive(path: Path) -> tuple[Found, ...]:
    """What PySceneDetect's AdaptiveDetector finds at its defaults."""
    from scenedetect.detectors import AdaptiveDetector

    return _scenedetect(path, AdaptiveDetector())


def hashes(path: Path) -> tuple[Found, ...]:
    """What PySceneDetect's HashDetector finds at its defaults."""
    from scenedetect.detectors import HashDetector

    return _scenedetect(path, HashDetector())


DETECTORS: dict[str, Detect] = {
    "ours": ours,
    "PySceneDetect Content": content,
    "PySceneDetect Adaptive": adaptive,
    "PySceneDetect Hash": hashes,
}


def everyone(path: Path) -> dict[str, Sequence[Found]]:
    """What each finds."""
    import cv2

    cv2.setNumThreads(1)  # two files at once have one core each
    return {name: detect(path) for name, detect in DETECTORS.items()}


def _scenedetect(path: Path, detector: object) -> tuple[Found, ...]:
    from scenedetect import SceneManager, open_video

    manager = SceneManager()
    manager.add_detector(detector)
    manager.detect_scenes(open_video(str(path)))
    return tuple(Cut(first_frame=cut.frame_num) for cut in manager.get_cut_list(show_warning=False))
