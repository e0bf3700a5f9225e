"""Instants of action: bursts of motion, bangs in the sound, and above all both at once.

    burst   the subject's motion above what is usual around it (the median of some seconds)
    bang    a jump of the level above the half second before it, to something loud for this file: an impact, a cheer's first cry
    action  burst + bang + what they have in common within a quarter of a second

An instant is found to a frame: where there is a bang, between its attack, placed to 32 ms, and the middle of what is loud after
it, so that a crack counts from its first moment and a swell near its height; else where the burst is strongest.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.listen import HOP, MONO_RATE, Heard
from autoedit.analysis.series import RATE, Series, rise, smooth
from autoedit.analysis.watch import Watched
from autoedit.model.signal import Signal

AROUND = 5.0  # seconds of what is usual
HALF_BURST = 0.12  # widths a second above the usual
BURST_SECONDS = 0.12
JUMP_DB, LOUD_DB = (5.0, 16.0), (3.0, 12.0)  # above the half second before; above the file's usual level
BEFORE_SECONDS = 0.5
TOGETHER_SECONDS = 0.25
NEAR_SECONDS, LOUD_SECONDS = 0.2, 0.8  # where a bang begins, and how far on it is followed
CLEAR_BANG = 0.25
SPOKEN = 0.5  # of a bang is taken off where somebody speaks
SEEN_SHARE = 0.2  # a bang is the instant of what is seen moving around it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Action:
    """What happens along a file, on the even series of its scores: float64 [n] each, 0..1.

    Attributes:
        times: the seconds of the series.
        ticks: the file's frames, in the time base of its motion, int64 [frames].
        motion: the subject's speed, at the frames that were looked at.
        level: the sound's, None without any.
    """

    times: Series
    burst: Series
    bang: Series
    together: Series
    ticks: NDArray[np.int64]
    motion: Signal
    level: Signal | None

    @property
    def total(self) -> Series:
        """How much of an instant of action each time is."""
        return (self.burst + self.bang + 2 * self.together) / 4

    def instant(self, first: int, last: int) -> Fraction:
        """The instant of action between two places of the series, at the exact time of a frame."""
        inside = slice(first, max(last, first + 1))
        if self.level is not None and self.bang[inside].max() >= CLEAR_BANG and self.together[inside].max() >= SEEN_SHARE:
            place = first + int((self.bang[inside] * (0.5 + self.together[inside])).argmax())
            seconds = _middle_of_bang(self.level, float(self.times[place]))
        else:
            place = first + int(self.total[inside].argmax())
            seconds = _strongest(self.motion, float(self.times[place]))
        seconds = min(max(seconds, float(self.times[first])), float(self.times[inside.stop - 1]))
        return int(self.ticks[np.abs(self.ticks * float(self.motion.time_base) - seconds).argmin()]) * self.motion.time_base


def action(watched: Watched, heard: Heard | None, times: Series) -> Action:
    """Find where something happens.

    Args:
        times: the seconds of an even series along the file.
    """
    level, bang = None, np.zeros(len(times))
    if heard is not None and not heard.is_silent:
        # A word after a pause is loud of a sudden, but nothing has struck.
        level, bang = heard.level, _bang(heard.level, times) * (1 - SPOKEN * heard.speech.resampled(times))
    burst = _burst(watched, times)
    together = np.sqrt(_highest(burst, round(TOGETHER_SECONDS * float(RATE))) * bang)
    return Action(
        times=times,
        burst=burst,
        bang=bang,
        together=together,
        ticks=watched.ticks,
        motion=watched.signal("action"),
        level=level,
    )


def _middle_of_bang(level: Signal, seconds: float) -> float:
    """Half way from a bang's attack to the middle of its power."""
    first, last = np.searchsorted(level.seconds, (seconds - NEAR_SECONDS, seconds + LOUD_SECONDS))
    power = 10 ** (level.values[first:last].astype(np.float64) / 10)
    if power.size < 2:
        return seconds
    loud = power >= power.max() / 10
    begins = int(loud.argmax())
    # What follows a silence is another sound.
    ends = begins + int(np.argmin(np.append(loud[begins:], False)))
    at = level.seconds[first + begins : first + ends]
    middle = float(np.average(at, weights=power[begins:ends]))
    attack = float(at[0]) - HOP / MONO_RATE / 2
    return (attack + middle) / 2


def _strongest(motion: Signal, seconds: float) -> float:
    """Where motion is strongest around a time, frame by frame."""
    first, last = np.searchsorted(motion.seconds, (seconds - NEAR_SECONDS, seconds + NEAR_SECONDS))
    if last <= first:
        return seconds
    rate = (last - first) / (2 * NEAR_SECONDS)
    near = smooth(motion.values[first:last].astype(np.float64), BURST_SECONDS, rate)
    return float(motion.seconds[first + int(near.argmax())])


def _burst(watched: Watched, times: Series) -> Series:
    """The subject's motion above the usual, 0..1."""
    signal = watched.signal("action")
    steps = np.diff(signal.seconds)
    rate = 1 / float(np.median(steps)) if len(steps) else 25.0
    speed = np.interp(times, signal.seconds, smooth(signal.values.astype(np.float64) * rate, BURST_SECONDS, rate))
    above = np.maximum(0, speed - _usual(speed))
    return above / (above + HALF_BURST)


def _bang(signal: Signal, times: Series) -> Series:
    """Jumps of the level to something loud, 0..1."""
    level = signal.values.astype(np.float64)
    if level.size < 2:
        return np.zeros(len(times))
    rate = MONO_RATE / HOP
    width = round(BEFORE_SECONDS * rate)
    jump = level - 10 * np.log10(np.maximum(_mean_before(10 ** (level / 10), width), 1e-8))
    bang = rise(jump, *JUMP_DB) * rise(level - np.median(level), *LOUD_DB)
    # A value of the coarser series must not fall between two of the finer.
    reach = round(rate / float(RATE) / 2)
    return np.interp(times, signal.seconds, _highest(bang, max(1, reach)))


def _mean_before(series: Series, width: int) -> Series:
    """The mean of so many values before each; at the start of what there is, so that a file's first sound is no bang."""
    summed = np.concatenate([[0.0], np.cumsum(series)])
    places = np.arange(len(series))
    first = np.maximum(0, places - width)
    means = (summed[places] - summed[first]) / np.maximum(1, places - first)
    means[0] = series[0]
    return np.asarray(means)


def _usual(series: Series) -> Series:
    """The running median over AROUND, taken at every half second: float64 [n]."""
    step, half = round(float(RATE) / 2), round(AROUND * float(RATE) / 2)
    places = np.arange(0, len(series), step)
    medians = [float(np.median(series[max(0, place - half) : place + half + 1])) for place in places.tolist()]
    return np.interp(np.arange(len(series)), places, medians)


def _highest(series: Series, reach: int) -> Series:
    """The highest value within so many places to either side."""
    padded = np.pad(series, reach)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1))
