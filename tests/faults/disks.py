"""Full disks, disks that may not be written, and folders that go away: for the output, the cache and the temporary folder.

A full disk is a small one of memory where root may mount it, and everywhere a limit on how long files may be. What cannot be
written is told in a sentence that names the output and says what to do; nothing is left of it, and an older file stays as it
was. A cache or a temporary folder that is full costs time, never the film.
"""

from __future__ import annotations

import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from tests.faults.homes import Home
from tests.faults.killed import BY_NAME, HANGS_SECONDS, Run, outputs_of, traced, warmed

OLD = b"an older file of that name"
STEPS = ("free some space", "choose another place", "make the folder")


@cache
def can_mount() -> bool:
    """Whether small disks can be made here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"autoedit-mount-{os.getpid()}"
    folder.mkdir()
    try:
        with disk(folder, 64):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False
    finally:
        folder.rmdir()


@contextmanager
def disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A small disk in the place of a folder."""
    _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that nobody may write to; root is held off by a disk that is read only."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(0o755)
        return
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def run(home: Home, *arguments: str | Path, longest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program, where it is asked with a limit on the length of the files that it writes."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        assert longest_file is not None
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest_file, longest_file))

    process = home.start(*arguments, before=limited if longest_file is not None else None)
    said, complained = process.communicate(timeout=HANGS_SECONDS)
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


def made(home: Home, name: str, done: subprocess.CompletedProcess[str]) -> None:
    """The command's outputs are there, and are what they are to be."""
    assert done.returncode == 0, done.stderr
    assert outputs_of(home) == traced(name).outputs, "the result is another"
    assert home.strays() == [], home.strays()


def refused(home: Home, output: Path, done: subprocess.CompletedProcess[str], left: dict[str, str]) -> None:
    """The command has failed in a sentence, and left everything as it was."""
    assert done.returncode == 1, (done.returncode, done.stderr)
    last = done.stderr.strip().splitlines()[-1]
    assert str(output) in last and any(step in last.lower() for step in STEPS), done.stderr
    assert "Traceback" not in done.stderr and "unexpected" not in done.stderr, done.stderr
    assert outputs_of(home) == left, "what was there has changed"
    assert home.strays() == [], home.strays()


def ends(home: Home, name: str, done: subprocess.CompletedProcess[str], output: Path, left: dict[str, str]) -> None:
    """The command has made what it was to make, or has left everything as it was."""
    if done.returncode == 0:
        made(home, name, done)
    else:
        refused(home, output, done, left)


MAIN = {
    "make": "film.mp4",
    "make in processes": "film.mp4",
    "plan": "edit.json",
    "music": "song.wav",
    "export": "film.fcpxml",
    "report": "report.html",
}


def files_end_at(name: str, longest: int, folder: Path) -> None:
    """No file may be longer than so many bytes."""
    home = Home(folder)
    arguments = BY_NAME[name].arguments(home)
    output = home.out / MAIN[name]
    output.write_bytes(OLD)
    before = outputs_of(home)
    done = run(home, *arguments, longest_file=longest)
    output, before = _blamed(home, name, done, before)
    if name == "export" and done.returncode == 1:
        # Sources are copied before the project is written, each whole; what failed is one of these files.
        whole = traced(name).outputs
        assert all(whole.get(file) == digest or before.get(file) == digest for file, digest in outputs_of(home).items())
        output, before = home.out, outputs_of(home)
    ends(home, name, done, output, before)


def the_outputs_disk_is_full(name: str, kilobytes: int, folder: Path, *, is_warm: bool = False) -> None:
    """The output's disk holds so much; everything else has room."""
    home = warmed(Home(folder)) if is_warm else Home(folder)
    arguments = BY_NAME[name].arguments(home)
    with disk(home.out, kilobytes):
        (home.out / MAIN[name]).write_bytes(OLD)
        before = outputs_of(home)
        done = run(home, *arguments)
        ends(home, name, done, *_blamed(home, name, done, before))


