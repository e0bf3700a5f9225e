"""How good each instant of a file is, interest times quality, and the defects; ``weights.toml`` weighs the parts.

    action    the subject's motion: half at HALF_ACTION widths of the picture a second
    sound     loudness above the file's usual level, and onsets; left out where the file has no sound
    sharp     sharpness against the shot's own best
    exposure  brightness away from the ends, little of it clipped
    steady    freedom from the camera's trembling
    colour    colourfulness

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
from numpy.typing import NDArray

from autoedit.analysis.listen import Heard
from autoedit.analysis.watch import Watched
from autoedit.model.select import Defect, DefectKind

Series = NDArray[np.float64]

RATE = Fraction(20)

HALF_ACTION = 0.15  # widths a second: somebody walking past in a middle shot
HALF_SHAKE = 0.25  # widths a second of trembling: a hand-held phone has about 0.05
FULL_COLOUR = 0.15
SHAKY = 0.45
SOFT_DB = 7.0  # below the file's own sharp level
BLACK_LUMA, BLACK_CONTRAST = 0.06, 0.12
BLOWN_SHARE = 0.45  # of the picture at white
WASHED_LUMA, WASHED_CONTRAST = 0.82, 0.16  # overexposed through haze or a dirty lens: bright and flat, not at white
FROZEN_CHANGE = 0.0002  # mean brightness change a frame; coded noise of a live camera stays above
REFRESH_CHANGE, REFRESH = 0.003, Fraction(3, 20)  # a key frame codes a frozen picture anew: measured 0.0005 to 0.0015
LONGEST_STEP = Fraction(1, 5)  # between two frames of moving pictures
SHORTEST_DEFECT, SHORTEST_FREEZE = Fraction(1, 4), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Scores along a file.

    Attributes:
        start: the exact time of value 0; value k lies k / RATE later.
        parts: by name, float64 [n], 0..1.
        total: the score, float64 [n], 0..1.
        action: how much happens at each instant, picture and sound together: where it is highest is a moment's peak.
        defects: what should not be used.
    """

    start: Fraction
    parts: Mapping[str, Series]
    total: Series
    action: Series
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
    times = float(start) + np.arange(max(1, round((end - start) * RATE))) / float(RATE)
    frame_rate = _frame_rate(watched)
    on_grid = {signal.name: signal.resampled(times) for signal in watched.signals}
    action = _smooth(on_grid["action"] * frame_rate, 0.3)
    shake = _shake(watched, times, frame_rate)
    sharp_level = _sharp_level(watched, on_grid["sharpness"], times)
    parts = {
        "action": action / (action + HALF_ACTION),
        "sharp": np.clip(1 - (sharp_level - on_grid["sharpness"]) / 12, 0, 1),
        "exposure": _exposure(on_grid),
        "steady": 1 / (1 + (shake / HALF_SHAKE) ** 2),
        "colour": np.clip(on_grid["colourfulness"] / FULL_COLOUR, 0, 1),
    }
    if heard is not None and not heard.is_silent:
        parts["sound"] = _impact(heard, times)
    weights = _weights()
    interest = _weighed(parts, weights["interest"])
    return Scores(
        start=start,
        parts=parts,
        total=(weights["dull"] + (1 - weights["dull"]) * interest) * _weighed(parts, weights["quality"]),
        action=interest,
        defects=(*_defects(on_grid, shake, sharp_level, start), *_holes(watched)),
    )


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
    """What counts as sharp: each shot's own upper fifth, since a close face and a forest differ by more than focus."""
    level = np.full(len(times), np.percentile(sharpness, 80))
    for shot in watched.shots:
        inside = (times >= float(shot.start)) & (times < float(shot.end))
        if inside.any():
            level[inside] = np.percentile(sharpness[inside], 80)
    return level


def _frame_rate(watched: Watched) -> float:
    steps = np.diff(watched.signals[0].ticks)
    return 1 / (float(np.median(steps)) * float(watched.time_base)) if len(steps) else 25.0


def _shake(watched: Watched, times: Series, frame_rate: float) -> Series:
    """The camera's trembling: what is left of its speed when slow movement (0.4 s) is taken away, in widths a second."""
    left = np.zeros(len(times))
    for name in ("camera_x", "camera_y"):
        signal = watched.signal(name)
        speed = signal.values.astype(np.float64) * frame_rate
        trembling = speed - _smooth(speed, 0.4, frame_rate)
        left += np.interp(times, signal.seconds, _smooth(trembling**2, 0.5, frame_rate))
    return np.sqrt(left)


