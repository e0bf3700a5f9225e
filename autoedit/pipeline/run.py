"""The recipe, from top to bottom: files -> media -> analysis -> selects; song -> beats; plan; render.

Every public function here does what one command does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autoedit.document.write import edit_list_json
from autoedit.errors import AutoeditError, DocumentError, at
from autoedit.media.conform import Fit
from autoedit.model.document import EditList, LeftOut
from autoedit.model.media import Media
from autoedit.pipeline import executors
from autoedit.pipeline.footage import footage_paths, named_paths, with_ids
from autoedit.pipeline.hearing import hear
from autoedit.pipeline.leaving import failed
from autoedit.pipeline.output import check_film_output, check_output, is_same, whole
from autoedit.pipeline.planning import FilmOptions, plan_film
from autoedit.pipeline.probing import is_own_film_apart
from autoedit.pipeline.progress import Listener, Stopper
from autoedit.pipeline.renderable import check_renderable
from autoedit.pipeline.stages import probed
from autoedit.pipeline.titling import fonts_of
from autoedit.pipeline.workplace import Workplace
from autoedit.render.crew import Bench
from autoedit.render.encoding import Encoding, draft_of
from autoedit.render.film import Report, render
from autoedit.render.mastering import STREAMING, Mastering
from autoedit.render.verify import Certificate

__all__ = [
    "FilmOptions",
    "RenderOptions",
    "as_rendered",
    "hear",
    "make_film",
    "plan_film",
    "probe_files",
    "render_film",
    "sources",
    "write_edit_list",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a film is rendered.

    Attributes:
        fit: what is done with pictures of another shape; None leaves it to the edit list, as with ``font``.
        writes_certificate: whether what was measured in the film is written beside it, as FILM.certificate.json.
        is_forced: whether a film that fails its check is kept.
    """

    fit: Fit | None = None
    encoding: Encoding = field(default_factory=Encoding)
    mastering: Mastering = STREAMING
    font: Path | None = None
    writes_certificate: bool = False
    is_forced: bool = False


def make_film(
    names: Sequence[str], output: Path, film: FilmOptions, rendering: RenderOptions | None = None, work: Workplace | None = None
) -> EditList:
    """Footage in, a film out.

    Raises:
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    check_film_output(output, sources(names, film, output), (rendering or RenderOptions()).encoding)
    edit_list = plan_film(names, film, work)
    render_film(edit_list, output, rendering, work)
    return edit_list


@at("render")
def as_rendered(edit_list: EditList, rendering: RenderOptions) -> EditList:
    """The list with the size that its film has: a draft is smaller."""
    return replace(edit_list, timeline=draft_of(edit_list.timeline)) if rendering.encoding.is_draft else edit_list


def render_film(
    edit_list: EditList, output: Path, rendering: RenderOptions | None = None, work: Workplace | None = None
) -> Certificate:
    """An edit list in, a film out, with what was measured in it.

    Raises:
        DocumentError: a file of the edit list is gone or is not what it was.
        AutoeditError: in one sentence, what went wrong and what to do.
    """
    rendering, work = rendering or RenderOptions(), work or Workplace()
    check_film_output(output, (Path(media.path) for media in edit_list.media.values()), rendering.encoding)
    media = check_renderable(edit_list, work.cache)
    fit = rendering.fit or _planned_fit(edit_list)
    workers = work.workers or executors.cores()
    with work.cache.in_use(), executors.opened(work.executor, workers, work.cluster) as executor:
        bench = Bench(
            store=work.cache.folder / "pieces" if work.cache.folder is not None else None,
            executor=executor,
            workers=getattr(executor, "hands", workers),
            is_away=work.executor == "dask",
        )
        certificate = render(
            edit_list.timeline,
            media,
            output.absolute(),
            fit=fit,
            encoding=rendering.encoding,
            mastering=rendering.mastering,
            fonts=fonts_of(edit_list, rendering.font),
            beats=tuple(beat.time for beat in edit_list.song.grid.beats) if edit_list.song is not None else (),
            is_forced=rendering.is_forced,
            report=_reporting(work.listener),
            bench=bench,
        )
    if rendering.writes_certificate:
        write_certificate(certificate, output.with_suffix(".certificate.json"))
    return certificate


def _reporting(listener: Listener) -> Report:
    """Steps as they are told, each begun when the first is heard of it."""
    stopper = Stopper()
    reports: dict[str, Callable[[float], None]] = {}

    def report(step: str, done: float) -> None:
        if step not in reports:
            listener.begin(step, 1.0)
            reports[step] = stopper.reporting(listener, step)
        reports[step](done)
        if done >= 1:
            listener.end(step)

    return report


def sources(names: Sequence[str], film: FilmOptions, output: Path) -> list[Path]:
    """The files that a film would be made from: none of them may be the output.

    Raises:
        MediaNotFound: a name stands for nothing.
    """
    named = named_paths(names)
    # A film of ours that a folder holds is not footage, and may be made anew under its name.
    found = [path for path in footage_paths(names) if path in named or not (is_same(path, output) and is_own_film_apart(path))]
    return [*found, film.music] if film.music is not None else found


def probe_files(names: Sequence[str], work: Workplace | None = None) -> tuple[list[Media], list[LeftOut]]:
    """What files are, and which cannot be opened."""
    work = work or Workplace()
    found, left_out = [], []
    for path in footage_paths(names):
        try:
            found.append(probed(path, work.cache)[0])
        except AutoeditError as error:
            left_out.append(failed(path, "probe", error))
    return with_ids(found), left_out


def write_edit_list(edit_list: EditList, output: Path) -> None:
    """Write an edit list whole or not at all.

    Raises:
        OutputError: it cannot be written, or is one of the list's own files.
    """
    check_output(output, (Path(media.path) for media in edit_list.media.values()))
    with whole(output) as temporary:
        temporary.write_text(edit_list_json(edit_list, output.parent), encoding="utf-8")


def write_certificate(certificate: Certificate, output: Path) -> None:
    """Write what was measured in a film, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    with whole(output) as temporary:
        temporary.write_text(json.dumps(certificate.as_dict(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _planned_fit(edit_list: EditList) -> Fit:
    text = edit_list.options.get("fit", Fit.PAD)
    if text not in set(Fit):
        raise DocumentError("options.fit", f"{text!r} is not one of {', '.join(Fit)}.")
    return Fit(text)
