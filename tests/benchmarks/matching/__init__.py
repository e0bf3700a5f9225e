"""Found boundaries against the truth: a film's truth, the matching, and the evaluation of many films."""

from tests.benchmarks.matching.evaluation import Detect, Evaluation, evaluate, evaluated
from tests.benchmarks.matching.match import Found, Scores, Tally, cause, scores
from tests.benchmarks.matching.truth import Labelled, Stretch, Truth, truth_of

__all__ = [
    "Detect",
    "Evaluation",
    "Found",
    "Labelled",
    "Scores",
    "Stretch",
    "Tally",
    "Truth",
    "cause",
    "evaluate",
    "evaluated",
    "scores",
    "truth_of",
]
