"""Where in its source a clip begins, so that the action falls where the viewer looks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from autoedit.model.document import Footage
from autoedit.model.media import Media
from autoedit.model.select import Select

# On a beat the cut draws the eye; the action follows a third of a clip later, before the next cut takes it away.
LEAD = Fraction(35, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A select with the file it comes from; ``order`` counts files in the order the story tells them."""

    media: Media
    select: Select
    order: int

    @property
    def name(self) -> str:
        """``media/select``: how people and decisions refer to it."""
        return f"{self.media.id}/{self.select.id}"

    @property
    def room(self) -> Fraction:
        """The longest clip it can give."""
        return self.select.out_limit - self.select.in_limit


def candidates(footage: Sequence[Footage]) -> list[Candidate]:
    """Every select of every file, in story order: files by their place in the list, selects by time."""
    return [
        Candidate(media=item.media, select=select, order=order)
        for order, item in enumerate(footage)
        for select in sorted(item.selects, key=lambda select: select.peak)
    ]


def placed(
    candidate: Candidate, duration: Fraction, *, on_beat: bool, within: tuple[Fraction, Fraction] | None = None
) -> Fraction | None:
    """The source time where a clip of this duration begins; None when there is not room enough.

    On a beat the peak comes LEAD into the clip. Without one the clip begins at the lull before the action.

    Args:
        within: bounds narrower than the select's own limits.
    """
    select = candidate.select
    low, high = within or (select.in_limit, select.out_limit)
    if duration > high - low:
        return None
    if on_beat:
        wished = select.peak - duration * LEAD
    else:
        # The lull, unless the clip would then end before the action is over.
        wished = max(select.start, select.peak - duration * Fraction(3, 4))
        wished = min(wished, select.peak - duration / 10)
    return min(max(wished, low), high - duration)


def unique_material(candidates: Sequence[Candidate]) -> Fraction:
    """How many seconds of footage the candidates reach, counting what they share once."""
    ranges = {(candidate.order, candidate.select.in_limit, candidate.select.out_limit) for candidate in candidates}
    return sum((end - start for _, start, end in ranges), Fraction(0))
