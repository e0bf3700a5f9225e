from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.testing import Camera, numbered_film, tone
from tests.render.making import NTSC_FILM, RATES, named


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the films of this session stand."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="session")
def source_times() -> dict[str, list[Fraction]]:
    """Each source's frame times; the name says what is hard about it."""
    late = Fraction(31 * 1001, 24000)
    uneven = random.Random(7)
    steps = [Fraction(uneven.choice((20, 33, 34, 50, 67, 120)), 1000) for _ in range(200)]
    times = {str(rate): [frame / rate for frame in range(200)] for rate in (*RATES, Fraction(30))}
    times["late"] = [late + frame / NTSC_FILM for frame in range(200)]
    times["matroska"] = times[str(NTSC_FILM)]
    times["variable"] = [sum(steps[:frame], Fraction(0)) for frame in range(200)]
    return times


@pytest.fixture(scope="session")
def sources(shelf: Path, source_times: dict[str, list[Fraction]]):
    """200 numbered frames of each kind, with a tone beside them."""
    films = {}
    for name, times in source_times.items():
        suffix = ".mkv" if name == "matroska" else ".mov"
        path = shelf / f"{name.replace('/', '_')}{suffix}"
        rate = Fraction(name) if name[0].isdigit() else NTSC_FILM
        sound = tone(frequency=440, level_db=-20, rate=48000, duration=times[-1])
        numbered_film(path, rate=rate, frames=len(times), times=times, sound=sound, camera=Camera(gop=40))
        films[name] = named(path, name)
    return films


@pytest.fixture(scope="session")
def two_films(shelf: Path):
    """a shows the numbers 0 to 119 and b 1000 to 1119, both at 24000/1001, without sound."""
    for name, first in (("a", 0), ("b", 1000)):
        numbered_film(shelf / f"{name}.mp4", rate=NTSC_FILM, frames=120, first=first)
    return named(shelf / "a.mp4", "a"), named(shelf / "b.mp4", "b")
