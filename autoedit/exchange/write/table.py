"""A film as a table for spreadsheets: a row for each clip of every track."""

from __future__ import annotations

import csv as comma_separated
import io
from collections.abc import Iterator
from pathlib import PurePath

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.text import one_line, plain
from autoedit.model.time import rational_text
from autoedit.model.timecode import timecode
from autoedit.model.timeline import Clip, Track, TrackKind, Transition

COLUMNS = (
    "track", "number", "id", "name", "file", "reel",
    "record_in", "record_out", "record_in_frame", "record_out_frame", "frames",
    "source_in", "source_out", "source_in_frame", "source_out_frame", "source_in_seconds", "source_out_seconds",
    "speed", "gain_db", "fade_in_frames", "fade_out_frames", "transition_after", "transition_in_frames", "transition_out_frames",
    "linked_to", "cut_on", "score", "reason",
)  # fmt: skip
# Excel takes a file for the country's own 8-bit code unless it begins with this mark; other programs pass over it.
MARK = "\ufeff"
# Spreadsheets compute what begins with these, from whatever file it comes (CWE-1236).
COMPUTED = ("=", "+", "-", "@", "\t", "\r")

ESCAPED = "a text that begins with = + - or @ has an apostrophe before it, so that no spreadsheet computes it"


@exporter(
    suffix=".csv",
    loses={Feature.TITLES, Feature.BEATS, Feature.SECTIONS, Feature.MIX},
)
def csv(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """The film's clips, a row each; ends are the frame after the last. What is lost stands in rows below, after a ``#``."""
    written = io.StringIO()
    rows = comma_separated.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for name, track in _named(sequence):
        for number, event in enumerate(sequence.events(track), start=1):
            row = _row(sequence, place, track, event)
            rows.writerow([escaped(cell) for cell in (name, number, *row)])
    for sentence in (*sequence.changes, *losses(sequence, csv.loses), ESCAPED):
        rows.writerow([f"# {one_line(sentence)}"])
    return (Document(text=MARK + written.getvalue()),)


def escaped(cell: object) -> object:
    """A cell that no spreadsheet computes; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(COMPUTED) else cell


def _named(sequence: Sequence) -> Iterator[tuple[str, Track]]:
    """The tracks as editors call them: V1, V2, A1 ..."""
    counted = {TrackKind.VIDEO: 0, TrackKind.AUDIO: 0}
    for track in sequence.timeline.tracks:
        counted[track.kind] += 1
        yield f"{'V' if track.kind is TrackKind.VIDEO else 'A'}{counted[track.kind]}", track


def _row(sequence: Sequence, place: Place, track: Track, event: Event) -> Iterator[object]:
    clip, source, media = event.clip, event.source, event.source.media
    yield from (one_line(clip.id), one_line(PurePath(media.path).name), plain(place.path(media)), one_line(media.reel or ""))
    start, end = sequence.first + event.start, sequence.first + event.end
    yield from (timecode(frame, sequence.rate, is_drop=sequence.is_drop) for frame in (start, end))
    yield from (event.start, event.end, clip.frames)
    source_end = event.timecode_in + event.source_frames(sequence.rate)
    yield from (timecode(frame, source.rate, is_drop=source.is_drop) for frame in (event.timecode_in, source_end))
    yield from (event.timecode_in, source_end)
    yield from (rational_text(clip.source_time(frame, sequence.rate)) for frame in (0, clip.frames))
    yield from (rational_text(clip.speed), clip.gain_db, clip.fade_in_frames, clip.fade_out_frames)
    after = _transition_after(track, clip)
    yield from (after.kind, after.in_frames, after.out_frames) if after is not None else ("", "", "")
    yield one_line(" ".join(sequence.links.get(clip.id, ())))
    reason = clip.reason
    yield from (one_line(reason.cut_on), reason.score, one_line(reason.text)) if reason is not None else ("", "", "")


def _transition_after(track: Track, clip: Clip) -> Transition | None:
    number = track.items.index(clip) + 1
    item = track.items[number] if number < len(track.items) else None
    return item if isinstance(item, Transition) else None
