"""Which bars of a song to play, and where to jump, so that they last a given time: the cheapest way, found exactly.

Dynamic programming over (bar line, time still to play), from the song's end backwards. At a line the song either plays its
next bar or jumps to another line, where it stays for a few bars at least. Two ways whose times agree to a step are one, the
cheaper; the true time of the kept one is remembered, so nothing adds up. What a way lacks of the whole is its lead: silence
before the song's first sound, or sound faded in before the beat it starts on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Times nearer than this are one; a long song is told apart less finely, so that the table stays small.
STEP_SECONDS, MOST_CELLS = 0.05, 1_200_000
# Seconds are floats in here: a way that lacks nothing may seem to lack less than nothing.
HAIR_SECONDS = 1e-6
END, PLAY = -2, -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A place to begin, ``seconds`` before a line.

    Attributes:
        is_beginning: whether it is the song's own beginning.
        free: the lead that costs 1; its price grows with its square.
        most: the longest lead.
        short, free_short: the same for what is too much, which is taken from the song's last ring.
    """

    line: int
    seconds: float
    price: float
    free: float
    most: float
    is_beginning: bool = False
    short: float = 0.0
    free_short: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """What there is to play.

    Attributes:
        seconds: the bar lines, float64 [lines].
        tail: from the last line to the song's end.
        dullness: the price of playing each bar, float64 [lines - 1].
        jumps: the price of each jump, float64 [lines, lines], infinite where none may be.
        shifts: how many seconds each jump leaves out beside, float64 [lines, lines].
        run: how many bars are played after a jump, before another or before the last line.
    """

    seconds: Floats
    tail: float
    dullness: Floats
    jumps: Floats
    shifts: Floats
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A start, the jumps after it as (line left, line entered), and what it all costs."""

    start: Start
    jumps: tuple[tuple[int, int], ...]
    price: float


def cheapest_way(bars: Bars, starts: Sequence[Start], target: float) -> Way | None:
    """The cheapest way that lasts ``target`` seconds with its lead; None when no way does."""
    table = _Table(bars, target)
    found = _best_start(table, starts, target)
    if found is None:
        return None
    start, step, price = found
    return Way(start=start, jumps=tuple(table.jumps_from(step, start.line)), price=price)


class _Table:
    """The cheapest way from every line to the song's end, for every time up to the target.

    All arrays are [steps, lines]: the price of a way that is free at a line, and of one that has just landed there and is bound
    to stay; their true seconds; ``leads``, where the free one goes on (END, PLAY, or the line that it jumps to); and the steps
    that they come to when they have played their next bar, or their run of bars.
    """

    def __init__(self, bars: Bars, target: float) -> None:
        self._bars = bars
        lines = len(bars.seconds)
        self._step = max(STEP_SECONDS, target * lines / MOST_CELLS)
        shape = (self._at(target) + 1, lines)
        self.free, self.landed = np.full(shape, np.inf), np.full(shape, np.inf)
        self.free_seconds, self.landed_seconds = np.zeros(shape), np.zeros(shape)
        self.leads, self.then, self.landed_then = (np.full(shape, END, np.int32) for _ in range(3))
        self._fill()

    def jumps_from(self, step: int, line: int) -> list[tuple[int, int]]:
        """The jumps of the way that begins by staying at a line."""
        jumps: list[tuple[int, int]] = []
        step, line = int(self.landed_then[step, line]), line + self._bars.run
        while (leads := int(self.leads[step, line])) != END:
            if leads == PLAY:
                step, line = int(self.then[step, line]), line + 1
            else:
                jumps.append((line, leads))
                step, line = int(self.landed_then[step, leads]), leads + self._bars.run
        return jumps

    def _at(self, seconds: float) -> int:
        return math.floor(seconds / self._step + 0.5)

    def _fill(self) -> None:
        first = self._at(self._bars.tail)
        if first >= len(self.free):
            return
        self.free[first, -1], self.free_seconds[first, -1] = 0.0, self._bars.tail
        # Playing leads to later steps only, so a step is complete when its turn comes.
        for step in range(first, len(self.free)):
            landed = np.flatnonzero(np.isfinite(self.landed[step]))
            if landed.size:
                self._jump(step, landed)
            free = np.flatnonzero(np.isfinite(self.free[step]))
            if free.size:
                self._play(step, free[free >= 1])
                self._stay(step, free[free >= self._bars.run])

    def _jump(self, step: int, landed: NDArray[np.intp]) -> None:
        """Ways that jump now to where they stay."""
        total = self._bars.jumps[:, landed] + self.landed[step, landed]
        best = total.argmin(axis=1)
        lowest = total[np.arange(len(best)), best]
        better = np.flatnonzero(lowest < self.free[step])
        target = landed[best[better]]
        self.free[step, better] = lowest[better]
        self.free_seconds[step, better] = self.landed_seconds[step, target] - self._bars.shifts[better, target]
        self.leads[step, better] = target

    def _play(self, step: int, lines: NDArray[np.intp]) -> None:
        """Ways that come here by playing one bar."""
        bars = self._bars
        seconds = self.free_seconds[step, lines] + bars.seconds[lines] - bars.seconds[lines - 1]
        price = self.free[step, lines] + bars.dullness[lines - 1]
        at, line, seconds, price = self._cheaper(self.free, lines - 1, seconds, price)
        self.free[at, line], self.free_seconds[at, line] = price, seconds
        self.leads[at, line], self.then[at, line] = PLAY, step

    def _stay(self, step: int, lines: NDArray[np.intp]) -> None:
        """Ways that come here by playing the run of bars after landing."""
        bars, first = self._bars, lines - self._bars.run
        dull = np.concatenate([[0.0], np.cumsum(bars.dullness)])
        seconds = self.free_seconds[step, lines] + bars.seconds[lines] - bars.seconds[first]
        price = self.free[step, lines] + dull[lines] - dull[first]
        at, line, seconds, price = self._cheaper(self.landed, first, seconds, price)
        self.landed[at, line], self.landed_seconds[at, line], self.landed_then[at, line] = price, seconds, step

    def _cheaper(
        self, known: Floats, lines: NDArray[np.intp], seconds: Floats, price: Floats
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]:
        """Of ways that reach lines, the steps, lines, seconds and prices of those in time and cheaper than what is known."""
        at = np.floor(seconds / self._step + 0.5).astype(np.intp)
        inside = at < len(known)
        better = np.flatnonzero(inside)[price[inside] < known[at[inside], lines[inside]]]
        return at[better], lines[better], seconds[better], price[better]


def _best_start(table: _Table, starts: Sequence[Start], target: float) -> tuple[Start, int, float] | None:
    """The start, the step it is at, and the price of the whole."""
    best: tuple[Start, int, float] | None = None
    for start in starts:
        lead = target - start.seconds - table.landed_seconds[:, start.line]
        is_inside = (lead >= -start.short - HAIR_SECONDS) & (lead <= start.most)
        missing = np.where(lead < 0, lead / start.free_short, lead / start.free) ** 2
        total = np.where(is_inside, table.landed[:, start.line] + start.price + missing, np.inf)
        step = int(total.argmin())
        if total[step] < (np.inf if best is None else best[2]):
            best = start, step, float(total[step])
    return best
