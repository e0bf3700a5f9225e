"""What is true of a film: its transitions, what cannot be told, and what looks like a transition but is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Frames of a film, both ends included, and what happens there; ``parts`` are a dip's two fades."""

    kind: str
    first: int
    last: int
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def frames(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What happens in a film: its transitions, what cannot be told, and what looks like a transition but is none."""

    frames: int
    cuts: tuple[Stretch, ...]
    graduals: tuple[Stretch, ...]
    ambiguous: tuple[Stretch, ...] = ()
    distractors: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A film with known boundaries; ``look`` is the kind of film."""

    path: Path
    look: str
    truth: Truth


def truth_of(written: Mapping[str, Any]) -> Truth:
    """The truth that an annotation (JSON) tells."""
    kinds = written.get("cut_kinds", {})
    graduals = [Stretch(kind=told["type"], first=told["start"], last=told["end"]) for told in written["gradual"]]
    return Truth(
        frames=written["frames"],
        cuts=tuple(Stretch(kind=kinds.get(str(frame), "cut"), first=frame, last=frame) for frame in written["hard_cuts"]),
        graduals=tuple(_with_dips(graduals, [(first, last) for first, last in written.get("black_frames", [])])),
        ambiguous=tuple(_stretch(told) for told in written.get("ambiguous", [])),
        distractors=tuple(_stretch(told) for told in written.get("distractors", [])),
    )


def _stretch(told: Mapping[str, Any] | Sequence[int] | int) -> Stretch:
    """Annotations name a frame, a pair of them, or either with words beside it."""
    if isinstance(told, int):
        return Stretch(kind="", first=told, last=told)
    if isinstance(told, Mapping):
        first = told.get("start", told.get("frame"))
        return Stretch(kind=told.get("type", "other"), first=first, last=told.get("end", first))
    return Stretch(kind="", first=told[0], last=told[1])


def _with_dips(graduals: Sequence[Stretch], held: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Join each fade out with the fade in after it when all between them is black (or white)."""
    joined: list[Stretch] = []
    for one in sorted(graduals, key=lambda stretch: stretch.first):
        before = joined[-1] if joined else None
        if before and (before.kind, one.kind) == ("fade_out", "fade_in") and _is_held(before.last + 1, one.first - 1, held):
            parts = ((before.first, before.last), (one.first, one.last))
            joined[-1] = Stretch(kind="fade_out_in", first=before.first, last=one.last, parts=parts)
        else:
            joined.append(one)
    return joined


def _is_held(first: int, last: int, held: Sequence[tuple[int, int]]) -> bool:
    return last < first or any(start <= first and last <= end for start, end in held)
