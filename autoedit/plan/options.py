"""What a person may ask of a plan, and how the edit list tells it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from autoedit.errors import BadOption
from autoedit.model.document import Decision, Song
from autoedit.plan.bed import MusicFit
from autoedit.plan.coverage import Takes
from autoedit.plan.style import Order, Pace, Style
from autoedit.plan.transition_kinds import told_transitions

CALM_TEMPO, FAST_TEMPO = 84.0, 138.0
CALM_ENERGY, FAST_ENERGY = 0.35, 0.6
AS_IT_COMES = "as it comes"  # a talk of no stated length


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What a person may ask of a plan; None leaves it to the footage."""

    style: Style
    length: Fraction | None = None
    pace: Pace | None = None
    frame_rate: Fraction | None = None
    width: int | None = None
    height: int | None = None
    min_score: float = 0.0
    decisions: tuple[Decision, ...] = ()
    takes: Takes = Takes.ONE
    fit: str | None = None
    music_fit: MusicFit | None = None
    transitions: tuple[str, ...] | None = None
    told: tuple[tuple[str, str], ...] = ()
    name: str = "film"

    def __post_init__(self) -> None:
        if self.length is not None and self.length <= 0:
            raise BadOption(f"a film lasts longer than nothing, got {self.length} s")
        if (self.width is None) != (self.height is None):
            raise BadOption("a size has both a width and a height")


def told_options(options: PlanOptions, pace: Pace) -> dict[str, str]:
    """The options as the edit list tells them."""
    told = {"min_score": f"{options.min_score:g}", "fit": options.fit or options.style.fit, "pace": str(pace)}
    if options.length is None and options.style.order is Order.TALK:
        told["length"] = AS_IT_COMES
    if options.takes is not Takes.ONE:
        told["takes"] = str(options.takes)
    if options.music_fit is not None:
        told["music_fit"] = str(options.music_fit)
    if options.transitions is not None:
        told["transitions"] = told_transitions(options.transitions)
    return {**told, **dict(options.told)}


def pace_of(options: PlanOptions, song: Song | None) -> Pace:
    """The pace asked for, or the one the music asks for: calm where it is slow or quiet, fast where it is quick and full."""
    if options.pace is not None or song is None or not song.grid.is_trusted:
        return options.pace or Pace.NORMAL
    sections = song.grid.sections
    whole = sum((section.end - section.start for section in sections), Fraction(0))
    energy = sum(float((part.end - part.start) / whole) * part.energy for part in sections) if whole else 0.5
    if song.grid.tempo < CALM_TEMPO or energy < CALM_ENERGY:
        return Pace.CALM
    return Pace.FAST if song.grid.tempo > FAST_TEMPO and energy > FAST_ENERGY else Pace.NORMAL
