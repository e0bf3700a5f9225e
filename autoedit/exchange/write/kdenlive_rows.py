"""Where Kdenlive lays a film's clips: each track has two playlists, and clips that are mixed alternate between them.

Clips of one playlist that are read alike share a producer, as Kdenlive itself has it. A picture that must be delayed to show the
planned frames is an item of the bin of its own, since Kdenlive takes every clip's properties from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.write.mlt_clock import InPoint, picture_in, sound_in
from autoedit.model.timeline import Clip, Track, TrackKind, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class BinItem:
    """A file in the bin: itself, or with its picture held back by some of its frames, or taken for another rate."""

    media: str
    delay: int = 0
    forced: Fraction | None = None

    @property
    def is_shifted(self) -> bool:
        """Whether it is not the file as it is."""
        return self.delay != 0 or self.forced is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A clip on one of a track's two playlists; ``point`` is where its own first frame lies in its producer."""

    event: Event
    playlist: int
    point: InPoint

    @property
    def item(self) -> BinItem:
        """What of the bin it is made of."""
        return BinItem(media=self.event.clip.media, delay=self.point.delay, forced=self.point.forced)

    @property
    def first(self) -> int:
        """The frame of the film that it begins at, its handle with it."""
        return self.event.start - self.event.before

    @property
    def end(self) -> int:
        """The frame after its last, its handle with it."""
        return self.event.end + self.event.after

    @property
    def used(self) -> int:
        """How many frames of its producer it needs."""
        return self.point.position + self.event.clip.frames + self.event.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A track with its clips laid; rows are numbered from the lowest up."""

    number: int
    track: Track
    laid: tuple[Laid, ...]

    @property
    def is_picture(self) -> bool:
        """Whether it is seen; heard otherwise."""
        return self.track.kind is TrackKind.VIDEO

    def mixes(self) -> Iterator[tuple[Transition, Laid]]:
        """Each transition with the clip that it leads to."""
        following = iter(self.laid)
        before: object = None
        for item in self.track.items:
            if isinstance(item, Clip):
                laid = next(following)
                if isinstance(before, Transition):
                    yield before, laid
            before = item


def rows_of(sequence: Sequence) -> tuple[Row, ...]:
    """A film's tracks as Kdenlive orders them: sounds from the last to the first, so that the first is next to the pictures."""
    sounds = [track for track in sequence.timeline.tracks if track.kind is TrackKind.AUDIO]
    pictures = [track for track in sequence.timeline.tracks if track.kind is TrackKind.VIDEO]
    return tuple(
        Row(number=number, track=track, laid=tuple(_laid(sequence, track)))
        for number, track in enumerate([*reversed(sounds), *pictures])
    )


def bin_items(sequence: Sequence, rows: tuple[Row, ...]) -> dict[BinItem, int]:
    """What lies in the bin, by the numbers that Kdenlive names it by: every file first, 1 being Kdenlive's own."""
    files = [BinItem(media=media) for media in sequence.sources]
    items = dict.fromkeys([*files, *(laid.item for row in rows for laid in row.laid)])
    return {item: number for number, item in enumerate(items, start=2)}


def _laid(sequence: Sequence, track: Track) -> Iterator[Laid]:
    playlist = 0
    for event in sequence.events(track):
        number = track.items.index(event.clip)
        is_mixed = number > 0 and isinstance(track.items[number - 1], Transition)
        playlist = 1 - playlist if is_mixed else 0
        if track.kind is TrackKind.VIDEO:
            point = picture_in(event, sequence.rate)
        else:
            point = InPoint(position=sound_in(event, sequence.rate))
        yield Laid(event=event, playlist=playlist, point=point)
