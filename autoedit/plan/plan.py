"""Footage and a song to an edit list: pace, choose, join, lay out.

When the first pacing cannot be filled, clips are made shorter (footage in short pieces) or longer (few moments) before the
plan gives up and says how much material there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from autoedit.errors import BadOption, NotEnoughMaterial, UnknownName
from autoedit.model.document import Decision, DecisionKind, EditList, Footage, LeftOut, Song
from autoedit.model.joins import Joins
from autoedit.model.time import whole_frames
from autoedit.plan.assemble import assemble
from autoedit.plan.bed import Bed, MusicFit, lay_music
from autoedit.plan.format import commonest_rate, commonest_size
from autoedit.plan.pacing import Slot, even_slots, fitted_slots, musical_slots
from autoedit.plan.placing import Candidate, candidates, unique_material
from autoedit.plan.reshape import reshaped
from autoedit.plan.solve import Choice, solve, worth_weighing
from autoedit.plan.styles import Style
from autoedit.plan.transitions import choose_transitions

STRETCHES = (Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(3, 2), Fraction(2), Fraction(3))
# How much of the usable footage a film of no stated length takes.
DEFAULT_SHARE = Fraction(3, 4)
MORE_FITTED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What a person may ask of a plan; None leaves it to the footage."""

    style: Style
    length: Fraction | None = None
    frame_rate: Fraction | None = None
    width: int | None = None
    height: int | None = None
    min_score: float = 0.0
    decisions: tuple[Decision, ...] = ()
    fit: str | None = None
    music_fit: MusicFit | None = None
    name: str = "film"

    def __post_init__(self) -> None:
        if self.length is not None and self.length <= 0:
            raise BadOption(f"a film lasts longer than nothing, got {self.length} s")
        if (self.width is None) != (self.height is None):
            raise BadOption("a size has both a width and a height")


def plan(
    footage: Sequence[Footage],
    song: Song | None,
    options: PlanOptions,
    *,
    made_by: str,
    left_out: Sequence[LeftOut] = (),
    joins: Joins | None = None,
) -> EditList:
    """Plan a film.

    Args:
        joins: what jumps within the song cost; without it the song is not cut anew.

    Raises:
        NotEnoughMaterial: the footage's selects are shorter than the film.
        UnknownName: a decision names no select of the footage.
    """
    files = [item.media for item in footage]
    rate = options.frame_rate or commonest_rate(files)
    size = (options.width, options.height) if options.width and options.height else commonest_size(files)
    kept, usable = _decided(candidates(footage), options)
    available = unique_material(usable)
    length, notes = _length(options, song, available)
    film_frames = whole_frames(length, rate)
    bed = lay_music(song.grid, film_frames / rate, options.music_fit, joins) if song is not None else None
    if not usable or available < film_frames / rate:
        raise NotEnoughMaterial(wanted=options.length or options.style.default_length, available=available)
    if film_frames < 2:
        raise BadOption(f"a film of {float(length):g} s has less than two frames. Raise --length.")
    choices = _choices(bed, usable, options.style, rate, film_frames, kept)
    if choices is None:
        raise NotEnoughMaterial(wanted=length, available=available, is_scattered=True)
    if bed is None:
        choices = reshaped(choices, options.style, rate)
    timeline = assemble(
        options.name,
        choices,
        choose_transitions(choices, options.style, rate),
        style=options.style,
        rate=rate,
        size=size,
        song=song,
        bed=bed,
    )
    return EditList(
        made_by=made_by,
        style=options.style.name,
        length=length,
        footage=tuple(footage),
        song=song,
        timeline=timeline,
        decisions=options.decisions,
        left_out=tuple(left_out),
        notes=(*notes, *_unmet(kept, choices)),
        options=_told_options(options),
    )


def _told_options(options: PlanOptions) -> dict[str, str]:
    told = {"min_score": f"{options.min_score:g}", "fit": options.fit or options.style.fit}
    return {**told, "music_fit": str(options.music_fit)} if options.music_fit is not None else told


