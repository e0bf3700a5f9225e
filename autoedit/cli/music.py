"""The command that brings a song to a length: music."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from autoedit.pipeline.music import FittedMusic


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: autoedit music song.mp3 --length 45s -o short.wav")(music)


def music(
    context: typer.Context,
    song: Annotated[Path, typer.Argument(metavar="SONG", help="A song, or a video for its sound.", show_default=False)],
    length: p.SongLengthOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="What to write: wav, flac, ogg, opus or mp3.", metavar="OUT.wav")
    ] = Path("music.wav"),
    fit: Annotated[
        str | None,
        typer.Option(
            "--fit",
            help="'remix': cut anew at bar lines, 'excerpt': its best stretch, 'whole': as it is. Left out, remix where its beat "
            "is clear.",
            metavar="remix|excerpt|whole",
        ),
    ] = None,
    rate: Annotated[
        Fraction | None,
        typer.Option("--rate", parser=p.film_rate, metavar="FPS", help="The film's rate: the length is in its whole frames."),
    ] = None,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    beats: p.BeatsOption = None,
    as_json: p.OutcomeOption = False,
    cache: p.CacheOption = True,
) -> None:
    """Bring a song to a length: cut anew at its bar lines, with its own beginning and ending."""
    from autoedit.pipeline.documents import music_document
    from autoedit.pipeline.music import MusicOptions, fit_music
    from autoedit.pipeline.overrule import overrule_of

    overrule = overrule_of(tempo, downbeat, beats)
    options = MusicOptions(length=length, fit=p.music_fit(fit), frame_rate=rate, overrule=overrule)
    talk = talk_of(context)
    with talk.working(cache=cache) as work:
        fitted = fit_music(song, output, options, work)
    talk.say(_told(fitted, output))
    talk.outcome.wrote(output, "sound", music=music_document(fitted))
    talk.outcome.finish(as_json=as_json)


def _told(fitted: FittedMusic, output: Path) -> str:
    splices = len(fitted.bed.passages) - 1
    how = "one stretch of the song" if splices == 0 else f"{splices} splice{'s' if splices > 1 else ''}"
    return f"{output}: {float(fitted.frames / fitted.frame_rate):.3f} s, {how}"
