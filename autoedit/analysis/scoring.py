"""How good each instant of a file is: interest times quality; ``weights.toml`` weighs the parts, each 0..1.

    action    the subject's motion: half at HALF_ACTION widths of the picture a second
    impact    an instant of action: a burst of motion, a bang, above all both at once (``peaks.py``)
    sound     loudness above the file's usual level, and onsets; less in wind; left out where the file has no sound
    people    faces: full where they cover a twentieth of the picture
    sharp     fine detail, against the shot's best, or the file's where the whole shot has much less
    exposure  brightness away from the ends, little of it clipped
    steady    freedom from the camera's trembling
    colour    colourfulness
    filmed    a picture of the world, no page of text

All series run on one grid of ``RATE`` values a second, from the first frame's time on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from autoedit.analysis.defects import find_defects
from autoedit.analysis.listen import Heard
from autoedit.analysis.peaks import Action, action
from autoedit.analysis.series import RATE, Series, smooth
from autoedit.analysis.watch import Watched
from autoedit.model.select import Defect

HALF_ACTION = 0.15  # widths a second: somebody walking past in a middle shot
HALF_SHAKE = 0.25  # widths a second of trembling: a hand-held phone has about 0.05
SUBJECTS_SHARE = 0.75  # a camera that shakes moves all alike: action 0.1 to 0.6 of the shake; of flames, 3
SLOW_SECONDS = 0.4  # movement slower than this is meant
LEAP = 0.1  # of brightness from frame to frame
FULL_COLOUR = 0.15
FULL_FACES = 0.05
SHARP_RANGE_DB = 12.0  # below the sharp level: nothing left
SHOTS_DIFFER_DB = 6.0  # a close face and a forest differ by more than focus


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Scores along a file.

    Attributes:
        start: the exact time of value 0; value k lies k / RATE later.
        parts: by name, float64 [n], 0..1.
        total: the score, float64 [n], 0..1.
        stir: how much goes on at each instant, picture and sound together: where it is lowest a cut is least felt.
        pan: the camera's motion across and down the stored picture, float64 [2, n], in widths a second.
        action: bursts and bangs: where they are highest is a moment's peak.
        defects: what should not be used.
    """

    start: Fraction
    parts: Mapping[str, Series]
    total: Series
    stir: Series
    pan: Series
    action: Action
    defects: tuple[Defect, ...]

    def place(self, time: Fraction) -> int:
        """The position of the value nearest to a time."""
        return min(max(round((time - self.start) * RATE), 0), len(self.total) - 1)

    def time(self, place: int) -> Fraction:
        """The exact time of a value."""
        return self.start + place / RATE


def score(watched: Watched, heard: Heard | None) -> Scores:
    """Score every instant of a file."""
    start, end = watched.shots[0].start, watched.shots[-1].end
    times = _grid(start, max(1, round((end - start) * RATE)))
    frame_rate = _frame_rate(watched)
    at = {signal.name: signal.resampled(times) for signal in watched.signals}
    motion = smooth(at["action"] * frame_rate, 0.3)
    shake = _shake(watched, times, frame_rate)
    happening = action(watched, heard, times)
    parts = {
        "action": motion / (motion + HALF_ACTION),
        "impact": happening.total,
        "sharp": np.clip(1 - (_sharp_level(watched, at["sharpness"], times) - at["sharpness"]) / SHARP_RANGE_DB, 0, 1),
        "exposure": _exposure(at),
        "steady": 1 / (1 + (shake / HALF_SHAKE) ** 2),
        "colour": np.clip(at["colourfulness"] / FULL_COLOUR, 0, 1),
        "people": np.clip(at["faces"] / FULL_FACES, 0, 1),
        "filmed": 1 - np.clip(at["graphics"], 0, 1),
    }
    if heard is not None and not heard.is_silent:
        parts["sound"] = _sound(heard, times)
    weights = _weights()
    interest = _weighed(parts, weights["interest"])
    return Scores(
        start=start,
        parts=parts,
        total=(weights["dull"] + (1 - weights["dull"]) * interest) * _weighed(parts, weights["quality"]),
        stir=interest,
        pan=np.array([at["camera_x"], at["camera_y"]]) * frame_rate,
        action=happening,
        defects=find_defects(watched, heard, times, shake),
    )


