"""The quick pass, for long libraries of raw camera footage: key frames first, every frame only where it matters.

First the key frames, and now and then the frame after one, are decoded: they give pictures, colours and motion all along the
file. Then the groups of pictures where the colours change are read frame by frame for boundaries, each only until it looks like
the next key frame, and those where most happens for the instant of action. Last, where a change lies so near to its group's
start that nothing was seen before it, the group before is read too. Frames keep the numbers and times that they have in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries import Boundaries
from autoedit.analysis.frame import SmallFrame
from autoedit.analysis.observers import EveryFrame, NowAndThen, Series
from autoedit.analysis.quick_groups import OTHER_SHOT, Colours, chosen, colours_of, distance
from autoedit.analysis.watch import Watched, watched_of
from autoedit.media.decode import Damage, picture_packets, pictures_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Film:
    """What every pass needs to know of a file."""

    media: Media
    video: VideoStream
    detector: str
    threads: int
    groups: Groups
    base: Fraction
    damage: Damage

    @property
    def before(self) -> int:
        """Frames that have to be seen before a change."""
        return max(4, round(BEFORE_SECONDS * float(self.video.rate)))

    @property
    def after(self) -> int:
        """Frames that have to be seen after a change."""
        return max(4, round(AFTER_SECONDS * float(self.video.rate)))

    @property
    def keys(self) -> NDArray[np.int64]:
        """The numbers of the key frames that begin the groups."""
        return np.searchsorted(self.groups.shown, self.groups.ticks[self.groups.starts])

    def frames(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """The wanted frames' numbers and small pictures."""
        shrink = shrinker(self.video)
        for picture in pictures_of(self.media, wanted, threads=self.threads, damage=self.damage):
            number = self.groups.number(picture.tick)
            if number is not None:
                yield number, shrink(picture.frame)


@dataclass(slots=True)
class _Findings:
    """What a pass over some groups found: ``ranges`` of frames, the boundaries in them, the measurements."""

    ranges: list[range] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    dense: EveryFrame = field(default_factory=EveryFrame)
    early: set[int] = field(default_factory=set)


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
    before = {group for early in found.early for group in (early - 1, early)}
    again = _read(film, frozenset(before), frozenset(found.early), colours, None) if before else _Findings()
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
    return _Film(media=media, video=video, detector=detector, threads=threads, groups=groups, base=base, damage=Damage())


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
                report(0.4 * float(int(groups.shown[number]) * film.base - film.video.start))
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
    groups, keys = film.groups, film.keys
    wanted = _packets_of(film, wanted_groups, suspicious)
    found = _Findings()
    times = [int(tick) * film.base for tick in groups.shown]
    run: _Run | None = None
    for number, planes in film.frames(wanted):
        group = int(np.searchsorted(keys, number, "right")) - 1
        if run is None or number != run.last.number + 1:
            if number != keys[group]:
                continue  # the rest of what was left off
            if run is not None:
                run.close(times, found)
            run = _Run(film, group)
        frame = run.see(number, planes, found.dense)
        if group in suspicious:
            run.judge(group, frame, colours, found)
            if run.calm >= film.after and group + 1 < len(groups):
                _leave_off(groups, wanted, group, wanted_groups)
        if report is not None:
            report(0.4 * float(film.video.duration) + 0.6 * float(times[number] - film.video.start))
    if run is not None:
        run.close(times, found)
    return found


def _packets_of(film: _Film, wanted_groups: frozenset[int], suspicious: frozenset[int]) -> NDArray[np.bool_]:
    groups = film.groups
    wanted = np.zeros(len(groups.ticks), bool)
    for group in wanted_groups:
        wanted[groups.bounds[group] : groups.bounds[group + 1]] = True
    for group in suspicious:
        if group + 1 < len(groups):
            first = int(groups.bounds[group + 1])
            wanted[first : first + groups.head(group + 1, film.after)] = True
    return wanted


def _leave_off(groups: Groups, wanted: NDArray[np.bool_], group: int, wanted_groups: frozenset[int]) -> None:
    wanted[groups.bounds[group] : groups.bounds[group + 1]] = False
    if group + 1 not in wanted_groups:
        wanted[groups.bounds[group + 1] : groups.bounds[group + 2]] = False


class _Run:
    """Frames that follow one another, from a key frame on."""

    def __init__(self, film: _Film, group: int) -> None:
        self._film, self._group = film, group
        self._first = int(film.keys[group])
        self._boundaries = Boundaries(film.video, film.detector)
        self.last: SmallFrame = None  # type: ignore[assignment]  # set by the first frame, before anybody reads it
        self.calm = 0

    def see(self, number: int, planes: NDArray[np.uint8], dense: EveryFrame) -> SmallFrame:
        """Take in the next frame."""
        frame = SmallFrame(number, planes, self.last)
        self._boundaries.see(frame)
        dense.see(frame)
        frame.forget_before()
        self.last = frame
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

    def close(self, times: list[Fraction], found: _Findings) -> None:
        """Keep what was found in it."""
        end = self.last.number + 1
        found.ranges.append(range(self._first, end))
        found.boundaries += [
            boundary
            for boundary in self._boundaries.found(times)
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
