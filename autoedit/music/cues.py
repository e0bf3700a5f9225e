"""What each beat says about where a bar begins: strokes, chords, bass, timbre and level, beat by beat.

Each cue is standardised over the song, so that only a beat's difference from the song's other beats speaks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets
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
NEAR_FRAMES = 3
BASS_BANDS = 8
LEAST, MOST = -2.0, 2.5  # standard deviations: no giant speaks for all


def cues(heard: Spectra, onsets: Onsets, places: Places) -> Cues:
    """Measure the beats at ``places``, in frames: float64 [cues, beats]."""
    from scipy.ndimage import maximum_filter1d

    near = maximum_filter1d(onsets.registers, 2 * NEAR_FRAMES + 1, axis=1)
    strokes = near[:, np.clip(np.rint(places).astype(np.intp), 0, near.shape[1] - 1)]
    loudness = heard.mel / (heard.mel.mean(axis=0) + 1e-12)
    harmony = _unit(np.sqrt(_means(heard.chroma, places / CHROMA_EVERY)))
    bass = _means(np.log1p(20 * loudness[:, :BASS_BANDS]), places)
    timbre = np.log1p(_means(loudness, places))
    level = np.log(_means(heard.mel, places).sum(axis=1) + 1e-9)
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


def _means(values: NDArray[np.float32], places: Places) -> Cues:
    """The mean from each place to the next, float64 [places, ...]."""
    edges = np.clip(np.rint(places).astype(np.intp), 0, len(values) - 1)
    length = int(np.rint(np.median(np.diff(places)))) or 1
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    ends = np.append(edges[1:], min(len(values), edges[-1] + length))
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
