"""Planted takes with copies and retakes, planned to films: what of the truth they show."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, TrackRole
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.planning import FilmOptions, plan_film
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.options import PlanOptions
from autoedit.plan.plan import plan
from autoedit.plan.style import trailer
from tests.benchmarks.libraries import made_song
from tests.benchmarks.planted import Take, plant, raw_clips

TAKES, COPIES, RETAKES = 8, 2, 2
LENGTHS = (Fraction(30), Fraction(60))
BEST_TRIALS = 4
RIM = Fraction(1, 4)  # a defect's rim belongs to neither side


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What films show of what was planted.

    ``captured`` is the share of clips with a planted highlight, where there are more of these than clips; ``duplicates`` counts
    moments shown twice, in a copy or a retake; ``defects`` is seconds of planted defects; ``best_on_drop`` the share of trailers
    with the best moment on the drop.
    """

    captured: float
    duplicates: int
    defects: Fraction
    best_on_drop: float


def shown_truth(media: Path, folder: Path) -> Shown:
    """Plant, plan, and look."""
    clips = raw_clips(media, TAKES)
    takes = {}
    for seed in range(TAKES):
        clip = clips[seed % len(clips)]
        others = [other for other in clips if other is not clip]
        name = f"take-{seed:02d}"
        takes[name] = plant(clip, others, folder / f"{name}.mp4", seed=100 + seed)
        if seed < COPIES:
            takes[f"copy-{seed:02d}"] = _copied(takes[name], folder / f"copy-{seed:02d}.mp4")
        elif seed < COPIES + RETAKES:
            takes[f"retake-{seed:02d}"] = plant(clip, others, folder / f"retake-{seed:02d}.mp4", seed=200 + seed)
    names = [str(take.path) for take in takes.values()]
    work = Workplace(cache=Cache(folder / "cache"))
    films = [plan_film(names, FilmOptions(style="highlights", length=length), work) for length in LENGTHS]
    return Shown(
        captured=sum(_captured(film, takes) for film in films) / len(films),
        duplicates=sum(_duplicates(film, takes) for film in films),
        defects=sum((_defects(film, takes) for film in films), Fraction(0)),
        best_on_drop=_best_on_drop(films[0]),
    )


def _copied(take: Take, path: Path) -> Take:
    """The same take, smaller and encoded again."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        "-i",
        str(take.path),
        "-vf",
        "scale=426:240",
        "-crf",
        "28",
        str(path),
    ]
    subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
    return replace(take, path=path)


def _captured(film: EditList, takes: dict[str, Take]) -> float:
    clips = _clips(film)
    showing = sum(any(start <= event.middle < end for event in takes[clip.media].of("highlight")) for clip, start, end in clips)
    return showing / min(len(clips), sum(len(take.of("highlight")) for take in takes.values()))


def _duplicates(film: EditList, takes: dict[str, Take]) -> int:
    """Planted moments of one clip of footage that are shown more than once, and takes of one view that are both shown."""
    views: dict[str, set[str]] = {}
    for clip, _, _ in _clips(film):
        views.setdefault(takes[clip.media].clip, set()).add(clip.media)
    return sum(len(media) - 1 for media in views.values())


def _defects(film: EditList, takes: dict[str, Take]) -> Fraction:
    seconds = Fraction(0)
    for clip, start, end in _clips(film):
        for event in takes[clip.media].of("spoil"):
            seconds += max(Fraction(0), min(end, event.end - RIM) - max(start, event.start + RIM))
    return seconds


def _best_on_drop(film: EditList) -> float:
    """One moment at a time is made the best there is; trailers to songs with a drop should show it there."""
    hits = 0
    for seed in range(BEST_TRIALS):
        footage = list(film.footage)
        place = (seed * 3 + 1) % len(footage)
        chosen = max(footage[place].selects, key=lambda select: select.out_limit - select.in_limit)
        best = replace(chosen, score=0.95, parts={**chosen.parts, "action": 0.95, "impact": 0.9})
        selects = tuple(best if select is chosen else select for select in footage[place].selects)
        footage[place] = replace(footage[place], selects=selects)
        song = made_song(seed, 50)
        options = PlanOptions(style=trailer(), length=Fraction(40))
        made = plan(footage, song, options, made_by="a benchmark")
        name = f"{footage[place].media.id}/{best.id}"
        hits += any(clip.select == name and clip.reason and "the drop" in clip.reason.cut_on for clip, _, _ in _clips(made))
    return hits / BEST_TRIALS


def _clips(film: EditList) -> list[tuple[Clip, Fraction, Fraction]]:
    """Clips with what they show of their source."""
    picture = film.timeline.track(TrackRole.PICTURE)
    assert picture is not None, "a film has a picture"
    rate = film.timeline.frame_rate
    return [(clip, clip.source_start, clip.source_start + clip.frames / rate) for clip in picture.clips]
