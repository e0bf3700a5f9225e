"""In what ways a film may be cut up, the style's own first: what is tried when the footage cannot fill it as wished.

Shorter and longer clips come first, then clips of any length between beats, and last clips as long as the footage happens to be,
which no longer keep to the beat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from autoedit.model.time import nearest_frame
from autoedit.plan.bed import Bed
from autoedit.plan.candidate import Candidate
from autoedit.plan.coverage import Takes
from autoedit.plan.grid import CutPoint, Grid, Shape, even_grid, musical_grid
from autoedit.plan.problem import Pick, Picks
from autoedit.plan.style import Style

STRETCHES = (Fraction(1), Fraction(7, 4), Fraction(3, 5))
MORE_FITTED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A grid, and where the footage leaves no choice a film to begin with.

    ``shortest`` is how many frames a clip beside one that a person placed lasts at least.
    """

    grid: Grid
    start: Picks | None = None
    is_on_grid: bool = True
    shortest: int = 1


def attempts(
    bed: Bed | None, usable: Sequence[Candidate], style: Style, rate: Fraction, film_frames: int, stretch: Fraction, takes: Takes
) -> Iterator[Attempt]:
    """Ways to cut the film, one after the other."""
    for factor in STRETCHES:
        grid = wished_grid(bed, style, rate, film_frames, stretch * factor)
        yield Attempt(grid=grid, shortest=nearest_frame(style.shortest_seconds, rate))
    if bed is not None:
        yield Attempt(grid=musical_grid(bed, style, rate, film_frames, stretch, is_free=True))
    yield from _fitted(usable, style, rate, film_frames, takes, is_on_grid=bed is None)


def wished_grid(bed: Bed | None, style: Style, rate: Fraction, film_frames: int, stretch: Fraction) -> Grid:
    """The style's own way to cut a film."""
    if bed is not None:
        grid = musical_grid(bed, style, rate, film_frames, stretch)
        # Music without enough to cut on (a pad, a drone) lies under a film that is cut by its footage.
        if style.needs_music or _is_enough(grid, style, rate):
            return grid
    return even_grid(style, rate, film_frames, stretch)


def _is_enough(grid: Grid, style: Style, rate: Fraction) -> bool:
    frames = [point.frame for point in grid.points]
    widest = max(later - earlier for earlier, later in pairwise(frames))
    return Fraction(widest) / rate <= style.longest_seconds


def _fitted(
    usable: Sequence[Candidate], style: Style, rate: Fraction, film_frames: int, takes: Takes, *, is_on_grid: bool
) -> Iterator[Attempt]:
    """Slots in proportion to the room of the roomiest stretches of footage: as few as fill the film, then a few more."""
    roomy = _roomiest(usable, takes)
    rooms = [usable[place].room_frames(rate) for place in roomy]
    enough = next((count for count in range(1, len(rooms) + 1) if sum(rooms[:count]) >= film_frames), None)
    if enough is None:
        return
    for count in range(enough, min(len(roomy), enough + MORE_FITTED) + 1):
        places = sorted(roomy[:count])
        lengths = _shared([usable[place].room_frames(rate) for place in places], film_frames)
        chosen = [(place, length) for place, length in zip(places, lengths, strict=True) if length > 0]
        grid = chain_grid([length for _, length in chosen], style, rate)
        start = tuple(Pick(slot=slot, candidate=place) for slot, (place, _) in enumerate(chosen))
        yield Attempt(grid=grid, start=start, is_on_grid=is_on_grid)


def chain_grid(lengths: Sequence[int], style: Style, rate: Fraction) -> Grid:
    """A grid of one chain of slots."""
    edges = np.concatenate([[0], np.cumsum(lengths)])
    shapes = tuple(
        Shape(
            frames=length,
            energy=0.5,
            wish=float(min(style.usual_seconds, length / rate)),
            is_first=slot == 0,
            is_last=slot == len(lengths) - 1,
        )
        for slot, length in enumerate(lengths)
    )
    places = np.arange(len(lengths))
    return Grid(
        points=tuple(CutPoint(frame=int(edge)) for edge in edges), first=places, last=places + 1, row=places, shapes=shapes
    )


