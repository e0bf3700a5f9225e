"""The command beats, and a person's word on the beat in all commands that have music."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
import soundfile

from autoedit.cli.beats import how_to_choose
from autoedit.errors import BadOption
from autoedit.model.music import Rival
from tests.cli.test_commands import invoke, main
from tests.music.songs import RATE, band, steady
from tests.plan.values import click_grid


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("music") / "song.wav"
    soundfile.write(file, band(steady(120, 64)), RATE)
    return file


def document(*arguments: str | Path) -> dict:
    return json.loads(invoke("--quiet", "beats", *arguments, "--json").stdout)


def test_the_table_tells_tempo_metre_trust_rivals_and_sections(song):
    told = invoke("beats", song).stdout

    for part in ("120.00 beats a minute", "4 beats a bar", "--tempo", "confidence", "cuts fall on", "section", "bars", "energy"):
        assert part in told


def test_the_document_has_confidence_by_stretch_and_what_was_overruled(song):
    found = document(song, "--tempo", "/2")

    assert found["tempo"] == pytest.approx(60, rel=0.01)
    assert found["stretches"][0]["is_trusted"]
    assert found["stretches"][0]["start"] == found["start"]
    assert found["overruled"] == ["--tempo /2: 60.00 beats a minute, where 120.00 was heard"]


def test_the_document_is_read_back_by_beats(song, tmp_path):
    first = document(song, "--downbeat", "+1")
    (tmp_path / "grid.json").write_text(json.dumps(first))

    second = document(song, "--beats", tmp_path / "grid.json")

    assert second["beats"] == first["beats"]
    assert second["sections"] == first["sections"]


def test_labels_click_and_plot_are_written(song, tmp_path):
    result = invoke(
        "beats", song, "--labels", tmp_path / "l.txt", "--click", tmp_path / "c.wav", "--plot", tmp_path / "p.png"
    )  # fmt: skip

    assert result.exit_code == 0
    assert all((tmp_path / name).stat().st_size > 1000 for name in ("l.txt", "c.wav", "p.png"))


@pytest.mark.parametrize("text", ["x2", "*2", "/2", "x3", "/3", "128", "99.5"])
def test_tempi_are_understood(song, text):
    assert document(song, "--tempo", text)["overruled"]


@pytest.mark.parametrize(("option", "text"), [("--tempo", "x5"), ("--tempo", "fast"), ("--tempo", "9999"), ("--tempo", "10"),
                                              ("--downbeat", "0"), ("--downbeat", "one"), ("--downbeat", "+0")])  # fmt: skip
def test_bad_values_are_wrong_usage_told_with_what_to_write(monkeypatch, capsys, song, option, text):
    assert main(monkeypatch, "beats", song, option, text) == 2

    assert "write" in capsys.readouterr().err


def test_a_list_of_beats_that_is_not_there_is_an_error(song):
    result = invoke("beats", song, "--beats", "nowhere.txt")

    assert isinstance(result.exception, BadOption)
    assert "Check the name" in str(result.exception)


@pytest.mark.parametrize("command", ["make", "plan"])
def test_a_word_on_the_beat_without_a_song_is_an_error(footage, command, tmp_path):
    result = invoke(command, footage, "--tempo", "x2", "-o", tmp_path / ("a.json" if command == "plan" else "a.mp4"))

    assert isinstance(result.exception, BadOption)
    assert "--music" in str(result.exception)


def test_what_was_overruled_is_in_the_edit_list(footage, song, tmp_path):
    result = invoke(
        "plan", footage, "--music", song, "--length", "3s", "--tempo", "/2", "--downbeat", "-1", "-o", tmp_path / "edit.json"
    )  # fmt: skip

    assert result.exception is None
    grid = json.loads((tmp_path / "edit.json").read_text())["song"]["grid"]
    assert [sentence.split(":")[0] for sentence in grid["overruled"]] == ["--tempo /2", "--downbeat -1"]


@pytest.mark.parametrize(
    ("tempo", "option"), [(240.2, "x2"), (59.8, "/2"), (357.0, "x3"), (40.3, "/3"), (80.0, "80"), (159.57, "159.57")]
)
def test_a_rival_is_told_with_how_to_choose_it(tempo, option):
    grid = click_grid(tempo=Fraction(120))

    assert how_to_choose(Rival(tempo=tempo, score=0.5), grid) == f"--tempo {option}"
