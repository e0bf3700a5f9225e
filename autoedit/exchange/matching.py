"""Which clip of ours a clip in another program's file is, and which file it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePath

from autoedit.exchange.found import FoundClip
from autoedit.exchange.place import path_of_url
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.source import Source
from autoedit.exchange.write.edl_timecode import counted, source_stamp, whole
from autoedit.exchange.write.reels import reels
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TrackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A found clip's file, the frame of it that is seen first, and the clip of ours that it is; None for one that is new."""

    source: Source
    source_in: int
    event: Event | None


@dataclass(slots=True, kw_only=True)
class Matcher:
    """Knows clips again; each of ours once."""

    sequence: Sequence
    folder: Path
    events: dict[str, Event]
    sources: dict[str, Source]
    taken: set[str] = field(default_factory=set)

    def match(self, clip: FoundClip) -> Known | None:
        """What a clip is; None when its file is not one of ours."""
        event = self.events.get(clip.id) if clip.id not in self.taken else None
        source = self._source(clip) or (event.source if event is not None else None)
        if source is None:
            return None
        first = self._first(clip, source, event)
        if event is None or event.source.media.id != source.media.id:
            event = self._by_what_is_shown(clip, source, first)
        if event is not None:
            self.taken.add(event.clip.id)
        return Known(source=source, source_in=first, event=event)

    def _source(self, clip: FoundClip) -> Source | None:
        """The file by its path, its name, its reel or the clip's name, whichever is known first."""
        path = path_of_url(clip.file, self.folder) if clip.file else None
        names = [str(path), path.name, path.stem] if path is not None else []
        names += [clip.reel.upper(), clip.name, PurePath(clip.name).stem]
        return next((self.sources[name] for name in names if name and name in self.sources), None)

    def _first(self, clip: FoundClip, source: Source, event: Event | None) -> int:
        if clip.source_timecode is not None:
            # A list counts files at other rates in its own frames: what it wrote of a clip is known again as it stands.
            is_written = event is not None and source_stamp(self.sequence, event).number == clip.source_timecode
            return event.source_in if event is not None and is_written else self._stamped(clip.source_timecode, source)
        if clip.source_in is not None:
            return max(0, nearest_frame(clip.source_in, source.rate))
        return event.source_in if event is not None else 0

    def _stamped(self, number: int, source: Source) -> int:
        """The frame of a file that has a number of the list's timecode."""
        rate = self.sequence.rate
        if whole(source.rate) != whole(rate):
            clock = number / counted(rate, is_drop=self.sequence.is_drop)
            number = (clock * counted(source.rate, is_drop=source.is_drop)).__floor__()
        return max(0, number - source.first)

    def _by_what_is_shown(self, clip: FoundClip, source: Source, first: int) -> Event | None:
        """The clip of ours, from the same file, that shows most of the same frames."""
        last = first + clip.frames * clip.speed * source.rate / self.sequence.rate
        best: tuple[Fraction, Event] | None = None
        for event in self.events.values():
            if event.source.media.id != source.media.id or event.clip.id in self.taken:
                continue
            shared = min(last, Fraction(event.source_in + event.source_frames(self.sequence.rate))) - max(first, event.source_in)
            if shared > 0 and (best is None or shared > best[0]):
                best = shared, event
        return best[1] if best is not None else None


def known_of(sequence: Sequence, folder: Path) -> Matcher:
    """What knows a sequence's clips again.

    Args:
        folder: where the file that names them lies.
    """
    sources: dict[str, Source] = {}
    tapes = reels(sequence)
    for id_, source in sequence.sources.items():
        path = PurePath(source.media.path)
        for name in (str(path), path.name, path.stem, id_, tapes[id_].upper()):
            sources.setdefault(name, source)
    track = next(track for track in sequence.timeline.tracks if track.kind is TrackKind.VIDEO)
    events = {event.clip.id: event for event in sequence.events(track)}
    return Matcher(sequence=sequence, folder=folder, events=events, sources=sources)
