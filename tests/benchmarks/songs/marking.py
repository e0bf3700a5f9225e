"""How well found beats agree with a song's truth, by the field's measures.

As is usual, beats of the first five seconds are left out of both (``mir_eval.beat.trim_beats``): for the beats and for the
downbeats alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.truth import Truth

Seconds = NDArray[np.float64]

# Two tempi are the same within four per cent.
SAME_TEMPO = 0.04
# A found beat belongs to a true one within this time, which is the F-measure's window.
WINDOW = 0.07
# Beats before this second are left out, as mir_eval does.
FIRST = 5.0
OCTAVES = (1.0, 2.0, 0.5, 3.0, 1 / 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one song was heard: F-measures, whether the tempo is right (at all, or but for an octave), signed errors in seconds."""

    beat_f: float
    downbeat_f: float
    is_tempo_right: bool
    is_tempo_right_but_octave: bool
    errors: tuple[float, ...]
    level: str

    @property
    def median_error(self) -> float:
        """How far a matched beat is from its truth."""
        return float(np.median(np.abs(self.errors))) if self.errors else 0.0

    @property
    def bias(self) -> float:
        """How late matched beats are."""
        return float(np.median(self.errors)) if self.errors else 0.0


def marked(truth: Truth, beats: Seconds, downbeats: Seconds, tempo: float) -> Mark:
    """Mark what was found."""
    beat_f = agreement(truth.beat_seconds, beats)
    true_beats = truth.beat_seconds
    if truth.is_odd and (of_eighths := agreement(truth.eighth_seconds, beats)) > beat_f:
        beat_f, true_beats = of_eighths, truth.eighth_seconds
    return Mark(
        beat_f=beat_f,
        downbeat_f=agreement(truth.downbeat_seconds, downbeats),
        is_tempo_right=any(_same(tempo, right) for right in truth.tempi),
        is_tempo_right_but_octave=any(_same(tempo, right * octave) for right in truth.tempi for octave in OCTAVES),
        errors=tuple(errors(true_beats, beats)),
        level=_level(truth, true_beats, beats, beat_f),
    )


def agreement(truth: Seconds, found: Seconds, *, first: float = FIRST) -> float:
    """The F-measure within 70 ms, from a second on."""
    import mir_eval

    reference, estimated = (mir_eval.beat.trim_beats(beats, min_beat_time=first) for beats in (truth, found))
    if not len(reference) or not len(estimated):
        return 0.0
    return float(mir_eval.beat.f_measure(reference, estimated))


def errors(truth: Seconds, found: Seconds) -> Seconds:
    """How late each found beat is that lies near a true one, after five seconds."""
    late = [float((beat - truth)[np.abs(beat - truth).argmin()]) for beat in found if beat >= FIRST]
    return np.array([error for error in late if abs(error) <= WINDOW])


def _same(tempo: float, right: float) -> bool:
    return abs(tempo / right - 1) <= SAME_TEMPO


def _level(truth: Truth, true_beats: Seconds, found: Seconds, beat_f: float) -> str:
    """What was taken for the beat, in a word."""
    if beat_f >= 0.9 or len(found) < 2:
        return "" if len(found) else "nothing"
    middle = (true_beats[:-1] + true_beats[1:]) / 2
    readings = {
        "offbeat": middle,
        "double": np.sort(np.concatenate([true_beats, middle])),
        "half": true_beats[::2],
        "half, other": true_beats[1::2],
        "half of offbeat": middle[::2],
        "half of offbeat, other": middle[1::2],
        "third": true_beats[::3],
        "triple": np.interp(np.arange(0, len(true_beats) - 1, 1 / 3), np.arange(len(true_beats)), true_beats),
        "two thirds": np.interp(np.arange(0, len(true_beats) - 1, 1.5), np.arange(len(true_beats)), true_beats),
        "three halves": np.interp(np.arange(0, len(true_beats) - 1, 2 / 3), np.arange(len(true_beats)), true_beats),
        "bars": truth.downbeat_seconds,
    }
    scores = {name: agreement(places, found) for name, places in readings.items()}
    best = max(scores, key=lambda name: scores[name])
    return f"{best} {scores[best]:.2f}" if scores[best] > max(0.7, beat_f) else "wanders"
