"""Failures told, and what is left of a run that is interrupted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autoedit
from autoedit.cli import app as application
from autoedit.errors import STAGES, AutoeditError, BadOption, DocumentError, RenderError, at
from tests.faults import failures
from tests.faults.program import Ended, ran

CASES = dict(failures.cases(1, many=False))


@pytest.mark.parametrize("case", [pytest.param(case, id=name, marks=pytest.mark.slow) for name, case in CASES.items()])
def test_what_fails_is_told(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)


def program(*arguments: object, folder: Path) -> Ended:
    return ran(*arguments, folder=folder, cache=failures.kept())


@pytest.mark.slow
def test_a_copy_is_left_out_by_choice_and_is_no_failure(tmp_path: Path):
    failures._card(tmp_path, [])
    (tmp_path / "card" / "3.mp4").write_bytes((tmp_path / "card" / "1.mp4").read_bytes())

    ended = program("plan", "card", "--length", "3", "--json", folder=tmp_path)

    assert (ended.code, ended.document["status"]) == (0, "done")
    assert [item["stage"] for item in ended.document["left_out"]] == ["choose"]


@pytest.mark.slow
def test_a_fault_of_ours_is_told_with_its_stage_and_file_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import hearing

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(hearing, "song_heard", breaks)
    ended = program("beats", failures.corpus() / "noise.wav", "--json", folder=tmp_path)

    error = ended.document["error"]
    assert (ended.code, error["kind"], error["stage"]) == (1, "ZeroDivisionError", "beats")
    assert Path(error["file"]).name == "noise.wav"
    assert "unexpected error (while hearing the song, " in ended.last_line
    assert "Run it again with --debug" in ended.last_line
    assert "Traceback" not in ended.err


@pytest.mark.slow
def test_a_pipe_that_breaks_in_the_work_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import hearing

    def breaks(*_: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(hearing, "song_heard", breaks)
    monkeypatch.setattr(application.os, "dup2", lambda *_: None)
    ended = program("beats", failures.corpus() / "noise.wav", "--json", folder=tmp_path)

    assert (ended.code, ended.document["error"]["stage"]) == (1, "beats")
    assert "while hearing the song" in ended.last_line


@pytest.mark.slow
@pytest.mark.parametrize("flags", ["--json", "--quiet"])
def test_a_reader_who_has_gone_is_told_nothing(flags: str, tmp_path: Path):
    noise = failures.corpus() / "noise.wav"
    read, write = os.pipe()
    os.close(read)

    done = subprocess.run(
        [sys.executable, "-m", "autoedit", "probe", str(noise), flags], stdout=write, stderr=subprocess.PIPE, text=True
    )

    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.slow
def test_an_interrupted_run_says_which_films_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import run

    failures._card(tmp_path, [])
    whole, asked = run.render_film, []

    def stops_at_the_second(*arguments: Any) -> Any:
        asked.append(arguments)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(*arguments)

    def ends(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(run, "render_film", stops_at_the_second)
    monkeypatch.setattr(application.os, "_exit", ends)
    ended = program("make", "card", "--length", "2,1", "--draft", "--json", folder=tmp_path)

    assert (ended.code, ended.document["status"]) == (130, "interrupted")
    assert [Path(item["path"]).name for item in ended.document["outputs"]] == ["film-2s.mp4"]
    assert "film-2s.mp4" in ended.last_line
    assert [path.name for path in tmp_path.glob("*.mp4")] == ["film-2s.mp4"]


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        (["render", "edit.json", "--draft", "--certificate"], ["film", "certificate"]),
        (["export", "edit.json", "-o", "film.otio"], ["project"]),
        (["report", "edit.json", "-o", "r.html", "--sheet", "s.png"], ["report", "sheet"]),
        (["plan", "--from", "edit.json"], ["edit list"]),
        (["plan", "takes", "--length", "2", "-o", "film.fcpxml"], ["project"]),
        (["make", "takes", "--length", "2", "--draft", "--edit-list", "e.json"], ["film", "edit list"]),
    ],
    ids=lambda part: part[0],
)
@pytest.mark.slow
def test_what_a_command_wrote_is_listed_in_its_document(command: list[str], kinds: list[str], tmp_path: Path):
    shutil.copytree(failures.corpus(), tmp_path, dirs_exist_ok=True)

    ended = program(*command, "--json", folder=tmp_path)

    outputs = ended.document["outputs"]
    assert (ended.code, ended.document["command"], ended.document["error"]) == (0, command[0], None)
    assert [output["kind"] for output in outputs] == kinds
    assert all(Path(output["path"]).stat().st_size == output["bytes"] for output in outputs)


def test_an_imported_project_is_listed_in_the_document(tmp_path: Path):
    shutil.copytree(failures.corpus(), tmp_path, dirs_exist_ok=True)
    program("export", "edit.json", "-o", "film.otio", folder=tmp_path)

    ended = program("import", "film.otio", "--onto", "edit.json", "--json", folder=tmp_path)

    assert [Path(output["path"]).name for output in ended.document["outputs"]] == ["edit-imported.json"]


def test_the_innermost_stage_and_file_stay():
    with pytest.raises(BadOption) as raised, at("render", "outer.mp4"), at("mix", "inner.mp4"):
        raise BadOption("no")

    assert (raised.value.stage, raised.value.file) == ("mix", "inner.mp4")


@pytest.mark.parametrize("error", [RenderError("gone"), ValueError("odd")], ids=["ours", "a library's"])
def test_the_stage_crosses_between_processes(error: Exception):
    import pickle

    with pytest.raises(type(error)) as raised, at("render", "a.mp4"):
        raise error

    crossed = pickle.loads(pickle.dumps(raised.value))
    assert (crossed.stage, crossed.file) == ("render", "a.mp4")


def test_every_stage_that_an_error_is_given_has_its_words():
    source = "".join(file.read_text() for file in Path(autoedit.__file__).parent.rglob("*.py"))

    named = set(re.findall(r"""(?:\bat\(|^    stage = )"([a-z]+)\"""", source, re.MULTILINE))

    assert named >= {"render", "write", "mix"}
    assert named <= set(STAGES)


def every_kind(kind: type[AutoeditError]) -> list[type[AutoeditError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in every_kind(below))]


@pytest.mark.parametrize("kind", every_kind(AutoeditError), ids=lambda kind: kind.__name__)
def test_every_kind_of_error_has_a_next_step_where_its_sentence_has_none(kind: type[AutoeditError]):
    assert kind.step.endswith(".")


def test_several_problems_are_told_a_line_each_and_a_line_end_in_a_name_is_none():
    from autoedit.cli.outcome import sentences

    told = sentences(DocumentError("a", "x\ny", ("b", "z")))

    assert told == ["edit list: 2 problems", "  a: x\ny", "  b: z", "Mend it there, or plan the film again."]
