"""The command report, and the option of that name on commands that make films."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autoedit.cli import parameters as p
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autoedit.model.document import EditList

PageOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="REPORT.html", help="The page to write. [default: report.html]", show_default=False),
]
SheetOption = Annotated[
    Path | None, typer.Option("--sheet", metavar="SHEET.png", help="Write the same as one picture; without -o, only that.")
]
CertificateOption = Annotated[
    Path | None,
    typer.Option("--certificate", metavar="FILE", help="What was measured in the film. Left out, the one that lies beside it."),
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.html", help="Write a page that shows why the film is as it is.")
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: autoedit report edit.json -o report.html")(report)


def report(
    context: typer.Context,
    edit_list: Annotated[Path, typer.Argument(metavar="EDIT.json", help="What autoedit plan wrote.", show_default=False)],
    output: PageOption = None,
    sheet: SheetOption = None,
    certificate: CertificateOption = None,
    relink: p.RelinkOption = None,
    cache: p.CacheOption = True,
    as_json: p.OutcomeOption = False,
) -> None:
    """Show why a film is as it is: one page to open offline, with pictures, music, reasons and runners-up."""
    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.relink import relinked
    from autoedit.review.report import ReportOutputs, certificate_beside, check_report, read_certificate, write_report

    planned = load_edit_list(edit_list, is_edited=True)
    outputs = ReportOutputs(page=output or (None if sheet is not None else Path("report.html")), sheet=sheet)
    check_report(outputs, (edit_list,))
    measured = read_certificate(certificate) if certificate is not None else certificate_beside(edit_list, planned.timeline)
    talk = talk_of(context)
    with talk.working(cache=cache) as work:
        planned = relinked(planned, relink or (), work.listener)
        written = write_report(planned, outputs, work, certificate=measured, edit_file=edit_list, name=edit_list.stem)
    for path in written:
        talk.outcome.wrote(path, "sheet" if path == sheet else "report")
    talk.say(f"wrote {', '.join(str(path) for path in written)}")
    talk.outcome.finish(as_json=as_json)


def check_film_report(page: Path | None, sources: Sequence[Path]) -> None:
    """Whether a film's report can be written there, before the film is made."""
    if page is None:
        return
    from autoedit.review.report import ReportOutputs, check_report

    check_report(ReportOutputs(page=page), tuple(sources))


def write_film_report(planned: EditList, page: Path, edit_file: Path | None, film: Path, certificate: Any, work: Any) -> None:
    """The report of a film that was just made, with what was measured in it."""
    from autoedit.review.report import certificate_seen, write_report

    write_report(planned, page, work, certificate=certificate_seen(certificate), edit_file=edit_file, name=film.stem)
