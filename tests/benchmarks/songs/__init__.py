"""Songs with exact truth: kind and seed -> a score -> players who are nearly on the beat -> a mix -> file and beats."""

from tests.benchmarks.songs.folder import generated_songs
from tests.benchmarks.songs.truth import RATE, Truth

__all__ = ["RATE", "Truth", "generated_songs"]
