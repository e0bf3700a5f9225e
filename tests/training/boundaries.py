"""Learns what makes a cut and what makes a gradual from films we make: gradient boosted trees, shallow and monotone.

A number that can only speak for a boundary (or only against) is held to that, so that footage of kinds never learned from is
judged by the same sense. Everything is seeded; the trees go to autoedit/analysis/boundaries/*.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.boundaries import cuts, graduals
from autoedit.analysis.boundaries.evidence import Candidate
from tests.training.lessons import lessons
from tests.training.truth import Truth

WEIGHTS = Path(cuts.__file__).parent
LEARNING_RATE = 0.12
# How many trees and how deep.
SIZES = {"cuts": (200, 3), "graduals": (300, 4)}
SURE, UNSURE = 0.6, 0.3  # intersection over union with the truth: a gradual found, and one not found


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Candidates of one film as a table, with what is true of each; -1 where it is not to be learned from."""

    numbers: NDArray[np.float64]
    answers: NDArray[np.int64]
    film: NDArray[np.int64]


def cut_answer(candidate: Candidate, truth: Truth) -> int:
    """1 for the first frame of a new shot, 0 for another; a jump that hardly shows teaches nothing."""
    if any(abs(candidate.first_new - unclear) <= 1 for unclear in truth.unclear):
        return -1
    return int(candidate.first_new in truth.cuts)


def gradual_answer(candidate: Candidate, truth: Truth) -> int:
    """1 for a stretch that is a true passage's, 0 for one that is none's, -1 for the half true."""
    best = 0.0
    for first, last, _ in truth.graduals:
        both = min(candidate.first_new, last + 1) - max(candidate.last_old, first - 1)
        either = max(candidate.first_new, last + 1) - min(candidate.last_old, first - 1)
        best = max(best, both / either)
    return 1 if best >= SURE else -1 if best >= UNSURE else 0


def fitted(lesson: Lesson, evidence: Mapping[str, int], size: tuple[int, int]) -> Any:
    """The classifier of a lesson, of some trees of some depth."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    used = lesson.answers >= 0
    model = HistGradientBoostingClassifier(
        max_iter=size[0],
        max_depth=size[1],
        learning_rate=LEARNING_RATE,
        min_samples_leaf=40,
        l2_regularization=5.0,
        monotonic_cst=list(evidence.values()),
        early_stopping=False,
        random_state=0,
    )
    return model.fit(lesson.numbers[used], lesson.answers[used])


def write_trees(model: Any, evidence: Mapping[str, int], path: Path) -> None:
    """Keep a classifier as plain numbers."""
    table: dict[str, list[Any]] = {name: [] for name in ("roots", "feature", "threshold", "left", "right", "value")}
    for (predictor,) in model._predictors:  # scikit-learn has no public way to its trees
        first = len(table["feature"])
        table["roots"].append(first)
        for number, node in enumerate(predictor.nodes):
            is_leaf = bool(node["is_leaf"])
            table["feature"].append(0 if is_leaf else int(node["feature_idx"]))
            table["threshold"].append(0.0 if is_leaf else float(f"{node['num_threshold']:.6g}"))
            table["left"].append(first + (number if is_leaf else int(node["left"])))
            table["right"].append(first + (number if is_leaf else int(node["right"])))
            table["value"].append(float(f"{node['value']:.5g}") if is_leaf else 0.0)
    start = float(np.ravel(model._baseline_prediction)[0])
    path.write_text(json.dumps({"names": list(evidence), "start": round(start, 6), **table}) + "\n", encoding="utf-8")


def held_out(lesson: Lesson, evidence: Mapping[str, int], size: tuple[int, int], folds: int = 4) -> NDArray[np.float64]:
    """Every candidate's probability from trees that have not seen its film: float64 [candidates]."""
    probabilities = np.zeros(len(lesson.answers))
    for fold in range(folds):
        out = lesson.film % folds == fold
        part = Lesson(numbers=lesson.numbers[~out], answers=lesson.answers[~out], film=lesson.film[~out])
        probabilities[out] = fitted(part, evidence, size).predict_proba(lesson.numbers[out])[:, 1]
    return probabilities


EVIDENCE = {"cuts": cuts.EVIDENCE, "graduals": graduals.EVIDENCE}
ANSWERS = {"cuts": cut_answer, "graduals": gradual_answer}


def learn(media: Path, films: int, workers: int) -> Iterator[str]:
    """Make films, learn, write the weights, and say how well trees do that have not seen a film."""
    watched = list(lessons(media, films, workers))
    yield f"{sum(film.frames for film in watched)} frames of {len(watched)} films"
    for kind, evidence in EVIDENCE.items():
        table = lesson([(film.truth, getattr(film, kind)) for film in watched], kind)
        answered = table.answers >= 0
        likely = held_out(table, evidence, SIZES[kind])[answered] >= 0.5
        true = table.answers[answered] == 1
        right = int((likely & true).sum())
        precision, recall = right / max(likely.sum(), 1), right / max(true.sum(), 1)
        yield f"{kind}: {len(true)} candidates, precision {precision:.3f}, recall {recall:.3f}"
        write_trees(fitted(table, evidence, SIZES[kind]), evidence, WEIGHTS / f"{kind}.json")


def lesson(films: Sequence[tuple[Truth, Sequence[Candidate]]], kind: str) -> Lesson:
    """All candidates of all films in one table."""
    rows = [
        (candidate.numbers, ANSWERS[kind](candidate, truth), film)
        for film, (truth, found) in enumerate(films)
        for candidate in found
    ]
    numbers, answers, film = zip(*rows, strict=True)
    return Lesson(numbers=np.stack(numbers), answers=np.array(answers), film=np.array(film))
