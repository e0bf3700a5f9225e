"""What a person may say about a film, as options of the commands that plan one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autoedit.cli import parameters as p
from autoedit.errors import BadOption, UnknownName
from autoedit.model.time import length as parse_length

if TYPE_CHECKING:
    from autoedit.media.conform import Fit
    from autoedit.model.document import Decision
    from autoedit.model.overrule import Overrule
    from autoedit.pipeline.planning import FilmOptions

StyleOption = Annotated[
    str | None,
    typer.Option(
        "--style",
        help="highlights, trailer, montage, recap, tighten, or a TOML file of your own. [default: highlights]",
        autocompletion=p.complete_style,
        show_default=False,
    ),
]
PaceOption = Annotated[
    str | None,
    typer.Option("--pace", metavar="calm|normal|fast", help="How fast it is cut. Left out, as the music is."),
]
TakesOption = Annotated[
    str | None,
    typer.Option(
        "--takes", metavar="one|single|all", help="Of takes of one view show one, a single moment, or all. [default: one]",
        show_default=False,
    ),
]  # fmt: skip
TransitionsOption = Annotated[
    str | None,
    typer.Option(
        "--transitions", metavar="none|plain|all|NAME,NAME",
        help="What may stand at cuts, the best liked first; plain is dissolves and dips to black. Left out, as the style says.",
    ),
]  # fmt: skip
LengthsOption = Annotated[
    str | None,
    typer.Option(
        "--length", "-l", metavar="LENGTH[,LENGTH...]",
        help="60, 60s, 1:00 or 1m30s. Several, as 90s,30s,15s, give cut-downs of one another. Left out, the style's own.",
    ),
]  # fmt: skip
PinOption = Annotated[
    list[str] | None, typer.Option("--pin", metavar="N=SELECT", help="The film's N-th clip is this select. Repeatable.")
]
FirstOption = Annotated[str | None, typer.Option("--first", metavar="SELECT", help="Begin with this select.")]
LastOption = Annotated[str | None, typer.Option("--last", metavar="SELECT", help="End with this select.")]
MustOption = Annotated[
    list[str] | None,
    typer.Option("--must", metavar="FILE@TIME", help="Show this instant, as beach.mp4@1:23. Repeatable."),
]
StartOption = Annotated[
    Fraction | None, typer.Option("--start", parser=lambda text: _time(str(text)), metavar="TIME", help="Use the song from here.")
]
EndOption = Annotated[
    Fraction | None, typer.Option("--end", parser=lambda text: _time(str(text)), metavar="TIME", help="Use the song up to here.")
]


def film_options(**said: Any) -> FilmOptions:
    """The options of a film as the command line gave them.

    Raises:
        UnknownName, BadOption: one of them makes no sense.
    """
    from autoedit.pipeline.planning import FilmOptions
    from autoedit.plan.coverage import Takes
    from autoedit.plan.style import Pace
    from autoedit.plan.transition_kinds import named_transitions

    transitions = said.get("transitions")
    width, height = p.size_of(said["size"])
    return FilmOptions(
        style=said["style"],
        pace=_one_of(Pace, "pace", said["pace"]),
        takes=_one_of(Takes, "rule for takes", said["takes"]),
        music=said["music"],
        song_start=said["start"],
        song_end=said["end"],
        frame_rate=said["rate"],
        width=width,
        height=height,
        min_score=said["min_score"],
        detector=said.get("detector", "adaptive"),
        is_quick=said.get("quick", False),
        fit=fit_of(said["fit"]),
        music_fit=p.music_fit(said["music_fit"]),
        overrule=_overrule(said["music"], said.get("tempo"), said.get("downbeat"), said.get("beats")),
        transitions=named_transitions(transitions) if transitions is not None else None,
        decisions=decisions(said["keep"], said["drop"], said["pin"], said["first"], said["last"], said["must"]),
    )


def decisions(
    keep: Sequence[str] | None,
    drop: Sequence[str] | None,
    pin: Sequence[str] | None,
    first: str | None,
    last: str | None,
    must: Sequence[str] | None,
) -> tuple[Decision, ...]:
    """A person's word, from the options that say it.

    Raises:
        BadOption: a pin or an instant is not written as it should be.
    """
    from autoedit.model.document import Decision, DecisionKind

    said = [Decision(kind=DecisionKind.KEEP, select=name) for name in keep or ()]
    said += [Decision(kind=DecisionKind.DROP, select=_named(name)) for name in drop or ()]
    said += [Decision(kind=DecisionKind.FIRST, select=first)] if first else []
    said += [Decision(kind=DecisionKind.LAST, select=last)] if last else []
    for text in pin or ():
        match = re.fullmatch(r"(\d{1,5})=(.+)", text)
        if match is None or int(match[1]) == 0:
            raise BadOption(f"{text!r} is no pin. Write the clip's number in the film and a select: 3=beach/shot-001.2.")
        said.append(Decision(kind=DecisionKind.PIN, select=match[2], slot=int(match[1])))
    for text in must or ():
        file, at, time = text.rpartition("@")
        if not at or not file:
            raise BadOption(f"{text!r} names no instant. Write a file and a time: beach.mp4@1:23.")
        said.append(Decision(kind=DecisionKind.MUST, select=_named(file), time=_time(time)))
    return tuple(said)


def lengths(text: str | float | None) -> list[Fraction]:
    """``90s,30s,15s`` as lengths.

    Raises:
        BadParameter: a part is no length.
    """
    try:
        return [parse_length(part) for part in str(text).split(",")] if text is not None else []
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--length") from error


def fit_of(text: str | None) -> Fit | None:
    """How pictures of another shape are shown; None leaves it to the style.

    Raises:
        UnknownName: there is no such way.
    """
    from autoedit.media.conform import Fit

    found: Fit | None = _one_of(Fit, "fit", text)
    return found


def _named(name: str) -> str:
    """A file that is there by its whole path, as the edit list knows it; anything else is a select's or a file's name."""
    path = Path(name)
    return str(path.absolute()) if path.is_file() else name


def _one_of(kind: Any, told: str, text: str | None) -> Any:
    if text is not None and text not in set(kind):
        raise UnknownName(told, text, [str(known) for known in kind])
    return kind(text) if text is not None else None


def _time(text: str) -> Fraction:
    """A time in a file; the beginning may be named, which is no length."""
    if re.fullmatch(r"[0:.]+s?", text.strip()) and "0" in text:
        return Fraction(0)
    try:
        return parse_length(text)
    except ValueError as error:
        raise typer.BadParameter(str(error).replace("length", "time")) from error


def _overrule(music: Path | None, tempo: Any, downbeat: Any, beats: Path | None) -> Overrule | None:
    from autoedit.pipeline.overrule import overrule_of

    overrule = overrule_of(tempo, downbeat, beats)
    if overrule is not None and music is None:
        raise BadOption("--tempo, --downbeat and --beats are about a song. Give one with --music.")
    return overrule
