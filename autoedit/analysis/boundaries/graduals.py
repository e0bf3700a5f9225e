"""What speaks for and against a gradual passage between two places of a strip, as numbers; and what kind of passage it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries.likeness import (
    correlation,
    gradients,
    share_changed,
    sharpness,
    step_between,
    torn_share,
)
from autoedit.analysis.boundaries.ramps import Doubles, Floats, Ramp, even_shares, shares
from autoedit.analysis.frame import Plane
from autoedit.model.shot import BoundaryKind

POOL = (3, 4)  # thumbnail cells pooled to one, rows and columns, where motion within the shots should not count
CHROMA_WEIGHT = 0.75
SOON, LATER = 20, 48  # places within which a flash is over, and somebody before the lens is gone
PLAIN_SHARE, PLAIN_LEVEL = 0.3, 40.0  # a fade's plain end, next to its other end, and from black or white
PLAIN = 10.0  # levels of deviation: black comes back in any film that fades
AROUND = 8  # places before and after that tell how still the two shots are

# Beyond these hardly a true passage of thousands is found, and more than half of the others.
LEAST_CHANGE, LEAST_CHANGED = 7.0, 0.45
MOST_UNEVEN, LONGEST_STEP, MOST_LEFT, MOST_DRIFT = 0.26, 0.65, 0.42, 1.4
SHORT, LEAST_BACK_SOON = 8, 0.4  # in as few places neither camera nor subject gets far
SAME_VIEW = 0.5  # correlation of the brightness: grain and motion take a good part of it
SURELY_BACK = 0.1  # so near whatever the structure
LEAST_BACK = 0.2  # where the old picture comes back as near as this, it was light or something before the lens

# Each number's name, and whether it speaks for (+1) or against (-1) a passage wherever it grows; 0 where neither is certain.
EVIDENCE = {
    "length": 0,
    "change": 1,
    "uneven": -1,  # alpha's distance from a straight rise
    "longest_step": -1,
    "falls": -1,  # how far alpha ever falls back
    "left": -1,
    "left_most": -1,
    "left_coarse": -1,
    "left_by_cell": -1,  # with a share of its own for every cell: what a wipe leaves
    "mixed": 0,  # 4 alpha (1 - alpha) of the cells: high where pictures mix, low where they displace each other
    "order": 0,  # how well a moving edge explains when each cell changes
    "drift": -1,  # change of the shots themselves beside the passage, over the passage's
    "drift_most": -1,
    "comes_back": 1,  # the least distance of what follows to the old picture, of what went before to the new, over the change
    "comes_back_later": 1,
    "alike": -1,
    "edges_alike": -1,
    "torn": 1,
    "share_changed": 1,
    "dip": 0,
    "edges_mixed": 1,
    "edges_of_ends": 1,
    "motion_left": 1,
    "speed": -1,
    "speed_beside": 0,
    "sharp": 1,
    "flat": 0,
    "end_level": 0,
}


class Passage(NamedTuple):
    """The evidence, the kind, and whether the plainer picture is the new one: of a fade, whether it goes out."""

    numbers: NDArray[np.float64]
    kind: BoundaryKind
    ends_plain: bool


def coarse_cells(thumbs: Floats) -> Floats:
    """What ramps are searched in: thumbnails by two cells each way, colour at CHROMA_WEIGHT, as rows of numbers.

    Args:
        thumbs: float32 [frames, 3, rows, columns].
    """
    count, planes, rows, columns = thumbs.shape
    cells = thumbs.reshape(count, planes, rows // 2, 2, columns // 2, 2).mean(axis=(3, 5), dtype=np.float32)
    cells[:, 1:] *= CHROMA_WEIGHT
    return np.asarray(cells.reshape(count, -1), np.float32)


def passage(halves: Sequence[Plane], thumbs: Floats, cells: Floats, ramp: Ramp) -> Passage | None:
    """Weigh one candidate; None when plain facts already speak against it.

    Args:
        halves: brightness by place, uint8 [h, w] each.
        thumbs: float32 [places, 3, rows, columns].
        cells: the same as rows of numbers, as the search saw them.
        ramp: the stretch.
    """
    first, last = ramp.last_old, ramp.first_new
    old, new = cells[first], cells[last]
    luma = thumbs[:, 0]
    power = float(np.sqrt(np.mean((new - old) ** 2)))
    changed = share_changed(luma[first], luma[last])
    # The cheap facts first: they speak against most candidates.
    if power < LEAST_CHANGE or changed < LEAST_CHANGED:
        return None
    alpha, left = shares(cells[first : last + 1], old, new)
    even = even_shares(cells[first : last + 1], old, new)
    uneven = float(np.sqrt(np.mean((even - np.linspace(0, 1, len(even))) ** 2)))
    longest_step = float(np.diff(even).max())
    before, after = max(0, first - AROUND), min(len(cells) - 1, last + AROUND)
    drifts = [_rms(cells[first] - cells[before]), _rms(cells[after] - cells[last])]
    if uneven > MOST_UNEVEN or longest_step > LONGEST_STEP or left.mean() > MOST_LEFT or sum(drifts) / 2 > MOST_DRIFT * power:
        return None
    if _came_back(cells, ramp):
        return None
    coarse = _pooled(thumbs[first : last + 1])
    _, left_coarse = shares(coarse.reshape(len(coarse), -1), coarse[0].ravel(), coarse[-1].ravel())
    mixed, left_by_cell, order = _by_cell(coarse)
    one, other = halves[first], halves[last]
    edges = gradients(one), gradients(other)
    middles = sorted({first + round(ramp.length * part) for part in (0.35, 0.65)})
    between = [(place, gradients(halves[place]), float(np.clip(alpha[place - first], 0, 1))) for place in middles]
    edges_mixed = [correlation(edge, (1 - share) * edges[0] + share * edges[1]) for _, edge, share in between]
    edges_of_ends = [min(correlation(edge, end) for end in edges) for _, edge, _ in between]
    steps = [step_between(halves[place - 1], halves[place]) for place in middles]
    beside = [step_between(halves[place - 1], halves[place]) for place in (first, after) if place > 0]
    sharp_ends = min(sharpness(one), sharpness(other))
    deviations = [float(picture.std()) for picture in (one, other)]
    flattest = int(np.argmin(deviations))
    level = float((one, other)[flattest].mean())
    variances = [float(luma[place].var()) for place in (first, (first + last) // 2, last)]
    numbers = {
        "length": float(ramp.length),
        "change": power,
        "uneven": uneven,
        "longest_step": longest_step,
        "falls": float(np.maximum(0, -np.diff(even)).sum()),
        "left": float(left.mean()),
        "left_most": float(left.max()),
        "left_coarse": float(left_coarse.mean()),
        "left_by_cell": left_by_cell,
        "mixed": mixed,
        "order": order,
        "drift": sum(drifts) / 2 / (power + 0.5),
        "drift_most": max(drifts) / (power + 0.5),
        "comes_back": _return(cells, ramp, SOON),
        "comes_back_later": _return(cells, ramp, LATER),
        "alike": correlation(luma[first], luma[last]),
        "edges_alike": correlation(*edges),
        "torn": torn_share(one, other),
        "share_changed": changed,
        "dip": variances[1] / ((variances[0] + variances[2]) / 2 + 4.0),
        "edges_mixed": float(np.mean(edges_mixed)),
        "edges_of_ends": float(np.mean(edges_of_ends)),
        "motion_left": float(np.mean([step.share_left for step in steps])),
        "speed": float(np.mean([step.speed for step in steps])),
        "speed_beside": float(np.mean([step.speed for step in beside])) if beside else 0.0,
        "sharp": float(np.mean([sharpness(halves[p]) for p in middles])) / (sharp_ends + 1.0),
        "flat": deviations[flattest],
        "end_level": min(level, 255 - level),
    }
    kind = _kind({**numbers, "rich": max(deviations)})
    return Passage(np.array([numbers[name] for name in EVIDENCE]), kind, flattest == 1)


def _kind(numbers: dict[str, float]) -> BoundaryKind:
    """A plain end is a fade; where cells change one after the other, each at once, it is a wipe."""
    if numbers["flat"] < PLAIN_SHARE * numbers["rich"] and numbers["end_level"] < PLAIN_LEVEL:
        return BoundaryKind.FADE
    if numbers["mixed"] < 0.35 and numbers["left_by_cell"] < numbers["left_coarse"]:
        return BoundaryKind.WIPE
    return BoundaryKind.DISSOLVE


def _pooled(thumbs: Floats) -> Floats:
    """Means over POOL cells: float32 [places, 3, rows, columns]."""
    count, planes, rows, columns = thumbs.shape
    high, wide = POOL if columns >= rows else POOL[::-1]
    return np.asarray(thumbs.reshape(count, planes, rows // high, high, columns // wide, wide).mean(axis=(3, 5)), np.float32)


def _by_cell(coarse: Floats) -> tuple[float, float, float]:
    """How much cells mix, what is left when each has a share of its own, and how well an edge's path explains their times."""
    count = len(coarse)
    change = coarse[-1] - coarse[0]
    power = (change**2).sum(axis=0) + 1e-6
    away = coarse - coarse[0]
    alpha = (away * change).sum(axis=1) / power
    left = np.maximum((away**2).sum(axis=1) - alpha**2 * power, 0)
    weight = power / power.sum()
    clipped = np.clip(alpha[1:-1], 0, 1)
    mixed = float((4 * clipped * (1 - clipped) * weight).sum(axis=(1, 2)).mean())
    times = 1 - clipped.mean(axis=0)  # when each cell turns, 0 first and 1 last
    return mixed, float(left.sum() / power.sum() / count), _order(times, weight)


