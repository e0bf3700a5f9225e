"""What the plan command does: several films, one anew, or lengths to choose from; and how a film is told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from autoedit.cli.outcome import ONE_DOCUMENT, film_facts

if TYPE_CHECKING:
    from autoedit.model.document import EditList, LeftOut


def check_plan(
    footage: list[str] | None,
    edit: Path | None,
    output: Path,
    wished: list[Fraction],
    variants: int,
    options: bool,
    as_json: bool,
) -> None:
    """What was asked for goes together."""
    from autoedit.errors import BadOption

    if (edit is None) == (not footage):
        raise typer.BadParameter("a plan is made from these, or from an edit list with --from. Give one.", param_hint="FOOTAGE")
    if edit is not None and (variants > 1 or len(wished) > 1 or options):
        raise BadOption("--from plans one film. Plan from the footage for variants, cut-downs and --options.")
    if as_json and not options and str(output) == "-":
        raise BadOption(ONE_DOCUMENT)
    if str(output) == "-" and (variants > 1 or len(wished) > 1):
        raise BadOption("several edit lists need a file each. Give a name with -o.")


def write_plans(
    footage: list[str], output: Path, film: Any, titles: Any, wished: list[Fraction], variants: int, work: Any, talk: Any
) -> tuple[LeftOut, ...]:
    """Plan films from footage, and write an edit list of each; what was left out is given back."""
    from autoedit.document.write import edit_list_json
    from autoedit.pipeline.output import check_output
    from autoedit.pipeline.planning import plan_films
    from autoedit.pipeline.run import sources
    from autoedit.pipeline.titling import titled_list

    is_stdout = str(output) == "-"
    paths = numbered(output, wished, variants)
    if not is_stdout:
        for path in paths:
            check_output(path, sources(footage, film, path))
    films = [titled_list(one, titles, work) for one in plan_films(footage, film, work, lengths=wished, count=variants)]
    if is_stdout:
        typer.echo(edit_list_json(films[0]), nl=False)
        return films[0].left_out
    for planned, path in zip(films, paths, strict=True):
        _write(planned, path, talk)
        talk.say(worth(planned))
    return films[0].left_out


def write_replan(
    edit: Path, output: Path, film: Any, titles: Any, wished: list[Fraction], work: Any, talk: Any, relink: list[Path] | None
) -> None:
    """Plan an edit list anew, and say what changed."""
    from autoedit.document.read import load_edit_list
    from autoedit.document.write import edit_list_json
    from autoedit.pipeline.planning import replan_film
    from autoedit.pipeline.relink import relinked
    from autoedit.pipeline.titling import kept_titles, titled_list

    before = relinked(load_edit_list(edit, is_edited=True), relink or (), work.listener)
    found = replan_film(before, film, work, length=wished[0] if wished else None)
    planned = titled_list(kept_titles(before, found.edit_list, work), titles, work)
    if str(output) == "-":
        typer.echo(edit_list_json(planned), nl=False)
    else:
        _write(planned, output, talk)
        talk.say(worth(planned))
    for change in found.changes or ("nothing is different",):
        talk.say(change)


def _write(planned: EditList, output: Path, talk: Any) -> None:
    """An edit list, or another program's project where the name says so."""
    from autoedit.pipeline.handover import export_film, is_project
    from autoedit.pipeline.run import write_edit_list

    if is_project(output):
        exported = export_film(planned, output)
        for file in exported.files:
            talk.outcome.wrote(file, "project", **film_facts(planned))
        talk.say(told(planned, output))
        for loss in exported.losses:
            talk.say(f"{output.name}: {loss}")
        talk.say("to take changes back later, write the edit list itself: plan -o edit.json, then export it")
        return
    write_edit_list(planned, output)
    talk.outcome.wrote(output, "edit list", **film_facts(planned))
    talk.say(told(planned, output))


def list_alternatives(footage: list[str], film: Any, wished: list[Fraction], work: Any, *, as_json: bool) -> None:
    """List lengths near the asked one."""
    from dataclasses import asdict, replace

    from autoedit.cli.show import show
    from autoedit.model.time import rational_text
    from autoedit.pipeline.planning import plan_alternatives

    found = plan_alternatives(footage, replace(film, length=wished[0]) if wished else film, work)
    rows: list[dict[str, Any]] = [
        {
            **asdict(item),
            "length": rational_text(item.length),
            "seconds": round(float(item.length), 3),
            "gap": round(item.gap, 5),
            "asked": "asked" if item.is_asked else "",
        }
        for item in found
    ]
    columns = ("seconds", "asked", "ends", "needs", "clips", "worth")
    show({"schema": "autoedit/alternatives/1", "alternatives": rows}, as_json, rows, columns)


def numbered(output: Path, wished: list[Fraction], variants: int) -> list[Path]:
    """The names of several outputs: by their lengths, the longest first, or by number."""
    if len(wished) > 1:
        return [output.with_stem(f"{output.stem}-{float(one):g}s") for one in sorted(set(wished), reverse=True)]
    return [output if number == 1 else output.with_stem(f"{output.stem}-{number}") for number in range(1, variants + 1)]


def told(planned: EditList, output: Path) -> str:
    """A film in one line."""
    timeline = planned.timeline
    clips = sum(len(track.clips) for track in timeline.tracks[:1])
    seconds, rate = float(timeline.duration), float(timeline.frame_rate)
    many = "clip" if clips == 1 else "clips"
    return f"{output}: {clips} {many}, {seconds:.2f} s, {timeline.width}x{timeline.height} at {rate:.6g} frames a second"


def worth(planned: EditList) -> str:
    """What it is worth, in one line."""
    from autoedit.review.explain import worth_told

    return worth_told(planned.solution)
