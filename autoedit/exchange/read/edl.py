"""CMX 3600 read back: the events of a list as clips, cut where their dissolves have their middle or say that their cut is.

A list does not say its rate. Ours does, in a comment; another's is taken from the highest frame number in it, and a note tells.
A source timecode is its number at the list's rate; where a comment of ours tells the frame behind it, its time is given as well.
Tracks are counted from 0, those of pictures before those of sound; AA, a pair, is one track.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip, FoundFilm, FoundTransition
from autoedit.exchange.read.edl_clock import FASTEST, Clock, clock_of
from autoedit.exchange.read.edl_events import Event, Line, Motion, event_list
from autoedit.model.time import rational
from autoedit.model.timeline import TrackKind

BLACK = frozenset({"BL", "BLK", "BLACK"})
NAMELESS = frozenset({"AX", *BLACK})
# Frames a second that an M2 line may be off its speed, having one decimal.
MOTION_ROUNDING = Fraction(6, 100)

_ANCHOR = re.compile(r"(\S{11,12}) IS FRAME (\d{1,12}) AT (\S{1,40})", re.IGNORECASE)

_Place = tuple[TrackKind, int]


def edl(text: str, rate: Fraction | None = None) -> FoundFilm:
    """What an EDL says.

    Args:
        rate: frames a second, where it is known better than the list can tell.

    Raises:
        DocumentError: no line of it is an event.
    """
    listed = event_list(text)
    if not listed.events:
        raise DocumentError("EDL", "no line of it is an event such as '001  A001 V C 00:00:01:00 ...'. Export it as CMX 3600.")
    reader = _Reader(clock=clock_of(listed, rate), notes=list(listed.notes))
    for event in listed.events:
        reader.read(event)
    return reader.film()


@dataclass(slots=True)
class _Reader:
    """Events becoming clips, track by track; a dissolve lengthens the clip before it."""

    clock: Clock
    notes: list[str]
    clips: dict[_Place, list[FoundClip]] = field(default_factory=dict)
    transitions: dict[_Place, list[FoundTransition]] = field(default_factory=dict)
    earliest: tuple[int, str] | None = None

    def read(self, event: Event) -> None:
        try:
            span = [self.clock.number(time) for time in (event.line.record_in, event.line.record_out, event.line.source_in)]
            source_out = self.clock.number(event.line.source_out)
        except ValueError as error:
            self.notes.append(f"line {event.line.line}: {error}")
            return
        start, end, source_in = span
        if end <= start:
            self.notes.append(f"line {event.line.line}: event {event.line.number} has no length")
            return
        speed = self._speed(event, source_out - source_in, end - start)
        if speed is None:
            return
        self.earliest = min(self.earliest or (start, event.line.record_in), (start, event.line.record_in))
        for place in _places(event.line.channels):
            self._place(event, place, start, end - start, source_in, speed)

    def _place(self, event: Event, place: _Place, start: int, frames: int, source_in: int, speed: Fraction) -> None:
        cut = self._transition(event, place, start, frames)
        if event.line.reel.upper() in BLACK:
            return
        number = source_in + ((cut - start) * speed).__floor__()
        clip = self._clip(event, place, cut, start + frames - cut, number)
        self.clips.setdefault(place, []).append(replace(clip, speed=speed))

    def _transition(self, event: Event, place: _Place, start: int, frames: int) -> int:
        """Where the event's clip is cut; what a transition shows of the clip before is given to that."""
        line = event.line
        if line.code == "C":
            return start
        if line.code.startswith("K") or not 0 < line.length <= frames:
            self.notes.append(f"line {line.line}: {line.code} {line.length:03d} of event {line.number} is read as a cut")
            return start
        if event.outgoing is None or event.outgoing.reel.upper() in BLACK:
            self.notes.append(f"line {line.line}: event {line.number} fades in from black over {line.length} frames")
            return start
        is_out = line.reel.upper() in BLACK
        said = self.clock.number_or_none(event.comments.get("AUTOEDIT CUT", ""))
        is_said = said is not None and start <= said <= start + line.length and said < start + frames
        cut = said if said is not None and is_said else min(start + line.length // 2, start + frames - 1)
        if is_out:
            self.notes.append(f"line {line.line}: event {line.number} fades out to black over {line.length} frames")
            cut = start + line.length
        self._lengthen(event, event.outgoing, place, start, cut - start)
        if not is_out:
            kind = "wipe" if line.code.startswith("W") else "dissolve"
            found = FoundTransition(
                kind=kind, track=0, cut=cut, in_frames=cut - start, out_frames=start + line.length - cut
            )  # fmt: skip
            self.transitions.setdefault(place, []).append(found)
        return cut

    def _lengthen(self, event: Event, outgoing: Line, place: _Place, start: int, frames: int) -> None:
        """Give the clip before a transition the frames up to its cut; a clip that has no event of its own but these gets one."""
        before = self.clips.get(place, [])
        if before and before[-1].start + before[-1].frames == start:
            before[-1] = replace(before[-1], frames=before[-1].frames + frames)
        elif frames and (number := self.clock.number_or_none(outgoing.source_in)) is not None:
            name = event.comments.get("FROM CLIP NAME", "")
            said = replace(event, line=outgoing, outgoing=None, comments={"FROM CLIP NAME": name})
            self.clips.setdefault(place, []).append(self._clip(said, place, start, frames, number))

    def _clip(self, event: Event, place: _Place, start: int, frames: int, number: int) -> FoundClip:
        said, reel = event.comments, event.line.reel
        name = said.get("TO CLIP NAME", "") if event.outgoing is not None else ""
        return FoundClip(
            id=said.get("AUTOEDIT CLIP", ""),
            name=name or said.get("FROM CLIP NAME", "") or said.get("FROM CLIP", ""),
            file=said.get("SOURCE FILE", "") or said.get("FROM FILE", ""),
            reel="" if reel.upper() in NAMELESS else reel,
            kind=place[0],
            track=0,
            start=start,
            frames=frames,
            source_in=self._source_in(said.get("AUTOEDIT SOURCE", ""), number),
            source_timecode=number,
        )

    def _source_in(self, said: str, number: int) -> Fraction | None:
        """Seconds from the file's first picture, where the list says which frame one of its timecodes is; trims move with it."""
        found = _ANCHOR.fullmatch(said)
        anchor = self.clock.number_or_none(found[1]) if found else None
        if found is None or anchor is None:
            return None
        try:
            rate = rational(found[3])
        except ValueError:
            return None
        if not 0 < rate <= FASTEST:
            return None
        passed = number - anchor
        return int(found[2]) / rate + passed / (rate if ceil(rate) == ceil(self.clock.rate) else self.clock.rate)

    def _speed(self, event: Event, source_frames: int, frames: int) -> Fraction | None:
        """How fast an event plays; None where it does not play forwards."""
        line = event.line
        motion = _motion(event)
        if motion is None:
            if abs(source_frames - frames) <= 1 or source_frames <= 0:
                return Fraction(1)
            self.notes.append(
                f"line {line.line}: {source_frames} source frames last {frames} without an M2 line; read as its speed"
            )
            return Fraction(source_frames, frames)
        said = Fraction(motion.frames)
        if said <= 0:
            self.notes.append(f"line {line.line}: event {line.number} stands still or plays backwards, and is left out")
            return None
        return self._exact(event.comments.get("AUTOEDIT SPEED", ""), said)

    def _exact(self, said: str, frames: Fraction) -> Fraction:
        """The speed behind an M2 line's frames a second: what the list says, or the simplest that rounds to them."""
        rate = self.clock.rate
        try:
            exact = rational(said)
        except ValueError:
            exact = Fraction(0)
        if abs(exact * rate - frames) <= MOTION_ROUNDING:
            return exact
        for most in range(1, 101):
            for counted in (rate, Fraction(ceil(rate))):
                simple = (frames / counted).limit_denominator(most)
                if simple > 0 and abs(simple * counted - frames) <= MOTION_ROUNDING:
                    return simple
        return frames / rate

    def film(self) -> FoundFilm:
        if not self.clips or self.earliest is None:
            raise DocumentError("EDL", f"none of its events can be read ({'; '.join(self.notes[:3])}). Export it anew.")
        first = self._first(*self.earliest)
        notes = [*self.notes, *([self.clock.note] if self.clock.note else [])]
        places = sorted(self.clips, key=lambda place: (place[0] is not TrackKind.VIDEO, place[1]))
        tracks = list(enumerate(places))
        return FoundFilm(
            rate=self.clock.rate,
            # Separators tell each time by itself; then the film's are as they stand, and drop-frame where it can be.
            is_drop=self.clock.is_drop,
            clips=tuple(
                replace(clip, track=track, start=clip.start - first) for track, place in tracks for clip in self.clips[place]
            ),
            transitions=tuple(
                replace(transition, track=track, cut=transition.cut - first)
                for track, place in tracks
                for transition in self.transitions.get(place, ())
            ),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _first(self, earliest: int, timecode: str) -> int:
        """The number of the sequence's first frame: what the list says, or else the last full hour before its first event."""
        if self.clock.first is not None and self.clock.first <= earliest:
            return self.clock.first
        parts = re.split("([:;.,])", timecode)
        return self.clock.number("".join((parts[0], *("00" if part.isdigit() else part for part in parts[1:]))))


def _motion(event: Event) -> Motion | None:
    """The M2 line of the event's own clip; in a transition the second, or the one with its timecode."""
    if event.outgoing is None:
        return event.motions[-1] if event.motions else None
    if len(event.motions) > 1:
        return event.motions[-1]
    own = re.sub(r"\D", "", event.line.source_in)
    return next((one for one in event.motions if re.sub(r"\D", "", one.source_in) == own), None)


def _places(channels: str) -> Iterator[_Place]:
    """The tracks of a channel mark: V, V2, A, A2, AA (a pair, as one track), B (V and A), A/V, AA/V, NONE."""
    found: set[_Place] = set()
    for part in ("V/A" if channels == "B" else channels).split("/"):
        if match := re.fullmatch(r"([VA])A?(\d{0,2})", part):
            kind = TrackKind.VIDEO if match[1] == "V" else TrackKind.AUDIO
            found.add((kind, max(0, int(match[2] or 1) - 1)))
    yield from sorted(found)
