"""What a cut is an occasion for: what pictures and music do there that a transition could say.

    drop    the music is let loose after something quieter
    fall    a section of the music begins that is much quieter (or a film without music draws breath)
    rise    a section begins that is fuller, between two lively pictures
    motion  both cameras move quickly the same way
    change  place or time changes, where it is quiet
    jump    one take goes on a little later, in the same picture

A cut may be several at once, the first of the list the weightiest. Which transition serves which is told in ``transition_kinds``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from autoedit.model.music import SectionKind
from autoedit.model.story import captured_at
from autoedit.plan.candidate import look_distance
from autoedit.plan.neighbours import ALIKE_LOOKS
from autoedit.plan.solve import Choice
from autoedit.plan.style import Pace, Style

# Energy 1 is the song's fullest part, and 0.067 are one decibel.
QUIET = 0.55  # 7 dB below the fullest part
FULL = 0.7
RISES, FALLS = 0.1, 0.2  # 1.5 dB, by which a drop is told from what is beside it; 3 dB, half of the power
BREATH = 0.4  # by which acts fall where a film without music draws breath
EVEN = 0.15  # energies that differ by less tell no part of the song from another
CALM_ACTION, LIVELY_ACTION = 0.25, 0.4  # parts of the score: a subject that crosses the picture in 20 s, and in 10
# A pan that takes seven seconds for a picture's width is the fastest that one can look around in; a quicker one is felt.
QUICK = 1 / 7
ALONG = math.cos(math.radians(35))
WHIPPED = 0.4  # widths a second: from here on a generated pan is as fast as it gets
FASTEST_WHIP = 1.5
TIME_PASSES, DAY_CHANGES = timedelta(minutes=30), timedelta(hours=6)
OTHER_PLACE = 0.17  # looks: what most unrelated views differ by
SAME_PICTURE = 0.04  # looks: the same view, exposed or framed a little otherwise
WAYS = ("right", "down to the right", "down", "down to the left", "left", "up to the left", "up", "up to the right")


class Occasion(StrEnum):
    """What a transition may stand for, the weightiest first."""

    DROP = "drop"
    FALL = "fall"
    RISE = "rise"
    MOTION = "motion"
    CHANGE = "change"
    JUMP = "jump"

    @property
    def weight(self) -> int:
        """0 for the weightiest."""
        return list(Occasion).index(self)

    @property
    def is_of_form(self) -> bool:
        """Whether it marks the form of the music, where a viewer expects something."""
        return self in (Occasion.DROP, Occasion.FALL, Occasion.RISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a cut might be more than one.

    ``strength`` compares causes of one occasion. ``angle`` is where the camera goes, in degrees clockwise from the right, and
    ``speed`` how fast against a usual pan.
    """

    occasion: Occasion
    why: str
    strength: float = 0.0
    angle: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """What a whole film is like.

    ``is_led`` tells whether music or acts say where it is quiet. Where neither does, ``is_quiet`` tells whether the pictures may:
    not under music that is full throughout.
    """

    is_calm: bool
    is_led: bool
    is_quiet: bool


def mood_of(choices: Sequence[Choice], style: Style, pace: Pace) -> Mood:
    """What a film is like, by its pace, its music and its pictures."""
    has_music = any(choice.slot.beat is not None for choice in choices)
    energies = [choice.slot.energy for choice in choices]
    is_led = (has_music or bool(style.acts)) and max(energies) - min(energies) >= EVEN
    may_be_quiet = not has_music or pace is Pace.CALM
    if is_led:
        is_calm = _mean(choices, lambda choice: choice.slot.energy) <= QUIET
    else:
        is_calm = may_be_quiet and _mean(choices, _action) < CALM_ACTION
    return Mood(is_calm=pace is Pace.CALM or (is_calm and pace is not Pace.FAST), is_led=is_led, is_quiet=may_be_quiet)


def _mean(choices: Sequence[Choice], value: Callable[[Choice], float]) -> float:
    """The mean over the film's time."""
    return sum(value(choice) * choice.slot.frames for choice in choices) / sum(choice.slot.frames for choice in choices)


def causes(before: Choice, after: Choice, mood: Mood) -> tuple[Cause, ...]:
    """What the cut from one clip to the next is an occasion for, the weightiest first."""
    found = (*_of_music(before, after, mood), *_of_pictures(before, after, mood))
    return tuple(sorted(found, key=lambda cause: cause.occasion.weight))


def _of_music(before: Choice, after: Choice, mood: Mood) -> Iterator[Cause]:
    beat, was, energy = after.slot.beat, before.slot.energy, after.slot.energy
    if beat is None:
        if mood.is_led and was - energy >= BREATH:
            yield Cause(occasion=Occasion.FALL, why="the film draws breath", strength=was - energy)
        return
    is_drop = after.slot.is_drop or beat.opens is SectionKind.DROP
    if is_drop and energy >= FULL and energy - was >= RISES:
        yield Cause(occasion=Occasion.DROP, why="the drop", strength=1.0 if after.slot.is_drop else energy - was)
    elif beat.opens is not None and was - energy >= FALLS:
        yield Cause(occasion=Occasion.FALL, why=f"the {beat.opens} begins, and the music falls back", strength=was - energy)
    elif beat.opens is not None and energy - was >= RISES and _are_lively(before, after, mood):
        angle, speed = _camera(before, after)
        why = f"the {beat.opens} begins, and both pictures are lively"
        yield Cause(occasion=Occasion.RISE, why=why, strength=energy - was, angle=angle, speed=speed)


