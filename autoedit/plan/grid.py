"""Where a film may be cut, and which clips may lie between: cut points, and the slots from one to another.

With music the points are its beats (and hits, where its beat cannot be trusted), each crossed to the nearest frame from its own
exact time; a clip holds a musical number of beats. Without, points lie evenly close together, and the footage's own lulls decide
where within them a clip is cut.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from autoedit.model.music import SectionKind
from autoedit.model.time import nearest_frame
from autoedit.plan.bed import Bed, FilmBeat
from autoedit.plan.problem import Places
from autoedit.plan.style import Act, Style

PHRASE_BARS = 4
# How well a cut sits: where a section opens, on a downbeat, half way through a bar, on another beat, on a hit without a beat.
OPENING, DOWNBEAT, HALF_BAR, BEAT, HIT = 1.0, 0.85, 0.5, 0.25, 0.6
MOST_POINTS = 200  # of a film without music
GROWTH = 1.1  # from one length to the next
FARTHEST = 1.4  # octaves between what is wished and what is had
PASSED, PASSED_DROP = 1.0, 3.0  # what it costs not to cut where a section opens, and on the drop
MOST_BEATS = 6  # of a clip that its action may meet


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPoint:
    """A frame where a clip may give way to the next; without a beat at the film's ends and where there is no music."""

    frame: int
    beat: FilmBeat | None = None
    energy: float = 0.5
    sits: float = 0.0
    act: int = 0
    is_drop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a slot asks of its clip; slots of one shape are alike to it.

    Attributes:
        frames: how long it lasts.
        energy: of the music, or of the act.
        wish: how long a clip should last here, in seconds.
        beats: offsets in frames and strengths of the beats within, where the action may fall.
        sits: how well its first cut sits, less what its length passes over.
        has_music: whether cuts fall on music.
    """

    frames: int
    energy: float
    wish: float
    beats: tuple[tuple[int, float], ...] = ()
    sits: float = 0.0
    is_drop: bool = False
    is_first: bool = False
    is_last: bool = False
    has_music: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Cut points, and slots between them.

    Attributes:
        first, last: each slot's points, intp [slots], sorted by last.
        row: each slot's shape, intp [slots].
    """

    points: tuple[CutPoint, ...]
    first: Places
    last: Places
    row: Places
    shapes: tuple[Shape, ...]


def musical_grid(bed: Bed, style: Style, rate: Fraction, film_frames: int, stretch: Fraction, *, is_free: bool = False) -> Grid:
    """Points on the music's beats.

    Args:
        stretch: clips this much longer than the style wishes.
        is_free: allow clips of any length between beats.
    """
    points = _musical_points(bed, rate, film_frames)
    shortest, longest = nearest_frame(style.shortest_seconds, rate), nearest_frame(style.longest_seconds, rate)
    slots: list[tuple[int, int, Shape]] = []
    metre = max((beat.number for beat in bed.beats), default=4)
    for last in range(1, len(points)):
        for first in range(last - 1, -1, -1):
            frames = points[last].frame - points[first].frame
            if frames < (1 if is_free else shortest):
                continue
            if frames > longest and not is_free:
                break
            shape = _musical_shape(points, first, last, style, stretch)
            octaves = abs(math.log2(frames / float(rate) / shape.wish))
            is_musical = _is_musical(points, first, last, metre) and octaves <= FARTHEST
            if is_free or is_musical or first == 0 or last == len(points) - 1:
                slots.append((first, last, shape))
    return _grid(points, slots)


