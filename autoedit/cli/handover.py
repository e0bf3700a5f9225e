"""Commands to other programs and back: export, import."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli import where as wh
from autoedit.cli.outcome import ONE_DOCUMENT, film_facts
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from autoedit.model.document import EditList

READ = "otio|fcpxml|fcp7|edl"
FORMATS = "otio|fcpxml|fcp7|edl|mlt|kdenlive|csv|srt|ffmetadata"


def _complete_format(incomplete: str) -> list[str]:
    from autoedit.registry import names

    return [name for name in names("autoedit.exporters") if name.startswith(incomplete)]


def _complete_import(incomplete: str) -> list[str]:
    from autoedit.registry import names

    return [name for name in names("autoedit.importers") if name.startswith(incomplete)]


def _complete_collect(incomplete: str) -> list[str]:
    return [name for name in ("copy", "link", "trim") if name.startswith(incomplete)]


EditArgument = Annotated[Path, typer.Argument(metavar="EDIT.json", help="An edit list.")]
ProjectOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The project to write; its suffix names the format. - for stdout.")
]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", metavar=FORMATS, help="Another format than the suffix's.", autocompletion=_complete_format),
]
RelativeOption = Annotated[bool, typer.Option("--relative/--absolute", help="Name files from the project's folder on.")]
DropOption = Annotated[
    bool | None,
    typer.Option("--drop-frame/--non-drop-frame", help="How timecode counts at 29.97 and 59.94; drop-frame unless said."),
]
CollectOption = Annotated[
    str | None,
    typer.Option(
        "--collect",
        metavar="copy|link|trim",
        help="Gather the files used in 'FILE media' beside the project: copied, hard-linked, or trimmed without coding anew.",
        autocompletion=_complete_collect,
    ),
]
HandlesOption = Annotated[
    str, typer.Option("--handles", metavar="LENGTH", help="With --collect trim: what is kept before and after each clip.")
]
OntoOption = Annotated[
    Path, typer.Option("--onto", metavar="EDIT.json", help="The edit list that the project was exported from.")
]

ProjectArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="What an editing program wrote: .otio, .fcpxml, .xml or .edl.")
]
ImportedOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="EDIT.json", help="The edit list to write; EDIT-imported.json unless said."),
]
ReadOption = Annotated[
    str | None,
    typer.Option("--format", metavar=READ, help="Another format than the suffix's.", autocompletion=_complete_import),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("export", epilog="Example: autoedit export edit.json -o film.fcpxml --collect copy")(export_command)
    app.command("import", epilog="Example: autoedit import film.otio --onto edit.json -o mine.json")(import_command)


def export_command(
    context: typer.Context,
    edit: EditArgument,
    output: ProjectOption,
    format_: FormatOption = None,
    relative: RelativeOption = False,
    drop_frame: DropOption = None,
    collect: CollectOption = None,
    handles: HandlesOption = "2s",
    relink: p.RelinkOption = None,
    as_json: p.OutcomeOption = False,
) -> None:
    """Write an edit list as another program's project: OTIO, FCPXML, FCP 7 XML, EDL, MLT, Kdenlive; or as a table."""
    from autoedit.document.read import load_edit_list
    from autoedit.errors import BadOption
    from autoedit.pipeline.relink import relinked

    if as_json and str(output) == "-":
        raise BadOption(ONE_DOCUMENT)
    with talk_of(context).working(wh.HERE, cache=False) as work:
        edit_list = relinked(load_edit_list(edit), relink or (), work.listener)
    write_project(
        context, edit_list, output, format_=format_, relative=relative, drop_frame=drop_frame, collect=collect,
        handles=handles,
    )  # fmt: skip
    talk_of(context).outcome.finish(as_json=as_json)


def write_project(
    context: typer.Context,
    edit_list: EditList,
    output: Path,
    *,
    format_: str | None = None,
    relative: bool = False,
    drop_frame: bool | None = None,
    collect: str | None = None,
    handles: str = "2s",
) -> None:
    """Export an edit list, and say what the format cannot carry."""
    from autoedit.errors import BadOption, UnknownName
    from autoedit.model.time import length
    from autoedit.pipeline.collect import Collect
    from autoedit.pipeline.handover import ExportOptions, export_film, export_text

    if collect is not None and collect not in set(Collect):
        raise UnknownName("way to collect", collect, [str(way) for way in Collect])
    try:
        kept = Fraction(0) if handles in ("0", "0s") else length(handles)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--handles") from error
    way = Collect(collect) if collect is not None else None
    options = ExportOptions(format=format_, is_relative=relative, is_drop=drop_frame, collect=way, handles=kept)
    talk = talk_of(context)
    if str(output) == "-":
        if format_ is None:
            raise BadOption("stdout has no suffix to tell the format. Say which with --format.")
        if collect is not None:
            raise BadOption("files are collected beside a project, and stdout has no place. Give a name with -o.")
        printed = export_text(edit_list, format_, options)
        typer.echo(printed.text, nl=False)
        for loss in printed.losses:
            talk.say(f"{format_}: {loss}")
        return
    with talk.working(wh.HERE, cache=False) as work:
        exported = export_film(edit_list, output, options, work.listener)
    for path in exported.files:
        talk.outcome.wrote(path, "project", **film_facts(edit_list))
        talk.say(str(path))
    for loss in exported.losses:
        talk.say(f"{output.name}: {loss}")


def import_command(
    context: typer.Context,
    project: ProjectArgument,
    onto: OntoOption,
    output: ImportedOption = None,
    format_: ReadOption = None,
    as_json: p.OutcomeOption = False,
) -> None:
    """Take back what an editor changed: clips left out, trimmed, moved or kept, as decisions that plan --from obeys."""
    from autoedit.document.read import load_edit_list
    from autoedit.document.write import edit_list_json
    from autoedit.errors import BadOption
    from autoedit.pipeline.handover import import_film
    from autoedit.pipeline.output import check_output
    from autoedit.pipeline.run import write_edit_list

    talk = talk_of(context)
    path = output or onto.with_stem(f"{onto.stem}-imported")
    if as_json and str(path) == "-":
        raise BadOption(ONE_DOCUMENT)
    if str(path) != "-":
        check_output(path, [project, onto])
    imported = import_film(project, load_edit_list(onto, is_edited=True), format_)
    if str(path) == "-":
        typer.echo(edit_list_json(imported.edit_list), nl=False)
    else:
        write_edit_list(imported.edit_list, path)
        talk.outcome.wrote(path, "edit list", **film_facts(imported.edit_list))
        talk.say(f"{path}: {len(imported.edit_list.decisions)} decisions; autoedit plan --from {path} plans the rest around them")
    for change in imported.changes or ("nothing is different",):
        talk.say(change)
    for note in imported.notes:
        talk.say(f"not taken over: {note}")
    talk.outcome.finish(as_json=as_json)
