"""A file's picture packets as its container tells them, without decoding: their times and sizes, and where decoding can begin."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One picture packet.

    ``tick`` is when its frame is shown, in the stream's time base, None when the container does not say; ``is_shown`` is false
    for what an edit list leaves out.
    """

    tick: int | None
    size: int
    is_key: bool
    is_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Packets:
    """A file's picture packets in decode order; ``base`` is what a tick lasts."""

    packets: tuple[Packet, ...]
    base: Fraction


class Groups:
    """The packets of a file in decode order, in groups that each begin with a key frame.

    Attributes:
        ticks: of every packet, int64 [packets], decode order.
        sizes: bytes, int64 [packets].
        starts: the packet that each group begins with, int64 [groups].
    """

    def __init__(self, packets: Sequence[Packet]) -> None:
        self.ticks = np.array([packet.tick if packet.tick is not None else 0 for packet in packets], np.int64)
        self.sizes = np.array([packet.size for packet in packets], np.int64)
        self.starts = np.flatnonzero([packet.is_key for packet in packets])
        ticks = [packet.tick for packet in packets]
        # Frames are told apart by their times, so a file whose times are not whole cannot be read in parts.
        self.is_whole = (
            len(self.starts) > 0
            and self.starts[0] == 0
            and None not in ticks
            and len(set(ticks)) == len(ticks)
            and all(packet.is_shown for packet in packets)
        )

    def apart(self, least: int) -> Groups:
        """The same packets in groups that begin at least so many ticks from one another."""
        starts = [int(self.starts[0])]
        for start in self.starts[1:].tolist():
            if self.ticks[start] - self.ticks[starts[-1]] >= least:
                starts.append(start)
        thinned = copy(self)
        thinned.starts = np.array(starts, np.int64)
        return thinned

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """The times of all frames in the order they are shown: int64 [packets]."""
        return np.sort(self.ticks)

    @cached_property
    def bounds(self) -> NDArray[np.int64]:
        """The first packet of each group, and the number of packets: int64 [groups + 1]."""
        return np.append(self.starts, len(self.ticks))

    def number(self, tick: int) -> int | None:
        """Which frame is shown at a time, counted from 0; None when there is none."""
        place = int(np.searchsorted(self.shown, tick))
        return place if place < len(self.shown) and self.shown[place] == tick else None

    def first_pair(self, group: int) -> int:
        """How many of a group's packets to decode for its key frame and the frame that is shown next."""
        first, end = int(self.bounds[group]), int(self.bounds[group + 1])
        later = np.where(self.ticks[first:end] > self.ticks[first], self.ticks[first:end], np.iinfo(np.int64).max)
        return int(later.argmin()) + 1

    def head(self, group: int, frames: int) -> int:
        """How many of a group's packets to decode for its first frames as they are shown."""
        first, end = int(self.bounds[group]), int(self.bounds[group + 1])
        ticks = self.ticks[first:end]
        own = np.flatnonzero(ticks >= ticks[0])
        wanted = own[np.argsort(ticks[own])][:frames]
        return int(wanted.max()) + 1
