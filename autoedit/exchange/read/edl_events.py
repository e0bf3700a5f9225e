"""The lines of an EDL as events, each with what the comments behind it say; lower case, tabs and odd columns are read too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST_LINE = 2000

_TIMECODE = r"\d{1,2}[:;.,]\d{2}[:;.,]\d{2}[:;.,]\d{2,3}"
_EVENT = re.compile(
    rf"(\d{{1,6}})\s+(\S.*?)\s+((?:NONE|[ABV])[A-Z0-9/]{{0,7}})\s+(C|D|W\d{{1,3}}|KB|KO|K)\s*(\d{{1,4}})?"
    rf"\s+({_TIMECODE})\s+({_TIMECODE})\s+({_TIMECODE})\s+({_TIMECODE})",
    re.IGNORECASE,
)
_MOTION = re.compile(rf"M2\s+(\S.*?)\s+(-?\d{{1,4}}(?:\.\d{{1,4}})?)\s+({_TIMECODE})", re.IGNORECASE)
_COMMENT = re.compile(r"\*?\s*([A-Z][A-Z ]{2,30}):\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an event: which frames of a reel stand where; ``line`` counts the file's lines from 1."""

    line: int
    number: int
    reel: str
    channels: str
    code: str
    length: int
    source_in: str
    source_out: str
    record_in: str
    record_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A speed: frames a second as they stand there, and the reel and timecode that it belongs to."""

    reel: str
    frames: str
    source_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line with the one before it that it takes over from, and all that is said of it, by what it is called."""

    line: Line
    outgoing: Line | None = None
    motions: tuple[Motion, ...] = ()
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList:
    """An EDL's events in their order, whether its head says drop-frame, and the lines of it that say nothing to us."""

    events: tuple[Event, ...]
    is_drop: bool | None
    rate: str = ""
    notes: tuple[str, ...] = ()

    def timecodes(self) -> Iterator[str]:
        """Every timecode of every event."""
        for event in self.events:
            for line in (event.line, *((event.outgoing,) if event.outgoing else ())):
                yield from (line.source_in, line.source_out, line.record_in, line.record_out)


def event_list(text: str) -> EventList:
    """Read a list's lines; what a line says belongs to the event above it."""
    reading = _Reading()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if len(line) > LONGEST_LINE:
            reading.notes.append(f"line {number} has {len(line)} characters and was passed over")
        elif line:
            reading.read(number, line)
    events = tuple(event for group in reading.groups for event in group.events())
    return EventList(events=events, is_drop=reading.is_drop, rate=reading.rate, notes=tuple(reading.notes))


@dataclass(slots=True)
class _Group:
    """Lines of one number, while they are read: a pair of a transition, or the channels of one cut."""

    lines: list[Line]
    motions: list[Motion] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)

    def takes(self, line: Line) -> bool:
        is_pair = line.code != "C" and self.lines[-1].code == "C"
        return line.number == self.lines[-1].number and (is_pair or not (self.comments or self.motions))

    def events(self) -> Iterator[Event]:
        """Its events; a line before a transition of the same channels is what that takes over from."""
        said = dict(self.comments)
        for number, line in enumerate(self.lines):
            after = self.lines[number + 1] if number + 1 < len(self.lines) else None
            if after is not None and after.code != "C" and line.code == "C" and after.channels == line.channels:
                continue
            before = self.lines[number - 1] if number and line.code != "C" else None
            yield Event(line=line, outgoing=before, motions=tuple(self.motions), comments=said)


@dataclass(slots=True)
class _Reading:
    """What the lines up to here have said."""

    groups: list[_Group] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_drop: bool | None = None
    rate: str = ""

    def read(self, number: int, line: str) -> None:
        if found := _EVENT.fullmatch(line):
            self._event(_line(number, found))
        elif line.upper().startswith("FCM:"):
            # Later ones tell of tapes; each timecode's own separator tells that better.
            self.is_drop = "NON" not in line.upper() if self.is_drop is None else self.is_drop
        elif motion := _MOTION.fullmatch(line):
            if self.groups:
                self.groups[-1].motions.append(Motion(reel=motion[1], frames=motion[2], source_in=motion[3]))
        elif said := _COMMENT.fullmatch(line):
            self._comment(" ".join(said[1].upper().split()), said[2])
        elif line[0].isdigit():
            self.notes.append(f"line {number} looks like an event and is none: {line[:60]!r}")

    def _event(self, line: Line) -> None:
        if self.groups and self.groups[-1].takes(line):
            self.groups[-1].lines.append(line)
        else:
            self.groups.append(_Group(lines=[line]))

    def _comment(self, name: str, said: str) -> None:
        if name == "AUTOEDIT RATE":
            self.rate = said
        elif self.groups:
            self.groups[-1].comments[name] = said


def _line(number: int, found: re.Match[str]) -> Line:
    return Line(
        line=number,
        number=int(found[1]),
        reel=found[2],
        channels=found[3].upper(),
        code=found[4].upper(),
        length=int(found[5] or 0),
        source_in=found[6],
        source_out=found[7],
        record_in=found[8],
        record_out=found[9],
    )
