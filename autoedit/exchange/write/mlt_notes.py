"""What a person reads on the ruler of a program of MLT's family: sections, beats, titles; each frame has one note."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from autoedit.exchange.sequence import Sequence
from autoedit.exchange.text import one_line


class NoteKind(IntEnum):
    """What a note is about; of two at one frame the first kind gives its colour."""

    SECTION = 0
    TITLE = 1
    DOWNBEAT = 2
    BEAT = 3


COLOURS = {NoteKind.SECTION: "#c0392b", NoteKind.TITLE: "#8e44ad", NoteKind.DOWNBEAT: "#1e8449", NoteKind.BEAT: "#7f8c8d"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note at a frame of the film; a title's lasts."""

    frame: int
    text: str
    kind: NoteKind
    frames: int = 1


def notes(sequence: Sequence) -> tuple[Note, ...]:
    """Every note of a film in order; those at one frame are one note, since programs keep one a frame."""
    found: dict[int, list[Note]] = {}
    for note in sorted(_all(sequence), key=lambda one: (one.frame, one.kind)):
        found.setdefault(note.frame, []).append(note)
    return tuple(
        Note(
            frame=frame, kind=here[0].kind, frames=max(note.frames for note in here), text="; ".join(note.text for note in here)
        )
        for frame, here in found.items()
    )  # fmt: skip


def _all(sequence: Sequence) -> list[Note]:
    timeline = sequence.timeline
    sections = [Note(frame=one.frame, text=one_line(one.name), kind=NoteKind.SECTION) for one in timeline.markers]
    titles = [
        Note(frame=one.start, frames=one.frames, text=f"title: {one_line(one.text)}", kind=NoteKind.TITLE)
        for one in timeline.titles
    ]
    beats = [
        Note(frame=one.frame, text=one_line(one.name), kind=NoteKind.DOWNBEAT if one.name.startswith("bar") else NoteKind.BEAT)
        for one in sequence.beats
    ]
    return sections + titles + beats