def _blamed(home: Home, name: str, done: subprocess.CompletedProcess[str], before: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """The output that could not be written, and what is left: the film has its name before its edit list is written."""
    film = {"film.mp4": traced(name).outputs.get("film.mp4", "")}
    if done.returncode == 1 and outputs_of(home) == film:
        return home.out / "edit.json", film
    return home.out / MAIN[name], before


def another_disk_is_full(place: str, kilobytes: int, folder: Path, name: str = "make") -> None:
    """The cache's or the temporary folder's disk holds so much; the output's has room, so it is made."""
    home = Home(folder)
    arguments = BY_NAME[name].arguments(home)
    with disk(getattr(home, place), kilobytes):
        made(home, name, run(home, *arguments))


def a_disk_is_full_to_the_last_byte(place: str, folder: Path) -> None:
    """Not a byte is free where the cache or temporary files go."""
    home = Home(folder)
    with disk(getattr(home, place), 64):
        filler = getattr(home, place) / "filler"
        with filler.open("wb", buffering=0) as file, _until_full():
            while True:
                file.write(bytes(1024))
        done = run(home, *home.make())
        filler.unlink()
        made(home, "make", done)


@contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError:
        return


def a_place_is_read_only(place: str, folder: Path, *, is_warm: bool = False) -> None:
    """The cache or the folder that the program is started in may not be written."""
    home = warmed(Home(folder)) if is_warm else Home(folder)
    before = {path: path.stat().st_mtime_ns for path in sorted(home.cache.rglob("*"))}
    with read_only(getattr(home, place)):
        done = run(home, *home.make())
    made(home, "make", done)
    if place == "cache":
        assert before == {path: path.stat().st_mtime_ns for path in sorted(home.cache.rglob("*"))}
        assert is_warm == ("nothing was analysed anew" in done.stderr), done.stderr


def the_target_is_read_only(folder: Path) -> None:
    """The output's folder may not be written; that is said before any work."""
    home = Home(folder)
    with read_only(home.out):
        done = run(home, *home.make())
    refused(home, home.out / "film.mp4", done, {})
    assert not any(home.cache.rglob("*.kept")), "work was done for nothing"


def the_cache_is_a_file(folder: Path) -> None:
    """Where the cache should be lies a file."""
    home = Home(folder)
    home.cache.rmdir()
    home.cache.write_bytes(OLD)
    made(home, "make", run(home, *home.make()))
    assert home.cache.read_bytes() == OLD


def the_target_goes_away(stage: str, folder: Path) -> None:
    """The output's folder is removed while the film is made."""
    home = Home(folder)
    with Run(home, BY_NAME["make"]) as running:
        while (mark := running.mark()) is not None and mark[0] != stage:
            pass
        shutil.rmtree(home.out, ignore_errors=True)
        code = running.process.wait(HANGS_SECONDS)
        said = running.said()
    assert not home.out.exists() or code == 0, said
    if code != 0:
        assert code == 1 and "Traceback" not in said and "unexpected" not in said, said
        assert str(home.out / "film.mp4") in said or str(home.out / "edit.json") in said, said
        assert any(step in said.lower() for step in STEPS), said


def the_disks_differ(folder: Path) -> None:
    """Output, cache and temporary files on three disks."""
    home = Home(folder)
    with disk(home.out, 20_000), disk(home.temporary, 20_000):
        made(home, "make", run(home, *home.make()))


def the_name_has(length: int, folder: Path) -> None:
    """An output's name of so many bytes: 255 are allowed."""
    home = Home(folder)
    output = home.out / ("f" * (length - 4) + ".mp4")
    done = run(home, "make", home.takes, "--length", "1", "--draft", "-o", output)
    if length <= 255:
        assert done.returncode == 0 and output.is_file(), done.stderr
    else:
        assert done.returncode == 1 and "name too long" in done.stderr, done.stderr
        assert not any(home.cache.rglob("*.kept")), "work was done for nothing"
    assert home.strays() == [], home.strays()


Case = tuple[str, Callable[[Path], None]]


def cases(seed: int, *, many: bool) -> Iterator[Case]:
    """Named cases; each gets an empty folder."""
    chance = random.Random(seed)
    if not many:
        yield "make where files end at 30000 bytes", partial(files_end_at, "make", 30_000)
        yield "the target goes away at render", partial(the_target_goes_away, "render")
        if can_mount():
            yield from _quick_mounted()
        return
    sizes = [(name, _between(chance, 100, 400_000)) for name in MAIN for _ in range(4)]
    yield from _everywhere(sizes)
    for length in (254, 255, 256, 300):
        yield f"a name of {length} bytes", partial(the_name_has, length)
    for stage in ("probe", "analyse", "plan", "render", "mix", "keep", "join", "verify", "publish"):
        yield f"the target goes away at {stage}", partial(the_target_goes_away, stage)
    if can_mount():
        yield from _mounted(chance)


def _between(chance: random.Random, least: int, most: int) -> int:
    return round(math.exp(chance.uniform(math.log(least), math.log(most))))


def _everywhere(sizes: Sequence[tuple[str, int]]) -> Iterator[Case]:
    for name, longest in sizes:
        yield f"{name} where files end at {longest} bytes", partial(files_end_at, name, longest)
    yield "the cache is a file", the_cache_is_a_file


def _quick_mounted() -> Iterator[Case]:
    yield "the output's disk has 200 kB", partial(the_outputs_disk_is_full, "make", 200, is_warm=True)
    yield "the cache's disk has 40 kB", partial(another_disk_is_full, "cache", 40)
    yield "the target is read only", the_target_is_read_only
    yield "the warm cache is read only", partial(a_place_is_read_only, "cache", is_warm=True)


def _mounted(chance: random.Random) -> Iterator[Case]:
    yield from _quick_mounted()
    for number in range(12):
        name = ("make", "plan", "music", "report")[number % 4]
        kilobytes = _between(chance, 8, 3000)
        yield f"the output's disk has {kilobytes} kB for {name}", partial(the_outputs_disk_is_full, name, kilobytes)
    for place in ("cache", "temporary"):
        for _ in range(5):
            kilobytes = _between(chance, 8, 1000)
            yield f"the {place} disk has {kilobytes} kB", partial(another_disk_is_full, place, kilobytes)
        yield f"the {place} disk is full to the last byte", partial(a_disk_is_full_to_the_last_byte, place)
    kilobytes = _between(chance, 8, 200)
    yield (
        f"the cache's disk has {kilobytes} kB, in processes",
        partial(another_disk_is_full, "cache", kilobytes, name="make in processes"),
    )
    yield "the folder it starts in is read only", partial(a_place_is_read_only, "here")
    yield "the cold cache is read only", partial(a_place_is_read_only, "cache")
    yield "the disks differ", the_disks_differ
