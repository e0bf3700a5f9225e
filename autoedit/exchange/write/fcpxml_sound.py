"""Which sound goes with which picture: Final Cut Pro keeps the two as one clip, whose sound may begin and end elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autoedit.exchange.sequence import Event, Sequence
from autoedit.model.timeline import Track, TrackKind, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The sounds of a film.

    Attributes:
        sound: the one that is part of a picture's clip, by the picture's id.
        alone: each track's others, which become clips of their own.
    """

    sound: Mapping[str, Event]
    alone: tuple[tuple[Track, tuple[Event, ...]], ...]


def pairs(sequence: Sequence) -> Pairs:
    """Give each picture the linked sound that runs longest with it, each sound to one picture only.

    Sounds with transitions of their own stay on their own track, where those can be written.
    """
    tracks = [track for track in sequence.timeline.tracks if track.kind is TrackKind.AUDIO]
    plain = [track for track in tracks if not any(isinstance(item, Transition) for item in track.items)]
    sounds = {event.clip.id: event for track in plain for event in sequence.events(track)}
    pictures = [
        event
        for track in sequence.timeline.tracks
        if track.kind is TrackKind.VIDEO
        for event in sequence.events(track)
    ]  # fmt: skip
    meetings = sorted(
        (-_together(picture, sounds[name]), picture.start, picture.clip.id, name)
        for picture in pictures
        for name in sequence.links.get(picture.clip.id, ())
        if name in sounds
    )
    sound: dict[str, Event] = {}
    taken: set[str] = set()
    for _, _, picture_id, name in meetings:
        if picture_id not in sound and name not in taken:
            sound[picture_id] = sounds[name]
            taken.add(name)
    alone = ((track, tuple(event for event in sequence.events(track) if event.clip.id not in taken)) for track in tracks)
    return Pairs(sound=sound, alone=tuple((track, rest) for track, rest in alone if rest))


def _together(picture: Event, sound: Event) -> int:
    """How many frames they share."""
    return min(picture.end, sound.end) - max(picture.start, sound.start)
