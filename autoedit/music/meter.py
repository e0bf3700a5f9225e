"""Which of the pulses in a song is the beat.

Every pulse at a simple ratio to the tempo path is tracked and scored: a beat stands out; what lies between two beats is
weaker; of two beats in a row neither is missing; and people tap some tempi more than others. The pulses that lose stay as
rivals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets
from autoedit.music.pulse import pulse
from autoedit.music.tempo import FASTEST, SLOWEST, Tempogram, repeating, usual

RATIOS = tuple(Fraction(text) for text in ("1", "1/2", "2", "1/3", "3", "2/3", "3/2", "3/4", "4/3", "1/4", "4"))
# Each is the price, in units of the logarithm of a score, of the whole of what is judged.
REPEATING, STANDING_OUT, BETWEEN, MISSING, STUMBLING = 0.4, 0.7, 4.0, 4.0, 30.0
# Subdivisions up to this share of the beats' strength, and every other beat down to this share, are as music is.
HALVES_FREE, THIRDS_FREE, MISSING_FREE, WALTZ_FREE = 0.55, 0.45, 0.6, 0.35
# Whether the beat stands out: offbeat chords and cymbals are often louder than it, so the low and the middle decide.
STANDING = np.array([1.0, 1.0, 0.5])
# Whether every other beat is missing: kick and snare take turns low down, so the middle, which has both, decides.
TURNS = np.array([0.2, 0.6, 0.2])
# Whether the beat is where it seems: the bass may be offbeat, or the chords and the hats, but hardly all.
PHASE, OFFBEAT = np.array([1.0, 1.0, 0.3]), 0.0
# Nobody taps slower than the first nor faster than the last; in between the doubt grows.
TAPPED_SLOW, TAPPED_FAST = (30.0, 60.0), (200.0, 400.0)
NEAR_FRAMES = 3
# Fewer beats than this are no reading.
FEWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One way to hear the beat.

    Attributes:
        frames: where the beats are.
        tempo: the median, in beats a minute.
        score: the logarithm of how good it is; only differences mean something.
        contrast: the beats' strength over that of any moment.
    """

    frames: NDArray[np.intp]
    tempo: float
    score: float
    contrast: float


def readings(heard: Onsets, found: Tempogram, path: NDArray[np.float64]) -> list[Reading]:
    """The ways to hear the beat, the likeliest first.

    Args:
        heard: onset strength.
        found: which periods repeat.
        path: the period of each of its windows on the tempo path, in frames; the beat may be at another level.
    """
    expected = np.interp(np.arange(len(heard.strength)), found.centres, path)
    judged = []
    for ratio in RATIOS:
        periods = expected * float(1 / ratio)
        tempo = 60 * heard.frame_rate / float(np.median(periods))
        if SLOWEST <= tempo <= FASTEST:
            frames = pulse(heard.strength, periods)
            if len(frames) >= FEWEST:
                judged.append(_judged(heard, frames, repeating(found, path / float(ratio))))
    judged.sort(key=lambda reading: -reading.score)
    return [_on_the_beat(heard, judged[0]), *judged[1:]] if judged else []


def _judged(heard: Onsets, frames: NDArray[np.intp], repeats: float) -> Reading:
    profile = _Profile(heard)
    tempo = 60 * heard.frame_rate / float(np.median(np.diff(frames)))
    contrast = profile.contrast(frames)
    # A beat is too slow only if the double could be tapped, and too fast only if the half could.
    is_double_tapped = 1 - float(np.interp(2 * tempo, TAPPED_FAST, (0.0, 1.0)))
    is_half_tapped = float(np.interp(tempo / 2, TAPPED_SLOW, (0.0, 1.0)))
    is_third_tapped = float(np.interp(tempo / 3, TAPPED_SLOW, (0.0, 1.0)))
    score = (
        float(np.log(usual(np.array(tempo))))
        + REPEATING * float(np.log(max(repeats, 0.02)))
        + STANDING_OUT * float(np.log(max(contrast, 0.1)))
        - BETWEEN * is_double_tapped * profile.crowding(frames)
        - MISSING * is_half_tapped * max(0.0, MISSING_FREE - float(TURNS @ profile.evenness(frames, 2)))
        - MISSING * is_third_tapped * max(0.0, WALTZ_FREE - profile.evenness_together(frames, 3))
        - STUMBLING * _stumbling(frames)
    )
    return Reading(frames=frames, tempo=tempo, score=score, contrast=contrast)


