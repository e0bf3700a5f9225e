"""What is shown in a film, in what order: joins and plants dealt evenly over all films, takes and framings by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.splices.clips import Clip, Framing, Grade
from tests.benchmarks.splices.joins import Join, join
from tests.benchmarks.splices.looks import Look
from tests.benchmarks.splices.plants import MARGIN, PLANTS, Plant
from tests.benchmarks.splices.takes import Picture, Take

# How many of each a film has, on average; the whole set has them exactly.
JOINS = {"cut": 9, "jump": 2, "dissolve": 3, "dip": 2, "wipe": 3}
PLANTED = {"flash": 5, "whip": 3, "shake": 3, "exposure": 2, "passer": 1, "title": 1}
# How long shots last: seconds from, to, and how often.
LENGTHS = ((0.5, 1.0, 3), (1.0, 2.0, 8), (2.0, 3.5, 5), (3.5, 6.0, 2))
# Least change across a join, in levels of brightness of a picture of 32 x 18: what cannot be seen is no boundary.
LEAST_CHANGE = 12.0
# A jump within a take is seen when it changes the picture this much, and this many times more than a frame does, and changes
# this part of the picture plainly: a hand that is elsewhere in a still picture is no cut that anyone could tell from motion.
LEAST_JUMP, LEAST_JUMP_RATIO = 6.0, 4.0
LEAST_JUMP_PART, PLAIN_CHANGE = 0.2, 12.0
TRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A film: clips and the joins between them; it may open from black and end in it."""

    look: Look
    clips: tuple[Clip, ...]
    joins: tuple[Join, ...]
    opening: Join | None
    ending: Join | None


def dealt(kinds: dict[str, int], films: int, dice: random.Random) -> list[tuple[str, ...]]:
    """The kinds for each film: as many in all as the films together should have, shuffled."""
    deck = [kind for kind, count in kinds.items() for _ in range(count * films)]
    dice.shuffle(deck)
    size = len(deck) // films
    return [tuple(deck[number * size : (number + 1) * size]) for number in range(films)]


def written(look: Look, joins: Sequence[str], plants: Sequence[str], takes: Sequence[Take], dice: random.Random) -> Script:
    """A film with these joins, in order, and these plants somewhere."""
    made = [join(kind, dice) for kind in joins]
    opening = Join(kind="dip", held=dice.randint(3, 20), in_frames=dice.randint(8, 30)) if dice.random() < 0.3 else None
    ending = Join(kind="dip", out_frames=dice.randint(8, 30), held=dice.randint(3, 20)) if dice.random() < 0.3 else None
    happening = _spread([PLANTS[kind](dice) for kind in plants], len(made) + 1, dice)
    clips: list[Clip] = []
    for number, planted in enumerate(happening):
        before = made[number - 1] if number else opening
        after = made[number] if number < len(made) else ending
        shared = (before.takes_from_next() if before else 0, after.takes_from_before() if after else 0)
        frames, placed = _timed(planted, shared, look, dice)
        earlier = clips[-1] if clips else None
        clip = _jumped(earlier, frames, placed, look, dice) if earlier and before and before.kind == "jump" else None
        if clip is None:
            clip = _fresh(earlier, takes, frames, placed, look, dice)
            if number and before and before.kind == "jump":
                made[number - 1] = Join(kind="cut")
        clips.append(clip)
    return Script(look=look, clips=tuple(clips), joins=tuple(made), opening=opening, ending=ending)


def _spread(plants: Sequence[Plant], clips: int, dice: random.Random) -> list[list[Plant]]:
    """Plants by clip; few clips have two."""
    order = [*range(clips), *dice.sample(range(clips), max(0, len(plants) - clips))]
    dice.shuffle(order)
    spread: list[list[Plant]] = [[] for _ in range(clips)]
    for number, plant in zip(order, plants, strict=False):
        spread[number].append(plant)
    return spread


def _timed(plants: Sequence[Plant], shared: tuple[int, int], look: Look, dice: random.Random) -> tuple[int, tuple[Plant, ...]]:
    """How many frames the clip has, joins and all, and its plants with their times."""
    shortest, longest, _ = dice.choices(LENGTHS, [often for _, _, often in LENGTHS])[0]
    least = round(0.5 * float(look.rate))
    shown = max(least, round(dice.uniform(shortest, longest) * look.pace * float(look.rate)))
    needed = sum(plant.frames + MARGIN for plant in plants) + MARGIN
    shown = max(shown, needed if plants else 0)
    slack = shown - needed
    place = shared[0]
    placed = []
    for plant in plants:
        wait = dice.randint(0, max(0, slack))
        slack -= wait
        place += MARGIN + wait
        placed.append(replace(plant, first=place))
        place += plant.frames
    return shared[0] + shown + shared[1], tuple(placed)


