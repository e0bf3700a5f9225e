"""Commands that make films: make, trailer, plan, render."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from autoedit.media.conform import Fit
    from autoedit.model.document import EditList
    from autoedit.model.overrule import DownbeatWish, Overrule, TempoWish
    from autoedit.pipeline.run import FilmOptions, RenderOptions

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The film to write.", metavar="FILM.mp4")]
EditListOption = Annotated[
    Path, typer.Option("--output", "-o", help="The edit list to write; - for stdout.", metavar="EDIT.json")
]
SideOption = Annotated[Path | None, typer.Option("--edit-list", help="Write the edit list too.", metavar="EDIT.json")]
StyleOption = Annotated[str, typer.Option("--style", help="film or trailer.", autocompletion=p.complete_style)]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: autoedit make holiday/ --music song.mp3 --length 60s -o film.mp4")(make)
    app.command(epilog="Example: autoedit trailer holiday/ --music song.mp3 --length 30s -o trailer.mp4")(trailer)
    app.command(epilog="Example: autoedit plan holiday/ --length 60s -o edit.json")(plan)
    app.command(epilog="Example: autoedit render edit.json -o film.mp4")(render)


def make(
    context: typer.Context,
    footage: p.FootageArgument,
    output: OutputOption = Path("film.mp4"),
    music: p.MusicOption = None,
    length: p.LengthOption = None,
    style: StyleOption = "film",
    rate: p.RateOption = None,
    size: p.SizeOption = None,
    fit: p.FitOption = None,
    music_fit: p.MusicFitOption = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    min_score: p.ScoreOption = 0.0,
    keep: p.KeepOption = None,
    drop: p.DropOption = None,
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
    from autoedit.pipeline.output import check_output
    from autoedit.pipeline.run import make_film, sources, write_edit_list

    film = _film_options(style, music, length, rate, size, min_score, keep, drop, detector, fit, quick, music_fit)
    film = replace(film, overrule=_overrule(music, tempo, downbeat, beats))
    talk = talk_of(context)
    if edit_list is not None:
        check_output(edit_list, [*sources(footage, film), output])
    with talk.working(cache=cache, executor=executor, workers=workers) as work:
        planned = make_film(footage, output, film, _render_options(None, crf, preset), work)
    if edit_list is not None:
        write_edit_list(planned, edit_list)
    talk.say(_told(planned, output))


def trailer(
    context: typer.Context,
    footage: p.FootageArgument,
    music: Annotated[Path, typer.Option("--music", "-m", help="The song.", metavar="SONG")],
    output: OutputOption = Path("trailer.mp4"),
    length: p.LengthOption = None,
    rate: p.RateOption = None,
    size: p.SizeOption = None,
    fit: p.FitOption = None,
    music_fit: p.MusicFitOption = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    min_score: p.ScoreOption = 0.0,
    keep: p.KeepOption = None,
    drop: p.DropOption = None,
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
        context=context, footage=footage, output=output, music=music, length=length, style="trailer", rate=rate, size=size,
        fit=fit, music_fit=music_fit, tempo=tempo, downbeat=downbeat, beats=beats, min_score=min_score, keep=keep, drop=drop,
        edit_list=edit_list, detector=detector, quick=quick, crf=crf, preset=preset, executor=executor, workers=workers,
        cache=cache,
    )  # fmt: skip  # one option a line would fill half a page


def plan(
    context: typer.Context,
    footage: p.FootageArgument,
    output: EditListOption = Path("edit.json"),
    music: p.MusicOption = None,
    length: p.LengthOption = None,
    style: StyleOption = "film",
    rate: p.RateOption = None,
    size: p.SizeOption = None,
    fit: p.FitOption = None,
    music_fit: p.MusicFitOption = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    min_score: p.ScoreOption = 0.0,
    keep: p.KeepOption = None,
    drop: p.DropOption = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: p.ExecutorOption = "threads",
    workers: p.WorkersOption = 0,
    cache: p.CacheOption = True,
) -> None:
    """Suggest an edit: every choice and its reasons as JSON, to read, change and render."""
    from autoedit.document.write import edit_list_json
    from autoedit.pipeline.output import check_output
    from autoedit.pipeline.run import plan_film, sources, write_edit_list

    film = _film_options(style, music, length, rate, size, min_score, keep, drop, detector, fit, quick, music_fit)
    film = replace(film, overrule=_overrule(music, tempo, downbeat, beats))
    talk = talk_of(context)
    is_stdout = str(output) == "-"
    if not is_stdout:
        check_output(output, sources(footage, film))
    with talk.working(cache=cache, executor=executor, workers=workers) as work:
        planned = plan_film(footage, film, work)
    if is_stdout:
        typer.echo(edit_list_json(planned), nl=False)
        return
    write_edit_list(planned, output)
    talk.say(_told(planned, output))


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
    talk.say(_told(planned, output))


def _film_options(
    style: str, music: Path | None, length: object, rate: object, size: str | None, min_score: float,
    keep: list[str] | None, drop: list[str] | None, detector: str, fit: str | None, quick: bool,
    music_fit: str | None,
) -> FilmOptions:  # fmt: skip  # the commands' own order
    from fractions import Fraction

    from autoedit.model.document import Decision, DecisionKind
    from autoedit.pipeline.run import FilmOptions

    width, height = p.size_of(size)
    decisions = [Decision(kind=DecisionKind.KEEP, select=name) for name in keep or ()]
    decisions += [Decision(kind=DecisionKind.DROP, select=name) for name in drop or ()]
    return FilmOptions(
        style=style,
        music=music,
        length=length if isinstance(length, Fraction) else None,
        frame_rate=rate if isinstance(rate, Fraction) else None,
        width=width,
        height=height,
        min_score=min_score,
        detector=detector,
        is_quick=quick,
        fit=_fit(fit),
        music_fit=p.music_fit(music_fit),
        decisions=tuple(decisions),
    )


def _overrule(music: Path | None, tempo: TempoWish | None, downbeat: DownbeatWish | None, beats: Path | None) -> Overrule | None:
    from autoedit.errors import BadOption
    from autoedit.pipeline.overrule import overrule_of

    overrule = overrule_of(tempo, downbeat, beats)
    if overrule is not None and music is None:
        raise BadOption("--tempo, --downbeat and --beats are about a song. Give one with --music.")
    return overrule


def _render_options(fit: str | None, crf: int, preset: str) -> RenderOptions:
    from autoedit.errors import UnknownName
    from autoedit.pipeline.run import RenderOptions
    from autoedit.render.encode import PRESETS, Encoding

    if preset not in PRESETS:
        raise UnknownName("preset", preset, PRESETS)
    return RenderOptions(fit=_fit(fit), encoding=Encoding(crf=crf, preset=preset))


def _fit(text: str | None) -> Fit | None:
    from autoedit.errors import UnknownName
    from autoedit.media.conform import Fit

    if text is not None and text not in set(Fit):
        raise UnknownName("fit", text, [str(known) for known in Fit])
    return Fit(text) if text is not None else None


def _told(planned: EditList, output: Path) -> str:
    timeline = planned.timeline
    clips = sum(len(track.clips) for track in timeline.tracks[:1])
    seconds, rate = float(timeline.duration), float(timeline.frame_rate)
    many = "clip" if clips == 1 else "clips"
    return f"{output}: {clips} {many}, {seconds:.2f} s, {timeline.width}x{timeline.height} at {rate:.6g} frames a second"
