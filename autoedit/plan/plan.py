"""Footage and a song to an edit list: what may be chosen, where it may be cut, the best film of the asked length, laid out.

When the style's own way of cutting cannot be filled, clips are made longer or shorter (``attempts.py``) before the plan gives up
and says how much material there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from autoedit.errors import BadOption, NotEnoughMaterial
from autoedit.model.document import (
    Decision,
    DecisionKind,
    EditList,
    Footage,
    LeftOut,
    PlannedClip,
    Song,
)
from autoedit.model.joins import Joins
from autoedit.model.time import whole_frames
from autoedit.model.timeline import Clip, Timeline, Track, TrackRole
from autoedit.plan.assemble import assemble
from autoedit.plan.attempts import attempts, with_points
from autoedit.plan.bed import Bed, MusicFit, as_laid, lay_music
from autoedit.plan.candidate import Candidate, decided, in_order, kept_back, one_take, unique_material, without_copies
from autoedit.plan.coverage import Takes
from autoedit.plan.explain import reasons
from autoedit.plan.format import commonest_rate, commonest_size
from autoedit.plan.pins import Held, ends_held, holding, in_place, shown_again, unwished
from autoedit.plan.prices import Solved, solved
from autoedit.plan.problem import Picks
from autoedit.plan.solve import CELL, Choice, Puzzle, puzzle, solution
from autoedit.plan.style import Order, Pace, Style
from autoedit.plan.talk import tightened
from autoedit.plan.transitions import choose_transitions
from autoedit.plan.wishes import check_placed, ungranted

# How much of the usable footage a film of no stated length takes.
DEFAULT_SHARE = Fraction(3, 4)
HAIR = Fraction(1, 1000)  # a length that was told in milliseconds means the frame it was told of
FINE_CELL = Fraction(1, 100)
MOST_CANDIDATES, TURN = 2400, 10
CALM_TEMPO, FAST_TEMPO = 84.0, 138.0
CALM_ENERGY, FAST_ENERGY = 0.35, 0.6
AS_IT_COMES = "as it comes"  # a talk of no stated length
OFF_BEAT = "cuts do not keep to the beat: the footage comes in pieces too short or too few for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What a person may ask of a plan; None leaves it to the footage."""

    style: Style
    length: Fraction | None = None
    pace: Pace | None = None
    frame_rate: Fraction | None = None
    width: int | None = None
    height: int | None = None
    min_score: float = 0.0
    decisions: tuple[Decision, ...] = ()
    takes: Takes = Takes.ONE
    fit: str | None = None
    music_fit: MusicFit | None = None
    told: tuple[tuple[str, str], ...] = ()
    name: str = "film"

    def __post_init__(self) -> None:
        if self.length is not None and self.length <= 0:
            raise BadOption(f"a film lasts longer than nothing, got {self.length} s")
        if (self.width is None) != (self.height is None):
            raise BadOption("a size has both a width and a height")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """What earlier films say about the next one.

    Attributes:
        only: choose among these selects alone.
        away: what a select loses for each earlier film that shows it.
        towards: clips of the film before: their selects gain a little, so that it changes no more than it must.
        music: a track of music that stays as it lies.
        bound: what is known to bound every film's value, where worth is moved away.
    """

    only: frozenset[str] | None = None
    away: tuple[tuple[str, float], ...] = ()
    towards: tuple[PlannedClip, ...] = ()
    music: Track | None = None
    bound: float | None = None


