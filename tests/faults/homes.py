"""A small film's footage and song, and places to make it in: a folder, a cache and a temporary folder of its own for each run."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

from autoedit.testing import Sound, clicks, film_pictures, write_wav
from tests.analysis.takes import panned, shoot, view

ROOT = Path(__file__).parents[2]
RATE = 48000
SIZE = (160, 96)
# The name that a run's processes carry in their environment, by which those that outlive it are found.
MARK = "AUTOEDIT_TEST_RUN"


@cache
def corpus() -> Path:
    """Three takes of two seconds with sound, in a folder of their own, and a song of six seconds beside it."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "takes").mkdir()
    for number in (1, 2, 3):
        heard = _beat(2, every=Fraction(number, 4))
        shoot(folder / "takes" / f"take {number}.mp4", panned(view(number, size=SIZE), 50), sound=heard)
    write_wav(folder / "song.wav", _beat(6, every=Fraction(1, 2)))
    return folder


def warm_cache() -> Path:
    """Where a cache lies that a run has filled."""
    return corpus() / "warm"


def _beat(seconds: int, *, every: Fraction) -> Sound:
    return clicks([every * number for number in range(int(seconds / every))], rate=RATE, duration=Fraction(seconds))


@dataclass(frozen=True, slots=True)
class Home:
    """A place for runs, with sources of its own."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("out", "cache", "temporary", "here"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.takes.mkdir(exist_ok=True)
        for source in sorted((corpus() / "takes").iterdir()):
            shutil.copyfile(source, self.takes / source.name)
        shutil.copyfile(corpus() / "song.wav", self.song)

    @property
    def takes(self) -> Path:
        """The footage."""
        return self.folder / "takes"

    @property
    def song(self) -> Path:
        """The music."""
        return self.folder / "song.wav"

    @property
    def here(self) -> Path:
        """Where runs are started."""
        return self.folder / "here"

    @property
    def out(self) -> Path:
        """Where outputs go."""
        return self.folder / "out"

    @property
    def cache(self) -> Path:
        """Where results are kept."""
        return self.folder / "cache"

    @property
    def temporary(self) -> Path:
        """Where temporary files go."""
        return self.folder / "temporary"

    def environment(self, mark: str = "") -> dict[str, str]:
        """What a run is started with."""
        places = {"AUTOEDIT_CACHE": str(self.cache), "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT)}
        # Its many threads would do no more than wait for one another on few cores.
        return {**os.environ, **places, "OPENBLAS_NUM_THREADS": "1", MARK: mark or uuid.uuid4().hex, **self.variables}

    def start(self, *arguments: str | Path, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """Start the program, in a group of processes of its own.

        Args:
            before: done in the new process.
        """
        return subprocess.Popen(
            [sys.executable, "-m", "autoedit", *map(str, arguments)],
            cwd=self.here,
            env=self.environment(),
            preexec_fn=before,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the program as a person does, to its end."""
        process = self.start(*arguments)
        said, complained = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, said, complained)

    def make(self, *more: str | Path) -> tuple[str | Path, ...]:
        """The arguments that make the small film and its edit list."""
        asked = ("make", self.takes, "--music", self.song, "--length", "3", "--draft")
        return (*asked, "-o", self.out / "film.mp4", "--edit-list", self.out / "edit.json", *more)

    def sources(self) -> dict[str, str]:
        """The digests of the footage and the song."""
        files = [*sorted(self.takes.iterdir()), self.song]
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    def strays(self) -> list[str]:
        """Files where no finished run leaves any: hidden or temporary ones, and all in the temporary folder and here."""
        places = [*self.out.rglob("*"), *self.cache.rglob("*")]
        hidden = [path for path in places if path.name.startswith((".", "part-")) or path.suffix in (".part", ".tmp")]
        return sorted(str(path) for path in (*hidden, *self.temporary.rglob("*"), *self.here.iterdir()))


def shown(film: Path) -> str:
    """The digest of all frames of a film and of their times."""
    digest = hashlib.sha256()
    for time, picture in film_pictures(film):
        digest.update(f"{time} {picture.shape}".encode() + picture.tobytes())
    return digest.hexdigest()


def alive(mark: str) -> list[int]:
    """The processes of a run that live."""
    found = []
    for process in _processes():
        try:
            environment = (process / "environ").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if f"{MARK}={mark}".encode() in environment and state != "Z":
            found.append(int(process.name))
    return found


def _processes() -> Iterator[Path]:
    return (path for path in Path("/proc").glob("[0-9]*"))
