"""How far the beats can be trusted, stretch by stretch.

Three things tell a beat from syllables, rain and pads. Its period repeats, again and again (the tempogram's salience). What
happens from one beat to the next is like what happens around the beats beside it: chance puts a stroke on a beat, but not the
same strokes between the beats. And it is struck: a tremolo swells as regularly, but slowly. Where likeness comes or goes, a
new stretch begins; each has the confidence that its own sound gives. Where the beat pauses and comes back in step, the beats
counted through the pause are known, and trusted somewhat less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.model.music import BeatGrid
from autoedit.music.onsets import Onsets, on_beat
from autoedit.music.spectra import Spectra
from autoedit.music.tempo import WINDOW_SECONDS, Tempogram

Places = NDArray[np.float64]

# No repetition, and as much as music has: measured on noise, rain, speech and barks 0.03 to 0.12, on music 0.23 to 0.85.
SALIENCE = (0.07, 0.32)
# No likeness, and as much as music has: on the same sounds 0.1 to 0.34, on music 0.47 to 0.89.
LIKENESS = (0.22, 0.62)
# The beats' strength over that of any moment: in noise, and in chords that beat against each other, 1.1 to 1.2.
CONTRAST, CONTRAST_LEFT = (1.2, 1.5), (0.2, 1.0)
# Strokes rise at once (0.96 and above), a tremolo of up to four in a second does not (0.4 to 0.7).
ATTACK, ATTACK_LEFT = (0.70, 0.90), (0.1, 1.0)
# The onset strength at the beats: strings that beat against each other give 0.2 to 0.3, music above 0.5.
STRENGTH, STRENGTH_LEFT = (0.30, 0.60), (0.1, 1.0)
ENOUGH_BEATS = 12
# What makes a beat trusted.
ENOUGH = BeatGrid.TRUSTED
# A beat is compared with this many on either side, in this many places of the beat.
NEIGHBOURS, FEWEST_NEIGHBOURS, PLACES = 8, 4, 16
# Onsets so much weaker than the song's say nothing of their likeness.
FAINT = 0.1
# Likeness that is neither music's nor chance's, what it counts, and the price of a new stretch: some ten beats' worth.
UNDECIDED, COUNTS, NEW_STRETCH = 0.40, 4.0, 6.0
# A pause is counted through when the beats around it, so many on each side, lie so near to one line.
AROUND_PAUSE, IN_STEP_SECONDS, COUNTED_THROUGH = 12, 0.03, 0.7
# Beats that begin so long after the sound does are preceded by a stretch without any; so at the end.
UNBEATEN_BEATS = 3.0
# For the attack: groups of bands, and rises of power smoothed over 30 ms: over 40 ms, and over half a beat or a quarter second.
GROUPS, SMOOTH_FRAMES, QUICK_FRAMES, SLOWEST_FRAMES = 6, 3, 2, 12
REACH_FRAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """A stretch from ``first`` to ``end``, in frames, and its confidence 0..1."""

    first: float
    end: float
    confidence: float


def trusts(heard: Spectra, begun: Onsets, found: Tempogram, places: Places) -> list[Trust]:
    """The stretches of the audible music, without gaps between them.

    Args:
        places: the beats, in frames, rising; few of them prove little.
    """
    first, end = heard.first_sample / heard.hop, heard.end_sample / heard.hop
    if len(places) < 2:
        return [Trust(first=first, end=end, confidence=0.0)]
    alike = likeness(begun, places)
    edges = _edges(alike)
    judged = []
    for start, stop in pairwise(edges):
        confidence = _confidence(heard, begun, found, places[start:stop], alike[start:stop])
        until = float(places[stop]) if stop < len(places) else float(places[-1])
        judged.append(Trust(first=float(places[start]), end=until, confidence=confidence))
    judged = _counted_through(judged, places, edges, heard.frame_rate)
    return _joined(_to_the_ends(judged, first, end, float(np.median(np.diff(places)))))


def overall(stretches: Sequence[Trust]) -> float:
    """The confidence of the whole: the mean over time."""
    lengths = [part.end - part.first for part in stretches]
    whole = sum(lengths)
    return sum(part.confidence * length for part, length in zip(stretches, lengths, strict=True)) / whole if whole > 0 else 0.0


def vouched(stretches: Sequence[Trust], span: tuple[float, float] | None, is_tempo_said: bool) -> list[Trust]:
    """The stretches with a person's word in them.

    Args:
        span: from where to where, in frames, the beats were given; they are trusted fully.
        is_tempo_said: whether the tempo was; where no beat was to be trusted at all, one that is asked for is trusted enough.
    """
    if is_tempo_said and overall(stretches) < ENOUGH:
        stretches = [replace(part, confidence=max(part.confidence, ENOUGH)) for part in stretches]
    if span is None:
        return list(stretches)
    first, end = span
    outside = [replace(part, end=min(part.end, first)) for part in stretches]
    outside += [replace(part, first=max(part.first, end)) for part in stretches]
    given = Trust(first=max(first, stretches[0].first), end=min(end, stretches[-1].end), confidence=1.0)
    whole = [part for part in (*outside, given) if part.end > part.first]
    return _joined(sorted(whole, key=lambda part: part.first))


def likeness(begun: Onsets, places: Places) -> Places:
    """How like its neighbours' each beat's surroundings are, -1..1: the better of those before and those after."""
    around = _around(begun, places)
    around -= around.mean(axis=2, keepdims=True)
    count = len(around)
    sums = np.concatenate([np.zeros((1, *around.shape[1:])), np.cumsum(around, axis=0)])
    numbers = np.arange(count)
    after, before = np.minimum(count, numbers + 1 + NEIGHBOURS), np.maximum(0, numbers - NEIGHBOURS)
    faint = FAINT * float(np.sqrt((around**2).sum(axis=(1, 2)).mean())) + 1e-9
    ahead = _correlation(around, sums[after] - sums[numbers + 1], faint)
    behind = _correlation(around, sums[numbers] - sums[before], faint)
    few = min(FEWEST_NEIGHBOURS, count - 1)
    ahead[after - numbers - 1 < few] = -1.0
    behind[numbers - before < few] = -1.0
    return np.maximum(ahead, behind)


def _around(begun: Onsets, places: Places) -> NDArray[np.float64]:
    """Onset strength from half a beat before each beat to half a beat after, float64 [beats, registers, PLACES]."""
    from scipy.ndimage import gaussian_filter1d

    gaps = np.append(np.diff(places), places[-1] - places[-2])
    wide = max(1.0, float(np.median(gaps)) / PLACES / 1.5)
    smooth = gaussian_filter1d(begun.registers, wide, axis=1)
    at = places[:, None] + (np.arange(PLACES) - PLACES // 2)[None, :] / PLACES * gaps[:, None]
    frames = np.arange(smooth.shape[1], dtype=np.float64)
    return np.stack([np.interp(at, frames, register) for register in smooth], axis=1)


def _correlation(ones: NDArray[np.float64], others: NDArray[np.float64], faint: float) -> Places:
    sizes = np.sqrt((ones**2).sum(axis=(1, 2)))
    together = (ones * others).sum(axis=(1, 2))
    return np.asarray(together / (sizes + faint) / (np.sqrt((others**2).sum(axis=(1, 2))) + 1e-9))


def _edges(alike: Places) -> list[int]:
    """Which beats open a stretch, and the number of beats: a Viterbi path through two states, with a beat and without."""
    speaks = COUNTS * (alike - UNDECIDED)
    total = np.array([-speaks[0], speaks[0]])
    came_from = np.zeros((len(alike), 2), np.int64)
    for beat in range(1, len(alike)):
        stays = total >= total[::-1] - NEW_STRETCH
        came_from[beat] = np.where(stays, (0, 1), (1, 0))
        total = np.where(stays, total, total[::-1] - NEW_STRETCH) + np.array([-speaks[beat], speaks[beat]])
    state = int(total.argmax())
    edges = [len(alike)]
    for beat in range(len(alike) - 1, 0, -1):
        before = int(came_from[beat, state])
        if before != state:
            edges.append(beat)
        state = before
    return [0, *reversed(edges)]


def _confidence(heard: Spectra, begun: Onsets, found: Tempogram, places: Places, alike: Places) -> float:
    """The confidence that a stretch's own sound gives."""
    repeats = float(np.interp(_salience(found, places), SALIENCE, (0.0, 1.0)))
    is_alike = float(np.interp(float(alike.mean()), LIKENESS, (0.0, 1.0)))
    left = float(np.interp(_attack(heard, places), ATTACK, ATTACK_LEFT))
    strength, anywhere = _strengths(begun, places)
    left *= float(np.interp(strength / max(anywhere, 1e-9), CONTRAST, CONTRAST_LEFT))
    left *= float(np.interp(strength, STRENGTH, STRENGTH_LEFT))
    return float(np.sqrt(repeats * is_alike)) * left * min(1.0, len(places) / ENOUGH_BEATS)


