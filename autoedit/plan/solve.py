"""Which select goes into which slot: the highest total worth, no moment twice.

A chronological film is solved exactly by dynamic programming over (slot, select): worth of each choice less what neighbours
cost one another. A trailer may use any order: an optimal assignment (Kuhn-Munkres, scipy) over worth alone, freed of
overlaps by striking out the weaker clip and solving again, then improved by exchanges that lower the neighbours' cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.model.select import Select
from autoedit.plan.pacing import Slot
from autoedit.plan.placing import Candidate, placed
from autoedit.plan.styles import Style

SAME_FILE, SAME_SHOT, JUMP, ALIKE = 0.05, 0.08, 0.25, 0.12
# A file's best moment is worth more to the film than another file's fifth: every place is seen before one is seen again.
FIRST_OF_FILE, NEXT_OF_FILE, MOST_OF_FILE = 0.4, 0.06, 0.3
COPY_LOOKS = 0.01  # re-encoded or re-wrapped copies of one moment differ by less
JUMP_SECONDS = Fraction(4)  # cutting this little ahead in one shot looks like a mistake
ALIKE_LOOKS = 0.09  # one view at another time: unrelated views begin at 0.08, most lie at 0.17 and beyond
KEEP = 10.0  # a person's wish outranks any score
MOST_CANDIDATES = 600
TURN = 10  # how many of a file's best are weighed before the next files' turn
EXCHANGES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A select in a slot; ``source_start`` is where its clip begins. ``runners_up`` name what else would have fitted."""

    slot: Slot
    candidate: Candidate
    source_start: Fraction
    runners_up: tuple[str, ...]


def solve(
    slots: Sequence[Slot], candidates: Sequence[Candidate], style: Style, rate: Fraction, kept: frozenset[str]
) -> tuple[Choice, ...] | None:
    """Fill every slot, or None when the candidates cannot."""
    field = _Field(slots, candidates, rate, kept)
    order = _chronological(field) if style.is_chronological else _any_order(field)
    if order is None:
        return None
    chosen = set(order)
    return tuple(
        Choice(
            slot=slot,
            candidate=field.candidates[select],
            source_start=Fraction(field.starts[number][select] or 0),
            runners_up=field.runners_up(number, chosen),
        )
        for number, (slot, select) in enumerate(zip(slots, order, strict=True))
    )


class _Field:
    """The slots against the candidates: where each clip would begin, and what it would be worth."""

    def __init__(self, slots: Sequence[Slot], candidates: Sequence[Candidate], rate: Fraction, kept: frozenset[str]) -> None:
        self.candidates = list(candidates)
        self.durations = [slot.frames / rate for slot in slots]
        self.starts = [
            [placed(candidate, slot.frames / rate, on_beat=slot.beat is not None) for candidate in candidates] for slot in slots
        ]
        scores = np.array([candidate.select.score for candidate in candidates])
        action = _ranks(np.array([candidate.select.parts.get("action", 0.0) for candidate in candidates]))
        energy = np.array([slot.energy for slot in slots])
        drops = np.array([slot.is_drop for slot in slots])
        wished = np.array([KEEP if candidate.name in kept else 0.0 for candidate in candidates])
        # Energetic music wants action, and the drop wants the best there is.
        worth = (
            scores[None, :] * (1 + drops[:, None])
            + wished
            + _freshness(candidates)
            - 0.2 * np.abs(energy[:, None] - action[None, :])
        )
        fits = np.array([[start is not None for start in row] for row in self.starts])
        self.worth = np.where(fits, worth, -np.inf)
        self.begins = np.array([[float(start) if start is not None else np.nan for start in row] for row in self.starts])
        self.ends = self.begins + np.array([float(duration) for duration in self.durations])[:, None]
        self.files = np.array([candidate.order for candidate in candidates])
        self.cost = _neighbour_cost(self.candidates)

    def overlaps(self, first: tuple[int, int], second: tuple[int, int]) -> bool:
        """Whether two (slot, select) pairs show some of the same frames."""
        (slot_a, select_a), (slot_b, select_b) = first, second
        return bool(
            self.files[select_a] == self.files[select_b]
            and self.begins[slot_a, select_a] < self.ends[slot_b, select_b]
            and self.begins[slot_b, select_b] < self.ends[slot_a, select_a]
        )

    def runners_up(self, slot: int, chosen: set[int]) -> tuple[str, ...]:
        """The next best for a slot that no slot uses."""
        ranked = np.argsort(-self.worth[slot], kind="stable")
        free = [int(select) for select in ranked if int(select) not in chosen and np.isfinite(self.worth[slot, select])]
        return tuple(self.candidates[select].name for select in free[:3])


