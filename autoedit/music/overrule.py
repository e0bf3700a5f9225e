"""A person's word on the beat, carried out on the song: other levels of the beat, a tempo tracked anew, beats from outside.

Beats between beats are moved to the onsets there are. Bars stay where they are as far as the new beats allow: a bar
of four becomes two such bars, two become one, and where bars divide, no downbeat is lost between two beats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import BadOption
from autoedit.model.overrule import FASTEST, SLOWEST, DownbeatWish, GivenBeats
from autoedit.music.onsets import Onsets
from autoedit.music.pulse import pulse
from autoedit.music.refine import refined
from autoedit.music.tempo import Tempogram, tempo_path

Places = NDArray[np.float64]
Numbers = NDArray[np.int64]

# A tempo that a person names is theirs within this ratio: songs drift, and people round.
NEAR_TEMPO = 1.12
# An onset so near to where a beat between beats should be is that beat, if it is at least so strong.
BETWEEN_SECONDS, BETWEEN_STRENGTH = 0.03, 0.15
# A finger is early or late by this much; within it an onset of full strength decides.
TAP_SECONDS, TAP_COUNTS, ONSETS_COUNT, LOUDEST = 0.04, 0.9, 0.6, 1.0
# Two taps nearer than this are one finger trembling.
SHORTEST_TAP_SECONDS = 0.12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """Beats in frames, each with its number in its bar (0 unknown), and how many make a bar."""

    places: Places
    numbers: Numbers
    metre: int

    @property
    def median_period(self) -> float:
        """Frames from beat to beat."""
        return float(np.median(np.diff(self.places)))


def at_ratio(counted: Counted, ratio: Fraction, begun: Onsets, count: Callable[[Places], Numbers]) -> Counted:
    """The beats twice or three times as fast, or one of two or three kept.

    Args:
        ratio: a whole number, or one over one.
        count: numbers beats by their sound; decides which bars of a slower beat become one.

    Raises:
        BadOption: there are no beats, or nobody could follow these.
    """
    if len(counted.places) < 2:
        raise BadOption("there is no beat whose tempo could be multiplied. Name the tempo (--tempo 128) or tap it (--beats).")
    tempo = 60 * begun.frame_rate / counted.median_period * float(ratio)
    if not SLOWEST <= tempo <= FASTEST:
        raise BadOption(f"that would be {tempo:.1f} beats a minute; {SLOWEST:g} to {FASTEST:g} can be followed. Choose another.")
    if ratio > 1:
        return _faster(counted, ratio.numerator, begun)
    return _slower(counted, ratio.denominator, count)


def near_tempo(begun: Onsets, found: Tempogram, tempo: float) -> Places:
    """The beats at about this tempo, tracked anew.

    Raises:
        BadOption: nobody could follow such a tempo, or nothing can be tracked.
    """
    if not SLOWEST <= tempo <= FASTEST:
        raise BadOption(f"{tempo:g} beats a minute cannot be followed. Give --tempo a number from {SLOWEST:g} to {FASTEST:g}.")
    wished = 60 * begun.frame_rate / tempo
    is_near = (found.periods >= wished / NEAR_TEMPO) & (found.periods <= wished * NEAR_TEMPO)
    expected = np.full(len(begun.strength), wished)
    if is_near.any():
        path = tempo_path(replace(found, periods=found.periods[is_near], salience=found.salience[:, is_near]))
        expected = np.interp(np.arange(len(begun.strength)), found.centres, path)
    frames = pulse(begun.strength, expected)
    if len(frames) < 2:
        raise BadOption(f"the song is too short for {tempo:g} beats a minute. Leave --tempo out.")
    return refined(begun, frames)


def tapped(begun: Onsets, taps: Places) -> Places:
    """The beats that were meant by taps in frames, from the song's beginning to its end.

    Each tap is drawn to the onset near it; where taps are missing, before the first and after the last, the beat goes on.
    """
    steady = SHORTEST_TAP_SECONDS * begun.frame_rate
    taps = taps[np.diff(taps, prepend=-np.inf) > steady]
    if len(taps) < 2:
        raise BadOption("the taps are all one. Tap two beats or more, one time in seconds a line.")
    frames = np.arange(len(begun.strength), dtype=np.float64)
    middles, periods = _tapped_periods(taps)
    expected = np.interp(frames, middles, periods)
    width = TAP_SECONDS * begun.frame_rate
    near = taps[np.clip(np.searchsorted(taps, frames), 0, len(taps) - 1)]
    before = taps[np.clip(np.searchsorted(taps, frames) - 1, 0, len(taps) - 1)]
    distance = np.minimum(np.abs(near - frames), np.abs(before - frames))
    # At half the width of the bell a tap still outweighs an onset beside it; beyond two widths it says nothing.
    said = TAP_COUNTS * np.exp(-0.5 * (distance / width) ** 2)
    return refined(begun, pulse(ONSETS_COUNT * np.minimum(begun.strength, LOUDEST) + said, expected))


def moved_bars(counted: Counted, wish: DownbeatWish) -> Counted:
    """The same beats, with bars that begin elsewhere.

    Raises:
        BadOption: no bars are known that could be moved, or there is no such beat.
    """
    count, metre = len(counted.places), counted.metre
    if wish.number is not None:
        if not 1 <= wish.number <= count:
            raise BadOption(f"--downbeat {wish.number}: the song has {count} beats. Give one of them, counted from 1.")
        return replace(counted, numbers=(np.arange(count) - (wish.number - 1)) % metre + 1)
    shift = wish.shift or 0
    if not counted.numbers.any():
        raise BadOption(f"--downbeat {shift:+d}: no bars were found that could be moved. Say which beat opens one: --downbeat 1.")
    moved = np.where(counted.numbers > 0, (counted.numbers - 1 - shift) % metre + 1, 0)
    return replace(counted, numbers=moved)


def given_numbers(given: GivenBeats, metre: int) -> tuple[Numbers, int]:
    """The numbers that come with given beats, and how many make a bar; where there are no bars, zeros and ``metre``."""
    numbers = np.array(given.numbers, np.int64)
    opens = np.flatnonzero(numbers == 1)
    if len(opens) < 2:
        if len(opens) == 1:
            return (np.arange(len(numbers)) - opens[0]) % metre + 1, metre
        return np.zeros(len(numbers), np.int64), metre
    usual = int(np.median(np.diff(opens)))
    # Beats that tell no number are counted from the downbeat before them; before the first, from the one after.
    since = np.arange(len(numbers)) - opens[np.maximum(0, np.searchsorted(opens, np.arange(len(numbers)), side="right") - 1)]
    counted = np.where(since >= 0, since + 1, since % usual + 1)
    return np.where(numbers > 0, numbers, counted), usual


def _faster(counted: Counted, times: int, begun: Onsets) -> Counted:
    gaps = np.append(np.diff(counted.places), counted.median_period)
    parts = np.arange(times) / times
    even = counted.places[:, None] + parts[None, :] * gaps[:, None]
    places = even.copy()
    for part in range(1, times):
        places[:, part] = _to_onsets(begun, even[:, part])
    places = places.ravel()
    kept = places <= counted.places[-1]
    # Three times as fast, each beat has become a bar of three; twice as fast, each bar two.
    metre = 3 if times == 3 else counted.metre
    inside = ((counted.numbers[:, None] - 1) * times + np.arange(times)[None, :]) % metre + 1
    numbers = np.where(counted.numbers[:, None] > 0, inside, 0).ravel()
    return Counted(places=places[kept], numbers=numbers[kept], metre=metre)


def _to_onsets(begun: Onsets, places: Places) -> Places:
    """Places moved to the onsets near them, where there are any."""
    frames = np.rint(places).astype(np.intp)
    reach = round(BETWEEN_SECONDS * begun.frame_rate)
    padded = np.pad(begun.strength, reach)
    around = padded[np.clip(frames, 0, len(begun.strength) - 1)[:, None] + np.arange(2 * reach + 1)[None, :]]
    is_struck = around.max(axis=1) >= BETWEEN_STRENGTH
    moved = refined(begun, np.clip(frames, reach, len(begun.strength) - 1 - reach))
    is_near = np.abs(moved - places) <= reach
    return np.where(is_struck & is_near, moved, places)


def _slower(counted: Counted, times: int, count: Callable[[Places], Numbers]) -> Counted:
    opens = np.flatnonzero(counted.numbers == 1)
    if len(opens) == 0:
        kept = np.arange(0, len(counted.places), times)
        return Counted(places=counted.places[kept], numbers=np.zeros(len(kept), np.int64), metre=counted.metre)
    if counted.metre % times:
        # Bars that do not divide: from the first downbeat on, every so many beats, in bars of as many as before.
        kept = np.arange(opens[0] % times, len(counted.places), times)
        numbers = ((kept - opens[0]) // times) % counted.metre + 1
        return Counted(places=counted.places[kept], numbers=numbers, metre=counted.metre)
    kept = np.flatnonzero((counted.numbers > 0) & ((counted.numbers - 1) % times == 0))
    short = counted.metre // times
    bar = np.searchsorted(opens, kept, side="right")
    within = (counted.numbers[kept] - 1) // times + 1
    # So many bars become one: which of them is the first is for the sound to say.
    choices = [(bar - 1 - first) % times * short + within for first in range(times)]
    places = counted.places[kept]
    heard_as_one = count(places) == 1
    agreed = [int(np.count_nonzero((choice == 1) & heard_as_one)) for choice in choices]
    return Counted(places=places, numbers=choices[int(np.argmax(agreed))], metre=counted.metre)


def _tapped_periods(taps: Places) -> tuple[Places, Places]:
    """The period between taps and where it holds, intervals of several beats divided."""
    gaps = np.diff(taps)
    # Most taps are one beat apart, and no interval is shorter than a beat but by the finger's error.
    beat = float(np.median(gaps[gaps <= 1.5 * np.quantile(gaps, 0.2)]))
    beats = np.maximum(1, np.rint(gaps / beat))
    periods = gaps / beats
    # The finger's error at both ends is halved by the median of five intervals.
    padded = np.pad(periods, 2, mode="edge")
    smooth = np.median([padded[offset : offset + len(periods)] for offset in range(5)], axis=0)
    return (taps[:-1] + taps[1:]) / 2, smooth