def _fresh(
    earlier: Clip | None, takes: Sequence[Take], frames: int, plants: tuple[Plant, ...], look: Look, dice: random.Random
) -> Clip:
    """A clip of another place than the one before, and one that looks different."""
    places = sorted({take.place for take in takes if earlier is None or take.place != earlier.take.place})
    # Places of which there is more come more often: the shortest takes are to be seen no more than others.
    weights = [sum(take.frames for take in takes if take.place == place) ** 0.5 for place in places]
    for _ in range(TRIES):
        place = dice.choices(places, weights)[0]
        clip = _clip(dice.choice([take for take in takes if take.place == place]), frames, plants, look, dice)
        if earlier is None or _changes(earlier, clip).mean() >= LEAST_CHANGE:
            break
    return clip


def _clip(take: Take, frames: int, plants: tuple[Plant, ...], look: Look, dice: random.Random) -> Clip:
    # A take goes on a frame, or half of one where the film's rate is nearer to twice the take's.
    step = Fraction(1, 2) if look.rate > take.rate * Fraction(3, 2) else Fraction(1)
    pans = [plant for plant in plants if plant.kind == "whip"]
    zoom = dice.uniform(1.8, 2.2) if pans else dice.choice([1.0, dice.uniform(1.0, 1.8)])
    middle = (dice.random(), dice.random())
    if pans:
        middle = (0.0 if pans[0].moved(10**6)[0] > 0 else 1.0, dice.uniform(0.3, 0.7))
    is_drifting = dice.random() < 0.3 and not pans
    drift = (dice.uniform(-0.003, 0.003), dice.uniform(-0.001, 0.001)) if is_drifting else (0.0, 0.0)
    warmth = dice.uniform(-0.12, 0.12)
    gain = dice.uniform(0.8, 1.1)
    return Clip(
        take=take,
        start=Fraction(dice.randrange(take.frames)),
        step=step,
        is_mixed=step != 1 and take.rate > 20,
        hold=look.hold,
        frames=frames,
        size=look.size,
        framing=Framing(zoom=zoom, middle=middle, is_mirrored=dice.random() < 0.5, drift=drift),
        grade=Grade(gains=(gain * (1 + warmth), gain, gain * (1 - warmth)), gamma=dice.uniform(0.8, 1.25)),
        plants=plants,
    )


def _jumped(earlier: Clip, frames: int, plants: tuple[Plant, ...], look: Look, dice: random.Random) -> Clip | None:
    """The same take one to three seconds on, now and then framed closer; none when it would hardly be seen."""
    if any(plant.kind == "whip" for plant in plants):
        return None  # a pan needs a framing of its own
    for _ in range(TRIES):
        skip = round(dice.uniform(1, 3) * float(earlier.take.rate))
        closer = dice.choice([1.0, 1.0, dice.uniform(1.08, 1.3)])
        framing = replace(earlier.framing, zoom=earlier.framing.zoom * closer)
        start = earlier.start + earlier.frames * earlier.step + skip
        clip = replace(earlier, start=start, frames=frames, framing=framing, plants=plants)
        change = _changes(earlier, clip) * look.contrast
        is_large = change.mean() >= max(LEAST_JUMP, LEAST_JUMP_RATIO * look.contrast * earlier.take.unrest)
        if is_large and (change >= PLAIN_CHANGE).mean() >= LEAST_JUMP_PART:
            return clip
    return None


def _changes(earlier: Clip, later: Clip) -> NDArray[np.float64]:
    """How much each part of the picture changes from the last frame of one to the first of the other."""
    return np.abs(_small(earlier.picture(earlier.frames - 1)) - _small(later.picture(0)))


def _small(picture: Picture) -> NDArray[np.float64]:
    """Brightness, 32 x 18, less its mean: after an exposure jump the mean says nothing."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = np.asarray(cv2.resize(grey, (32, 18), interpolation=cv2.INTER_AREA), np.float64)
    return np.asarray(small - small.mean(), np.float64)
