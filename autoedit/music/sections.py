"""The parts of a song, on bar lines: intro, build, drop, break, outro.

Each bar has a loudness, a timbre and a harmony. Where four bars differ from the four before more than elsewhere, a new part
begins (a checkerboard on the self-similarity, Foote 2000, on its diagonal); how loud and how full a part is against the
song's fullest gives its energy, and the energies of its neighbours its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.model.music import SectionKind
from autoedit.music.onsets import Onsets
from autoedit.music.spectra import Spectra

Places = NDArray[np.float64]

# Bars to each side that a boundary is judged by, and the shortest part in bars.
CONTEXT, SHORTEST = 4, 4
# A boundary must be this many times the song's usual change.
NOTABLE = 1.6
# What makes a bar full: its loudness counts most.
LOUDNESS_RANGE_DB = 24.0
FULL, CALM = 0.78, 0.62


def part_edges(heard: Spectra, onsets: Onsets, bar_lines: Places) -> list[int]:
    """Which bar lines open a part: positions in ``bar_lines``, the first always, the last (the end) never."""
    features = _bar_features(heard, onsets, bar_lines)
    count = len(features)
    novelty = np.array([_change(features, bar) for bar in range(count)])
    usual = float(np.median(novelty[1:])) if count > 2 else 0.0
    edges = [0]
    for bar in np.argsort(-novelty, kind="stable"):
        is_notable = novelty[bar] > NOTABLE * usual and novelty[bar] > 0.25
        if is_notable and min(abs(bar - edge) for edge in [*edges, count]) >= min(SHORTEST, max(2, count // 4)):
            edges.append(int(bar))
    return sorted(edges)


def energies(heard: Spectra, onsets: Onsets, part_lines: Places) -> list[float]:
    """How full each part is, the fullest 1; ``part_lines`` has one place more than there are parts."""
    level = 10 * np.log10(heard.mel.sum(axis=1) + 1e-9)
    found = []
    for start, end in pairwise(part_lines):
        first, last = _frames(start, end, len(level))
        loudness = 10 * np.log10(np.mean(10 ** (level[first:last] / 10)))
        low = 10 * np.log10(heard.mel[first:last][:, heard.mel_hz < 180].sum(axis=1).mean() + 1e-9)
        high = 10 * np.log10(heard.mel[first:last][:, heard.mel_hz > 3000].sum(axis=1).mean() + 1e-9)
        found.append(0.5 * loudness + 0.25 * low + 0.25 * high)
    loudest = max(found, default=0.0)
    return [float(np.clip(1 + (value - loudest) / LOUDNESS_RANGE_DB, 0.0, 1.0)) for value in found]


def kinds(found: Sequence[float]) -> list[SectionKind]:
    """The parts' names by their energies."""
    last = len(found) - 1
    names = []
    for number, energy in enumerate(found):
        following = found[number + 1] if number < last else 0.0
        if energy >= FULL:
            names.append(SectionKind.DROP)
        elif number == last and number > 0:
            names.append(SectionKind.OUTRO)
        elif number == 0:
            names.append(SectionKind.INTRO)
        elif (following >= FULL and (energy >= CALM or energy > found[number - 1])) or (following > energy and SectionKind.DROP not in names):
            names.append(SectionKind.BUILD)
        else:
            names.append(SectionKind.BREAK)
    return names


def _frames(start: float, end: float, count: int) -> tuple[int, int]:
    first = min(max(0, round(start)), count - 1)
    return first, max(first + 1, min(count, round(end)))


def _bar_features(heard: Spectra, onsets: Onsets, bar_lines: Places) -> NDArray[np.float64]:
    """Loudness, timbre in bands and density of onsets of each bar, float64 [bars, features]."""
    level = 10 * np.log10(heard.mel + heard.mel.mean() * 1e-5 + 1e-9)
    groups = np.array_split(np.arange(level.shape[1]), 8)
    rows = []
    for start, end in pairwise(bar_lines):
        first, last = _frames(start, end, len(level))
        timbre = [float(level[first:last, group].mean()) for group in groups]
        density = onsets.registers[:, first:last].mean(axis=1) * 40
        rows.append([*timbre, *density])
    # 12 dB in every band is a change of one.
    return np.array(rows).reshape(len(rows), -1) / 12


def _change(features: NDArray[np.float64], bar: int) -> float:
    """How different the bars from here on are from those before, less how different those are among themselves."""
    before, after = features[max(0, bar - CONTEXT) : bar], features[bar : bar + CONTEXT]
    if len(before) == 0 or len(after) == 0:
        return 0.0
    apart = float(np.sqrt(np.mean((after.mean(axis=0) - before.mean(axis=0)) ** 2)))
    spread = float(np.sqrt(before.var(axis=0).mean()) + np.sqrt(after.var(axis=0).mean())) / 2
    shortness = min(len(before), len(after)) / CONTEXT
    return max(0.0, apart - 0.5 * spread) * shortness**0.5
