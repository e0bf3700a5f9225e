"""What independent readers find in our OTIO and Final Cut Pro 7 files, and what they should.

OTIO is read by opentimelineio, Final Cut Pro 7's XML by otio-fcp-adapter; no line here is shared with our writers and readers.
Each function gives a ``Seen`` for a clip, or a ``Joined`` for a transition, track by track in the order of the film.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import opentimelineio as otio

from autoedit.exchange.found import FoundFilm
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence
from autoedit.model.timeline import Track, TrackKind, Transition

# Premiere's clock, in which it tells in points and cuts beside the whole frames of the sequence.
TICKS = 254_016_000_000


class Seen(NamedTuple):
    """A clip as a reader sees it: record times in frames of the film, the source's first frame in frames of its file.

    ``track`` counts from 0 in the order of the file: the timeline's in OTIO, pictures before sound in Final Cut Pro 7's.
    """

    track: int
    media: str
    start: int
    frames: int
    source_in: int
    speed: Fraction


class Joined(NamedTuple):
    """A transition as a reader sees it."""

    track: int
    cut: int
    in_frames: int
    out_frames: int


def planned_frames(sequence: Sequence, place: Place, *, pictures_first: bool = False) -> list[Seen]:
    """What every reader should find; of a Final Cut Pro 7 file the pictures first."""
    return [
        Seen(number, place.url(event.source.media), event.start, event.clip.frames, event.source_in, event.clip.speed)
        for number, track in enumerate(_tracks(sequence, pictures_first=pictures_first))
        for event in sequence.events(track)
    ]


def found_frames(film: FoundFilm, sequence: Sequence, place: Place) -> list[Seen]:
    """What one of our own readers found, for comparing; its clips tell exact times."""
    rates = {place.url(source.media): source.rate for source in sequence.sources.values()}
    nearest = {TrackKind.VIDEO: Fraction(0), TrackKind.AUDIO: Fraction(1, 2)}
    return [
        Seen(
            clip.track,
            clip.file,
            clip.start,
            clip.frames,
            math.floor(clip.source_in * rates[clip.file] + nearest[clip.kind]),
            clip.speed,
        )
        for clip in film.clips
        if clip.source_in is not None
    ]


def planned_transitions(sequence: Sequence, *, pictures_first: bool = False) -> list[Joined]:
    """The transitions that every reader should find."""
    found = []
    for number, track in enumerate(_tracks(sequence, pictures_first=pictures_first)):
        cut = 0
        for item in track.items:
            if isinstance(item, Transition):
                found.append(Joined(number, cut, item.in_frames, item.out_frames))
            else:
                cut += item.frames
    return found


def otio_frames(text: str) -> list[Seen]:
    """The clips of an OTIO file, placed by opentimelineio's own ``range_in_parent``."""
    timeline = otio.adapters.read_from_string(text, "otio_json")
    found = []
    for number, track in enumerate(timeline.tracks):
        for clip in track.find_clips():
            record = clip.range_in_parent()
            begins = clip.source_range.start_time - clip.available_range().start_time
            speed = math.prod(effect.time_scalar for effect in clip.effects if isinstance(effect, otio.schema.LinearTimeWarp))
            found.append(
                Seen(
                    number,
                    clip.media_reference.target_url,
                    _whole(record.start_time, timeline.global_start_time.rate),
                    _whole(record.duration, timeline.global_start_time.rate),
                    _first_frame(begins.value, track.kind == otio.schema.TrackKind.Video),
                    Fraction(speed).limit_denominator(1000),
                )
            )
    return found


def otio_transitions(text: str) -> list[Joined]:
    """The transitions of an OTIO file."""
    timeline = otio.adapters.read_from_string(text, "otio_json")
    found = []
    for number, track in enumerate(timeline.tracks):
        for item in track:
            if isinstance(item, otio.schema.Transition):
                before = _whole(item.in_offset, timeline.global_start_time.rate)
                starts = _whole(track.range_of_child(item).start_time, timeline.global_start_time.rate)
                after = _whole(item.out_offset, timeline.global_start_time.rate)
                found.append(Joined(number, starts + before, before, after))
    return found


def fcp7_frames(text: str, *, by_ticks: bool = True) -> list[Seen]:
    """The clips of a Final Cut Pro 7 file, as otio-fcp-adapter reads them.

    The adapter knows no Time Remap and takes every cut for the middle of its transition. So a clip's speed, and where its file
    stands at its in point, are taken from what it hands through as metadata; and a cut is moved to where its ticks say.

    Args:
        by_ticks: whether in points are Premiere's ticks or a Time Remap's graph, as Premiere and Final Cut read them; otherwise
            the whole frames of the sequence that the adapter reads, as Resolve does.
    """
    timeline = otio.adapters.read_from_string(text, "fcp_xml")
    found = []
    for number, track in enumerate(timeline.tracks):
        for place, item in enumerate(track):
            if isinstance(item, otio.schema.Clip):
                found.append(_fcp7_clip(timeline, track, number, place, item, by_ticks=by_ticks))
    return found


