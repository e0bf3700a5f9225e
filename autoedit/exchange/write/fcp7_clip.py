"""Final Cut Pro 7's clip items: a picture as one, a sound as one for each side, each with its file, filters and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from pathlib import PurePath
from xml.etree import ElementTree as ET

from autoedit.exchange import why
from autoedit.exchange.grid import Grid, file_time
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Event
from autoedit.exchange.source import Source
from autoedit.exchange.text import one_line
from autoedit.exchange.write.fcp7_effects import Key, add_levels, add_speed
from autoedit.exchange.write.fcp7_tree import FALSE, add_rate, add_timecode, leaf, ticks
from autoedit.model.timeline import Item, Track, TrackKind, Transition

# A sound goes on two tracks, the left and the right, as Final Cut Pro 7 and Premiere explode a stereo pair. One item of two
# channels is Resolve's way alone: Final Cut would play the left channel on both sides.
SIDES = (1, 2)
# Marks our clip's id among a clip's comments, which editing programs keep.
OURS = "autoedit clip "


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a clip item stands: its own id, and its track and place among those of its kind, from 1 on."""

    id: str
    kind: TrackKind
    track: int
    place: int


@dataclass(slots=True, kw_only=True)
class Items:
    """What is told of all clip items of a sequence: their places, and which files have been described already.

    Attributes:
        slots: a clip's items by its id: one of a picture, two of a sound.
    """

    grid: Grid
    place: Place
    slots: Mapping[str, tuple[Slot, ...]]
    described: dict[str, str] = field(default_factory=dict)

    def add_clip(self, parent: ET.Element, track: Track, event: Event, side: int = 1) -> ET.Element:
        """A clip as an item of its track.

        Args:
            side: which of a sound's two items it is.
        """
        sequence, clip, source = self.grid.sequence, event.clip, event.source
        slot = self.slots[clip.id][side - 1]
        is_sound = track.kind is TrackKind.AUDIO
        channels = _channels(source)
        item = ET.SubElement(parent, "clipitem", {"id": slot.id})
        if is_sound:
            item.set("premiereChannelType", "stereo" if channels > 1 else "mono")
        leaf(item, "masterclipid", self._file_id(source).replace("file", "masterclip"))
        leaf(item, "name", one_line(PurePath(source.media.path).name))
        leaf(item, "enabled", value=True)
        leaf(item, "duration", (self._length(source) / clip.speed).__floor__())
        add_rate(item, sequence.rate)
        in_frame = self.grid.in_point(event, track.kind)
        self._add_times(item, event, track, in_frame)
        if not is_sound:
            leaf(item, "alphatype", "none")
            leaf(item, "pixelaspectratio", "square")
            leaf(item, "anamorphic", FALSE)
        self._add_file(item, source)
        # Premiere passes over filters that stand before the file or after the source track.
        if clip.speed != 1:
            add_speed(item, clip, track.kind, self._graph(event, track.kind, in_frame), self._length(source))
        add_levels(item, clip, track.kind, in_frame)
        origin = ET.SubElement(item, "sourcetrack")
        leaf(origin, "mediatype", track.kind.value)
        leaf(origin, "trackindex", min(side, max(channels, 1)) if is_sound else 1)
        self._add_links(item, event)
        _add_notes(item, event)
        return item

    def _add_times(self, item: ET.Element, event: Event, track: Track, in_frame: int) -> None:
        """Where it stands, and what of its file is seen: beside a transition -1, and the handle counts with the clip."""
        clip, rate = event.clip, self.grid.sequence.rate
        at = track.items.index(clip)
        leaf(item, "start", -1 if _is_transition(track.items[:at][-1:]) else event.start)
        leaf(item, "end", -1 if _is_transition(track.items[at + 1 : at + 2]) else event.end)
        leaf(item, "in", in_frame - event.before)
        leaf(item, "out", in_frame + clip.frames + event.after)
        if clip.speed == 1:
            # Exact where the frames of the sequence are not: for files of more frames a second, and for sound.
            begins = file_time(event, track.kind)
            leaf(item, "pproTicksIn", ticks(begins - event.before / rate))
            leaf(item, "pproTicksOut", ticks(begins + (clip.frames + event.after) / rate))

    def _graph(self, event: Event, kind: TrackKind, in_frame: int) -> tuple[Key, ...]:
        """Where a clip at its own speed stands in its file, at its file's ends and at its own."""
        clip, rate = event.clip, self.grid.sequence.rate
        begins = file_time(event, kind) * rate
        length = self._length(event.source)
        first, last = in_frame - event.before, in_frame + clip.frames + event.after
        return (
            Key(when=0, value=Fraction(0), flag="speedkfstart"),
            Key(when=first, value=begins - event.before * clip.speed, flag="speedkfin"),
            Key(when=last, value=begins + (clip.frames + event.after) * clip.speed, flag="speedkfout"),
            Key(when=(length / clip.speed).__ceil__(), value=length, flag="speedkfend"),
        )

    def _length(self, source: Source) -> Fraction:
        """A file's length in frames of the sequence."""
        return source.frames * self.grid.sequence.rate / source.rate

    def _file_id(self, source: Source) -> str:
        known = list(self.grid.sequence.sources)
        return f"file-{known.index(source.media.id) + 1}"

    def _add_file(self, item: ET.Element, source: Source) -> None:
        """The file: described where it is first used, and referred to from then on."""
        name = self._file_id(source)
        element = ET.SubElement(item, "file", {"id": name})
        if name in self.described:
            return
        url = self.place.url(source.media)
        self.described[name] = url
        leaf(element, "name", one_line(PurePath(self.place.path(source.media)).name))
        leaf(element, "pathurl", url)
        add_rate(element, source.rate)
        leaf(element, "duration", source.frames)
        add_timecode(element, source.first, source.rate, is_drop=source.is_drop, reel=source.media.reel)
        media = ET.SubElement(element, "media")
        if source.media.video is not None:
            video = ET.SubElement(media, "video")
            leaf(video, "duration", source.frames)
            add_picture(video, source.rate, source.media.video.width, source.media.video.height)
        if source.media.sound is not None:
            audio = ET.SubElement(media, "audio")
            add_sound(audio, source.media.sound.rate)
            leaf(audio, "channelcount", source.media.sound.channels)

    def _add_links(self, item: ET.Element, event: Event) -> None:
        """All items that are cut together with this one, itself among them."""
        together = (event.clip.id, *self.grid.sequence.links.get(event.clip.id, ()))
        slots = [slot for name in together for slot in self.slots.get(name, ())]
        if len(slots) < 2:
            return
        for slot in sorted(slots, key=lambda one: (one.kind is TrackKind.AUDIO, one.track, one.place)):
            link = ET.SubElement(item, "link")
            leaf(link, "linkclipref", slot.id)
            leaf(link, "mediatype", slot.kind.value)
            leaf(link, "trackindex", slot.track)
            leaf(link, "clipindex", slot.place)
            if slot.kind is TrackKind.AUDIO:
                leaf(link, "groupindex", 1)