def _grid(start: Fraction, count: int) -> Series:
    return float(start) + np.arange(count) / float(RATE)


def weights_text() -> str:
    """The weights as they stand in their file; they shape every score."""
    return files("autoedit.analysis").joinpath("weights.toml").read_text(encoding="utf-8")


@cache
def _weights() -> Mapping[str, Any]:
    return tomllib.loads(weights_text())


def _weighed(parts: Mapping[str, Series], weights: Mapping[str, float]) -> Series:
    """The weighted mean of the parts that a file has."""
    names = [name for name in weights if name in parts]
    return np.average([parts[name] for name in names], axis=0, weights=[weights[name] for name in names])


def _sharp_level(watched: Watched, sharpness: Series, times: Series) -> Series:
    """What counts as sharp at each instant: the upper fifth of its shot, no lower than the file's less SHOTS_DIFFER_DB."""
    level = np.full(len(times), np.percentile(sharpness, 80) - SHOTS_DIFFER_DB)
    for shot in watched.shots:
        inside = (times >= float(shot.start)) & (times < float(shot.end))
        if inside.any():
            level[inside] = np.maximum(level[inside], np.percentile(sharpness[inside], 80))
    return level


def _frame_rate(watched: Watched) -> float:
    steps = np.diff(watched.ticks)
    return 1 / (float(np.median(steps)) * float(watched.time_base)) if len(steps) else 25.0


def _shake(watched: Watched, times: Series, frame_rate: float) -> Series:
    """The camera's trembling: what is left of its speed when slow movement is taken away, in widths a second."""
    left = np.zeros(len(times))
    luma = watched.signal("luma")
    # Across a cut and out of the black there is no motion to be measured, only numbers.
    is_leap = np.abs(np.diff(luma.values, prepend=luma.values[:1])) > LEAP
    starts = np.searchsorted(luma.seconds, [float(shot.start) - 0.5 / frame_rate for shot in watched.shots])
    is_leap[starts[starts < len(is_leap)]] = True
    for name in ("camera_x", "camera_y"):
        signal = watched.signal(name)
        speed = np.where(is_leap, 0, signal.values.astype(np.float64) * frame_rate)
        trembling = np.zeros(len(speed))
        for run in watched.runs(signal):
            # Two frames between two that were left out show that the camera moves, but not whether it trembles.
            if run.stop - run.start >= SLOW_SECONDS * frame_rate:
                trembling[run] = speed[run] - smooth(speed[run], SLOW_SECONDS, frame_rate)
        left += np.interp(times, signal.seconds, smooth(trembling**2, 0.5, frame_rate))
    # Where much moves by itself, flames or a crowd close by, the camera's share of it is a guess, and so is its trembling.
    subject = smooth(watched.signal("action").resampled(times) * frame_rate, 0.5)
    return np.sqrt(np.maximum(0, left - (SUBJECTS_SHARE * subject) ** 2))


def _exposure(at: Mapping[str, Series]) -> Series:
    """1 for brightness between a quarter and three quarters with contrast, falling to 0 at the ends."""
    luma, clipped = at["luma"], at["blown"] + 0.5 * at["crushed"]
    level = np.clip((luma - 0.02) / 0.2, 0, 1) * np.clip((0.98 - luma) / 0.2, 0, 1)
    return level * np.clip(1 - 1.5 * clipped, 0, 1) * np.clip(at["contrast"] / 0.15, 0.3, 1)


def _sound(heard: Heard, times: Series) -> Series:
    """Sound that stands out: loudness above the file's median, and onsets above its usual ones; wind is not worth hearing."""
    loud = heard.loudness.resampled(times)
    above = np.clip((loud - np.median(loud) + 3) / 15, 0, 1)
    onsets = heard.onsets.resampled(times)
    usual = max(float(np.percentile(onsets, 90)), 1.0)
    heard_well = 1 - 0.7 * heard.wind.resampled(times)
    return np.asarray((0.6 * smooth(above, 0.3) + 0.4 * np.clip(smooth(onsets, 0.15) / (2 * usual), 0, 1)) * heard_well)
