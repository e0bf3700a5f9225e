"""Pieces coded on other machines: a job goes out as a value, and what it coded comes back as files' bytes.

Frames never cross the wire, and other machines need to see the sources alone, not the folders in which we keep what is coded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from dataclasses import replace
from pathlib import Path

from autoedit.render.store import Packed, Store
from autoedit.render.work import Job, do
from autoedit.whole import held_folder

# How often somebody who waits for another machine asks whether to go on.
ASK_SECONDS = 0.5


def fetched(job: Job, report: Callable[[int], None] | None = None, *, executor: Executor) -> None:
    """Have a job done elsewhere, and keep what comes back in its store.

    Raises:
        Whatever the work or the report raises.
    """
    coming: Future[dict[str, Packed]] = executor.submit(coded, job)
    while not wait([coming], timeout=ASK_SECONDS).done:
        if report is not None:
            report(0)
    brought = coming.result()
    for key, packed in brought.items():
        try:
            job.studio.store.take_in(key, packed)
        except OSError:
            job.studio.spare.take_in(key, packed)
    if report is not None:
        report(job.frames)


def coded(job: Job) -> dict[str, Packed]:
    """Do a job here, and give its pieces as bytes, by key."""
    with held_folder(Path(tempfile.gettempdir())) as folder:
        store = Store(folder / "pieces")
        do(replace(job, studio=replace(job.studio, store=store, spare=store)))
        return {key: store.packed(key) for key in job.pieces}
