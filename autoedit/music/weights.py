"""Linear weights, read from the JSON that ``python -m tests.training songs`` writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """A weight for each number of the evidence, float64 [numbers], and what is added to all."""

    names: tuple[str, ...]
    values: NDArray[np.float64]
    start: float

    def scores(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sums for rows of evidence, float64 [rows, numbers] in the order of ``names``: float64 [rows]."""
        return np.asarray(evidence @ self.values + self.start)


@cache
def shipped(name: str) -> Weights:
    """The weights that came with the package."""
    told = json.loads(files("autoedit.music").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Weights(names=tuple(told["weights"]), values=np.array(list(told["weights"].values())), start=float(told["start"]))
