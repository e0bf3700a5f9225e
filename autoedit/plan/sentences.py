"""What of a talk stays or goes as a whole: lines that are said together, with their breaths; moments where nobody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from autoedit.model.document import DecisionKind, Footage
from autoedit.model.select import Select, Speech
from autoedit.plan.candidate import Candidate, candidates
from autoedit.plan.options import PlanOptions
from autoedit.plan.style import Talk

WISHED = 1e6
SHORTEST_LINE = Fraction(1, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What stays or goes as a whole: [start, end) of a file with its breaths, which may grow to ``low`` and ``high``."""

    order: int
    start: Fraction
    end: Fraction
    low: Fraction
    high: Fraction
    worth: float
    lines: tuple[Speech, ...]
    select: Select | None


def sentences(footage: Sequence[Footage], options: PlanOptions, talk: Talk, usable: Sequence[Candidate]) -> list[Sentence]:
    """All that may stay, in the order of the story, less what a person drops and takes that are not the best of theirs."""
    by_name = {candidate.name for candidate in usable}
    shots = {(candidate.order, candidate.select.shot) for candidate in usable}
    known = candidates(footage)
    lost = [candidate for candidate in known if (candidate.order, candidate.select.shot) not in shots]
    dropped = {decision.select for decision in options.decisions if decision.kind is DecisionKind.DROP}
    lost += [_alone(candidate) for candidate in known if candidate.name in dropped and candidate.name not in by_name]
    wishes = [candidate for candidate in usable if candidate.wish is not None]
    found: list[Sentence] = []
    for order, item in enumerate(footage):
        if item.media.video is not None and item.media.id not in dropped:
            found += _of_file(order, item, talk, lost, wishes)
    return found


def _is_of(lost: Select, start: Fraction, middle: Fraction, end: Fraction) -> bool:
    """Whether a sentence goes with a moment that is lost: its middle, or the moment's peak, says so."""
    return lost.in_limit <= middle < lost.out_limit or start <= lost.peak < end


def _alone(candidate: Candidate) -> Candidate:
    """A dropped select: what lies in its own range goes, and no more of its shot."""
    select = candidate.select
    return replace(candidate, select=replace(select, in_limit=select.start, out_limit=select.end))


def _of_file(order: int, item: Footage, talk: Talk, lost: Sequence[Candidate], wishes: Sequence[Candidate]) -> list[Sentence]:
    video = item.media.video
    assert video is not None, "footage has a picture"
    first, last = video.start, video.start + video.duration
    lines = [line for line in item.speech if line.start < last and line.end > first and line.end - line.start >= SHORTEST_LINE]
    # Where nobody speaks, what happens is what counts.
    moments = [] if lines else [Speech(start=select.start, end=select.end) for select in item.selects]
    groups = _together(sorted(lines or moments, key=lambda line: line.start), talk.sentence)
    found = []
    for place, group in enumerate(groups):
        before = groups[place - 1][-1].end if place else first - talk.before
        after = groups[place + 1][0].start if place + 1 < len(groups) else last + talk.after
        start, end = group[0].start, max(line.end for line in group)
        middle = (start + end) / 2
        if any(c.order == order and c.select.start <= middle < c.select.end for c in lost if c.select.shot) and not lines:
            continue
        if lines and any(c.order == order and _is_of(c.select, start, middle, end) for c in lost):
            continue
        low, high = max(first, (before + start) / 2), min(last, (end + after) / 2)
        begin, close = max(low, start - talk.before), min(high, end + talk.after)
        near = _select_at(item, start, end)
        score = near.score if near is not None else 0.4
        wished = any(c.order == order and start - 1 <= c.select.peak <= end + 1 for c in wishes)
        found.append(
            Sentence(
                order=order, start=begin, end=close, low=low, high=high,
                worth=float(close - begin) * (0.5 + score) + WISHED * wished,
                lines=tuple(group) if lines else (), select=near,
            )
        )  # fmt: skip
    return found


def _together(lines: Sequence[Speech], gap: Fraction) -> list[list[Speech]]:
    """Lines with less than a gap between them."""
    groups: list[list[Speech]] = []
    for line in lines:
        if groups and line.start - max(said.end for said in groups[-1]) <= gap:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _select_at(item: Footage, start: Fraction, end: Fraction) -> Select | None:
    """The select that most of a stretch lies in."""
    shares = [(min(select.end, end) - max(select.start, start), select) for select in item.selects]
    best = max(shares, key=lambda share: share[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None
