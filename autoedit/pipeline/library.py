"""Footage to a library: every file analysed, in parallel, and those that cannot be used left out and told about."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autoedit.analysis.groups import with_groups
from autoedit.errors import MediaError
from autoedit.media.portions import Portion, portions
from autoedit.model.document import LeftOut
from autoedit.model.media import Media
from autoedit.model.story import in_story_order
from autoedit.pipeline import executors
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.footage import footage_paths, named_paths, with_ids
from autoedit.pipeline.garbage import uncollected
from autoedit.pipeline.gathering import Gathering, Task
from autoedit.pipeline.leaving import chosen
from autoedit.pipeline.progress import Listener, Stopper
from autoedit.pipeline.stages import (
    Analysed,
    Watching,
    analysed,
    groups_of,
    heard,
    known,
    known_portion,
    known_sound,
    probed,
    put_together,
    watched,
)
from autoedit.pipeline.workplace import Workplace
from autoedit.registry import load_function

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
    gathering = Gathering(work, Stopper())
    with executors.opened(work.executor, workers, work.cluster) as executor:
        found = gathering.gathered(executor, "probe", [Task(path, 1.0, probed, (path, work.cache)) for path in paths])
        media = [item for item, _ in found]
        usable = gathering.without(_own_films(media, named_paths(names)), media)
        usable = gathering.without(_copies(usable), usable)
        files = _analysed(usable, watching, work, workers, gathering, executor)
    for left in gathering.left_out:
        work.listener.warn(left.told)
    for item in files:
        if damage := (*item.media.damage, *item.moments.damage):
            what = "; ".join(damage)
            work.listener.warn(f"{item.media.path} is used as far as it is whole: {what}. --drop leaves it out")
    if not files:
        raise gathering.why_nothing()
    _tell_kept(files, work.listener)
    by_content = {item.media.fingerprint: item for item in files}
    named = with_ids(in_story_order([item.media for item in files]))
    ordered = [replace(by_content[item.fingerprint], media=item) for item in named]
    return Library(files=_in_groups(ordered, watching, work.cache), left_out=tuple(gathering.left_out))


def _analysed(
    media: Sequence[Media], watching: Watching, work: Workplace, workers: int, gathering: Gathering, executor: Executor
) -> list[Analysed]:
    """The moments of each file that can be analysed, those that are known without being asked for."""
    with uncollected():
        before = {item.path: known(item, watching, work.cache) for item in media}
    anew = [item for item in media if before[item.path] is None]
    parts = {item.path: () if watching.is_quick else _portions(item) for item in anew}
    hands = min(workers, sum(max(1, len(of_file)) for of_file in parts.values()))
    # Other machines' cores are not ours to count; their workers have a thread each.
    is_away = not executors.tells(work.executor)
    threads = 1 if is_away else executors.cores() + AHEAD if hands == 1 else max(1, executors.cores() // workers)
    tasks = [_tasks(item, watching, parts[item.path], threads, work.cache) for item in anew]
    results = gathering.gathered_by_file(executor, "analyse", tasks)
    found: list[Analysed] = []
    for item in media:
        was = before[item.path]
        with gathering.leaving_out(Path(item.path), "analyse"):
            file = was or _file(item, watching, results.get(Path(item.path)), work.cache)
            found += [file] if file is not None else []
    return found


def _tasks(media: Media, watching: Watching, parts: Sequence[Portion], threads: int, cache: Cache) -> list[Task]:
    """What is to be done for a file: all at once, or portion by portion with the sound beside them."""
    path = Path(media.path)
    if not parts:
        return [Task(path, _seconds(media), analysed, (media, watching, threads, cache), tells=True)]
    seconds = _seconds(media) / len(parts)
    portioned = [
        Task(
            path,
            seconds,
            watched,
            (media, watching, part, threads, cache),
            tells=True,
            known=known_portion(media, watching, part, cache),
        )
        for part in parts
    ]
    return [*portioned, Task(path, 0.0, heard, (media, cache), known=known_sound(media, cache))]


def _file(media: Media, watching: Watching, results: list[Any] | None, cache: Cache) -> Analysed | None:
    """What a file's tasks gave, as one; None when they failed."""
    if results is None or isinstance(results[0], Analysed):
        return None if results is None else results[0]
    *parts, sound = results
    return put_together(media, watching, parts, sound, cache)


def _portions(media: Media) -> tuple[Portion, ...]:
    # A file that cannot be opened any more is told of by the one who analyses it.
    with suppress(MediaError):
        return portions(media)
    return ()


def _in_groups(files: Sequence[Analysed], watching: Watching, cache: Cache) -> tuple[Analysed, ...]:
    """The files with their takes grouped: that is known only when all are seen."""
    groups = groups_of([item.media for item in files], [item.moments for item in files], watching, cache)
    return tuple(replace(item, moments=with_groups(item.moments, names)) for item, names in zip(files, groups, strict=True))


def _seconds(media: Media) -> float:
    return float(media.video.duration) if media.video is not None else 0.0


def _own_films(media: Sequence[Media], named: frozenset[Path]) -> list[LeftOut]:
    """Films that autoedit made, found in a folder: the last run's result is not this one's footage."""
    own = [item.path for item in media if item.made_by and Path(item.path) not in named]
    return [chosen(path, "it is a film that autoedit made", "Name the file itself to use it.") for path in own]


def _copies(media: Sequence[Media]) -> list[LeftOut]:
    """Files of the same content are one file: the same moment must not come twice."""
    first: dict[str, Media] = {}
    copies = []
    for item in media:
        kept = first.setdefault(item.fingerprint, item)
        if kept is not item:
            copies.append(chosen(item.path, f"it is a copy of {Path(kept.path).name}"))
    return copies


def _tell_kept(files: Sequence[Analysed], listener: Listener) -> None:
    anew = sum(1 for item in files if item.computed)
    if anew == 0:
        listener.say(f"nothing was analysed anew: all {len(files)} files were known")
    elif anew < len(files):
        listener.say(f"{len(files) - anew} of {len(files)} files were known and not analysed anew")
