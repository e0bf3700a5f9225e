"""OpenTimelineIO: the film in its nouns, with all that is known of each choice under ``metadata["autoedit"]``.

A clip's source range begins at a frame of its file, in the file's rate from its start timecode on, and lasts frames of the
film: opentimelineio adds lengths along a track, so they must be in one rate for whole record frames. A source start keeps its
own: every RationalTime carries its rate, and 1,000 frames of 50 a second are 1,000 frames again only at 50.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.text import one_line, plain
from autoedit.exchange.why import reasons
from autoedit.model.time import rational_text
from autoedit.model.timeline import Clip, Gap, Title, Track, TrackKind, TrackRole, Transition

if TYPE_CHECKING:
    import opentimelineio

NAMESPACE = "autoedit"
DOWNBEAT, BEAT, SECTION, TITLE = "RED", "YELLOW", "PURPLE", "GREEN"

LOSES = (
    Feature.PICTURE_FADES,
    Feature.FILLING,
    Feature.DIPS,
    Feature.WIPES,
    Feature.GENERATED,
    Feature.TITLES_DRAWN,
    Feature.GAIN,
    Feature.FADES,
    Feature.MIX,
    Feature.LINKS,
)


@exporter(suffix=".otio", loses=LOSES)
def otio(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """The film as one timeline; what its nouns do not say is told in the metadata, and what programs lose there too."""
    return (Document(text=otio_timeline(sequence, place).to_json_string(indent=2) + "\n"),)


def otio_timeline(sequence: Sequence, place: Place) -> opentimelineio.schema.Timeline:
    """The film as opentimelineio's own value, for its other adapters."""
    import opentimelineio

    schema = opentimelineio.schema
    timeline = schema.Timeline(name=one_line(sequence.timeline.name), global_start_time=_time(sequence.first, sequence.rate))
    timeline.metadata[NAMESPACE] = _film(sequence)
    for track in sequence.timeline.tracks:
        timeline.tracks.append(_track(sequence, place, track))
    for marker in sequence.timeline.markers:
        timeline.tracks.markers.append(_marker(sequence, marker.frame, 0, marker.name, SECTION))
    for title in sequence.timeline.titles:
        timeline.tracks.markers.append(_title(sequence, title))
    return timeline


def _film(sequence: Sequence) -> dict[str, Any]:
    edit_list, timeline = sequence.edit_list, sequence.timeline
    return {
        "made_by": plain(edit_list.made_by),
        "style": plain(edit_list.style),
        "frame_rate": rational_text(sequence.rate),
        "is_drop_frame": sequence.is_drop,
        "width": timeline.width,
        "height": timeline.height,
        "options": {plain(name): plain(value) for name, value in edit_list.options.items()},
        "notes": [plain(note) for note in edit_list.notes],
        "changes": [plain(change) for change in sequence.changes],
        "losses": [plain(lost) for lost in losses(sequence, otio.loses)],
    }


def _track(sequence: Sequence, place: Place, track: Track) -> opentimelineio.schema.Track:
    import opentimelineio

    schema = opentimelineio.schema
    kind = schema.TrackKind.Video if track.kind is TrackKind.VIDEO else schema.TrackKind.Audio
    written = schema.Track(name=track.role.value.replace("_", " "), kind=kind)
    written.metadata[NAMESPACE] = {"role": track.role.value}
    events = {event.clip.id: event for event in sequence.events(track)}
    for item in track.items:
        if isinstance(item, Clip):
            written.append(_clip(sequence, place, track, events[item.id]))
        elif isinstance(item, Gap):
            written.append(schema.Gap(source_range=_range(0, sequence.rate, item.frames, sequence.rate)))
        else:
            written.append(_transition(sequence, item))
    if track is sequence.timeline.track(TrackRole.MUSIC):
        for beat in sequence.beats:
            colour = DOWNBEAT if beat.name.startswith("bar") else BEAT
            written.markers.append(_marker(sequence, beat.frame, 0, beat.name, colour))
    return written


