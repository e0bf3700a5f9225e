"""Boosted regression trees (Friedman 2001), read from the JSON that ``python -m tests.training boundaries`` writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """All trees' nodes in one table; a leaf leads to itself.

    Attributes:
        names: what each number of the evidence is.
        roots: int64 [trees].
        feature, threshold, left, right, value: by node; a number up to the threshold goes left.
        start: the log odds before any tree.
    """

    names: tuple[str, ...]
    roots: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    start: float

    def probability(self, evidence: NDArray[np.float64]) -> float:
        """How likely it is, 0..1.

        Args:
            evidence: float64 [numbers], in the order of ``names``.
        """
        nodes = self.roots
        while True:
            goes_left = evidence[self.feature[nodes]] <= self.threshold[nodes]
            following = np.where(goes_left, self.left[nodes], self.right[nodes])
            if (following == nodes).all():
                return float(1 / (1 + np.exp(-(self.start + self.value[nodes].sum()))))
            nodes = following


@cache
def shipped(name: str) -> Trees:
    """The trees of the package, by the file's stem."""
    table = json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Trees(
        names=tuple(table["names"]),
        roots=np.array(table["roots"], np.int64),
        feature=np.array(table["feature"], np.int64),
        threshold=np.array(table["threshold"], np.float64),
        left=np.array(table["left"], np.int64),
        right=np.array(table["right"], np.int64),
        value=np.array(table["value"], np.float64),
        start=float(table["start"]),
    )
