"""The edit list: everything that render, export and review need, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from autoedit.errors import DocumentError
from autoedit.model.media import Media
from autoedit.model.music import BeatGrid
from autoedit.model.select import Select
from autoedit.model.timeline import Timeline


class DecisionKind(StrEnum):
    """What a person decided about a select."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word on one select (``media/select``); it outranks every score."""

    kind: DecisionKind
    select: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A file with what was found in it."""

    media: Media
    selects: tuple[Select, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Song:
    """A file with what was heard in it; ``loudness`` is its integrated loudness in LUFS."""

    media: Media
    grid: BeatGrid
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file that could not be used, and why."""

    path: str
    reason: str


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
