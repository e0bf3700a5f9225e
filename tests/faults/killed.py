"""Runs that are killed at random moments of every stage, and then run again.

Whatever the moment: no output is there in part, no process of the run lives on, no source has changed; and the next run gives
what an uninterrupted one gives, and leaves nothing of the killed one lying about.
"""

from __future__ import annotations

import hashlib
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.faults.homes import Home, alive, shown, warm_cache

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
# A killed run's processes are gone by then.
GONE_SECONDS = 5.0
HANGS_SECONDS = 120.0

Outputs = dict[str, str]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the program."""

    name: str
    arguments: Callable[[Home], Sequence[str | Path]]


COMMANDS = (
    Command("make", lambda home: home.make()),
    Command("make in processes", lambda home: home.make("--executor", "processes", "--workers", "2")),
    Command("plan", lambda home: ("plan", home.takes, "--length", "3", "-o", home.out / "edit.json")),
    Command("music", lambda home: ("music", home.song, "--length", "4", "-o", home.out / "song.wav")),
    Command("export", lambda home: ("export", _planned(home), "--collect", "copy", "-o", home.out / "film.fcpxml")),
    Command("report", lambda home: ("report", _planned(home), "-o", home.out / "report.html")),
)
BY_NAME = {command.name: command for command in COMMANDS}


def _planned(home: Home) -> Path:
    """An edit list beside the outputs."""
    edit = home.folder / "edit.json"
    if not edit.exists():
        home.run("plan", home.takes, "--length", "3", "-o", edit).check_returncode()
    return edit


@dataclass(frozen=True, slots=True)
class Trace:
    """An uninterrupted run: what it wrote, and when it began what, in seconds after its start."""

    outputs: Outputs
    marks: tuple[tuple[str, float], ...]


@cache
def traced(name: str) -> Trace:
    """How a command goes when nobody stops it."""
    with tempfile.TemporaryDirectory(prefix="traced-") as folder:
        home = Home(Path(folder))
        with Run(home, BY_NAME[name]) as run:
            marks = tuple(iter(run.mark, None))
            assert run.process.wait(HANGS_SECONDS) == 0, run.said()
            ended = time.monotonic() - run.began
        assert home.strays() == [], home.strays()
        if name == "make":
            shutil.copytree(home.cache, warm_cache(), dirs_exist_ok=True)
        return Trace(outputs_of(home), (*marks, ("end", ended)))


def warmed(home: Home) -> Home:
    """A home whose cache holds all that an uninterrupted run keeps."""
    traced("make")
    shutil.copytree(warm_cache(), home.cache, dirs_exist_ok=True)
    return home


def outputs_of(home: Home) -> Outputs:
    """What lies where outputs go, by name: a film by its frames, other files by their bytes."""
    return {str(path.relative_to(home.out)): _digest(path, home) for path in sorted(home.out.rglob("*")) if path.is_file()}


def _digest(path: Path, home: Home) -> str:
    with suppress(ValueError, OSError):
        if path.suffix == ".mp4" and path.parent == home.out:
            return shown(path)
    return hashlib.sha256(path.read_bytes().replace(str(home.folder).encode(), b"HOME")).hexdigest()


class Run:
    """A run that tells what it does."""

    def __init__(self, home: Home, command: Command) -> None:
        arguments = command.arguments(home)
        self.mark_of_run = f"{home.folder.name}-{time.monotonic_ns()}"
        ours, theirs = os.pipe()
        os.set_inheritable(theirs, True)  # noqa: FBT003
        self.began = time.monotonic()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the run
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.traced", str(theirs), *map(str, arguments)],
            cwd=home.here,
            env=home.environment(self.mark_of_run),
            pass_fds=[theirs],
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        os.close(theirs)
        self._pipe, self._rest = ours, b""

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._pipe)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._log.close()

    def mark(self) -> tuple[str, float] | None:
        """What it begins next and when; None at its end."""
        while b"\n" not in self._rest:
            if not select.select([self._pipe], [], [], HANGS_SECONDS)[0]:
                raise AssertionError(f"nothing happens any more: {self.said()}")
            read = os.read(self._pipe, 4096)
            if not read:
                return None
            self._rest += read
        name, self._rest = self._rest.split(b"\n", 1)
        return name.decode(), time.monotonic() - self.began

    def said(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment to stop a run at: so long after the nth time that it begins something."""

    name: str
    number: int
    delay: float
    signal: signal.Signals

    def __str__(self) -> str:
        return f"{self.signal.name} {self.delay * 1000:.0f} ms after {self.name} {self.number}"