def _chronological(field: _Field) -> list[int] | None:
    """The best rising path: candidates are in story order, and no clip begins before the last one has ended."""
    count = len(field.candidates)
    if count == 0:
        return None
    total = field.worth[0]
    back: list[NDArray[np.intp]] = []
    rising = np.triu(np.ones((count, count), bool), 1)
    elsewhere = field.files[:, None] != field.files[None, :]
    for slot in range(1, len(field.worth)):
        free = rising & (elsewhere | (field.ends[slot - 1][:, None] <= field.begins[slot][None, :]))
        reached = np.where(free, total[:, None] - field.cost, -np.inf)
        back.append(reached.argmax(axis=0))
        total = field.worth[slot] + reached.max(axis=0)
    last = int(total.argmax())
    if not np.isfinite(total[last]):
        return None
    path = [last]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _any_order(field: _Field) -> list[int] | None:
    """The best assignment without overlaps, then better neighbours by exchange."""
    from scipy.optimize import linear_sum_assignment

    worth = field.worth.copy()
    slots, count = worth.shape
    if count < slots:
        return None
    for _ in range(count):
        finite = np.where(np.isfinite(worth), worth, -1e6)
        _, columns = linear_sum_assignment(finite, maximize=True)
        order = [int(column) for column in columns]
        if any(not np.isfinite(worth[slot, select]) for slot, select in enumerate(order)):
            return None
        clash = _first_clash(field, order)
        if clash is None:
            return _exchanged(field, order)
        weaker = min(clash, key=lambda slot: worth[slot, order[slot]])
        worth[:, order[weaker]] = -np.inf
    return None


def _first_clash(field: _Field, order: Sequence[int]) -> tuple[int, int] | None:
    pairs = ((a, b) for a in range(len(order)) for b in range(a + 1, len(order)))
    return next(((a, b) for a, b in pairs if field.overlaps((a, order[a]), (b, order[b]))), None)


def _exchanged(field: _Field, order: list[int]) -> list[int]:
    """Exchange two clips while that raises worth less neighbours' cost."""

    def value(path: Sequence[int]) -> float:
        own = sum(field.worth[slot, select] for slot, select in enumerate(path))
        return float(own - sum(field.cost[a, b] for a, b in pairwise(path)))

    best = value(order)
    for _ in range(EXCHANGES):
        is_better = False
        for a in range(len(order)):
            for b in range(a + 1, len(order)):
                path = list(order)
                path[a], path[b] = path[b], path[a]
                if value(path) > best + 1e-9 and _first_clash(field, path) is None:
                    order, best, is_better = path, value(path), True
        if not is_better:
            break
    return order


def _freshness(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """What a select gains as its file's best, or loses as one of many."""
    seen: dict[int, int] = {}
    gains = np.zeros(len(candidates))
    for place in sorted(range(len(candidates)), key=lambda place: -candidates[place].select.score):
        rank = seen.get(candidates[place].order, 0)
        seen[candidates[place].order] = rank + 1
        gains[place] = FIRST_OF_FILE if rank == 0 else -min(NEXT_OF_FILE * rank, MOST_OF_FILE)
    return gains


def _without_copies(candidates: Sequence[Candidate], kept: frozenset[str]) -> list[Candidate]:
    """One of each moment: where two files show the same picture at their peaks, the better one stays."""
    if not candidates:
        return []
    distance = _look_distance([candidate.select for candidate in candidates])
    files = np.array([candidate.order for candidate in candidates])
    dropped: set[int] = set()
    ranked = sorted(
        range(len(candidates)), key=lambda place: (candidates[place].name not in kept, -candidates[place].select.score)
    )
    for place in ranked:
        if place not in dropped:
            copies = np.flatnonzero((distance[place] < COPY_LOOKS) & (files != files[place]))
            dropped |= {int(copy) for copy in copies if candidates[int(copy)].name not in kept}
    return [candidate for place, candidate in enumerate(candidates) if place not in dropped]


def worth_weighing(candidates: Sequence[Candidate], kept: frozenset[str]) -> list[Candidate]:
    """The candidates to choose from, in their order: all of a short library, the best of a long one, each moment once."""
    ranked = sorted(candidates, key=lambda candidate: (candidate.name not in kept, -candidate.select.score))
    # Every file's best comes before any file's second, so that a long take does not crowd out a short clip.
    seen: dict[int, int] = {}
    turns: list[tuple[int, int]] = []
    for candidate in ranked:
        turns.append((seen.setdefault(candidate.order, 0) // TURN, len(turns)))
        seen[candidate.order] += 1
    places = sorted(range(len(ranked)), key=lambda place: turns[place])
    chosen = {id(ranked[place]) for place in places[:MOST_CANDIDATES]}
    return _without_copies([candidate for candidate in candidates if id(candidate) in chosen], kept)


def _neighbour_cost(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """What it costs to show the column right after the row: the same file, the same shot, a jump cut, the same look."""
    files = np.array([candidate.order for candidate in candidates])
    shots = np.array([f"{candidate.order}/{candidate.select.shot}" for candidate in candidates])
    peaks = np.array([float(candidate.select.peak) for candidate in candidates])
    same_file = files[:, None] == files[None, :]
    same_shot = shots[:, None] == shots[None, :]
    near = np.abs(peaks[:, None] - peaks[None, :]) < float(JUMP_SECONDS)
    looks = [candidate.select for candidate in candidates]
    alike = _look_distance(looks) < ALIKE_LOOKS
    cost = SAME_FILE * same_file + SAME_SHOT * same_shot + JUMP * (same_shot & near) + ALIKE * (alike & ~same_shot)
    return np.asarray(cost, np.float64)


def _look_distance(selects: Sequence[Select]) -> NDArray[np.float64]:
    width = max((len(select.look) for select in selects), default=0)
    looks = np.array([select.look if len(select.look) == width else [np.nan] * width for select in selects], np.float64)
    if looks.size == 0:
        return np.ones((len(selects), len(selects)))
    return np.array([np.nan_to_num(np.abs(looks - look).mean(axis=1), nan=1.0) for look in looks])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value's place among all, 0..1."""
    return np.asarray(np.argsort(np.argsort(values, kind="stable"), kind="stable") / max(1, len(values) - 1))