def slots_of(tracks: tuple[Track, ...]) -> dict[str, tuple[Slot, ...]]:
    """Every clip's items in their places."""
    found: dict[str, tuple[Slot, ...]] = {}
    names = (f"clipitem-{number}" for number in count(1))
    pictures = sounds = 0
    for track in tracks:
        for place, clip in enumerate(track.clips, start=1):
            if track.kind is TrackKind.VIDEO:
                slots = [Slot(id=next(names), kind=track.kind, track=pictures + 1, place=place)]
            else:
                slots = [Slot(id=next(names), kind=track.kind, track=sounds + side, place=place) for side in SIDES]
            found[clip.id] = tuple(slots)
        if track.kind is TrackKind.VIDEO:
            pictures += 1
        else:
            sounds += len(SIDES)
    return found


def add_picture(parent: ET.Element, rate: Fraction, width: int, height: int) -> None:
    """What a picture is like: upright, with square pixels, not interlaced."""
    sample = ET.SubElement(parent, "samplecharacteristics")
    add_rate(sample, rate)
    leaf(sample, "width", width)
    leaf(sample, "height", height)
    leaf(sample, "anamorphic", FALSE)
    leaf(sample, "pixelaspectratio", "square")
    leaf(sample, "fielddominance", "none")


def add_sound(parent: ET.Element, rate: int) -> None:
    """What sound is like."""
    sample = ET.SubElement(parent, "samplecharacteristics")
    leaf(sample, "depth", 16)
    leaf(sample, "samplerate", rate)


def _is_transition(beside: tuple[Item, ...]) -> bool:
    return any(isinstance(item, Transition) for item in beside)


def _channels(source: Source) -> int:
    return source.media.sound.channels if source.media.sound is not None else 0


def _add_notes(item: ET.Element, event: Event) -> None:
    """Why it was chosen, where people look for such notes, and our own name for it, by which it is known again."""
    clip, reason = event.clip, event.clip.reason
    if reason is not None:
        leaf(ET.SubElement(item, "logginginfo"), "lognote", why.why(reason))
    comments = ET.SubElement(item, "comments")
    leaf(comments, "mastercomment1", OURS + one_line(clip.id))
    if clip.select is not None:
        leaf(comments, "mastercomment2", f"select {one_line(clip.select)}")
    if reason is not None:
        leaf(comments, "mastercomment3", why.figures(reason))
        if why.others(reason):
            leaf(comments, "mastercomment4", why.others(reason))
