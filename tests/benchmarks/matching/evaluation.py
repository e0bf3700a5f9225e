"""How well a detector finds the boundaries of many films: in all, by kind of transition, of distractor and of film."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from tests.benchmarks.matching.match import Found, Scores, Tally, cause, scores
from tests.benchmarks.matching.truth import Labelled

Detect = Callable[[Path], Sequence[Found]]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film and how well its boundaries were found."""

    labelled: Labelled
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How well a detector finds the boundaries of films."""

    films: tuple[Film, ...]

    @property
    def cuts(self) -> Tally:
        """Cuts told as cuts."""
        return sum((film.scores.cuts.tally for film in self.films), Tally())

    @property
    def graduals(self) -> Tally:
        """Graduals told as graduals."""
        return sum((film.scores.graduals.tally for film in self.films), Tally())

    @property
    def all(self) -> Tally:
        """Boundaries, whatever they are told to be."""
        return sum((film.scores.all.tally for film in self.films), Tally())

    def of_look(self, *looks: str) -> Evaluation:
        """The part of the films that have one of some looks."""
        return Evaluation(films=tuple(film for film in self.films if film.labelled.look in looks))

    @property
    def looks(self) -> tuple[str, ...]:
        """The looks there are, in order of appearance."""
        return tuple(dict.fromkeys(film.labelled.look for film in self.films))

    def recall_by_kind(self) -> dict[str, tuple[Tally, Tally]]:
        """For each kind of transition: found as what it is, and found at all."""
        counts: dict[str, tuple[Tally, Tally]] = defaultdict(lambda: (Tally(), Tally()))
        for film in self.films:
            told = [*film.scores.cuts.hits, *film.scores.graduals.hits]
            for place, hits, missed in (
                (0, told, (*film.scores.cuts.missed, *film.scores.graduals.missed)),
                (1, film.scores.all.hits, film.scores.all.missed),
            ):
                for kind, right in [*((hit.kind, 1) for hit, _ in hits), *((one.kind, 0) for one in missed)]:
                    both = list(counts[kind])
                    both[place] += Tally(true=1, found=right, right=right)
                    counts[kind] = (both[0], both[1])
        return dict(sorted(counts.items()))

    def false_by_cause(self) -> dict[str, int]:
        """How many false alarms each kind of distractor has caused; kinds ignored."""
        counts: dict[str, int] = defaultdict(int)
        for film in self.films:
            for one in film.scores.all.false:
                counts[cause(one, film.labelled.truth)] += 1
        return dict(sorted(counts.items()))

    def planted(self) -> dict[str, int]:
        """How many distractors of each kind there are."""
        counts: dict[str, int] = defaultdict(int)
        for film in self.films:
            for one in film.labelled.truth.distractors:
                counts[one.kind] += 1
        return dict(sorted(counts.items()))

    def false_per_100(self, *kinds: str) -> float:
        """False alarms for each 100 planted distractors of some kinds; 0 when none were planted."""
        planted, false = self.planted(), self.false_by_cause()
        there = sum(planted.get(kind, 0) for kind in kinds)
        return 100 * sum(false.get(kind, 0) for kind in kinds) / there if there else 0.0


def evaluate(films: Iterable[Labelled], detect: Detect, *, workers: int = 1) -> Evaluation:
    """Run a detector over films and match what it finds with the truth.

    Args:
        detect: gives a file's boundaries; with more than one worker it has to be a function of a module.
    """
    films = list(films)
    return evaluated(films, over_files(detect, films, workers))


def evaluated(films: Iterable[Labelled], found: Iterable[Sequence[Found]]) -> Evaluation:
    """Match what was found in films with the truth."""
    return Evaluation(
        films=tuple(Film(labelled=film, scores=scores(film.truth, told)) for film, told in zip(films, found, strict=True))
    )


def over_files(work: Callable[[Path], Answer], films: Iterable[Labelled], workers: int) -> list[Answer]:
    """What a function of a module says of each film's file, from several processes when there are several workers."""
    paths = [film.path for film in films]
    if workers == 1:
        return [work(path) for path in paths]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        return list(executor.map(work, paths))


def film_rows(told: Evaluation) -> list[str]:
    """For each film what was missed and what is false, by frame."""
    lines = []
    for film in told.films:
        parts = [film.scores.cuts, film.scores.graduals, film.scores.all]
        counts = " ".join(f"{part.tally.right}/{part.tally.true}+{len(part.false)}" for part in parts)
        missed = ", ".join(_range(one.kind, one.first, one.last) for part in parts[:2] for one in part.missed)
        false = ", ".join(_range(str(one.kind), one.first_frame, one.last_frame) for part in parts[:2] for one in part.false)
        said = "; ".join(words for words in (f"missed {missed}" if missed else "", f"false {false}" if false else "") if words)
        lines.append(f"  {film.labelled.path.name[:40]:40} {counts:24} {said}")
    return [f"  {'':40} {'cuts, graduals, all: right/true+false':24}", *lines]


def kind_rows(told: Evaluation) -> list[str]:
    """Recall by kind of transition, false alarms by kind of distractor, and all by look."""
    lines = [f"  {'recall of':24}{'true':>8}{'as it is':>10}{'at all':>8}"]
    for kind, (exact, loose) in told.recall_by_kind().items():
        lines.append(f"  {kind:24}{exact.true:8}{exact.recall:10.3f}{loose.recall:8.3f}")
    planted, false = told.planted(), told.false_by_cause()
    lines.append(f"  {'false alarms at':24}{'planted':>8}{'false':>10}{'/100':>8}")
    for kind in sorted({*planted, *false}):
        share = f"{100 * false.get(kind, 0) / planted[kind]:8.1f}" if kind in planted else ""
        lines.append(f"  {kind:24}{planted.get(kind, 0):8}{false.get(kind, 0):10}{share}")
    lines.append(f"  {'F1 in films that are':24}{'true':>8}{'cuts':>10}{'gradual':>8}{'all':>8}")
    for look in told.looks:
        part = told.of_look(look)
        lines.append(f"  {look:24}{part.all.true:8}{part.cuts.f1:10.3f}{part.graduals.f1:8.3f}{part.all.f1:8.3f}")
    return lines


def _range(kind: str, first: int, last: int) -> str:
    return f"{kind} {first}" if first == last else f"{kind} {first}-{last}"
