"""Talking to a person on stderr: progress bars with stage names and time left, sentences, warnings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from autoedit.cli.outcome import Outcome
from autoedit.cli.show import printable
from autoedit.cli.where import Where

if TYPE_CHECKING:
    from rich.console import Console

    from autoedit.pipeline.progress import Listener
    from autoedit.pipeline.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Talk:
    """How much is said; all of it is kept for the outcome."""

    is_quiet: bool = False
    is_debug: bool = False
    outcome: Outcome = field(default_factory=Outcome)

    @contextmanager
    def working(self, where: Where | None = None, *, cache: bool = True) -> Iterator[Workplace]:
        """A workplace whose progress is drawn while the block runs."""
        from autoedit.pipeline.cache import Cache, default_cache
        from autoedit.pipeline.workplace import Workplace

        where = where or Where()
        kept = default_cache() if cache else Cache(None)
        with kept.in_use(), self._listener() as listener:
            if kept.folder is not None and not os.access(kept.folder, os.W_OK):
                listener.warn(
                    f"nothing can be kept in {kept.folder}: the next run begins anew. Name another with AUTOEDIT_CACHE."
                )
            yield Workplace(
                cache=kept,
                executor=where.executor,
                workers=where.workers,
                cluster=where.cluster,
                listener=listener,
                debug=self.is_debug,
            )

    def say(self, text: str) -> None:
        """One sentence, unless quiet."""
        self.outcome.notes.append(text)
        if not self.is_quiet:
            typer.echo(f"autoedit: {printable(text)}", err=True)

    @contextmanager
    def _listener(self) -> Iterator[Listener]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        console = Console(stderr=True, highlight=False, quiet=self.is_quiet)
        columns = (
            TextColumn("{task.description:>8}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        # On a pipe or a log file bars would be noise; sentences still come.
        with Progress(*columns, console=console, disable=self.is_quiet or not console.is_terminal) as progress:
            yield _Bars(progress, console, self.outcome)


class _Bars:
    """A listener that draws one bar a stage."""

    def __init__(self, progress: Any, console: Console, outcome: Outcome) -> None:
        self._progress, self._console, self._outcome = progress, console, outcome
        self._tasks: dict[str, Any] = {}

    def begin(self, stage: str, total: float) -> None:
        """Draw a bar."""
        self._tasks[stage] = self._progress.add_task(stage, total=max(total, 1e-9))

    def advance(self, stage: str, amount: float) -> None:
        """Move it on."""
        self._progress.advance(self._tasks[stage], amount)

    def end(self, stage: str) -> None:
        """Fill it."""
        task = self._tasks[stage]
        self._progress.update(task, completed=self._progress.tasks[task].total)

    def say(self, text: str) -> None:
        """A sentence above the bars."""
        self._outcome.notes.append(text)
        self._console.print(f"autoedit: {printable(text)}", markup=False, soft_wrap=True)

    def warn(self, text: str) -> None:
        """A warning above the bars."""
        self._outcome.warnings.append(text)
        self._console.print(f"autoedit: {printable(text)}", markup=False, soft_wrap=True, style="yellow")


def talk_of(context: typer.Context) -> Talk:
    """The talk that the shared options set up."""
    return context.obj if isinstance(context.obj, Talk) else Talk()
