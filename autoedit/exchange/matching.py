"""Which clip of ours a clip in another program's file is, and which file it shows."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePath

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip
from autoedit.exchange.place import is_part, path_of_url
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.source import Source
from autoedit.exchange.write.edl_timecode import counted, source_stamp, whole
from autoedit.exchange.write.reels import reels
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TrackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A found clip's file, the frame of it that is seen first, and the clip of ours that it is; None for one that is new.

    ``like`` is the clip of ours that shows most of the same, whether it is that one or not.
    """

    source: Source
    source_in: int
    event: Event | None
    like: Event | None


@dataclass(slots=True, kw_only=True)
class Matcher:
    """Knows clips again; each of ours once."""

    sequence: Sequence
    folder: Path
    events: dict[str, Event]
    paths: dict[str, Source]
    names: dict[str, list[Source]]
    taken: set[str] = field(default_factory=set)

    def match(self, clips: Iterable[FoundClip]) -> list[Known | None]:
        """What each clip is, None where its file is not one of ours: those that carry our ids first, then by what they show.

        Raises:
            DocumentError: the files are parts that were trimmed for the project, which count from elsewhere.
        """
        found: list[tuple[FoundClip, Source | None, Event | None]] = []
        for clip in clips:
            event = self.events.get(clip.id) if clip.id not in self.taken else None
            source = self._source(clip, event)
            if event is not None and (source is None or event.source.media.id != source.media.id):
                event = None
            if event is not None:
                self.taken.add(event.clip.id)
            found.append((clip, source, event))
        return [self._known(clip, source, event) if source is not None else None for clip, source, event in found]

    def _known(self, clip: FoundClip, source: Source, event: Event | None) -> Known:
        first = self._first(clip, source, event)
        near = event or self._by_what_is_shown(clip, source, first, self.taken)
        if near is not None:
            self.taken.add(near.clip.id)
        # The rest of a clip that was cut in two is heard as the whole was.
        return Known(source=source, source_in=first, event=near, like=near or self._by_what_is_shown(clip, source, first, set()))

    def _source(self, clip: FoundClip, event: Event | None) -> Source | None:
        """The file by its path, or by a name that one file alone has: its own, its reel's or the clip's."""
        if clip.file:
            path = Path(os.path.normpath(path_of_url(clip.file, self.folder)))
            if is_part(path):
                raise DocumentError(
                    path.name, "it was trimmed for the project. Take changes back from a project exported without --collect trim."
                )
            by_path = self.paths.get(str(path))
            if by_path is not None:
                return by_path
            return self._named(path.name, event) or self._named(path.stem, event)
        return (
            self._named(clip.reel.upper(), event)
            or self._named(clip.name, event)
            or self._named(PurePath(clip.name).stem, event)
            or (event.source if event is not None else None)
        )

    def _named(self, name: str, event: Event | None) -> Source | None:
        """The file of a name; where several have it, the one that our own id tells."""
        found = self.names.get(name, []) if name else []
        if event is not None and event.source in found:
            return event.source
        return found[0] if len(found) == 1 else None

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

    def _by_what_is_shown(self, clip: FoundClip, source: Source, first: int, taken: Container[str]) -> Event | None:
        """The clip of ours, from the same file, that shows most of the same frames."""
        last = first + clip.frames * clip.speed * source.rate / self.sequence.rate
        best: tuple[Fraction, Event] | None = None
        for event in self.events.values():
            if event.source.media.id != source.media.id or event.clip.id in taken:
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
    paths: dict[str, Source] = {}
    names: dict[str, list[Source]] = {}
    tapes = reels(sequence)
    for id_, source in sequence.sources.items():
        path = PurePath(source.media.path)
        paths[os.path.normpath(path)] = source
        for name in {path.name, path.stem, id_, tapes[id_].upper()}:
            names.setdefault(name, []).append(source)
    track = next(track for track in sequence.timeline.tracks if track.kind is TrackKind.VIDEO)
    events = {event.clip.id: event for event in sequence.events(track)}
    return Matcher(sequence=sequence, folder=folder, events=events, paths=paths, names=names)
