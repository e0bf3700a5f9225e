"""Holes and bursts in a film's sound: stretches where it is far softer, or far louder, than what was mixed.

A packet that does not decode leaves silence of 21 ms, which no loudness and no place of the sound would tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.media.sound import Samples
from autoedit.render.verify.findings import SoundGap
from autoedit.render.verify.mix_file import Mix
from autoedit.render.verify.shown import HEARD_RATE, Heard

# Half a packet of AAC: of each hole one step at least is empty.
STEP = HEARD_RATE // 100
# AAC made steps of this loudness up to 0.9 dB softer at 256 kbit/s and 4.4 at 64. Louder it makes what comes just before
# something loud (pre-echo), so a step is held against the loudest around it.
FAR_DB, LOUD_DB, AROUND = 15.0, -45.0, 3


def gaps(heard: Heard, mix: Path) -> tuple[SoundGap, ...]:
    """Where the film's sound is not as loud as its mix, both in place."""
    with Mix(mix) as sound:
        meant = np.concatenate([np.zeros(0), *_levels(sound.blocks())])
    film = np.concatenate([np.zeros(0), *_levels(heard.blocks())])
    steps = min(len(meant), len(film))
    if not steps:
        return ()
    meant, film = meant[:steps], film[:steps]
    is_softer = (meant > LOUD_DB) & (meant - film > FAR_DB)
    is_louder = (film > LOUD_DB) & (film - _loudest_around(meant) > FAR_DB)
    return tuple(_runs(np.where(is_softer, -1, np.where(is_louder, 1, 0))))


def _loudest_around(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.pad(levels, AROUND, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1).max(axis=1), np.float64)


def _levels(blocks: Iterable[Samples]) -> Iterator[NDArray[np.float64]]:
    """The level of each step, in dB of full scale; what is left at the end is too little."""
    rest = np.zeros((0, 2), np.float32)
    for block in blocks:
        joined = np.concatenate([rest, block])
        count = len(joined) // STEP
        power = np.square(joined[: count * STEP], dtype=np.float64).reshape(count, STEP * 2).mean(axis=1)
        rest = joined[count * STEP :]
        yield 10 * np.log10(power + 1e-12)


def _runs(wrong: NDArray[np.int64]) -> Iterator[SoundGap]:
    place = 0
    for sign, run in groupby(wrong.tolist()):
        count = len(list(run))
        if sign:
            step = Fraction(STEP, HEARD_RATE)
            yield SoundGap(time=place * step, duration=count * step, is_louder=sign > 0)
        place += count
