"""The parts of a song, on bar lines: intro, build, drop, break, outro.

Each bar has a loudness in several bands and a density of onsets. Where the bars ahead differ from those behind, a new part
begins (a checkerboard on the self-similarity, Foote 2000, on its diagonal); how loud and how full a part is against the
song's fullest gives its energy, and the energies of its neighbours its name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.model.music import SectionKind
from autoedit.music.onsets import Onsets
from autoedit.music.spectra import Spectra

Places = NDArray[np.float64]

# A boundary is judged by so much music to each side, four bars at 120; a part lasts as long, but for the last.
CONTEXT_SECONDS = 8.0
SHORTEST_ENDING_BARS = 2
# A boundary is a change of 2.4 dB in every band and this share of the greatest, less some of what changes on either side.
NOTABLE, NOTABLE_SHARE, SPREAD = 0.2, 0.25, 0.25
# A change of so much counts as one, in decibels and in onset strength.
LEVEL_UNIT_DB, DENSITY_UNIT = 12.0, 0.3
BANDS = 8
# Mastered songs keep their quietest parts within this range of the loudest.
LOUDNESS_RANGE_DB = 15.0
BASS_HZ, TREBLE_HZ = 180.0, 3000.0
# From the first on a part is a drop; from the second on it may lead up to one without rising.
FULL, CALM = 0.78, 0.62


def part_edges(heard: Spectra, onsets: Onsets, bar_lines: Places) -> list[int]:
    """Which bar lines open a part: positions in ``bar_lines``, the first always, the last (the end) never."""
    features = _bar_features(heard, onsets, bar_lines)
    context = _context(heard, bar_lines)
    novelty = np.array([_change(features, bar, context) for bar in range(len(features))])
    notable = max(NOTABLE, NOTABLE_SHARE * float(novelty.max()))
    edges = [0]
    for bar in np.argsort(-novelty, kind="stable"):
        is_apart = min(abs(int(bar) - edge) for edge in edges) >= context
        if novelty[bar] >= notable and is_apart and bar <= len(features) - SHORTEST_ENDING_BARS:
            edges.append(int(bar))
    return sorted(edges)


def energies(heard: Spectra, part_lines: Places) -> list[float]:
    """How full each part is, the fullest 1; ``part_lines`` has one place more than there are parts."""
    bass, treble = heard.mel_hz < BASS_HZ, heard.mel_hz > TREBLE_HZ
    found = []
    for start, end in pairwise(part_lines):
        first, last = _frames(start, end, len(heard.mel))
        part = heard.mel[first:last]
        found.append(0.5 * _level(part) + 0.25 * _level(part[:, bass]) + 0.25 * _level(part[:, treble]))
    loudest = max(found, default=0.0)
    return [float(np.clip(1 + (value - loudest) / LOUDNESS_RANGE_DB, 0.0, 1.0)) for value in found]


def kinds(found: Sequence[float]) -> list[SectionKind]:
    """The parts' names by their energies."""
    last = len(found) - 1
    names: list[SectionKind] = []
    for number, energy in enumerate(found):
        if energy >= FULL:
            names.append(SectionKind.DROP)
        elif number == last and number > 0:
            names.append(SectionKind.OUTRO)
        elif number == 0:
            names.append(SectionKind.INTRO)
        elif _leads_up(energy, found[number - 1], found[number + 1], is_before_drops=SectionKind.DROP not in names):
            names.append(SectionKind.BUILD)
        else:
            names.append(SectionKind.BREAK)
    return names


def _leads_up(energy: float, before: float, following: float, *, is_before_drops: bool) -> bool:
    """Whether a part rises towards a full one, or, before the first of those, towards anything."""
    if following >= FULL:
        return energy >= CALM or energy > before
    return is_before_drops and following > energy


def _level(power: NDArray[np.float32]) -> float:
    """The mean power of some bands in decibels."""
    return 10 * math.log10(float(power.sum(axis=1).mean()) + 1e-9)


def _frames(start: float, end: float, count: int) -> tuple[int, int]:
    first = min(max(0, round(start)), count - 1)
    return first, max(first + 1, min(count, round(end)))


def _context(heard: Spectra, bar_lines: Places) -> int:
    """The number of bars that a boundary is judged by."""
    bar_seconds = float(np.median(np.diff(bar_lines))) / heard.frame_rate
    return min(8, max(2, round(CONTEXT_SECONDS / bar_seconds)))


def _bar_features(heard: Spectra, onsets: Onsets, bar_lines: Places) -> NDArray[np.float64]:
    """Level in bands and density of onsets of each bar, float64 [bars, features]."""
    level = 10 * np.log10(heard.mel + heard.mel.mean() * 1e-5 + 1e-9)
    groups = np.array_split(np.arange(level.shape[1]), BANDS)
    rows = []
    for start, end in pairwise(bar_lines):
        first, last = _frames(start, end, len(level))
        timbre = [float(level[first:last, group].mean()) / LEVEL_UNIT_DB for group in groups]
        density = onsets.registers[:, first:last].mean(axis=1) / DENSITY_UNIT
        rows.append([*timbre, *density])
    return np.array(rows)


def _change(features: NDArray[np.float64], bar: int, context: int) -> float:
    """How different the bars from here on are from those before, less how different those are among themselves."""
    before, after = features[max(0, bar - context) : bar], features[bar : bar + context]
    if len(before) == 0 or len(after) == 0:
        return 0.0
    apart = float(np.sqrt(np.mean((after.mean(axis=0) - before.mean(axis=0)) ** 2)))
    spread = float(np.sqrt(before.var(axis=0).mean()) + np.sqrt(after.var(axis=0).mean())) / 2
    nearness_to_end = min(len(before), len(after)) / context
    return max(0.0, apart - SPREAD * spread) * math.sqrt(nearness_to_end)
