"""The whole way from footage to a film, through the program as a person runs it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autoedit.testing import film_pictures
from tests.cli.conftest import Program

pytestmark = pytest.mark.slow


def pictures(path: Path) -> list[bytes]:
    return [picture.tobytes() for _, picture in film_pictures(path)]


def test_plan_then_render_gives_the_film_that_make_gives(program: Program, footage: Path):
    asked = (footage, "--length", "5")
    program("make", *asked, "--preset", "ultrafast", "-o", "made.mp4").check_returncode()
    program("plan", *asked, "-o", "edit.json").check_returncode()
    program("render", "edit.json", "--preset", "ultrafast", "-o", "rendered.mp4").check_returncode()

    made = pictures(Path("made.mp4"))

    assert len(made) == 125
    assert pictures(Path("rendered.mp4")) == made


def test_make_writes_its_edit_list_beside_the_film_when_asked(program: Program, footage: Path, _own_folder: Path):
    program("make", footage, "--length", "2", "--preset", "ultrafast", "--edit-list", "edit.json").check_returncode()

    assert sorted(file.name for file in _own_folder.iterdir()) == ["edit.json", "film.mp4"]


def test_several_lengths_make_several_films_each_with_its_edit_list(program: Program, footage: Path, _own_folder: Path):
    asked = ("--length", "1,2", "--preset", "ultrafast", "--edit-list", "cut.json")
    done = program("make", footage, *asked)

    done.check_returncode()
    assert sorted(file.name for file in _own_folder.iterdir()) == ["cut-1s.json", "cut-2s.json", "film-1s.mp4", "film-2s.mp4"]
    assert [len(pictures(Path(name))) for name in ("film-2s.mp4", "film-1s.mp4")] == [50, 25]


def test_a_quiet_program_says_nothing_and_makes_the_film(program: Program, footage: Path):
    done = program("--quiet", "make", footage, "--length", "2", "--preset", "ultrafast")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(pictures(Path("film.mp4"))) == 50


def test_a_sheet_of_a_film_is_a_picture_of_its_frames(program: Program, footage: Path):
    import cv2

    program("sheet", footage / "take 1.mp4", "--frames", "8", "--columns", "4", "-o", "sheet.png").check_returncode()

    sheet = cv2.imread("sheet.png")
    assert sheet.shape[1] > sheet.shape[0]
    assert np.std(sheet) > 10


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again until something is so; an error when it never is."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def is_coding() -> bool:
    """Whether a piece of a film is being coded."""
    return any(Path(os.environ["AUTOEDIT_CACHE"]).rglob("part-*.mov"))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
@pytest.mark.parametrize("whom", ["the program", "its whole group"])
def test_a_render_that_is_interrupted_leaves_nothing(program: Program, footage: Path, tmp_path: Path, stop: int, whom: str):
    program("plan", footage, "--length", "6", "--size", "1920x1080", "-o", "edit.json").check_returncode()
    output = tmp_path / "out"
    output.mkdir()
    command = [sys.executable, "-m", "autoedit", "render", "edit.json", "--preset", "veryslow", "-o", str(output / "film.mp4")]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as rendering:
        wait_until(lambda: is_coding() or rendering.poll() is not None)
        assert rendering.poll() is None, "the film was done before it could be interrupted"
        (os.kill if whom == "the program" else os.killpg)(rendering.pid, stop)
        _, said = rendering.communicate(timeout=60)

    assert rendering.returncode == 130
    assert "interrupted; nothing was written" in said
    assert "Traceback" not in said
    assert list(output.iterdir()) == []
    wait_until(lambda: not is_alive(rendering.pid), seconds=5)
