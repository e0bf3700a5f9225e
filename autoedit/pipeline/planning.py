"""Footage, a song and a person's wishes to edit lists: what analysis and listening give, handed to the plan.

From an edit list alone a film is planned anew without opening a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from autoedit.errors import BadOption, DocumentError, UnknownName
from autoedit.media.conform import Fit
from autoedit.model.document import Decision, EditList, Footage, LeftOut, Song
from autoedit.model.joins import Joins
from autoedit.model.overrule import Overrule
from autoedit.model.timeline import TrackRole
from autoedit.pipeline.garbage import uncollected
from autoedit.pipeline.hearing import hear
from autoedit.pipeline.joins import heard_joins
from autoedit.pipeline.library import analyse
from autoedit.pipeline.renderable import doubled_clips
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.assemble import planned_clips
from autoedit.plan.bed import MusicFit
from autoedit.plan.coverage import Takes
from autoedit.plan.film import Leaning
from autoedit.plan.hand import changes, decisions_of, merged, resolved
from autoedit.plan.options import AS_IT_COMES, PlanOptions
from autoedit.plan.own_cuts import own_cuts
from autoedit.plan.plan import plan
from autoedit.plan.series import Alternative, PlanOne, alternatives, cut_downs, variants
from autoedit.plan.song_range import between
from autoedit.plan.style import Pace, Style, own_style
from autoedit.plan.transition_kinds import named_transitions, told_transitions
from autoedit.registry import load
from autoedit.version import VERSION

DEFAULT_STYLE = "highlights"
MOST_VARIANTS = 9

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOptions:
    """What a person may ask of a film; None leaves it to the style and the footage.

    ``style`` is a name, or the path of a TOML file. ``song_start`` and ``song_end`` say which part of the song is used.
    ``transitions`` are the names of those that may stand at cuts, the best liked first; none of them leaves hard cuts alone.
    """

    style: str | None = None
    length: Fraction | None = None
    pace: Pace | None = None
    music: Path | None = None
    song_start: Fraction | None = None
    song_end: Fraction | None = None
    frame_rate: Fraction | None = None
    width: int | None = None
    height: int | None = None
    min_score: float | None = None
    takes: Takes | None = None
    detector: str = "adaptive"
    is_quick: bool = False
    fit: Fit | None = None
    decisions: tuple[Decision, ...] = ()
    overrule: Overrule | None = None
    music_fit: MusicFit | None = None
    transitions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A film that was planned anew, and what is different in it."""

    edit_list: EditList
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """All that a plan is made from."""

    footage: tuple[Footage, ...]
    song: Song | None
    joins: Joins | None
    left_out: tuple[LeftOut, ...]
    options: PlanOptions

    def planner(self) -> PlanOne:
        """A function that plans one film of a length."""

        def plan_one(length: Fraction | None, leaning: Leaning) -> EditList:
            options = replace(self.options, length=length or self.options.length)
            return plan(
                self.footage,
                self.song,
                options,
                made_by=f"autoedit {VERSION}",
                left_out=self.left_out,
                joins=self.joins,
                leaning=leaning,
            )

        return plan_one


def plan_film(names: Sequence[str], film: FilmOptions, work: Workplace | None = None) -> EditList:
    """Footage in, an edit list out.

    Args:
        names: files, folders or globs.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    return plan_films(names, film, work)[0]


def plan_films(
    names: Sequence[str],
    film: FilmOptions,
    work: Workplace | None = None,
    *,
    lengths: Sequence[Fraction] = (),
    count: int = 1,
) -> list[EditList]:
    """Several films from one analysis.

    Args:
        lengths: one film for each, the longest first, each shorter one made of the longer one's moments.
        count: so many variants of one length, which differ.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    work = work or Workplace()
    if len(lengths) > 1 and count > 1:
        raise BadOption("--variants are of one length. Give one --length.")
    if not 1 <= count <= MOST_VARIANTS:
        raise BadOption(f"1 to {MOST_VARIANTS} variants can be planned, got {count}")
    ready = _prepared(names, film, work)
    length = lengths[0] if lengths else film.length
    with uncollected():
        films = cut_downs(ready.planner(), lengths) if len(lengths) > 1 else variants(ready.planner(), length, count)
    for edit_list in films:
        _tell(edit_list, work)
    return films


