"""The storylines of a film in FCPXML: the first picture track as the spine, and all else hung on what lies in it.

What is connected has its place in the clock of the item that it hangs on, which for a clip is its file's timecode.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.write.fcpxml_clip import picture_clip, sound_clip
from autoedit.exchange.write.fcpxml_resources import Resources
from autoedit.exchange.write.fcpxml_sound import Pairs
from autoedit.exchange.write.fcpxml_time import span, time_text
from autoedit.model.timeline import Clip, Gap, Item, Track, TrackKind, TrackRole, Transition

ROLES = {TrackRole.MUSIC: "music", TrackRole.SOURCE_SOUND: "dialogue", TrackRole.PICTURE: "dialogue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """An item of the spine, with its frames of the film and when its first is, in its own clock."""

    element: Element
    start: int
    frames: int
    clock: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """The spine while things are hung on it."""

    element: Element
    hosts: tuple[Host, ...]
    rate: Fraction

    def hang(self, element: Element, frame: int, lane: int) -> None:
        """Connect an element at a frame of the film."""
        host = self.host(frame)
        element.set("lane", str(lane))
        element.set("offset", self.time_within(host, frame))
        host.element.append(element)

    def host(self, frame: int) -> Host:
        """The item at a frame; the last one for what comes after it."""
        return next((host for host in self.hosts if frame < host.start + host.frames), self.hosts[-1])

    def time_within(self, host: Host, frame: int) -> str:
        """When a frame of the film is, in an item's own clock."""
        return time_text(host.clock + (frame - host.start) / self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyteller:
    """What is needed to write any storyline of a film."""

    sequence: Sequence
    resources: Resources
    pairs: Pairs

    @property
    def rate(self) -> Fraction:
        """Frames a second of the film."""
        return self.sequence.rate

    def spine(self, track: Track | None) -> Spine:
        """The first picture track; a gap fills what is left of the film, so that all else has something to hang on."""
        items: tuple[Item, ...] = track.items if track is not None else ()
        left = max(1 if not items else 0, self.sequence.timeline.frames - (track.frames if track is not None else 0))
        whole = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(*items, *([Gap(frames=left)] if left else [])))
        element = Element("spine")
        hosts = tuple(self._tell(element, whole, whole.items, 0, self.sequence.first))
        return Spine(element=element, hosts=hosts, rate=self.rate)

    def connect_pictures(self, spine: Spine, track: Track, lane: int) -> None:
        """Hang another picture track on the spine: each clip, and clips that stand side by side as a storyline."""
        self._connect(spine, track, lane)

    def connect_sounds(self, spine: Spine, track: Track, events: Iterable[Event], lane: int) -> None:
        """Hang a track's sounds that have no picture of their own below the spine."""
        if any(isinstance(item, Transition) for item in track.items):
            self._connect(spine, track, lane)
            return
        for event in events:
            spine.hang(sound_clip(self.resources, event, self.rate, role=ROLES[track.role]), event.start, lane)

    def _connect(self, spine: Spine, track: Track, lane: int) -> None:
        for start, items in _runs(track):
            storyline = Element("spine")
            for _ in self._tell(storyline, track, items, start, -start):
                pass
            # A clip by itself is connected by itself: a storyline of one is only in the way of who edits it.
            spine.hang(storyline if len(items) > 1 else storyline[0], start, lane)

    def _tell(self, parent: Element, track: Track, items: tuple[Item, ...], frame: int, zero: int) -> Iterator[Host]:
        """Write items into a storyline, each at its frame, counted from ``-zero``; gives what others can hang on."""
        for number, item in enumerate(items):
            if isinstance(item, Transition):
                self._transition(parent, track, item, zero + frame - item.in_frames)
                continue
            if isinstance(item, Gap):
                element, clock = self._gap(item, frame), (self.sequence.first + frame) / self.rate
            else:
                before = items[number - 1] if number else None
                element, clock = self._clip(track, item, before if isinstance(before, Transition) else None)
            element.set("offset", time_text((zero + frame) / self.rate))
            parent.append(element)
            yield Host(element=element, start=frame, frames=item.frames, clock=clock)
            frame += item.frames

    def _gap(self, gap: Gap, frame: int) -> Element:
        # Its clock says the film's own timecode: what is connected to it can be read, and lies on whole frames.
        clock = time_text((self.sequence.first + frame) / self.rate)
        return Element("gap", {"name": "Gap", "start": clock, "duration": time_text(gap.frames / self.rate)})

    def _clip(self, track: Track, clip: Clip, opens: Transition | None) -> tuple[Element, Fraction]:
        event = self.sequence.event(track, clip)
        if track.kind is TrackKind.AUDIO:
            return sound_clip(self.resources, event, self.rate, role=ROLES[track.role]), span(event).start
        sound = self.pairs.sound.get(clip.id)
        return picture_clip(self.resources, event, self.rate, sound=sound, opens=opens), span(event).start

    def _transition(self, parent: Element, track: Track, transition: Transition, start: int) -> None:
        name, tag = ("Audio Crossfade", "filter-audio") if track.kind is TrackKind.AUDIO else ("Cross Dissolve", "filter-video")
        told = {
            "name": name,
            "offset": time_text(start / self.rate),
            "duration": time_text(transition.frames / self.rate),
        }
        element = SubElement(parent, "transition", told)
        SubElement(element, tag, {"ref": self.resources.effect(name), "name": name})


def _runs(track: Track) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """What stands side by side without a gap, each run with its first frame."""
    run: list[Item] = []
    start = frame = 0
    for item in (*track.items, None):
        if item is None or isinstance(item, Gap):
            if run:
                yield start, tuple(run)
            frame += item.frames if item is not None else 0
            start, run = frame, []
            continue
        run.append(item)
        frame += item.frames if isinstance(item, Clip) else 0
