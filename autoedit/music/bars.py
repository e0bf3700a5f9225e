"""Which beats open a bar, and how many beats a bar has.

Each beat is given the odds that a bar begins there, by what it and its neighbours say (``cues``): a logistic regression whose
weights ``python -m tests.training songs`` learns. A Viterbi path through the positions of a bar joins the beats, so that a bar
may be cut short, but seldom. Two, three and four beats a bar compete by how much better than chance their bars explain the odds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoedit.music.cues import Cues, cues
from autoedit.music.onsets import Onsets
from autoedit.music.spectra import Spectra
from autoedit.music.weights import shipped

Places = NDArray[np.float64]

# How much less is believed in a metre than in four, per beat: most music is in four.
RARER = {2: 0.12, 3: 0.10, 4: 0.0}
# The price of a bar that breaks off.
BROKEN_BAR = 10.0
NEIGHBOURS = 3  # beats to each side that a beat is judged with
FEWEST = 8
# What the weights were learned on has a downbeat every so many beats.
LEARNED_METRE = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """The bars: beats a bar, and each beat's number in its bar from 1, int64 [beats]; 0 where there are too few to tell."""

    metre: int
    numbers: NDArray[np.int64]


def bars(heard: Spectra, onsets: Onsets, places: Places) -> Bars:
    """Number the beats at ``places``, in frames."""
    if len(places) < FEWEST:
        return Bars(metre=LEARNED_METRE, numbers=np.zeros(len(places), np.int64))
    odds = shipped("bars").scores(in_context(cues(heard, onsets, places)))
    found = {metre: fitted(odds, metre) for metre in RARER}
    metre = max(found, key=lambda metre: found[metre][0] - RARER[metre])
    return Bars(metre=metre, numbers=found[metre][1] + 1)


def in_context(said: Cues) -> NDArray[np.float64]:
    """Each beat's cues and its neighbours': float64 [beats, (2 * NEIGHBOURS + 1) * cues], the earliest neighbour's first."""
    count = said.shape[1]
    padded = np.pad(said, ((0, 0), (NEIGHBOURS, NEIGHBOURS)), mode="edge")
    return np.concatenate([padded[:, first : first + count] for first in range(2 * NEIGHBOURS + 1)]).T


def fitted(odds: NDArray[np.float64], metre: int) -> tuple[float, NDArray[np.int64]]:
    """How much better than chance bars of a length explain the odds of downbeats, a beat, and the beats' places in them."""
    share = 1 / metre
    own = odds + np.log(share / (1 - share)) + np.log(LEARNED_METRE - 1)
    said = np.tile(-np.logaddexp(0, own)[:, None], (1, metre))
    said[:, 0] = -np.logaddexp(0, -own)
    score, positions = _path(said)
    chance = share * np.log(share) + (1 - share) * np.log(1 - share)
    return score / len(odds) - float(chance), positions


def _path(said: NDArray[np.float64]) -> tuple[float, NDArray[np.int64]]:
    """The best places in the bar; ``said`` is float64 [beats, metre]."""
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
