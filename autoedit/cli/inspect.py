"""Commands that show one stage's result, as a table or as JSON: probe, shots, selects, sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli import where as wh
from autoedit.cli.outcome import FAILED, end
from autoedit.cli.show import print_json, show, stdout_console
from autoedit.cli.talk import talk_of


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: autoedit probe holiday/*.mp4")(probe)
    app.command(epilog="Example: autoedit shots film.mp4 --json")(shots)
    app.command(epilog="Example: autoedit selects holiday/")(selects)
    app.command(epilog="Example: autoedit sheet film.mp4 --edit-list edit.json -o sheet.png")(sheet)


def probe(context: typer.Context, footage: p.FootageArgument, as_json: p.JsonOption = False) -> None:
    """Show what files are: size upright, rate, duration, colour, sound."""
    from autoedit.pipeline.documents import probe_document
    from autoedit.pipeline.run import probe_files

    talk = talk_of(context)
    with talk.working() as work:
        found, left_out = probe_files(footage, work)
    document = probe_document(found, left_out)
    show(document, as_json, document["files"], ("id", "picture", "frame_rate", "duration_seconds", "colour", "sound", "damage"))
    for item in left_out:
        talk.say(item.told)
    if not found:
        raise typer.Exit(FAILED)
    end(left_out)


def shots(
    context: typer.Context,
    footage: p.FootageArgument,
    as_json: p.JsonOption = False,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Draw three frames of every boundary, to check by eye.", metavar="OUT.png")
    ] = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: wh.ExecutorOption = None,
    workers: wh.WorkersOption = 0,
    cluster: wh.ClusterOption = None,
    insecure_cluster: wh.InsecureClusterOption = False,
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
    with talk.working(wh.where(executor, workers, cluster, insecure_cluster), cache=cache) as work:
        library = analyse(footage, detector, work, is_quick=quick)
        pages = boundary_sheet(library.files, sheet, work.listener) if sheet is not None else ()
    if as_json:
        print_json(shots_document(library))
    else:
        shot_list(library, stdout_console())
    if pages:
        talk.say(f"wrote {', '.join(str(page) for page in pages)}")
    end(library.left_out)


def selects(
    context: typer.Context,
    footage: p.FootageArgument,
    as_json: p.JsonOption = False,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: wh.ExecutorOption = None,
    workers: wh.WorkersOption = 0,
    cluster: wh.ClusterOption = None,
    insecure_cluster: wh.InsecureClusterOption = False,
    cache: p.CacheOption = True,
) -> None:
    """Find the moments worth using, and what is wrong with the rest."""
    from autoedit.cli.triage import triage
    from autoedit.pipeline.documents import selects_document
    from autoedit.pipeline.library import analyse

    with talk_of(context).working(wh.where(executor, workers, cluster, insecure_cluster), cache=cache) as work:
        library = analyse(footage, detector, work, is_quick=quick)
    if as_json:
        print_json(selects_document(library))
    else:
        triage(library, stdout_console())
    end(library.left_out)


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
