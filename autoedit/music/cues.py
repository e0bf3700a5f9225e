"""What each beat says about where a bar begins: strokes, chords, bass, timbre and level, beat by beat.

Each cue is standardised over the song, so that only a beat's difference from the song's other beats speaks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets, on_beat
from autoedit.music.spectra import CHROMA_EVERY, Spectra

Places = NDArray[np.float64]
Cues = NDArray[np.float64]

NAMES = (
    "low", "middle", "high",  # the stroke in each register
    "chord", "chord_2", "chord_4",  # harmony of one, two, four beats against as many before
    "bass", "bass_turn",  # the lowest bands: how much they change, and how much of that is their balance
    "sound_2", "sound_4",  # timbre of two, four beats against as many before
    "louder", "bass_level",  # level against the beat before; level of the bass
)  # fmt: skip
BASS_BANDS = 8
LEAST, MOST = -2.0, 2.5  # standard deviations: no giant speaks for all


class CueListener:
    """Measures the beats of one song; what all of its pulses need is made once."""

    def __init__(self, heard: Spectra, onsets: Onsets) -> None:
        self._near = on_beat(onsets.registers)
        loudness = heard.mel / (heard.mel.mean(axis=0) + 1e-12)
        self._chroma, self._loudness = _sums(heard.chroma), _sums(loudness)
        self._bass = _sums(np.log1p(20 * loudness[:, :BASS_BANDS]))
        self._level = _sums(heard.mel.sum(axis=1, dtype=np.float64, keepdims=True))

    def cues(self, places: Places) -> Cues:
        """Measure the beats at ``places``, in frames: float64 [cues, beats]."""
        strokes = self._near[:, np.clip(np.rint(places).astype(np.intp), 0, self._near.shape[1] - 1)]
        harmony = _unit(np.sqrt(_means(self._chroma, places / CHROMA_EVERY)))
        bass = _means(self._bass, places)
        timbre = np.log1p(_means(self._loudness, places))
        level = np.log(_means(self._level, places)[:, 0] + 1e-9)
        return np.array(
            [
                _standard(cue)
                for cue in (
                    *strokes,
                    *(_turn(harmony, beats) for beats in (1, 2, 4)),
                    _change(bass, 1),
                    _turn(_unit(bass), 1),
                    *(_change(timbre, beats) for beats in (2, 4)),
                    np.diff(level, prepend=level[:1]),
                    bass.mean(axis=1),
                )
            ]
        )


def cues(heard: Spectra, onsets: Onsets, places: Places) -> Cues:
    """Measure one pulse, at ``places`` in frames: float64 [cues, beats]."""
    return CueListener(heard, onsets).cues(places)


def _sums(values: NDArray[np.floating[Any]]) -> Cues:
    """The sum of all frames before each, float64 [frames + 1, ...]."""
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])


def _means(sums: Cues, places: Places) -> Cues:
    """The mean from each place to the next, float64 [places, ...]."""
    frames = len(sums) - 1
    edges = np.clip(np.rint(places).astype(np.intp), 0, frames - 1)
    length = int(np.rint(np.median(np.diff(places)))) or 1
    ends = np.append(edges[1:], min(frames, edges[-1] + length))
    ends = np.maximum(ends, edges + 1)
    return np.asarray((sums[ends] - sums[edges]) / (ends - edges)[:, None])


def _unit(rows: Cues) -> Cues:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 1e-12))


def _turn(unit: Cues, beats: int) -> Cues:
    """How different in direction so many beats are from as many before, 0..1."""
    before, after = _behind(unit, beats), _ahead(unit, beats)
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray(1 - (before * after).sum(axis=1) / np.maximum(size, 1e-9))


def _change(rows: Cues, beats: int) -> Cues:
    """How far so many beats are from as many before."""
    return np.asarray(np.abs(_ahead(rows, beats) - _behind(rows, beats)).mean(axis=1))


def _ahead(values: Cues, beats: int) -> Cues:
    """The mean of so many beats from each on."""
    padded = np.concatenate([values, np.repeat(values[-1:], beats - 1, axis=0)])
    return np.asarray(np.mean([padded[offset : offset + len(values)] for offset in range(beats)], axis=0))


def _behind(values: Cues, beats: int) -> Cues:
    """The mean of so many beats before each."""
    padded = np.concatenate([np.repeat(values[:1], beats, axis=0), values])
    return np.asarray(np.mean([padded[offset : offset + len(values)] for offset in range(beats)], axis=0))


def _standard(cue: Cues) -> Cues:
    """The cue about its mean, in its own spread, without giants."""
    spread = float(cue.std())
    return np.asarray(np.clip((cue - cue.mean()) / spread, LEAST, MOST)) if spread > 1e-9 else np.zeros_like(cue)
