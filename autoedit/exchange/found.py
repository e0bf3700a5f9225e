"""What another program's file says of a film: clips on tracks, each with the file it names and the exact times it was given."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from autoedit.model.timeline import TrackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClip:
    """A clip as a program wrote it.

    Attributes:
        id: our own clip's id, where the program kept it; empty otherwise.
        name: what the program calls it.
        file: the path or URL of its file as it stands there; empty where the format has none.
        reel: the tape name of a format that has no files; empty otherwise.
        start: the frame of the sequence that it begins at, counted from the sequence's first.
        frames: how long it is shown. Where a transition overlaps it, the cut is where the transition's middle, or its cut, says.
        source_in: where its first frame lies in its file, in seconds from the file's first picture.
        source_timecode: the same as a frame number of the file's timecode, where the program says that instead.
        speed: source seconds a second.
    """

    id: str
    name: str
    file: str
    reel: str
    kind: TrackKind
    track: int
    start: int
    frames: int
    source_in: Fraction | None = None
    source_timecode: int | None = None
    speed: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTransition:
    """A transition as a program wrote it: where its cut lies, and how far it reaches before and after."""

    kind: str
    track: int
    cut: int
    in_frames: int
    out_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFilm:
    """A film as a program wrote it; ``notes`` tell what could not be read.

    ``is_drop`` says how its timecode counts, where times are told by that alone.
    """

    rate: Fraction
    clips: tuple[FoundClip, ...]
    transitions: tuple[FoundTransition, ...] = ()
    is_drop: bool | None = None
    notes: tuple[str, ...] = ()
