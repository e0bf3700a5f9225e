"""Final Cut Pro 7's XML (xmeml 5), which Premiere and Resolve open.

Written by ourselves: otio-fcp-adapter 1.0 leaves sizes, levels, speeds and links out, writes no audio format, takes every
transition for a dissolve about its middle, and rounds sources of other rates; its reader is what our files are checked with.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.grid import grid_of
from autoedit.exchange.losses import WIPES, Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence
from autoedit.exchange.text import one_line
from autoedit.exchange.write.fcp7_clip import SIDES, Items, add_picture, add_sound, slots_of
from autoedit.exchange.write.fcp7_effects import MOST_LEVEL, add_transition
from autoedit.exchange.write.fcp7_tree import add_comment, add_rate, add_timecode, document, leaf
from autoedit.model.timeline import Clip, Track, TrackKind, Transition

SAMPLE_RATE = 48000
# A marker of an instant has no out point.
INSTANT = -1
# Premiere takes its own tag for one of its palette's colours, 0xAABBGGRR; without it a marker is green.
PREMIERE_COLOURS = {"section": 4289825711, "bar": 4281740498, "beat": 4281049552}
COLOURS = {"section": (148, 88, 214), "title": (64, 168, 92), "bar": (218, 62, 62), "beat": (232, 196, 64)}

LOSES = (
    Feature.FILLING,
    Feature.FITTING,
    Feature.CONTAINERS,
    Feature.GENERATED,
    Feature.TITLES_DRAWN,
    Feature.MUSIC_WITHIN_FRAMES,
    Feature.MIX,
    Feature.SOURCE_FRAMES,
    Feature.CHANNELS,
)


@exporter(suffix=".xml", loses=LOSES)
def fcp7(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """The film as one sequence; what the format cannot carry is told in comments at its head."""
    root = ET.Element("xmeml", {"version": "5"})
    for said in (*sequence.changes, *losses(sequence, fcp7.loses), *_capped(sequence), *_straight(sequence)):
        add_comment(root, said)
    _add_sequence(root, sequence, place)
    return (Document(text=document(root), said=(*_capped(sequence), *_straight(sequence))),)


def _capped(sequence: Sequence) -> tuple[str, ...]:
    """Levels above the most that there is."""
    sounds = [clip for track in sequence.timeline.tracks if track.kind is TrackKind.AUDIO for clip in track.clips]
    louder = [clip.id for clip in sounds if 10 ** (clip.gain_db / 20) > MOST_LEVEL]
    return (f"levels end at 12 dB, and so do those of {', '.join(louder)}",) if louder else ()


def _straight(sequence: Sequence) -> tuple[str, ...]:
    """Wipes that run neither across nor down."""
    items = [item for track in sequence.timeline.tracks for item in track.items if isinstance(item, Transition)]
    oblique = [item for item in items if item.kind in WIPES and float(item.settings.get("angle", 0.0)) % 90]
    return (f"wipes run across or down, and so do {len(oblique)} that ran at an angle",) if oblique else ()


def _add_sequence(root: ET.Element, sequence: Sequence, place: Place) -> None:
    timeline = sequence.timeline
    # Premiere marks sequences so whose stereo pairs stand on two tracks.
    element = ET.SubElement(root, "sequence", {"id": "sequence-1", "explodedTracks": "true"})
    leaf(element, "name", one_line(timeline.name))
    leaf(element, "duration", timeline.frames)
    add_rate(element, sequence.rate)
    add_timecode(element, sequence.first, sequence.rate, is_drop=sequence.is_drop)
    media = ET.SubElement(element, "media")
    items = Items(grid=grid_of(sequence), place=place, slots=slots_of(timeline.tracks))
    video = ET.SubElement(media, "video")
    add_picture(ET.SubElement(video, "format"), sequence.rate, timeline.width, timeline.height)
    for track in timeline.tracks:
        if track.kind is TrackKind.VIDEO:
            _add_track(video, items, track)
    audio = ET.SubElement(media, "audio")
    leaf(audio, "numOutputChannels", len(SIDES))
    add_sound(ET.SubElement(audio, "format"), SAMPLE_RATE)
    _add_outputs(audio)
    for track in timeline.tracks:
        for side in SIDES if track.kind is TrackKind.AUDIO else ():
            _add_track(audio, items, track, side)
    for marker in timeline.markers:
        _add_marker(element, marker.frame, INSTANT, marker.name, "section of the music", "section")
    for title in timeline.titles:
        _add_marker(element, title.start, title.span.stop, title.text, f"title: {title.kind.value}", "title")


def _add_outputs(audio: ET.Element) -> None:
    """The two channels that the film sounds on."""
    outputs = ET.SubElement(audio, "outputs")
    for side in SIDES:
        group = ET.SubElement(outputs, "group")
        leaf(group, "index", side)
        leaf(group, "numchannels", 1)
        leaf(group, "downmix", 0)
        leaf(ET.SubElement(group, "channel"), "index", side)


def _add_track(parent: ET.Element, items: Items, track: Track, side: int = 1) -> None:
    """A track's clips and transitions in their order, and the music's beats on its clips."""
    sequence = items.grid.sequence
    element = ET.SubElement(parent, "track")
    is_sound = track.kind is TrackKind.AUDIO
    if is_sound:
        pair = {"currentExplodedTrackIndex": side - 1, "totalExplodedTrackCount": len(SIDES), "premiereTrackType": "Stereo"}
        for name, value in pair.items():
            element.set(name, str(value))
    events = iter(sequence.events(track))
    cut = 0
    for item in track.items:
        if isinstance(item, Transition):
            add_transition(element, item, cut, track.kind, sequence.rate)
            continue
        cut += item.frames
        if isinstance(item, Clip):
            event = next(events)
            written = items.add_clip(element, track, event, side)
            if side == 1 and is_sound and sequence.edit_list.song and item.media == sequence.edit_list.song.media.id:
                first = items.grid.in_point(event, track.kind) - event.start
                for beat in sequence.beats:
                    if event.start <= beat.frame < event.end:
                        _add_marker(written, first + beat.frame, INSTANT, beat.name, "", beat.name.partition(" ")[0])
    leaf(element, "enabled", value=True)
    leaf(element, "locked", value=False)
    if is_sound:
        leaf(element, "outputchannelindex", side)


def _add_marker(parent: ET.Element, start: int, end: int, name: str, comment: str, colour: str) -> None:
    marker = ET.SubElement(parent, "marker")
    leaf(marker, "name", one_line(name))
    leaf(marker, "comment", comment)
    leaf(marker, "in", start)
    leaf(marker, "out", end)
    if colour in PREMIERE_COLOURS:
        leaf(marker, "pproColor", PREMIERE_COLOURS[colour])
    element = ET.SubElement(marker, "color")
    leaf(element, "alpha", 0)
    for channel, value in zip(("red", "green", "blue"), COLOURS[colour], strict=True):
        leaf(element, channel, value)
