"""What is told of a file that is left out: where it failed, why, and what can be done."""

from __future__ import annotations

from pathlib import Path

from autoedit.errors import AutoeditError, facts_and_step
from autoedit.model.document import CHOICE, LeftOut

TELL_US = "Leave the file out, or convert it with a video program; --debug shows where it happened. Please tell us."


def failed(path: Path, stage: str, error: Exception) -> LeftOut:
    """A file that failed in a stage."""
    where = getattr(error, "stage", "") or stage
    if not isinstance(error, AutoeditError):
        reason = f"an unexpected error ({type(error).__name__}: {error})"
        return LeftOut(path=str(path), stage=where, reason=reason, remedy=TELL_US)
    reason, remedy = facts_and_step(error)
    return LeftOut(path=str(path), stage=where, reason=reason, remedy=remedy)


def chosen(path: str, reason: str, remedy: str = "") -> LeftOut:
    """A file that nothing is wrong with, and that is not used all the same."""
    return LeftOut(path=path, stage=CHOICE, reason=reason, remedy=remedy)
