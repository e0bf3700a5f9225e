"""Footage to a library: every file analysed, in parallel, and those that cannot be used left out and told about."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autoedit.analysis.groups import grouped
from autoedit.errors import AutoeditError, MediaNotFound
from autoedit.model.document import LeftOut
from autoedit.model.media import Media
from autoedit.model.story import in_story_order
from autoedit.pipeline import executors
from autoedit.pipeline.footage import footage_paths, named_paths, with_ids
from autoedit.pipeline.progress import Listener, Stopper
from autoedit.pipeline.stages import Analysed, Watching, analysed, probed
from autoedit.pipeline.workplace import Workplace
from autoedit.registry import load_function

logger = logging.getLogger(__name__)

# Decoder threads above the cores hold frames ready while observers work: watching alone took 0.86 of the time on two cores.
AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Footage that was analysed, and what was left out of it."""

    files: tuple[Analysed, ...]
    left_out: tuple[LeftOut, ...]


def analyse(
    names: Sequence[str], detector: str = "adaptive", work: Workplace | None = None, *, is_quick: bool = False
) -> Library:
    """Find shots and selects in footage; a file that cannot be used is left out and told about.

    Raises:
        MediaNotFound: a name stands for nothing.
        AutoeditError: not one file can be used; the first one's reason.
    """
    work = work or Workplace()
    load_function("autoedit.detectors", detector)
    watching = Watching(detector=detector, is_quick=is_quick)
    paths = footage_paths(names)
    workers = work.workers or min(len(paths), executors.cores())
    gathering = _Gathering(work, Stopper())
    with executors.opened(work.executor, workers) as executor:
        media = gathering.gathered(executor, "probe", [_Task(path, 1.0, probed, (path, work.cache)) for path in paths])
        usable = gathering.without(_own_films([item for item, _ in media], named_paths(names)), [item for item, _ in media])
        usable = gathering.without(_copies(usable), usable)
        is_alone = min(workers, len(usable)) == 1
        threads = executors.cores() + AHEAD if is_alone else max(1, executors.cores() // workers)
        tasks = [_Task(Path(item.path), _seconds(item), analysed, (item, watching, threads, work.cache)) for item in usable]
        files = gathering.gathered(executor, "analyse", tasks)
    for left in gathering.left_out:
        work.listener.warn(f"left out {left.path}: {left.reason}")
    if not files:
        raise gathering.errors[0] if gathering.errors else MediaNotFound(paths[0], "it cannot be used", "Give other footage.")
    _tell_kept(files, work.listener)
    by_content = {item.media.fingerprint: item for item in files}
    named = with_ids(in_story_order([item.media for item in files]))
    known = [replace(by_content[item.fingerprint], media=item) for item in named]
    return Library(files=_in_groups(known), left_out=tuple(gathering.left_out))


@dataclass(frozen=True, slots=True)
class _Task:
    """A call to be made for a file: the function and its arguments, and how much of the stage it is."""

    path: Path
    size: float
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class _Gathering:
    """Runs a stage over files; a file that fails is left out, and the others go on."""

    def __init__(self, work: Workplace, stopper: Stopper) -> None:
        self._work, self._stopper = work, stopper
        self.left_out: list[LeftOut] = []
        self.errors: list[AutoeditError] = []

    def gathered(self, executor: Executor, stage: str, tasks: Sequence[_Task]) -> list[Any]:
        """The results, in the order of the tasks, of those that went well."""
        self._work.listener.begin(stage, sum(task.size for task in tasks))
        try:
            futures = [self._submitted(executor, stage, task) for task in tasks]
            wait(futures)
        except BaseException:
            # Running threads are told to stop at their next report; the executor drops what has not begun.
            self._stopper.stop()
            raise
        self._work.listener.end(stage)
        pairs = zip(tasks, futures, strict=True)
        return [result for task, future in pairs for result in self._result(task, future)]

    def without(self, left_out: Mapping[str, str], media: Sequence[Media]) -> list[Media]:
        """The files that are not left out for a reason, by path."""
        self.left_out += [LeftOut(path=path, reason=reason) for path, reason in left_out.items()]
        return [item for item in media if item.path not in left_out]

    def _submitted(self, executor: Executor, stage: str, task: _Task) -> Future[Any]:
        # A report cannot cross to another process; there a file's progress is told when it is done.
        is_here = self._work.executor in ("serial", "threads")
        if is_here and stage == "analyse":
            return executor.submit(task.function, *task.arguments, self._stopper.reporting(self._work.listener, stage))
        future: Future[Any] = executor.submit(task.function, *task.arguments)
        future.add_done_callback(lambda _: self._work.listener.advance(stage, task.size))
        return future

    def _result(self, task: _Task, future: Future[Any]) -> list[Any]:
        try:
            return [future.result()]
        except AutoeditError as error:
            self.errors.append(error)
            self.left_out.append(LeftOut(path=str(task.path), reason=getattr(error, "reason", str(error))))
        except Exception as error:
            # One file must not cost the film, whatever a decoder or a plugin did with it.
            if self._work.debug:
                raise
            logger.warning("unexpected error", exc_info=error)
            self.left_out.append(LeftOut(path=str(task.path), reason=f"an unexpected error ({error}); --debug shows it"))
        return []


def _in_groups(files: Sequence[Analysed]) -> tuple[Analysed, ...]:
    """The files with their takes grouped: that is known only when all are seen."""
    moments = grouped([item.moments for item in files])
    return tuple(replace(item, moments=known) for item, known in zip(files, moments, strict=True))


def _seconds(media: Media) -> float:
    return float(media.video.duration) if media.video is not None else 0.0


def _own_films(media: Sequence[Media], named: frozenset[Path]) -> dict[str, str]:
    """Films that autoedit made, found in a folder: the last run's result is not this one's footage."""
    own = [item.path for item in media if item.made_by and Path(item.path) not in named]
    return dict.fromkeys(own, "it is a film that autoedit made; name the file itself to use it")


def _copies(media: Sequence[Media]) -> dict[str, str]:
    """Files of the same content are one file: the same moment must not come twice."""
    first: dict[str, Media] = {}
    copies = {}
    for item in media:
        kept = first.setdefault(item.fingerprint, item)
        if kept is not item:
            copies[item.path] = f"it is a copy of {Path(kept.path).name}"
    return copies


def _tell_kept(files: Sequence[Analysed], listener: Listener) -> None:
    anew = sum(1 for item in files if item.computed)
    if anew == 0:
        listener.say(f"nothing was analysed anew: all {len(files)} files were known")
    elif anew < len(files):
        listener.say(f"{len(files) - anew} of {len(files)} files were known and not analysed anew")
