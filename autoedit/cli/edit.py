"""Commands that make films: make, trailer, plan, explain, render."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autoedit.cli import parameters as p
from autoedit.cli import rendering as r
from autoedit.cli import titles as t
from autoedit.cli import where as wh
from autoedit.cli import wishes as w
from autoedit.cli.certificate import tell_certificate
from autoedit.cli.outcome import film_facts
from autoedit.cli.plans import check_plan, list_alternatives, numbered, told, write_plans, write_replan
from autoedit.cli.report import ReportOption, check_film_report, write_film_report
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from autoedit.cli.talk import Talk
    from autoedit.model.document import EditList, LeftOut
    from autoedit.pipeline.run import RenderOptions

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The film to write.", metavar="FILM.mp4")]
SongOption = Annotated[Path, typer.Option("--music", "-m", help="The song.", metavar="SONG")]
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
    transitions: w.TransitionsOption = None,
    title: t.TitleOption = None,
    end_card: t.EndCardOption = None,
    captions: t.CaptionsOption = None,
    font: t.FontOption = None,
    edit_list: SideOption = None,
    report: ReportOption = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    quality: r.QualityOption = "good",
    codec: r.CodecOption = "h264",
    encoder: r.EncoderOption = "software",
    draft: r.DraftOption = False,
    crf: r.CrfOption = None,
    preset: r.PresetOption = None,
    loudness: r.LoudnessOption = -14.0,
    certificate: r.CertificateOption = False,
    force: r.ForceOption = False,
    executor: wh.ExecutorOption = None,
    workers: wh.WorkersOption = 0,
    cluster: wh.ClusterOption = None,
    insecure_cluster: wh.InsecureClusterOption = False,
    cache: p.CacheOption = True,
    as_json: p.OutcomeOption = False,
) -> None:
    """Turn raw footage into a film."""
    from autoedit.pipeline.output import check_film_output, check_output
    from autoedit.pipeline.planning import plan_films
    from autoedit.pipeline.run import as_rendered, render_film, sources, write_edit_list
    from autoedit.pipeline.titling import titled_list

    film = w.film_options(
        style=style, pace=pace, takes=takes, music=music, start=start, end=end, rate=rate, size=size, fit=fit,
        music_fit=music_fit, min_score=min_score, keep=keep, drop=drop, pin=pin, first=first, last=last, must=must,
        detector=detector, quick=quick, tempo=tempo, downbeat=downbeat, beats=beats, transitions=transitions,
    )  # fmt: skip
    wished = w.lengths(length)
    rendering = r.render_options(
        fit=None, font=None, quality=quality, codec=codec, encoder=encoder, draft=draft, crf=crf, preset=preset,
        loudness=loudness, certificate=certificate, force=force,
    )  # fmt: skip
    titles = t.wishes_of(title, end_card, captions, font)
    talk = talk_of(context)
    for path in numbered(output, wished, 1):
        check_film_output(path, sources(footage, film, path), rendering.encoding)
    if edit_list is not None:
        check_output(edit_list, [*sources(footage, film, edit_list), output])
    if report is not None:
        check_film_report(report, [*sources(footage, film, report), output, *([edit_list] if edit_list is not None else [])])
    with talk.working(wh.where(executor, workers, cluster, insecure_cluster), cache=cache) as work:
        planned = [titled_list(one, titles, work) for one in plan_films(footage, film, work, lengths=wished)]
        paths = numbered(output, wished, 1)
        certificates = []
        for one, path in zip(planned, paths, strict=True):
            certificates.append(render_film(one, path, rendering, work))
            _wrote_film(one, path, rendering, talk)
        for one, path, found in zip(planned, paths, certificates, strict=True):
            side = _beside(edit_list, path, output) if edit_list is not None else None
            if side is not None:
                write_edit_list(one, side)
                talk.outcome.wrote(side, "edit list", **film_facts(one))
            if report is not None:
                page = _beside(report, path, output)
                write_film_report(one, page, side, path, found, work)
                talk.outcome.wrote(page, "report")
    for found in certificates:
        tell_certificate(found, talk)
    for one, path in zip(planned, paths, strict=True):
        talk.say(told(as_rendered(one, rendering), path))
    talk.outcome.finish(planned[0].left_out, as_json=as_json)


def trailer(**options: Any) -> None:
    """Cut a trailer to music: cuts on the beat, the best moment on the drop, an ending that ends."""
    make(style="trailer", **options)


def _trailer_signature() -> inspect.Signature:
    """Every option of ``make`` but the style; a song must be named."""
    signature = inspect.signature(make, eval_str=True)
    own: dict[str, dict[str, Any]] = {
        "music": {"annotation": SongOption, "default": inspect.Parameter.empty},
        "output": {"default": Path("trailer.mp4")},
    }
    options = [
        option.replace(kind=inspect.Parameter.KEYWORD_ONLY, **own.get(name, {})) for name, option in signature.parameters.items()
    ]
    return signature.replace(parameters=[option for option in options if option.name != "style"])


# Typer reads a command's options off its signature: two lists of fifty would drift apart.
trailer.__signature__ = _trailer_signature()  # type: ignore[attr-defined]
trailer.__annotations__ = {**make.__annotations__, "music": "SongOption"}


def plan(
    context: typer.Context,
    footage: Annotated[
        list[str] | None, typer.Argument(metavar="FOOTAGE...", help="Files, folders or globs.", show_default=False)
    ] = None,
    output: EditListOption = Path("edit.json"),
    edit: FromOption = None,
    relink: p.RelinkOption = None,
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
    transitions: w.TransitionsOption = None,
    title: t.TitleOption = None,
    end_card: t.EndCardOption = None,
    captions: t.CaptionsOption = None,
    font: t.FontOption = None,
    detector: p.DetectorOption = "adaptive",
    quick: p.QuickOption = False,
    executor: wh.ExecutorOption = None,
    workers: wh.WorkersOption = 0,
    cluster: wh.ClusterOption = None,
    insecure_cluster: wh.InsecureClusterOption = False,
    cache: p.CacheOption = True,
    as_json: p.OutcomeOption = False,
) -> None:
    """Suggest an edit: every choice and its reasons as JSON, to read, change and render."""
    film = w.film_options(
        style=style, pace=pace, takes=takes, music=music, start=start, end=end, rate=rate, size=size, fit=fit,
        music_fit=music_fit, min_score=min_score, keep=keep, drop=drop, pin=pin, first=first, last=last, must=must,
        detector=detector, quick=quick, tempo=tempo, downbeat=downbeat, beats=beats, transitions=transitions,
    )  # fmt: skip
    wished = w.lengths(length)
    check_plan(footage, edit, output, wished, variants, options, as_json)
    titles = t.wishes_of(title, end_card, captions, font)
    talk = talk_of(context)
    left_out: tuple[LeftOut, ...] = ()
    with talk.working(wh.where(executor, workers, cluster, insecure_cluster), cache=cache) as work:
        if edit is not None:
            is_named = str(getattr(context.get_parameter_source("output"), "name", "")) != "DEFAULT"
            write_replan(
                edit, output if is_named else edit.with_stem(f"{edit.stem}-again"), film, titles, wished, work, talk, relink
            )
        elif options:
            list_alternatives(footage or [], film, wished, work, as_json=as_json)
            return
        else:
            left_out = write_plans(footage or [], output, film, titles, wished, variants, work, talk)
    talk.outcome.finish(left_out, as_json=as_json)


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
    relink: p.RelinkOption = None,
    fit: p.FitOption = None,
    title: t.TitleOption = None,
    end_card: t.EndCardOption = None,
    captions: t.CaptionsOption = None,
    font: t.FontOption = None,
    quality: r.QualityOption = "good",
    codec: r.CodecOption = "h264",
    encoder: r.EncoderOption = "software",
    draft: r.DraftOption = False,
    crf: r.CrfOption = None,
    preset: r.PresetOption = None,
    loudness: r.LoudnessOption = -14.0,
    certificate: r.CertificateOption = False,
    force: r.ForceOption = False,
    executor: wh.ExecutorOption = None,
    workers: wh.WorkersOption = 0,
    cluster: wh.ClusterOption = None,
    insecure_cluster: wh.InsecureClusterOption = False,
    cache: p.CacheOption = True,
    as_json: p.OutcomeOption = False,
) -> None:
    """Render an edit list to a film; what was coded before is not coded again."""
    from autoedit.document.read import load_edit_list
    from autoedit.pipeline.relink import relinked
    from autoedit.pipeline.run import as_rendered, render_film
    from autoedit.pipeline.titling import titled_list

    rendering = r.render_options(
        fit=fit, quality=quality, codec=codec, encoder=encoder, draft=draft, crf=crf, preset=preset, loudness=loudness, font=font,
        certificate=certificate, force=force,
    )  # fmt: skip
    planned = load_edit_list(edit_list)
    talk = talk_of(context)
    with talk.working(wh.where(executor, workers, cluster, insecure_cluster), cache=cache) as work:
        planned = relinked(planned, relink or (), work.listener)
        planned = titled_list(planned, t.wishes_of(title, end_card, captions, font), work)
        found = render_film(planned, output, rendering, work)
        _wrote_film(planned, output, rendering, talk)
    tell_certificate(found, talk)
    talk.say(told(as_rendered(planned, rendering), output))
    talk.outcome.finish(as_json=as_json)


def _wrote_film(planned: EditList, output: Path, rendering: RenderOptions, talk: Talk) -> None:
    from autoedit.pipeline.run import as_rendered

    talk.outcome.wrote(output, "film", **film_facts(as_rendered(planned, rendering)))
    if rendering.writes_certificate:
        talk.outcome.wrote(output.with_suffix(".certificate.json"), "certificate")


def _beside(file: Path, film: Path, output: Path) -> Path:
    """The edit list or report of one of several films, named as the film is."""
    return file.with_stem(file.stem + film.stem.removeprefix(output.stem))