def even_grid(style: Style, rate: Fraction, film_frames: int, stretch: Fraction, *, is_fine: bool = False) -> Grid:
    """Points close together.

    Args:
        stretch: clips this much longer than the style wishes.
        is_fine: every frame is a point, and clips may be as short or long as they must.
    """
    step = 1 if is_fine else max(1, -(-film_frames // MOST_POINTS))
    frames = [*range(0, film_frames - step + 1, step), film_frames]
    frames = sorted(set(frames))
    drop = _drop_frame(style.acts, film_frames)
    points = [
        CutPoint(frame=frame, energy=energy, act=act, is_drop=drop is not None and frame <= drop < frame + step)
        for frame in frames
        for act, energy in [_act_at(style.acts, frame / film_frames)]
    ]
    shortest = nearest_frame(style.shortest_seconds, rate) if not is_fine else 1
    longest = nearest_frame(style.longest_seconds, rate) if not is_fine else film_frames
    counts = _growing(max(1, -(-shortest // step)), max(1, longest // step), 1.0 if is_fine else GROWTH)
    slots: list[tuple[int, int, Shape]] = []
    shapes: dict[tuple[object, ...], Shape] = {}
    for last in range(1, len(points)):
        # The film's last clip takes up what the step leaves over, and its first may be of any length.
        firsts = {last - count for count in counts} if last < len(points) - 1 else set(range(last))
        for first in sorted(firsts):
            length = points[last].frame - points[first].frame if first >= 0 else 0
            if not shortest <= length <= longest:
                continue
            shape = _even_shape(points, first, last, style, stretch)
            key = (length, shape.energy, shape.sits, shape.is_drop, shape.is_first, shape.is_last)
            slots.append((first, last, shapes.setdefault(key, shape)))
    return _grid(points, slots)


def only_slots(grid: Grid, keep: Sequence[bool]) -> Grid:
    """The grid with some of its slots."""
    chosen = np.flatnonzero(np.array(keep, bool))
    return replace(grid, first=grid.first[chosen], last=grid.last[chosen], row=grid.row[chosen])


def _grid(points: Sequence[CutPoint], slots: Sequence[tuple[int, int, Shape]]) -> Grid:
    ordered = sorted(slots, key=lambda slot: (slot[1], slot[0]))
    rows: dict[int, int] = {}
    shapes: list[Shape] = []
    for _, _, shape in ordered:
        if id(shape) not in rows:
            rows[id(shape)] = len(shapes)
            shapes.append(shape)
    table = np.array([(first, last, rows[id(shape)]) for first, last, shape in ordered], np.intp).reshape(-1, 3)
    return Grid(points=tuple(points), first=table[:, 0], last=table[:, 1], row=table[:, 2], shapes=tuple(shapes))


def _musical_points(bed: Bed, rate: Fraction, film_frames: int) -> list[CutPoint]:
    beats = [beat for beat in bed.beats if beat.time <= bed.last_hit]
    frames: dict[int, FilmBeat] = {}
    for beat in beats:
        frame = nearest_frame(beat.time, rate)
        # Two hits on one frame: the one that opens a section, or the stronger.
        if frame not in frames or _rank(beat) > _rank(frames[frame]):
            frames[frame] = beat
    drop = _drop(beats)
    opening = frames.pop(0, None)
    first_energy = opening.energy if opening else beats[0].energy if beats else 0.5
    points = [CutPoint(frame=0, beat=opening, energy=first_energy, sits=1.0)]
    metre = max((beat.number for beat in bed.beats), default=4)
    points += [
        CutPoint(frame=frame, beat=beat, energy=beat.energy, sits=_sits(beat, metre), is_drop=beat is drop)
        for frame, beat in sorted(frames.items())
        if 0 < frame < film_frames
    ]
    return [*points, CutPoint(frame=film_frames)]


def _rank(beat: FilmBeat) -> tuple[bool, float]:
    return beat.opens is not None, beat.strength


def _sits(beat: FilmBeat, metre: int) -> float:
    if beat.opens is not None:
        return OPENING
    if beat.number == 1:
        return DOWNBEAT
    if beat.number == 0:
        return HIT
    return HALF_BAR if metre % 2 == 0 and beat.number == metre // 2 + 1 else BEAT


def _is_musical(points: Sequence[CutPoint], first: int, last: int, metre: int) -> bool:
    """Whether a clip between two points holds one, two or three beats, half bars, or what a section or a lost beat leaves."""
    beats = [points[place].beat for place in (first, last)]
    if any(beat is None or beat.number == 0 or beat.opens is not None for beat in beats):
        return True
    count = last - first
    return count <= 3 or count % (metre // 2 if metre % 2 == 0 else metre) == 0


def _musical_shape(points: Sequence[CutPoint], first: int, last: int, style: Style, stretch: Fraction) -> Shape:
    here, frames = points[first], points[last].frame - points[first].frame
    inside = points[first + 1 : last]
    sits = here.sits - sum(PASSED for point in inside if point.beat and point.beat.opens is not None)
    sits -= sum(PASSED_DROP for point in inside if point.is_drop)
    # The cut itself is a beat too, for action that is there at once.
    near = [here, *inside] if here.beat is not None else list(inside)
    beats = [(point.frame - here.frame, _hit_strength(point)) for point in near if point.beat is not None]
    strongest = sorted(beats, key=lambda beat: (-beat[1], beat[0]))[:MOST_BEATS]
    return Shape(
        frames=frames,
        energy=here.energy,
        wish=float(style.wish(here.energy) * stretch),
        beats=tuple(sorted(strongest)),
        sits=sits,
        is_drop=here.is_drop,
        is_first=first == 0,
        is_last=last == len(points) - 1,
        has_music=True,
    )


def _hit_strength(point: CutPoint) -> float:
    """How much a blow is felt here: fully on a downbeat, less on another beat."""
    assert point.beat is not None, "a point with a strength has a beat"
    return 1.0 if point.beat.number <= 1 else 0.85 if point.sits >= HALF_BAR else 0.7


def _drop(beats: Sequence[FilmBeat]) -> FilmBeat | None:
    """Where the music is let loose: the first drop, else the greatest rise of energy."""
    opening = [beat for beat in beats if beat.opens is not None and beat.time > 0]
    named = [beat for beat in opening if beat.opens is SectionKind.DROP]
    if named:
        return named[0]
    rises = [(later.energy - earlier.energy, -number) for number, (earlier, later) in enumerate(pairwise(opening))]
    best = max(rises, default=(0.0, 0))
    return opening[1 - best[1]] if best[0] > 0.1 else None


def _act_at(acts: Sequence[Act], share: float) -> tuple[int, float]:
    """Which act a place in the film belongs to, and its energy there."""
    begun = 0.0
    for number, act in enumerate(acts):
        if share < begun + act.share or number == len(acts) - 1:
            within = min(1.0, max(0.0, (share - begun) / act.share))
            return number, round(act.energy[0] + (act.energy[1] - act.energy[0]) * within, 1)
        begun += act.share
    return 0, 0.5


def _drop_frame(acts: Sequence[Act], film_frames: int) -> int | None:
    begun = 0.0
    for act in acts:
        if act.is_drop:
            return round(begun * film_frames)
        begun += act.share
    return None


def _growing(first: int, last: int, growth: float) -> list[int]:
    counts = [first]
    while counts[-1] < last:
        counts.append(max(counts[-1] + 1, math.floor(counts[-1] * growth)))
    return [count for count in counts if count <= last] or [last]


def _even_shape(points: Sequence[CutPoint], first: int, last: int, style: Style, stretch: Fraction) -> Shape:
    here = points[first]
    inside = points[first + 1 : last]
    wish = style.wish(here.energy) if style.acts else style.usual_seconds
    return Shape(
        frames=points[last].frame - here.frame,
        energy=here.energy,
        wish=float(wish * stretch),
        sits=-sum(PASSED_DROP for point in inside if point.is_drop),
        is_drop=here.is_drop and first > 0,
        is_first=first == 0,
        is_last=last == len(points) - 1,
    )
