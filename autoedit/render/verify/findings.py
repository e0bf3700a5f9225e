"""What was found on a film: its faults, its cuts, and where picture, sound and song lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class FaultKind(StrEnum):
    """How a picture is not the one that was drawn."""

    SHIFTED = "shifted"
    FROZEN = "frozen"
    BLACK = "black"
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFault:
    """A stretch of frames that do not show what was drawn for them; ``by``: shifted pictures come so many frames too early."""

    kind: FaultKind
    start: int
    frames: int
    by: int = 0

    @property
    def text(self) -> str:
        """The fault in words."""
        where = f"frame {self.start}" if self.frames == 1 else f"frames {self.start} to {self.start + self.frames - 1}"
        shows = "shows" if self.frames == 1 else "show"
        if self.kind is FaultKind.SHIFTED:
            return f"{where} {shows} what belongs {_frames(abs(self.by))} {'later' if self.by > 0 else 'earlier'}"
        if self.kind is FaultKind.FROZEN:
            return f"{where} {'repeats' if self.frames == 1 else 'repeat'} the picture before"
        if self.kind is FaultKind.BLACK:
            return f"{where} {'is' if self.frames == 1 else 'are'} black"
        return f"{where} {shows} another picture than was drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutFound:
    """A plain cut of the plan and the frame where the film has it.

    Attributes:
        frame: where it was planned.
        found: where it is; None where the picture does not change as planned within reach.
        is_alike: both sides look the same, so that only the pictures around can tell.
        beat_error: how much later than its beat the cut is, in exact seconds; None for a cut that no beat was meant for, or
            where the music could not be located.
    """

    frame: int
    found: int | None
    is_alike: bool = False
    beat_error: Fraction | None = None

    @property
    def is_right(self) -> bool:
        """Whether it is at its frame."""
        return self.found == self.frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """Picture and sound held against each other over a stretch of the film.

    Attributes:
        place: start, middle or end.
        time: where the stretch of sound begins.
        sound: how much later than mixed it is heard; None where that could not be told.
        picture: how much later than drawn the frames are shown there.
        is_silent: nothing was mixed that could be told.
        is_unlike: what is heard is not what was mixed.
    """

    place: str
    time: Fraction
    sound: Fraction | None
    picture: Fraction = Fraction(0)
    is_silent: bool = False
    is_unlike: bool = False

    @property
    def seconds(self) -> Fraction | None:
        """How much later than the picture the sound is."""
        return None if self.sound is None else self.sound - self.picture


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundGap:
    """A stretch of the film's sound that is far softer than what was mixed, or far louder."""

    time: Fraction
    duration: Fraction
    is_louder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SongFound:
    """Where a stretch of the song is heard: so much later than planned, None where it could not be told."""

    clip: str
    time: Fraction
    lag: Fraction | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flashing:
    """A second of film with more flashes than some people can stand; ``is_red`` for saturated red."""

    start: int
    flashes: int
    area: float
    is_red: bool = False


def _frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"
