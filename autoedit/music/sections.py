"""The parts of a song, on bar lines: intro, build, drop, break, outro.

Each bar has a loudness in several bands and a density of onsets. The bars of a part are alike, or change steadily, as a build
does: of all ways to part the song, the one is taken whose bars lie nearest to a level or a slope of their own, at a price for
each part (optimal partitioning of the self-similarity's diagonal; Jackson 2005, Foote 2000). How loud and how full a part is
against the song's fullest gives its energy; its energy, its rise and its neighbours give its name. No two parts in a row have
one name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.model.music import SectionKind
from autoedit.music.onsets import Onsets
from autoedit.music.spectra import Spectra

Places = NDArray[np.float64]

# No part is shorter than this, but for the last chord.
SHORTEST_SECONDS, SHORTEST_ENDING_BARS = 6.0, 1
# The price of a part: two of eight bars each are told apart from 1.2 dB in every band on. A slope costs more than two levels.
PART, SLOPE = 0.15, 0.25
# Where bars differ much among themselves, each part must explain more.
UNREST = 4.0
# A change of so much counts as one, in decibels and in onset strength.
LEVEL_UNIT_DB, DENSITY_UNIT = 6.0, 0.3
# What is quieter than this below the mean is silence, however quiet.
SILENCE = 1e-4
BANDS = 8
# Mastered songs keep their quietest parts within this range of the loudest.
LOUDNESS_RANGE_DB = 15.0
BASS_HZ, TREBLE_HZ = 180.0, 3000.0
# From the first on a part is a drop, if none beside it is fuller by the third; from the second on it may lead up to one
# without rising.
FULL, CALM, FULLER = 0.78, 0.62, 0.1
# A part whose last third is so much fuller than its first rises.
RISING = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part from one place to another, in frames."""

    first: float
    end: float
    kind: SectionKind
    energy: float


def parts(heard: Spectra, onsets: Onsets, bar_lines: Places) -> list[Part]:
    """The parts of a song between its first bar line and its last, without gaps.

    Args:
        bar_lines: in frames, rising; two or more.
    """
    edges = part_edges(heard, onsets, bar_lines)
    lines = np.append(bar_lines[edges], bar_lines[-1])
    full = energies(heard, lines)
    names = kinds(full, rises(heard, lines))
    found: list[Part] = []
    for first, end, kind, energy in zip(lines[:-1], lines[1:], names, full, strict=True):
        if found and found[-1].kind is kind:
            found[-1] = _merged(found[-1], Part(first=float(first), end=float(end), kind=kind, energy=energy))
        else:
            found.append(Part(first=float(first), end=float(end), kind=kind, energy=energy))
    return found


def part_edges(heard: Spectra, onsets: Onsets, bar_lines: Places) -> list[int]:
    """Which bar lines open a part: positions in ``bar_lines``, the first always, the last (the end) never."""
    features = _bar_features(heard, onsets, bar_lines)
    bar_seconds = float(np.median(np.diff(bar_lines))) / heard.frame_rate
    shortest = max(2, round(SHORTEST_SECONDS / bar_seconds))
    calm = _without_fills(features)
    edges = [*_partition(_Fit(calm), len(calm), shortest, PART + UNREST * _unrest(calm)), len(calm)]
    # What takes fills away may move an edge by a bar.
    fit = _Fit(features)
    for place in range(1, len(edges) - 1):
        before, here, following = edges[place - 1 : place + 2]
        near = [edge for edge in (here, here - 1, here + 1) if before < edge < following]
        apart = [float(fit.misfit(np.array([before]), edge)[0] + fit.misfit(np.array([edge]), following)[0]) for edge in near]
        edges[place] = near[int(np.argmin(apart))]
    return edges[:-1]


def _partition(fit: _Fit, count: int, shortest: int, price: float) -> list[int]:
    """The first bars of the parts that together cost the least."""
    best = np.full(count + 1, np.inf)
    best[0] = 0.0
    opened = [0] * (count + 1)
    for end in range(1, count + 1):
        # A song shorter than a part is one.
        least = SHORTEST_ENDING_BARS if end == count else shortest
        starts = np.arange(max(1, end - least + 1))
        totals = best[starts] + price + fit.misfit(starts, end)
        opened[end] = int(totals.argmin())
        best[end] = totals[opened[end]]
    edges = [opened[count]]
    while edges[0] > 0:
        edges.insert(0, opened[edges[0]])
    return edges


def energies(heard: Spectra, part_lines: Places) -> list[float]:
    """How full each part is, the fullest 1; ``part_lines`` has one place more than there are parts."""
    found = [_fullness(heard, start, end) for start, end in pairwise(part_lines)]
    loudest = max(found, default=0.0)
    return [float(np.clip(1 + (value - loudest) / LOUDNESS_RANGE_DB, 0.0, 1.0)) for value in found]


def rises(heard: Spectra, part_lines: Places) -> list[float]:
    """How much fuller each part's last third is than its first, in the unit of energy; 0 where it rises only at its end."""
    whole = heard.mel.mean() * SILENCE + 1e-9
    bands = (slice(None), heard.mel_hz < BASS_HZ, heard.mel_hz > TREBLE_HZ)
    # The mean of decibels, not of power: the first stroke of the next part reaches a frame into this one.
    level = [10 * np.log10(heard.mel[:, band].sum(axis=1) + whole) for band in bands]
    fullness = (0.5 * level[0] + 0.25 * level[1] + 0.25 * level[2]) / LOUDNESS_RANGE_DB
    found = []
    for start, end in pairwise(part_lines):
        first, last = _frames(start, end, len(fullness))
        begins, middle, ends = (float(np.mean(third)) if len(third) else 0.0 for third in np.array_split(fullness[first:last], 3))
        # A fill before the next part is no build: that has risen by its middle.
        found.append(ends - begins if middle - begins >= RISING / 4 else min(0.0, ends - begins))
    return found


