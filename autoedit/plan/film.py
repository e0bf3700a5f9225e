"""The best film that footage and music allow, with what a person put in place, leaning towards or away from earlier films."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from autoedit.model.document import Decision, DecisionKind, PlannedClip, Song
from autoedit.model.timeline import Track
from autoedit.plan.attempts import attempts, with_points
from autoedit.plan.bed import Bed
from autoedit.plan.candidate import Candidate
from autoedit.plan.options import PlanOptions, pace_of
from autoedit.plan.own_cuts import OwnCut
from autoedit.plan.pins import Held, ends_held, holding, in_place, shown_again, unwished
from autoedit.plan.prices import Solved, solved
from autoedit.plan.problem import UNIT, Picks
from autoedit.plan.solve import CELL, Choice, Puzzle, puzzle

FINE_CELL = Fraction(1, 100)
OFF_BEAT = "cuts do not keep to the beat: the footage comes in pieces too short or too few for it"
STAY = 0.3  # worth a usual clip: what a select gains that was chosen before
SAME = 0.1  # of a usual clip: for less than this nobody's film is arranged anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """What earlier films say about the next one.

    Attributes:
        only: choose among these selects alone.
        away: what a select loses for each earlier film that shows it.
        towards: clips of the film before: their selects gain a little, so that it changes no more than it must.
        music: a track of music that stays as it lies.
        bound: what is known to bound every film's value, where worth is moved away.
        cuts: what a person wants at some cuts.
    """

    only: frozenset[str] | None = None
    away: tuple[tuple[str, float], ...] = ()
    towards: tuple[PlannedClip, ...] = ()
    music: Track | None = None
    bound: float | None = None
    cuts: tuple[OwnCut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Choices, and what is known about them."""

    choices: tuple[Choice, ...]
    puzzle: Puzzle
    solved: Solved
    notes: tuple[str, ...] = ()


def best_film(
    usable: Sequence[Candidate],
    bed: Bed | None,
    options: PlanOptions,
    rate: Fraction,
    film_frames: int,
    song: Song | None,
    leaning: Leaning,
) -> Film | None:
    """The first way of cutting that the footage can fill with all that a person wishes; else the one that grants the most."""
    best: Film | None = None
    wishes = sum(candidate.wish is not None for candidate in usable)
    pins = [decision for decision in options.decisions if decision.kind is DecisionKind.PIN]
    for attempt in attempts(bed, usable, options.style, rate, film_frames, pace_of(options, song).stretch, options.takes):
        placed = _placed_frames(pins, film_frames)
        grid = with_points(attempt.grid, placed, attempt.shortest) if attempt.start is None else attempt.grid
        cell = CELL if attempt.start is None else FINE_CELL
        made = _leant(puzzle(grid, usable, options.style, rate, options.takes, cell), leaning)
        found = _solved(made, pins, attempt.start, leaning.towards)
        if found is None:
            continue
        pinned, answer = found
        notes = () if attempt.is_on_grid else (OFF_BEAT,)
        film = Film(choices=pinned.choices(answer.picks), puzzle=pinned, solved=answer, notes=notes)
        if best is None or _granted(film) > _granted(best):
            best = film
        if _granted(best) == wishes:
            break
    return best


def _placed_frames(pins: Sequence[Decision], film_frames: int) -> list[int]:
    """Where clips that a person put in place begin and end."""
    edges = [edge for pin in pins if pin.span is not None for edge in (pin.span.start, pin.span.stop)]
    return [edge for edge in edges if edge <= film_frames]