def _decided(all_candidates: Sequence[Candidate], options: PlanOptions) -> tuple[frozenset[str], list[Candidate]]:
    """What a person wants kept, and the candidates that are left."""
    known = {candidate.name for candidate in all_candidates}
    for decision in options.decisions:
        if decision.select not in known:
            raise UnknownName("select", decision.select, known)
    kept = frozenset(d.select for d in options.decisions if d.kind is DecisionKind.KEEP)
    dropped = frozenset(d.select for d in options.decisions if d.kind is DecisionKind.DROP)
    if both := kept & dropped:
        raise BadOption(f"{min(both)} is both kept and dropped. Decide on one.")
    usable = [
        candidate
        for candidate in all_candidates
        if candidate.name not in dropped and (candidate.select.score >= options.min_score or candidate.name in kept)
    ]
    return kept, worth_weighing(usable, kept)


def _length(options: PlanOptions, song: Song | None, available: Fraction) -> tuple[Fraction, list[str]]:
    """How long the film gets, and what to tell about it."""
    if options.length is not None:
        return options.length, []
    wished = options.style.default_length
    if song is not None:
        wished = min(wished, song.grid.end - song.grid.start)
    share = (available * DEFAULT_SHARE).limit_denominator(10)
    if share < wished:
        return share, [f"the film lasts {float(share):.1f} s, as the footage has {float(available):.1f} usable seconds"]
    return wished, []


def _choices(
    bed: Bed | None, usable: Sequence[Candidate], style: Style, rate: Fraction, film_frames: int, kept: frozenset[str]
) -> tuple[Choice, ...] | None:
    """The first pacing that the footage can fill with all that a person wants kept; else the one that keeps the most."""
    best: tuple[Choice, ...] | None = None
    for slots in _pacings(bed, usable, style, rate, film_frames):
        choices = solve(slots, usable, style, rate, kept)
        if choices is None:
            continue
        if best is None or _kept_in(choices, kept) > _kept_in(best, kept):
            best = choices
        if _kept_in(best, kept) == len(kept):
            break
    return best


def _kept_in(choices: Sequence[Choice], kept: frozenset[str]) -> int:
    return sum(1 for choice in choices if choice.candidate.name in kept)


def _pacings(
    bed: Bed | None, usable: Sequence[Candidate], style: Style, rate: Fraction, film_frames: int
) -> Iterator[tuple[Slot, ...]]:
    """Ways to cut the film into slots, the style's own first, each once; the last ones follow what the footage can give."""
    tried: set[tuple[int, ...]] = set()
    wished = (_slots(bed, style, rate, film_frames, stretch) for stretch in STRETCHES)
    # As few clips as can fill the film, then a few more: where the roomiest overlap, the next ones help.
    roomy = _roomiest(usable)
    enough = next((count for count in range(1, len(roomy) + 1) if sum(_rooms(roomy[:count])) * rate >= film_frames), len(roomy))
    most = min(len(roomy), enough + MORE_FITTED)
    given = (fitted_slots(_rooms(roomy[:count]), rate, film_frames) for count in range(enough, most + 1))
    for slots in chain(wished, given):
        shape = tuple(slot.frames for slot in slots)
        if shape and shape not in tried:
            tried.add(shape)
            yield slots


def _roomiest(usable: Sequence[Candidate]) -> list[Candidate]:
    """One candidate of each stretch of footage, the longest stretch first."""
    stretches: dict[tuple[int, Fraction], Candidate] = {}
    for candidate in usable:
        stretches.setdefault((candidate.order, candidate.select.in_limit), candidate)
    return sorted(stretches.values(), key=lambda candidate: -candidate.room)


def _rooms(chosen: Sequence[Candidate]) -> list[Fraction]:
    """The room that candidates give, in the order of the story, in which their slots will be filled."""
    return [candidate.room for candidate in sorted(chosen, key=lambda candidate: (candidate.order, candidate.select.peak))]


def _slots(bed: Bed | None, style: Style, rate: Fraction, film_frames: int, stretch: Fraction) -> tuple[Slot, ...]:
    if bed is None:
        return even_slots(style, rate, film_frames, stretch)
    slots = musical_slots(bed, style, rate, film_frames, stretch)
    # Music without enough to cut on (a pad, a drone) lies under a film that is cut by its footage.
    longest = style.calm_seconds * 3 * max(stretch, Fraction(1))
    return slots if all(slot.frames / rate <= longest for slot in slots) else even_slots(style, rate, film_frames, stretch)


def _unmet(kept: frozenset[str], choices: Sequence[Choice]) -> list[str]:
    missing = kept - {choice.candidate.name for choice in choices}
    return [f"{name} could not be kept: there is no place for it in this length" for name in sorted(missing)]
