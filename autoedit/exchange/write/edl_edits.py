"""A track as CMX 3600 thinks of it: edits that follow one another, the incoming one beginning where its transition begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.write.edl_timecode import Stamp, source_stamp
from autoedit.model.timeline import Clip, Track, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A clip with the transitions at its ends, where there are any, and the edit that it takes over from.

    Attributes:
        cut: the stamp of the frame that it shows at its cut.
    """

    event: Event
    cut: Stamp
    opens: Transition | None = None
    closes: Transition | None = None
    outgoing: Edit | None = None

    @property
    def start(self) -> int:
        """The frame of the film that it is first seen in."""
        return self.event.start - (self.opens.in_frames if self.opens else 0)

    @property
    def end(self) -> int:
        """The frame of the film from which on the next edit counts."""
        return self.event.end - (self.closes.in_frames if self.closes else 0)

    @property
    def source_in(self) -> Stamp:
        """The stamp of its first frame; from there it reaches the frame of its cut at its speed."""
        before = (self.event.start - self.start) * self.event.clip.speed
        return self.cut.later(-before.__floor__())

    @property
    def source_out(self) -> Stamp:
        """The stamp after its last, as many frames on as it lasts, times its speed; the part of one counts as one."""
        lasts = (self.end - self.start) * self.event.clip.speed
        return self.source_in.later(-((-lasts).__floor__()))


def edits(sequence: Sequence, track: Track) -> Iterator[Edit]:
    """A track's edits in their order."""
    previous: Edit | None = None
    for number, item in enumerate(track.items):
        if not isinstance(item, Clip):
            continue
        event = sequence.event(track, item)
        opens = _transition(track, number - 1)
        edit = Edit(
            event=event,
            cut=source_stamp(sequence, event),
            opens=opens,
            closes=_transition(track, number + 1),
            outgoing=previous if opens else None,
        )
        yield edit
        previous = edit


def _transition(track: Track, number: int) -> Transition | None:
    item = track.items[number] if 0 <= number < len(track.items) else None
    return item if isinstance(item, Transition) else None
