"""Passages of a song in film time, and how they lie on the film's frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from autoedit.model.time import frame_at, nearest_frame

# A splice is over so long before the beat it falls on, which is then struck once, by the bar that begins.
BEFORE_THE_BEAT = Fraction(1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """How a passage is joined to the one before it, with their sounds crossing for ``seconds``.

    ``price`` is what the ear pays (``Joins``), None where nobody has listened. A splice on a struck beat crosses before it; where
    nothing is struck it crosses about it. ``left`` and ``entered`` count bars from 1; 0 is unknown.
    """

    seconds: Fraction
    is_struck: bool = True
    left: int = 0
    entered: int = 0
    price: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of song laid under the film: from ``source_start`` on, for ``duration``, beginning at film time ``start``."""

    start: Fraction
    source_start: Fraction
    duration: Fraction
    fade_in: Fraction = Fraction(0)
    splice: Splice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A passage in whole frames, with the source time that belongs to its first frame's start.

    Moving a passage's edge to a frame moves its samples by exactly as much, so the beat keeps its phase across a splice.
    ``in_frames`` before its first and ``out_frames`` from it on it sounds together with the passage before.
    """

    passage: Passage
    first: int
    frames: int
    source_start: Fraction
    in_frames: int
    out_frames: int


def laid(passages: Sequence[Passage], rate: Fraction, film_frames: int) -> tuple[Laid, ...]:
    """Passages on the frames of a film, those too short for a frame left out."""
    edges = [_first_frame(passage, rate) for passage in passages]
    if passages:
        # The song's first sound is not cut into: the clip begins in the silence before it.
        edges[0] = frame_at(passages[0].start, rate)
        edges.append(nearest_frame(passages[-1].start + passages[-1].duration, rate))
    found = []
    for number, passage in enumerate(passages):
        first, last = edges[number], min(edges[number + 1], film_frames)
        if last > first:
            source_start = passage.source_start + (first / rate - passage.start)
            longest = min(first - edges[number - 1], last - first) // 2 if number else 0
            in_frames, out_frames = _crossing(passage.splice, rate, longest) if passage.splice else (0, 0)
            found.append(
                Laid(
                    passage=passage,
                    first=first,
                    frames=last - first,
                    source_start=source_start,
                    in_frames=in_frames,
                    out_frames=out_frames,
                )
            )
    return tuple(found)


def _first_frame(passage: Passage, rate: Fraction) -> int:
    if passage.splice is not None and passage.splice.is_struck:
        return frame_at(passage.start - BEFORE_THE_BEAT, rate)
    return nearest_frame(passage.start, rate)


def _crossing(splice: Splice, rate: Fraction, longest: int) -> tuple[int, int]:
    """Frames before and after the cut; never more than half a passage."""
    if splice.is_struck:
        return min(longest, max(1, nearest_frame(splice.seconds, rate))), 0
    half = min(longest, max(1, nearest_frame(splice.seconds / 2, rate)))
    return half, half
