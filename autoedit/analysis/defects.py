"""Defects: stretches that should not be used, and why.

    black      next to nothing but black
    dark       dim all over: no lamp, no window (a night has some)
    covered    something lies on the lens
    blown_out  much of the picture is white, more than anywhere else in the file, or most of it
    soft       even the sharpest edges are wide, against the shot's own, the file's own, or any picture's
    shaky      the camera trembles
    still      the picture stands: a recording that hangs, or nothing at all that moves
    hole       a variable-rate camera gave no picture for a while
    silent     nothing is heard in a file that has sound
    clipped    the sound is cut off at its loudest
    wind       wind in the microphone

Those of the picture are kept out of the selects; those of the sound are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from autoedit.analysis.focus import UNKNOWN
from autoedit.analysis.listen import SILENT_LUFS, Heard
from autoedit.analysis.series import RATE, Mask, Series, bridged, runs, smooth, spread
from autoedit.analysis.stills import frozen
from autoedit.analysis.watch import Watched
from autoedit.model.select import Defect, DefectKind
from autoedit.model.signal import Signal

BLACK_LUMA, BLACK_CONTRAST = 0.06, 0.12
DARK_LUMA, DARK_HIGHLIGHT = 0.10, 0.28
COVERED = 0.5
BLOWN_SHARE, BLOWN_LUMA = 0.45, 0.7  # of the picture at white
SUDDEN_SHARE, SUDDEN_MORE = 0.25, 0.2  # where the rest of the file has so much less: a jump of the exposure
WASHED_LUMA, WASHED_CONTRAST = 0.82, 0.16  # overexposed through haze or a dirty lens: bright and flat, not at white
# Widths of edges, sigma in small pixels. Sharp pictures of any camera measured 0.4 to 0.95, steady within a take to 0.1.
OWN_PERCENTILE = 25
WIDER, WIDER_BY = 1.35, 0.2  # than the shot's or the file's own
SOFT_WIDTH = 1.5
SHARP_WIDTH = 0.8  # no edges narrower than this are soft, whatever else the file has
SHARP_PERCENTILE, DULL_DB = 60, 4.5
LOST_DB, LEAST_CONTRAST = 7.0, 0.08
# A camera that moves smears what it sees over the time of exposure, half a frame; that is motion, not a lens out of focus.
EXPOSURE, SMEARED = 0.5, 2.0
SHAKY, SHAKY_RIM = 0.42, 0.25  # widths a second of trembling: a hand-held phone has about 0.05
LONGEST_STEP = Fraction(1, 5)  # between two frames of moving pictures
CLIPPED_SHARE, WINDY = 0.004, 0.5
SHORTEST = Fraction(1, 4)
LEAST: Mapping[DefectKind, Fraction] = {
    # A night between two fireworks is dark for a while, and they belong together.
    DefectKind.DARK: Fraction(3),
    DefectKind.SILENT: Fraction(2),
    DefectKind.CLIPPED: Fraction(3, 10),
    DefectKind.WIND: Fraction(2),
}
# Between two stretches of one fault so close it was never gone; a lens takes longer still to find its focus again.
GAP_SECONDS, FOCUS_SECONDS = 0.3, 0.8


def find_defects(watched: Watched, heard: Heard | None, times: Series, shake: Series) -> tuple[Defect, ...]:
    """All defects of a file, in order of time.

    Args:
        times: the seconds of an even series along the file.
        shake: the camera's trembling at those times, widths a second.
    """
    start = watched.shots[0].start
    masks = _seen(watched, times, shake) | (_heard(heard, times) if heard is not None else {})
    found = [
        Defect(kind=kind, start=start + first / RATE, end=start + last / RATE)
        for kind, mask in masks.items()
        for first, last in runs(bridged(mask, FOCUS_SECONDS if kind is DefectKind.SOFT else GAP_SECONDS))
        if (last - first) / RATE >= LEAST.get(kind, SHORTEST)
    ]
    found += [
        Defect(kind=DefectKind.STILL, start=first, end=last)
        for first, last in frozen(watched.signal("change"))
        if not any(other.kind is DefectKind.BLACK and first < other.end and other.start < last for other in found)
    ]
    return tuple(sorted([*found, *_holes(watched)], key=lambda defect: (defect.start, defect.kind)))


def _seen(watched: Watched, times: Series, shake: Series) -> dict[DefectKind, Mask]:
    """Where the picture has which fault."""
    at = {signal.name: signal.resampled(times) for signal in watched.signals}
    luma, contrast, blown = at["luma"], at["contrast"], at["blown"]
    black = (luma < BLACK_LUMA) & (contrast < BLACK_CONTRAST)
    dark = (luma < DARK_LUMA) & (at["highlight"] < DARK_HIGHLIGHT) & ~black
    covered = (at["covered"] >= COVERED) & ~black
    washed = (luma > WASHED_LUMA) & (contrast < WASHED_CONTRAST)
    sudden = (blown > SUDDEN_SHARE) & (blown > np.median(blown) + SUDDEN_MORE)
    # A page of text or a title on white is as white as it was made; but what is washed out may look as if it were drawn.
    white = (((blown > BLOWN_SHARE) & (luma > BLOWN_LUMA)) | washed) & (at["graphics"] < 0.5) | sudden
    # What shows no detail anyway has none to be soft in.
    return {
        DefectKind.BLACK: black,
        DefectKind.DARK: dark,
        DefectKind.COVERED: covered,
        DefectKind.BLOWN_OUT: white,
        DefectKind.SOFT: _soft(watched, times) & ~black & ~dark & ~covered & ~white,
        DefectKind.SHAKY: spread(shake > SHAKY, shake > SHAKY_RIM),
    }


def _soft(watched: Watched, times: Series) -> Mask:
    """Where even the sharpest edges are wide."""
    width = _held(watched.signal("edge_width"), times)
    speed = np.hypot(*(watched.signal(name).resampled(times) for name in ("camera_x", "camera_y")))
    is_known = (width != UNKNOWN) & (smooth(speed, 0.15) * 256 * EXPOSURE < SMEARED)
    of_file = np.full(len(times), _own(width[is_known]))
    own, most = of_file.copy(), _too_wide(of_file)
    for shot in watched.shots:
        inside = (times >= float(shot.start)) & (times < float(shot.end))
        level = _own(width[inside & is_known])
        # A shot that is soft all through is measured against the others.
        own[inside] = np.where(level <= most[inside], level, of_file[inside])
    # Blurred far enough, no edge stands out any more; then the loss of fine detail tells, where there is contrast to have some.
    sharpness, contrast = (watched.signal(name).resampled(times) for name in ("sharpness", "contrast"))
    least = max(LEAST_CONTRAST, float(np.median(contrast)) / 2)
    is_lost = (smooth(sharpness, 0.3) < np.median(sharpness) - LOST_DB) & (contrast > least)
    # Flames and smoke have wide edges by themselves, now wider, now less: a loss of focus costs fine detail everywhere.
    level = np.percentile(sharpness, SHARP_PERCENTILE)
    is_dull = smooth(sharpness, 0.3) < level - DULL_DB
    is_wide = ((width > np.maximum(_too_wide(own), SHARP_WIDTH)) & is_dull) | (width > SOFT_WIDTH)
    return np.asarray((is_known & is_wide) | ((width == UNKNOWN) & is_lost))


def _own(widths: Series) -> float:
    return float(np.percentile(widths, OWN_PERCENTILE)) if widths.size else SOFT_WIDTH


def _too_wide(own: Series) -> Series:
    return np.maximum(own * WIDER, own + WIDER_BY)


def _held(signal: Signal, times: Series) -> Series:
    """The measurement nearest to each time: values between a known and an unknown one would be neither."""
    seconds = signal.seconds
    if seconds.size == 0:
        return np.zeros(len(times))
    after = np.clip(np.searchsorted(seconds, times), 1, max(1, len(seconds) - 1))
    before = after - 1
    after = np.minimum(after, len(seconds) - 1)
    nearest = np.where(times - seconds[before] <= seconds[after] - times, before, after)
    return signal.values[nearest].astype(np.float64)


def _heard(heard: Heard, times: Series) -> dict[DefectKind, Mask]:
    """Where the sound has which fault."""
    return {
        DefectKind.SILENT: heard.loudness.resampled(times) < SILENT_LUFS,
        DefectKind.CLIPPED: heard.clipping.resampled(times) > CLIPPED_SHARE,
        DefectKind.WIND: heard.wind.resampled(times) > WINDY,
    }


def _holes(watched: Watched) -> list[Defect]:
    """Where a variable-rate camera gave no picture for a while: a frame that stands there looks like a fault."""
    steps = np.diff(watched.ticks)
    usual = int(np.median(steps)) if len(steps) else 0
    least = max(float(LONGEST_STEP), 3 * usual * float(watched.time_base))
    places = np.flatnonzero(steps * float(watched.time_base) > least).tolist()
    times = [(int(watched.ticks[place]), int(watched.ticks[place + 1])) for place in places]
    return [Defect(kind=DefectKind.HOLE, start=first * watched.time_base, end=last * watched.time_base) for first, last in times]