def _order(times: Floats, weight: Floats) -> float:
    """The share of the variance of turning times that a moving straight or round edge explains, 0..1."""
    rows, columns = np.mgrid[-1 : 1 : times.shape[0] * 1j, -1 : 1 : times.shape[1] * 1j]
    root = np.sqrt(np.minimum(weight, 4 / weight.size)).ravel()
    centred = times.ravel() - np.average(times, weights=np.minimum(weight, 4 / weight.size))
    total = float(((centred * root) ** 2).sum()) + 1e-9
    explained = 0.0
    for terms in ((rows, columns), (np.hypot(rows, columns),), (np.abs(rows), np.abs(columns))):
        table: Doubles = np.stack([np.ones(times.size), *(term.ravel() for term in terms)], axis=1) * root[:, None]
        solution, *_ = np.linalg.lstsq(table, centred * root, rcond=None)
        rest = float(((centred * root - table @ solution) ** 2).sum())
        explained = max(explained, 1 - rest / total)
    # Times that hardly differ have no order to explain.
    return max(0.0, explained) * min(1.0, float(np.sqrt(total)) / 0.15)


def _return(cells: Floats, ramp: Ramp, places: int) -> float:
    """The least distance of what follows to the old picture, and of what went before to the new, over the change.

    A plain picture's return says nothing.
    """
    first, last = ramp.last_old, ramp.first_new
    old, new = cells[first], cells[last]
    power = float(np.sqrt(np.mean((new - old) ** 2)))
    later, earlier = cells[last + 1 : last + 1 + places], cells[max(0, first - places) : first]
    count = cells.shape[1] // 3
    found = [power]
    found += _distances(later, old).tolist() if old[:count].std() > PLAIN else []
    found += _distances(earlier, new).tolist() if new[:count].std() > PLAIN else []
    return min(found) / (power + 0.5)


def _came_back(cells: Floats, ramp: Ramp) -> bool:
    """Whether the old picture is soon seen again, or the new one was there before: near in level, and of the same structure."""
    first, last = ramp.last_old, ramp.first_new
    power = float(np.sqrt(np.mean((cells[last] - cells[first]) ** 2)))
    least = (LEAST_BACK_SOON if ramp.length <= SHORT else LEAST_BACK) * (power + 0.5)
    count = cells.shape[1] // 3
    for one, others in ((cells[first], cells[last + 1 : last + 1 + SOON]), (cells[last], cells[max(0, first - SOON) : first])):
        is_black_or_white = one[:count].std() < PLAIN and abs(float(one[:count].mean()) - 127.5) > 100
        if len(others) and not is_black_or_white:
            distances = _distances(others, one)
            nearest = others[int(distances.argmin())]
            is_alike = correlation(one[:count], nearest[:count]) > SAME_VIEW
            if distances.min() < (least if is_alike else SURELY_BACK * power):
                return True
    return False


def _distances(cells: Floats, one: Floats) -> Floats:
    return np.asarray(np.sqrt(np.mean((cells - one) ** 2, axis=1)), np.float32)


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))
