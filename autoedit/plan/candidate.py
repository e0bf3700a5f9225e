"""What may be chosen: each select with its file, in the order of the story, less what a person or a style rules out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import BadOption, UnknownName
from autoedit.model.document import Decision, DecisionKind, Footage
from autoedit.model.media import Media
from autoedit.model.select import Select
from autoedit.model.story import captured_at, in_story_order
from autoedit.model.time import whole_frames

# Re-encoded or re-wrapped copies of one moment differ by less.
COPY_LOOKS = 0.01
# A film shorter than its footage by so much can do without the end of it.
SPARE = 2
SHORTEST_MOMENT, REACH = Fraction(1, 2), Fraction(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A select with the file it comes from.

    ``order`` counts files in the order the story tells them, ``place`` is where in the whole story its peak lies, 0..1. ``wish``
    is what a person said about it.
    """

    media: Media
    select: Select
    order: int
    place: float = 0.0
    wish: DecisionKind | None = None

    @property
    def name(self) -> str:
        """``media/select``: how people and decisions refer to it."""
        return f"{self.media.id}/{self.select.id}"

    @property
    def room(self) -> Fraction:
        """The longest clip it can give."""
        return self.select.out_limit - self.select.in_limit

    def room_frames(self, rate: Fraction) -> int:
        """The same in whole frames of the film."""
        return whole_frames(self.room, rate)


def in_order(footage: Sequence[Footage]) -> list[Footage]:
    """Files in the order of the story; whatever order they come in, this is the same."""
    places = {id(item.media): item for item in footage}
    return [places[id(media)] for media in in_story_order([item.media for item in footage])]


def candidates(footage: Sequence[Footage]) -> list[Candidate]:
    """Every select of every file, in story order: files by their place in the list, selects by time."""
    whole = sum((item.media.duration for item in footage), Fraction(0)) or Fraction(1)
    found, told = [], Fraction(0)
    for order, item in enumerate(footage):
        before = told - item.media.start
        found += [
            Candidate(
                media=item.media,
                select=select,
                order=order,
                place=float((before + select.peak) / whole),
            )
            for select in sorted(item.selects, key=attrgetter("peak", "id"))
        ]
        told += item.media.duration
    return found


def decided(footage: Sequence[Footage], decisions: Sequence[Decision], min_score: float, rate: Fraction) -> list[Candidate]:
    """The candidates that a person's word leaves, those with a wish marked.

    Args:
        rate: the film's, by which clips in their places are counted.

    Raises:
        UnknownName: a decision names no select or file.
        BadOption: decisions contradict one another, or an instant lies in no shot.
    """
    known = _with_placed(candidates(footage), footage, [pin for pin in decisions if pin.is_placed], rate)
    _check_names(known, footage, decisions)
    musts = [decision for decision in decisions if decision.kind is DecisionKind.MUST]
    known = _with_instants(known, footage, musts)
    files = {item.media.id for item in footage}
    dropped = {decision.select for decision in decisions if decision.kind is DecisionKind.DROP}
    wished = {d.select: d.kind for d in decisions if d.kind not in (DecisionKind.DROP, DecisionKind.MUST)}
    if both := sorted(name for name in wished if name in dropped):
        raise BadOption(f"{both[0]} is both kept and dropped. Decide on one.")
    _check_places(decisions)
    left = []
    for candidate in known:
        wish = wished.get(candidate.name, candidate.wish)
        gone = candidate.name in dropped or (candidate.media.id in dropped & files and wish is None)
        if not gone and (candidate.select.score >= min_score or wish is not None):
            left.append(candidate if candidate.wish is wish else replace(candidate, wish=wish))
    return left


