"""Footage and a song to an edit list: what may be chosen, where it may be cut, the best film of the asked length, laid out.

When the style's own way of cutting cannot be filled, clips are made longer or shorter (``attempts.py``) before the plan gives up
and says how much material there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from autoedit.errors import BadOption, NotEnoughMaterial, at
from autoedit.model.document import (
    DecisionKind,
    EditList,
    Footage,
    LeftOut,
    Song,
)
from autoedit.model.joins import Joins
from autoedit.model.time import whole_frames
from autoedit.plan.assemble import assemble, planned_clips
from autoedit.plan.bed import Bed, as_laid, lay_music
from autoedit.plan.candidate import Candidate, decided, in_order, kept_back, one_take, unique_material, without_copies
from autoedit.plan.coverage import Takes
from autoedit.plan.explain import reasons
from autoedit.plan.film import Leaning, best_film
from autoedit.plan.format import commonest_rate, commonest_size
from autoedit.plan.options import PlanOptions, pace_of, told_options
from autoedit.plan.solve import solution
from autoedit.plan.style import Order
from autoedit.plan.talk import tightened
from autoedit.plan.transitions import transitions_of
from autoedit.plan.wishes import check_placed, ungranted

# How much of the usable footage a film of no stated length takes.
DEFAULT_SHARE = Fraction(3, 4)
HAIR = Fraction(1, 1000)  # a length that was told in milliseconds means the frame it was told of
# Candidates that are weighed: for a second of film, at the least, at the most. With 600 of 2400 the film of a minute was worth as
# much to 0.4 %, with 800 to 0.1 to 0.2 %, in a ninth and a fifth of the time; a long film has to be filled.
EACH_SECOND, LEAST_WEIGHED, MOST_WEIGHED = 10, 600, 2400
TURN = 10


@at("plan")
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
        return tightened(footage, song, options, made_by=made_by, left_out=left_out, own=leaning.cuts)
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
    film = best_film(usable, bed, options, rate, film_frames, song, leaning)
    if film is None:
        raise NotEnoughMaterial(wanted=length, available=available, is_scattered=True)
    size = (options.width, options.height) if options.width and options.height else commonest_size(files)
    told = solution(film.puzzle, film.solved, leaning.bound)
    wished = [candidate.name for candidate in usable if candidate.wish is not None]
    unmet = ungranted(options.decisions, film.choices, wished, rate)
    pace = pace_of(options, song)
    transitions = transitions_of(
        film.choices, options.style, rate, pace=pace, allowed=options.transitions, bed=bed, own=leaning.cuts
    )
    timeline = assemble(
        options.name,
        film.choices,
        transitions.shown,
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
        notes=(*notes, *film.notes, *unmet, *transitions.notes),
        options=told_options(options, pace),
        solution=told,
        planned=planned_clips(timeline, transitions.planned),
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


def _usable(footage: Sequence[Footage], options: PlanOptions, leaning: Leaning, rate: Fraction) -> list[Candidate]:
    """What may be chosen, in order; what a person wants first or last comes before or after all others."""
    left = decided(footage, options.decisions, options.min_score, rate)
    if leaning.only is not None:
        left = [candidate for candidate in left if candidate.name in leaning.only or candidate.wish is not None]
    left = left if options.takes is Takes.ALL else one_take(left)
    left = without_copies(_most(left, options))
    ends = {DecisionKind.FIRST: -1, DecisionKind.LAST: 1}
    return sorted(left, key=lambda candidate: ends.get(candidate.wish, 0) if candidate.wish else 0)


def _most(known: list[Candidate], options: PlanOptions) -> list[Candidate]:
    """Of a very long library the best: every file's best few before any file's next ones."""
    seconds = options.length or options.style.default_length or Fraction(60)
    most = min(max(LEAST_WEIGHED, round(seconds * EACH_SECOND)), MOST_WEIGHED)
    if len(known) <= most:
        return known
    seen: dict[int, int] = {}
    turns: list[tuple[bool, int, int]] = []
    for place in sorted(range(len(known)), key=lambda place: (-known[place].select.score, place)):
        order = known[place].order
        turns.append((known[place].wish is None, seen.setdefault(order, 0) // TURN, place))
        seen[order] += 1
    chosen = {place for _, _, place in sorted(turns, key=lambda turn: turn[:2])[:most]}
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
