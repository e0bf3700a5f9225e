"""export and import as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autoedit.cli.app import app
from autoedit.document.read import load_edit_list
from autoedit.document.write import edit_list_json
from tests.exchange.edits import edit_list


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An edit list in an own folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "edit.json"
    path.write_text(edit_list_json(edit_list(5), tmp_path), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("suffix", ["otio", "fcpxml", "xml", "edl", "mlt", "kdenlive", "csv", "srt", "ffmetadata"])
def test_the_suffix_names_the_format(edit, suffix):
    code, stdout, stderr = run("export", edit, "-o", f"film.{suffix}")

    assert (code, stdout) == (0, "")
    assert Path(f"film.{suffix}").stat().st_size > 50
    assert f"film.{suffix}: " in stderr


def test_an_edl_is_written_for_each_track(edit):
    run("export", edit, "-o", "film.edl")

    tracks = [track for track in load_edit_list(edit).timeline.tracks if track.clips]
    assert len(list(Path().glob("film*.edl"))) == len(tracks)


def test_a_format_is_printed_for_a_pipe(edit):
    code, stdout, _ = run("export", edit, "-o", "-", "--format", "otio")

    assert code == 0
    assert json.loads(stdout)["OTIO_SCHEMA"].startswith("Timeline")


def test_stdout_needs_a_format(edit):
    code, _, stderr = run("export", edit, "-o", "-")

    assert code == 1
    assert "--format" in stderr or stderr == ""


def test_timecode_counts_as_it_is_told(edit):
    path = edit.with_name("ntsc.json")
    path.write_text(edit_list_json(edit_list(5, rate=load_ntsc()), edit.parent), encoding="utf-8")
    run("export", path, "-o", "drop.edl")
    run("export", path, "-o", "non.edl", "--non-drop-frame")

    assert "FCM: DROP FRAME" in Path("drop.edl").read_text()
    assert "FCM: NON-DROP FRAME" in Path("non.edl").read_text()


def load_ntsc():
    from tests.exchange.edits import NTSC

    return NTSC


def test_what_comes_back_unchanged_is_told_so(edit):
    run("export", edit, "-o", "film.otio")
    code, _, stderr = run("import", "film.otio", "--onto", edit)

    assert code == 0
    assert "nothing is different" in stderr
    assert load_edit_list(Path("edit-imported.json")).timeline.tracks[0] == load_edit_list(edit).timeline.tracks[0]


def test_an_edit_list_imported_is_printed_for_a_pipe(edit):
    run("export", edit, "-o", "film.fcpxml")
    code, stdout, _ = run("import", "film.fcpxml", "--onto", edit, "-o", "-")

    assert code == 0
    assert json.loads(stdout)["schema"] == "autoedit/edit-list/1"
