"""The candidates as arrays, for worth to be reckoned for all of them at once. Times are float seconds: they only weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.model.document import DecisionKind
from autoedit.model.select import Speech
from autoedit.plan.candidate import Candidate
from autoedit.plan.problem import Floats
from autoedit.plan.style import Style

MOST_LULLS, MOST_LINES = 16, 8
FEW = 3  # moments of a file tell little of what is usual in it: so many of the whole footage are counted with them
FAR = 1e9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """What worth needs to know of each candidate.

    Attributes:
        low, high, peak, start, end: source seconds, float64 [candidates].
        room: whole frames of the film that fit between the limits, intp [candidates].
        score, action, opening, ending: 0..1; action is the rank among all.
        rise: the score less what is usual in the file.
        lulls: float64 [candidates, most], NaN where there are fewer.
        lines: what is said, start and end, float64 [candidates, most, 2], far away where there is less.
        is_heard: whether its sound would be heard.
        is_must: whether a person wants its peak to be seen.
    """

    candidates: tuple[Candidate, ...]
    low: Floats
    high: Floats
    peak: Floats
    start: Floats
    end: Floats
    room: NDArray[np.intp]
    score: Floats
    rise: Floats
    action: Floats
    opening: Floats
    ending: Floats
    lulls: Floats
    lines: Floats
    is_heard: NDArray[np.bool_]
    is_must: NDArray[np.bool_]

    @property
    def natural(self) -> Floats:
        """How long each moment lasts by itself, in seconds."""
        return self.end - self.start


def field_of(candidates: Sequence[Candidate], style: Style, rate: Fraction) -> Field:
    """The arrays of candidates."""
    selects = [candidate.select for candidate in candidates]
    action = np.array([select.parts.get("action", 0.0) + select.parts.get("impact", 0.0) for select in selects])
    return Field(
        candidates=tuple(candidates),
        low=np.array([float(select.in_limit) for select in selects]),
        high=np.array([float(select.out_limit) for select in selects]),
        peak=np.array([float(select.peak) for select in selects]),
        start=np.array([float(select.start) for select in selects]),
        end=np.array([float(select.end) for select in selects]),
        room=np.array([candidate.room_frames(rate) for candidate in candidates], np.intp),
        score=np.array([select.score for select in selects], np.float64),
        rise=_rise(np.array([select.score for select in selects]), np.array([candidate.order for candidate in candidates])),
        action=_ranks(action),
        opening=_leaning([select.parts for select in selects], style.opening),
        ending=_leaning([select.parts for select in selects], style.ending),
        lulls=_padded([lulls_near(candidate) for candidate in candidates]),
        lines=_lines([_nearest_lines(candidate) for candidate in candidates]),
        is_heard=np.array([select.loudness is not None for select in selects], bool),
        is_must=np.array([candidate.wish is DecisionKind.MUST for candidate in candidates], bool),
    )


def lulls_near(candidate: Candidate) -> tuple[Fraction, ...]:
    """The lulls nearest to its peak, in order; its own ends where none are known."""
    select = candidate.select
    known = select.lulls or (select.start, select.end)
    near = sorted(known, key=lambda lull: (abs(lull - select.peak), lull))[:MOST_LULLS]
    return tuple(sorted(near))


def _nearest_lines(candidate: Candidate) -> tuple[Speech, ...]:
    peak = candidate.select.peak
    return tuple(
        sorted(candidate.select.speech, key=lambda said: (min(abs(said.start - peak), abs(said.end - peak)), said.start))
    )


def _rise(scores: Floats, files: NDArray[np.intp]) -> Floats:
    """Scores less what is usual in their files: the median there, drawn to that of all where a file has few."""
    rise, overall = np.zeros(len(scores)), float(np.median(scores))
    for file in np.unique(files):
        own = files == file
        count = int(own.sum())
        rise[own] = scores[own] - (count * float(np.median(scores[own])) + FEW * overall) / (count + FEW)
    return rise


def _ranks(values: Floats) -> Floats:
    """Each value's place among all, 0..1; equal values share one."""
    known, places = np.unique(values, return_inverse=True)
    return np.asarray(places / max(1, len(known) - 1), np.float64)


def _leaning(parts: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> Floats:
    """How much of what is wished each has, 0..1; a negative weight wishes little of it."""
    if not weights:
        return np.zeros(len(parts))
    total = np.array(
        [sum(abs(w) * (part.get(n, 0.0) if w > 0 else 1 - part.get(n, 0.0)) for n, w in weights.items()) for part in parts]
    )
    return np.asarray(total / sum(abs(weight) for weight in weights.values()), np.float64)


def _padded(rows: Sequence[Sequence[Fraction]]) -> Floats:
    width = max((len(row) for row in rows), default=0)
    table = np.full((len(rows), max(1, width)), np.nan)
    for number, row in enumerate(rows):
        table[number, : len(row)] = [float(value) for value in row]
    return table


def _lines(rows: Sequence[Sequence[Speech]]) -> Floats:
    width = min(MOST_LINES, max((len(row) for row in rows), default=0))
    table = np.full((len(rows), width, 2), FAR)
    for number, row in enumerate(rows):
        for place, said in enumerate(row[:width]):
            table[number, place] = float(said.start), float(said.end)
    return table
