"""Where shots change, and how: candidates, the evidence around each, and the decision."""

from autoedit.analysis.boundaries.watcher import PIECES, Boundaries

__all__ = ["PIECES", "Boundaries"]
