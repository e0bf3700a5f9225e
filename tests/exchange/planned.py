"""What independent readers of EDLs and FCPXML should find, worked out from the plan alone."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.text import ascii_line, one_line
from autoedit.exchange.write.fcpxml_sound import pairs
from autoedit.model.timeline import Track, TrackKind, TrackRole, Transition
from tests.exchange import readback_edl, readback_fcpxml


def planned_edl(sequence: Sequence, track: Track) -> list[readback_edl.Row]:
    """What an EDL of a track has to say, worked out from the plan alone."""
    rows = []
    for event in sequence.events(track):
        number = track.items.index(event.clip)
        before = track.items[number - 1] if number else None
        after = track.items[number + 1] if number + 1 < len(track.items) else None
        early = before.in_frames if isinstance(before, Transition) else 0
        start = event.start - early
        frames = event.end - (after.in_frames if isinstance(after, Transition) else 0) - start
        code = "" if not isinstance(before, Transition) else "W001" if before.kind == "wipe" else "D"
        source_in = _stamped(sequence, event) - floor(early * event.clip.speed)
        rows.append(
            readback_edl.Row(
                track="V" if track.kind is TrackKind.VIDEO else "AA",
                media=ascii_line(Path(event.source.media.path).name),
                record_start=sequence.first + start,
                frames=frames,
                source_in=source_in,
                speed=event.clip.speed,
                transition=code,
                transition_frames=before.frames if isinstance(before, Transition) else 0,
                source_out=source_in + ceil(frames * event.clip.speed),
            )
        )
    return rows


def _stamped(sequence: Sequence, event: Event) -> int:
    """The number that an EDL at the film's rate has for a frame of a file: what is on it, its part of a second at our rate."""
    own, film_rate = ceil(event.source.rate), ceil(sequence.rate)
    if own == film_rate and (not event.source.is_drop or sequence.rate.denominator == 1001):
        return event.timecode_in
    clock = event.timecode_in / (event.source.rate if event.source.is_drop else Fraction(own))
    return ceil(clock * (sequence.rate if sequence.is_drop else film_rate))


def frames_alone(rows: list[readback_edl.Row]) -> list[readback_edl.Row]:
    """Rows without their speeds, which M2 lines round to tenths of a frame a second."""
    return [row._replace(speed=Fraction(1)) for row in rows]


def planned_fcpxml(sequence: Sequence) -> list[readback_fcpxml.Row]:
    """Every picture as the film has it, and every sound; one that is part of its picture's clip runs in sync with that."""
    together = {event.clip.id: picture for picture, event in pairs(sequence).sound.items()}
    tracks = {kind: [track for track in sequence.timeline.tracks if track.kind is kind] for kind in TrackKind}
    pictures = {
        event.clip.id: (lane, event) for lane, track in enumerate(tracks[TrackKind.VIDEO]) for event in sequence.events(track)
    }
    heard = [(track, event) for track in tracks[TrackKind.AUDIO] for event in sequence.events(track)]
    alone = [track for track, event in heard if event.clip.id not in together]
    below = {id(track) for track in alone}
    lanes = sorted(
        (track for track in tracks[TrackKind.AUDIO] if id(track) in below), key=lambda track: track.role is not TrackRole.MUSIC
    )
    rows = []
    for lane, event in pictures.values():
        rows.append((f"V{lane}", event, Fraction(event.source_in)))
    for track, event in heard:
        if event.clip.id not in together:
            rows.append((f"A{-1 - [id(one) for one in lanes].index(id(track))}", event, Fraction(event.source_in)))
            continue
        lane, picture = pictures[together[event.clip.id]]
        later = (event.start - picture.start) * event.clip.speed * event.source.rate / sequence.rate
        rows.append((f"A{lane}", event, picture.source_in + later))
    return sorted(
        readback_fcpxml.Row(
            track=name,
            media=one_line(Path(event.source.media.path).name),
            record_start=event.start,
            frames=event.clip.frames,
            source_in=source_in,
            speed=event.clip.speed,
        )
        for name, event, source_in in rows
    )
