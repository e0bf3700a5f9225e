"""Results on stdout: documents as JSON, rows as tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

# What a terminal obeys instead of showing it: controls and escapes, what ends a line or turns its direction; and bytes of a
# file's name that are no text.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def show(document: dict[str, Any], as_json: bool, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """The document on stdout, or its rows as a table."""
    if as_json:
        print_json(document)
        return
    from rich.table import Table

    table = Table(*[column.removesuffix("_seconds") for column in columns], box=None, header_style="bold")
    for row in rows:
        table.add_row(*[cell(_told(row.get(column))) for column in columns])
    stdout_console().print(table)


def print_json(document: dict[str, Any]) -> None:
    """The document on stdout."""
    from autoedit.document.json_text import json_text

    typer.echo(json_text(document), nl=False)


def printable(text: str) -> str:
    """A text as a terminal may have it: a file's name could hold codes that clear the screen or forge a line."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def cell(text: str) -> str:
    """A text that rich shows as it is: a file may be called [bold]."""
    from rich.markup import escape

    return escape(printable(text))


def stdout_console() -> Console:
    """Tables go to stdout, at the width of the window or of COLUMNS."""
    from rich.console import Console

    return Console(highlight=False)


def _told(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, dict):
        return " ".join(f"{name} {part:.2f}" if isinstance(part, float) else f"{name} {part}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    return "" if value is None else str(value)
