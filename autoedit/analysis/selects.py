"""Selects: within each shot, the moments that stand out, away from defects and from the shot's ends.

Each moment is a peak of the score, and its peak the instant of action, to a frame; around it the select reaches to the lulls
where a cut is least felt.
Peaks keep their distance, so that two selects are two moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from autoedit.analysis.groups import shot_looks
from autoedit.analysis.listen import SILENT_LUFS, Heard
from autoedit.analysis.scoring import Scores, score
from autoedit.analysis.series import RATE
from autoedit.analysis.speech import speech_ranges
from autoedit.analysis.watch import Watched
from autoedit.media.loudness import SILENCE_LUFS
from autoedit.model.select import Defect, Moments, Select, Speech
from autoedit.model.shot import BoundaryKind, Shot

# Next to a cut the encoder's ghost of the other shot and the operator's hand are seen.
EDGE = {BoundaryKind.EDGE: Fraction(1, 10), BoundaryKind.CUT: Fraction(1, 12)}
GRADUAL_EDGE = Fraction(1, 2)
DEFECT_MARGIN = Fraction(3, 20)
SHORTEST, LONGEST = Fraction(7, 10), Fraction(6)
# An action is understood when one sees it come, and what comes of it; where there is no room, as much as there is.
LEAD, FOLLOW = Fraction(1, 2), Fraction(7, 10)
# Between peaks: an instant of action may follow another soon; where little happens, one moment is like the next.
PEAK_DISTANCE, DULL_DISTANCE = Fraction(3, 2), Fraction(7, 2)
FULL_ACTION = 0.6
ACTION_WORTH = 3.0
# How far from its peak a moment may be cut, and how long a lull is the lowest.
REACH, LULL_SECONDS = Fraction(12), Fraction(2, 5)
# A moment worth a second look is judged over this long.
MOMENT = Fraction(1)


def find_selects(watched: Watched, heard: Heard | None, rotation: int = 0) -> Moments:
    """Choose the moments of one file.

    Args:
        rotation: degrees clockwise that turn the stored picture upright.
    """
    scores = score(watched, heard)
    said = speech_ranges(heard.speech) if heard is not None else ()
    selects = tuple(
        _spoken(select, said, scores) for shot in watched.shots for select in _in_shot(shot, scores, watched, heard, rotation)
    )
    return Moments(
        boundaries=watched.boundaries,
        shots=watched.shots,
        selects=selects,
        defects=scores.defects,
        damage=watched.damage,
        looks=shot_looks(watched),
        speech=said,
    )


def _spoken(select: Select, said: Sequence[Speech], scores: Scores) -> Select:
    """The select with what is said around it, and where it may be cut without breaking that."""
    lulls = tuple(lull for lull in _lulls(select, scores) if not any(speech.start < lull < speech.end for speech in said))
    return replace(select, speech=_between(said, select.in_limit, select.out_limit), lulls=lulls)


def _lulls(select: Select, scores: Scores) -> list[Fraction]:
    """Where least goes on around: local lows of the stir, the select's own ends among them."""
    low, high = max(select.in_limit, select.peak - REACH), min(select.out_limit, select.peak + REACH)
    first, last = scores.place(low), scores.place(high)
    near = round(LULL_SECONDS * RATE)
    found = {select.start, select.end}
    for place in range(first, last + 1):
        around = scores.stir[max(first, place - near) : min(last, place + near) + 1]
        # Of equals the first: a still stretch has one low, not hundreds.
        if scores.stir[place] == around.min() and int(around.argmin()) == min(near, place - first):
            found.add(min(max(scores.time(place), low), high))
    return sorted(found)


def _in_shot(shot: Shot, scores: Scores, watched: Watched, heard: Heard | None, rotation: int) -> list[Select]:
    found = [
        _select(shot, limits, peak, others, scores, watched, heard, rotation)
        for limits in _usable(shot, scores.defects)
        for others in [_peaks(limits, scores)]
        for peak in others
    ]
    return [replace(select, id=f"{shot.id}.{number}") for number, select in enumerate(found, start=1)]


def _usable(shot: Shot, defects: Sequence[Defect]) -> list[tuple[Fraction, Fraction]]:
    """What is left of a shot without its ends and what spoils its picture, in stretches long enough to use."""
    start = shot.start + EDGE.get(shot.opens, GRADUAL_EDGE)
    end = shot.end - EDGE.get(shot.closes, GRADUAL_EDGE)
    left = []
    for defect in sorted(defects, key=lambda defect: defect.start):
        if not defect.kind.is_seen or defect.end <= shot.start or defect.start >= shot.end:
            continue
        left.append((start, defect.start - DEFECT_MARGIN))
        start = max(start, defect.end + DEFECT_MARGIN)
    left.append((start, end))
    return [(first, last) for first, last in left if last - first >= SHORTEST]


