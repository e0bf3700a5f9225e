"""Take groups: shots that show one view, filmed again or copied, are takes of it and share a name.

A take is a shot, by its looks along the way. Two takes are of one view when half the looks of the one and a quarter of the
other's are found again in the other: retakes differ in what happens, and a copy may be shortened, but a walk that passes a
door is no take of the door. Looks are compared in all four turns, since a copy may have lost or gained its rotation. Groups
form around the take that has the most others like it (Butina 1999), so that no chain of likenesses runs through an event.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.looks import DIRECTIONS, GRID, LAYOUTS, LENGTH, is_plain, turned
from autoedit.model.select import Moments

if TYPE_CHECKING:
    from autoedit.analysis.watch import Watched

# Twice what two encodings of one picture differ by, and below what another person in the same place does (see looks).
ALIKE = 0.04
SAME = 0.015  # looks of one take that are closer say the same
MOST_OF_ONE, SOME_OF_OTHER = 0.5, 0.25
MOST_LOOKS = 24  # of a shot
ROUNDING = 1e-5  # of float32 sums
# The places of a grid of four by four that a turn takes to one another.
RINGS = ((0, 3, 12, 15), (1, 2, 4, 7, 8, 11, 13, 14), (5, 6, 9, 10))


def shot_looks(watched: Watched) -> dict[str, tuple[tuple[float, ...], ...]]:
    """What each shot looks like along its way: once a second, less often in a long one."""
    times = watched.look_ticks * float(watched.time_base)
    looks = {}
    for shot in watched.shots:
        inside = np.flatnonzero((times >= float(shot.start)) & (times < float(shot.end)))
        count = min(max(2, math.ceil(shot.duration)), MOST_LOOKS)
        spread = inside[np.unique(np.linspace(0, len(inside) - 1, count).round().astype(int))] if len(inside) else inside
        looks[shot.id] = tuple(tuple(round(float(value), 3) for value in watched.looks[place]) for place in spread)
    return looks


def grouped(files: Sequence[Moments]) -> tuple[Moments, ...]:
    """The moments of each file, their selects with the names of their take groups (see ``take_groups``)."""
    return tuple(with_groups(moments, names) for moments, names in zip(files, take_groups(files), strict=True))


def with_groups(moments: Moments, names: Mapping[str, str]) -> Moments:
    """One file's moments, their selects with the take groups of their shots."""
    selects = moments.selects
    grouped = ((select, names.get(select.shot)) for select in selects)
    return replace(
        moments, selects=tuple(select if select.group == name else replace(select, group=name) for select, name in grouped)
    )


def take_groups(files: Sequence[Moments]) -> tuple[Mapping[str, str], ...]:
    """The name of the take group that each shot belongs to, file by file; a take that is alone has none.

    Which takes go together does not depend on the order of the files; groups are numbered as they first come.
    """
    takes = _takes(files)
    leaders = _leaders([_Take(looks) for looks in takes.values()])
    sizes, names = Counter(leaders), dict[int, str]()
    for leader in leaders:
        if sizes[leader] > 1:
            names.setdefault(leader, f"take-{len(names) + 1:02d}")
    found: list[dict[str, str]] = [{} for _ in files]
    for (place, shot), leader in zip(takes, leaders, strict=True):
        if leader in names:
            found[place][shot] = names[leader]
    return tuple(found)


@dataclass(frozen=True)
class _Take:
    """A take by its looks along the way, float32 [n, 112]."""

    way: NDArray[np.float32]

    @cached_property
    def looks(self) -> NDArray[np.float32]:
        """The looks that differ: a camera that stands sees one view for an hour."""
        kept: list[NDArray[np.float32]] = []
        for look in self.way:
            if not kept or np.abs(np.array(kept) - look).mean(axis=1).min() > SAME:
                kept.append(look)
        return np.array(kept)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Each look's share of the way."""
        nearest = [int(np.abs(self.looks - look).mean(axis=1).argmin()) for look in self.way]
        return np.bincount(nearest, minlength=len(self.looks)) / len(nearest)

    @cached_property
    def turned(self) -> NDArray[np.float32]:
        """The looks in all four turns, float32 [4 * n, 112]."""
        return np.array([turned(look, turns) for turns in range(4) for look in self.looks])

    @cached_property
    def marks(self) -> NDArray[np.float32]:
        """What no turn changes: the sums of corners, edges and centre, of crossing directions together. float32 [looks, 15]."""
        layouts = self.looks.reshape(-1, LAYOUTS, GRID * GRID)
        crossing = layouts[:, 3:].reshape(-1, 2, DIRECTIONS // 2, GRID * GRID).sum(axis=1)
        parts = np.concatenate([layouts[:, :3], crossing], axis=1)
        sums = np.concatenate([parts[..., ring].sum(axis=2) for ring in RINGS], axis=1)
        return np.asarray(sums / LENGTH, np.float32)

    def is_alike(self, other: _Take) -> bool:
        """Whether both are takes of one view."""
        from scipy.spatial.distance import cdist

        # One call for all pairs: a large library has millions.
        near = cdist(self.looks, other.turned, "cityblock").reshape(len(self.looks), 4, -1) < ALIKE * LENGTH
        ours = near.any(axis=2).T @ self.weights
        theirs = near.any(axis=0) @ other.weights
        return bool(((np.minimum(ours, theirs) >= SOME_OF_OTHER) & (np.maximum(ours, theirs) >= MOST_OF_ONE)).any())


def _takes(files: Sequence[Moments]) -> Mapping[tuple[int, str], NDArray[np.float32]]:
    """The looks of each shot that has selects, by file and shot; shots without a look to know them by are left out."""
    takes = {}
    for place, moments in enumerate(files):
        for shot in dict.fromkeys(select.shot for select in moments.selects):
            known = [look for look in moments.looks.get(shot, ()) if len(look) == LENGTH and not is_plain(look)]
            if known:
                takes[place, shot] = np.array(known, np.float32)
    return takes


def _leaders(takes: Sequence[_Take]) -> list[int]:
    """For each take the one that its group formed around; itself when it is alone."""
    alike = _alike(takes)
    content = [take.way.tobytes() for take in takes]
    leaders = list(range(len(takes)))
    free = set(leaders)
    for place in sorted(leaders, key=lambda place: (-len(alike[place]), content[place])):
        if place in free:
            members = {place, *alike[place]} & free
            free -= members
            for member in members:
                leaders[member] = place
    return leaders


def _alike(takes: Sequence[_Take]) -> list[set[int]]:
    """The takes that are like each take."""
    alike: list[set[int]] = [set() for _ in takes]
    if not takes:
        return alike
    from scipy.spatial import cKDTree

    tree = cKDTree(np.concatenate([take.marks for take in takes]))
    owners = np.repeat(np.arange(len(takes)), [len(take.marks) for take in takes])
    for place, take in enumerate(takes):
        # Sums cannot differ by more than what they are the sums of: most takes are told apart by fifteen numbers.
        may_be = tree.query_ball_point(take.marks, ALIKE + ROUNDING, p=1)
        for other in np.unique(owners[np.concatenate(may_be).astype(np.intp)]).tolist():
            if other > place and take.is_alike(takes[other]):
                alike[place].add(other)
                alike[other].add(place)
    return alike