def fcp7_transitions(text: str) -> list[Joined]:
    """The transitions of a Final Cut Pro 7 file, their cuts where their ticks say."""
    timeline = otio.adapters.read_from_string(text, "fcp_xml")
    found = []
    for number, track in enumerate(timeline.tracks):
        for item in track:
            if isinstance(item, otio.schema.Transition):
                starts = _whole(track.range_of_child(item).start_time, timeline.global_start_time.rate)
                length = _whole(item.in_offset + item.out_offset, timeline.global_start_time.rate)
                before = _cut_frames(item, timeline.global_start_time.rate)
                found.append(Joined(number, starts + before, before, length - before))
    return found


def _tracks(sequence: Sequence, *, pictures_first: bool) -> list[Track]:
    tracks = list(sequence.timeline.tracks)
    return sorted(tracks, key=lambda track: track.kind is TrackKind.AUDIO) if pictures_first else tracks


def _fcp7_clip(timeline: Any, track: Any, number: int, place: int, clip: Any, *, by_ticks: bool) -> Seen:
    rate = timeline.global_start_time.rate
    record = clip.range_in_parent()
    start, end = _whole(record.start_time, rate), _whole(record.end_time_exclusive(), rate)
    before, after = (track[at] if 0 <= at < len(track) else None for at in (place - 1, place + 1))
    at_cut = clip.source_range.start_time - clip.available_range().start_time
    in_point = Fraction(_whole(at_cut, rate))
    if isinstance(before, otio.schema.Transition):
        # The adapter's cut lies in the middle; the film's own so many frames after it.
        moved = _cut_frames(before, rate) - _whole(before.in_offset, rate)
        start, in_point = start + moved, in_point + moved
    if isinstance(after, otio.schema.Transition):
        end += _cut_frames(after, rate) - _whole(after.in_offset, rate)
    exact_rate = _standard(rate)
    speed, graph = _time_remap(clip)
    seconds = in_point * speed / exact_rate
    if by_ticks and graph:
        seconds = _on_graph(graph, in_point) / exact_rate
    elif by_ticks and "pproTicksIn" in clip.metadata["fcp_xml"]:
        lead = _cut_frames(before, rate) if isinstance(before, otio.schema.Transition) else 0
        seconds = Fraction(int(clip.metadata["fcp_xml"]["pproTicksIn"]), TICKS) + lead / exact_rate
    frame = seconds * _standard(clip.available_range().start_time.rate)
    is_picture = track.kind == otio.schema.TrackKind.Video
    return Seen(number, clip.media_reference.target_url, start, end - start, _first_frame(float(frame), is_picture), speed)


def _time_remap(clip: Any) -> tuple[Fraction, list[tuple[Fraction, Fraction]]]:
    """A clip's speed, and the points of its graph: frames of the clip against frames of the file, both at the film's rate."""
    for effect in clip.effects:
        told = effect.metadata["fcp_xml"]
        if told.get("effectid") == "timeremap":
            parameters = {one["parameterid"]: one for one in told["parameter"]}
            points = [(Fraction(key["when"]), Fraction(key["value"])) for key in parameters["graphdict"]["keyframe"]]
            return Fraction(parameters["speed"]["value"]).limit_denominator(1000) / 100, points
    return Fraction(1), []


def _on_graph(points: list[tuple[Fraction, Fraction]], when: Fraction) -> Fraction:
    """The graph's value, on the line through the two points of what is seen: the first and last are the file's ends."""
    (left, low), (right, high) = points[1], points[2]
    return low + (high - low) * (when - left) / (right - left)


def _cut_frames(transition: Any, rate: float) -> int:
    ticks = int(transition.metadata["fcp_xml"]["cutPointTicks"])
    return round(Fraction(ticks, TICKS) * _standard(rate))


def _first_frame(frame: float, is_picture: bool) -> int:
    """The frame that is on show; of sound the one nearest to where it begins. Floats lie a trillionth below what they mean."""
    return math.floor(frame + (1e-6 if is_picture else 0.5 + 1e-9))


def _whole(time: Any, rate: float) -> int:
    """A time in frames of a rate, which it must be a whole number of."""
    frames = time.rescaled_to(rate).value
    assert abs(frames - round(frames)) < 1e-4, f"{time} is no whole frame at {rate}"
    return round(frames)


def _standard(rate: float) -> Fraction:
    return Fraction(rate).limit_denominator(1001)
