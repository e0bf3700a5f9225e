"""One cache, whatever is done to it: runs at once, pruning and clearing beside them, damaged entries, a size that is too small.

It never changes a result, and after each run it is no larger than it may be.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from autoedit.pipeline.cache import Cache, CacheInUse
from tests.faults.homes import Home
from tests.faults.killed import HANGS_SECONDS, outputs_of, traced, warmed

FOREVER = 10**12


def kept(home: Home) -> Cache:
    """The cache of a home."""
    return Cache(home.cache / "results", FOREVER)


def sound(home: Home) -> None:
    """The outputs are what they are to be, nothing lies about, and no entry is damaged."""
    assert outputs_of(home) == traced("make").outputs, "the result is another"
    assert home.strays() == [], home.strays()
    facts = kept(home).facts(verifies=True)
    assert facts.damaged == 0, facts


def runs_at_once(count: int, folder: Path, *, size: str = "", empties: str = "clear") -> None:
    """Several runs make the same film, each for itself, with one cache, while somebody tries to clear or to prune it."""
    first = Home(folder / "1", {"AUTOEDIT_CACHE_SIZE": size} if size else {})
    homes = [first, *(replace(first, folder=folder / str(number)) for number in range(2, count + 1))]
    for home in homes:
        home.variables["AUTOEDIT_CACHE"] = str(first.cache)
    with _emptying(kept(first), empties):
        runs = [home.start(*home.make()) for home in homes]
        said = [run.communicate(timeout=HANGS_SECONDS)[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * count, said
    for home in homes:
        assert outputs_of(home) == traced("make").outputs, "the result is another"
        assert home.strays() == [], home.strays()
    sound(first)
    kept(first).clear()
    assert kept(first).facts().entries == 0


@contextmanager
def _emptying(cache: Cache, how: str) -> Iterator[None]:
    """Somebody tries again and again; while runs are at work it is refused, and said who they are."""
    refused: list[CacheInUse] = []
    is_over = threading.Event()
    tries = {"clear": cache.clear, "prune": partial(cache.prune, 0)}

    def empty() -> None:
        while not is_over.wait(0.005):
            try:
                tries[how]()
            except CacheInUse as error:
                refused.append(error)

    emptying = threading.Thread(target=empty)
    emptying.start()
    try:
        yield
    finally:
        is_over.set()
        emptying.join()
    assert refused, "nobody was refused"
    # Who has just let go is not told any more.
    assert any(error.processes for error in refused) or sys.platform != "linux", "it is not said who uses it"


Damage = Callable[[Path, list[Path], random.Random], None]


def _flip(file: Path, _others: list[Path], chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def _cut(file: Path, _others: list[Path], chance: random.Random) -> None:
    os.truncate(file, chance.randrange(file.stat().st_size))


def _blank(file: Path, _others: list[Path], _chance: random.Random) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _swap(file: Path, others: list[Path], chance: random.Random) -> None:
    """The bytes of another entry of the same kind, where there is one."""
    alike = [other for other in others if other != file and other.parent.parent == file.parent.parent]
    alike = [other for other in alike if other.suffix == file.suffix] or [other for other in others if other != file]
    file.write_bytes(chance.choice(alike).read_bytes())


def _retype(file: Path, others: list[Path], chance: random.Random) -> None:
    """The bytes of an entry of another stage."""
    file.write_bytes(chance.choice([other for other in others if other.parent.parent != file.parent.parent]).read_bytes())


def _link(file: Path, others: list[Path], chance: random.Random) -> None:
    """A link to another entry."""
    other = chance.choice([other for other in others if other != file])
    file.unlink()
    file.symlink_to(other)


def _link_hard(file: Path, others: list[Path], chance: random.Random) -> None:
    """Another entry under two names."""
    other = chance.choice([other for other in others if other != file and other.is_file() and not other.is_symlink()])
    file.unlink()
    os.link(other, file)


def _pipe(file: Path, _others: list[Path], _chance: random.Random) -> None:
    """A pipe that nobody writes into."""
    file.unlink()
    os.mkfifo(file)


def _lock_away(file: Path, _others: list[Path], _chance: random.Random) -> None:
    """Another user's, who lets nobody read it."""
    file.chmod(0)
    with suppress(PermissionError):
        os.chown(file, 12345, 12345)