def _check_places(decisions: Sequence[Decision]) -> None:
    """One select in one place, and one place for one select."""
    at: dict[object, str] = {}
    of: dict[str, object] = {}
    for decision in decisions:
        numbered = decision.slot if decision.kind is DecisionKind.PIN and not decision.is_placed else None
        place = {DecisionKind.FIRST: 1, DecisionKind.LAST: "last"}.get(decision.kind, numbered)
        if place is None:
            continue
        if at.setdefault(place, decision.select) != decision.select:
            told = f"clip {place}" if place != "last" else "the last clip"
            raise BadOption(f"{at[place]} and {decision.select} cannot both be {told} of the film. Decide on one.")
        if of.setdefault(decision.select, place) != place:
            raise BadOption(f"{decision.select} cannot be in two places of the film. Decide on one.")


def _with_placed(
    known: Sequence[Candidate], footage: Sequence[Footage], pins: Iterable[Decision], rate: Fraction
) -> list[Candidate]:
    """The candidates with clips that a person put in place: their limits are what the clip shows, no more."""
    found = {candidate.name: candidate for candidate in known}
    for pin in pins:
        assert pin.source_start is not None, "a placed pin has a source"
        assert pin.frames is not None, "a placed pin has a length"
        low, high = pin.source_start, pin.source_start + pin.frames / rate
        base = found.get(pin.select)
        if base is None:
            name, _, select_id = pin.select.partition("/")
            places = {item.media.id: (order, item) for order, item in enumerate(footage)}
            if name not in places:
                raise UnknownName("file of footage", name, places)
            order, item = places[name]
            select = Select(
                id=select_id, shot=select_id, start=low, end=high, peak=(low + high) / 2, in_limit=low, out_limit=high, score=0.5,
                loudness=None if item.media.sound is None else -23.0,
            )  # fmt: skip
            base = Candidate(media=item.media, select=select, order=order)
        peak = min(max(base.select.peak, low), high - 1 / rate)
        trimmed = replace(base.select, in_limit=low, out_limit=high, start=low, end=high, peak=peak, lulls=())
        found[pin.select] = replace(base, select=trimmed)
    return sorted(found.values(), key=lambda candidate: (candidate.order, candidate.select.peak, candidate.select.id))


def _check_names(known: Sequence[Candidate], footage: Sequence[Footage], decisions: Sequence[Decision]) -> None:
    selects, files = {candidate.name for candidate in known}, {item.media.id for item in footage}
    for decision in decisions:
        if decision.kind is DecisionKind.MUST:
            if decision.select not in files:
                raise UnknownName("file of footage", decision.select, files)
        elif decision.select not in selects and not (decision.kind is DecisionKind.DROP and decision.select in files):
            both = selects | files if decision.kind is DecisionKind.DROP else selects
            raise UnknownName("select", decision.select, both)


def _with_instants(known: Sequence[Candidate], footage: Sequence[Footage], musts: Iterable[Decision]) -> list[Candidate]:
    """The candidates with one for each instant that must be seen: its peak is that instant."""
    found = list(known)
    for must in musts:
        order, item = next((order, item) for order, item in enumerate(footage) if item.media.id == must.select)
        time = must.time
        assert time is not None, "an instant has a time"
        low, high = _around(item, time)
        near = min(
            (other for other in found if other.order == order), key=lambda other: abs(other.select.peak - time), default=None
        )
        base = near.select if near is not None else None
        moment = Select(
            id=f"at-{float(time - item.media.start):.3f}",
            shot=next((shot.id for shot in item.shots if shot.start <= time < shot.end), base.shot if base else "shot-001"),
            start=max(low, time - 1),
            peak=time,
            end=min(high, time + 1),
            in_limit=low,
            out_limit=high,
            score=base.score if base else 0.5,
            parts=base.parts if base else {},
            look=base.look if base and abs(base.peak - time) < 1 else (),
            loudness=base.loudness if base else None,
            speech=tuple(said for said in item.speech if said.start < high and low < said.end),
        )
        place = near.place if near is not None else 0.5
        found.append(Candidate(media=item.media, select=moment, order=order, place=place, wish=DecisionKind.MUST))
    return sorted(found, key=lambda candidate: (candidate.order, candidate.select.peak, candidate.select.id))


