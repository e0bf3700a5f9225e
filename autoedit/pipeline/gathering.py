"""Work on files, given out and gathered: a file that fails in it is left out and told about, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoedit.errors import AutoeditError, UnreadableMedia
from autoedit.model.document import LeftOut
from autoedit.model.media import Media
from autoedit.pipeline.away import ClusterError
from autoedit.pipeline.executors import tells
from autoedit.pipeline.leaving import failed
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.workplace import Workplace

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A call to be made for a file: the function and its arguments, and how much of the stage it is.

    Where ``tells`` is true the function takes a ``report`` that is given how much of that is done. ``known`` says whether the
    result is there from before, and what it is: then nobody is called.
    """

    path: Path
    size: float
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    tells: bool = False
    known: tuple[bool, Any] = (False, None)


class Gathering:
    """Runs a stage over files; a file that fails is left out, and the others go on."""

    def __init__(self, work: Workplace, stopper: Stopper) -> None:
        self._work, self._stopper = work, stopper
        self.left_out: list[LeftOut] = []
        self.errors: list[AutoeditError] = []

    def gathered(self, executor: Executor, stage: str, tasks: Sequence[Task]) -> list[Any]:
        """The results, in the order of the tasks, of those that went well."""
        return [result for (result,) in self.gathered_by_file(executor, stage, [[task] for task in tasks]).values()]

    def gathered_by_file(self, executor: Executor, stage: str, files: Sequence[Sequence[Task]]) -> dict[Path, list[Any]]:
        """The results of each file's tasks, in their order, of the files whose tasks all went well."""
        self._work.listener.begin(stage, sum(task.size for tasks in files for task in tasks))
        try:
            futures = [[self._submitted(executor, stage, task) for task in tasks] for tasks in files]
            wait([future for of_file in futures for future in of_file])
        except BaseException:
            # Running work is told to stop at its next report; the executor drops what has not begun.
            self._stopper.stop()
            raise
        self._work.listener.end(stage)
        pairs = zip(files, futures, strict=True)
        found = [(tasks[0].path, self._results(stage, tasks[0].path, of_file)) for tasks, of_file in pairs]
        return {path: results for path, results in found if results is not None}

    def without(self, left_out: Sequence[LeftOut], media: Sequence[Media]) -> list[Media]:
        """The files that are not left out by choice."""
        self.left_out += left_out
        names = {item.path for item in left_out}
        return [item for item in media if item.path not in names]

    def why_nothing(self) -> AutoeditError:
        """The error of a library without a file: the first one's own."""
        if self.errors:
            return self.errors[0]
        first = next((item for item in self.left_out if item.has_failed), self.left_out[0])
        error = UnreadableMedia(first.path, first.reason, first.remedy or "Give other footage.")
        error.stage = first.stage if first.has_failed else "find"
        return error

    def _submitted(self, executor: Executor, stage: str, task: Task) -> Future[Any]:
        is_known, value = task.known
        if is_known:
            there: Future[Any] = Future()
            there.set_result(value)
            self._work.listener.advance(stage, task.size)
            return there
        if task.tells and tells(self._work.executor):
            return executor.submit(task.function, *task.arguments, report=self._stopper.reporting(self._work.listener, stage))
        future: Future[Any] = executor.submit(task.function, *task.arguments)
        future.add_done_callback(lambda _: self._work.listener.advance(stage, task.size))
        return future

    def _results(self, stage: str, path: Path, futures: Sequence[Future[Any]]) -> list[Any] | None:
        """A file's results; None when it has to be left out."""
        with self.leaving_out(path, stage) as found:
            found += (future.result() for future in futures)
        return found if len(found) == len(futures) else None

    @contextmanager
    def leaving_out(self, path: Path, stage: str) -> Iterator[list[Any]]:
        """A file that fails within the block is left out; the list is for what it gave until then."""
        try:
            yield []
        except ClusterError:
            # That is no file's fault.
            raise
        except AutoeditError as error:
            error.stage = error.stage or stage
            self.errors.append(error)
            self.left_out.append(failed(path, stage, error))
        except Exception as error:
            # One file must not cost the film, whatever a decoder or a plugin did with it.
            if self._work.debug:
                raise
            logger.warning("unexpected error", exc_info=error)
            self.left_out.append(failed(path, stage, error))
