"""The film as an editing program opens it: at a rate that programs know, its files' frames numbered, its sounds linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from autoedit.exchange.rate import FASTEST, is_near, rate_text, standard_rate
from autoedit.exchange.source import Source, source_of
from autoedit.model.document import EditList
from autoedit.model.time import frame_at, nearest_frame
from autoedit.model.timecode import can_drop
from autoedit.model.timeline import Clip, Gap, Item, Marker, Timeline, Title, Track, TrackKind, TrackRole, Transition

# Where a programme begins by custom: an hour, so that there is room for bars and a leader before it.
FIRST_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A clip in its place, in whole frames of both clocks.

    Attributes:
        start: the frame of the sequence that it begins at, counted from 0.
        source_in: the frame of its file that is seen first, counted from 0. It is the one that our film shows there.
        before, after: frames of handle that transitions show beyond its ends.
    """

    clip: Clip
    source: Source
    start: int
    source_in: int
    before: int = 0
    after: int = 0

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.start + self.clip.frames

    @property
    def timecode_in(self) -> int:
        """The number that its first frame has in the file's timecode."""
        return self.source.first + self.source_in

    def source_frames(self, rate: Fraction) -> int:
        """How many frames of its file it lasts, at its speed, the part of one counted as one."""
        return -((-self.clip.frames * self.clip.speed * self.source.rate / rate).__floor__())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A film for editing programs.

    Attributes:
        timeline: its tracks, at a standard rate.
        first: the number of its first frame in its own timecode: an hour.
        is_drop: whether its timecode counts drop-frame.
        sources: its files by id.
        links: of each clip the clips that it belongs together with: a picture and its own sound.
        beats: markers on the beats of its music, downbeats named.
        changes: what is not as the edit list has it, a sentence each.
    """

    edit_list: EditList
    timeline: Timeline
    first: int
    is_drop: bool
    sources: Mapping[str, Source]
    links: Mapping[str, tuple[str, ...]]
    beats: tuple[Marker, ...]
    changes: tuple[str, ...] = ()

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return self.timeline.frame_rate

    def events(self, track: Track) -> Iterator[Event]:
        """A track's clips in their places."""
        for number, item in enumerate(track.items):
            if isinstance(item, Clip):
                yield self._event(track, number, item)

    def event(self, track: Track, clip: Clip) -> Event:
        """One clip of a track in its place."""
        return self._event(track, track.items.index(clip), clip)

    def _event(self, track: Track, number: int, clip: Clip) -> Event:
        source = self.sources[clip.media]
        before = track.items[number - 1] if number else None
        after = track.items[number + 1] if number + 1 < len(track.items) else None
        return Event(
            clip=clip,
            source=source,
            start=sum(item.frames for item in track.items[:number] if not isinstance(item, Transition)),
            source_in=_first_shown(clip, source, self.rate) if track.kind is TrackKind.VIDEO else _first_heard(clip, source),
            before=before.in_frames if isinstance(before, Transition) else 0,
            after=after.out_frames if isinstance(after, Transition) else 0,
        )


