"""The edit list: everything that render, export and review need, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from autoedit.errors import STAGES, DocumentError
from autoedit.model.media import Media
from autoedit.model.music import BeatGrid
from autoedit.model.select import Defect, Select, Speech
from autoedit.model.shot import Shot
from autoedit.model.timeline import Timeline, Transition

# The stage of a file that is left out though nothing is wrong with it: a copy of another, or a film of ours.
CHOICE = "choose"


class DecisionKind(StrEnum):
    """What a person decided: about a select; DROP and MUST about a file too."""

    KEEP = "keep"
    DROP = "drop"
    PIN = "pin"
    FIRST = "first"
    LAST = "last"
    MUST = "must"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word on one select (``media/select``); it outranks every score.

    ``select`` may name a file, where a file is dropped or an instant of it must be seen. ``slot`` counts the film's clips from 1
    and belongs to a pin. ``time`` is the instant, in the file's own clock. The pin of a clip that a person trimmed or placed
    says where in the film it begins (``start``, in frames), how long it lasts (``frames``), and its ``source_start``.
    """

    kind: DecisionKind
    select: str
    slot: int | None = None
    time: Fraction | None = None
    start: int | None = None
    frames: int | None = None
    source_start: Fraction | None = None

    def __post_init__(self) -> None:
        if (self.kind is DecisionKind.PIN) != (self.slot is not None) or (self.slot is not None and self.slot < 1):
            raise ValueError(f"a pin, and nothing else, names a clip of the film from 1 on, got {self}")
        if (self.kind is DecisionKind.MUST) != (self.time is not None):
            raise ValueError(f"what must be seen, and nothing else, is an instant, got {self}")
        if len({self.start is None, self.frames is None, self.source_start is None}) > 1:
            raise ValueError(f"a clip in its place has a start, a length and a source start, got {self}")
        if (self.start is not None and self.start < 0) or (self.frames is not None and self.frames < 1):
            raise ValueError(f"a clip begins in the film, and has a frame at least, got {self}")

    @property
    def span(self) -> range | None:
        """The frames of the film that a pin which says all about its clip takes; None for any other decision."""
        return range(self.start, self.start + self.frames) if self.start is not None and self.frames is not None else None

    @property
    def is_placed(self) -> bool:
        """Whether it is a pin that says all about its clip."""
        return self.start is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A file with what was found in it."""

    media: Media
    selects: tuple[Select, ...]
    shots: tuple[Shot, ...] = ()
    speech: tuple[Speech, ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Song:
    """A file with what was heard in it; ``loudness`` is its integrated loudness in LUFS."""

    media: Media
    grid: BeatGrid
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file that is not used, and why.

    ``stage`` is where it failed, or ``CHOICE`` for one that was left out by choice; ``remedy`` is the next step.
    """

    path: str
    stage: str = ""
    reason: str
    remedy: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether something went wrong, and it was not left out by choice."""
        return self.stage != CHOICE

    @property
    def told(self) -> str:
        """A sentence for a person."""
        doing = STAGES.get(self.stage, "")
        where = f" (while {doing})" if doing else ""
        return f"left out {self.path}{where}: {self.reason}{f'. {self.remedy}' if self.remedy else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What a film is worth in its style's measure, the most that any film can be worth, and what simpler ways of choosing get."""

    value: float
    bound: float
    greedy: float | None = None
    beam: float | None = None
    random: float | None = None

    @property
    def gap(self) -> float:
        """By how much of its value the film may fall short of the best."""
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1e-6)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClip:
    """A clip as it was planned, with the transition after it: what differs from it was changed by a person."""

    id: str
    select: str
    start: int
    source_start: Fraction
    frames: int
    transition: Transition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditList:
    """A film before it is rendered: timeline, media, selects, beats, options, decisions."""

    made_by: str
    style: str
    length: Fraction
    footage: tuple[Footage, ...]
    song: Song | None
    timeline: Timeline
    decisions: tuple[Decision, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    solution: Solution | None = None
    planned: tuple[PlannedClip, ...] = ()

    def __post_init__(self) -> None:
        known = self._unique_ids()
        for number, track in enumerate(self.timeline.tracks):
            for clip in track.clips:
                if clip.media not in known:
                    raise DocumentError(
                        f"timeline.tracks[{number}], clip {clip.id}", f"names no medium of the list: {clip.media!r}"
                    )

    def _unique_ids(self) -> set[str]:
        known: set[str] = set()
        for media in self._files():
            if media.id in known:
                raise DocumentError(f"media {media.id}", f"{media.id!r} is the id of two files. Give each its own.")
            known.add(media.id)
        return known

    def _files(self) -> tuple[Media, ...]:
        return tuple(footage.media for footage in self.footage) + ((self.song.media,) if self.song else ())

    @property
    def media(self) -> dict[str, Media]:
        """Every file by its id."""
        return {media.id: media for media in self._files()}
