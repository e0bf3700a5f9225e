"""What kinds of film there are: how long clips last, in what order they come, and what counts how much.

A style is data: a TOML file in ``styles/``, or a person's own under any path. What its weights weigh is told in ``worth.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from autoedit.errors import BadOption

PLAIN = ("dissolve", "dip_to_black")  # transitions that suit any film


class Order(StrEnum):
    """In what order a film shows its moments: as they happened, as suits it best, or a talk with its dead air cut out."""

    STORY = "story"
    FREE = "free"
    TALK = "talk"


class Pace(StrEnum):
    """How fast a film is cut, beside what its style wishes."""

    CALM = "calm"
    NORMAL = "normal"
    FAST = "fast"

    @property
    def stretch(self) -> Fraction:
        """How much longer clips last."""
        return {Pace.CALM: Fraction(7, 5), Pace.NORMAL: Fraction(1), Pace.FAST: Fraction(7, 10)}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A part of a film without music to lead it: its share of the length, and its energy from its start to its end.

    ``is_drop`` tells that the strongest moment opens it.
    """

    name: str
    share: float
    energy: tuple[float, float]
    is_drop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the terms of a film's worth count; ``worth.py`` describes them."""

    moment: float = 1.0
    rise: float = 5.0
    fit: float = 0.25
    hit: float = 0.35
    pace: float = 0.35
    cut: float = 0.2
    drop: float = 4.0
    speech: float = 0.3
    opening: float = 0.5
    ending: float = 0.5
    files: float = 0.3
    day: float = 0.0
    join: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A kind of film. Clip lengths are wishes in seconds, for calm music, for busy music, and without any.

    ``source_level`` is the loudness of the footage's own sound under music, in LUFS, and ``speech_level`` that of a clip with a
    whole line in it; None leaves them out. ``fit`` says what becomes of pictures of another shape: "pad" with black, or "fill"
    and crop. ``transitions`` may stand between clips: of two that serve one cut the first is taken. ``withheld`` is the last
    share of the footage that the film does not give away. ``opening`` and ``ending`` weigh a select's parts, for the first and
    the last clip.
    """

    name: str
    summary: str
    order: Order
    calm_seconds: Fraction
    busy_seconds: Fraction
    usual_seconds: Fraction
    shortest_seconds: Fraction
    longest_seconds: Fraction
    default_length: Fraction | None
    source_level: float | None
    speech_level: float | None
    fit: str
    transitions: tuple[str, ...] = PLAIN
    needs_music: bool = False
    withheld: float = 0.0
    weights: Weights = field(default_factory=Weights)
    opening: Mapping[str, float] = field(default_factory=dict)
    ending: Mapping[str, float] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    talk: Talk | None = None

    @property
    def is_chronological(self) -> bool:
        """Whether moments come in the order they happened."""
        return self.order is not Order.FREE

    def wish(self, energy: float) -> Fraction:
        """How long a clip should last where the music has this energy (0..1)."""
        return self.calm_seconds + (self.busy_seconds - self.calm_seconds) * Fraction(energy).limit_denominator(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How a talk is tightened, in seconds.

    A silence longer than ``longest_pause`` is cut out; ``before`` and ``after`` a word so much is left, since the detector hears
    a word's soft ends late and early; sentences that are nearer than ``sentence`` go together.
    """

    longest_pause: Fraction
    before: Fraction
    after: Fraction
    sentence: Fraction


def highlights() -> Style:
    """The best moments in the order they happened."""
    return built_in("highlights")


def trailer() -> Style:
    """Hook, build, breath, drop, button; the strongest moment on the drop."""
    return built_in("trailer")


def montage() -> Style:
    """Every cut on the grid of the music, in whatever order suits it."""
    return built_in("montage")


def recap() -> Style:
    """All files and the whole day, evenly."""
    return built_in("recap")


def tighten() -> Style:
    """A talk or a long take without its dead air, nothing reordered."""
    return built_in("tighten")


def built_in(name: str) -> Style:
    """A style that comes with the program."""
    from autoedit.plan.style_file import read_style

    return read_style(files("autoedit.plan").joinpath(f"styles/{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def own_style(path: Path) -> Style:
    """A person's own style.

    Raises:
        BadOption: the file cannot be read, or is no style.
    """
    from autoedit.model.toml_text import LONGEST
    from autoedit.plan.style_file import read_style

    try:
        with path.open(encoding="utf-8") as file:
            return read_style(file.read(LONGEST + 1), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadOption(
            f"the style {path} cannot be read ({error}). Give a name, or a TOML file like the built-in ones."
        ) from error
