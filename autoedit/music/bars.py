"""Which beats open a bar.

On a downbeat the harmony changes, the bass comes in and the sound is renewed; the snare answers on two and four. A Viterbi
path through the positions of a bar joins the beats, so that a bar may be cut short, but seldom. Three and four beats a bar
compete.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets
from autoedit.music.spectra import CHROMA_EVERY, Spectra

Places = NDArray[np.float64]

# What each cue says at each beat of a bar: chord change, low, middle, renewal of the sound.
TEMPLATES = {
    4: np.array([[1.0, -0.4, -0.2, -0.4], [0.6, -0.4, 0.2, -0.4], [-0.2, 0.3, -0.3, 0.2], [0.5, -0.2, -0.1, -0.2]]),
    3: np.array([[1.0, -0.5, -0.5], [0.7, -0.35, -0.35], [-0.1, 0.05, 0.05], [0.5, -0.25, -0.25]]),
}
# The price of a bar that breaks off.
BROKEN_BAR = 6.0
# How much better three beats must fit than four, per beat: most music is in four.
THREE_IS_RARER = 0.10
# What repeats after three bars' worth of beats speaks for three, after four for four.
REPEATS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """The bars: beats a bar, and each beat's number in its bar from 1, int64 [beats]."""

    metre: int
    numbers: NDArray[np.int64]
    clarity: float


def bars(heard: Spectra, onsets: Onsets, places: Places) -> Bars:
    """Number the beats at ``places``, in frames."""
    if len(places) < 8:
        return Bars(metre=4, numbers=np.zeros(len(places), np.int64), clarity=0.0)
    found = {}
    for metre, template in TEMPLATES.items():
        cues = _cues(heard, onsets, places, metre)
        said = template / np.linalg.norm(template) * np.sqrt(metre)
        score, positions = _path(cues.T @ said)
        found[metre] = (score / len(places) + REPEATS * _repeat(cues, metre), positions)
    metre = 3 if found[3][0] > found[4][0] + THREE_IS_RARER else 4
    score, positions = found[metre]
    return Bars(metre=metre, numbers=positions + 1, clarity=float(np.clip(score, 0.0, 1.0)))


def _cues(heard: Spectra, onsets: Onsets, places: Places, metre: int) -> NDArray[np.float64]:
    """Standardised cues, float64 [4, beats]."""
    near = np.clip(np.rint(places).astype(np.intp), 0, len(onsets.strength) - 1)
    reach = [np.clip(near + offset, 0, len(onsets.strength) - 1) for offset in range(-3, 4)]
    low, middle = (np.max([onsets.registers[register][at] for at in reach], axis=0) for register in (0, 1))
    chroma = np.sqrt(_means(heard.chroma, places / CHROMA_EVERY))
    timbre = np.log1p(_means(heard.mel / (heard.mel.mean(axis=0) + 1e-12), places))
    # Whole bars are compared, so that the strokes within a bar, which are in both, say nothing.
    renewed = np.abs(_ahead(timbre, metre) - _behind(timbre, metre)).mean(axis=1)
    return np.array([_standard(cue) for cue in (_chord_change(chroma), low, middle, renewed)])


def _means(values: NDArray[np.float32], places: Places) -> NDArray[np.float64]:
    """The mean from each place to the next, float64 [places, ...]."""
    edges = np.clip(np.rint(places).astype(np.intp), 0, len(values) - 1)
    length = int(np.rint(np.median(np.diff(places)))) or 1
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    ends = np.append(edges[1:], min(len(values), edges[-1] + length))
    ends = np.maximum(ends, edges + 1)
    return np.asarray((sums[ends] - sums[edges]) / (ends - edges)[:, None])


def _chord_change(chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    """How different the harmony of two beats is from that of the two before."""
    norms = np.linalg.norm(chroma, axis=1, keepdims=True)
    unit = np.divide(chroma, norms, out=np.zeros_like(chroma), where=norms > 1e-12)
    before, after = _behind(unit, 2), _ahead(unit, 2)
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray(1 - (before * after).sum(axis=1) / np.maximum(size, 1e-9))


def _ahead(values: NDArray[np.float64], beats: int) -> NDArray[np.float64]:
    """The mean of so many beats from each on."""
    padded = np.concatenate([values, np.repeat(values[-1:], beats - 1, axis=0)])
    return np.asarray(np.mean([padded[offset : offset + len(values)] for offset in range(beats)], axis=0))


def _behind(values: NDArray[np.float64], beats: int) -> NDArray[np.float64]:
    """The mean of so many beats before each."""
    padded = np.concatenate([np.repeat(values[:1], beats, axis=0), values])
    return np.asarray(np.mean([padded[offset : offset + len(values)] for offset in range(beats)], axis=0))


def _standard(cue: NDArray[np.float64]) -> NDArray[np.float64]:
    """The cue about its mean, in its own spread, without giants."""
    spread = float(cue.std())
    return np.clip((cue - cue.mean()) / spread, -2.0, 2.5) if spread > 1e-9 else np.zeros_like(cue)


def _repeat(cues: NDArray[np.float64], metre: int) -> float:
    """How alike beats a bar apart are, in bars of this many, beyond all beats' likeness."""
    likeness = []
    for bars_apart in (1, 2):
        lag = bars_apart * metre
        if lag < cues.shape[1]:
            likeness.append(float((cues[:, lag:] * cues[:, :-lag]).mean()))
    return float(np.mean(likeness)) if likeness else 0.0


def _path(said: NDArray[np.float64]) -> tuple[float, NDArray[np.int64]]:
    """The best positions through the bar; ``said`` is float64 [beats, metre]."""
    beats, metre = said.shape
    total = said[0]
    came_from = np.zeros((beats, metre), np.int64)
    price = np.full((metre, metre), BROKEN_BAR)
    price[np.arange(metre), (np.arange(metre) + 1) % metre] = 0.0
    for beat in range(1, beats):
        arriving = total[:, None] - price
        came_from[beat] = arriving.argmax(axis=0)
        total = arriving.max(axis=0) + said[beat]
    positions = np.zeros(beats, np.int64)
    positions[-1] = total.argmax()
    for beat in range(beats - 1, 0, -1):
        positions[beat - 1] = came_from[beat, positions[beat]]
    return float(total.max()), positions
