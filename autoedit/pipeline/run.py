"""The recipe, from top to bottom: files -> media -> analysis -> selects; song -> beats; plan; render.

Every public function here does what one command does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from autoedit.document.write import edit_list_json
from autoedit.errors import AutoeditError, DocumentError, MediaNotFound, OutputError
from autoedit.media.conform import Fit
from autoedit.media.fingerprint import fingerprint
from autoedit.model.document import Decision, EditList, Footage, LeftOut, Song
from autoedit.model.media import Media
from autoedit.pipeline import executors
from autoedit.pipeline.cache import Cache, default_cache
from autoedit.pipeline.footage import footage_paths, in_story_order, with_ids
from autoedit.pipeline.progress import Listener, Silent, Stopper
from autoedit.pipeline.stages import Analysed, analysed, probed, song_heard
from autoedit.plan.plan import PlanOptions, plan
from autoedit.plan.styles import Style
from autoedit.registry import load
from autoedit.render.encode import Encoding
from autoedit.render.film import render
from autoedit.version import VERSION

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where and how the work is done; nothing of it changes a result."""

    cache: Cache = field(default_factory=default_cache)
    executor: str = "threads"
    workers: int = 0
    listener: Listener = field(default_factory=Silent)
    debug: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Footage that was analysed, and what was left out of it."""

    files: tuple[Analysed, ...]
    left_out: tuple[LeftOut, ...]


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
    song = hear(film.music, work) if film.music is not None else None
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


def analyse(names: Sequence[str], detector: str = "adaptive", work: Workplace | None = None) -> Library:
    """Find shots and selects in footage; a file that cannot be used is left out and told about.

    Raises:
        MediaNotFound: a name stands for nothing.
        AutoeditError: not one file can be used; the first one's reason.
    """
    work = work or Workplace()
    paths = footage_paths(names)
    workers = work.workers or min(len(paths), executors.cores())
    threads = 0 if workers == 1 else max(1, executors.cores() // workers)
    files, left_out, errors = _gathered(paths, detector, threads, workers, work)
    files, copies = _without_copies(files)
    left_out += copies
    for item in left_out:
        work.listener.warn(f"left out {item.path}: {item.reason}")
    if not files:
        raise errors[0] if errors else MediaNotFound(paths[0], "it cannot be used", "Give other footage.")
    _tell_kept(files, work.listener)
    by_content = {item.media.fingerprint: item for item in files}
    named = with_ids(in_story_order([item.media for item in files]))
    return Library(files=tuple(replace(by_content[media.fingerprint], media=media) for media in named), left_out=tuple(left_out))


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


def _gathered(
    paths: Sequence[Path], detector: str, threads: int, workers: int, work: Workplace
) -> tuple[list[Analysed], list[LeftOut], list[AutoeditError]]:
    """Every file's analysis, in the order of the paths."""
    stopper = Stopper()
    work.listener.begin("analyse", _seconds(paths, work.cache))
    files: list[Analysed] = []
    left_out: list[LeftOut] = []
    errors: list[AutoeditError] = []
    with executors.opened(work.executor, workers) as executor:
        try:
            futures = [_submitted(executor, path, detector, threads, stopper, work) for path in paths]
            wait(futures)
        except BaseException:
            # Running threads are told to stop at their next report; the executor drops what has not begun.
            stopper.stop()
            raise
        for path, future in zip(paths, futures, strict=True):
            try:
                files.append(future.result())
            except AutoeditError as error:
                errors.append(error)
                left_out.append(LeftOut(path=str(path), reason=getattr(error, "reason", str(error))))
            except Exception as error:
                # One file must not cost the film, whatever a decoder or a plugin did with it.
                if work.debug:
                    raise
                logger.warning("unexpected error", exc_info=error)
                left_out.append(LeftOut(path=str(path), reason=f"an unexpected error ({error}); --debug shows it"))
    work.listener.end("analyse")
    return files, left_out, errors


def _submitted(
    executor: Executor, path: Path, detector: str, threads: int, stopper: Stopper, work: Workplace
) -> Future[Analysed]:
    if work.executor in ("serial", "threads"):
        report = stopper.reporting(work.listener, "analyse")
        return executor.submit(analysed, path, detector, threads, work.cache, report)
    # A report cannot cross to another process; such a file's progress is told when it is done.
    return executor.submit(analysed, path, detector, threads, work.cache)


def _seconds(paths: Iterable[Path], cache: Cache) -> float:
    """How much picture there is to go through; files that cannot be opened are told about later."""
    total = 0.0
    for path in paths:
        try:
            media, _ = probed(path, cache)
        except (AutoeditError, OSError):
            continue
        total += float(media.video.duration) if media.video is not None else 0.0
    return total


def _without_copies(files: Sequence[Analysed]) -> tuple[list[Analysed], list[LeftOut]]:
    """Files of the same content are one file: the same moment must not come twice."""
    first: dict[str, Analysed] = {}
    copies = []
    for item in files:
        if item.media.fingerprint in first:
            name = Path(first[item.media.fingerprint].media.path).name
            copies.append(LeftOut(path=item.media.path, reason=f"it is a copy of {name}"))
        else:
            first[item.media.fingerprint] = item
    return list(first.values()), copies


def _tell_kept(files: Sequence[Analysed], listener: Listener) -> None:
    anew = sum(1 for item in files if item.computed)
    if anew == 0:
        listener.say(f"nothing was analysed anew: all {len(files)} files were known")
    elif anew < len(files):
        listener.say(f"{len(files) - anew} of {len(files)} files were known and not analysed anew")


def _check_unchanged(media: Media) -> None:
    if not Path(media.path).is_file():
        raise DocumentError(f"media {media.id}", f"{media.path} is not there. Put it back, or plan the film again.")
    if fingerprint(media.path) != media.fingerprint:
        raise DocumentError(f"media {media.id}", f"{media.path} has changed since the film was planned. Plan it again.")