STAY = 0.3  # worth a usual clip: what a select gains that was chosen before


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Choices, and what is known about them."""

    choices: tuple[Choice, ...]
    puzzle: Puzzle
    solved: Solved
    notes: tuple[str, ...] = ()


def plan(
    footage: Sequence[Footage],
    song: Song | None,
    options: PlanOptions,
    *,
    made_by: str,
    left_out: Sequence[LeftOut] = (),
    joins: Joins | None = None,
    leaning: Leaning | None = None,
) -> EditList:
    """Plan a film.

    Args:
        footage: in any order; the film is the same.
        joins: what jumps within the song cost; without it the song is not cut anew.

    Raises:
        NotEnoughMaterial: the footage's selects cannot fill the film.
        UnknownName: a decision names no select of the footage.
        BadOption: options or decisions contradict one another.
    """
    footage, leaning = in_order(footage), leaning or Leaning()
    if options.style.order is Order.TALK:
        return tightened(footage, song, options, made_by=made_by, left_out=left_out)
    if options.style.needs_music and song is None:
        raise BadOption(f"a {options.style.name} is led by its music. Give a song with --music, or take another --style.")
    files = [item.media for item in footage]
    rate = options.frame_rate or commonest_rate(files)
    usable = _usable(footage, options, leaning, rate)
    available = unique_material(usable)
    length, notes = _length(options, song, available)
    film_frames = whole_frames(length + HAIR, rate)
    check_placed(options.decisions, footage, film_frames, rate)
    if not usable or available < film_frames / rate:
        raise NotEnoughMaterial(wanted=length, available=available)
    if film_frames < 2:
        raise BadOption(f"a film of {float(length):g} s has less than two frames. Raise --length.")
    bed = _bed(song, film_frames, rate, options, joins, leaning)
    usable = kept_back(usable, options.style.withheld, film_frames / rate)
    film = _film(usable, bed, options, rate, film_frames, song, leaning)
    if film is None:
        raise NotEnoughMaterial(wanted=length, available=available, is_scattered=True)
    size = (options.width, options.height) if options.width and options.height else commonest_size(files)
    told = solution(film.puzzle, film.solved, leaning.bound)
    wished = [candidate.name for candidate in usable if candidate.wish is not None]
    unmet = ungranted(options.decisions, film.choices, wished, rate)
    timeline = assemble(
        options.name,
        film.choices,
        choose_transitions(film.choices, options.style, rate),
        reasons(film.choices, film.puzzle, film.solved.picks, footage),
        style=options.style,
        rate=rate,
        size=size,
        song=song,
        bed=bed,
    )
    if leaning.music is not None:
        timeline = replace(timeline, tracks=(*timeline.tracks[:-1], leaning.music))
    return EditList(
        made_by=made_by,
        style=options.style.name,
        length=length,
        footage=tuple(footage),
        song=song,
        timeline=timeline,
        decisions=options.decisions,
        left_out=tuple(left_out),
        notes=(*notes, *film.notes, *unmet),
        options=told_options(options, pace_of(options, song)),
        solution=told,
        planned=planned_clips(timeline),
    )


def _bed(
    song: Song | None, film_frames: int, rate: Fraction, options: PlanOptions, joins: Joins | None, leaning: Leaning
) -> Bed | None:
    """The music under the film: as it lies already, or laid anew."""
    if song is None:
        return None
    if leaning.music is not None:
        return as_laid(song.grid, leaning.music, rate, film_frames / rate)
    return lay_music(song.grid, film_frames / rate, options.music_fit, joins)


def told_options(options: PlanOptions, pace: Pace) -> dict[str, str]:
    """The options as the edit list tells them."""
    told = {"min_score": f"{options.min_score:g}", "fit": options.fit or options.style.fit, "pace": str(pace)}
    if options.length is None and options.style.order is Order.TALK:
        told["length"] = AS_IT_COMES
    if options.takes is not Takes.ONE:
        told["takes"] = str(options.takes)
    if options.music_fit is not None:
        told["music_fit"] = str(options.music_fit)
    return {**told, **dict(options.told)}


def planned_clips(timeline: Timeline) -> tuple[PlannedClip, ...]:
    """The picture's clips as they were planned."""
    picture = timeline.track(TrackRole.PICTURE)
    return tuple(
        PlannedClip(
            id=placed.item.id,
            select=placed.item.select or "",
            start=placed.start,
            source_start=placed.item.source_start,
            frames=placed.item.frames,
        )
        for placed in (picture.placed() if picture is not None else ())
        if isinstance(placed.item, Clip)
    )


def pace_of(options: PlanOptions, song: Song | None) -> Pace:
    """The pace asked for, or the one the music asks for: calm where it is slow or quiet, fast where it is quick and full."""
    if options.pace is not None or song is None or not song.grid.is_trusted:
        return options.pace or Pace.NORMAL
    sections = song.grid.sections
    whole = sum((section.end - section.start for section in sections), Fraction(0))
    energy = sum(float((part.end - part.start) / whole) * part.energy for part in sections) if whole else 0.5
    if song.grid.tempo < CALM_TEMPO or energy < CALM_ENERGY:
        return Pace.CALM
    return Pace.FAST if song.grid.tempo > FAST_TEMPO and energy > FAST_ENERGY else Pace.NORMAL


def _usable(footage: Sequence[Footage], options: PlanOptions, leaning: Leaning, rate: Fraction) -> list[Candidate]:
    """What may be chosen, in order; what a person wants first or last comes before or after all others."""
    left = decided(footage, options.decisions, options.min_score, rate)
    if leaning.only is not None:
        left = [candidate for candidate in left if candidate.name in leaning.only or candidate.wish is not None]
    left = left if options.takes is Takes.ALL else one_take(left)
    left = without_copies(_most(left))
    ends = {DecisionKind.FIRST: -1, DecisionKind.LAST: 1}
    return sorted(left, key=lambda candidate: ends.get(candidate.wish, 0) if candidate.wish else 0)


def _most(known: list[Candidate]) -> list[Candidate]:
    """Of a very long library the best: every file's best few before any file's next ones."""
    if len(known) <= MOST_CANDIDATES:
        return known
    seen: dict[int, int] = {}
    turns: list[tuple[bool, int, int]] = []
    for place in sorted(range(len(known)), key=lambda place: (-known[place].select.score, place)):
        order = known[place].order
        turns.append((known[place].wish is None, seen.setdefault(order, 0) // TURN, place))
        seen[order] += 1
    chosen = {place for _, _, place in sorted(turns, key=lambda turn: turn[:2])[:MOST_CANDIDATES]}
    return [candidate for place, candidate in enumerate(known) if place in chosen]


def _length(options: PlanOptions, song: Song | None, available: Fraction) -> tuple[Fraction, list[str]]:
    """How long the film gets, and what to tell about it."""
    if options.length is not None:
        return options.length, []
    wished = options.style.default_length or Fraction(60)
    if song is not None:
        wished = min(wished, song.grid.end - song.grid.start)
    share = (available * DEFAULT_SHARE).limit_denominator(10)
    if share < wished:
        return share, [f"the film lasts {float(share):.1f} s, as the footage has {float(available):.1f} usable seconds"]
    return wished, []


def _film(
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
    edges = [
        edge for pin in pins if pin.start is not None and pin.frames is not None for edge in (pin.start, pin.start + pin.frames)
    ]
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
        found = solved(free.problem, start or shown_again(free, before))
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
    found = solved(pinned.problem, shown_again(pinned, before))
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
