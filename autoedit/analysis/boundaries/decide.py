"""From candidates with their probabilities to boundaries that do not contradict one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autoedit.model.shot import BoundaryKind

# Films hold fewer jumps and graduals than the ones learned from, and their lookalikes are many.
LIKELY, LIKELY_GRADUAL = 0.6, 0.65
SHORTEST_SHOT = 3  # frames: two cuts nearer than that are one, seen twice
LIKELY_PART = 0.75  # what is as likely as this and overlaps a gradual tells where it begins or ends
LONGEST_PART = 1.3  # times the gradual it tells about; more is what lies around it
SHARED = 0.25  # of the shorter one: two graduals that share more are one
NEXT_TO = 3  # frames: graduals no further apart are parts of one
LONGEST_DARK = 0.6  # seconds of plain picture between a fade out and a fade in that belong together


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A candidate that was weighed; frames between ``last_old`` and ``first_new`` are mixed.

    A fade that ``ends_plain`` goes out.
    """

    last_old: int
    first_new: int
    kind: BoundaryKind
    probability: float
    ends_plain: bool = False


def decided(candidates: Sequence[Likely], rate: float) -> list[Likely]:
    """The boundaries, in order: of those that contradict each other the likeliest.

    Args:
        candidates: cuts and graduals in any order.
        rate: frames a second.
    """
    kept: list[Likely] = []
    likely = [candidate for candidate in candidates if candidate.probability >= _least(candidate.kind)]
    for candidate in sorted(likely, key=lambda item: (-item.probability, item.last_old, item.first_new)):
        if not any(_contradict(candidate, other) for other in kept):
            kept.append(candidate)
    whole = [_stretched(boundary, likely) for boundary in kept]
    return _with_whole_passages(sorted(whole, key=lambda item: item.last_old), rate)


def _stretched(boundary: Likely, others: Sequence[Likely]) -> Likely:
    """A gradual with the likely parts that reach beyond it: an uneven passage is seen in pieces."""
    if boundary.kind is BoundaryKind.CUT:
        return boundary
    parts = [
        other
        for other in (boundary, *others)
        if other.kind is not BoundaryKind.CUT
        and other.probability >= LIKELY_PART
        and _length(other) <= LONGEST_PART * _length(boundary)
        and _contradict(boundary, other)
    ]
    last_old, first_new = min(part.last_old for part in (boundary, *parts)), max(part.first_new for part in (boundary, *parts))
    fade = next((part for part in (boundary, *parts) if part.kind is BoundaryKind.FADE), boundary)
    return replace(boundary, last_old=last_old, first_new=first_new, kind=fade.kind, ends_plain=fade.ends_plain)


def _contradict(one: Likely, other: Likely) -> bool:
    shared = min(one.first_new, other.first_new) - max(one.last_old, other.last_old)
    if one.kind is other.kind is BoundaryKind.CUT:
        return abs(one.first_new - other.first_new) < SHORTEST_SHOT
    if BoundaryKind.CUT in (one.kind, other.kind):
        return shared > 0
    return shared > SHARED * min(_length(one), _length(other))


def _length(boundary: Likely) -> int:
    return boundary.first_new - boundary.last_old


def _with_whole_passages(boundaries: Sequence[Likely], rate: float) -> list[Likely]:
    """Parts of one passage as one; so too a fade out and the fade in that follows soon: what lies between is no shot."""
    whole: list[Likely] = []
    for boundary in boundaries:
        if whole and _belong_together(whole[-1], boundary, rate):
            before = whole[-1]
            longer = max(before, boundary, key=_length)
            whole[-1] = Likely(
                last_old=before.last_old,
                first_new=max(before.first_new, boundary.first_new),
                kind=BoundaryKind.FADE if BoundaryKind.FADE in (before.kind, boundary.kind) else longer.kind,
                probability=min(before.probability, boundary.probability),
                ends_plain=boundary.ends_plain,
            )
        else:
            whole.append(boundary)
    return whole


def _belong_together(one: Likely, other: Likely, rate: float) -> bool:
    if BoundaryKind.CUT in (one.kind, other.kind):
        return False
    apart = other.last_old - one.first_new
    is_dark_between = one.kind is other.kind is BoundaryKind.FADE and one.ends_plain and not other.ends_plain
    return apart <= NEXT_TO or (is_dark_between and apart <= LONGEST_DARK * rate)


def _least(kind: BoundaryKind) -> float:
    return LIKELY if kind is BoundaryKind.CUT else LIKELY_GRADUAL