def _on_the_beat(heard: Onsets, reading: Reading) -> Reading:
    """The reading, or, when low and middle together favour the moments between its beats, those."""
    profile = _Profile(heard)
    halfway = (reading.frames[:-1] + reading.frames[1:]) // 2
    if profile.offbeat(reading.frames, halfway) <= OFFBEAT:
        return reading
    return replace(reading, frames=halfway)


def _stumbling(frames: NDArray[np.intp]) -> float:
    """How much an interval differs from the one before, in octaves, beyond what whole frames cause."""
    intervals = np.diff(frames)
    changes = np.abs(np.diff(np.log2(intervals)))
    return float(np.mean(np.maximum(0.0, changes - 1.5 / intervals[1:]))) if changes.size else 0.0


class _Profile:
    """Mean onset strength at chosen moments, low, middle and high."""

    def __init__(self, heard: Onsets) -> None:
        from scipy.ndimage import maximum_filter1d

        self._near = maximum_filter1d(heard.registers, 2 * NEAR_FRAMES + 1, axis=1)
        self._anywhere = float(STANDING @ self._near.mean(axis=1)) or 1.0

    def contrast(self, frames: NDArray[np.intp]) -> float:
        """The beats' strength over that of any moment."""
        return float(STANDING @ self._at(frames.astype(np.float64))) / self._anywhere

    def offbeat(self, frames: NDArray[np.intp], halfway: NDArray[np.intp]) -> float:
        """How much the registers, each by its ratio, favour the moments halfway between the beats."""
        ratios = np.log((self._at(halfway.astype(np.float64)) + 1e-3) / (self._at(frames.astype(np.float64)) + 1e-3))
        return float(PHASE @ np.clip(ratios, -2.5, 2.5))

    def crowding(self, frames: NDArray[np.intp]) -> float:
        """How far halves or thirds of the beats, whichever is more, are stronger than subdivisions are."""
        first, second = frames[:-1].astype(np.float64), frames[1:].astype(np.float64)
        halves = self._at((first + second) / 2)
        thirds = (self._at((2 * first + second) / 3) + self._at((first + 2 * second) / 3)) / 2
        on = max(float(STANDING @ self._at(first)), 1e-9)
        by_halves, by_thirds = (min(1.0, float(STANDING @ between) / on) for between in (halves, thirds))
        return max(0.0, by_halves - HALVES_FREE, by_thirds - THIRDS_FREE)

    def evenness(self, frames: NDArray[np.intp], every: int) -> NDArray[np.float64]:
        """The weaker of every second, or third, beat relative to the strongest, in each register."""
        places = frames.astype(np.float64)
        turns = np.sort([self._at(places[first::every]) for first in range(every)], axis=0)
        return np.asarray(turns[:-1].mean(axis=0) / np.maximum(turns[-1], 1e-9))

    def evenness_together(self, frames: NDArray[np.intp], every: int) -> float:
        """The same for all registers together."""
        places = frames.astype(np.float64)
        turns = sorted(float(STANDING @ self._at(places[first::every])) for first in range(every))
        return float(np.mean(turns[:-1])) / max(turns[-1], 1e-9)

    def _at(self, frames: NDArray[np.float64]) -> NDArray[np.float64]:
        if frames.size == 0:
            return np.zeros(len(self._near))
        places = np.clip(np.rint(frames).astype(np.intp), 0, self._near.shape[1] - 1)
        return np.asarray(self._near[:, places].mean(axis=1))
