"""Commands for upkeep: transitions, styles, plugins, cache, schema, check."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli.talk import talk_of


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: autoedit transitions")(transitions)
    app.command(epilog="Example: autoedit styles")(styles)
    app.command(epilog="Example: autoedit plugins --json")(plugins)
    app.command(epilog="Example: autoedit cache --clear")(cache)
    app.command(epilog="Example: autoedit schema > edit-list.schema.json")(schema)
    app.command(epilog="Example: autoedit check edit.json")(check)


def transitions(as_json: p.JsonOption = False) -> None:
    """List the transitions there are."""
    _list_group("autoedit.transitions", as_json)


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
    from pathlib import Path

    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.cache import default_cache
    from autoedit.pipeline.renderable import check_renderable

    planned = load_edit_list(Path(edit_list))
    used = check_renderable(planned, default_cache())
    files = "1 file" if len(used) == 1 else f"{len(used)} files"
    talk_of(context).say(f"{edit_list} can be rendered: {planned.timeline.frames} frames from {files}")


def _list_group(group: str, as_json: bool) -> None:
    from autoedit.registry import load, names

    rows = {name: ((getattr(load(group, name), "__doc__", None) or "").strip().splitlines() or [""])[0] for name in names(group)}
    if as_json:
        typer.echo(json.dumps(rows, indent=1, sort_keys=True))
        return
    for name, told in sorted(rows.items()):
        typer.echo(f"{name:16} {told}")