def _of_pictures(before: Choice, after: Choice, mood: Mood) -> Iterator[Cause]:
    is_one_take = _shot(before) == _shot(after)
    is_quiet = _is_quiet(before, after, mood)
    if not is_one_take and not is_quiet and _agree(before, after):
        angle, speed = _camera(before, after)
        way = WAYS[round(angle / 45) % len(WAYS)]
        strength = min(math.hypot(*choice.candidate.select.heading) for choice in (before, after))
        yield Cause(occasion=Occasion.MOTION, why=f"both cameras move {way}", strength=strength, angle=angle, speed=speed)
    changed = _change(before, after, mood) if is_quiet else None
    if changed is not None:
        strength, what = changed
        where = "in a quiet passage" if mood.is_led else "between calm pictures"
        yield Cause(occasion=Occasion.CHANGE, why=f"{what} {where}", strength=strength)
    if is_one_take and _unlike(before, after) <= SAME_PICTURE:
        yield Cause(occasion=Occasion.JUMP, why="a jump within one take")


def _is_quiet(before: Choice, after: Choice, mood: Mood) -> bool:
    """Whether it is quiet on both sides: by the music or the acts, or where they do not tell by what the pictures show."""
    if mood.is_led:
        return max(before.slot.energy, after.slot.energy) <= QUIET
    return mood.is_quiet and all(_action(choice) < LIVELY_ACTION and not _is_quick(choice) for choice in (before, after))


def _are_lively(before: Choice, after: Choice, mood: Mood) -> bool:
    """Whether a cut in a lively film leads from one lively picture to another, in music that is no longer quiet."""
    return not mood.is_calm and after.slot.energy > QUIET and min(_action(before), _action(after)) >= LIVELY_ACTION


def _change(before: Choice, after: Choice, mood: Mood) -> tuple[float, str] | None:
    """How great a change of time or place is, and what it is; None where there is none."""
    passed = _passed(before, after)
    if passed is not None and passed >= TIME_PASSES:
        is_other_day = passed >= DAY_CHANGES and _date(before) != _date(after)
        return (1.0, "the day changes") if is_other_day else (0.7, "time passes")
    unlike = _unlike(before, after)
    if _shot(before) == _shot(after) or unlike < ALIKE_LOOKS:
        return None
    # Where nothing but the pictures asks for it, they must be calm, and of two places beyond doubt.
    is_clear = unlike >= OTHER_PLACE and max(_action(before), _action(after)) < CALM_ACTION
    return (min(unlike, 0.6), "the place changes") if mood.is_led or is_clear else None


def _passed(before: Choice, after: Choice) -> timedelta | None:
    """How much time lies between the beginnings of two clips; None where their files do not tell."""
    if before.candidate.media.id == after.candidate.media.id:
        return timedelta(seconds=abs(float(after.source_start - before.source_start)))
    first, second = _filmed_at(before), _filmed_at(after)
    return abs(second - first) if first is not None and second is not None else None


def _filmed_at(choice: Choice) -> datetime | None:
    begun = captured_at(choice.candidate.media)
    return begun + timedelta(seconds=float(choice.source_start - choice.candidate.media.start)) if begun is not None else None


def _date(choice: Choice) -> date | None:
    filmed = _filmed_at(choice)
    return filmed.date() if filmed is not None else None


def _unlike(before: Choice, after: Choice) -> float:
    return float(look_distance([before.candidate.select, after.candidate.select])[0, 1])


def _shot(choice: Choice) -> tuple[str, str]:
    return choice.candidate.media.id, choice.candidate.select.shot


def _action(choice: Choice) -> float:
    return choice.candidate.select.parts.get("action", 0.0)


def _is_quick(choice: Choice) -> bool:
    return math.hypot(*choice.candidate.select.heading) >= QUICK


def _agree(before: Choice, after: Choice) -> bool:
    """Whether both cameras move quickly, and the same way."""
    if not (_is_quick(before) and _is_quick(after)):
        return False
    (x, y), (u, v) = before.candidate.select.heading, after.candidate.select.heading
    return x * u + y * v >= ALONG * math.hypot(x, y) * math.hypot(u, v)


def _camera(before: Choice, after: Choice) -> tuple[float, float]:
    """Where the cameras go on the whole, in whole degrees clockwise from the right, and how fast; to the right if nowhere."""
    # A heading is how the picture goes by: it goes against the camera.
    x, y = (-sum(ways) / 2 for ways in zip(before.candidate.select.heading, after.candidate.select.heading, strict=True))
    speed = math.hypot(x, y)
    if speed < QUICK:
        return 0.0, 1.0
    angle = float(round(math.degrees(math.atan2(y, x))) % 360)
    return angle, round(min(max(speed / WHIPPED, 1.0), FASTEST_WHIP), 2)
