"""Solved films, clip by clip, from what a cut depends on: the music there, the pictures, and the handles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from autoedit.model.music import SectionKind
from autoedit.model.timeline import Transition
from autoedit.plan.bed import Bed, FilmBeat
from autoedit.plan.candidate import Candidate
from autoedit.plan.solve import Choice, Slot
from autoedit.plan.style import Pace, Style, highlights, montage
from autoedit.plan.transitions import choose_transitions
from tests.plan.values import Seconds, media, select

PAL = Fraction(25)
HERE, NEAR, ELSEWHERE = (0.0,) * 8, (0.05,) * 8, (0.5,) * 8


def clip(
    name: str = "a",
    *,
    frames: int = 100,
    energy: float = 1.0,
    opens: SectionKind | None = None,
    is_drop: bool = False,
    has_music: bool = True,
    number: int = 1,
    action: float = 0.3,
    heading: tuple[float, float] = (0.0, 0.0),
    look: tuple[float, ...] | None = None,
    handles: tuple[Seconds, Seconds] = (3, 3),
    start: Seconds = 10,
    shot: str = "shot-001",
    captured: str | None = None,
    rate: Fraction = PAL,
) -> Choice:
    """A clip in the music, its slot not yet in its place; another name is another place, unless a look is given."""
    begins, lasts = Fraction(start), frames / rate
    # Each letter's look is as far from every other's as two places are.
    looks = look if look is not None else tuple(float(letter == name[0]) for letter in "abcd")
    moment = select(
        shot=shot, start=begins, peak=begins, end=begins + lasts, in_limit=begins - Fraction(handles[0]),
        out_limit=begins + lasts + Fraction(handles[1]), parts={"action": action}, look=looks,
    )  # fmt: skip
    beat = FilmBeat(time=Fraction(0), number=number, is_sounding=True, energy=energy, opens=opens) if has_music else None
    return Choice(
        slot=Slot(start=0, frames=frames, beat=beat, energy=energy, is_drop=is_drop),
        candidate=Candidate(
            media=media(name, seconds=3600, captured=captured), select=replace(moment, heading=heading), order=ord(name[0])
        ),
        source_start=begins,
    )


def row(*clips: Choice, rate: Fraction = PAL) -> tuple[Choice, ...]:
    """Clips one after the other."""
    found, first = [], 0
    for choice in clips:
        beat = replace(choice.slot.beat, time=first / rate) if choice.slot.beat is not None else None
        found.append(replace(choice, slot=replace(choice.slot, start=first, beat=beat)))
        first += choice.slot.frames
    return tuple(found)


def loud(count: int) -> list[Choice]:
    """Clips in full music that ask for nothing."""
    return [clip("abcd"[number % 4]) for number in range(count)]


def beats(tempo: Seconds, seconds: int = 60) -> Bed:
    """Music of even beats."""
    lasts = 60 / Fraction(tempo)
    counted = tuple(
        FilmBeat(time=place * lasts, number=place % 4 + 1, is_sounding=True, energy=0.5, opens=None)
        for place in range(int(seconds / lasts))
    )
    return Bed(passages=(), beats=counted, last_hit=Fraction(seconds), fades_from=None)


def style_with(*names: str, base: Style | None = None) -> Style:
    """A style that allows these transitions."""
    return replace(base or highlights(), transitions=names)


EVERYTHING = style_with("flash", "whip_pan", "dip_to_black", "dissolve", base=montage())


def between(
    *clips: Choice,
    style: Style = EVERYTHING,
    rate: Fraction = PAL,
    pace: Pace = Pace.NORMAL,
    bed: Bed | None = None,
    lead: Sequence[Choice] | None = None,
) -> Transition | None:
    """What stands between the last two clips of a film.

    Args:
        lead: what comes before them; left out, some loud clips, against which quiet ones are quiet.
    """
    film = row(*(loud(4) if lead is None else lead), *clips, rate=rate)
    return choose_transitions(film, style, rate, pace=pace, bed=bed)[-1]