def _exposure(on_grid: Mapping[str, Series]) -> Series:
    """1 for brightness between a quarter and three quarters with contrast, falling to 0 at the ends."""
    luma, clipped = on_grid["luma"], on_grid["blown"] + 0.5 * on_grid["crushed"]
    level = np.clip((luma - 0.02) / 0.2, 0, 1) * np.clip((0.98 - luma) / 0.2, 0, 1)
    return level * np.clip(1 - 1.5 * clipped, 0, 1) * np.clip(on_grid["contrast"] / 0.15, 0.3, 1)


def _impact(heard: Heard, times: Series) -> Series:
    """Sound that stands out: loudness above the file's median, and onsets above its usual ones."""
    loud = heard.loudness.resampled(times)
    above = np.clip((loud - np.median(loud) + 3) / 15, 0, 1)
    onsets = heard.onsets.resampled(times)
    usual = max(float(np.percentile(onsets, 90)), 1.0)
    return np.asarray(0.6 * _smooth(above, 0.3) + 0.4 * np.clip(_smooth(onsets, 0.15) / (2 * usual), 0, 1))


def _defects(on_grid: Mapping[str, Series], shake: Series, sharp_level: Series, start: Fraction) -> tuple[Defect, ...]:
    luma, contrast = on_grid["luma"], on_grid["contrast"]
    black = (luma < BLACK_LUMA) & (contrast < BLACK_CONTRAST)
    washed = (luma > WASHED_LUMA) & (contrast < WASHED_CONTRAST)
    blown = ((on_grid["blown"] > BLOWN_SHARE) & (luma > 0.7)) | washed
    # Black and blown-out pictures have no detail to be soft in.
    soft = (_smooth(on_grid["sharpness"], 0.3) < sharp_level - SOFT_DB) & ~black & ~blown
    frozen = _bridged((on_grid["change"] < FROZEN_CHANGE) & (on_grid["action"] < 1e-4), on_grid["change"] < REFRESH_CHANGE)
    marks = {
        DefectKind.BLACK: (black, SHORTEST_DEFECT),
        DefectKind.BLOWN_OUT: (blown, SHORTEST_DEFECT),
        DefectKind.SOFT: (soft, SHORTEST_DEFECT),
        DefectKind.SHAKY: (shake > SHAKY, SHORTEST_DEFECT),
        DefectKind.STILL: (frozen, SHORTEST_FREEZE),
    }
    found = [defect for kind, (mask, shortest) in marks.items() for defect in _stretches(kind, mask, shortest, start)]
    return tuple(sorted(found, key=lambda defect: (defect.start, defect.kind)))


def _bridged(mask: NDArray[np.bool_], may_be: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask with its short gaps filled, where they may be."""
    bridged = mask.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[1], mask.astype(np.int8), [1]])))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        is_inside = first > 0 and last < len(mask)
        bridged[first:last] = is_inside and (last - first) / RATE <= REFRESH and may_be[first:last].all()
    return bridged


def _holes(watched: Watched) -> list[Defect]:
    """Where a variable-rate camera gave no picture for a while: a frame that stands there looks like a fault."""
    signal = watched.signals[0]
    steps = np.diff(signal.ticks)
    usual = int(np.median(steps)) if len(steps) else 0
    least = max(float(LONGEST_STEP), 3 * usual * float(watched.time_base))
    places = np.flatnonzero(steps * float(watched.time_base) > least).tolist()
    return [Defect(kind=DefectKind.HOLE, start=signal.time(place), end=signal.time(place + 1)) for place in places]


def _stretches(kind: DefectKind, mask: NDArray[np.bool_], shortest: Fraction, start: Fraction) -> list[Defect]:
    """The runs of a mask that last, each as a defect."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [
        Defect(kind=kind, start=start + first / RATE, end=start + last / RATE)
        for first, last in runs
        if (last - first) / RATE >= shortest
    ]


def _smooth(series: Series, seconds: float, rate: float = float(RATE)) -> Series:
    """A centred moving mean; at the ends over what is there."""
    width = max(1, round(seconds * rate))
    if width == 1 or len(series) == 0:
        return series
    kernel = np.ones(width)
    # "same" would give the longer of the two lengths; a series shorter than the kernel keeps its own here.
    middle = slice((width - 1) // 2, (width - 1) // 2 + len(series))
    return np.asarray(np.convolve(series, kernel)[middle] / np.convolve(np.ones(len(series)), kernel)[middle])
