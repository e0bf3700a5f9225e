"""The command that looks after the cache: what earlier runs have left for later ones."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autoedit.cli import parameters as p
from autoedit.cli.talk import talk_of
from autoedit.errors import BadOption

if TYPE_CHECKING:
    from autoedit.pipeline.kept import CacheFacts

SCHEMA = "autoedit/cache/1"


class Action(StrEnum):
    """What is done with the cache."""

    INFO = "info"
    CLEAR = "clear"
    PRUNE = "prune"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: autoedit cache prune --to 5G")(cache)


def cache(
    context: typer.Context,
    action: Annotated[
        Action, typer.Argument(help="Show what is kept, throw it all away, or what was used longest ago.", metavar="ACTION")
    ] = Action.INFO,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="SIZE", help="With prune: what may be left, such as 5G. [default: AUTOEDIT_CACHE_SIZE]"),
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="With info: read every entry, and count the damaged ones.")] = False,
    as_json: p.JsonOption = False,
) -> None:
    """Show, clear or prune what earlier runs have kept: info, clear or prune."""
    from autoedit.cli.show import print_json
    from autoedit.pipeline.cache import default_cache, size_of

    _check(action, to, verify)
    kept = default_cache()
    before = kept.facts(verifies=verify)
    if action is Action.CLEAR:
        kept.clear()
    elif action is Action.PRUNE:
        kept.prune(size_of(to, "--to") if to is not None else None)
    left = before if action is Action.INFO else kept.facts()
    if as_json:
        print_json({**_document(left), "action": action, "removed_bytes": before.bytes - left.bytes})
        return
    if action is Action.INFO:
        _list(left)
    elif before.entries > left.entries:
        gone = _results(before.entries - left.entries)
        talk_of(context).say(f"threw {gone} away ({_size(before.bytes - left.bytes)}); {_size(left.bytes)} are left")
    else:
        talk_of(context).say(f"there was nothing to throw away; {_size(left.bytes)} are kept")


def _check(action: Action, to: str | None, verify: bool) -> None:
    if to is not None and action is not Action.PRUNE:
        raise BadOption("--to says how much is left when the cache is pruned. Use it with prune.")
    if verify and action is not Action.INFO:
        raise BadOption("--verify counts damaged entries. Use it with info.")


def _document(facts: CacheFacts) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "schema": SCHEMA,
        **asdict(facts),
        "entries": facts.entries,
        "bytes": facts.bytes,
        "damaged": facts.damaged,
        "oldest_use": _time(facts),
    }


def _list(facts: CacheFacts) -> None:
    from rich.table import Table

    from autoedit.cli.show import cell, stdout_console

    console = stdout_console()
    console.print(cell(f"{_results(facts.entries)} ({_size(facts.bytes)} of {_size(facts.most_bytes)}) in {facts.folder}"))
    if not facts.stages:
        return
    has_looked = facts.damaged is not None
    table = Table("stage", "entries", "size", *(["damaged"] if has_looked else []), box=None, header_style="bold")
    for stage in facts.stages:
        told = [stage.stage, str(stage.entries), _size(stage.bytes), *([str(stage.damaged)] if has_looked else [])]
        table.add_row(*map(cell, told))
    console.print(table)
    console.print(cell(f"what was used longest ago was used on {_time(facts)}"))


def _results(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _size(count: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def _time(facts: CacheFacts) -> str | None:
    from datetime import UTC, datetime

    if facts.oldest_use is None:
        return None
    return datetime.fromtimestamp(facts.oldest_use, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
