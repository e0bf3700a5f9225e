"""The recipe, from top to bottom: files -> media -> analysis -> selects; song -> beats; plan; render.

Every public function here does what one command does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autoedit.document.write import edit_list_json
from autoedit.errors import AutoeditError, DocumentError
from autoedit.media.conform import Fit
from autoedit.media.probe import is_own_film
from autoedit.model.document import EditList, LeftOut
from autoedit.model.media import Media
from autoedit.pipeline.footage import footage_paths, named_paths, with_ids
from autoedit.pipeline.hearing import hear
from autoedit.pipeline.output import check_film_output, check_output, whole
from autoedit.pipeline.planning import FilmOptions, plan_film
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.renderable import check_renderable
from autoedit.pipeline.stages import probed
from autoedit.pipeline.workplace import Workplace
from autoedit.render.encode import Encoding
from autoedit.render.film import render

__all__ = [
    "FilmOptions",
    "RenderOptions",
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