def _clip(sequence: Sequence, place: Place, track: Track, event: Event) -> opentimelineio.schema.Clip:
    import opentimelineio

    clip, source = event.clip, event.source
    schema = opentimelineio.schema
    begins: int | Fraction = event.timecode_in
    if track.kind is TrackKind.AUDIO:
        # Sound begins between frames, where the beat is.
        begins = source.first + max(Fraction(0), source.since_start(clip.source_start)) * source.rate
    reference = schema.ExternalReference(
        target_url=place.url(source.media),
        available_range=_range(source.first, source.rate, source.frames, source.rate),
    )
    reference.name = one_line(source.media.id)
    reference.metadata[NAMESPACE] = {"media": plain(source.media.id), "fingerprint": source.media.fingerprint}
    written = schema.Clip(
        name=one_line(PurePath(source.media.path).name),
        media_reference=reference,
        source_range=_range(begins, source.rate, clip.frames, sequence.rate),
    )
    if clip.speed != 1:
        written.effects.append(schema.LinearTimeWarp(name="speed", time_scalar=float(clip.speed)))
    written.metadata[NAMESPACE] = _of_clip(clip)
    _link(sequence, clip, written)
    return written


def _of_clip(clip: Clip) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": plain(clip.id),
        "media": plain(clip.media),
        "source_start": rational_text(clip.source_start),
        "speed": rational_text(clip.speed),
        "gain_db": clip.gain_db,
        "fade_in_frames": clip.fade_in_frames,
        "fade_out_frames": clip.fade_out_frames,
    }
    if clip.select is not None:
        told["select"] = plain(clip.select)
    if clip.reason is not None:
        told["reason"] = reasons(clip)
    return told


def _link(sequence: Sequence, clip: Clip, written: opentimelineio.schema.Clip) -> None:
    """Tell which clips belong together; there is no schema for it. Resolve's own files number their groups like this."""
    linked = sequence.links.get(clip.id)
    if not linked:
        return
    groups = list(dict.fromkeys(min(name, *others) for name, others in sequence.links.items()))
    group = groups.index(min(clip.id, *linked)) + 1
    written.metadata[NAMESPACE]["linked"] = [plain(name) for name in linked]
    written.metadata["Resolve_OTIO"] = {"Link Group ID": group}


def _transition(sequence: Sequence, transition: Transition) -> opentimelineio.schema.Transition:
    import opentimelineio

    # All are dissolves by type: a program that does not know a custom one leaves it out, and the overlap with it.
    written = opentimelineio.schema.Transition(
        name=one_line(transition.kind),
        transition_type=opentimelineio.schema.TransitionTypes.SMPTE_Dissolve,
        in_offset=_time(transition.in_frames, sequence.rate),
        out_offset=_time(transition.out_frames, sequence.rate),
    )
    settings = {plain(name): plain(value) if isinstance(value, str) else value for name, value in transition.settings.items()}
    written.metadata[NAMESPACE] = {"kind": plain(transition.kind), "settings": settings, "reason": plain(transition.reason)}
    return written


def _title(sequence: Sequence, title: Title) -> opentimelineio.schema.Marker:
    written = _marker(sequence, title.start, title.frames, one_line(title.text), TITLE)
    written.metadata[NAMESPACE] = {"title": title.kind.value, "text": plain(title.text)}
    return written


def _marker(sequence: Sequence, frame: int, frames: int, name: str, colour: str) -> opentimelineio.schema.Marker:
    import opentimelineio

    marked = _range(frame, sequence.rate, frames, sequence.rate)
    return opentimelineio.schema.Marker(name=one_line(name), marked_range=marked, color=colour)


def _range(start: int | Fraction, start_rate: Fraction, frames: int, rate: Fraction) -> opentimelineio.opentime.TimeRange:
    import opentimelineio

    return opentimelineio.opentime.TimeRange(_time(start, start_rate), _time(frames, rate))


def _time(value: int | Fraction, rate: Fraction) -> opentimelineio.opentime.RationalTime:
    import opentimelineio

    return opentimelineio.opentime.RationalTime(float(value), float(rate))
