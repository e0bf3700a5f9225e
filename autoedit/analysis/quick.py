"""The quick pass, for long libraries of raw camera footage: key frames first, every frame only where it matters.

First the key frames, and now and then the frame after one, are decoded: they give pictures, colours and motion all along the
file. Then the groups of pictures where the colours change are read frame by frame for boundaries, each only until it looks like
the next key frame, and those where most happens for the instant of action. Last, where a change lies so near to its group's
start that nothing was seen before it, the group before is read too. Frames keep the numbers and times that they have in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries import PIECES, Boundaries
from autoedit.analysis.frame import SmallFrame
from autoedit.analysis.observers import EveryFrame, NowAndThen, Series
from autoedit.analysis.quick_groups import OTHER_SHOT, Colours, chosen, colours_of, distance
from autoedit.analysis.watch import Watched, watched_of
from autoedit.media.damage import Damage
from autoedit.media.decode import picture_packets, pictures_of
from autoedit.media.packets import Groups
from autoedit.media.shrink import shrinker
from autoedit.model.media import Media, VideoStream
from autoedit.model.shot import Boundary

GROUP_SECONDS = 0.45  # key frames nearer to each other than this are not all looked at
PAIR_SECONDS = 1.4  # from one measurement of motion to the next, at least
# What has to be seen before and after a change: most of what the decision about a boundary looks at.
BEFORE_SECONDS, AFTER_SECONDS = 0.2, 0.45
# A frame that is nearer than this to the next key frame shows what that shows.
SAME_SHOT = 0.75 * OTHER_SHOT
FEWEST_FRAMES = 6  # in a group: below, nearly every frame is a key frame and reading in parts saves nothing
MOST_HELD = 1000  # small pictures (80 kB each) kept until the group before theirs is read; beyond, they are decoded again


# A frame's number and its small picture.
_Numbered = tuple[int, NDArray[np.uint8]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Film:
    """What every pass needs to know of a file.

    Attributes:
        keys: the numbers of the key frames that begin the groups, int64 [groups].
        times: of all its frames, by number.
    """

    media: Media
    video: VideoStream
    detector: str
    threads: int
    groups: Groups
    base: Fraction
    keys: NDArray[np.int64]
    times: Sequence[Fraction]
    damage: Damage

    @property
    def before(self) -> int:
        """Frames that have to be seen before a change."""
        return max(4, round(BEFORE_SECONDS * float(self.video.rate)))

    @property
    def after(self) -> int:
        """Frames that have to be seen after a change."""
        return max(4, round(AFTER_SECONDS * float(self.video.rate)))

    def group(self, number: int) -> int:
        """The group that a frame belongs to."""
        return int(np.searchsorted(self.keys, number, "right")) - 1

    def frames(self, wanted: NDArray[np.bool_]) -> Iterator[_Numbered]:
        """The wanted frames."""
        shrink = shrinker(self.video)
        for picture in pictures_of(self.media, wanted, threads=self.threads, damage=self.damage):
            number = self.groups.number(picture.tick)
            if number is not None:
                yield number, shrink(picture.frame)


@dataclass(slots=True)
class _Findings:
    """What a pass over some groups found: ``ranges`` of frames, the boundaries in them, the measurements.

    Groups that change too near to their start are ``early``; the pictures of some are ``held``.
    """

    ranges: list[range] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    dense: EveryFrame = field(default_factory=EveryFrame)
    early: set[int] = field(default_factory=set)
    held: dict[int, list[_Numbered]] = field(default_factory=dict)


def watch_in_part(media: Media, detector: str, *, threads: int, report: Callable[[float], None] | None) -> Watched | None:
    """Watch a file in part; None when it has to be watched whole."""
    if media.video is None:
        return None
    film = _film(media, media.video, detector, threads)
    if film is None:
        return None
    sampled, sparse, colours, spent = _sample(film, report)
    if len(colours) < len(film.groups):
        return None
    numbers, actions = sampled["action"]
    action = np.interp(film.keys, numbers, actions.astype(np.float64))
    choice = chosen(film.groups, colours, action, spent, float(film.base))
    if choice is None:
        return None
    found = _read(film, choice.groups, choice.suspicious, colours, report)
    again = _read_before(film, found) if found.early else _Findings()
    boundaries = [boundary for boundary in found.boundaries if not any(boundary.first_frame in frames for frames in again.ranges)]
    return watched_of(
        media.video,
        film.base,
        film.groups.shown,
        tuple(sorted([*boundaries, *again.boundaries], key=lambda boundary: boundary.first_frame)),
        _merged(sampled, found.dense.measured(), again.dense.measured()) | sparse.measured(),
        sparse.looks,
        film.damage,
    )


def _film(media: Media, video: VideoStream, detector: str, threads: int) -> _Film | None:
    """The file as it can be read in part; None when it cannot, or when that would save nothing."""
    found = picture_packets(media)
    base = found.base
    groups = Groups(found.packets)
    if not groups.is_whole:
        return None
    groups = groups.apart(round(GROUP_SECONDS / base))
    if len(groups) < 3 or len(groups.ticks) / len(groups) < FEWEST_FRAMES:
        return None
    return _Film(
        media=media,
        video=video,
        detector=detector,
        threads=threads,
        groups=groups,
        base=base,
        keys=np.searchsorted(groups.shown, groups.ticks[groups.starts]),
        times=[int(tick) * base for tick in groups.shown],
        damage=Damage(),
    )


def _sample(film: _Film, report: Callable[[float], None] | None) -> tuple[Series, NowAndThen, list[Colours], float]:
    """Key frames, and frames after them for motion: measurements, the keys' colours, and the share of the file's cost."""
    groups = film.groups
    wanted = np.zeros(len(groups.ticks), bool)
    last = -PAIR_SECONDS
    pairs = set()
    for group, first in enumerate(groups.starts.tolist()):
        wanted[first] = True
        seconds = float(groups.ticks[first] * film.base)
        if seconds - last >= PAIR_SECONDS:
            last = seconds
            wanted[first : first + groups.first_pair(group)] = True
            pairs.add(group)
    dense, sparse, colours = EveryFrame(), NowAndThen(film.video), []
    keys = {int(number): group for group, number in enumerate(film.keys)}
    key: SmallFrame | None = None
    for number, planes in film.frames(wanted):
        if number in keys:
            key = SmallFrame(number, planes)
            colours.append(colours_of(key))
            sparse.see(key)
            if keys[number] in pairs:
                dense.see(key)
            if report is not None:
                report(0.4 * float(film.times[number] - film.video.start))
        elif key is not None and number == key.number + 1:
            dense.see(SmallFrame(number, planes, key))
            key = None
    spent = (wanted.mean() + groups.sizes[wanted].sum() / groups.sizes.sum()) / 2
    return dense.measured(), sparse, colours, float(spent)


def _read(
    film: _Film,
    wanted_groups: frozenset[int],
    suspicious: frozenset[int],
    colours: list[Colours],
    report: Callable[[float], None] | None,
) -> _Findings:
    """Read groups frame by frame; a suspicious one only until it looks like what follows."""
    groups = film.groups
    wanted = _packets_of(film, wanted_groups, suspicious)
    found = _Findings()
    for run, frame in _in_runs(film, film.frames(wanted), found):
        group = film.group(frame.number)
        if group in suspicious:
            run.judge(group, frame, colours, found)
            if run.calm >= film.after and group + 1 < len(groups):
                _leave_off(groups, wanted, group, wanted_groups)
        if report is not None:
            report(0.4 * float(film.video.duration) + 0.6 * float(film.times[frame.number] - film.video.start))
    return found


def _read_before(film: _Film, found: _Findings) -> _Findings:
    """Read the groups before those that change early, and those again after them."""
    wanted = {early - 1 for early in found.early} | (found.early - set(found.held))
    held = {group: frames for group, frames in found.held.items() if group not in wanted}
    again = _Findings()
    for _ in _in_runs(film, _with_held(film, film.frames(_packets_of(film, wanted)), held), again):
        pass
    return again


def _with_held(film: _Film, frames: Iterator[_Numbered], held: dict[int, list[_Numbered]]) -> Iterator[_Numbered]:
    """Frames as they are read, and those that are held where their turn is."""
    waiting = sorted(held)
    for number, planes in frames:
        while waiting and waiting[0] < film.group(number):
            yield from held[waiting.pop(0)]
        yield number, planes
    for group in waiting:
        yield from held[group]


def _in_runs(film: _Film, frames: Iterator[_Numbered], found: _Findings) -> Iterator[tuple[_Run, SmallFrame]]:
    """Frames in runs that begin with a key frame; what is found in a run is kept when it ends."""
    run: _Run | None = None
    # A run is closed while the next one's frames are decoded.
    closing: Iterator[None] = iter(())
    for number, planes in frames:
        group = film.group(number)
        if run is None or number != run.last.number + 1:
            if number != film.keys[group]:
                continue  # the rest of what was left off
            if run is not None:
                closing = chain(closing, run.closing(found))
            run = _Run(film, group)
        yield run, run.see(number, planes, found.dense)
        for _ in islice(closing, PIECES):
            pass
    if run is not None:
        for _ in chain(closing, run.closing(found)):
            pass


def _packets_of(film: _Film, wanted_groups: Set[int], suspicious: Set[int] = frozenset()) -> NDArray[np.bool_]:
    groups = film.groups
    wanted = np.zeros(len(groups.ticks), bool)
    for group in wanted_groups:
        wanted[groups.bounds[group] : groups.bounds[group + 1]] = True
    for group in suspicious:
        if group + 1 < len(groups):
            first = int(groups.bounds[group + 1])
            wanted[first : first + groups.head(group + 1, film.after)] = True
    return wanted


def _leave_off(groups: Groups, wanted: NDArray[np.bool_], group: int, wanted_groups: Set[int]) -> None:
    wanted[groups.bounds[group] : groups.bounds[group + 1]] = False
    if group + 1 not in wanted_groups:
        wanted[groups.bounds[group + 1] : groups.bounds[group + 2]] = False


class _Run:
    """Frames that follow one another, from a key frame on."""

    def __init__(self, film: _Film, group: int) -> None:
        self._film, self._group = film, group
        self._first = int(film.keys[group])
        self._boundaries = Boundaries(film.video, film.detector)
        self._beginning: list[_Numbered] = []
        self.last: SmallFrame = None  # type: ignore[assignment]  # set by the first frame, before anybody reads it
        self.calm = 0

    def see(self, number: int, planes: NDArray[np.uint8], dense: EveryFrame) -> SmallFrame:
        """Take in the next frame."""
        frame = SmallFrame(number, planes, self.last)
        self._boundaries.see(frame)
        dense.see(frame)
        frame.forget_before()
        self.last = frame
        if self._film.group(number) == self._group:
            self._beginning.append((number, planes))
        return frame

    def judge(self, group: int, frame: SmallFrame, colours: list[Colours], found: _Findings) -> None:
        """Whether the frame looks like the next key frame by now, and whether it changed too soon."""
        seen = colours_of(frame)
        if frame.number == self._film.keys[group]:
            self.calm = 0
        is_near_start = group == self._group and group > 0 and frame.number - self._first <= self._film.before
        if is_near_start and distance(seen, colours[group]) > OTHER_SHOT:
            found.early.add(group)
        is_like_next = group + 1 < len(colours) and distance(seen, colours[group + 1]) < SAME_SHOT
        self.calm = self.calm + 1 if is_like_next else 0

    def closing(self, found: _Findings) -> Iterator[None]:
        """Keep what was found in it; rests between pieces of the work."""
        yield from self._boundaries.finishing()
        end = self.last.number + 1
        if self._group in found.early and sum(map(len, found.held.values())) + len(self._beginning) <= MOST_HELD:
            found.held[self._group] = self._beginning
        found.ranges.append(range(self._first, end))
        found.boundaries += [
            boundary
            for boundary in self._boundaries.found(self._film.times)
            if self._first < boundary.first_frame and boundary.last_frame < end
        ]


def _merged(*passes: Series) -> Series:
    """One series of several, in the order of the frames; of a frame that was seen twice, what was seen last."""
    merged: Series = {}
    for name in passes[0]:
        numbers = np.concatenate([one[name][0] for one in passes])
        values = np.concatenate([one[name][1] for one in passes])
        # The first of each number in reverse order is the last.
        kept, places = np.unique(numbers[::-1], return_index=True)
        merged[name] = (kept, values[::-1][places])
    return merged
