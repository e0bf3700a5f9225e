"""The recipe, from top to bottom: files -> media -> analysis -> selects; song -> beats; plan; render.

Every public function here does what one command does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from autoedit.document.write import edit_list_json
from autoedit.errors import AutoeditError, DocumentError, NoSound
from autoedit.media.conform import Fit
from autoedit.media.probe import is_own_film
from autoedit.model.document import Decision, EditList, Footage, LeftOut, Song
from autoedit.model.media import Media
from autoedit.model.overrule import Overrule
from autoedit.pipeline.footage import footage_paths, named_paths, with_ids
from autoedit.pipeline.joins import heard_joins
from autoedit.pipeline.library import analyse
from autoedit.pipeline.output import check_film_output, check_output, whole
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.renderable import check_renderable
from autoedit.pipeline.stages import probed, song_heard
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.bed import MusicFit
from autoedit.plan.plan import PlanOptions, plan
from autoedit.plan.styles import Style
from autoedit.registry import load
from autoedit.render.encode import Encoding
from autoedit.render.film import render
from autoedit.version import VERSION

# Less than a bar of anything cannot carry a film.
SHORTEST_SONG = Fraction(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOptions:
    """What a person may ask of a film; None leaves it to the style and the footage."""

    style: str = "film"
    length: Fraction | None = None
    music: Path | None = None
    frame_rate: Fraction | None = None
    width: int | None = None
    height: int | None = None
    min_score: float = 0.0
    detector: str = "adaptive"
    is_quick: bool = False
    fit: Fit | None = None
    decisions: tuple[Decision, ...] = ()
    overrule: Overrule | None = None
    music_fit: MusicFit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a film is rendered; ``fit`` None leaves it to the edit list."""

    fit: Fit | None = None
    encoding: Encoding = field(default_factory=Encoding)


def make_film(
    names: Sequence[str], output: Path, film: FilmOptions, rendering: RenderOptions | None = None, work: Workplace | None = None
) -> EditList:
    """Footage in, a film out.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    check_film_output(output, sources(names, film))
    edit_list = plan_film(names, film, work)
    render_film(edit_list, output, rendering, work)
    return edit_list


def plan_film(names: Sequence[str], film: FilmOptions, work: Workplace | None = None) -> EditList:
    """Footage in, an edit list out.

    Args:
        names: files, folders or globs.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    work = work or Workplace()
    style: Style = load("autoedit.styles", film.style)
    # The song first: it is soon heard, and a wrong one should not be told after hours of footage.
    heard = hear(film.music, work, film.overrule) if film.music is not None else None
    joins = heard_joins(heard, film.music_fit, work) if heard is not None else None
    library = analyse(names, film.detector, work, is_quick=film.is_quick)
    song = _apart(heard, {item.media.id for item in library.files}) if heard is not None else None
    footage = tuple(Footage(media=item.media, selects=item.moments.selects) for item in library.files)
    options = PlanOptions(
        style=style,
        length=film.length,
        frame_rate=film.frame_rate,
        width=film.width,
        height=film.height,
        min_score=film.min_score,
        decisions=film.decisions,
        fit=str(film.fit) if film.fit is not None else None,
        music_fit=film.music_fit,
        name=style.name,
    )
    edit_list = plan(footage, song, options, made_by=f"autoedit {VERSION}", left_out=library.left_out, joins=joins)
    for note in edit_list.notes:
        work.listener.warn(note)
    return edit_list


def render_film(edit_list: EditList, output: Path, rendering: RenderOptions | None = None, work: Workplace | None = None) -> None:
    """An edit list in, a film out.

    Raises:
        DocumentError: a file of the edit list is gone or is not what it was.
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    rendering, work = rendering or RenderOptions(), work or Workplace()
    check_film_output(output, (Path(media.path) for media in edit_list.media.values()))
    media = check_renderable(edit_list, work.cache)
    fit = rendering.fit or _planned_fit(edit_list)
    stopper = Stopper()
    reports = {}
    for step in ("mix", "render"):
        work.listener.begin(step, 1.0)
        reports[step] = stopper.reporting(work.listener, step)

    def report(step: str, done: float) -> None:
        reports[step](done)
        if done >= 1:
            work.listener.end(step)

    render(edit_list.timeline, media, output.absolute(), fit=fit, encoding=rendering.encoding, report=report)


def sources(names: Sequence[str], film: FilmOptions) -> list[Path]:
    """The files that a film would be made from: none of them may be its output.

    Raises:
        MediaNotFound: a name stands for nothing.
    """
    named = named_paths(names)
    # A film of ours that a folder holds is not footage, and may be made anew under its name.
    found = [path for path in footage_paths(names) if path in named or not is_own_film(path)]
    return [*found, film.music] if film.music is not None else found


def hear(path: Path, work: Workplace | None = None, overrule: Overrule | None = None) -> Song:
    """Find the beats of a song.

    Args:
        overrule: what a person says about them.

    Raises:
        NoSound, UnreadableMedia: it cannot be heard.
        BadOption: what a person says cannot be so.
    """
    work = work or Workplace()
    stopper = Stopper()
    work.listener.begin("beats", 1.0)
    media, heard, _ = song_heard(path, work.cache, stopper.reporting(work.listener, "beats"), overrule)
    work.listener.end("beats")
    lasts = heard.grid.end - heard.grid.start
    if lasts < SHORTEST_SONG:
        reason = f"only {float(lasts):.1f} s of it can be heard" if lasts > 0 else "it is silent"
        raise NoSound(path, reason, "Give a song.")
    (named,) = with_ids([media])
    return Song(media=replace(named, id=f"music-{named.id}"), grid=heard.grid, loudness=heard.loudness)


def probe_files(names: Sequence[str], work: Workplace | None = None) -> tuple[list[Media], list[LeftOut]]:
    """What files are, and which cannot be opened."""
    work = work or Workplace()
    found, left_out = [], []
    for path in footage_paths(names):
        try:
            found.append(probed(path, work.cache)[0])
        except AutoeditError as error:
            left_out.append(LeftOut(path=str(path), reason=str(error)))
    return with_ids(found), left_out


def write_edit_list(edit_list: EditList, output: Path) -> None:
    """Write an edit list whole or not at all.

    Raises:
        OutputError: it cannot be written, or is one of the list's own files.
    """
    check_output(output, (Path(media.path) for media in edit_list.media.values()))
    with whole(output) as temporary:
        temporary.write_text(edit_list_json(edit_list, output.parent), encoding="utf-8")


def _planned_fit(edit_list: EditList) -> Fit:
    text = edit_list.options.get("fit", Fit.PAD)
    if text not in set(Fit):
        raise DocumentError("options.fit", f"{text!r} is not one of {', '.join(Fit)}.")
    return Fit(text)


def _apart(song: Song, taken: set[str]) -> Song:
    """The song under a name that no footage has (a clip may be called music-song.mp4)."""
    name, number = song.media.id, 1
    while name in taken:
        number += 1
        name = f"{song.media.id}-{number}"
    return replace(song, media=replace(song.media, id=name))
