"""Why each clip is there: what it is worth to the film, the beat its action meets, what it beat, and what it avoids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from autoedit.model.document import Footage
from autoedit.model.timeline import Reason
from autoedit.plan.problem import UNIT, Floats, Pick, Picks
from autoedit.plan.solve import Choice, Puzzle
from autoedit.plan.worth import TERMS, weighed

RUNNERS_UP = 3
NEAR = Fraction(3)  # seconds around a clip in which defects are told
LEAST = 0.005
# What a runner-up lacks, by the term in which it loses most.
LACKS = {
    "moment": "a weaker moment",
    "rise": "it stands out less from the rest of its file",
    "fit": "its action suits this place less",
    "hit": "its action meets no such beat",
    "pace": "it lasts less well at this length",
    "cut": "it is cut less well at its ends",
    "speech": "it would break a line that is said",
    "drop": "too weak for the drop",
    "opening": "it opens the film less well",
    "ending": "it ends the film less well",
    "joins": "too like its neighbours, or it jars with them",
    "cover": "its file or its part of the day is shown already",
}


def reasons(choices: Sequence[Choice], puzzle: Puzzle, picks: Picks, footage: Sequence[Footage]) -> tuple[Reason, ...]:
    """A reason for each choice."""
    return tuple(
        _reason(choice, _rivals(puzzle, picks, place), _avoided(choice, footage, puzzle.rate), puzzle.rate)
        for place, choice in enumerate(choices)
    )


def _reason(choice: Choice, lost: Mapping[str, str], avoids: tuple[str, ...], rate: Fraction) -> Reason:
    select = choice.candidate.select
    strongest = sorted(select.parts.items(), key=lambda part: (-part[1], part[0]))[:2]
    because = " and ".join(f"{name} {value:.2f}" for name, value in strongest)
    into = max(0, round((select.peak - choice.source_start) * rate))
    hit = _hit(choice)
    meets = f" and meets {hit}" if hit else ""
    return Reason(
        text=f"score {select.score:.2f}{f' ({because})' if because else ''}; the action peaks {into} frames in{meets}",
        score=select.score,
        parts=dict(select.parts),
        cut_on=cut_on(choice),
        runners_up=tuple(lost),
        hit=hit,
        terms={name: value for name, value in choice.terms if value},
        lost=dict(lost),
        avoids=avoids,
    )


def cut_on(choice: Choice) -> str:
    """What the clip's first frame falls on."""
    beat = choice.slot.beat
    if beat is None:
        return "the start of the film" if choice.slot.start == 0 else "a lull in the action"
    place = {0: "a hit", 1: "a downbeat"}.get(beat.number, f"beat {beat.number}")
    if choice.slot.start == 0:
        return "the start of the film"
    if choice.slot.is_drop:
        return f"{place}, the drop"
    return f"{place}, the {beat.opens} begins" if beat.opens is not None else place


def _hit(choice: Choice) -> str:
    if choice.hit is None:
        return ""
    beat = "a downbeat" if choice.is_hit_strong else "a beat"
    return "the cut's own beat" if choice.hit == 0 else f"{beat} {choice.hit} frames in"


def _avoided(choice: Choice, footage: Sequence[Footage], rate: Fraction) -> tuple[str, ...]:
    """The defects just before and after what is shown."""
    start, end = choice.source_start, choice.source_start + choice.slot.frames / rate
    defects = footage[choice.candidate.order].defects if choice.candidate.order < len(footage) else ()
    return tuple(
        f"{defect.kind} {float(defect.start):.1f} to {float(defect.end):.1f} s"
        for defect in defects
        if defect.kind.is_seen and defect.start < end + NEAR and start - NEAR < defect.end
    )


def _rivals(puzzle: Puzzle, picks: Picks, place: int) -> dict[str, str]:
    """The strongest moments that the film does not show, and why each lost this place."""
    problem, pick = puzzle.problem, picks[place]
    shown = {other.candidate for other in picks}
    row = int(problem.row[pick.slot])
    alone = problem.worth[row] - _joins(puzzle, picks, place)
    alone[sorted(shown)] = -np.inf
    here = weighed(puzzle.field, puzzle.shape(pick), puzzle.style, puzzle.rate).terms
    found: dict[str, str] = {}
    for rival in np.argsort(-alone, kind="stable").tolist():
        if not np.isfinite(alone[rival]) or len(found) == RUNNERS_UP:
            break
        barred = _barred(puzzle, picks, place, Pick(slot=pick.slot, candidate=rival))
        # One that no rule lets in says little, and three of them no more.
        if not barred or barred not in found.values():
            found[puzzle.field.candidates[rival].name] = barred or _lacks(puzzle, picks, place, rival, here)
    return found


def _joins(puzzle: Puzzle, picks: Picks, place: int) -> Floats:
    """What each candidate would cost beside the neighbours of a place."""
    joins = puzzle.problem.joins
    cost = np.zeros(puzzle.problem.candidates)
    if place:
        cost = cost + joins[picks[place - 1].candidate]
    if place + 1 < len(picks):
        cost = cost + joins[:, picks[place + 1].candidate]
    return cost


def _lacks(puzzle: Puzzle, picks: Picks, place: int, rival: int, terms: Floats) -> str:
    """By how much a rival is worth less here, and for want of what above all."""
    problem, pick = puzzle.problem, picks[place]
    rest = (*picks[:place], *picks[place + 1 :])
    counts = problem.counts(rest)
    cost = _joins(puzzle, picks, place)
    covered = [sum(_next(puzzle, c, counts[c]) for c in problem.counters_of[who]) for who in (pick.candidate, rival)]
    lacks = dict(zip(TERMS, terms[:, pick.candidate] - terms[:, rival], strict=True))
    lacks["joins"] = (cost[rival] - cost[pick.candidate]) / UNIT
    lacks["cover"] = (covered[0] - covered[1]) / UNIT
    loss = sum(lacks.values())
    most = max(lacks, key=lambda name: (lacks[name], name))
    if loss < LEAST:
        return "as good here; what is chosen helps the rest of the film"
    return f"{loss:.2f} less: {LACKS[most]}"


def _barred(puzzle: Puzzle, picks: Picks, place: int, other: Pick) -> str:
    """The rule that keeps a rival out, if one does."""
    problem, candidates = puzzle.problem, puzzle.field.candidates
    group = candidates[other.candidate].select.group
    is_single = not np.isfinite(problem.gains(problem.counts([*picks[:place], other, *picks[place + 1 :]])))
    cells = problem.cells_of(other)
    for number, pick in enumerate(picks, start=1):
        if number == place + 1:
            continue
        shown = problem.cells_of(pick)
        if cells.start < shown.stop and shown.start < cells.stop:
            return f"it overlaps what clip {number} shows"
        other_take = candidates[pick.candidate]
        if is_single and group is not None and other_take.select.group == group:
            return f"clip {number} shows the same view"
    if problem.is_ordered:
        if place and picks[place - 1].candidate >= other.candidate:
            return f"it comes before clip {place} in the story"
        if place + 1 < len(picks) and picks[place + 1].candidate <= other.candidate:
            return f"it comes after clip {place + 2} in the story"
    return ""


def _next(puzzle: Puzzle, counter: int, count: int) -> float:
    gains = puzzle.problem.counters[counter].gains
    return float(gains[count + 1] - gains[count]) if count + 1 < len(gains) else 0.0
