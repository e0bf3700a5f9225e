"""What a clip is worth in a slot: the measure by which films are compared.

A clip's worth is the weighted sum of its terms, times the share of a usual clip that it lasts (its length over the length wished
here), so that a film of few long clips and one of many short ones are compared by what is on the screen all along:

    moment   the select's score, less for what lies outside of its range
    rise     how far that score stands out from what is usual in its file
    fit      how near its action's rank is to the music's energy, or the act's; nothing where neither leads
    hit      how strong the beat is that its peak meets, and whether one sees the action come and go
    pace     1 less the square of the octaves between its length and the wished one
    cut      how well both ends sit: on bars and sections with music, in lulls without
    speech   a line kept whole, against one that is cut

and, whatever its length,

    drop     on the drop: the score, and its rise
    opening  as the film's first clip, and ``ending`` as its last: what the style likes to begin and end with, as good as it is

What neighbours cost (``neighbours.py``), and what files, groups and parts of the day gain (``coverage.py``), comes on top.
The in-point is chosen here too: of all places where the peak meets a beat, or an end a lull, the one that is worth most.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.plan.candidate import Candidate
from autoedit.plan.field import FAR, Field, lulls_near
from autoedit.plan.grid import Shape
from autoedit.plan.problem import Floats
from autoedit.plan.style import Style

TERMS = ("moment", "rise", "fit", "hit", "pace", "cut", "speech", "drop", "opening", "ending")
OUTSIDE = 0.5  # how much less a moment counts outside of its own range
# Where in a clip its action is best seen: it comes into view before, and there is time to see what comes of it.
LEAD = Fraction(35, 100)
EARLIEST, LATEST = 0.2, 0.8
OF_BEAT = 0.75  # of the term: the rest is the lead
OCTAVES = 1.5  # away from the wished length: nothing left of the pace
AT_LULL = 0.06  # seconds
HAIR = 1e-9  # of float seconds: the exact in-point is held inside its limits when it is reckoned


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """Every candidate in one slot.

    Attributes:
        worth: float64 [candidates], -inf where it does not fit.
        begins: source seconds, float64 [candidates].
        way: which way of placing it was the best, intp [candidates].
        terms: float64 [TERMS, candidates], weighted; their sum is the worth.
    """

    worth: Floats
    begins: Floats
    way: NDArray[np.intp]
    terms: Floats


def weighed(field: Field, shape: Shape, style: Style, rate: Fraction) -> Weighed:
    """Weigh every candidate in slots of one shape."""
    seconds = shape.frames / float(rate)
    begins = _ways(field, shape, seconds, rate)  # [ways, candidates]
    terms = _placed_terms(field, shape, style, seconds, begins)  # [terms, ways, candidates]
    total = terms.sum(axis=0)
    # A way that reaches beyond the limits is none; the last one is held inside them.
    is_inside = (begins >= field.low - HAIR) & (begins + seconds <= field.high + HAIR)
    # An instant that must be seen is within the clip.
    is_seen = ~field.is_must | ((begins <= field.peak) & (field.peak <= begins + seconds - 1 / float(rate)))
    total = np.where(is_inside & is_seen, total, -np.inf)
    total[-1] = np.where(np.isfinite(total[-1]), total[-1], terms[:, -1].sum(axis=0) - 1)
    way = np.round(total, 9).argmax(axis=0)
    columns = np.arange(len(field.low))
    chosen = terms[:, way, columns]
    weights = style.weights
    share = seconds / shape.wish
    whole = np.zeros((len(TERMS), len(columns)))
    whole[: len(chosen)] = chosen * share
    if shape.has_music or style.acts:
        whole[TERMS.index("fit")] = weights.fit * (1 - np.abs(shape.energy - field.action)) * share
    whole[TERMS.index("pace")] = weights.pace * _pace(field, shape, seconds) * share
    whole[TERMS.index("drop")] = (weights.drop * field.score + weights.rise * field.rise) * shape.is_drop
    # A poor picture opens nothing, however much goes on in it.
    against_best = field.score / max(float(field.score.max()), HAIR)
    whole[TERMS.index("opening")] = weights.opening * field.opening * against_best * shape.is_first
    whole[TERMS.index("ending")] = weights.ending * field.ending * against_best * shape.is_last
    fits = field.room >= shape.frames
    return Weighed(worth=np.where(fits, whole.sum(axis=0), -np.inf), begins=begins[way, columns], way=way, terms=whole)


def exact_start(candidate: Candidate, shape: Shape, way: int, rate: Fraction) -> Fraction:
    """The exact source time where a clip begins that is placed in one of the ways of ``weighed``."""
    select, lasts = candidate.select, shape.frames / rate
    wished = select.peak - lasts * LEAD
    if shape.has_music and way < len(shape.beats):
        wished = select.peak - shape.beats[way][0] / rate
    elif not shape.has_music:
        lulls = lulls_near(candidate)
        width = _width(way, lulls)
        if width is not None:
            wished = width if way % 2 == 0 else width - lasts
    return min(max(wished, select.in_limit), select.out_limit - lasts)


def _width(way: int, lulls: tuple[Fraction, ...]) -> Fraction | None:
    return lulls[way // 2] if way // 2 < len(lulls) else None


def _ways(field: Field, shape: Shape, seconds: float, rate: Fraction) -> Floats:
    """The in-points to choose from, the last one held inside the limits, float64 [ways, candidates]."""
    usual = np.minimum(np.maximum(field.peak - seconds * float(LEAD), field.low), field.high - seconds)
    if shape.has_music:
        meeting = [field.peak - offset / float(rate) for offset, _ in shape.beats]
        return np.array([*meeting, usual])
    # In at a lull, out at a lull, by turns.
    lulls = np.nan_to_num(field.lulls.T, nan=-FAR)
    both = np.stack([lulls, np.where(lulls > -FAR, lulls - seconds, -FAR)], axis=1).reshape(-1, lulls.shape[1])
    return np.concatenate([both, usual[None]])


def _placed_terms(field: Field, shape: Shape, style: Style, seconds: float, begins: Floats) -> Floats:
    """What depends on the in-point, weighted, float64 [terms, ways, candidates]; the other terms are left 0."""
    weights = style.weights
    ends = begins + seconds
    inside = np.clip(np.minimum(ends, field.end) - np.maximum(begins, field.start), 0, None) / seconds
    terms = np.zeros((TERMS.index("speech") + 1, *begins.shape))
    shown = 1 - OUTSIDE * (1 - inside)
    terms[TERMS.index("moment")] = weights.moment * field.score * shown
    terms[TERMS.index("rise")] = weights.rise * field.rise * shown
    lead = _lead((field.peak - begins) / seconds)
    if shape.has_music:
        met = np.array([*(strength for _, strength in shape.beats), 0.0])[:, None]
        terms[TERMS.index("hit")] = weights.hit * (OF_BEAT * met + (1 - OF_BEAT) * lead)
        terms[TERMS.index("cut")] = weights.cut * shape.sits
    else:
        terms[TERMS.index("hit")] = weights.hit * (1 - OF_BEAT) * lead
        sits = 0.5 * (_is_at(begins, field.lulls) + _is_at(ends, field.lulls)) + shape.sits
        terms[TERMS.index("cut")] = weights.cut * sits
    heard = np.flatnonzero(field.is_heard & (field.lines[:, :1, 0] < FAR).any(axis=1))
    if heard.size:
        said = _speech(field.lines[heard], begins[:, heard], ends[:, heard])
        terms[TERMS.index("speech")][:, heard] = weights.speech * said
    return terms


def _lead(place: Floats) -> Floats:
    """1 where the peak lies well within the clip, falling to 0 at its ends and below beyond them."""
    rise, fall = place / EARLIEST, (1 - place) / (1 - LATEST)
    return np.clip(np.minimum(rise, fall), -1, 1)


def _pace(field: Field, shape: Shape, seconds: float) -> Floats:
    """1 at the wished length; without music a moment's own length has a say in what is wished."""
    wished = np.full(len(field.low), shape.wish)
    if not shape.has_music:
        wished = np.sqrt(shape.wish * np.clip(field.natural, shape.wish / 4, shape.wish * 4))
    return np.maximum(-2.0, 1 - (np.log2(seconds / wished) / OCTAVES) ** 2)


def _is_at(times: Floats, lulls: Floats) -> Floats:
    near = np.zeros(times.shape)
    for column in lulls.T:
        near = np.maximum(near, np.abs(times - np.nan_to_num(column, nan=-FAR)) <= AT_LULL)
    return near


def _speech(lines: Floats, begins: Floats, ends: Floats) -> Floats:
    """1 for a line that is heard whole, -1 for each end that breaks one; 0 where nothing is said."""
    first, last = lines[:, :, 0], lines[:, :, 1]
    broken, whole = np.zeros(begins.shape), np.zeros(begins.shape)
    for line in range(first.shape[1]):
        broken += (first[:, line] < begins) & (begins < last[:, line])
        broken += (first[:, line] < ends) & (ends < last[:, line])
        whole = np.maximum(whole, (begins <= first[:, line]) & (last[:, line] <= ends))
    return np.asarray(whole - broken, np.float64)
