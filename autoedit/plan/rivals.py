"""What simpler ways of choosing get, by the same measure: greedy, a beam of three, random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from heapq import nlargest

import numpy as np

from autoedit.plan.fill import free_worth, repaired
from autoedit.plan.problem import Floats, Pick, Picks, Places, Problem

BEAM = 3
DRAWS = 3
AHEAD = 0.05  # of the story


def greedy(problem: Problem) -> Picks | None:
    """From the start on, always the clip that brings the most worth a frame; None where that comes to no end."""
    return _film(problem, _walked(problem, lambda rates, _: int(rates.argmax())))


def beam(problem: Problem, width: int = BEAM) -> Picks | None:
    """From the start on, the best few films up to each point are kept."""
    best: dict[int, list[tuple[float, Picks]]] = {0: [(0.0, ())]}
    longest: Picks = ()
    reachable = _reaching_end(problem)
    for point in range(problem.points - 1):
        states = _best(best.pop(point, []), width)
        for value, picks in states:
            for pick, gain in _steps(problem, picks, point, reachable, width):
                best.setdefault(int(problem.last[pick.slot]), []).append((value + gain, (*picks, pick)))
            longest = max(longest, picks, key=lambda film: int(problem.last[film[-1].slot]) if film else 0)
    ends = _best(best.get(problem.points - 1, []), 1)
    return _film(problem, ends[0][1] if ends else longest)


def drawn(problem: Problem, seed: int = 0, draws: int = DRAWS) -> list[Picks]:
    """Films of clips that are drawn at random from those that may come next."""
    rng = random.Random(seed)  # noqa: S311  # nobody is to be kept from guessing a film

    def draw(rates: Floats, lengths: Places) -> int:
        # First how long, then what: otherwise the lengths with most candidates would rule.
        length = rng.choice(sorted(set(lengths[np.isfinite(rates)].tolist())))
        return int(rng.choice(np.flatnonzero(np.isfinite(rates) & (lengths == length)).tolist()))

    films = [_film(problem, _walked(problem, draw)) for _ in range(draws)]
    return [film for film in films if film is not None]


def _walked(problem: Problem, choose: Callable[[Floats, Places], int]) -> Picks:
    """A film made clip by clip; it stops short where nothing may come next."""
    picks: Picks = ()
    point, reachable = 0, _reaching_end(problem)
    while point < problem.points - 1:
        slots = _slots_from(problem, point, reachable)
        if not len(slots):
            break
        gains = _gains(problem, picks, slots)
        if not np.isfinite(gains).any():
            break
        frames = (problem.last[slots] - point).astype(np.float64)
        rates, lengths = (gains / frames[:, None]).ravel(), np.repeat(problem.last[slots], problem.candidates)
        place = choose(rates, lengths)
        pick = Pick(slot=int(slots[place // problem.candidates]), candidate=place % problem.candidates)
        picks, point = (*picks, pick), int(problem.last[pick.slot])
    return picks


def _film(problem: Problem, picks: Picks) -> Picks | None:
    """The film; one that stops short is filled, which only helps it, and counts where most of it stays."""
    if problem.is_allowed(picks):
        return picks
    film = repaired(problem, picks, problem.worth_of)
    return film if film is not None and 2 * len(set(film) & set(picks)) >= len(film) else None


def _steps(problem: Problem, picks: Picks, point: int, reachable: list[bool], width: int) -> Iterator[tuple[Pick, float]]:
    """The best few ways on by each slot."""
    slots = _slots_from(problem, point, reachable)
    if not len(slots):
        return
    for slot, row in zip(slots, _gains(problem, picks, slots), strict=True):
        for candidate in np.argsort(-row, kind="stable")[:width]:
            if np.isfinite(row[candidate]):
                yield Pick(slot=int(slot), candidate=int(candidate)), float(row[candidate])


def _gains(problem: Problem, picks: Picks, slots: Places) -> Floats:
    """What each candidate in each slot would add, float64 [slots, candidates]; -inf where it may not come next."""
    gains = free_worth(problem, picks)(problem.row[slots], slice(0, problem.candidates))
    if picks:
        gains = gains - problem.joins[picks[-1].candidate]
        if problem.is_ordered:
            gains[:, : picks[-1].candidate + 1] = -np.inf
    if problem.is_ordered:
        # Whoever keeps to the story goes through it as the film goes on, or soon has nothing left to show.
        reached = (AHEAD + (1 - AHEAD) * problem.last[slots] / (problem.points - 1)) * problem.candidates
        gains[np.arange(problem.candidates)[None, :] > reached[:, None]] = -np.inf
    return gains


def _slots_from(problem: Problem, point: int, reachable: list[bool]) -> Places:
    slots = problem.beginning_at[point]
    return slots[[reachable[int(problem.last[slot])] for slot in slots]] if len(slots) else slots


def _reaching_end(problem: Problem) -> list[bool]:
    """From which points slots lead to the film's end."""
    reaching = [False] * problem.points
    reaching[-1] = True
    for point in range(problem.points - 2, -1, -1):
        reaching[point] = any(reaching[int(problem.last[slot])] for slot in problem.beginning_at[point])
    return reaching


def _best(states: list[tuple[float, Picks]], width: int) -> list[tuple[float, Picks]]:
    """The states of most value, of equals the first by their picks."""
    if not states:
        return []
    # Most are far from the best: only those that could be among them are told apart by their picks.
    least = nlargest(width, (value for value, _ in states))[-1]
    return sorted((state for state in states if state[0] >= least), key=lambda state: (-state[0], _key(state[1])))[:width]


def _key(picks: Picks) -> tuple[tuple[int, int], ...]:
    return tuple((pick.slot, pick.candidate) for pick in picks)
