"""Choosing: how near to the best a film is, beside greedy, beam and random; beats met; planted truth; talks tightened."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from autoedit.model.document import EditList, Song
from autoedit.model.timeline import Clip, TrackRole
from autoedit.plan.bed import Bed, as_laid
from autoedit.plan.options import PlanOptions
from autoedit.plan.plan import plan
from autoedit.plan.style import Style, highlights, montage, recap, tighten, trailer
from tests.benchmarks.libraries import library, made_song
from tests.benchmarks.measure import Ratio, Result
from tests.benchmarks.talks import Talk, made_talks
from tests.benchmarks.truth import Shown, shown_truth

RATE = Fraction(30000, 1001)
STYLES: tuple[tuple[Callable[[], Style], bool], ...] = (
    (trailer, True), (trailer, False), (highlights, True), (highlights, False), (montage, True), (recap, True), (recap, False),
)  # fmt: skip
SEEDS = 6  # of each style, with and without music: 42 instances
SELECTS, SECONDS = 500, 90
LARGE, HOURS = 2000, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One film planned, and how long that took."""

    name: str
    film: EditList
    seconds: float

    @property
    def slots(self) -> int:
        """How many clips the film has."""
        return len(_clips(self.film))


def run(media: Path) -> Result:
    """Plan films from made libraries, from planted takes and from talks."""
    instances = [_instance(style(), seed, SELECTS, has_music) for seed in range(SEEDS) for style, has_music in STYLES]
    large = [_instance(style(), 7, LARGE, has_music, hours=HOURS) for style, has_music in STYLES]
    growth = _growth()
    with tempfile.TemporaryDirectory() as folder:
        planted = shown_truth(media, Path(folder))
        talks = made_talks(media, Path(folder))
    ratios = [*_worth(instances, large, growth), *_beats([*instances, *large]), *_planted(planted), *_talks(talks)]
    notes = [
        f"{len(instances)} instances of {SELECTS} selects, {min(i.slots for i in instances)} to "
        f"{max(i.slots for i in instances)} clips; {len(large)} of {LARGE} from {HOURS:g} h"
    ]
    names = sorted({instance.name for instance in instances})
    notes += [_told(name, [instance for instance in instances if instance.name == name]) for name in names]
    notes += [_told(f"{instance.name}, {LARGE}", [instance]) for instance in large]
    return Result(title="choosing", costs=(), ratios=tuple(ratios), notes=tuple(notes))


def _instance(style: Style, seed: int, selects: int, has_music: bool, hours: float | None = None) -> Instance:
    footage = library(seed, selects, hours=hours)
    song = made_song(seed, SECONDS + 20) if has_music else None
    options = PlanOptions(style=style, length=Fraction(SECONDS), frame_rate=RATE)
    began = time.perf_counter()
    film = plan(footage, song, options, made_by="a benchmark")
    return Instance(name=f"{style.name}{' with music' if song else ''}", film=film, seconds=time.perf_counter() - began)


def _growth() -> float:
    """How the time to plan grows: the power of the number of selects, between 500 and 2000 of them."""
    times = {
        count: min(_instance(style(), 3, count, has_music).seconds for _ in range(2))
        for count in (SELECTS, LARGE)
        for style, has_music in ((trailer, True),)
    }
    return float(np.log(times[LARGE] / times[SELECTS]) / np.log(LARGE / SELECTS))


def _worth(instances: Sequence[Instance], large: Sequence[Instance], growth: float) -> list[Ratio]:
    gaps = [_solution(instance).gap for instance in instances]
    return [
        Ratio(name="worst optimality gap", figure=_figure(max(gaps)), limit=0.01),
        Ratio(name="  median", figure=_figure(float(np.median(gaps)))),
        Ratio(name="seconds for a film of 500 selects, at most", figure=_figure(max(i.seconds for i in instances)), limit=5),
        Ratio(name="worst gap of 2000 selects", figure=_figure(max(_solution(i).gap for i in large)), limit=0.01),
        Ratio(name="seconds for a film of 2000 selects, at most", figure=_figure(max(i.seconds for i in large)), limit=20),
        Ratio(name="value above greedy, mean", figure=_figure(_above(instances, "greedy")), floor=0.1),
        Ratio(name="value above a beam of three, mean", figure=_figure(_above(instances, "beam"))),
        Ratio(name="value above random, mean", figure=_figure(_above(instances, "random")), floor=0.25),
        Ratio(name="power of the selects by which time grows", figure=_figure(growth), limit=1.2),
    ]