def plan_alternatives(names: Sequence[str], film: FilmOptions, work: Workplace | None = None) -> list[Alternative]:
    """Lengths near the asked one that end cleanly, the asked one among them.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    ready = _prepared(names, film, work or Workplace())
    length = film.length or ready.options.style.default_length
    if length is None:
        raise BadOption("alternatives lie near a length. Give one with --length.")
    return alternatives(ready.planner(), length)


def replan_film(
    edit_list: EditList, film: FilmOptions, work: Workplace | None = None, *, length: Fraction | None = None
) -> Replanned:
    """An edit list in, with what a person changed in it and asks for; one that keeps all that, and is solved anew around it.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    work = work or Workplace()
    if film.music is not None:
        raise BadOption("an edit list has its own song. Plan from the footage to use another.")
    told, timeline = edit_list.options, edit_list.timeline
    if doubled := list(doubled_clips(timeline)):
        raise DocumentError.of(doubled)
    style = style_of(film.style or told.get("style_file") or edit_list.style)
    wished = length or film.length or (edit_list.length if told.get("length") != AS_IT_COMES else None)
    decisions = merged(decisions_of(edit_list), resolved(film.decisions, edit_list.footage))
    song, joins = edit_list.song, None
    music = timeline.track(TrackRole.MUSIC)
    fit = film.music_fit or _one_of(MusicFit, told, "music_fit")
    stays = wished in (None, edit_list.length) and film.music_fit is None and film.song_start is None and film.song_end is None
    if song is not None and not stays:
        song = between(song, film.song_start, film.song_end)
        joins = heard_joins(song, fit, work) if Path(song.media.path).is_file() else None
        music = None
    options = PlanOptions(
        style=style,
        length=wished,
        pace=film.pace or _one_of(Pace, told, "pace"),
        frame_rate=film.frame_rate or timeline.frame_rate,
        width=film.width or timeline.width,
        height=film.height or timeline.height,
        min_score=film.min_score if film.min_score is not None else _score(told),
        decisions=decisions,
        takes=film.takes or _one_of(Takes, told, "takes") or Takes.ONE,
        fit=str(film.fit) if film.fit is not None else told.get("fit"),
        music_fit=fit,
        transitions=_known_transitions(film.transitions) if film.transitions is not None else _transitions(told),
        told=_told(film, told),
        name=timeline.name,
    )
    planned = plan(
        edit_list.footage,
        song,
        options,
        made_by=f"autoedit {VERSION}",
        left_out=edit_list.left_out,
        joins=joins,
        leaning=Leaning(towards=planned_clips(timeline), music=music if stays else None, cuts=own_cuts(edit_list)),
    )
    if not edit_list.planned:
        kept = "the edit list does not say what was planned: all of its clips are taken for a person's, and stay"
        planned = replace(planned, notes=(*planned.notes, kept))
    _tell(planned, work)
    return Replanned(edit_list=planned, changes=changes(edit_list, planned))


def style_of(name: str) -> Style:
    """A style by its name, or from a person's TOML file.

    Raises:
        UnknownName: there is no such style.
        BadOption: the file is no style.
    """
    if name.endswith(".toml"):
        return own_style(Path(name))
    found = load("autoedit.styles", name)
    style = found() if callable(found) else found
    if not isinstance(style, Style):
        raise BadOption(f"the style {name!r} is no Style. Mend or remove its package.")
    return style


def _prepared(names: Sequence[str], film: FilmOptions, work: Workplace) -> _Prepared:
    style = style_of(film.style or DEFAULT_STYLE)
    if style.needs_music and film.music is None:
        raise BadOption(f"a {style.name} is led by its music. Give a song with --music, or take another --style.")
    if film.music is None and (film.song_start is not None or film.song_end is not None):
        raise BadOption("--start and --end are about a song. Give one with --music.")
    # The song first: it is soon heard, and a wrong one should not be told after hours of footage.
    heard = hear(film.music, work, film.overrule) if film.music is not None else None
    heard = between(heard, film.song_start, film.song_end) if heard is not None else None
    joins = heard_joins(heard, film.music_fit, work) if heard is not None else None
    library = analyse(names, film.detector, work, is_quick=film.is_quick)
    song = _apart(heard, {item.media.id for item in library.files}) if heard is not None else None
    footage = tuple(
        Footage(
            media=item.media,
            selects=item.moments.selects,
            shots=item.moments.shots,
            speech=item.moments.speech,
            defects=item.moments.defects,
        )
        for item in library.files
    )
    options = PlanOptions(
        style=style,
        length=film.length,
        pace=film.pace,
        frame_rate=film.frame_rate,
        width=film.width,
        height=film.height,
        min_score=film.min_score or 0.0,
        decisions=resolved(film.decisions, footage),
        takes=film.takes or Takes.ONE,
        fit=str(film.fit) if film.fit is not None else None,
        music_fit=film.music_fit,
        transitions=_known_transitions(film.transitions),
        told=_told(film, {}),
        name=style.name,
    )
    return _Prepared(footage=footage, song=song, joins=joins, left_out=library.left_out, options=options)


def _told(film: FilmOptions, before: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Options that only the edit list needs to remember."""
    told = {name: before[name] for name in ("song_start", "song_end", "style_file") if name in before}
    if film.style is not None and film.style.endswith(".toml"):
        told["style_file"] = film.style
    for name, time in (("song_start", film.song_start), ("song_end", film.song_end)):
        if time is not None:
            told[name] = str(time)
    return tuple(told.items())


def _one_of(kind: type[Kind], told: Mapping[str, str], name: str) -> Kind | None:
    """An option as the edit list tells it; a hand may have misspelt it."""
    text = told.get(name)
    if text is None or text in set(kind):
        return kind(text) if text is not None else None
    raise DocumentError(f"options.{name}", f"{text!r} is not one of {', '.join(kind)}.")


def _known_transitions(allowed: Sequence[str] | None) -> tuple[str, ...] | None:
    return named_transitions(told_transitions(allowed)) if allowed is not None else None


def _transitions(told: Mapping[str, str]) -> tuple[str, ...] | None:
    try:
        return named_transitions(told["transitions"]) if "transitions" in told else None
    except UnknownName as error:
        raise DocumentError("options.transitions", str(error)) from error


def _score(told: Mapping[str, str]) -> float:
    text = told.get("min_score", "0")
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise DocumentError("options.min_score", f"{text!r} is no number from 0 to 1.")
    return score


def _tell(edit_list: EditList, work: Workplace) -> None:
    for note in edit_list.notes:
        work.listener.warn(note)


def _apart(song: Song, taken: set[str]) -> Song:
    """The song under a name that no footage has (a clip may be called music-song.mp4)."""
    name, number = song.media.id, 1
    while name in taken:
        number += 1
        name = f"{song.media.id}-{number}"
    return replace(song, media=replace(song.media, id=name))
