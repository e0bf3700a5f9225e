"""Results on stdout: documents as JSON, rows as tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console


def show(document: dict[str, Any], as_json: bool, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """The document on stdout, or its rows as a table."""
    if as_json:
        print_json(document)
        return
    from rich.table import Table

    table = Table(*[column.removesuffix("_seconds") for column in columns], box=None, header_style="bold")
    for row in rows:
        table.add_row(*[_cell(row.get(column)) for column in columns])
    stdout_console().print(table)


def print_json(document: dict[str, Any]) -> None:
    """The document on stdout."""
    typer.echo(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False))


def stdout_console() -> Console:
    """Tables go to stdout, at the width of the window or of COLUMNS."""
    from rich.console import Console

    return Console(highlight=False)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, dict):
        return " ".join(f"{name} {part:.2f}" if isinstance(part, float) else f"{name} {part}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    return "" if value is None else str(value)