def sequence_of(edit_list: EditList, *, is_drop: bool | None = None) -> Sequence:
    """An edit list as editing programs take it.

    Args:
        is_drop: whether timecode counts drop-frame; wherever it can, unless it is said.
    """
    timeline, changes = _at_standard_rate(edit_list.timeline)
    rate = timeline.frame_rate
    counts_drop = can_drop(rate) and is_drop is not False
    whole = -(-rate.numerator // rate.denominator)
    # Drop-frame counting keeps to the clock: an hour of it has 3.6 s of frames fewer.
    first = FIRST_HOUR * whole - (54 * 2 * whole // 30 if counts_drop else 0)
    return Sequence(
        edit_list=edit_list,
        timeline=timeline,
        first=first,
        is_drop=counts_drop,
        sources={id_: source_of(media, rate) for id_, media in edit_list.media.items()},
        links=_links(timeline),
        beats=_beat_markers(edit_list, timeline),
        changes=changes,
    )


def _first_shown(clip: Clip, source: Source, rate: Fraction) -> int:
    """The frame on show at the middle of the clip's first frame, which is the one that the film shows."""
    return max(0, source.frame_at(clip.source_time(Fraction(1, 2), rate)))


def _first_heard(clip: Clip, source: Source) -> int:
    """The frame whose start is nearest to where its sound begins."""
    return max(0, nearest_frame(source.since_start(clip.source_start), source.rate))


def _at_standard_rate(timeline: Timeline) -> tuple[Timeline, tuple[str, ...]]:
    rate = timeline.frame_rate
    standard = standard_rate(rate, fastest=FASTEST)
    if standard == rate:
        return timeline, ()
    said = f"{rate_text(rate)} frames a second are written as {rate_text(standard)}, the nearest rate that editing programs know"
    if is_near(rate, standard):
        return replace(timeline, frame_rate=standard), (said,)
    return _conformed(timeline, standard), (f"{said}; cuts move by up to half a frame",)


def _conformed(timeline: Timeline, rate: Fraction) -> Timeline:
    """The timeline at another rate, every edge at the frame nearest to its own time."""

    def at(frame: int) -> int:
        return nearest_frame(frame / timeline.frame_rate, rate)

    tracks = tuple(replace(track, items=_conformed_items(track, timeline.frame_rate, rate)) for track in timeline.tracks)
    frames = max(track.frames for track in tracks)
    return replace(
        timeline,
        frame_rate=rate,
        tracks=tracks,
        markers=tuple(replace(marker, frame=at(marker.frame)) for marker in timeline.markers),
        titles=tuple(_conformed_title(title, at(title.start), at(title.span.stop), frames) for title in timeline.titles),
    )


def _conformed_title(title: Title, start: int, end: int, film: int) -> Title:
    start = min(start, film - 1)
    return replace(title, start=start, frames=max(1, min(end, film) - start))


def _conformed_items(track: Track, old: Fraction, rate: Fraction) -> tuple[Item, ...]:
    items: list[Item] = []
    frame = 0
    for item in track.items:
        if isinstance(item, Transition):
            before = frame_at(item.in_frames / old, rate)
            after = max(frame_at(item.out_frames / old, rate), 0 if before else 1)
            items.append(replace(item, in_frames=before, out_frames=after))
            continue
        start, end = nearest_frame(frame / old, rate), nearest_frame((frame + item.frames) / old, rate)
        frame += item.frames
        if isinstance(item, Gap):
            items.append(replace(item, frames=max(1, end - start)))
            continue
        fades = [frame_at(fade / old, rate) for fade in (item.fade_in_frames, item.fade_out_frames)]
        items.append(replace(item, frames=max(1, end - start), fade_in_frames=fades[0], fade_out_frames=fades[1]))
    return _fitting(items)


def _fitting(items: list[Item]) -> tuple[Item, ...]:
    """Transitions no longer than the clips beside them have room for; one with nothing left is a cut."""
    fitted: list[Item] = []
    for place, item in enumerate(items):
        if not isinstance(item, Transition):
            fitted.append(item)
            continue
        before, after = fitted[-1], items[place + 1]
        other = fitted[-2] if len(fitted) > 1 else None
        assert isinstance(before, Clip) and isinstance(after, Clip), "a transition stands between two clips"
        room = before.frames - (other.out_frames if isinstance(other, Transition) else 0)
        follows = items[place + 2] if place + 2 < len(items) else None
        # The next transition takes its part of the clip between them first.
        ahead = after.frames - (min(follows.in_frames, after.frames - 1) if isinstance(follows, Transition) else 0)
        kept = _with_frames(item, min(item.in_frames, room), min(item.out_frames, max(0, ahead)))
        if kept is not None:
            fitted.append(kept)
    return tuple(fitted)


def _with_frames(transition: Transition, before: int, after: int) -> Transition | None:
    """A transition of another length; None where nothing is left of it."""
    return replace(transition, in_frames=before, out_frames=after) if before + after > 0 else None


def _links(timeline: Timeline) -> dict[str, tuple[str, ...]]:
    """Each picture with the sound of its own file that runs with it, also where a J- or L-cut lets one begin before the other."""
    rate = timeline.frame_rate
    linked: dict[str, list[str]] = {}
    for start, picture in _placed(timeline, TrackKind.VIDEO):
        for place, sound in _placed(timeline, TrackKind.AUDIO):
            overlaps = place < start + picture.frames and start < place + sound.frames
            if overlaps and sound.media == picture.media and runs_with(picture, start, sound, place, rate):
                linked.setdefault(picture.id, []).append(sound.id)
                linked.setdefault(sound.id, []).append(picture.id)
    return {name: tuple(others) for name, others in linked.items()}


def _placed(timeline: Timeline, kind: TrackKind) -> Iterator[tuple[int, Clip]]:
    """Every clip of a kind with the frame that it begins at."""
    for track in timeline.tracks:
        if track.kind is kind:
            for placed in track.placed():
                if isinstance(placed.item, Clip):
                    yield placed.start, placed.item


def runs_with(picture: Clip, start: int, sound: Clip, place: int, rate: Fraction) -> bool:
    """Whether they are in sync, to half a frame."""
    if picture.speed != sound.speed:
        return False
    apart = sound.source_start - picture.source_time(place - start, rate)
    return abs(apart) <= Fraction(1, 2) / rate


def _beat_markers(edit_list: EditList, timeline: Timeline) -> tuple[Marker, ...]:
    """The beats of the music where they are heard in the film; an instant heard twice is marked twice."""
    song = edit_list.song
    music = timeline.track(TrackRole.MUSIC)
    if song is None or music is None:
        return ()
    bars, names = 0, list[str]()
    for beat in song.grid.beats:
        bars += beat.is_downbeat
        names.append(f"bar {bars}" if beat.is_downbeat else f"beat {beat.number}" if beat.number else "beat")
    found = dict[int, str]()
    for placed in music.placed():
        clip = placed.item
        if not isinstance(clip, Clip) or clip.media != song.media.id:
            continue
        for beat, name in zip(song.grid.beats, names, strict=True):
            frame = placed.start + nearest_frame((beat.time - clip.source_start) / clip.speed, timeline.frame_rate)
            if placed.start <= frame < placed.start + clip.frames:
                found[frame] = name
    return tuple(Marker(frame=frame, name=name) for frame, name in sorted(found.items()))
