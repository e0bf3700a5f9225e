"""Footage to a library: every file analysed, in parallel, and those that cannot be used left out and told about."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

from autoedit.errors import AutoeditError, MediaNotFound
from autoedit.model.document import LeftOut
from autoedit.pipeline import executors
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.footage import footage_paths, in_story_order, with_ids
from autoedit.pipeline.progress import Listener, Stopper
from autoedit.pipeline.stages import Analysed, analysed, probed
from autoedit.pipeline.workplace import Workplace

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Footage that was analysed, and what was left out of it."""

    files: tuple[Analysed, ...]
    left_out: tuple[LeftOut, ...]


def analyse(names: Sequence[str], detector: str = "adaptive", work: Workplace | None = None) -> Library:
    """Find shots and selects in footage; a file that cannot be used is left out and told about.

    Raises:
        MediaNotFound: a name stands for nothing.
        AutoeditError: not one file can be used; the first one's reason.
    """
    work = work or Workplace()
    paths = footage_paths(names)
    workers = work.workers or min(len(paths), executors.cores())
    threads = 0 if workers == 1 else max(1, executors.cores() // workers)
    files, left_out, errors = _gathered(paths, detector, threads, workers, work)
    files, copies = _without_copies(files)
    left_out += copies
    for item in left_out:
        work.listener.warn(f"left out {item.path}: {item.reason}")
    if not files:
        raise errors[0] if errors else MediaNotFound(paths[0], "it cannot be used", "Give other footage.")
    _tell_kept(files, work.listener)
    by_content = {item.media.fingerprint: item for item in files}
    named = with_ids(in_story_order([item.media for item in files]))
    return Library(files=tuple(replace(by_content[media.fingerprint], media=media) for media in named), left_out=tuple(left_out))


def _gathered(
    paths: Sequence[Path], detector: str, threads: int, workers: int, work: Workplace
) -> tuple[list[Analysed], list[LeftOut], list[AutoeditError]]:
    """Every file's analysis, in the order of the paths."""
    stopper = Stopper()
    work.listener.begin("analyse", _seconds(paths, work.cache))
    files: list[Analysed] = []
    left_out: list[LeftOut] = []
    errors: list[AutoeditError] = []
    with executors.opened(work.executor, workers) as executor:
        try:
            futures = [_submitted(executor, path, detector, threads, stopper, work) for path in paths]
            wait(futures)
        except BaseException:
            # Running threads are told to stop at their next report; the executor drops what has not begun.
            stopper.stop()
            raise
        for path, future in zip(paths, futures, strict=True):
            try:
                files.append(future.result())
            except AutoeditError as error:
                errors.append(error)
                left_out.append(LeftOut(path=str(path), reason=getattr(error, "reason", str(error))))
            except Exception as error:
                # One file must not cost the film, whatever a decoder or a plugin did with it.
                if work.debug:
                    raise
                logger.warning("unexpected error", exc_info=error)
                left_out.append(LeftOut(path=str(path), reason=f"an unexpected error ({error}); --debug shows it"))
    work.listener.end("analyse")
    return files, left_out, errors


def _submitted(
    executor: Executor, path: Path, detector: str, threads: int, stopper: Stopper, work: Workplace
) -> Future[Analysed]:
    if work.executor in ("serial", "threads"):
        report = stopper.reporting(work.listener, "analyse")
        return executor.submit(analysed, path, detector, threads, work.cache, report)
    # A report cannot cross to another process; such a file's progress is told when it is done.
    return executor.submit(analysed, path, detector, threads, work.cache)


def _seconds(paths: Iterable[Path], cache: Cache) -> float:
    """How much picture there is to go through; files that cannot be opened are told about later."""
    total = 0.0
    for path in paths:
        try:
            media, _ = probed(path, cache)
        # Whatever is wrong with a file is told when its analysis meets it; here only its length is wanted.
        except Exception:  # noqa: BLE001, S112
            continue
        total += float(media.video.duration) if media.video is not None else 0.0
    return total


def _without_copies(files: Sequence[Analysed]) -> tuple[list[Analysed], list[LeftOut]]:
    """Files of the same content are one file: the same moment must not come twice."""
    first: dict[str, Analysed] = {}
    copies = []
    for item in files:
        if item.media.fingerprint in first:
            name = Path(first[item.media.fingerprint].media.path).name
            copies.append(LeftOut(path=item.media.path, reason=f"it is a copy of {name}"))
        else:
            first[item.media.fingerprint] = item
    return list(first.values()), copies


def _tell_kept(files: Sequence[Analysed], listener: Listener) -> None:
    anew = sum(1 for item in files if item.computed)
    if anew == 0:
        listener.say(f"nothing was analysed anew: all {len(files)} files were known")
    elif anew < len(files):
        listener.say(f"{len(files) - anew} of {len(files)} files were known and not analysed anew")
