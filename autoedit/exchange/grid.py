"""Clips in programs that count every file in the sequence's frames.

Premiere and Resolve read a Final Cut Pro 7 in point as seconds of the file times the sequence's rate, stretched by the clip's
speed, whatever rate the file or the clip is declared with: others measured it frame by frame in both, and Resolve's own exports
say it too. So an in point is a whole frame of the sequence in the clip's own time: ``file time = in * speed / rate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from autoedit.exchange.sequence import Event, Sequence
from autoedit.model.time import frame_at, nearest_frame
from autoedit.model.timeline import TrackKind


def file_time(event: Event, kind: TrackKind) -> Fraction:
    """Seconds from the file's first picture to what is first seen or heard: a picture's frame begins there, sound is exact."""
    if kind is TrackKind.VIDEO:
        return event.source_in / event.source.rate
    return max(Fraction(0), event.source.since_start(event.clip.source_start))


def frame_shown(event: Event, in_frame: int, rate: Fraction) -> int:
    """The file's frame that a program shows for an in point."""
    return frame_at(in_frame * event.clip.speed / rate, event.source.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The in points of a sequence's clips. ``pictures`` are its picture clips in their places, by id."""

    sequence: Sequence
    pictures: Mapping[str, Event]

    def in_point(self, event: Event, kind: TrackKind) -> int:
        """The in point of a clip, at its cut: the one that shows its own first frame, and the nearest where there is none.

        Sound is counted from its picture's in point, so that programs find the two in sync.
        """
        rate = self.sequence.rate
        if kind is TrackKind.VIDEO:
            return _picture_in(event, rate)
        for name in self.sequence.links.get(event.clip.id, ()):
            if name in self.pictures:
                picture = self.pictures[name]
                beside = _picture_in(picture, rate) + event.start - picture.start
                if beside >= event.before:
                    return beside
        return max(event.before, nearest_frame(file_time(event, kind) / event.clip.speed, rate))

    def frames_beside(self) -> dict[str, int]:
        """By how many of its file's frames a clip begins beside its own, for those whose own no in point shows."""
        rate = self.sequence.rate
        shown = {name: frame_shown(event, _picture_in(event, rate), rate) for name, event in self.pictures.items()}
        return {
            name: abs(shown[name] - event.source_in) for name, event in self.pictures.items() if shown[name] != event.source_in
        }


def grid_of(sequence: Sequence) -> Grid:
    """A sequence's clips on its grid."""
    tracks = (track for track in sequence.timeline.tracks if track.kind is TrackKind.VIDEO)
    return Grid(sequence=sequence, pictures={event.clip.id: event for track in tracks for event in sequence.events(track)})


def _picture_in(event: Event, rate: Fraction) -> int:
    """Where the film's own first frame is shown; a transition before it needs that many frames of its file."""
    speed = event.clip.speed
    nearest = nearest_frame(event.source.since_start(event.clip.source_start) / speed, rate)
    first = -((-event.source_in * rate / event.source.rate / speed).__floor__())
    wanted = [max(event.before, frame) for frame in (nearest, first, first - 1)]
    return min(wanted, key=lambda frame: abs(frame_shown(event, frame, rate) - event.source_in))
