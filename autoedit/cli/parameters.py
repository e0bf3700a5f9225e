"""Options and arguments that several commands share, and how their texts become values."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.errors import BadOption
from autoedit.model.overrule import FASTEST, SLOWEST, DownbeatWish, TempoWish
from autoedit.model.time import length as parse_length

if TYPE_CHECKING:
    from autoedit.plan.bed import MusicFit

LARGEST_PICTURE = 8192 * 4320


def _length(text: str | Fraction) -> Fraction:
    # A settings file may say 60 as a number; an empty default comes through as it is.
    try:
        return parse_length(str(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def film_rate(text: str | Fraction) -> Fraction:
    """A rate as people write it."""
    match = re.fullmatch(r"(\d{1,6})(?:/([1-9]\d{0,5}))?|(\d{1,3}\.\d{1,6})", str(text))
    if match is None:
        raise typer.BadParameter(f"{text!r} is not a rate; write 25, 29.97 or 30000/1001")
    from autoedit.media.rate import snapped_rate

    rate = Fraction(str(text))
    if not 1 <= rate <= 240:
        raise typer.BadParameter(f"a film runs at 1 to 240 frames a second, got {text}")
    return snapped_rate(rate) if match[3] else rate


def tempo_wish(text: str | TempoWish) -> TempoWish:
    """``x2``, ``/3`` or beats a minute.

    Raises:
        BadParameter: the text is none of these.
    """
    if isinstance(text, TempoWish):
        return text
    ratio = re.fullmatch(r"(?:([x*×])|([/÷:]))([23])", str(text).strip())
    if ratio is not None:
        times = int(ratio[3])
        return TempoWish(ratio=Fraction(times) if ratio[1] else Fraction(1, times))
    tempo = float(text) if re.fullmatch(r"\d{1,4}(?:\.\d{1,6})?", str(text)) else 0.0
    if not SLOWEST <= tempo <= FASTEST:
        raise typer.BadParameter(
            f"{str(text)!r} is not a tempo; write x2, /2, x3, /3 or {SLOWEST:g} to {FASTEST:g} beats a minute"
        )
    return TempoWish(tempo=tempo)


def downbeat_wish(text: str | DownbeatWish) -> DownbeatWish:
    """``+1``, ``-1`` or a beat's number.

    Raises:
        BadParameter: the text is none of these.
    """
    if isinstance(text, DownbeatWish):
        return text
    match = re.fullmatch(r"([+-]?)(\d{1,6})", str(text).strip())
    if match is None or int(match[2]) == 0:
        raise typer.BadParameter(
            f"{str(text)!r} does not say where bars begin; write +1 for a beat later, -1 for one earlier, "
            "or the number of a beat that opens one, from 1"
        )
    number = int(match[2])
    return DownbeatWish(shift=-number if match[1] == "-" else number) if match[1] else DownbeatWish(number=number)


def size_of(text: str | None) -> tuple[int | None, int | None]:
    """``1920x1080`` as width and height; None leaves it to the footage.

    Raises:
        BadOption: the text is no size, or an odd one.
    """
    if text is None:
        return None, None
    match = re.fullmatch(r"(\d{2,5})[xX×](\d{2,5})", text)
    width, height = (int(match[1]), int(match[2])) if match else (1, 1)
    # 8K is 7680 x 4320; a picture of more is a slip of the finger that would take all memory.
    if width % 2 or height % 2 or width * height > LARGEST_PICTURE:
        raise BadOption(f"{text!r} is not a size in even pixels like 1920x1080, up to 8K.")
    return width, height


def music_fit(text: str | None) -> MusicFit | None:
    """How a song is brought to a length; None leaves it to the song.

    Raises:
        UnknownName: there is no such way.
    """
    from autoedit.errors import UnknownName
    from autoedit.plan.bed import MusicFit

    if text is not None and text not in set(MusicFit):
        raise UnknownName("music fit", text, [str(known) for known in MusicFit])
    return MusicFit(text) if text is not None else None


def complete_style(incomplete: str) -> list[str]:
    """Styles for tab completion."""
    from autoedit.registry import names

    return [name for name in names("autoedit.styles") if name.startswith(incomplete)]


FootageArgument = Annotated[list[str], typer.Argument(metavar="FOOTAGE...", help="Files, folders or globs.", show_default=False)]
MusicOption = Annotated[Path | None, typer.Option("--music", "-m", help="A song; cuts fall on its beats.", metavar="SONG")]
TempoOption = Annotated[
    TempoWish | None,
    typer.Option("--tempo", parser=tempo_wish, metavar="x2|/2|BPM", help="The song's tempo, where it was heard otherwise."),
]
DownbeatOption = Annotated[
    DownbeatWish | None,
    typer.Option("--downbeat", parser=downbeat_wish, metavar="+1|-1|N", help="Bars begin a beat later, earlier, or on beat N."),
]
BeatsOption = Annotated[
    Path | None,
    typer.Option("--beats", metavar="FILE", help="The song's beats: from 'beats --json', Audacity labels, or taps, one a line."),
]
LengthOption = Annotated[
    Fraction | None,
    typer.Option("--length", "-l", parser=_length, metavar="LENGTH", help="60, 60s, 1:00 or 1m30s. Left out, the style's own."),
]
SongLengthOption = Annotated[
    Fraction, typer.Option("--length", "-l", parser=_length, metavar="LENGTH", help="How long: 45, 45s, 1:00 or 1m30s.")
]
MusicFitOption = Annotated[
    str | None,
    typer.Option(
        "--music-fit",
        help="Cut the song anew at bar lines ('remix'), take its best stretch, or all of it. Left out, remix where its beat is "
        "clear.",
        metavar="remix|excerpt|whole",
    ),
]
RateOption = Annotated[
    Fraction | None,
    typer.Option(
        "--rate", parser=film_rate, metavar="FPS", help="Frames a second: 25, 29.97, 30000/1001. Left out, the commonest."
    ),
]
SizeOption = Annotated[str | None, typer.Option("--size", metavar="WxH", help="1920x1080. Left out, the commonest upright size.")]
FitOption = Annotated[
    str | None,
    typer.Option("--fit", help="Other shapes: 'pad' with black, or 'fill' and crop. Left out, the style's.", metavar="pad|fill"),
]
ScoreOption = Annotated[float, typer.Option("--min-score", min=0, max=1, help="Leave out selects below this score.")]
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", metavar="SELECT", help="Use this select (media/shot-001.2). Repeatable.")
]
DropOption = Annotated[list[str] | None, typer.Option("--drop", metavar="SELECT|FILE", help="Never use it. Repeatable.")]
DetectorOption = Annotated[str, typer.Option("--detector", help="How cuts in the footage are found: adaptive, content.")]
QuickOption = Annotated[
    bool, typer.Option("--quick", help="For long raw camera footage: look at every frame only where a cut or action may be.")
]
CacheOption = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep and use results of earlier runs.")]
RelinkOption = Annotated[
    list[Path] | None,
    typer.Option("--relink", metavar="FOLDER", help="Look here for files that were moved, by their content. Repeatable."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print a JSON document instead of a table.")]
OutcomeOption = Annotated[bool, typer.Option("--json", help="Print what was written, left out and told as a JSON document.")]