def kinds(found: Sequence[float], rising: Sequence[float] = ()) -> list[SectionKind]:
    """The parts' names by their energies.

    Args:
        rising: how much fuller each part's end is than its beginning; left out, none is.
    """
    climbs = [rise >= RISING for rise in rising] or [False] * len(found)
    names: list[SectionKind] = []
    for number, energy in enumerate(found):
        before = found[number - 1] if number > 0 else 0.0
        following = found[number + 1] if number + 1 < len(found) else 0.0
        leads_on = climbs[number] and following > energy
        if energy >= FULL and max(before, following) < energy + FULLER and not leads_on:
            names.append(SectionKind.DROP)
        elif number == len(found) - 1 and number > 0:
            names.append(SectionKind.OUTRO)
        elif number == 0:
            names.append(SectionKind.INTRO)
        elif leads_on or _leads_up(energy, before, following, is_before_drops=SectionKind.DROP not in names):
            names.append(SectionKind.BUILD)
        else:
            is_still_intro = names[-1] is SectionKind.INTRO and energy < CALM
            names.append(SectionKind.INTRO if is_still_intro else SectionKind.BREAK)
    return names


def _leads_up(energy: float, before: float, following: float, *, is_before_drops: bool) -> bool:
    """Whether a part steps up towards a full one, or, before the first of those, towards anything."""
    if following >= FULL and following > energy:
        return energy >= CALM or energy > before
    return is_before_drops and before < energy < following


def _merged(one: Part, other: Part) -> Part:
    """Two parts of one kind as one, its energy their mean over time."""
    whole = other.end - one.first
    energy = (one.energy * (one.end - one.first) + other.energy * (other.end - other.first)) / whole
    return Part(first=one.first, end=other.end, kind=one.kind, energy=energy)


def _fullness(heard: Spectra, start: float, end: float) -> float:
    """How loud a stretch is in decibels: half of it as a whole, a quarter each its bass and its treble."""
    bass, treble = heard.mel_hz < BASS_HZ, heard.mel_hz > TREBLE_HZ
    first, last = _frames(start, end, len(heard.mel))
    part = heard.mel[first:last]
    return 0.5 * _level(part) + 0.25 * _level(part[:, bass]) + 0.25 * _level(part[:, treble])


def _level(power: NDArray[np.float32]) -> float:
    """The mean power of some bands in decibels."""
    return 10 * math.log10(float(power.sum(axis=1).mean()) + 1e-9)


def _frames(start: float, end: float, count: int) -> tuple[int, int]:
    first = min(max(0, round(start)), count - 1)
    return first, max(first + 1, min(count, round(end)))


def _bar_features(heard: Spectra, onsets: Onsets, bar_lines: Places) -> NDArray[np.float64]:
    """Level in bands and density of onsets of each bar, float64 [bars, features]."""
    level = 10 * np.log10(heard.mel + heard.mel.mean() * SILENCE + 1e-9)
    groups = np.array_split(np.arange(level.shape[1]), min(BANDS, level.shape[1]))
    rows = []
    for start, end in pairwise(bar_lines):
        first, last = _frames(start, end, len(level))
        timbre = [float(level[first:last, group].mean()) / LEVEL_UNIT_DB for group in groups]
        density = onsets.registers[:, first:last].mean(axis=1) / DENSITY_UNIT
        rows.append([*timbre, *density])
    return np.array(rows)


def _without_fills(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """The features, each the middle one of three bars: a fill or a stop of one bar is no part."""
    if len(features) < 3:
        return features
    inner = np.median([features[:-2], features[1:-1], features[2:]], axis=0)
    return np.concatenate([features[:1], inner, features[-1:]])


def _unrest(features: NDArray[np.float64]) -> float:
    """How much a bar differs from the line through its neighbours, squared, in the quieter half of the song."""
    if len(features) < 5:
        return 0.0
    apart = features[2:-2] - (features[:-4] + features[4:]) / 2
    return float(np.median((apart**2).mean(axis=1)))


class _Fit:
    """How well stretches of bars lie on a level, or on a slope, of their own; sums are kept so that each is read at once."""

    def __init__(self, features: NDArray[np.float64]) -> None:
        numbers = np.arange(len(features), dtype=np.float64)[:, None]
        self._sum = _summed(features)
        self._squares = _summed(features**2)
        self._moments = _summed(features * numbers)

    def misfit(self, starts: NDArray[np.intp], end: int) -> NDArray[np.float64]:
        """What remains of the squares of the bars from each start to the end, the mean over the features: float64 [starts]."""
        count = (end - starts).astype(np.float64)[:, None]
        total = self._sum[end] - self._sum[starts]
        around_level = self._squares[end] - self._squares[starts] - total**2 / count
        slanted = self._moments[end] - self._moments[starts] - (starts + end - 1)[:, None] / 2 * total
        around_slope = around_level - slanted**2 / np.maximum(count * (count**2 - 1) / 12, 1e-9)
        flat, sloped = (np.maximum(rest, 0.0).mean(axis=1) for rest in (around_level, around_slope))
        return np.asarray(np.minimum(flat, sloped + SLOPE))


def _summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