def _around(item: Footage, time: Fraction) -> tuple[Fraction, Fraction]:
    """What may be shown around an instant: its shot, or the limits of a select that reaches it."""
    inside = [(select.in_limit, select.out_limit) for select in item.selects if select.in_limit <= time < select.out_limit]
    inside += [(shot.start, shot.end) for shot in item.shots if shot.start <= time < shot.end]
    if not inside:
        runs = f"{float(item.media.start):.3f} to {float(item.media.end):.3f} s"
        raise BadOption(f"{item.media.id} at {float(time):.3f} s lies in no shot. The file runs from {runs}.")
    return max(inside, key=lambda limits: limits[1] - limits[0])


def kept_back(known: Sequence[Candidate], withheld: float, film: Fraction) -> list[Candidate]:
    """The candidates without those of the story's end, where there is a story and the rest is plenty; a person's wishes stay."""
    files = {candidate.order: candidate.media for candidate in known}
    # Files without a time of capture stand in the order of their names, which tells nothing.
    if len(files) > 1 and any(captured_at(media) is None for media in files.values()):
        return list(known)
    early = [candidate for candidate in known if candidate.wish is not None or candidate.place <= 1 - withheld]
    return early if unique_material(early) >= SPARE * film else list(known)


def without_copies(known: Sequence[Candidate]) -> list[Candidate]:
    """One of each moment: where two files show the same picture at their peaks, the better one stays."""
    dropped: set[int] = set()
    ranked = sorted(range(len(known)), key=lambda place: (known[place].wish is None, -known[place].select.score, place))
    distance = look_distance([candidate.select for candidate in known])
    files = np.array([candidate.order for candidate in known])
    for place in ranked:
        if place not in dropped:
            copies = np.flatnonzero((distance[place] < COPY_LOOKS) & (files != files[place]))
            dropped |= {int(copy) for copy in copies if known[int(copy)].wish is None}
    return [candidate for place, candidate in enumerate(known) if place not in dropped]


def one_take(known: Sequence[Candidate]) -> list[Candidate]:
    """Of each take group the file with the best moment; what a person wishes stays.

    A shot that loses half of its moments is a take as a whole, and loses all.
    """
    best: dict[str, Candidate] = {}
    for candidate in sorted(known, key=lambda item: (item.wish is None, -item.select.score, item.name)):
        best.setdefault(candidate.select.group or candidate.name, candidate)
    has_lost = [candidate.order != best[candidate.select.group or candidate.name].order for candidate in known]
    shots = [(candidate.order, candidate.select.shot) for candidate in known]
    whole, lost = Counter(shots), Counter(shot for shot, is_lost in zip(shots, has_lost, strict=True) if is_lost)
    return [
        candidate
        for candidate, shot, is_lost in zip(known, shots, has_lost, strict=True)
        if candidate.wish is not None or not (is_lost or 2 * lost[shot] >= whole[shot])
    ]


def unique_material(known: Iterable[Candidate]) -> Fraction:
    """How many seconds of footage the candidates reach, counting what they share once."""
    total, reached = Fraction(0), (-1, Fraction(0))
    for order, low, high in sorted((item.order, item.select.in_limit, item.select.out_limit) for item in known):
        first = max(low, reached[1]) if reached[0] == order else low
        if high > first:
            total += high - first
            reached = (order, high)
    return total


def look_distance(selects: Sequence[Select]) -> NDArray[np.float64]:
    """How unlike the pictures at the peaks are, float64 [selects, selects]; 1 where a select has no look."""
    from scipy.spatial.distance import cdist

    width = max((len(select.look) for select in selects), default=0)
    if width == 0:
        return np.ones((len(selects), len(selects)))
    looks = np.array([select.look if len(select.look) == width else [np.nan] * width for select in selects], np.float64)
    return np.asarray(np.nan_to_num(cdist(looks, looks, "cityblock") / width, nan=1.0), np.float64)