def instants(trace: Trace, chance: random.Random, stages: Sequence[str] = ()) -> Iterator[Instant]:
    """Moments without end: in a random stage, or in these by turns."""
    marks = [(name, now, after - now) for (name, now), (_, after) in zip(trace.marks, trace.marks[1:], strict=False)]
    turn = 0
    while True:
        wanted = stages[turn % len(stages)] if stages else chance.choice([name for name, _, _ in marks])
        places = [place for place, (name, _, _) in enumerate(marks) if name == wanted]
        place = chance.choice(places) if places else chance.randrange(len(marks))
        name, _, lasts = marks[place]
        number = sum(other == name for other, _, _ in marks[: place + 1])
        yield Instant(name, number, chance.uniform(0, lasts), SIGNALS[turn % len(SIGNALS)])
        turn += 1


def kill(home: Home, command: Command, instant: Instant) -> bool:
    """Stop a run; whether it was still at work then."""
    before = home.sources()
    with Run(home, command) as run:
        count = 0
        while count < instant.number and (told := run.mark()) is not None:
            count += told[0] == instant.name
        time.sleep(instant.delay)
        was_at_work = run.process.poll() is None
        run.process.send_signal(instant.signal)
        code = run.process.wait(HANGS_SECONDS)
        if instant.signal is not signal.SIGKILL and was_at_work:
            # Python itself may not have begun yet, or have ended.
            assert code in (130, 0, -instant.signal), f"exit code {code}: {run.said()}"
            assert "Traceback" not in run.said() or code == -instant.signal, run.said()
        _wait_until_gone(run.mark_of_run)
    assert home.sources() == before, "a source has changed"
    _no_half_output(home, command)
    return was_at_work


def _wait_until_gone(mark: str) -> None:
    end = time.monotonic() + GONE_SECONDS
    while left := alive(mark):
        assert time.monotonic() < end, f"processes live on: {[_told(process) for process in left]}"
        time.sleep(0.02)


def _told(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200]
    except OSError:
        return "gone"


def _no_half_output(home: Home, command: Command) -> None:
    wanted = traced(command.name).outputs
    for name, digest in outputs_of(home).items():
        if not name.startswith(".autoedit-"):
            assert digest == wanted.get(name), f"{name} is there and is not what it is to be"


def run_again(home: Home, command: Command) -> None:
    """The next run gives what an uninterrupted one gives, and leaves nothing else."""
    before = home.sources()
    done = home.run(*command.arguments(home))
    assert done.returncode == 0, done.stderr
    assert outputs_of(home) == traced(command.name).outputs, "the result is another"
    assert home.strays() == [], home.strays()
    assert home.sources() == before, "a source has changed"


def killed_once(folder: Path, command: Command, instant: Instant) -> None:
    """Stop a run, and run it again."""
    home = Home(folder)
    kill(home, command, instant)
    run_again(home, command)


def killed_again_and_again(folder: Path, command: Command, moments: Sequence[Instant]) -> None:
    """Stop one run after the other in the same place, and then let one run to its end."""
    home = Home(folder)
    for instant in moments:
        kill(home, command, instant)
    run_again(home, command)


QUICK = ("start", "beats", "analyse", "keep", "join", "publish")
SLOW = (("make in processes", 4), ("plan", 3), ("music", 3), ("export", 3), ("report", 3))
MANY = 100


def cases(seed: int, *, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Named cases; each gets an empty folder."""
    if not many:
        yield f"make is killed in {', '.join(QUICK)}", _chain("make", seed, QUICK)
        return
    for turn in range(MANY):
        yield f"make is killed, {turn}", _once("make", seed + turn, turn)
    for name, count in SLOW:
        for turn in range(count):
            yield f"{name} is killed, {turn}", _once(name, seed + turn, turn)


def _chain(name: str, seed: int, stages: Sequence[str]) -> Callable[[Path], None]:
    def case(folder: Path) -> None:
        moments = instants(traced(name), random.Random(seed), stages)
        killed_again_and_again(folder, BY_NAME[name], [next(moments) for _ in stages])

    return case


def _once(name: str, seed: int, turn: int) -> Callable[[Path], None]:
    def case(folder: Path) -> None:
        moments = instants(traced(name), random.Random(seed))
        instant = [next(moments) for _ in range(turn % len(SIGNALS) + 1)][-1]
        killed_once(folder, BY_NAME[name], instant)

    return case
