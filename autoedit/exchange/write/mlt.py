"""A film as Shotcut's project, which melt plays as it is: producers -> playlists with transitions between -> one tractor.

Each clip has a producer of its own, as Shotcut writes it: its level, its fades and its words belong to it. A transition is a
tractor that takes the handles of its two clips, and stands between what is left of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.text import one_line
from autoedit.exchange.write.mlt_clock import InPoint, picture_in, sound_in
from autoedit.exchange.write.mlt_notes import COLOURS, notes
from autoedit.exchange.write.mlt_tree import (
    Reader,
    Value,
    add,
    add_background,
    add_producer,
    file_name,
    project,
    said,
    set_properties,
    text_of,
)
from autoedit.model.timeline import Clip, Gap, Track, TrackKind, Transition

# Fades of sound rise from here, in dB: what Shotcut takes for silence.
SILENCE_DB = -60


@exporter(
    suffix=".mlt",
    loses={
        Feature.DIPS,
        Feature.WIPES,
        Feature.GENERATED,
        Feature.TITLES_DRAWN,
        Feature.MUSIC_WITHIN_FRAMES,
        Feature.MIX,
        Feature.FILLING,
    },
)
def mlt(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """The film for Shotcut and melt."""
    tracks = sorted(sequence.timeline.tracks, key=lambda track: track.kind is not TrackKind.VIDEO)
    groups = _groups(sequence)
    rows = [_row(sequence, track, number, groups) for number, track in enumerate(tracks)]
    beside = tuple(said(laid.point for row in rows for laid in row.laid))
    root = project(sequence, place, mlt, beside)
    _add_bin(root, sequence, place)
    add_background(root, "black", max(1, sequence.timeline.frames))
    background = SubElement(root, "playlist", {"id": "background"})
    SubElement(background, "entry", {"producer": "black", "in": "0", "out": str(max(1, sequence.timeline.frames) - 1)})
    for number, row in enumerate(rows):
        _add_track(root, sequence, place, row, _track_name(tracks, number))
    _add_film(root, sequence, tracks)
    return (Document(text=text_of(root), said=beside),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """A clip with its producer, and where in that its first frame lies."""

    event: Event
    producer: str
    point: InPoint

    def between(self, first: int, end: int) -> dict[str, str]:
        """What shows it from a frame of the film to before another."""
        shift = self.point.position - self.event.start
        return {"producer": self.producer, "in": str(first + shift), "out": str(end - 1 + shift)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A track with its clips laid; ``name`` is in its elements' ids, ``groups`` number the clips that belong together."""

    track: Track
    name: str
    laid: tuple[_Laid, ...]
    groups: Mapping[str, int]

    @property
    def is_picture(self) -> bool:
        return self.track.kind is TrackKind.VIDEO


def _row(sequence: Sequence, track: Track, number: int, groups: Mapping[str, int]) -> _Row:
    laid: list[_Laid] = []
    for place, event in enumerate(sequence.events(track)):
        if track.kind is TrackKind.VIDEO:
            point = picture_in(event, sequence.rate)
        else:
            point = InPoint(position=sound_in(event, sequence.rate))
        laid.append(_Laid(event=event, producer=f"clip_{number}_{place}", point=point))
    return _Row(track=track, name=f"{number}", laid=tuple(laid), groups=groups)


def _add_bin(root: Element, sequence: Sequence, place: Place) -> None:
    """Every file once, whole."""
    for number, source in enumerate(sequence.sources.values()):
        producer = add_producer(root, f"file_{number}", Reader(source=source), sequence.rate, place)
        set_properties(producer, {"shotcut:caption": file_name(source)})
    playlist = add(root, "playlist", {"id": "main_bin"}, {"xml_retain": 1})
    for number in range(len(sequence.sources)):
        SubElement(playlist, "entry", {"producer": f"file_{number}"})


def _add_track(root: Element, sequence: Sequence, place: Place, row: _Row, called: str) -> None:
    """A track's producers and transitions, and the playlist that they stand in."""
    for laid in row.laid:
        _add_clip(root, sequence, place, row, laid)
    of = {laid.event.clip.id: laid for laid in row.laid}
    playlist = Element("playlist", {"id": f"playlist_{row.name}"})
    set_properties(playlist, {"shotcut:video" if row.is_picture else "shotcut:audio": 1, "shotcut:name": called})
    items = row.track.items
    for number, item in enumerate(items):
        if isinstance(item, Gap):
            SubElement(playlist, "blank", {"length": str(item.frames)})
        elif isinstance(item, Transition):
            before, after = items[number - 1], items[number + 1]
            assert isinstance(before, Clip) and isinstance(after, Clip), "a track checks that"
            name = f"transition_{row.name}_{number}"
            _add_transition(root, name, item, of[before.id], of[after.id], is_picture=row.is_picture)
            SubElement(playlist, "entry", {"producer": name, "in": "0", "out": str(item.frames - 1)})
        else:
            _add_entry(playlist, row, number, of[item.id])
    root.append(playlist)


