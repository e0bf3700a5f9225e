"""Takes with planted defects and highlights, made of real clips; the truth is exact."""

from tests.benchmarks.planted.clips import raw_clips
from tests.benchmarks.planted.takes import Event, Take, plant

__all__ = ["Event", "Take", "plant", "raw_clips"]
