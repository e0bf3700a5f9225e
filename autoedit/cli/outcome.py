"""What comes of a command: what was written, left out and told, and its error; as JSON for a script that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from autoedit.cli.show import print_json
from autoedit.errors import STAGES, AutoeditError, facts_and_step, file_of

if TYPE_CHECKING:
    from autoedit.model.document import EditList, LeftOut

SCHEMA = "autoedit/run/1"
DONE, FAILED, WRONG_USAGE, DONE_IN_PART, INTERRUPTED = 0, 1, 2, 3, 130
_STATUS = {DONE: "done", DONE_IN_PART: "done in part", INTERRUPTED: "interrupted"}
TELL_US = "Run it again with --debug to see where, and tell us."
ONE_DOCUMENT = "stdout takes one document: the output itself (-o -), or what came of the command (--json). Leave one of them out."


@dataclass(slots=True)
class Outcome:
    """What a command has done so far. It grows while the command runs, so that an interrupted one can say what is there."""

    command: str = ""
    is_json: bool = False
    outputs: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def wrote(self, path: Path, kind: str, **facts: Any) -> None:
        """A file is written, and whole."""
        self.outputs.append({"path": str(path.absolute()), "kind": kind, "bytes": path.stat().st_size, **facts})

    def finish(self, left_out: Iterable[LeftOut] = (), *, as_json: bool) -> None:
        """End a command that writes files: its document when asked for, and its exit code."""
        self.left_out = [*left_out]
        if as_json:
            print_json(self.document(DONE_IN_PART if _has_failed(self.left_out) else DONE))
        end(self.left_out)

    def document(self, exit_code: int, error: BaseException | None = None) -> dict[str, Any]:
        """All of it."""
        from dataclasses import asdict

        return {
            "schema": SCHEMA,
            "command": self.command,
            "status": _STATUS.get(exit_code, "failed"),
            "exit_code": exit_code,
            "outputs": self.outputs,
            "left_out": [asdict(item) for item in self.left_out],
            "notes": self.notes,
            "warnings": self.warnings,
            "error": _facts(error) if error is not None else None,
        }

    def interrupted(self) -> str:
        """What an interrupted command leaves, in a sentence."""
        if not self.outputs:
            return "interrupted; nothing was written"
        return f"interrupted; written before that, and whole: {', '.join(one['path'] for one in self.outputs)}"


def end(left_out: Iterable[LeftOut]) -> None:
    """A command that had to go on without a file that failed ends with 3."""
    if _has_failed(left_out):
        raise typer.Exit(DONE_IN_PART)


def film_facts(planned: EditList) -> dict[str, Any]:
    """A film or its edit list in figures."""
    from autoedit.model.time import rational_text

    timeline = planned.timeline
    return {
        "frames": timeline.frames,
        "frame_rate": rational_text(timeline.frame_rate),
        "length": rational_text(timeline.duration),
        "length_seconds": round(float(timeline.duration), 6),
        "width": timeline.width,
        "height": timeline.height,
    }


def sentences(error: BaseException) -> list[str]:
    """An error as it is told: one line, or one for each problem."""
    doing = STAGES.get(_stage(error), "")
    if isinstance(error, AutoeditError):
        first, *more = getattr(error, "lines", None) or (str(error),)
        # An error within a document is told by its field.
        file = file_of(error)
        named = f"{file}: {first}" if Path(file).name not in str(error) else first
        told = [f"while {doing}: {named}" if doing else named, *more]
        _, step = facts_and_step(error)
        if step not in str(error):
            told[-1:] = [f"{told[-1].rstrip('.')}. {step}"] if len(told) == 1 else [told[-1], step]
        return told
    where = ", ".join(part for part in (f"while {doing}" if doing else "", file_of(error)) if part)
    return [f"unexpected error{f' ({where})' if where else ''}: {_named(error)}. {TELL_US}"]


def _facts(error: BaseException) -> dict[str, Any]:
    reason, remedy = facts_and_step(error) if isinstance(error, AutoeditError) else (_named(error), TELL_US)
    field_, problem = getattr(error, "field", ""), getattr(error, "problem", "")
    problems = getattr(error, "problems", None) or ([(field_, problem)] if problem else [])
    return {
        "kind": type(error).__name__,
        "stage": _stage(error) or None,
        "file": file_of(error) or None,
        "field": field_ or None,
        "problems": [{"field": place, "problem": told} for place, told in problems],
        "reason": reason,
        "remedy": remedy,
        "message": "\n".join(sentences(error)),
    }


def _stage(error: BaseException) -> str:
    """Where it happened; what is wrong before any stage begins is what was asked for."""
    return getattr(error, "stage", "") or ("options" if isinstance(error, AutoeditError) else "")


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _has_failed(left_out: Iterable[LeftOut]) -> bool:
    return any(item.has_failed for item in left_out)