def _add_clip(root: Element, sequence: Sequence, place: Place, row: _Row, laid: _Laid) -> None:
    event, clip, point = laid.event, laid.event.clip, laid.point
    reader = Reader(
        source=event.source,
        speed=clip.speed,
        has_picture=row.is_picture,
        has_sound=not row.is_picture,
        delay=point.delay,
        forced=point.forced,
        used=point.position + clip.frames + event.after,
    )
    producer = add_producer(root, laid.producer, reader, sequence.rate, place)
    set_properties(producer, {
        "shotcut:caption": file_name(event.source) if clip.speed == 1 else f"{file_name(event.source)} ({float(clip.speed):g}x)",
        "shotcut:producer": "avformat" if clip.speed != 1 else None,
        "shotcut:comment": one_line(clip.reason.text) if clip.reason is not None else None,
        "autoedit:clip": clip.id,
    })  # fmt: skip
    span: dict[str, Value] = {"in": point.position, "out": point.position + clip.frames - 1}
    service, fade_in, fade_out = ("brightness", "fadeInBrightness", "fadeOutBrightness") if row.is_picture else (
        "volume", "fadeInVolume", "fadeOutVolume")  # fmt: skip
    low, high = (0, 1) if row.is_picture else (SILENCE_DB, 0)
    last, coming, going = clip.frames - 1, clip.fade_in_frames, clip.fade_out_frames
    if clip.gain_db and not row.is_picture:
        add(producer, "filter", span, {"mlt_service": "volume", "shotcut:filter": "audioGain", "level": f"{clip.gain_db:g}"})
    if coming:
        level = f"0={low};{min(coming, last)}={high}"
        add(
            producer,
            "filter",
            span,
            {"mlt_service": service, "shotcut:filter": fade_in, "level": level, "shotcut:animIn": coming},
        )
    if going:
        level = f"{max(0, last - going)}={high};{last}={low}"
        add(
            producer,
            "filter",
            span,
            {"mlt_service": service, "shotcut:filter": fade_out, "level": level, "shotcut:animOut": going},
        )


def _add_entry(playlist: Element, row: _Row, number: int, laid: _Laid) -> None:
    """What is seen of a clip by itself; nothing where the transitions on both sides meet."""
    items, event = row.track.items, laid.event
    before = items[number - 1] if number else None
    after = items[number + 1] if number + 1 < len(items) else None
    first = event.start + (before.out_frames if isinstance(before, Transition) else 0)
    end = event.end - (after.in_frames if isinstance(after, Transition) else 0)
    if end > first:
        add(playlist, "entry", laid.between(first, end), {"shotcut:group": row.groups.get(event.clip.id)})


def _add_transition(root: Element, name: str, item: Transition, before: _Laid, after: _Laid, *, is_picture: bool) -> None:
    """Both clips for as long as both are there, and the mix of their pictures and of their sounds."""
    cut, last = after.event.start, item.frames - 1
    tractor = add(root, "tractor", {"id": name, "in": 0, "out": last}, {"shotcut:transition": "lumaMix"})
    for laid in (before, after):
        SubElement(tractor, "track", laid.between(cut - item.in_frames, cut + item.out_frames))
    both: dict[str, Value | None] = {"a_track": 0, "b_track": 1}
    if is_picture:
        add(tractor, "transition", {"in": 0, "out": last}, {**both, "factory": "loader", "mlt_service": "luma", "alpha_over": 1})
    add(tractor, "transition", {"in": 0, "out": last}, {**both, "start": -1, "accepts_blanks": 1, "mlt_service": "mix"})


def _add_film(root: Element, sequence: Sequence, tracks: list[Track]) -> None:
    """The tracks over one another: pictures cover, sounds add up."""
    frames = max(1, sequence.timeline.frames)
    title = one_line(sequence.timeline.name)
    film = add(root, "tractor", {"id": "film", "title": title, "in": 0, "out": frames - 1}, {
        "shotcut": 1, "shotcut:projectAudioChannels": 2, "shotcut:projectFolder": 0,
    })  # fmt: skip
    markers = SubElement(film, "properties", {"name": "shotcut:markers"})
    for number, note in enumerate(notes(sequence)):
        told: dict[str, Value | None] = {
            "text": note.text,
            "start": note.frame,
            "end": note.frame + note.frames - 1,
            "color": COLOURS[note.kind],
        }
        add(markers, "properties", {"name": number}, told)
    SubElement(film, "track", {"producer": "background"})
    for number, track in enumerate(tracks):
        SubElement(
            film, "track", {"producer": f"playlist_{number}", **({} if track.kind is TrackKind.VIDEO else {"hide": "video"})}
        )
    for number, track in enumerate(tracks, start=1):
        both: dict[str, Value | None] = {"a_track": 0, "b_track": number}
        add(film, "transition", {}, {**both, "mlt_service": "mix", "always_active": 1, "sum": 1})
        if track.kind is TrackKind.VIDEO:
            # The lowest picture lies on the background, every other one on the lowest.
            under = 0 if number == 1 else 1
            add(film, "transition", {}, {"a_track": under, "b_track": number, "mlt_service": "qtblend", "threads": 0})


def _track_name(tracks: list[Track], number: int) -> str:
    """V1, V2, A1 ... with what the track is for."""
    kind = tracks[number].kind
    place = sum(track.kind is kind for track in tracks[: number + 1])
    return f"{'V' if kind is TrackKind.VIDEO else 'A'}{place} {tracks[number].role.value.replace('_', ' ')}"


def _groups(sequence: Sequence) -> dict[str, int]:
    """A number for each clip that belongs together with others; a clip belongs to one group."""
    groups: dict[str, int] = {}
    for name, others in sequence.links.items():
        if name not in groups:
            number = next((groups[other] for other in others if other in groups), max(groups.values(), default=-1) + 1)
            groups.update({one: number for one in (name, *others) if one not in groups})
    return groups
