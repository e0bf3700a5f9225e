"""To other programs and back: an edit list in their formats, their changes as decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import cast

from autoedit.errors import BadOption, DocumentError, OutputError, ProjectError, at
from autoedit.exchange.changes import changed
from autoedit.exchange.exporter import Document, Exporter
from autoedit.exchange.losses import losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence, sequence_of
from autoedit.model.document import Decision, DecisionKind, EditList
from autoedit.model.timeline import TrackRole
from autoedit.pipeline.collect import Collect, collected
from autoedit.pipeline.output import check_output, whole
from autoedit.pipeline.progress import Listener, Silent
from autoedit.plan.hand import changes, decisions_of
from autoedit.registry import load_function, names

EXPORTERS, IMPORTERS = "autoedit.exporters", "autoedit.importers"
# A project is text: a file above this is something else.
LARGEST = 16 << 20
# What plans call a film.
UNNAMED = "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How a film is handed over.

    Attributes:
        format: a name in the table of exporters; None goes by the output's suffix.
        is_relative: whether files are named from the project's folder on.
        is_drop: whether timecode counts drop-frame; None for wherever it can.
        collect: whether files are gathered beside the project, and how; None leaves them where they are.
        handles: seconds before and after what is shown, in files that are trimmed.
    """

    format: str | None = None
    is_relative: bool = False
    is_drop: bool | None = None
    collect: Collect | None = None
    handles: Fraction = Fraction(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, and what the format could not carry, a sentence each."""

    files: tuple[Path, ...]
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An edit list as an editor left it, the changes, and what could not be taken over, a sentence each."""

    edit_list: EditList
    changes: tuple[str, ...]
    notes: tuple[str, ...]


@at("export")
def export_film(
    edit_list: EditList, output: Path, options: ExportOptions | None = None, listener: Listener | None = None
) -> Exported:
    """Write an edit list as another program's project.

    Raises:
        BadOption: the suffix is no format's.
        UnknownName: no format has that name.
        OutputError: it cannot be written.
    """
    options = options or ExportOptions()
    write = exporter_of(output, options.format)
    check_output(output, (Path(media.path) for media in edit_list.media.values()))
    folder = output.absolute().parent
    if options.collect is not None:
        media = folder / f"{output.stem} media"
        edit_list = collected(edit_list, media, options.collect, options.handles, listener or Silent())
    sequence = sequence_of(_named(edit_list, output.stem), is_drop=options.is_drop)
    place = Place(folder=folder, stem=output.stem, is_relative=options.is_relative)
    documents = write(sequence, place)
    files = _written(documents, output, (Path(media.path) for media in edit_list.media.values()))
    return Exported(files=files, losses=told(sequence, write, documents))


def _named(edit_list: EditList, name: str) -> EditList:
    """The edit list with its project's name, where nobody has given the film one."""
    if edit_list.timeline.name != UNNAMED:
        return edit_list
    return replace(edit_list, timeline=replace(edit_list.timeline, name=name))


def told(sequence: Sequence, write: Exporter, documents: Iterable[Document]) -> tuple[str, ...]:
    """What is not in a format as it is in the edit list, a sentence each."""
    said = dict.fromkeys(sentence for document in documents for sentence in document.said)
    return (*sequence.changes, *losses(sequence, write.loses), *said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A film's main document as text, and what it could not carry, a sentence each."""

    text: str
    losses: tuple[str, ...]


@at("export")
def export_text(edit_list: EditList, name: str, options: ExportOptions | None = None) -> Printed:
    """An edit list in a format, for a pipe: the main document alone.

    Raises:
        UnknownName: no format has that name.
    """
    options = options or ExportOptions()
    place = Place(folder=Path.cwd(), stem="film", is_relative=options.is_relative)
    write, sequence = _exporter(name), sequence_of(edit_list, is_drop=options.is_drop)
    documents = first, *others = write(sequence, place)
    more = (f"{len(others)} more documents, of other tracks, are written to files alone",) if others else ()
    return Printed(text=first.text, losses=(*told(sequence, write, documents), *more))


def exporter_of(output: Path, name: str | None = None) -> Exporter:
    """What writes a file of some name.

    Raises:
        BadOption: the suffix is no format's.
        UnknownName: no format has that name.
    """
    if name is not None:
        return _exporter(name)
    for known in names(EXPORTERS):
        if _exporter(known).suffix == output.suffix.lower():
            return _exporter(known)
    suffixes = ", ".join(sorted(_exporter(known).suffix for known in names(EXPORTERS)))
    raise BadOption(f"{output.name}: no format is written to {output.suffix or 'a name without a suffix'}. Known: {suffixes}.")


def is_project(output: Path) -> bool:
    """Whether a file's name is that of another program's project."""
    return any(_exporter(known).suffix == output.suffix.lower() for known in names(EXPORTERS))


@at("import")
def import_film(project: Path, edit_list: EditList, name: str | None = None) -> Imported:
    """Take over what an editor changed in another program.

    What was left out is dropped, what was trimmed or moved is pinned, and what was left as it was is kept.

    Raises:
        ProjectError: the project cannot be read.
        DocumentError: it is of another film.
        BadOption: the suffix is no format's that is read.
        UnknownName: no format has that name.
    """
    read = load_function(IMPORTERS, name or _importer_of(project))
    try:
        film = read(_text(project), sequence_of(edit_list).rate)
    except DocumentError as error:
        raise ProjectError(project, error.field, error.problem) from error
    found = changed(edit_list, film, project.absolute().parent)
    after = found.edit_list
    decided = decisions_of(after)
    kept = _kept(edit_list, after, decided)
    return Imported(edit_list=replace(after, decisions=(*decided, *kept)), changes=changes(edit_list, after), notes=found.notes)


def _kept(before: EditList, after: EditList, decided: Iterable[Decision]) -> tuple[Decision, ...]:
    """An editor who left a clip as it was has seen it and let it stand."""
    named = {decision.select for decision in decided if decision.kind is not DecisionKind.MUST}
    tracks = [edit_list.timeline.track(TrackRole.PICTURE) for edit_list in (before, after)]
    was, now = ({clip.id: clip for clip in track.clips} if track is not None else {} for track in tracks)
    return tuple(
        Decision(kind=DecisionKind.KEEP, select=clip.select)
        for name, clip in now.items()
        if clip.select and clip.select not in named and name in was and clip.select == was[name].select
    )


def _exporter(name: str) -> Exporter:
    return cast("Exporter", load_function(EXPORTERS, name))


def _importer_of(project: Path) -> str:
    for name in names(IMPORTERS):
        if name in names(EXPORTERS) and _exporter(name).suffix == project.suffix.lower():
            return name
    suffixes = ", ".join(sorted(_exporter(name).suffix for name in names(IMPORTERS) if name in names(EXPORTERS)))
    raise BadOption(f"{project.name}: {project.suffix or 'a name without a suffix'} is not read back. Known: {suffixes}.")


def _text(project: Path) -> str:
    try:
        if project.stat().st_size > LARGEST:
            raise DocumentError("", "it is larger than any project. Give a file that an editing program wrote.")
        return project.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DocumentError("", f"it cannot be read ({error.strerror}). Check the name.") from error
    except UnicodeDecodeError as error:
        raise DocumentError("", "it is not text. Give a file that an editing program wrote.") from error


def _written(documents: Iterable[Document], output: Path, sources: Iterable[Path]) -> tuple[Path, ...]:
    """Every document in its file, all beside one another; none takes a source's name."""
    own = {path.absolute() for path in sources}
    files = []
    for document in documents:
        path = output.with_name(f"{output.stem}{document.addition}{output.suffix}") if document.addition else output
        if path.absolute() in own:
            raise OutputError(path, "it is one of the film's own files", "Give the project another name.")
        with whole(path) as temporary:
            temporary.write_text(document.text, encoding="utf-8", newline="")
        files.append(path)
    return tuple(files)
