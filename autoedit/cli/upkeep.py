"""Commands for upkeep: transitions, styles, plugins, schema, check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autoedit.cli import parameters as p
from autoedit.cli.outcome import FAILED, film_facts
from autoedit.cli.show import printable
from autoedit.cli.talk import talk_of
from autoedit.errors import BadOption

if TYPE_CHECKING:
    from autoedit.render.picture import Frame
    from autoedit.render.transitions.catalogue import Entry
    from autoedit.review.gallery import WriteFilm


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: autoedit transitions beach.jpg city.mp4 --gallery transitions.html")(transitions)
    app.command(epilog="Example: autoedit styles")(styles)
    app.command(epilog="Example: autoedit plugins --json")(plugins)
    app.command(epilog="Example: autoedit schema > edit-list.schema.json")(schema)
    app.command(epilog="Example: autoedit check edit.json --relink moved/ -o mended.json")(check)


def transitions(
    context: typer.Context,
    pictures: Annotated[
        list[str] | None,
        typer.Argument(metavar="A B", help="For the gallery: two photographs or films; left out, views are drawn."),
    ] = None,
    gallery: Annotated[
        Path | None,
        typer.Option("--gallery", metavar="OUT", help="Show them all: a page (.html), a sheet (.png) or a film (.mp4)."),
    ] = None,
    as_json: p.JsonOption = False,
) -> None:
    """List the transitions there are and their settings, or show them on two pictures."""
    from autoedit.cli.show import print_json
    from autoedit.render.transitions.catalogue import catalogue, catalogue_document

    if gallery is not None:
        _show_gallery(gallery, [Path(picture) for picture in pictures or ()])
        talk_of(context).say(f"wrote {gallery}")
    elif pictures:
        raise BadOption("pictures are for the gallery. Say where it goes: --gallery transitions.html.")
    entries = catalogue()
    if as_json:
        print_json(catalogue_document(entries))
    elif gallery is None:
        _list_transitions(entries)


def styles(as_json: p.JsonOption = False) -> None:
    """List the kinds of film there are."""
    _list_group("autoedit.styles", as_json)


def plugins(as_json: p.JsonOption = False) -> None:
    """List everything that can be named, ours and from installed packages."""
    from autoedit.registry import BUILT_IN, names

    table = {group: names(group) for group in BUILT_IN}
    if as_json:
        typer.echo(json.dumps(table, indent=1, sort_keys=True))
        return
    for group, members in sorted(table.items()):
        typer.echo(group.removeprefix("autoedit."))
        for name, home in sorted(members.items()):
            typer.echo(f"  {name:16} {home}")


def schema() -> None:
    """Print the JSON Schema of the edit list."""
    from autoedit.document.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, sort_keys=True))


def check(
    context: typer.Context,
    edit_list: Annotated[
        Path | None, typer.Argument(metavar="EDIT.json", help="An edit list to check too.", show_default=False)
    ] = None,
    relink: p.RelinkOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="MENDED.json", help="With --relink: write the list with what was found."),
    ] = None,
    as_json: p.JsonOption = False,
) -> None:
    """Check whether this installation works; and an edit list: its schema, its sums, and that its files are unchanged."""
    from autoedit.cli.show import print_json
    from autoedit.pipeline.health import Result, health, health_document, worst

    if edit_list is None and (relink or output is not None):
        raise BadOption("--relink and -o are about an edit list. Name it.")
    if output is not None and not relink:
        raise BadOption("-o is for what --relink finds. Say where to look.")
    findings = health()
    if not as_json:
        for finding in findings:
            typer.echo(
                printable(f"{finding.result:8} {finding.name:10} {finding.told}{f'. {finding.step}' if finding.step else ''}")
            )
    told = _checked_list(context, edit_list, relink or [], output) if edit_list is not None else None
    if as_json:
        print_json({**health_document(findings), "edit_list": told})
    if worst(findings) is Result.FAILS:
        raise typer.Exit(FAILED)


def _checked_list(context: typer.Context, path: Path, relink: list[Path], output: Path | None) -> dict[str, Any]:
    """An edit list that can be rendered, in a few words; where its files were moved, with their new names written down."""
    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.cache import default_cache
    from autoedit.pipeline.relink import relinked
    from autoedit.pipeline.renderable import check_renderable
    from autoedit.pipeline.run import write_edit_list

    talk = talk_of(context)
    with talk.working() as work:
        planned = relinked(load_edit_list(path), relink, work.listener)
    used = check_renderable(planned, default_cache())
    if output is not None:
        write_edit_list(planned, output)
        talk.say(f"wrote {output}")
    files = "1 file" if len(used) == 1 else f"{len(used)} files"
    talk.say(f"{path} can be rendered: {planned.timeline.frames} frames from {files}")
    return {"path": str(path.absolute()), **film_facts(planned), "files": len(used)}


def _show_gallery(output: Path, pictures: list[Path]) -> None:
    from autoedit.review.gallery import check_gallery, gallery_picture, write_gallery

    if len(pictures) not in (0, 2):
        raise BadOption(f"a gallery is made of two pictures, or of none; there are {len(pictures)}.")
    check_gallery(output, pictures)
    a, b = (gallery_picture(picture) for picture in pictures) if pictures else (None, None)
    write_gallery(output, a, b, write_film=_film_writer(output))


def _film_writer(output: Path) -> WriteFilm:
    """What writes a film of pictures that were drawn here."""
    from autoedit.media.coding import Codec, Quality, coding
    from autoedit.media.writer import PictureCoder, write_pictures
    from autoedit.pipeline.output import whole

    def write(frames: Iterator[Frame], size: tuple[int, int], rate: Fraction) -> None:
        how = coding(Codec.H264, Quality.GOOD)
        with whole(output) as temporary:
            coder = PictureCoder(how.pixel_format)
            coded = (coder.frame(frame) for frame in frames)
            write_pictures(coded, temporary, coding=how, size=size, rate=rate)

    return write


def _list_transitions(entries: Iterable[Entry]) -> None:
    from rich.table import Table

    from autoedit.cli.show import cell, stdout_console

    table = Table("name", "what it does", "settings", box=None, header_style="bold")
    for entry in entries:
        settings = ", ".join(
            f"{one.name} {one.default:g}" if isinstance(one.default, float) else f"{one.name} {one.default}"
            for one in entry.settings
        )
        table.add_row(cell(entry.kind), cell(entry.told), cell(settings))
    stdout_console().print(table)


def _list_group(group: str, as_json: bool) -> None:
    from autoedit.registry import load, names

    rows = {name: ((getattr(load(group, name), "__doc__", None) or "").strip().splitlines() or [""])[0] for name in names(group)}
    if as_json:
        typer.echo(json.dumps(rows, indent=1, sort_keys=True))
        return
    for name, told in sorted(rows.items()):
        typer.echo(f"{name:16} {told}")
