"""A song laid under a film as it stands: its best stretch, all of it, or with bars of it repeated."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from autoedit.model.music import BeatGrid, Section
from autoedit.plan.passages import Passage, Splice

SHORT_TAIL = Fraction(3, 2)  # silence after the song's own end that still reads as an ending
MOST_REPEATS = 200
REPEAT = Splice(seconds=Fraction(3, 100))


def whole(grid: BeatGrid, length: Fraction) -> tuple[Passage, ...]:
    """The song from its first sound, as far as the film or the song goes."""
    return (Passage(start=Fraction(0), source_start=grid.start, duration=min(length, grid.end - grid.start)),)


def excerpt(grid: BeatGrid, end: Fraction, length: Fraction) -> tuple[Passage, ...]:
    """The best single stretch; a song too short for that repeats whole bars.

    Args:
        end: where the music is over.
    """
    if end - grid.start < length - SHORT_TAIL:
        return _repeated(grid, end, length)
    latest = end - length + SHORT_TAIL
    downbeats = [beat.time for beat in grid.downbeats or grid.beats if grid.start < beat.time <= latest]
    # Without bars to start on, the song's own end is the one thing worth keeping.
    starts = [grid.start, *downbeats] if grid.is_trusted else [max(grid.start, end - length)]
    start = max(starts, key=lambda time: (_worth(grid, end, time, length), -time))
    return (Passage(start=Fraction(0), source_start=start, duration=min(length, grid.end - start)),)


def _worth(grid: BeatGrid, song_end: Fraction, start: Fraction, length: Fraction) -> float:
    """How well a stretch tells a story: it ends with the song, begins with a section, and its great rise comes in time."""
    end = start + length
    worth = 1.0 if song_end - Fraction(1, 5) <= end else 0.0
    worth += 0.4 if start == grid.start or any(section.start == start for section in grid.sections) else 0.0
    for earlier, later in pairwise(grid.sections):
        place = float((later.start - start) / length)
        if 0.25 <= place <= 0.8:
            worth += max(0.0, later.energy - earlier.energy)
    return worth + 0.5 * _mean_energy(grid.sections, start, end)


def _mean_energy(sections: Sequence[Section], start: Fraction, end: Fraction) -> float:
    shares = [(max(Fraction(0), min(part.end, end) - max(part.start, start)), part.energy) for part in sections]
    whole = sum(share for share, _ in shares)
    return sum(float(share) * energy for share, energy in shares) / float(whole) if whole else 0.0


def _repeated(grid: BeatGrid, end: Fraction, length: Fraction) -> tuple[Passage, ...]:
    """The song with whole bars of it played again, and its own ending at the end."""
    bars = [beat.time for beat in grid.downbeats if beat.time < end] if grid.is_trusted else []
    back, away = (bars[0], bars[-1]) if len(bars) >= 3 else (grid.start, end)
    lap = away - back
    song = end - grid.start
    laps = max(1, -(-(length - song) // lap))
    if laps > MOST_REPEATS:
        laps = MOST_REPEATS
    # What is too much is taken from the beginning, in whole bars.
    surplus = song + laps * lap - length
    first = min((bar for bar in bars if bar - grid.start >= surplus - SHORT_TAIL), default=grid.start)
    # Less than a quarter of a lap before the first repeat would be heard as a stumble.
    latest = max((bar for bar in bars if bar <= away - lap / 4), default=grid.start)
    start = grid.start if surplus < SHORT_TAIL else min(first, latest)
    passages = [Passage(start=Fraction(0), source_start=start, duration=away - start)]
    for lap_number in range(laps):
        begin = passages[-1].start + passages[-1].duration
        ends = end if lap_number == laps - 1 else away
        duration = min(ends - back, length - begin)
        if duration <= 0:
            break
        passages.append(Passage(start=begin, source_start=back, duration=duration, splice=REPEAT))
    return tuple(passages)
