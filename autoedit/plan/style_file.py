"""A style's TOML file: what may stand in it. All that is wrong with one is said at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from autoedit.errors import BadOption, UnknownName
from autoedit.model.toml_text import toml_tree
from autoedit.plan.style import PLAIN, Act, Order, Style, Talk, Weights
from autoedit.registry import names


def _seconds(value: object) -> object:
    """Decimal fractions as they are written, not as floats."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("give seconds as a number")
    return Fraction(str(value))


def _kind(value: object) -> object:
    """A name in the table of transitions."""
    known = names("autoedit.transitions")
    if isinstance(value, str) and value not in known:
        raise ValueError(str(UnknownName("transition", value, known)).removesuffix("."))
    return value


Kind = Annotated[str, BeforeValidator(_kind)]
Seconds = Annotated[Fraction, BeforeValidator(_seconds), Field(gt=0, le=86400)]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=-100, le=100)]
Level = Annotated[float, Field(ge=-70, le=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class SecondsPart(_Part):
    """How long a clip lasts: in calm music, in busy music, without any; and the limits."""

    calm: Seconds
    busy: Seconds
    usual: Seconds
    shortest: Seconds
    longest: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.shortest > self.longest:
            raise ValueError(f"shortest is {float(self.shortest):g}, which is above longest, {float(self.longest):g}")
        return self


class WeightsPart(_Part):
    """What the terms of a film's worth count; see ``worth.py``."""

    moment: Weight | None = None
    rise: Weight | None = None
    fit: Weight | None = None
    hit: Weight | None = None
    pace: Weight | None = None
    cut: Weight | None = None
    drop: Weight | None = None
    speech: Weight | None = None
    opening: Weight | None = None
    ending: Weight | None = None
    files: Annotated[float, Field(ge=0, le=100)] | None = None
    day: Annotated[float, Field(ge=0, le=100)] | None = None
    join: Annotated[float, Field(ge=0, le=100)] | None = None


class ActPart(_Part):
    """A part of a film without music to lead it."""

    name: str
    share: Annotated[float, Field(gt=0, le=1)]
    energy: Annotated[list[Share], Field(min_length=2, max_length=2)]
    is_drop: bool = False


class TalkPart(_Part):
    """How a talk is tightened."""

    longest_pause: Seconds
    before: Seconds
    after: Seconds
    sentence: Seconds


class StylePart(_Part):
    """The whole file."""

    name: str
    summary: str
    order: Literal["story", "free", "talk"]
    default_length: Seconds | None = None
    needs_music: bool = False
    source_level: Level | None = None
    speech_level: Level | None = None
    transitions: list[Kind] = Field(default_factory=lambda: list(PLAIN))
    fit: Literal["pad", "fill"] = "pad"
    withheld: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    seconds: SecondsPart
    weights: WeightsPart = WeightsPart()
    opening: dict[str, Weight] = Field(default_factory=dict)
    ending: dict[str, Weight] = Field(default_factory=dict)
    acts: list[ActPart] = Field(default_factory=list)
    talk: TalkPart | None = None

    @model_validator(mode="after")
    def _talks(self) -> Self:
        if (self.order == "talk") != (self.talk is not None):
            raise ValueError('a style of order "talk", and no other, has a table [talk]')
        return self


MOST_TOLD = 50
KNOWN = f"A style has: {', '.join(StylePart.model_fields)}."


def read_style(text: str, name: str) -> Style:
    """A style from its TOML.

    Args:
        name: the file's, for errors.

    Raises:
        BadOption: it is no TOML, or lacks or misspells something.
    """
    try:
        part = StylePart.model_validate(toml_tree(text))
    # A ValidationError is a ValueError too.
    except ValidationError as error:
        told = [_told(problem) for problem in error.errors()]
        more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
        raise BadOption(f"{name} is no style: {'; '.join((*told[:MOST_TOLD], *more))}. {KNOWN}") from error
    except ValueError as error:
        raise BadOption(f"{name} is no style: it is no TOML ({error}). {KNOWN}") from error
    return _style(part)


def _told(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(step) for step in problem["loc"])
    said = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        said = "there is no such setting"
    elif problem["type"] != "missing" and isinstance(problem["input"], str | int | float):
        said += f", got {problem['input']!r}"
    return f"{place}: {said}" if place else said


def _style(part: StylePart) -> Style:
    seconds, talk = part.seconds, part.talk
    return Style(
        name=part.name,
        summary=part.summary,
        order=Order(part.order),
        calm_seconds=seconds.calm,
        busy_seconds=seconds.busy,
        usual_seconds=seconds.usual,
        shortest_seconds=seconds.shortest,
        longest_seconds=seconds.longest,
        default_length=part.default_length,
        source_level=part.source_level,
        speech_level=part.speech_level,
        fit=part.fit,
        transitions=tuple(part.transitions),
        needs_music=part.needs_music,
        withheld=part.withheld,
        weights=Weights(**part.weights.model_dump(exclude_none=True)),
        opening=part.opening,
        ending=part.ending,
        acts=tuple(
            Act(name=act.name, share=act.share, energy=(act.energy[0], act.energy[1]), is_drop=act.is_drop) for act in part.acts
        ),
        talk=None
        if talk is None
        else Talk(longest_pause=talk.longest_pause, before=talk.before, after=talk.after, sentence=talk.sentence),
    )