DAMAGES: dict[str, Damage] = {
    "one bit": _flip,
    "cut short": _cut,
    "zeros": _blank,
    "another's bytes": _swap,
    "another stage's bytes": _retype,
    "a link": _link,
    "a hard link": _link_hard,
    "a pipe": _pipe,
    "another user's": _lock_away,
}


def damaged_entries(names: tuple[str, ...], seed: int, folder: Path, *, is_repeated: bool = False) -> None:
    """Every file of a warm cache is damaged, in one of these ways; the next run mends what it needs of them."""
    home, chance = warmed(Home(folder)), random.Random(seed)
    files = sorted(file for file in home.cache.rglob("*/??/*") if file.is_file())
    for file in files:
        others = [other for other in files if other == file or other.is_file()]
        DAMAGES[chance.choice(names)](file, others, chance)
    for _ in range(1 + is_repeated):
        done = home.run(*home.make())
        assert done.returncode == 0, done.stderr
        assert outputs_of(home) == traced("make").outputs, "the result is another"
        assert home.strays() == [], home.strays()
    assert not is_repeated or "nothing was analysed anew" in done.stderr, done.stderr


def no_larger_than_set(size: int, runs: int, folder: Path) -> None:
    """A small size: the film is made all the same, and the cache is no larger after each of several runs."""
    home = Home(folder, {"AUTOEDIT_CACHE_SIZE": str(size)})
    for _ in range(runs):
        done = home.run(*home.make())
        assert done.returncode == 0, done.stderr
        assert kept(home).facts().bytes <= size, kept(home).facts()
        sound(home)


def what_a_killed_run_has_left_goes(folder: Path) -> None:
    """Temporary files and films without a record are gone after the next run, or once they are too much."""
    home = warmed(Home(folder))
    pieces = home.cache / "results" / "pieces"
    (pieces / "part-abc.mov").write_bytes(bytes(1000))
    (home.cache / "results" / "part-abc.kept").write_bytes(bytes(1000))
    key = "ab" * 20
    (pieces / "ab").mkdir(exist_ok=True)
    orphan = pieces / "ab" / f"{key}.{'0' * 16}.mov"
    orphan.write_bytes(bytes(1000))
    home.run(*home.make()).check_returncode()
    sound(home)
    kept(home).prune(FOREVER)
    assert not orphan.exists()


Case = tuple[str, Callable[[Path], None]]


def cases(seed: int, *, many: bool) -> Iterator[Case]:
    """Named cases; each gets an empty folder."""
    if not many:
        yield "two runs at once, and somebody who clears", partial(runs_at_once, 2)
        yield "every entry damaged in some way", partial(damaged_entries, tuple(DAMAGES), seed)
        yield "no larger than 50 kB", partial(no_larger_than_set, 50_000, 1)
        return
    chance = random.Random(seed)
    for count, empties in ((1, "clear"), (1, "prune"), (2, "clear"), (4, "clear"), (4, "prune")):
        yield f"{count} runs at once, and somebody tries to {empties}", partial(runs_at_once, count, empties=empties)
    yield "4 runs at once in a small cache", partial(runs_at_once, 4, size="60K")
    for name in DAMAGES:
        for _ in range(2):
            yield f"every entry is {name}", partial(damaged_entries, (name,), chance.randrange(10**6), is_repeated=True)
    for _ in range(6):
        size = chance.randrange(1_000, 400_000)
        yield f"no larger than {size} bytes", partial(no_larger_than_set, size, 2)
    yield "what a killed run has left", what_a_killed_run_has_left_goes
