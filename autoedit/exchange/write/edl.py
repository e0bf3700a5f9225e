"""CMX 3600: one list for each track, for every program that has ever cut a film.

An event says which frames of a tape stand where in the film. All that CMX does not know is told in comments behind the event;
those that begin with AUTOEDIT are for our own reader: the clip's id, the frame of its file behind its source timecode, its exact
speed and the cut within a dissolve.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.text import ascii_line
from autoedit.exchange.why import figures, why
from autoedit.exchange.write.edl_edits import Edit, edits
from autoedit.exchange.write.edl_timecode import Stamp, record_stamp
from autoedit.exchange.write.handles import missing_handles
from autoedit.exchange.write.reels import reels
from autoedit.model.media import Media
from autoedit.model.time import rational_text
from autoedit.model.timeline import Marker, Track, TrackKind, Transition

LONGEST_TITLE = 70
LAST_NUMBER = 999

LOSES = (
    Feature.PICTURE_FADES,
    Feature.FILLING,
    Feature.CONTAINERS,
    Feature.DIPS,
    Feature.GENERATED,
    Feature.TITLES,
    Feature.GAIN,
    Feature.FADES,
    Feature.MUSIC_WITHIN_FRAMES,
    Feature.MIX,
    Feature.LINKS,
    Feature.SOURCE_TIMECODE,
    Feature.CHANNELS,
)


@exporter(suffix=".edl", loses=LOSES)
def edl(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """A list for the first picture track, and one for each other track that has clips: ``-V2``, ``-A1``."""
    names = reels(sequence)
    tracks = {addition: track for addition, track in _numbered(sequence) if track.clips or not addition}
    if "" not in tracks:
        return (Document(text=_text(_header(sequence, "") + _ending(sequence))), *_documents(sequence, place, tracks, names))
    return _documents(sequence, place, tracks, names)


def _numbered(sequence: Sequence) -> Iterator[tuple[str, Track]]:
    """Each track with what its file's name adds to the project's; the pictures first."""
    for kind, letter in ((TrackKind.VIDEO, "V"), (TrackKind.AUDIO, "A")):
        tracks = [track for track in sequence.timeline.tracks if track.kind is kind]
        for number, track in enumerate(tracks, start=1):
            yield ("" if (letter, number) == ("V", 1) else f"-{letter}{number}"), track


def _documents(sequence: Sequence, place: Place, tracks: Mapping[str, Track], names: Mapping[str, str]) -> tuple[Document, ...]:
    return tuple(
        Document(text=_text(_list(sequence, place, track, addition, names)), addition=addition, said=missing_handles(sequence))
        for addition, track in tracks.items()
    )


def _text(lines: list[str]) -> str:
    # A bare line feed: programs read both ends of line, and a text file's writer makes two of a CR LF on Windows.
    return "\n".join(lines) + "\n"


def _list(sequence: Sequence, place: Place, track: Track, addition: str, names: Mapping[str, str]) -> list[str]:
    lines = _header(sequence, addition)
    found = [edit for edit in edits(sequence, track) if edit.end > edit.start]
    notes = [] if addition else _locators(sequence)
    for number, edit in enumerate(found, start=1):
        lines += ["", *_event(sequence, track.kind, number, edit, names), *_comments(sequence, place, edit)]
        end = found[number].start if number < len(found) else math.inf
        # A locator belongs to the event that it stands under; those before the first event stand under it.
        lines += [line for frame, line in notes if (frame >= edit.start or number == 1) and frame < end]
    return [*lines, "", *_ending(sequence, len(found))]


def _header(sequence: Sequence, addition: str) -> list[str]:
    name = ascii_line(sequence.timeline.name)[: LONGEST_TITLE - len(addition)] or "UNTITLED"
    return [f"TITLE: {name}{addition}", f"FCM: {'DROP FRAME' if sequence.is_drop else 'NON-DROP FRAME'}"]


def _event(sequence: Sequence, kind: TrackKind, number: int, edit: Edit, names: Mapping[str, str]) -> Iterator[str]:
    """The event's lines: one for a cut, and for a transition the outgoing clip's, which has no length, before it."""
    channels = _channels(kind, edit.event)
    reel = names[edit.event.clip.media]
    span = f"{edit.source_in.text} {edit.source_out.text} {_record(sequence, edit.start)} {_record(sequence, edit.end)}"
    outgoing = edit.outgoing
    if edit.opens is None or outgoing is None:
        yield f"{number:03d}  {reel:<8} {channels:<5} C        {span}"
        if edit.event.clip.speed != 1:
            yield _motion(reel, edit, edit.source_in)
        return
    left, cut = outgoing.source_out.text, _record(sequence, edit.start)
    yield f"{number:03d}  {names[outgoing.event.clip.media]:<8} {channels:<5} C        {left} {left} {cut} {cut}"
    yield f"{number:03d}  {reel:<8} {channels:<5} {_code(edit.opens):<4} {edit.opens.frames:03d} {span}"
    # The outgoing clip's motion goes on through the transition. Where one of the two has a speed both are said, in their order:
    # two clips of one reel that meet at one frame could not be told apart by reel and timecode.
    if outgoing.event.clip.speed != 1 or edit.event.clip.speed != 1:
        yield _motion(names[outgoing.event.clip.media], outgoing, outgoing.source_out)
        yield _motion(reel, edit, edit.source_in)


def _channels(kind: TrackKind, event: Event) -> str:
    if kind is TrackKind.VIDEO:
        return "V"
    sound = event.source.media.sound
    return "A" if sound is not None and sound.channels == 1 else "AA"


def _code(transition: Transition) -> str:
    """D, or a wipe of SMPTE's numbers: 1 runs to the right, 2 downwards."""
    if transition.kind != "wipe":
        return "D"
    angle = transition.settings.get("angle", 0.0)
    is_level = isinstance(angle, str) or abs(math.cos(math.radians(angle))) >= abs(math.sin(math.radians(angle)))
    return "W001" if is_level else "W002"


