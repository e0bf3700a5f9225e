"""Films spliced from real takes with known joins and planted distractors: takes -> clips -> a script -> a film and its truth."""

from tests.benchmarks.splices.films import FILMS, spliced_films
from tests.benchmarks.splices.looks import LOOKS

__all__ = ["FILMS", "LOOKS", "spliced_films"]
