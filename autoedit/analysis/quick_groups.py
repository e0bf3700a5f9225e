"""Which groups of pictures a quick pass has to read: where the colours of neighbouring key frames differ, and where much happens.

A shot keeps its colours while camera and subject move; another shot seldom has the same. So the distance of colour histograms
tells cuts from motion where a difference of pictures does not (Swain and Ballard 1991). Packet sizes do not tell: coded at a
camera's constant high rate, a cut is no larger than its neighbours (measured: 1.03 to 1.1 of the usual, motion up to 1.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from autoedit.media.packets import Groups

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame

Colours = NDArray[np.float32]

BINS = 8  # for each of brightness and the two colour differences
# Shares of the picture whose colours differ. Between key frames a second apart, measured: 0.06 in the middle, 0.24 at most in 99
# of 100 within takes; 0.18 at least across cuts.
OTHER_SHOT = 0.14
ABOVE_USUAL = 1.5  # times what is usual around: in a fast pan every key frame differs from the last
SURELY_OTHER = 0.35  # however usual: in an edited film every key frame may be of another shot
NEIGHBOURS = 4
LONGEST_SECONDS = 4.0  # a longer group tells too little of what lies inside
# Of the cost of reading the whole file. What has to be read for boundaries beside the key frames: with more, whole is safer.
MOST_COST = 0.45
# All together: as long as there is room, the groups where most happens are read too.
ACTION_COST = 0.18


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Groups by number: those that may hold a boundary, and those where much happens."""

    suspicious: frozenset[int]
    active: frozenset[int]

    @property
    def groups(self) -> frozenset[int]:
        """All of them."""
        return self.suspicious | self.active


def colours_of(frame: SmallFrame) -> Colours:
    """A frame's colours: the share of the picture in each of the bins, float32 [512]."""
    import cv2

    planes = [frame.half, *frame.chroma]
    size = planes[1].shape[1], planes[1].shape[0]
    if planes[0].shape != planes[1].shape:
        planes[0] = np.asarray(cv2.resize(planes[0], size, interpolation=cv2.INTER_AREA), np.uint8)
    # Colour differences of real pictures use the middle half of their range.
    counts = cv2.calcHist(planes, [0, 1, 2], None, [BINS] * 3, [0, 256, 64, 192, 64, 192]).ravel()
    return np.asarray(counts / planes[0].size, np.float32)


def distance(one: Colours, other: Colours) -> float:
    """The share of the picture whose colours differ, 0..1."""
    return 1 - float(np.minimum(one, other).sum())


def costs(groups: Groups) -> NDArray[np.float64]:
    """What decoding each group costs, as a share of the whole file: half by frames, half by bytes."""
    frames = np.diff(groups.bounds) / len(groups.ticks)
    size = np.add.reduceat(groups.sizes, groups.starts) / groups.sizes.sum()
    return np.asarray((frames + size) / 2, np.float64)


def chosen(groups: Groups, colours: Sequence[Colours], action: NDArray[np.float64], spent: float, base: float) -> Chosen | None:
    """The groups to read, or None when a quick pass would read too much.

    Args:
        groups: the file's.
        colours: of each group's key frame.
        action: of each group.
        spent: what the key frames have cost.
        base: seconds a tick.
    """
    cost = costs(groups)
    suspicious = frozenset(np.flatnonzero(_is_suspicious(groups, colours, base)).tolist())
    needed = sum(cost[group] for group in suspicious)
    if needed > MOST_COST:
        return None
    spent += needed
    active = set()
    for group in np.argsort(-action, kind="stable").tolist():
        if group in suspicious or spent + cost[group] > ACTION_COST:
            continue
        active.add(group)
        spent += cost[group]
    return Chosen(suspicious=suspicious, active=frozenset(active))


def _is_suspicious(groups: Groups, colours: Sequence[Colours], base: float) -> NDArray[np.bool_]:
    steps = np.array([distance(one, other) for one, other in pairwise(colours)])
    usual = np.array([np.percentile(steps[max(0, k - NEIGHBOURS) : k + NEIGHBOURS + 1], 25) for k in range(len(steps))])
    ends = np.append(groups.ticks[groups.starts[1:]], groups.shown[-1])
    lasting = (ends - groups.ticks[groups.starts]) * base
    # Nothing follows the last group by which to judge it.
    return np.append(steps > np.clip(ABOVE_USUAL * usual, OTHER_SHOT, SURELY_OTHER), True) | (lasting > LONGEST_SECONDS)
