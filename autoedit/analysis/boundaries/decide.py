"""From candidates with their probabilities to boundaries that do not contradict one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autoedit.model.shot import BoundaryKind

LIKELY = 0.5
SHORTEST_SHOT = 3  # frames: two cuts nearer than that are one, seen twice
SHARED = 0.25  # of the shorter one: two graduals that share more are one
LONGEST_DARK = 0.6  # seconds of plain picture between a fade out and a fade in that belong together


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A candidate that was weighed; frames between ``last_old`` and ``first_new`` are mixed."""

    last_old: int
    first_new: int
    kind: BoundaryKind
    probability: float


def decided(candidates: Sequence[Likely], rate: float) -> list[Likely]:
    """The boundaries, in order: of those that contradict each other the likeliest.

    Args:
        candidates: cuts and graduals in any order.
        rate: frames a second.
    """
    kept: list[Likely] = []
    likely = [candidate for candidate in candidates if candidate.probability >= LIKELY]
    for candidate in sorted(likely, key=lambda item: (-item.probability, item.last_old, item.first_new)):
        if not any(_contradict(candidate, other) for other in kept):
            kept.append(candidate)
    return _with_whole_fades(sorted(kept, key=lambda item: item.last_old), rate)


def _contradict(one: Likely, other: Likely) -> bool:
    shared = min(one.first_new, other.first_new) - max(one.last_old, other.last_old)
    if one.kind is other.kind is BoundaryKind.CUT:
        return abs(one.first_new - other.first_new) < SHORTEST_SHOT
    if BoundaryKind.CUT in (one.kind, other.kind):
        return shared > 0
    return shared > SHARED * min(one.first_new - one.last_old, other.first_new - other.last_old)


def _with_whole_fades(boundaries: Sequence[Likely], rate: float) -> list[Likely]:
    """A fade out and the fade in that follows at once are one passage: what lies between is no shot."""
    whole: list[Likely] = []
    for boundary in boundaries:
        before = whole[-1] if whole else None
        if (
            before is not None
            and before.kind is boundary.kind is BoundaryKind.FADE
            and boundary.last_old - before.first_new <= LONGEST_DARK * rate
        ):
            probability = min(before.probability, boundary.probability)
            whole[-1] = Likely(
                last_old=before.last_old, first_new=boundary.first_new, kind=BoundaryKind.FADE, probability=probability
            )
        else:
            whole.append(boundary)
    return whole
