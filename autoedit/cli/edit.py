"""Commands that make films: make, trailer, plan, explain, render."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli import wishes as w
from autoedit.cli.plans import check_plan, list_alternatives, numbered, told, write_plans, write_replan
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from autoedit.pipeline.run import RenderOptions

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The film to write.", metavar="FILM.mp4")]
EditListOption = Annotated[
    Path, typer.Option("--output", "-o", help="The edit list to write; - for stdout.", metavar="EDIT.json")
]
SideOption = Annotated[Path | None, typer.Option("--edit-list", help="Write the edit list too.", metavar="EDIT.json")]
FromOption = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="EDIT.json", help="Plan this edit list anew, to EDIT-again.json; what you changed in it stays."
    ),
]
VariantsOption = Annotated[int, typer.Option("--variants", min=1, max=9, help="So many films that really differ.")]
AlternativesOption = Annotated[bool, typer.Option("--options", help="Plan nothing yet: list lengths nearby that end cleanly.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: autoedit make holiday/ --music song.mp3 --length 60s -o film.mp4")(make)
    app.command(epilog="Example: autoedit trailer holiday/ --music song.mp3 --length 30s -o trailer.mp4")(trailer)
    app.command(epilog="Example: autoedit plan holiday/ --length 60s -o edit.json")(plan)
    app.command(epilog="Example: autoedit explain edit.json 5")(explain)
    app.command(epilog="Example: autoedit render edit.json -o film.mp4")(render)


def make(
    context: typer.Context,
    footage: p.FootageArgument,
    output: OutputOption = Path("film.mp4"),
    music: p.MusicOption = None,
    length: w.LengthsOption = None,
    style: w.StyleOption = None,
    pace: w.PaceOption = None,
    rate: p.RateOption = None,
    size: p.SizeOption = None,
    fit: p.FitOption = None,
    music_fit: p.MusicFitOption = None,
    start: w.StartOption = None,
    end: w.EndOption = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    min_score: p.ScoreOption = 0.0,
    takes: w.TakesOption = None,
    keep: p.KeepOption = None,
    drop: p.DropOption = None,
    pin: w.PinOption = None,
    first: w.FirstOption = None,
    last: w.LastOption = None,
    must: w.MustOption = None,
    edit_list: SideOption = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    crf: p.CrfOption = 18,
    preset: p.PresetOption = "medium",
    executor: p.ExecutorOption = "threads",
    workers: p.WorkersOption = 0,
    cache: p.CacheOption = True,
) -> None:
    """Turn raw footage into a film."""
    from autoedit.pipeline.output import check_film_output, check_output
    from autoedit.pipeline.planning import plan_films
    from autoedit.pipeline.run import render_film, sources, write_edit_list

    film = w.film_options(
        style=style, pace=pace, takes=takes, music=music, start=start, end=end, rate=rate, size=size, fit=fit,
        music_fit=music_fit, min_score=min_score, keep=keep, drop=drop, pin=pin, first=first, last=last, must=must,
        detector=detector, quick=quick, tempo=tempo, downbeat=downbeat, beats=beats,
    )  # fmt: skip
    wished = w.lengths(length)
    rendering = _render_options(None, crf, preset)
    talk = talk_of(context)
    for path in numbered(output, wished, 1):
        check_film_output(path, sources(footage, film))
    if edit_list is not None:
        check_output(edit_list, [*sources(footage, film), output])
    with talk.working(cache=cache, executor=executor, workers=workers) as work:
        planned = plan_films(footage, film, work, lengths=wished)
        paths = numbered(output, wished, 1)
        for one, path in zip(planned, paths, strict=True):
            render_film(one, path, rendering, work)
    for one, path in zip(planned, paths, strict=True):
        if edit_list is not None:
            write_edit_list(one, _beside(edit_list, path, output))
        talk.say(told(one, path))


def trailer(
    context: typer.Context,
    footage: p.FootageArgument,
    music: Annotated[Path, typer.Option("--music", "-m", help="The song.", metavar="SONG")],
    output: OutputOption = Path("trailer.mp4"),
    length: w.LengthsOption = None,
    pace: w.PaceOption = None,
    rate: p.RateOption = None,
    size: p.SizeOption = None,
    fit: p.FitOption = None,
    music_fit: p.MusicFitOption = None,
    start: w.StartOption = None,
    end: w.EndOption = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    min_score: p.ScoreOption = 0.0,
    takes: w.TakesOption = None,
    keep: p.KeepOption = None,
    drop: p.DropOption = None,
    pin: w.PinOption = None,
    first: w.FirstOption = None,
    last: w.LastOption = None,
    must: w.MustOption = None,
    edit_list: SideOption = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    crf: p.CrfOption = 18,
    preset: p.PresetOption = "medium",
    executor: p.ExecutorOption = "threads",
    workers: p.WorkersOption = 0,
    cache: p.CacheOption = True,
) -> None:
    """Cut a trailer to music: cuts on the beat, the best moment on the drop, an ending that ends."""
    make(
        context=context, footage=footage, output=output, music=music, length=length, style="trailer", pace=pace, rate=rate,
        size=size, fit=fit, music_fit=music_fit, start=start, end=end, tempo=tempo, downbeat=downbeat, beats=beats,
        min_score=min_score, takes=takes, keep=keep, drop=drop, pin=pin, first=first, last=last, must=must,
        edit_list=edit_list, detector=detector, quick=quick, crf=crf, preset=preset, executor=executor, workers=workers,
        cache=cache,
    )  # fmt: skip  # one option a line would fill half a page


def plan(
    context: typer.Context,
    footage: Annotated[
        list[str] | None, typer.Argument(metavar="FOOTAGE...", help="Files, folders or globs.", show_default=False)
    ] = None,
    output: EditListOption = Path("edit.json"),
    edit: FromOption = None,
    music: p.MusicOption = None,
    length: w.LengthsOption = None,
    options: AlternativesOption = False,
    variants: VariantsOption = 1,
    style: w.StyleOption = None,
    pace: w.PaceOption = None,
    rate: p.RateOption = None,
    size: p.SizeOption = None,
    fit: p.FitOption = None,
    music_fit: p.MusicFitOption = None,
    start: w.StartOption = None,
    end: w.EndOption = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    min_score: Annotated[
        float | None, typer.Option("--min-score", min=0, max=1, help="Leave out selects below this score.")
    ] = None,
    takes: w.TakesOption = None,
    keep: p.KeepOption = None,
    drop: p.DropOption = None,
    pin: w.PinOption = None,
    first: w.FirstOption = None,
    last: w.LastOption = None,
    must: w.MustOption = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: p.ExecutorOption = "threads",
    workers: p.WorkersOption = 0,
    cache: p.CacheOption = True,
    as_json: Annotated[bool, typer.Option("--json", help="With --options: print a JSON document.")] = False,
) -> None:
    """Suggest an edit: every choice and its reasons as JSON, to read, change and render."""
    film = w.film_options(
        style=style, pace=pace, takes=takes, music=music, start=start, end=end, rate=rate, size=size, fit=fit,
        music_fit=music_fit, min_score=min_score, keep=keep, drop=drop, pin=pin, first=first, last=last, must=must,
        detector=detector, quick=quick, tempo=tempo, downbeat=downbeat, beats=beats,
    )  # fmt: skip
    wished = w.lengths(length)
    check_plan(footage, edit, output, wished, variants, options, as_json)
    talk = talk_of(context)
    with talk.working(cache=cache, executor=executor, workers=workers) as work:
        if edit is not None:
            is_named = str(getattr(context.get_parameter_source("output"), "name", "")) != "DEFAULT"
            write_replan(edit, output if is_named else edit.with_stem(f"{edit.stem}-again"), film, wished, work, talk)
        elif options:
            list_alternatives(footage or [], film, wished, work, as_json=as_json)
        else:
            write_plans(footage or [], output, film, wished, variants, work, talk)


def explain(
    edit_list: Annotated[Path, typer.Argument(metavar="EDIT.json", help="What autoedit plan wrote.", show_default=False)],
    clip: Annotated[
        str | None, typer.Argument(metavar="CLIP", help="A clip: its number in the film, or its id.", show_default=False)
    ] = None,
    as_json: p.JsonOption = False,
) -> None:
    """Say why a film is as it is: all of it, or one clip with what it beat."""
    from autoedit.cli.explain import print_clip, print_film
    from autoedit.cli.show import print_json, stdout_console
    from autoedit.document.read import load_edit_list
    from autoedit.review.explain import clip_of, explained, film_document

    planned = load_edit_list(edit_list)
    if as_json:
        print_json(film_document(planned) if clip is None else explained(planned, clip_of(planned, clip)))
    elif clip is None:
        print_film(planned, stdout_console())
    else:
        print_clip(planned, clip_of(planned, clip), stdout_console())


def render(
    context: typer.Context,
    edit_list: Annotated[Path, typer.Argument(metavar="EDIT.json", help="What autoedit plan wrote.", show_default=False)],
    output: OutputOption = Path("film.mp4"),
    fit: p.FitOption = None,
    crf: p.CrfOption = 18,
    preset: p.PresetOption = "medium",
) -> None:
    """Render an edit list to a film."""
    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.run import render_film

    planned = load_edit_list(edit_list)
    talk = talk_of(context)
    with talk.working() as work:
        render_film(planned, output, _render_options(fit, crf, preset), work)
    talk.say(told(planned, output))


def _beside(edit_list: Path, film: Path, output: Path) -> Path:
    """The edit list of one of several films, named as the film is."""
    return edit_list.with_stem(edit_list.stem + film.stem.removeprefix(output.stem))


def _render_options(fit: str | None, crf: int, preset: str) -> RenderOptions:
    from autoedit.errors import UnknownName
    from autoedit.pipeline.run import RenderOptions
    from autoedit.render.encode import PRESETS, Encoding

    if preset not in PRESETS:
        raise UnknownName("preset", preset, PRESETS)
    return RenderOptions(fit=w.fit_of(fit), encoding=Encoding(crf=crf, preset=preset))
