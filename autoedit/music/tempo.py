"""How long a beat might be, and how that changes through the song.

The autocorrelation of onset strength in windows of some seconds tells which periods repeat; a period is believed when its
multiples repeat too (Grosche and Mueller's tempogram, scored as a comb). A Viterbi path joins the windows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoedit.music.onsets import Onsets

WINDOW_SECONDS = 10.0
STEP_SECONDS = 1.0
SLOWEST, FASTEST = 40.0, 330.0
PERIODS_PER_OCTAVE = 60
# A period's own repeat and those of two, three and four of it.
COMB = (1.0, 0.7, 0.3, 0.6)
# People tap near here; the width is in octaves and generous, so that slow tempi are not doubled nor fast ones halved.
USUAL_TEMPO, USUAL_OCTAVES = 115.0, 1.2
# The mean square of all registers together below which a stretch counts as still; in music it is about 0.3.
STILLNESS = 0.01
# The price of changing the period by an octave between two windows, and of any leap: some ten windows' better fit.
STEADINESS, JUMP = 12.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tempogram:
    """Which periods repeat, and when.

    Attributes:
        periods: in frames, rising by equal ratios, float64 [periods].
        salience: about 1 where everything repeats, 0 where nothing does, float64 [windows, periods].
        centres: the windows' middles in frames, float64 [windows].
        frame_rate: frames a second.
    """

    periods: NDArray[np.float64]
    salience: NDArray[np.float64]
    centres: NDArray[np.float64]
    frame_rate: float


def tempogram(heard: Onsets) -> Tempogram:
    """Find which periods repeat in each stretch of the song."""
    rate = heard.frame_rate
    octaves = np.log2(FASTEST / SLOWEST)
    periods = 60 * rate / FASTEST * 2 ** np.linspace(0, octaves, round(octaves * PERIODS_PER_OCTAVE) + 1)
    window = round(WINDOW_SECONDS * rate)
    step = max(1, round(STEP_SECONDS * rate))
    frames = len(heard.strength)
    count = max(1, -(-(frames - window // 2) // step))
    padded = np.pad(heard.registers, ((0, 0), (window // 2, window + step)))
    repeats = np.zeros((count, len(periods)))
    for position in range(count):
        excerpt = padded[:, position * step : position * step + window]
        repeats[position] = _comb(_autocorrelation(excerpt), periods)
    centres = np.arange(count, dtype=np.float64) * step
    return Tempogram(periods=periods, salience=repeats, centres=centres, frame_rate=rate)


def tempo_path(found: Tempogram) -> NDArray[np.float64]:
    """The likeliest period of each window, in frames, with few changes: float64 [windows]."""
    log_periods = np.log2(found.periods)
    prior = usual(60 * found.frame_rate / found.periods)
    score = found.salience * (0.5 + 0.5 * prior)
    change = np.minimum(JUMP, STEADINESS * np.abs(log_periods[:, None] - log_periods[None, :]))
    total = score[0]
    came_from = np.zeros(score.shape, np.intp)
    for position in range(1, len(score)):
        arriving = total[:, None] - change
        came_from[position] = arriving.argmax(axis=0)
        total = arriving.max(axis=0) + score[position]
    path = np.zeros(len(score), np.intp)
    path[-1] = total.argmax()
    for position in range(len(score) - 1, 0, -1):
        path[position - 1] = came_from[position, path[position]]
    return np.asarray(found.periods[path])


def repeating(found: Tempogram, path: NDArray[np.float64]) -> float:
    """The mean salience of a period of each window: how much of the song repeats so."""
    log_periods = np.log2(found.periods)
    rows = [np.interp(np.log2(period), log_periods, row) for period, row in zip(path, found.salience, strict=True)]
    return float(np.mean(rows))


def usual(tempo: NDArray[np.float64]) -> NDArray[np.float64]:
    """How usual a tempo is, 1 for the commonest."""
    return np.asarray(np.exp(-0.5 * (np.log2(tempo / USUAL_TEMPO) / USUAL_OCTAVES) ** 2))


def _autocorrelation(excerpt: NDArray[np.float64]) -> NDArray[np.float64]:
    """The registers' autocorrelation, 1 at lag zero, without the fall that the window's end gives."""
    import scipy.fft

    length = excerpt.shape[1]
    centred = excerpt - excerpt.mean(axis=1, keepdims=True)
    spectrum = scipy.fft.rfft(centred, 2 * length, axis=1)
    repeats = scipy.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :length]
    # Registers in which little happens say little; where nothing does, nothing repeats.
    normal = repeats.sum(axis=0) / (repeats[:, 0].sum() + STILLNESS * length)
    return np.asarray(normal * length / (length - np.arange(length) * 0.8))


def _comb(repeats: NDArray[np.float64], periods: NDArray[np.float64]) -> NDArray[np.float64]:
    lags = np.arange(len(repeats), dtype=np.float64)
    total = np.zeros(len(periods))
    for multiple, weight in enumerate(COMB, start=1):
        total += weight * np.interp(periods * multiple, lags, repeats, right=0.0)
    return np.asarray(total / sum(COMB))