def _roomiest(usable: Sequence[Candidate], takes: Takes) -> list[int]:
    """One candidate of each stretch of footage (and of each take group), a person's wishes and the longest stretch first."""
    ranked = sorted(range(len(usable)), key=lambda place: (usable[place].wish is None, -usable[place].room, place))
    stretches: dict[object, int] = {}
    groups: set[str] = set()
    for place in ranked:
        candidate = usable[place]
        group = candidate.select.group if takes is Takes.SINGLE else None
        key = (candidate.order, candidate.select.in_limit)
        if key not in stretches and (group is None or group not in groups):
            stretches[key] = place
            groups |= {group} if group is not None else set()
    return list(stretches.values())


def _shared(rooms: Sequence[int], film_frames: int) -> list[int]:
    """Lengths in proportion to the rooms, whose sum is the film's: largest remainders get what is left."""
    total = sum(rooms)
    shares = [Fraction(room * film_frames, total) for room in rooms]
    lengths = [share.__floor__() for share in shares]
    left = film_frames - sum(lengths)
    order = sorted(range(len(rooms)), key=lambda place: (lengths[place] - shares[place], place))
    for place in order[:left]:
        lengths[place] += 1
    return lengths


def with_points(grid: Grid, frames: Sequence[int], shortest: int = 1) -> Grid:
    """The grid with cut points at these frames, and slots that end and begin there.

    Args:
        shortest: of the slots that begin or end elsewhere, in frames; from one of these frames to another they may be shorter.
    """
    if not frames:
        return grid
    known = {point.frame for point in grid.points}
    new = sorted(set(frames) - known)
    points = sorted(
        [*grid.points, *(CutPoint(frame=frame, energy=_energy_at(grid, frame)) for frame in new)], key=lambda p: p.frame
    )
    place_of = {point.frame: place for place, point in enumerate(points)}
    old = [place_of[point.frame] for point in grid.points]
    slots = [
        (old[int(first)], old[int(last)], grid.shapes[int(row)])
        for first, last, row in zip(grid.first, grid.last, grid.row, strict=True)
    ]
    template, had = grid.shapes[0], {(first, last) for first, last, _ in slots}
    open_places = {place_of[frame] for frame in frames}
    for first in range(len(points)):
        for last in range(first + 1, len(points)):
            is_open = first in open_places or last in open_places
            is_long = points[last].frame - points[first].frame >= shortest or {first, last} <= open_places | {0, len(points) - 1}
            if is_open and is_long and (first, last) not in had:
                slots += [(first, last, _between(points, first, last, template))]
    return _regrid(points, slots)


def _between(points: Sequence[CutPoint], first: int, last: int, template: Shape) -> Shape:
    here = points[first]
    near = [point for point in points[first:last] if point.beat is not None]
    beats = tuple((point.frame - here.frame, 1.0 if point.beat and point.beat.number <= 1 else 0.7) for point in near)
    return replace(
        template,
        frames=points[last].frame - here.frame,
        energy=here.energy,
        beats=beats[:8] if template.has_music else (),
        sits=here.sits,
        is_drop=here.is_drop,
        is_first=first == 0,
        is_last=last == len(points) - 1,
    )


def _energy_at(grid: Grid, frame: int) -> float:
    return [point.energy for point in grid.points if point.frame <= frame][-1]


def _regrid(points: Sequence[CutPoint], slots: Sequence[tuple[int, int, Shape]]) -> Grid:
    ordered = sorted(slots, key=lambda slot: (slot[1], slot[0]))
    shapes = tuple(shape for _, _, shape in ordered)
    table = np.array([(first, last, row) for row, (first, last, _) in enumerate(ordered)], np.intp).reshape(-1, 3)
    return Grid(points=tuple(points), first=table[:, 0], last=table[:, 1], row=table[:, 2], shapes=shapes)
