from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.testing import Camera, Sound, clicks, numbered_film

RATES = {
    "24000/1001": Fraction(24000, 1001),
    "25": Fraction(25),
    "30000/1001": Fraction(30000, 1001),
    "60000/1001": Fraction(60000, 1001),
}
LATE = Fraction(31 * 1001, 24000)
FRAMES = 75


def uneven_times() -> list[Fraction]:
    """Steps as a screen recorder makes them."""
    dice = random.Random(5)
    times = [Fraction(0)]
    for _ in range(FRAMES - 1):
        times.append(times[-1] + Fraction(dice.choice((17, 33, 34, 50, 83, 200)), 1000))
    return times


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the files of this session stand."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="session")
def films(shelf: Path) -> dict[str, Path]:
    """75 numbered frames each, with long groups of pictures and B-frames; clicks at half a second and at one."""
    sound = clicks([Fraction(1, 2), Fraction(1)], rate=48000, duration=Fraction(5, 4))
    made = {}
    for name, rate in RATES.items():
        for suffix in (".mp4", ".mov", ".mkv"):
            path = shelf / f"{rate.numerator}{suffix}"
            made[name + suffix] = numbered_film(path, rate=rate, frames=FRAMES, sound=sound, camera=Camera(gop=25))
    film_rate = RATES["24000/1001"]
    late_sound = Sound(samples=sound.samples, rate=48000, start=LATE)
    made["late"] = numbered_film(shelf / "late.mov", rate=film_rate, frames=FRAMES, start=LATE, sound=late_sound)
    made["variable"] = numbered_film(shelf / "variable.mp4", rate=Fraction(30), frames=FRAMES, times=uneven_times())
    made["variable.mkv"] = numbered_film(shelf / "variable.mkv", rate=Fraction(30), frames=FRAMES, times=uneven_times())
    return made
