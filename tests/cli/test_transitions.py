"""The command that lists transitions and shows them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autoedit.errors import BadOption, MediaNotFound, OutputError
from autoedit.registry import names
from autoedit.render.transitions import catalogue
from autoedit.testing import film_pictures
from tests.cli.test_commands import invoke


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two transitions are all there are."""
    monkeypatch.setattr(catalogue, "names", lambda _group: ("dissolve", "wipe"))


@pytest.fixture
def photographs(tmp_path: Path) -> tuple[Path, Path]:
    for name, colour in (("a.png", (200, 40, 40)), ("b.jpg", (40, 40, 200))):
        Image.new("RGB", (96, 54), colour).save(tmp_path / name)
    return tmp_path / "a.png", tmp_path / "b.jpg"


def test_the_list_shows_each_transition_with_what_it_does_and_its_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "200")

    lines = invoke("transitions").stdout.splitlines()

    shown = {line.split()[0]: line for line in lines[1:]}
    assert sorted(shown) == sorted(names("autoedit.transitions"))
    assert "Uncover picture b behind an edge that runs over picture a." in shown["wipe"]
    assert "angle 0, softness 0.1" in shown["wipe"]
    assert "colour #000000" in shown["dip"]


def test_the_list_as_json_tells_of_each_setting_its_default_and_what_it_may_be():
    document = json.loads(invoke("transitions", "--json").stdout)

    assert document["schema"] == "autoedit/transitions/1"
    found = {entry["kind"]: entry for entry in document["transitions"]}
    assert sorted(found) == sorted(names("autoedit.transitions"))
    assert found["wipe"]["settings"] == [
        {"name": "angle", "default": 0.0, "may_be": "a number from -720 to 720"},
        {"name": "softness", "default": 0.1, "may_be": "a number from 0 to 1"},
    ]


@pytest.mark.usefixtures("few")
def test_a_gallery_is_made_of_two_photographs(photographs: tuple[Path, Path]):
    shown = invoke("transitions", *photographs, "--gallery", "sheet.png")

    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "wrote sheet.png" in shown.stderr
    sheet = np.asarray(Image.open("sheet.png")).astype(int)
    assert sheet[40, 155, 0] > 180
    assert sheet[40, -10, 2] > 180


@pytest.mark.usefixtures("few")
def test_a_gallery_is_made_of_a_film_and_of_drawn_views_too(footage: Path):
    film = next(footage.glob("*.mp4"))

    assert invoke("transitions", film, film, "--gallery", "one.html").exit_code == 0
    assert invoke("transitions", "--gallery", "two.html").exit_code == 0

    assert all(Path(name).read_text(encoding="utf-8").count("<article>") == 2 for name in ("one.html", "two.html"))


@pytest.mark.usefixtures("few")
def test_a_gallery_can_be_a_film(photographs: tuple[Path, Path]):
    shown = invoke("transitions", *photographs, "--gallery", "film.mp4")

    assert shown.exit_code == 0
    pictures = [picture for _, picture in film_pictures(Path("film.mp4"))]
    assert len(pictures) == 2 * 60
    assert np.abs(pictures[0][:300].astype(int) - (200, 40, 40)).max() < 12
    assert np.abs(pictures[-1][:300].astype(int) - (40, 40, 200)).max() < 12


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (["a.png"], BadOption, "--gallery"), (["a.png", "--gallery", "x.html"], BadOption, "or of none; there are 1"),
        (["no.png", "no.png", "--gallery", "x.html"], MediaNotFound, "no such file"),
        (["--gallery", "x.gif"], OutputError, r"\.png or \.mp4"), (["--gallery", "nowhere/x.html"], OutputError, "folder"),
        (["a.png", "a.png", "--gallery", "a.png"], OutputError, "one of the files it would be made from"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)  # fmt: skip
@pytest.mark.usefixtures("few")
def test_a_gallery_that_cannot_be_made_is_told_and_leaves_nothing(
    photographs: tuple[Path, Path], _own_folder: Path, arguments: list[str], error: type[Exception], said: str
):
    (_own_folder / "a.png").write_bytes(photographs[0].read_bytes())

    shown = invoke("transitions", *arguments)

    assert isinstance(shown.exception, error)
    assert re.search(said, str(shown.exception))
    assert [path.name for path in _own_folder.iterdir()] == ["a.png"]
