"""Broken files: each is used or left out with a reason, and costs neither the process nor the good file beside it.

Every file is tried in a process of its own (``trials``): a crash, a hang, an error that is no sentence, more memory than 1.5 GB,
a changed source or a good file that fares otherwise than alone are told with what was done to the file.
"""

from __future__ import annotations

import atexit
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.faults.mutants import KINDS, LIES, cut_short, lying, mutant
from tests.faults.specimens import FILMS, SONGS, specimen
from tests.faults.trials import Trials

FEW, MANY = 60, 500
ODD_SHARES = (0.003, 0.013, 0.047, 0.333, 0.873, 0.987, 0.9995)
# Every so many of the mutants, a film is rendered from what is left.
RENDERED = 12


def cases(seed: int, *, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Named cases; each raises AssertionError when a promise is broken."""
    yield from _cut_files(many=many)
    yield from _no_media()
    for (whole, name), fields in LIES.items():
        content = lambda whole=whole, fields=fields: lying(_whole(whole), fields)  # noqa: E731
        yield f"header: {name}", _case(name, content, is_rendered=many and whole in FILMS, is_song=whole in SONGS)
    for number in range(MANY if many else FEW):
        yield _mutant_case(seed * 100_000 + number, is_rendered=number % RENDERED == 0)


def _cut_files(*, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Copies that broke off: at every tenth and at odd places; of the quick form each file gives two."""
    shares = [*(tenth / 10 for tenth in range(1, 10)), *ODD_SHARES]
    for number, name in enumerate((*FILMS, *SONGS)):
        for share in shares if many else (shares[(2 * number) % 9], shares[(2 * number + 5) % 9]):
            # Contents are made when they are tried.
            content = lambda name=name, share=share: cut_short(_whole(name), share)  # noqa: E731
            case = _case(f"cut {name}", content, is_rendered=many and name in FILMS, is_song=name in SONGS)
            yield f"{share:.4g} of {name}", case


def _no_media() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Names that say one thing over content that is another, or none."""
    contents: dict[str, Callable[[], bytes]] = {
        "empty.mp4": lambda: b"",
        "one byte.mp4": lambda: b"\0",
        "zeroes.mp4": lambda: bytes(100_000),
        "random.mkv": lambda: random.Random(8).randbytes(100_000),
        "text.mp4": lambda: b"this is no film\n" * 3000,
        "page.mov": lambda: b"<!doctype html><html><video src='film.mp4'></video></html>",
        "archive.mp4": lambda: b"PK\x03\x04" + random.Random(9).randbytes(5000),
        "matroska in name only.mkv": lambda: _whole("h264.mp4"),
        "matroska in truth.mp4": lambda: _whole("vp9.mkv"),
        "a film named.txt": lambda: _whole("h264.mp4"),
        "transport stream named.jpg": lambda: _whole("mpeg2.ts"),
        "two films in one.mp4": lambda: _whole("h264.mp4") + _whole("vp9.mkv"),
        "a film with a foreword.mp4": lambda: b"\n" * 777 + _whole("mpeg2.ts"),
    }
    for name, content in contents.items():
        yield f"no media: {name}", _case(name, content)


def _mutant_case(seed: int, *, is_rendered: bool) -> tuple[str, Callable[[Path], None]]:
    dice = random.Random(seed)
    name = dice.choice((*FILMS, *SONGS))
    kind = dice.choice(KINDS)

    def content() -> bytes:
        return mutant(_whole(name), kind, dice)

    case = _case(f"mutant of {name}", content, is_rendered=is_rendered and name in FILMS, is_song=name in SONGS)
    return f"mutant {seed} of {name}: {kind}", case


def _case(name: str, content: Callable[[], bytes], *, is_rendered: bool = False, is_song: bool = False) -> Callable[[Path], None]:
    def case(folder: Path) -> None:
        path = folder / name
        path.write_bytes(content())
        problem = _trials().broken_promise(path, is_rendered=is_rendered)
        if not problem and is_song:
            problem = _trials().broken_promise(path, is_song=True)
        assert not problem, f"{name}: {problem}"

    return case


@cache
def _whole(name: str) -> bytes:
    return specimen(name).read_bytes()


@cache
def _trials() -> Trials:
    trials = Trials(specimen("good.mp4"))
    atexit.register(trials.close)
    return trials