def _motion(reel: str, edit: Edit, source_in: Stamp) -> str:
    """The speed in frames a second. Its timecode has colons throughout: readers match eleven digits and colons here."""
    frames = float(edit.event.clip.speed * source_in.rate)
    return f"M2   {reel:<8}       {frames:05.1f}                {source_in.text.replace(';', ':')}"


def _comments(sequence: Sequence, place: Place, edit: Edit) -> Iterator[str]:
    clip, source = edit.event.clip, edit.event.source
    name = _name(source.media)
    if edit.outgoing is None:
        yield f"* FROM CLIP NAME: {name}"
    else:
        yield f"* FROM CLIP NAME: {_name(edit.outgoing.event.source.media)}"
        yield f"* TO CLIP NAME: {name}"
    yield f"* SOURCE FILE: {_path(place, source.media)}"
    yield f"* AUTOEDIT CLIP: {ascii_line(clip.id)}"
    yield f"* AUTOEDIT SOURCE: {edit.cut.text} IS FRAME {edit.event.source_in} AT {rational_text(source.rate)}"
    if clip.speed != 1:
        yield f"* AUTOEDIT SPEED: {rational_text(clip.speed)}"
    if edit.opens is not None:
        yield f"* AUTOEDIT CUT: {_record(sequence, edit.event.start)}"
        yield from _told(edit.opens.kind, edit.opens.reason)
    if clip.reason is not None:
        yield from _told(why(clip.reason))
        yield from _told(figures(clip.reason))


def _name(media: Media) -> str:
    return ascii_line(Path(media.path).name) or ascii_line(media.id) or "UNNAMED"


def _path(place: Place, media: Media) -> str:
    """A file's path; where ASCII cannot spell it, its URL, which is percent-encoded."""
    path = place.path(media)
    return path if path == ascii_line(path) and "%" not in path else place.url(media)


def _told(*said: str) -> Iterator[str]:
    text = ": ".join(line for line in map(ascii_line, said) if line)
    if text:
        yield f"* COMMENT: {text}"


def _locators(sequence: Sequence) -> list[tuple[int, str]]:
    """Markers as Avid and Resolve read them, each with its frame; sections are red, downbeats blue and beats cyan."""
    found = [(marker.frame, _locator(sequence, marker, "RED")) for marker in sequence.timeline.markers]
    beats = ((beat, "BLUE" if beat.name.startswith("bar") else "CYAN") for beat in sequence.beats)
    return sorted(found + [(beat.frame, _locator(sequence, beat, colour)) for beat, colour in beats])


def _locator(sequence: Sequence, marker: Marker, colour: str) -> str:
    return f"* LOC: {_record(sequence, marker.frame)} {colour:<7} {ascii_line(marker.name)}"


def _ending(sequence: Sequence, events: int = 0) -> list[str]:
    """What holds for the whole list. It stands last, since readers take comments for the event before, or fail without one."""
    said = [*sequence.changes, *missing_handles(sequence), *losses(sequence, edl.loses)]
    if events > LAST_NUMBER:
        said.append(f"{events} events: CMX 3600 itself ends at {LAST_NUMBER}; later programs read on")
    for title in sequence.timeline.titles:
        span = f"{_record(sequence, title.span.start)} to {_record(sequence, title.span.stop)}"
        said.append(f"title {title.kind.value}, {span}: {title.text}")
    rate = f"* AUTOEDIT RATE: {rational_text(sequence.rate)} FROM {_record(sequence, 0)}"
    return [rate, *(line for sentence in said for line in _told(sentence))]


def _record(sequence: Sequence, frame: int) -> str:
    return record_stamp(sequence, frame).text