def _beats(instances: Sequence[Instance]) -> list[Ratio]:
    """Cuts on the grid, and peaks on beats, read from the edit lists alone."""
    cuts = on_grid = peaks = met = 0
    for instance in instances:
        film = instance.film
        if film.song is None:
            continue
        frames = [beat.time * RATE for beat in _bed(film, film.song).beats]
        starts = [start for start, _ in _placed(film)][1:]
        cuts += len(starts)
        on_grid += sum(min(abs(start - frame) for frame in frames) <= Fraction(1, 2) for start in starts)
        for start, clip in _placed(film):
            inside = [frame for frame in frames if start <= frame < start + clip.frames]
            peak, low, high = _moment(film, clip)
            # Handles allow it where the clip could be moved so that its peak is on a beat within it.
            allow = [f for f in inside if low <= peak - (f - start) / RATE and peak + (start + clip.frames - f) / RATE <= high]
            if allow:
                peaks += 1
                met += min(abs(start + (peak - clip.source_start) * RATE - frame) for frame in inside) <= 1
    return [
        Ratio(name="cuts within half a frame of their beat", figure=_figure(on_grid / cuts), floor=1.0),
        Ratio(name="peaks within a frame of a beat where handles allow", figure=_figure(met / peaks), floor=0.7),
    ]


def _planted(shown: Shown) -> list[Ratio]:
    return [
        Ratio(name="planted highlights shown, of those that fit", figure=_figure(shown.captured), floor=0.9),
        Ratio(name="planted moments shown twice", figure=float(shown.duplicates), limit=0),
        Ratio(name="seconds of planted defects in the films", figure=_figure(float(shown.defects)), limit=0),
        Ratio(name="the planted best moment is on the drop", figure=_figure(shown.best_on_drop), floor=1.0),
    ]


def _talks(talks: Sequence[Talk]) -> list[Ratio]:
    if not talks:
        return []
    cut = gone = long = 0
    for talk in talks:
        film = plan(talk.footage, None, PlanOptions(style=tighten()), made_by="a benchmark")
        rate = film.timeline.frame_rate
        kept = [(clip.source_start, clip.source_start + clip.frames / rate) for clip in _clips(film)]
        for start, end in talk.words:
            inside = sum((max(Fraction(0), min(end, last) - max(start, first)) for first, last in kept), Fraction(0))
            cut += inside < end - start
        limit = tighten().talk.longest_pause  # type: ignore[union-attr]
        for (_, end), (start, _) in pairwise(talk.words):
            if start - end > limit:
                left = sum((max(Fraction(0), min(start, last) - max(end, first)) for first, last in kept), Fraction(0))
                long += 1
                gone += left <= limit
    return [
        Ratio(name="words cut or lost", figure=float(cut), limit=0),
        Ratio(name="pauses above the limit that are removed", figure=_figure(gone / max(1, long)), floor=0.95),
    ]


def _told(name: str, instances: Sequence[Instance]) -> str:
    gaps = [_solution(instance).gap for instance in instances]
    return (
        f"{name:28} clips {np.mean([i.slots for i in instances]):5.1f}  seconds {max(i.seconds for i in instances):5.1f}  "
        f"gap {max(gaps):.4f}  above greedy {_above(instances, 'greedy'):.3f}  beam {_above(instances, 'beam'):.3f}  "
        f"random {_above(instances, 'random'):.3f}"
    )


def _above(instances: Sequence[Instance], rival: str) -> float:
    found = [
        _solution(instance).value / value - 1
        for instance in instances
        for value in [getattr(_solution(instance), rival)]
        if value is not None
    ]
    return float(np.mean(found)) if found else 0.0


def _solution(instance: Instance):  # a Solution: these films have one
    solution = instance.film.solution
    assert solution is not None, "a film that was chosen has a value"
    return solution


def _bed(film: EditList, song: Song) -> Bed:
    music = film.timeline.track(TrackRole.MUSIC)
    assert music is not None, "a film with a song has a track of it"
    return as_laid(song.grid, music, film.timeline.frame_rate, film.timeline.duration)


def _placed(film: EditList) -> list[tuple[int, Clip]]:
    picture = film.timeline.track(TrackRole.PICTURE)
    assert picture is not None, "a film has a picture"
    return [(placed.start, placed.item) for placed in picture.placed() if isinstance(placed.item, Clip)]


def _clips(film: EditList) -> list[Clip]:
    return [clip for _, clip in _placed(film)]


def _moment(film: EditList, clip: Clip) -> tuple[Fraction, Fraction, Fraction]:
    """A clip's peak, and the limits of its select."""
    for item in film.footage:
        for select in item.selects:
            if f"{item.media.id}/{select.id}" == clip.select:
                return select.peak, select.in_limit, select.out_limit
    raise AssertionError(f"{clip.select} is no select of the film")


def _figure(value: float) -> float:
    return round(float(value), 4)
