"""Options about words over the picture, for the commands that plan or render a film."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from autoedit.pipeline.titling import TitleWishes

TitleOption = Annotated[
    str | None,
    typer.Option("--title", metavar="TEXT", help=r"An opening title; \n begins a smaller second line, '' takes it away."),
]
EndCardOption = Annotated[
    str | None,
    typer.Option("--end-card", metavar="TEXT", help="Words over the ending, which is dimmed; '' takes them away."),
]
CaptionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--captions",
        metavar="[MEDIA=]FILE.srt",
        help="What is said in the footage (.srt or .vtt), shown where the cut has it; '' takes captions away. Repeatable.",
    ),
]
FontOption = Annotated[
    Path | None,
    typer.Option(
        "--font", metavar="FILE.ttf", help="Draw titles with this font (.ttf, .otf or .ttc) instead of the packaged one."
    ),
]


def wishes_of(title: str | None, end_card: str | None, captions: Sequence[str] | None, font: Path | None) -> TitleWishes:
    r"""What the command line asks of a film's titles; a shell gives ``\n`` as two characters.

    Raises:
        AutoeditError: a file of captions or the font cannot be used.
    """
    from autoedit.pipeline.titling import title_wishes

    return title_wishes(_lines(title), _lines(end_card), captions, font)


def _lines(text: str | None) -> str | None:
    return text.replace("\\n", "\n") if text is not None else None