def _solved(
    made: Puzzle, pins: Sequence[Decision], start: Picks | None, before: Sequence[PlannedClip]
) -> tuple[Puzzle, Solved] | None:
    """The film with what is in its place, then once more for each clip that is pinned by its number."""
    names = {candidate.name: place for place, candidate in enumerate(made.field.candidates)}
    ends = {candidate.wish: place for place, candidate in enumerate(made.field.candidates) if candidate.wish}
    made = ends_held(made, ends.get(DecisionKind.FIRST), ends.get(DecisionKind.LAST))
    known = [pin for pin in pins if pin.select in names]
    held = [Held(start=pin.start, name=pin.select, frames=pin.frames) for pin in known if pin.start is not None]
    if held:
        pinned = _holding(made, held, (), before)
    else:
        free = unwished(made, {names[pin.select] for pin in known if pin.start is None})
        found = _stayed(free, solved(free.problem, start or shown_again(free, before)), before)
        pinned = (free, found) if found is not None else None
    for pin in sorted((pin for pin in known if pin.start is None), key=lambda pin: pin.slot or 0):
        if pinned is None or pin.slot is None or pin.slot > len(pinned[1].picks):
            continue
        here, answer = pinned
        base = here.grid.points[int(here.grid.first[answer.picks[pin.slot - 1].slot])].frame
        tried = [*held, Held(start=base, name=pin.select)]
        better = _holding(made, tried, _edges(here, answer.picks), before)
        if better is not None:
            pinned, held = better, tried
    return pinned


def _stayed(here: Puzzle, found: Solved | None, before: Sequence[PlannedClip]) -> Solved | None:
    """The film before, where it still can be shown as it was and the one found is hardly better."""
    again = shown_again(here, before) if found is not None and before else None
    if found is None or again is None or not _is_as_it_was(here, again, before):
        return found
    value = here.problem.value(again)
    return replace(found, picks=again, value=value) if value >= found.value - SAME * UNIT else found


def _is_as_it_was(here: Puzzle, picks: Picks, before: Sequence[PlannedClip]) -> bool:
    names = [here.field.candidates[pick.candidate].name for pick in picks]
    shown = [(name, start, end - start) for name, (start, end) in zip(names, _edges(here, picks), strict=True)]
    return here.problem.is_allowed(picks) and shown == [(clip.select, clip.start, clip.frames) for clip in before]


def _edges(here: Puzzle, picks: Picks) -> tuple[tuple[int, int], ...]:
    """Where clips begin and end, in frames."""
    points, grid = here.grid.points, here.grid
    return tuple((points[int(grid.first[pick.slot])].frame, points[int(grid.last[pick.slot])].frame) for pick in picks)


def _holding(
    made: Puzzle, held: Sequence[Held], chain: Sequence[tuple[int, int]], before: Sequence[PlannedClip]
) -> tuple[Puzzle, Solved] | None:
    """The film with what is held; a held clip that is told elsewhere in the story comes where it is held."""
    if made.problem.is_ordered:
        made = in_place(made, held)
    pinned = holding(made, held, chain)
    found = _stayed(pinned, solved(pinned.problem, shown_again(pinned, before)), before)
    if found is None and made.problem.is_ordered:
        pinned = replace(pinned, problem=replace(pinned.problem, is_ordered=False))
        found = solved(pinned.problem)
    return (pinned, found) if found is not None else None


def _leant(made: Puzzle, leaning: Leaning) -> Puzzle:
    """Worth moved towards what was chosen before, or away from it."""
    if not leaning.away and not leaning.towards:
        return made
    names = [candidate.name for candidate in made.field.candidates]
    loss, lengths = dict(leaning.away), {clip.select: clip.frames for clip in leaning.towards}
    lost = np.array([loss.get(name, 0.0) for name in names])
    before = np.array([lengths.get(name, 0) for name in names])
    frames = np.array([shape.frames for shape in made.grid.shapes])[:, None]
    # A clip that stays as long as it was stays where it was.
    stay = STAY * (before > 0) * (0.5 + 0.5 * (frames == before))
    wish = np.array([shape.wish for shape in made.grid.shapes])[:, None]
    return made.moved((stay - lost) * frames / float(made.rate) / wish)


def _granted(film: Film) -> int:
    return sum(choice.candidate.wish is not None for choice in film.choices)
