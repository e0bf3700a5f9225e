"""Commands for upkeep: transitions, styles, plugins, cache, schema, check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.cli import parameters as p
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
    app.command(epilog="Example: autoedit cache --clear")(cache)
    app.command(epilog="Example: autoedit schema > edit-list.schema.json")(schema)
    app.command(epilog="Example: autoedit check edit.json")(check)


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


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Throw all kept results away.")] = False,
    as_json: p.JsonOption = False,
) -> None:
    """Show how much of earlier runs is kept, or throw it away."""
    from dataclasses import asdict

    from autoedit.pipeline.cache import default_cache

    kept = default_cache()
    facts = kept.clear() if clear else kept.facts()
    if as_json:
        typer.echo(json.dumps({**asdict(facts), "cleared": clear}, sort_keys=True))
        return
    done = "were thrown away from" if clear else "are kept in"
    typer.echo(f"{facts.entries} results ({facts.megabytes} MB) {done} {facts.folder}")


def schema() -> None:
    """Print the JSON Schema of the edit list."""
    from autoedit.document.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, sort_keys=True))


def check(
    context: typer.Context,
    edit_list: Annotated[str, typer.Argument(metavar="EDIT.json", help="An edit list.", show_default=False)],
) -> None:
    """Check an edit list: its schema, its sums, and that its files are there and unchanged."""
    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.cache import default_cache
    from autoedit.pipeline.renderable import check_renderable

    planned = load_edit_list(Path(edit_list))
    used = check_renderable(planned, default_cache())
    files = "1 file" if len(used) == 1 else f"{len(used)} files"
    talk_of(context).say(f"{edit_list} can be rendered: {planned.timeline.frames} frames from {files}")


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
