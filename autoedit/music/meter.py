"""Which of the pulses in a song is the beat.

Every pulse at a simple ratio to the tempo path is tracked and scored: a beat stands out; what lies between two beats is
weaker; of two beats in a row neither is missing; and people tap some tempi more than others. The pulses that lose stay as
rivals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets
from autoedit.music.pulse import pulse
from autoedit.music.tempo import FASTEST, SLOWEST, usual

RATIOS = tuple(Fraction(text) for text in ("1", "1/2", "2", "1/3", "3", "2/3", "3/2", "3/4", "4/3", "1/4", "4"))
# Each is the price, in units of the logarithm of a score, of the whole of what is judged.
STANDING_OUT, BETWEEN, MISSING, STUMBLING = 0.7, 4.0, 4.0, 12.0
# Subdivisions up to this share of the beats' strength, and every other beat down to this share, are as music is.
BETWEEN_FREE, MISSING_FREE = 0.55, 0.5
# Offbeat chords and cymbals are often louder than the beat, so the low and the middle decide.
WEIGHTS = np.array([1.0, 1.0, 0.5])
NEAR_FRAMES = 3


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


def readings(heard: Onsets, expected: NDArray[np.float64]) -> list[Reading]:
    """The ways to hear the beat, the likeliest first.

    Args:
        heard: onset strength.
        expected: the period of each frame on the tempo path, in frames; the beat may be at another level.
    """
    found = []
    for ratio in RATIOS:
        periods = expected * float(1 / ratio)
        tempo = 60 * heard.frame_rate / float(np.median(periods))
        if SLOWEST <= tempo <= FASTEST:
            frames = pulse(heard.strength, periods)
            if len(frames) >= 3:
                found.append(_judged(heard, frames))
    return sorted(found, key=lambda reading: -reading.score)


def _judged(heard: Onsets, frames: NDArray[np.intp]) -> Reading:
    profile = _Profile(heard)
    tempo = 60 * heard.frame_rate / float(np.median(np.diff(frames)))
    contrast = profile.at(frames.astype(np.float64)) / profile.anywhere
    score = (
        float(np.log(usual(np.array(tempo))))
        + STANDING_OUT * float(np.log(max(contrast, 0.1)))
        - BETWEEN * max(0.0, min(1.0, profile.between(frames)) - BETWEEN_FREE)
        - MISSING * max(0.0, MISSING_FREE - profile.evenness(frames))
        - STUMBLING * _stumbling(frames)
    )
    return Reading(frames=frames, tempo=tempo, score=score, contrast=contrast)


def _stumbling(frames: NDArray[np.intp]) -> float:
    """How much an interval differs from the one before, in octaves, beyond what whole frames cause."""
    intervals = np.diff(frames)
    changes = np.abs(np.diff(np.log2(intervals)))
    return float(np.mean(np.maximum(0.0, changes - 1.5 / intervals[1:]))) if changes.size else 0.0


class _Profile:
    """Mean onset strength at chosen moments."""

    def __init__(self, heard: Onsets) -> None:
        from scipy.ndimage import maximum_filter1d

        weighted = WEIGHTS @ heard.registers
        self._near = maximum_filter1d(weighted, 2 * NEAR_FRAMES + 1)
        self.anywhere = float(self._near.mean()) or 1.0

    def at(self, frames: NDArray[np.float64]) -> float:
        """Mean strength at these frames."""
        if frames.size == 0:
            return 0.0
        places = np.clip(np.rint(frames).astype(np.intp), 0, len(self._near) - 1)
        return float(self._near[places].mean())

    def between(self, frames: NDArray[np.intp]) -> float:
        """Strength of the halves or thirds of the beats, whichever is more, relative to the beats."""
        first, second = frames[:-1].astype(np.float64), frames[1:].astype(np.float64)
        on = self.at(first) or 1.0
        halves = self.at((first + second) / 2)
        thirds = (self.at((2 * first + second) / 3) + self.at((first + 2 * second) / 3)) / 2
        return max(halves, thirds) / on

    def evenness(self, frames: NDArray[np.intp]) -> float:
        """The weaker of every second, or third, beat relative to the stronger."""
        places = frames.astype(np.float64)
        seconds = [self.at(places[first::2]) for first in range(2)]
        thirds = sorted(self.at(places[first::3]) for first in range(3))
        return min(min(seconds) / (max(seconds) or 1.0), (thirds[0] + thirds[1]) / 2 / (thirds[2] or 1.0))
