"""What a film gains by showing each file and each part of the day, and what it may show once only.

Every count's gain falls with each further clip, so that each file is seen before one is seen again. Of takes of one view one is
shown (``Takes``). A moment a person wants is a count of its own, whose gain outranks all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from autoedit.plan.candidate import Candidate
from autoedit.plan.problem import Counter, Floats, Places, whole_units
from autoedit.plan.style import Style

AGAIN = 0.4  # of the last one's gain: the next clip of a file
SEEN_OF = 3  # clips of a file that gain anything
CROWD, MOST_LOSS = 0.15, 6  # lost with each clip of a file past its share of the film, once more each time
DAY_PARTS = 8
WISHED = 12.0  # a person's wish outranks any score


class Takes(StrEnum):
    """What may be shown of takes of one view: moments of one of them, a single moment, or all."""

    ONE = "one"
    SINGLE = "single"
    ALL = "all"


def counters(candidates: Sequence[Candidate], style: Style, takes: Takes, clips: float) -> tuple[Counter, ...]:
    """The counts of a film.

    Args:
        clips: how many clips the film will have, as the style wishes.
    """
    weights = style.weights
    most = len(candidates)
    files = _by(candidates, lambda c: c.order)
    # Where there are more files than clips not all can be seen, and no clip is made shorter for it.
    weight = weights.files * min(1.0, clips / len(files))
    share = max(1, math.ceil(clips / len(files)))
    found = [Counter(members=members, gains=_gains(weight, most, share)) for members in files]
    if weights.day:
        parts = _by(candidates, lambda c: min(DAY_PARTS - 1, int(c.place * DAY_PARTS)))
        share = max(1, math.ceil(clips / len(parts)))
        found += [Counter(members=members, gains=_gains(weights.day, most, share)) for members in parts]
    if takes is Takes.SINGLE:
        groups: dict[str, list[int]] = defaultdict(list)
        for place, candidate in enumerate(candidates):
            if candidate.select.group:
                groups[candidate.select.group].append(place)
        shared = [places for _, places in sorted(groups.items()) if len(places) > 1]
        found += [_once(candidates, places) for places in shared]
    wished = [place for place, candidate in enumerate(candidates) if candidate.wish is not None]
    found += [Counter(members=np.array([place], np.intp), gains=whole_units(np.array([0.0, WISHED]))) for place in wished]
    return tuple(found)


def is_wish(counter: Counter) -> bool:
    """Whether it counts a person's wish."""
    return len(counter.members) == 1 and np.array_equal(counter.gains, whole_units(np.array([0.0, WISHED])))


def _once(candidates: Sequence[Candidate], places: Sequence[int]) -> Counter:
    """One clip of a group, or as many as a person wishes."""
    most = max(1, sum(candidates[place].wish is not None for place in places))
    return Counter(members=np.array(places, np.intp), gains=np.zeros(most + 1))


def _by(candidates: Sequence[Candidate], key: Callable[[Candidate], object]) -> list[Places]:
    sets: dict[object, list[int]] = {}
    for place, candidate in enumerate(candidates):
        sets.setdefault(key(candidate), []).append(place)
    return [np.array(places, np.intp) for places in sets.values()]


def _gains(weight: float, most: int, share: int) -> Floats:
    """The gain by number of clips: the first one's, ever less, and a growing loss where one file crowds the film."""
    steps = weight * AGAIN ** np.arange(most, dtype=np.float64)
    steps[SEEN_OF:] = 0.0
    loss = CROWD * np.clip(np.arange(most) + 1 - share, 0, MOST_LOSS)
    return np.concatenate([[0.0], np.cumsum(whole_units(steps - loss))])
