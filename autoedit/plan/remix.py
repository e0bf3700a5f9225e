"""A song cut anew at its bar lines, so that it lasts a film: it begins with its beginning and ends with its end.

What a jump costs the ear is known from ``Joins``; here is added what an editor would pay: for every splice, for leaving the
phrase of four or eight bars, for starting elsewhere than the song does, for dull parts. ``cheapest_way`` then finds the bars.
Bars seldom add up to a film's length. The difference is settled at the ends: by a moment of silence, some of it before the
song's first sound and more after its last; by letting the last chord ring shorter; or by starting on another beat, with the
sound before that beat faded in. Nothing is stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.model.joins import Joins
from autoedit.model.music import BeatGrid
from autoedit.plan.passages import Passage, Splice
from autoedit.plan.splices import Bars, Start, Way, cheapest_way

# Fewer lines give no choice.
FEWEST_LINES = 4
# What each splice costs, however good it is.
SPLICE = 0.4
# What it costs to jump by a number of bars that is no multiple of 8, 4, 2.
OUT_OF_PHRASE = {8: 0.0, 4: 0.1, 2: 0.3, 1: 0.6}
# Repeating is worse than leaving out where the film is shorter (then it is not done), and the reverse where it is longer.
AGAINST_THE_GRAIN = 0.6
# Starting in the song's first bar, but not with its first sound; where a part opens; at any bar. Then, on each beat before a bar.
START_LATE, START_PART, START_ANYWHERE, START_BEAT = 2.0, 4.0, 5.0, 0.15
# What is missing and costs 1: seconds of silence, and beats that are faded in.
FREE_SILENCE_SECONDS, MOST_SILENCE_SECONDS, FREE_BEATS = 1.0, 2.0, 1.2
# How much of the last ring may be left out, and how many seconds of it cost 1.
MOST_RING_SHARE, FREE_RING_SECONDS = 0.4, 0.7
# How much of the silence comes first; the ending bears more of it.
SILENCE_FIRST = Fraction(9, 25)
# A second of the song's quietest music against one of its fullest.
DULLNESS = 0.02
# After a jump the song is left alone for so many bars and seconds, less in short films.
RUN_BARS, RUN_SECONDS, RUN_SHARE = 4, 6.0, 0.2
# On a struck beat a short crossfade before it will do; otherwise the sounds cross slowly.
STRUCK, STRUCK_SECONDS, UNSTRUCK_SECONDS = 0.2, Fraction(3, 100), Fraction(1, 5)
SHORTEST_FADE_IN = Fraction(1, 10)
# Nobody wants a song more often than this; it would only take long to find out.
MOST_LAPS = 200


def bar_lines(grid: BeatGrid, end: Fraction) -> tuple[Fraction, ...]:
    """The bar lines that a song may be cut at, up to its end, where beats are trusted; every few beats where bars are unknown."""
    beats = [beat for beat in grid.beats if beat.time < end and grid.is_trusted_at(beat.time)]
    if any(beat.is_downbeat for beat in beats):
        return tuple(beat.time for beat in beats if beat.is_downbeat)
    return tuple(beat.time for beat in beats[:: max(1, grid.metre)])


def remix(
    grid: BeatGrid, joins: Joins, end: Fraction, length: Fraction, *, ring: Fraction = Fraction(0)
) -> tuple[Passage, ...] | None:
    """Passages for a film of this length that end with the song's end; None when the song is too short of bars.

    With the silence around them, less than two seconds, they last exactly as long as the film.

    Args:
        joins: heard at the grid's ``bar_lines``.
        end: where the song is over.
        ring: how long before that its last beat is struck.
    """
    lines = [line for line in joins.lines if line < end]
    if len(lines) < FEWEST_LINES or length > MOST_LAPS * (end - grid.start):
        return None
    song = _Song(grid, lines, joins, end, ring)
    way = cheapest_way(song.bars(length), tuple(song.begins), float(length))
    if way is None:
        # Shorter than a few bars: the song's last moments.
        return (_inside(end - length, SHORTEST_FADE_IN, length),) if length <= end - grid.start else None
    return song.passages(way, length)


def _inside(start: Fraction, fade_in: Fraction, duration: Fraction) -> Passage:
    return Passage(start=Fraction(0), source_start=start, duration=duration, fade_in=max(fade_in, SHORTEST_FADE_IN))


class _Song:
    """The song as the search wants it, and the search's result as passages."""

    def __init__(self, grid: BeatGrid, lines: Sequence[Fraction], joins: Joins, end: Fraction, ring: Fraction) -> None:
        self._grid, self._lines, self._end, self._ring = grid, lines, end, ring
        self._price, self._shift_ms = (table[: len(lines), : len(lines)] for table in (joins.price, joins.shift_ms))
        self._seconds = np.array([float(line) for line in lines])
        self._strength = {beat.time: beat.strength for beat in grid.beats}
        self.begins = {self._with_the_song(): grid.start, **self._upbeats()}

    def bars(self, length: Fraction) -> Bars:
        """What there is to play in a film of this length."""
        middles = [(first + second) / 2 for first, second in pairwise(self._lines)]
        dullness = np.array([1 - self._energy(middle) for middle in middles]) * np.diff(self._seconds) * DULLNESS
        return Bars(
            seconds=self._seconds,
            tail=float(self._end - self._lines[-1]),
            dullness=dullness,
            jumps=self._jumps(is_longer=length > self._end - self._grid.start),
            shifts=self._shift_ms / 1000,
            run=self._run(length),
        )

    def passages(self, way: Way, length: Fraction) -> tuple[Passage, ...]:
        """The way as passages, exact."""
        lefts = [*(self._lines[left] for left, _ in way.jumps), self._end]
        entries = [self.begins[way.start], *(self._entry(left, entered) for left, entered in way.jumps)]
        edges = list(zip(entries, lefts, strict=True))
        lead = length - sum((last - begin for begin, last in edges), Fraction(0))
        if way.start.is_beginning and lead < 0:
            # The last ring is cut short.
            edges[-1], lead = (edges[-1][0], edges[-1][1] + lead), Fraction(0)
        passages = [self._opening(way, edges[0], lead)]
        for (left, entered), (begin, last) in zip(way.jumps, edges[1:], strict=True):
            before = passages[-1]
            splice = self._splice(left, entered)
            start = before.start + before.duration
            passages.append(Passage(start=start, source_start=begin, duration=last - begin, splice=splice))
        return tuple(passages)

    def _with_the_song(self) -> Start:
        return Start(
            line=0,
            seconds=float(self._lines[0] - self._grid.start),
            price=0.0,
            free=FREE_SILENCE_SECONDS,
            most=MOST_SILENCE_SECONDS,
            is_beginning=True,
            short=float(self._ring) * MOST_RING_SHARE,
            free_short=FREE_RING_SECONDS,
        )

    def _upbeats(self) -> dict[Start, Fraction]:
        """The other starts and their beats: on a line, or on a beat of the bar before it."""
        opening = {section.start for section in self._grid.sections}
        bar = float(np.median(np.diff(self._seconds)))
        found = {}
        for number, line in enumerate(self._lines):
            price = START_LATE if number <= 1 else START_PART if line in opening else START_ANYWHERE
            earliest = self._lines[number - 1] if number else self._grid.start
            upbeats = [beat.time for beat in self._grid.beats if earliest < beat.time <= line]
            for count, beat in enumerate(reversed(upbeats)):
                start = Start(
                    line=number,
                    seconds=float(line - beat),
                    price=price + START_BEAT * count,
                    free=FREE_BEATS * bar / max(1, self._grid.metre),
                    most=min(bar, float(beat - self._grid.start)),
                )
                found[start] = beat
        return found

    def _opening(self, way: Way, edge: tuple[Fraction, Fraction], lead: Fraction) -> Passage:
        begin, last = edge
        if way.start.is_beginning:
            return Passage(start=lead * SILENCE_FIRST, source_start=begin, duration=last - begin)
        return _inside(begin - lead, lead, last - begin + lead)

    def _entry(self, left: int, entered: int) -> Fraction:
        """Where exactly the song goes on."""
        return self._lines[entered] + Fraction(int(self._shift_ms[left, entered]), 1000)

    def _splice(self, left: int, entered: int) -> Splice:
        is_struck = self._strength.get(self._lines[entered], 0.0) >= STRUCK
        return Splice(
            seconds=STRUCK_SECONDS if is_struck else UNSTRUCK_SECONDS,
            is_struck=is_struck,
            left=left + 1,
            entered=entered + 1,
            price=round(float(self._price[left, entered]), 3),
        )

    def _jumps(self, *, is_longer: bool) -> NDArray[np.float64]:
        """What jumps cost, for the ear and for the form."""
        count = len(self._lines)
        apart = np.arange(count)[None, :] - np.arange(count)[:, None]
        phrase = np.full((count, count), OUT_OF_PHRASE[1])
        for bars in (2, 4, 8):
            phrase[apart % bars == 0] = OUT_OF_PHRASE[bars]
        jumps = SPLICE + phrase + self._price
        jumps[apart == 0] = np.inf
        jumps[apart > 0] += AGAINST_THE_GRAIN if is_longer else 0.0
        jumps[apart < 0] += 0.0 if is_longer else np.inf
        return np.asarray(jumps, np.float64)

    def _run(self, length: Fraction) -> int:
        bar = float(np.median(np.diff(self._seconds)))
        wished = max(RUN_BARS, math.ceil(RUN_SECONDS / bar))
        return max(1, min(wished, round(float(length) * RUN_SHARE / bar), (len(self._lines) - 1) // 2))

    def _energy(self, time: Fraction) -> float:
        return next((section.energy for section in self._grid.sections if section.start <= time < section.end), 0.5)