def _peaks(limits: tuple[Fraction, Fraction], scores: Scores) -> list[Fraction]:
    """The best instants inside the limits, each at least PEAK_DISTANCE from the others, in order of time."""
    # A moment needs some room on both sides; every stretch has that much.
    first = scores.place(limits[0] + SHORTEST / 3)
    last = max(scores.place(limits[1] - SHORTEST / 3), first + 1)
    # Longer than the file, it would make the sums longer than the file too.
    width = min(max(1, round(MOMENT * RATE)), len(scores.total))
    # What surrounds an instant counts with it, but an instant of action comes before any long stretch of bustle.
    usual = np.convolve(scores.total + 0.5 * scores.stir, np.ones(width) / width, "same")
    worth = (usual + ACTION_WORTH * scores.action.total)[first:last].copy()
    peaks: list[Fraction] = []
    while worth.size and np.isfinite(worth.max()):
        place = first + int(worth.argmax())
        near = max(first, place - width // 2), min(last, place + width // 2 + 1)
        peak = min(max(scores.action.instant(*near), limits[0]), limits[1] - 1 / RATE)
        # An instant at the rim of its moment may lie next to a better one's.
        if all(abs(peak - other) >= PEAK_DISTANCE * Fraction(3, 4) for other in peaks):
            peaks.append(peak)
        stirring = min(1.0, float(scores.action.total[near[0] : near[1]].max()) / FULL_ACTION)
        apart = round(float(RATE) * (stirring * float(PEAK_DISTANCE) + (1 - stirring) * float(DULL_DISTANCE)))
        for middle in (place - first, scores.place(peak) - first):
            worth[max(0, middle - apart) : max(0, middle + apart + 1)] = -np.inf
    return sorted(peaks)


def _select(
    shot: Shot,
    limits: tuple[Fraction, Fraction],
    peak: Fraction,
    peaks: Sequence[Fraction],
    scores: Scores,
    watched: Watched,
    heard: Heard | None,
    rotation: int,
) -> Select:
    earlier = max((other for other in peaks if other < peak), default=None)
    later = min((other for other in peaks if other > peak), default=None)
    earliest = max(limits[0], (earlier + peak) / 2 if earlier is not None else limits[0], peak - LONGEST / 2)
    latest = min(limits[1], (later + peak) / 2 if later is not None else limits[1], peak + LONGEST / 2)
    start = min(_lull(earliest, peak - LEAD, scores), peak)
    end = max(_lull(peak + FOLLOW, latest, scores), peak + 1 / RATE)
    start, end = max(start, earliest), min(end, latest)
    first, last = scores.place(start), max(scores.place(end), scores.place(start) + 1)
    parts = {name: round(float(series[first:last].mean()), 3) for name, series in sorted(scores.parts.items())}
    # A moment is as good as its best second, more than as its average.
    at_peak = scores.total[max(first, scores.place(peak) - 10) : scores.place(peak) + 10]
    return Select(
        id=shot.id,
        shot=shot.id,
        start=start,
        end=end,
        peak=peak,
        in_limit=limits[0],
        out_limit=limits[1],
        score=round(float(0.5 * scores.total[first:last].mean() + 0.5 * at_peak.mean()), 4),
        parts=parts,
        look=_look(watched, peak),
        loudness=_loudness(heard, start, end),
        heading=_heading(scores, first, last, rotation),
    )


def _lull(first: Fraction, last: Fraction, scores: Scores) -> Fraction:
    """The calmest instant between two; when there is no room the middle of them, for the caller to bound."""
    from_place, to_place = scores.place(first), scores.place(last)
    if to_place <= from_place:
        return (first + last) / 2
    return scores.time(from_place + int(scores.stir[from_place : to_place + 1].argmin()))


def _between(said: Sequence[Speech], first: Fraction, last: Fraction) -> tuple[Speech, ...]:
    return tuple(speech for speech in said if speech.start < last and speech.end > first)


def _loudness(heard: Heard | None, start: Fraction, end: Fraction) -> float | None:
    """The energy mean of momentary loudness over the select; None where it is as good as silent."""
    if heard is None or heard.is_silent:
        return None
    seconds = heard.loudness.seconds
    inside = heard.loudness.values[(seconds >= float(start)) & (seconds < float(end))].astype(np.float64)
    level = 10 * np.log10(np.mean(10 ** (inside / 10))) if inside.size else SILENCE_LUFS
    return round(float(level), 1) if level > SILENT_LUFS else None


def _heading(scores: Scores, first: int, last: int, rotation: int) -> tuple[float, float]:
    """The camera's mean motion, as the picture is shown."""
    across, down = (float(series[first:last].mean()) for series in scores.pan)
    for _ in range(rotation // 90 % 4):
        across, down = -down, across
    return round(across, 3) + 0.0, round(down, 3) + 0.0


def _look(watched: Watched, time: Fraction) -> tuple[float, ...]:
    ticks = watched.look_ticks * float(watched.time_base)
    nearest = int(np.abs(ticks - float(time)).argmin())
    return tuple(round(float(value), 3) for value in watched.looks[nearest])
