"""Commands that show one stage's result, as a table or as JSON: probe, shots, selects, beats, sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autoedit.cli import parameters as p
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from rich.console import Console


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: autoedit probe holiday/*.mp4")(probe)
    app.command(epilog="Example: autoedit shots film.mp4 --json")(shots)
    app.command(epilog="Example: autoedit selects holiday/")(selects)
    app.command(epilog="Example: autoedit beats song.mp3 --json")(beats)
    app.command(epilog="Example: autoedit sheet film.mp4 --edit-list edit.json -o sheet.png")(sheet)


def probe(context: typer.Context, footage: p.FootageArgument, as_json: p.JsonOption = False) -> None:
    """Show what files are: size upright, rate, duration, colour, sound."""
    from autoedit.pipeline.documents import probe_document
    from autoedit.pipeline.run import probe_files

    talk = talk_of(context)
    with talk.working() as work:
        found, left_out = probe_files(footage, work)
    document = probe_document(found, left_out)
    _show(document, as_json, document["files"], ("id", "picture", "frame_rate", "duration_seconds", "colour", "sound", "damage"))
    for item in left_out:
        talk.say(item.reason)
    if not found:
        raise typer.Exit(1)


def shots(
    context: typer.Context,
    footage: p.FootageArgument,
    as_json: p.JsonOption = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Draw three frames of every boundary, to check by eye.", metavar="OUT.png")
    ] = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: p.ExecutorOption = "threads",
    workers: p.WorkersOption = 0,
    cache: p.CacheOption = True,
) -> None:
    """Find the shots in footage and the boundaries between them."""
    from autoedit.cli.triage import shot_list
    from autoedit.pipeline.documents import shots_document
    from autoedit.pipeline.library import analyse
    from autoedit.review.boundaries import boundary_sheet, check_sheet

    talk = talk_of(context)
    if sheet is not None:
        check_sheet(sheet, footage)
    with talk.working(cache=cache, executor=executor, workers=workers) as work:
        library = analyse(footage, detector, work, is_quick=quick)
        pages = boundary_sheet(library.files, sheet, work.listener) if sheet is not None else ()
    if as_json:
        _print_json(shots_document(library))
    else:
        shot_list(library, _console())
    if pages:
        talk.say(f"wrote {', '.join(str(page) for page in pages)}")


def selects(
    context: typer.Context,
    footage: p.FootageArgument,
    as_json: p.JsonOption = False,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: p.ExecutorOption = "threads",
    workers: p.WorkersOption = 0,
    cache: p.CacheOption = True,
) -> None:
    """Find the moments worth using, and what is wrong with the rest."""
    from autoedit.cli.triage import triage
    from autoedit.pipeline.documents import selects_document
    from autoedit.pipeline.library import analyse

    with talk_of(context).working(cache=cache, executor=executor, workers=workers) as work:
        library = analyse(footage, detector, work, is_quick=quick)
    if as_json:
        _print_json(selects_document(library))
    else:
        triage(library, _console())


def beats(
    context: typer.Context,
    song: Annotated[Path, typer.Argument(metavar="SONG", help="A song, or a video for its sound.", show_default=False)],
    as_json: p.JsonOption = False,
    cache: p.CacheOption = True,
) -> None:
    """Find the beats, bars and sections of a song."""
    from autoedit.pipeline.documents import beats_document
    from autoedit.pipeline.run import hear

    talk = talk_of(context)
    with talk.working(cache=cache) as work:
        heard = hear(song, work)
    document = beats_document(heard)
    _show(document, as_json, document["sections"], ("kind", "start_seconds", "end_seconds", "energy"))
    grid = heard.grid
    talk.say(f"{grid.tempo:.2f} beats a minute in {grid.metre}, {len(grid.beats)} beats, confidence {grid.confidence:.2f}")


def sheet(
    context: typer.Context,
    film: Annotated[Path, typer.Argument(metavar="FILM", help="A film or a piece of footage.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="The picture to write.", metavar="SHEET.png")] = Path(
        "sheet.png"
    ),
    edit_list: Annotated[Path | None, typer.Option("--edit-list", help="Show each clip's first and last frame.")] = None,
    frames: Annotated[int, typer.Option("--frames", min=1, max=400, help="Without an edit list: how many frames.")] = 24,
    columns: Annotated[int, typer.Option("--columns", min=1, max=20, help="Frames in a row.")] = 4,
) -> None:
    """Draw a contact sheet of a film."""
    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.output import check_output
    from autoedit.review.sheet import contact_sheet

    check_output(output, [film, *([edit_list] if edit_list else [])])
    timeline = load_edit_list(edit_list).timeline if edit_list is not None else None
    contact_sheet(film, output, timeline=timeline, frames=frames, columns=columns)
    talk_of(context).say(f"wrote {output}")


def _show(document: dict[str, Any], as_json: bool, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """The document on stdout, or its rows as a table."""
    if as_json:
        _print_json(document)
        return
    from rich.table import Table

    table = Table(*[column.removesuffix("_seconds") for column in columns], box=None, header_style="bold")
    for row in rows:
        table.add_row(*[_cell(row.get(column)) for column in columns])
    _console().print(table)


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False))


def _console() -> Console:
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
