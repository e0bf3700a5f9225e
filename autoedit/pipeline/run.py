"""The recipe, from top to bottom: files -> media -> analysis -> selects; song -> beats; plan; render.

Every public function here does what one command does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from autoedit.document.write import edit_list_json
from autoedit.errors import AutoeditError, DocumentError, OutputError
from autoedit.media.conform import Fit
from autoedit.media.fingerprint import fingerprint
from autoedit.model.document import Decision, EditList, Footage, LeftOut, Song
from autoedit.model.media import Media
from autoedit.pipeline.footage import footage_paths, with_ids
from autoedit.pipeline.library import analyse
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.stages import probed, song_heard
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.plan import PlanOptions, plan
from autoedit.plan.styles import Style
from autoedit.registry import load
from autoedit.render.encode import Encoding
from autoedit.render.film import render
from autoedit.version import VERSION


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
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a film is rendered."""

    fit: Fit = Fit.PAD
    encoding: Encoding = field(default_factory=Encoding)


def make_film(
    names: Sequence[str], output: Path, film: FilmOptions, rendering: RenderOptions | None = None, work: Workplace | None = None
) -> EditList:
    """Footage in, a film out.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    check_output(output)
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
    library = analyse(names, film.detector, work)
    taken = {item.media.id for item in library.files}
    song = _apart(hear(film.music, work), taken) if film.music is not None else None
    footage = tuple(Footage(media=item.media, selects=item.moments.selects) for item in library.files)
    options = PlanOptions(
        style=style,
        length=film.length,
        frame_rate=film.frame_rate,
        width=film.width,
        height=film.height,
        min_score=film.min_score,
        decisions=film.decisions,
        name=style.name,
    )
    edit_list = plan(footage, song, options, made_by=f"autoedit {VERSION}", left_out=library.left_out)
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
    check_output(output)
    check_media(edit_list)
    stopper = Stopper()
    reports = {}
    for step in ("mix", "render"):
        work.listener.begin(step, 1.0)
        reports[step] = stopper.reporting(work.listener, step)

    def report(step: str, done: float) -> None:
        reports[step](done)
        if done >= 1:
            work.listener.end(step)

    render(edit_list.timeline, edit_list.media, output.absolute(), fit=rendering.fit, encoding=rendering.encoding, report=report)


def hear(path: Path, work: Workplace | None = None) -> Song:
    """Find the beats of a song.

    Raises:
        NoSound, UnreadableMedia: it cannot be heard.
    """
    work = work or Workplace()
    stopper = Stopper()
    work.listener.begin("beats", 1.0)
    media, heard, _ = song_heard(path, work.cache, stopper.reporting(work.listener, "beats"))
    work.listener.end("beats")
    return Song(
        media=replace(with_ids([media])[0], id=f"music-{with_ids([media])[0].id}"), grid=heard.grid, loudness=heard.loudness
    )


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
        OutputError: it cannot be written.
    """
    check_output(output)
    temporary = output.with_name(f".{output.name}.part")
    try:
        temporary.write_text(edit_list_json(edit_list, output.parent), encoding="utf-8")
        temporary.replace(output)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(output, str(error.strerror), "Choose another place.") from error


def check_media(edit_list: EditList) -> None:
    """Whether every file that the timeline shows is there and unchanged.

    Raises:
        DocumentError: naming the first that is not.
    """
    used = {clip.media for track in edit_list.timeline.tracks for clip in track.clips}
    for media in edit_list.media.values():
        if media.id in used:
            _check_unchanged(media)


def check_output(output: Path) -> None:
    """Whether a file can be written there, before hours of work are spent on it.

    Raises:
        OutputError: its folder is not there, or it is a folder itself.
    """
    if output.is_dir():
        raise OutputError(output, "it is a folder", "Give a file's name, such as film.mp4.")
    if not output.absolute().parent.is_dir():
        raise OutputError(output, "its folder does not exist", "Make the folder, or choose another place.")


def _apart(song: Song, taken: set[str]) -> Song:
    """The song under a name that no footage has (a clip may be called music-song.mp4)."""
    name, number = song.media.id, 1
    while name in taken:
        number += 1
        name = f"{song.media.id}-{number}"
    return replace(song, media=replace(song.media, id=name))


def _check_unchanged(media: Media) -> None:
    if not Path(media.path).is_file():
        raise DocumentError(f"media {media.id}", f"{media.path} is not there. Put it back, or plan the film again.")
    if fingerprint(media.path) != media.fingerprint:
        raise DocumentError(f"media {media.id}", f"{media.path} has changed since the film was planned. Plan it again.")
