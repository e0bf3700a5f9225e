"""OpenTimelineIO read back: a timeline's tracks, from our own files and from those that editing programs write.

The document is read as the JSON that it is: opentimelineio 0.18 ends the whole process (a segmentation fault) for a file of
200,000 nested brackets, and asks for fields that programs leave out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip, FoundFilm, FoundTransition
from autoedit.exchange.read.figures import exact, rate
from autoedit.exchange.read.json_tree import children, json_tree, part, schema, word
from autoedit.model.time import frame_at, nearest_frame
from autoedit.model.timeline import TrackKind

# Speeds are written as floats; ours are small ratios.
FINEST_SPEED = 1000
# A fractional source start is told to a billionth, far below a sample.
FINEST_START = 10**9
# Holds sums of all standard rates exactly.
FINEST_SUM = 10**12


def otio(text: str, rate: Fraction | None = None) -> FoundFilm:  # noqa: ARG001  # such a file says its own rate
    """What an OpenTimelineIO file says of a film.

    Raises:
        DocumentError: it is none, or a time in it makes no sense.
    """
    timelines = list(_timelines(json_tree(text), "timeline"))
    if not timelines:
        raise DocumentError("timeline", "there is none in this file. Export a timeline as OTIO.")
    timeline, where = timelines[0]
    reading = _Reading(rate=_film_rate(timeline, where))
    if len(timelines) > 1:
        reading.notes.append(f"of {len(timelines)} timelines the first is read, {word(timeline, 'name')!r}")
    stack = part(timeline, "tracks")
    for number, track in enumerate(children(stack)):
        _track(reading, track, number, f"{where}.tracks[{number}]")
    return FoundFilm(
        rate=reading.rate,
        clips=tuple(reading.clips),
        transitions=tuple(reading.transitions),
        notes=tuple(dict.fromkeys(reading.notes)),
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What was found so far."""

    rate: Fraction
    clips: list[FoundClip] = field(default_factory=list)
    transitions: list[FoundTransition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Range:
    """A stretch of a clock: seconds, and the rate that its start was counted at."""

    start: Fraction
    duration: Fraction
    rate: Fraction


def _timelines(tree: Mapping[str, Any], where: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The timelines of a file, also where it is a collection of them."""
    if schema(tree) == "Timeline":
        yield tree, where
    elif schema(tree) == "SerializableCollection":
        for number, child in enumerate(children(tree)):
            yield from _timelines(child, f"{where}[{number}]")


def _film_rate(timeline: Mapping[str, Any], where: str) -> Fraction:
    """The rate of the timeline's start; where none is told, of the first length on a track of pictures, or of any."""
    start = part(timeline, "global_start_time")
    if start:
        return rate(exact(start.get("rate"), f"{where}.global_start_time.rate"), f"{where}.global_start_time.rate")
    tracks = children(part(timeline, "tracks"))
    for track in sorted(tracks, key=lambda one: word(one, "kind") != "Video"):
        for item in children(track):
            duration = part(part(item, "source_range"), "duration")
            if duration:
                return rate(exact(duration.get("rate"), f"{where}.rate"), f"{where}.rate")
    raise DocumentError(where, "tells no frame rate. Export the timeline again, with its start time.")


def _track(reading: _Reading, track: Mapping[str, Any], number: int, where: str) -> None:
    """Go along a track; what is no clip of a file takes its time, and is told."""
    if schema(track) != "Track":
        reading.notes.append(f"{where}: a {schema(track) or 'thing without a schema'} in place of a track is left out")
        return
    kind = TrackKind.AUDIO if word(track, "kind") == "Audio" else TrackKind.VIDEO
    if part(track, "source_range"):
        reading.notes.append(f"{where}: the track's own range is not read; all of its clips are taken")
    now = Fraction(0)
    for place, item in enumerate(children(track)):
        here = f"{where}[{place}]"
        if schema(item) == "Transition":
            reading.transitions.append(_transition(item, number, nearest_frame(now, reading.rate), reading.rate, here))
            continue
        duration = _duration(item, here)
        if schema(item) == "Clip":
            _clip(reading, item, kind, number, now, here)
        elif schema(item) != "Gap":
            reading.notes.append(f"{here}: {_named(item)} is a {schema(item) or 'thing without a schema'}, left out")
        now = _added(now, duration)


def _clip(reading: _Reading, item: Mapping[str, Any], kind: TrackKind, number: int, now: Fraction, where: str) -> None:
    reference = _reference(item)
    speed = _speed(reading, item, where)
    if schema(reference) == "GeneratorReference":
        reading.notes.append(f"{where}: {_named(item)} is generated, not of a file, and left out")
        return
    if item.get("enabled") is False:
        reading.notes.append(f"{where}: {_named(item)} is switched off, and left out")
        return
    if speed is None:
        return
    available = _range(part(reference, "available_range"), f"{where}.available_range")
    seen = _range(part(item, "source_range"), f"{where}.source_range") or available
    assert seen is not None
    start = nearest_frame(now, reading.rate)
    end = nearest_frame(now + seen.duration, reading.rate)
    if end <= start:
        reading.notes.append(f"{where}: {_named(item)} lasts less than a frame, and is left out")
        return
    reading.clips.append(
        FoundClip(
            id=word(part(part(item, "metadata"), "autoedit"), "id"),
            name=word(item, "name") or word(reference, "name"),
            file=word(reference, "target_url"),
            reel="",
            kind=kind,
            track=number,
            start=start,
            frames=end - start,
            source_in=None if available is None else seen.start - available.start,
            source_timecode=frame_at(seen.start, seen.rate) if available is None else None,
            speed=speed,
        )
    )


def _transition(item: Mapping[str, Any], number: int, cut: int, film_rate: Fraction, where: str) -> FoundTransition:
    told = word(part(part(item, "metadata"), "autoedit"), "kind")
    known = "dissolve" if word(item, "transition_type") == "SMPTE_Dissolve" else word(item, "name")
    return FoundTransition(
        kind=told or known or word(item, "transition_type"),
        track=number,
        cut=cut,
        in_frames=nearest_frame(_time(part(item, "in_offset"), f"{where}.in_offset"), film_rate),
        out_frames=nearest_frame(_time(part(item, "out_offset"), f"{where}.out_offset"), film_rate),
    )


def _reference(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """A clip's file: one in the first version of the schema, the active one of several in the second."""
    several = part(item, "media_references")
    return part(several, word(item, "active_media_reference_key") or "DEFAULT_MEDIA") or part(item, "media_reference")


def _speed(reading: _Reading, item: Mapping[str, Any], where: str) -> Fraction | None:
    """How fast a clip plays; None where it does not play forwards."""
    speed = Fraction(1)
    effects = item.get("effects")
    for effect in effects if isinstance(effects, list) else ():
        if isinstance(effect, dict) and schema(effect) in {"LinearTimeWarp", "FreezeFrame"}:
            scalar = exact(effect.get("time_scalar", 0), f"{where}.time_scalar")
            speed *= scalar.limit_denominator(FINEST_SPEED)
        elif isinstance(effect, dict) and schema(effect) == "TimeEffect":
            reading.notes.append(f"{where}: {_named(item)} has a varying speed, read as even")
    if speed <= 0:
        reading.notes.append(f"{where}: {_named(item)} stands still or plays backwards, and is left out")
        return None
    return speed


def _duration(item: Mapping[str, Any], where: str) -> Fraction:
    """How long an item takes on its track; a nested track or stack without a range lasts as long as what is in it."""
    own = _range(part(item, "source_range"), f"{where}.source_range")
    if own is not None:
        return own.duration
    if schema(item) == "Track":
        timed = [child for child in children(item) if schema(child) != "Transition"]
        return reduce(_added, (_duration(child, where) for child in timed), Fraction(0))
    if schema(item) == "Stack":
        return max((_duration(child, where) for child in children(item)), default=Fraction(0))
    available = _range(part(_reference(item), "available_range"), f"{where}.available_range")
    if available is None:
        raise DocumentError(where, f"{_named(item)} has neither a range nor a file with one, so all after it is lost")
    return available.duration


def _added(time: Fraction, duration: Fraction) -> Fraction:
    """A time further on; rates without end that have nothing in common do not add up to a number without end."""
    return (time + duration).limit_denominator(FINEST_SUM)


def _range(tree: Mapping[str, Any], where: str) -> _Range | None:
    if not tree:
        return None
    start = part(tree, "start_time")
    duration = _time(part(tree, "duration"), f"{where}.duration")
    if duration < 0:
        raise DocumentError(f"{where}.duration", "a length is not below zero. Export the timeline again.")
    counted = rate(exact(start.get("rate"), f"{where}.start_time.rate"), f"{where}.start_time.rate")
    return _Range(start=_time(start, f"{where}.start_time"), duration=duration, rate=counted)


def _time(tree: Mapping[str, Any], where: str) -> Fraction:
    """A RationalTime in seconds."""
    value = exact(tree.get("value"), f"{where}.value").limit_denominator(FINEST_START)
    return value / rate(exact(tree.get("rate"), f"{where}.rate"), f"{where}.rate")


def _named(item: Mapping[str, Any]) -> str:
    return repr(word(item, "name")[:60]) if word(item, "name") else "an item without a name"