def _salience(found: Tempogram, places: Places) -> float:
    """How much repeats, in the windows that hear this stretch and, if it is long enough, nothing else."""
    inset = min(WINDOW_SECONDS / 2 * found.frame_rate, 0.4 * float(places[-1] - places[0]))
    inside = (found.centres >= places[0] + inset) & (found.centres <= places[-1] - inset)
    if not inside.any():
        inside[np.abs(found.centres - (places[0] + places[-1]) / 2).argmin()] = True
    return float(np.median(found.salience[inside].max(axis=1)))


def _strengths(begun: Onsets, places: Places) -> tuple[float, float]:
    """The mean strength of the onsets at the beats, and of any moment from the first of them to the last."""
    near = on_beat(begun.strength)
    at = np.clip(np.rint(places).astype(np.intp), 0, len(near) - 1)
    return float(near[at].mean()), float(near[at[0] : at[-1] + 1].mean())


def _attack(heard: Spectra, places: Places) -> float:
    """How quickly the sound rises on the beats: its rise over 40 ms relative to that over half a beat."""
    from scipy.ndimage import uniform_filter1d

    quarter = float(np.median(np.diff(places))) / 4 if len(places) > 1 else SLOWEST_FRAMES
    slow_frames = round(min(SLOWEST_FRAMES, max(2 * QUICK_FRAMES, quarter)))
    margin = slow_frames + REACH_FRAMES
    near = np.rint(places).astype(np.intp)
    near = near[(near >= margin) & (near < len(heard.mel) - margin)]
    if near.size == 0:
        return 0.0
    groups = np.array_split(np.arange(heard.mel.shape[1]), min(GROUPS, heard.mel.shape[1]))
    power = np.stack([heard.mel[:, group].sum(axis=1, dtype=np.float64) for group in groups], axis=1)
    power = uniform_filter1d(power, SMOOTH_FRAMES, axis=0)
    level = 10 * np.log10(np.maximum(power, 0.0) + power.mean(axis=0) * 1e-3 + 1e-12)
    # Where every other swell is the beat, the level over a quarter of it rises and falls again; over half of that it rises.
    quick = _rise(level, near, QUICK_FRAMES)
    slow = np.maximum(_rise(level, near, slow_frames), _rise(level, near, max(2 * QUICK_FRAMES, slow_frames // 2)))
    return float((quick * slow).sum() / max(1e-9, float((slow * slow).sum())))


def _rise(level: NDArray[np.float64], near: NDArray[np.intp], apart: int) -> NDArray[np.float64]:
    """The greatest rise in each group of bands near each place."""
    reach = range(-REACH_FRAMES, REACH_FRAMES + 1)
    rises = [level[near + offset + apart] - level[near + offset - apart] for offset in reach]
    return np.asarray(np.maximum(0.0, np.max(rises, axis=0)))


def _counted_through(judged: list[Trust], places: Places, edges: list[int], frame_rate: float) -> list[Trust]:
    """The stretches, those between two surer ones raised where the beat comes back in step."""
    raised = list(judged)
    for number in range(1, len(judged) - 1):
        sure = COUNTED_THROUGH * min(judged[number - 1].confidence, judged[number + 1].confidence)
        if judged[number].confidence < sure and _is_in_step(places, edges[number], edges[number + 1], frame_rate):
            raised[number] = replace(judged[number], confidence=sure)
    return raised


def _is_in_step(places: Places, start: int, stop: int, frame_rate: float) -> bool:
    """Whether the beats before and after a pause lie on one line, and those within it near that line."""
    first, last = max(0, start - AROUND_PAUSE), min(len(places), stop + AROUND_PAUSE)
    numbers = np.arange(first, last, dtype=np.float64)
    is_around = (numbers < start) | (numbers >= stop)
    line = np.polyval(np.polyfit(numbers[is_around], places[first:last][is_around], 1), numbers)
    return bool(np.abs(places[first:last] - line).max() <= IN_STEP_SECONDS * frame_rate)


def _to_the_ends(judged: list[Trust], first: float, end: float, period: float) -> list[Trust]:
    """The stretches with what sounds before the first beat and after the last."""
    near = UNBEATEN_BEATS * period
    ends = [judged[0].first if judged[0].first - first > near else first]
    ends.append(judged[-1].end + period if end - judged[-1].end > near else end)
    whole = [replace(judged[0], first=ends[0]), *judged[1:]]
    whole[-1] = replace(whole[-1], end=ends[1])
    before = [Trust(first=first, end=ends[0], confidence=0.0)] if ends[0] > first else []
    after = [Trust(first=ends[1], end=end, confidence=0.0)] if ends[1] < end else []
    return [*before, *whole, *after]


def _joined(stretches: list[Trust]) -> list[Trust]:
    """The stretches without empty ones, neighbours of one confidence as one."""
    joined: list[Trust] = []
    for part in stretches:
        part = replace(part, confidence=round(part.confidence, 3))
        if part.end <= part.first:
            continue
        if joined and joined[-1].confidence == part.confidence:
            joined[-1] = replace(joined[-1], end=part.end)
        else:
            joined.append(part)
    return joined
