"""Which of the pulses in a song is the beat.

Every pulse at a simple ratio to the tempo path is tracked, and so is the one halfway between its strokes. The evidence about
each (``evidence``) is weighed with weights that ``python -m tests.training songs`` learns: of the pulses of one song the right
one is to score higher than the others (a Bradley-Terry model). The pulses that lose stay as rivals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.music.evidence import Witness
from autoedit.music.onsets import Onsets
from autoedit.music.pulse import pulse
from autoedit.music.spectra import Spectra
from autoedit.music.tempo import FASTEST, SLOWEST, Tempogram
from autoedit.music.weights import shipped

RATIOS = tuple(Fraction(text) for text in ("1", "1/2", "2", "1/3", "3", "2/3", "3/2", "3/4", "4/3", "1/4", "4"))
# Fewer beats than this are no reading.
FEWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One way to hear the beat.

    Attributes:
        frames: where the beats are.
        tempo: the median, in beats a minute.
        score: the logarithm of how good it is; only differences mean something.
    """

    frames: NDArray[np.intp]
    tempo: float
    score: float


def readings(heard: Spectra, begun: Onsets, found: Tempogram, path: NDArray[np.float64]) -> list[Reading]:
    """The ways to hear the beat, the likeliest first; none where the sound is too short for a beat.

    Args:
        heard, begun, found: the song's spectra, onset strength, and which periods repeat.
        path: the period of each of the tempogram's windows on the tempo path, in frames; the beat may be at another level.
    """
    pulses = list(candidates(begun, found, path))
    if not pulses:
        return []
    witness, weights = Witness(heard, begun, found), shipped("readings")
    numbers = [evidence_of(witness, one, path) for one in pulses]
    scores = weights.scores(np.array([[one[name] for name in weights.names] for one in numbers]))
    judged = [
        Reading(frames=one.frames, tempo=60 * begun.frame_rate / float(np.median(np.diff(one.frames))), score=float(score))
        for one, score in zip(pulses, scores, strict=True)
    ]
    return sorted(judged, key=lambda reading: -reading.score)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pulse:
    """A pulse worth judging: its frames, its tempo over the path's, and whether it lies halfway between the strongest strokes."""

    frames: NDArray[np.intp]
    ratio: Fraction
    is_halfway: bool


def evidence_of(witness: Witness, one: Pulse, path: NDArray[np.float64]) -> dict[str, float]:
    """All that speaks about a pulse, by name."""
    # A beat between the strongest strokes is rare; how rare is learned too.
    return {**witness.evidence(one.frames, path / float(one.ratio)), "halfway": float(one.is_halfway)}


def candidates(begun: Onsets, found: Tempogram, path: NDArray[np.float64]) -> list[Pulse]:
    """The pulses worth judging."""
    expected = np.interp(np.arange(len(begun.strength)), found.centres, path)
    pulses = []
    for ratio in RATIOS:
        periods = expected * float(1 / ratio)
        if SLOWEST <= 60 * begun.frame_rate / float(np.median(periods)) <= FASTEST:
            frames = pulse(begun.strength, periods)
            halfway = (frames[:-1] + frames[1:]) // 2
            pulses += [
                Pulse(frames=beats, ratio=ratio, is_halfway=beats is halfway)
                for beats in (frames, halfway)
                if len(beats) >= FEWEST
            ]
    return pulses
