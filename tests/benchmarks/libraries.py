"""Made footage and songs as values: what analysis could have found in hours of raw takes. The same for the same seed."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from autoedit.model.document import Footage, Song
from autoedit.model.music import SectionKind
from autoedit.model.select import Select, Speech
from tests.plan.values import click_grid, media, song

LOOK = 112
SECTIONS = (
    (SectionKind.INTRO, 0.25), (SectionKind.BUILD, 0.5), (SectionKind.DROP, 0.95), (SectionKind.BREAK, 0.3),
    (SectionKind.BUILD, 0.6), (SectionKind.DROP, 1.0), (SectionKind.OUTRO, 0.3),
)  # fmt: skip


def library(seed: int, selects: int, *, hours: float | None = None) -> list[Footage]:
    """Files of one to a few shots, each of one or many moments; some say something, some are retakes of one another.

    Args:
        selects: how many in all.
        hours: how long the files are together; about a moment every six seconds when left out.
    """
    rng = random.Random(seed)
    files: list[Footage] = []
    left = selects
    places = [[rng.random() for _ in range(LOOK)] for _ in range(max(3, selects // 12))]
    while left > 0:
        count = min(left, rng.choice([1, 2, 3, 5, 8, 13]))
        left -= count
        files.append(_file(rng, len(files), count, places))
    if hours is not None:
        files = _spread(files, Fraction(hours) * 3600)
    return files


def made_song(seed: int, seconds: float) -> Song:
    """A song with a drop, long enough for a film of so many seconds."""
    rng = random.Random(seed)
    tempo = Fraction(rng.randint(80, 150))
    bars = int(seconds * float(tempo) / 60 / 4) + 4
    return song(click_grid(tempo=tempo, bars=-(-bars // 7) * 7, sections=SECTIONS))


def _file(rng: random.Random, number: int, count: int, places: list[list[float]]) -> Footage:
    name = f"clip-{number:04d}"
    place = rng.choice(places)
    has_sound = rng.random() < 0.7
    moments: list[Select] = []
    time = Fraction(rng.randint(0, 2000), 1000)
    group = f"take-{number // 6:02d}" if rng.random() < 0.25 else None
    while len(moments) < count:
        in_shot = min(count - len(moments), rng.choice([1, 1, 2, 4]))
        peaks = [time + Fraction(rng.randint(900, 2500), 1000)]
        for _ in range(in_shot - 1):
            peaks.append(peaks[-1] + Fraction(rng.randint(1500, 9000), 1000))
        low, high = time, peaks[-1] + Fraction(rng.randint(900, 3500), 1000)
        said = _said(rng, low, high) if has_sound and rng.random() < 0.3 else ()
        for k, peak in enumerate(peaks):
            earlier = (peaks[k - 1] + peak) / 2 if k else low
            later = (peaks[k + 1] + peak) / 2 if k + 1 < len(peaks) else high
            moments.append(_moment(rng, len(moments), peak, (earlier, later), (low, high), said, place, has_sound, group))
        time = high + Fraction(rng.randint(200, 3000), 1000)
    file = media(name, seconds=time + 1, has_sound=has_sound, captured=_stamp(number))
    return Footage(media=file, selects=tuple(moments))


def _moment(
    rng: random.Random, number: int, peak: Fraction, own: tuple[Fraction, Fraction], limits: tuple[Fraction, Fraction],
    said: tuple[Speech, ...], place: list[float], has_sound: bool, group: str | None,
) -> Select:  # fmt: skip
    start = max(own[0], peak - Fraction(rng.randint(400, 2500), 1000))
    end = min(own[1], peak + Fraction(rng.randint(600, 3000), 1000))
    parts = {name: round(rng.betavariate(2, 2), 3) for name in ("action", "impact", "sharp", "steady", "colour", "people")}
    score = 0.75 * (0.3 + 0.7 * (parts["action"] + parts["impact"]) / 2) + 0.25 * parts["sharp"] * parts["steady"]
    look = tuple(round(min(1.0, max(0.0, value + rng.gauss(0, 0.08))), 3) for value in place)
    lulls = sorted({start, end, *(limits[0] + (limits[1] - limits[0]) * Fraction(rng.randint(0, 100), 100) for _ in range(5))})
    return Select(
        id=f"shot-{number + 1:03d}.1", shot=f"shot-{limits[0].numerator}", start=start, end=end, peak=peak,
        in_limit=limits[0], out_limit=limits[1], score=round(score, 4), parts=parts, look=look,
        loudness=round(rng.uniform(-40, -15), 1) if has_sound else None, speech=said, group=group,
        heading=(round(rng.gauss(0, 0.08), 3), 0.0),
        lulls=tuple(lull for lull in lulls if not any(line.start < lull < line.end for line in said)),
    )  # fmt: skip


def _said(rng: random.Random, low: Fraction, high: Fraction) -> tuple[Speech, ...]:
    lines, time = [], low + Fraction(rng.randint(0, 800), 1000)
    while time + 1 < high:
        end = min(high, time + Fraction(rng.randint(800, 3000), 1000))
        lines.append(Speech(start=time, end=end))
        time = end + Fraction(rng.randint(300, 1500), 1000)
    return tuple(lines)


def _spread(files: list[Footage], seconds: Fraction) -> list[Footage]:
    """The same moments in longer files: what lies between them is not worth a select."""
    more = seconds / len(files)
    return [replace(item, media=replace(item.media, duration=max(item.media.duration, more))) for item in files]


def _stamp(number: int) -> str:
    return f"2026-06-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00+00:00"
