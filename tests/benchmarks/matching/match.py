"""Found boundaries against the truth, one to one, after TRECVID's shot boundary task.

- A cut is right within one frame of a true cut.
- A gradual is right when it covers at least half of a true one's frames and is at most three times as long (at most eight
  frames long for the shortest). Each true one goes to the found one that covers the largest part of it.
- A fade out, the black held after it and the fade in that follows are one transition. It is right when one gradual covers half
  of the whole or half of either fade, or when two do so together: telling it as one or as two is the same.
- What is found where the truth is ambiguous is neither right nor false.
- Kinds ignored (``all``), a cut inside a gradual (one frame beside it at most) and a gradual of half a second at most that runs
  over a cut are right too. With kinds, a cut inside a gradual is a false cut, and the gradual is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from tests.benchmarks.matching.truth import Stretch, Truth

CUT_TOLERANCE = 1
LEAST_COVER = 0.5
LONGEST_FOUND = 3
SHORT_FOUND = 8
# A found gradual this long at most may stand for a cut when kinds are ignored: half a second at 25 frames.
NEAR_CUT = 12
# Frames around a distractor within which a false alarm is its doing: detectors look this far.
AROUND = 3


class Found(Protocol):
    """What a detector gives; our ``Boundary`` is one. The kind is ``cut`` or any name of a gradual."""

    @property
    def kind(self) -> str:
        """What kind of boundary."""

    @property
    def first_frame(self) -> int:
        """Counted in decode order from 0; for a cut the new shot's first."""

    @property
    def last_frame(self) -> int:
        """The last frame that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many are true, how many were found, and how many of either are right; tallies add up."""

    true: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both films' together."""
        return Tally(true=self.true + other.true, found=self.found + other.found, right=self.right + other.right)

    @property
    def precision(self) -> float:
        """The part of the found that is right; 1 when nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The part of the true that was found; 1 when nothing is."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.true + self.found
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One class of boundaries in one film: what was hit, and by what; what was missed; what is false."""

    hits: tuple[tuple[Stretch, Found], ...]
    missed: tuple[Stretch, ...]
    false: tuple[Found, ...]

    @property
    def tally(self) -> Tally:
        """In numbers; a dip told as two counts as one found."""
        right = len(self.hits)
        return Tally(true=right + len(self.missed), found=right + len(self.false), right=right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A film's: cuts and graduals with their kinds, and all boundaries with kinds ignored."""

    cuts: Score
    graduals: Score
    all: Score


def scores(truth: Truth, found: Iterable[Found]) -> Scores:
    """Match what was found in a film with what is true."""
    told = sorted(found, key=lambda one: (one.first_frame, one.last_frame))
    cuts = _cuts(truth.cuts, [one for one in told if one.kind == "cut"])
    graduals = _graduals(truth.graduals, [one for one in told if one.kind != "cut"])
    crossed = _across(truth, cuts, graduals)
    return Scores(cuts=_fair(cuts, truth), graduals=_fair(graduals, truth), all=_fair(crossed, truth))


def cause(false: Found, truth: Truth) -> str:
    """The kind of distractor that a false alarm is due to: ``transition`` at a true one, ``nothing`` when nothing is there."""
    around = range(false.first_frame - AROUND, false.last_frame + AROUND + 1)
    near = [one for one in truth.distractors if _meets(one, around)]
    if near:
        return max(near, key=lambda one: _shared(one, around)).kind
    return "transition" if any(_meets(one, around) for one in (*truth.cuts, *truth.graduals)) else "nothing"


def _cuts(true: Sequence[Stretch], found: Sequence[Found]) -> Score:
    near = [
        (abs(cut.first - one.first_frame), number, place)
        for number, cut in enumerate(true)
        for place, one in enumerate(found)
        if abs(cut.first - one.first_frame) <= CUT_TOLERANCE
    ]
    return _matched(true, found, near)


def _graduals(true: Sequence[Stretch], found: Sequence[Found]) -> Score:
    cover = [
        (-best, number, place)
        for number, gradual in enumerate(true)
        for place, one in enumerate(found)
        if (best := _cover(gradual, one.first_frame, one.last_frame)) >= LEAST_COVER
    ]
    score = _joined_halves(_matched(true, found, cover))
    # The other half of a dip that is told as two is no false alarm.
    dips = [gradual for gradual, _ in score.hits if gradual.kind == "fade_out_in"]
    false = tuple(one for one in score.false if not any(dip.first <= _middle(one) <= dip.last for dip in dips))
    return Score(hits=score.hits, missed=score.missed, false=false)


def _joined_halves(score: Score) -> Score:
    """A dip told as two, neither of which covers half of it, is right when both together do."""
    hits, missed, false = list(score.hits), [], list(score.false)
    for gradual in score.missed:
        inside = [one for one in false if gradual.kind == "fade_out_in" and gradual.first <= _middle(one) <= gradual.last]
        if any(_cover(gradual, one.first_frame, two.last_frame) >= LEAST_COVER for one, two in pairwise(inside)):
            hits.append((gradual, inside[0]))
            false = [one for one in false if one not in inside]
        else:
            missed.append(gradual)
    return Score(hits=tuple(hits), missed=tuple(missed), false=tuple(false))


def _cover(gradual: Stretch, first: int, last: int) -> float:
    """The largest part that is covered, of the whole or of a fade of a dip; none by what is far too long."""
    if last - first + 1 > max(SHORT_FOUND, LONGEST_FOUND * gradual.frames):
        return 0.0
    ranges = [(gradual.first, gradual.last), *gradual.parts]
    return max((min(last, end) - max(first, start) + 1) / (end - start + 1) for start, end in ranges)


def _across(truth: Truth, cuts: Score, graduals: Score) -> Score:
    """All boundaries: what kinds have matched stays, then cuts may stand for graduals and short graduals for cuts."""
    missed = (*cuts.missed, *graduals.missed)
    false = sorted((*cuts.false, *graduals.false), key=lambda one: one.first_frame)
    near = [
        (abs(2 * _middle(one) - stretch.first - stretch.last), number, place)
        for number, stretch in enumerate(missed)
        for place, one in enumerate(false)
        if _stands_for(one, stretch)
    ]
    rest = _matched(missed, false, near)
    hits = (*cuts.hits, *graduals.hits, *rest.hits)
    dips = [stretch for stretch, _ in hits if stretch.kind == "fade_out_in"]
    left = tuple(one for one in rest.false if not any(dip.first <= _middle(one) <= dip.last for dip in dips))
    return Score(hits=hits, missed=rest.missed, false=left)


def _stands_for(one: Found, stretch: Stretch) -> bool:
    if one.kind != "cut" and one.last_frame - one.first_frame + 1 > NEAR_CUT and stretch.frames == 1:
        return False
    return _meets(stretch, range(one.first_frame - CUT_TOLERANCE, one.last_frame + CUT_TOLERANCE + 1))


def _matched(true: Sequence[Stretch], found: Sequence[Found], near: Iterable[tuple[float, int, int]]) -> Score:
    """Pair them one to one, the nearest first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, place in sorted(near):
        if number not in pairs and place not in taken:
            pairs[number] = place
            taken.add(place)
    return Score(
        hits=tuple((true[number], found[place]) for number, place in sorted(pairs.items())),
        missed=tuple(stretch for number, stretch in enumerate(true) if number not in pairs),
        false=tuple(one for place, one in enumerate(found) if place not in taken),
    )


def _fair(score: Score, truth: Truth) -> Score:
    """Without the false alarms where the truth is ambiguous."""
    false = tuple(
        one
        for one in score.false
        if not any(
            _meets(unclear, range(one.first_frame - CUT_TOLERANCE, one.last_frame + CUT_TOLERANCE + 1))
            for unclear in truth.ambiguous
        )
    )
    return Score(hits=score.hits, missed=score.missed, false=false)


def _meets(stretch: Stretch, frames: range) -> bool:
    return _shared(stretch, frames) > 0


def _shared(stretch: Stretch, frames: range) -> int:
    return min(stretch.last + 1, frames.stop) - max(stretch.first, frames.start)


def _middle(one: Found) -> float:
    return (one.first_frame + one.last_frame) / 2
