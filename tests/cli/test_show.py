"""What reaches a terminal is shown and never obeyed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.cli.show import cell, printable
from tests.cli.test_commands import main


@pytest.mark.parametrize("text", ["beach.mp4", "Страна 1.mov", "城市 night.mp4", "café \U0001f3d6\ufe0f.mov", "back\\slash"])
def test_names_of_any_script_stay_as_they_are(text: str):
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"), ("a\r\nb\tc", r"a\r\nb\tc"), ("\x9b31m\x7f", r"\x9b31m\x7f"), ("\u202egpj", r"\u202egpj"),
        ("a\u2028b", r"a\u2028b"), ("caf\udce9", r"caf\udce9"),
    ],
)  # fmt: skip
def test_what_a_terminal_would_obey_is_spelt(text: str, shown: str):
    assert printable(text) == shown


# Rich's own escape doubles a backslash at the end.
@given(st.text(st.characters(exclude_characters="\\")))
def test_a_cell_of_any_text_is_drawn_as_it_is_spelt(text: str):
    from rich.text import Text

    assert Text.from_markup(cell(text)).plain == printable(text)


def test_an_error_is_one_line_whatever_the_files_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert main(monkeypatch, "plan", "no\x1b[31m\nautoedit: all is well.mp4") == 1

    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert r"no\x1b[31m\nautoedit: all is well.mp4: there is no such file" in err


def test_a_name_that_is_not_utf8_is_json_in_every_locale(tmp_path: Path):
    (tmp_path / os.fsdecode(b"caf\xe9.mp4")).write_bytes(b"this is no film")

    done = subprocess.run(
        [sys.executable, "-m", "autoedit", "probe", str(tmp_path), "--json"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
    )  # fmt: skip

    (left,) = json.loads(done.stdout.decode("utf-8"))["left_out"]
    assert Path(left["path"]).name == os.fsdecode(b"caf\xe9.mp4")
