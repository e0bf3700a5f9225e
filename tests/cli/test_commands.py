import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autoedit.cli import app as application
from autoedit.testing import clicks, write_wav


def invoke(*arguments: str | Path) -> Result:
    """A command in this process; an AutoeditError comes out as the result's exception."""
    return CliRunner().invoke(application.app, [str(argument) for argument in arguments])


def main(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The whole program in this process, with its way of ending."""
    monkeypatch.setattr("sys.argv", ["autoedit", *map(str, arguments)])
    monkeypatch.setattr(application.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        application.main()
    return int(ended.value.code or 0)


def test_a_plan_that_is_made_ends_with_0(monkeypatch: pytest.MonkeyPatch, footage: Path):
    assert main(monkeypatch, "plan", footage, "--length", "3s", "-o", "edit.json") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "nothing.mp4"], "there is no such file"),
        (["plan", "FOOTAGE", "--length", "1:00"], "the selects last"),
        (["plan", "FOOTAGE", "--style", "triler"], "Did you mean 'trailer'?"),
        (["plan", "FOOTAGE", "--drop", "take_1/shot-01.1"], "Did you mean 'take_1/shot-001.1'?"),
        (["plan", "FOOTAGE", "--detector", "contents"], "Did you mean 'content'?"),
        (["plan", "FOOTAGE", "--executor", "thread"], "Did you mean 'threads'?"),
        (["plan", "FOOTAGE", "--size", "1921x1080"], "is not a size in even pixels"),
        (["plan", "FOOTAGE", "-o", "nowhere/edit.json"], "its folder does not exist"),
        (["make", "FOOTAGE", "--preset", "fats"], "Did you mean 'fast'?"),
        (["make", "FOOTAGE", "-o", "."], "it is a folder"),
        (["render", "nothing.json"], "cannot be read"),
        (["beats", "nothing.mp3"], "there is no such file"),
        (["--settings", "nothing.toml", "styles"], "there is no settings file"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_an_error_ends_with_1_and_one_sentence_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], footage: Path, arguments: list[str], said: str
):
    code = main(monkeypatch, "--quiet", *[str(footage) if argument == "FOOTAGE" else argument for argument in arguments])

    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert err.startswith("autoedit: ")
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["paln"], ["plan"], ["plan", "a.mp4", "--lenght", "60"], ["plan", "a.mp4", "--length", "soon"],
        ["plan", "a.mp4", "--min-score", "2"], ["plan", "a.mp4", "--rate", "0"], ["trailer", "a.mp4"],
        ["make", "a.mp4", "--crf", "99"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
):
    code = main(monkeypatch, *arguments)

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


def test_an_unexpected_error_is_one_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from autoedit.pipeline import planning

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(planning, "plan_films", fails)
    Path("a.mp4").touch()
    code = main(monkeypatch, "plan", "a.mp4")

    assert code == 1
    assert capsys.readouterr().err.startswith(
        "autoedit: unexpected error: ZeroDivisionError: a fault of ours. Run it again with --debug"
    )


def test_debug_lets_the_traceback_through(monkeypatch: pytest.MonkeyPatch):
    from autoedit.errors import MediaNotFound

    monkeypatch.setattr("sys.argv", ["autoedit", "--debug", "plan", "nothing.mp4"])
    monkeypatch.setattr(application.signal, "signal", lambda *_: None)

    with pytest.raises(MediaNotFound):
        application.main()


@pytest.mark.parametrize("command", ["probe", "shots", "selects"])
def test_json_goes_to_stdout_with_its_schemas_name(footage: Path, command: str):
    shown = invoke(command, footage, "--json")

    document = json.loads(shown.stdout)
    assert document["schema"] == f"autoedit/{command}/1"
    assert [file["id"] for file in document["files"]] == ["take_1", "take_2"]


def test_the_beats_of_a_song_are_json_with_exact_and_plain_times(tmp_path: Path):
    song = write_wav(tmp_path / "song.wav", clicks([k / 2 for k in range(24)], rate=48000, duration=12))

    document = json.loads(invoke("beats", song, "--json").stdout)

    assert document["schema"] == "autoedit/beats/1"
    assert set(document["beats"][0]) == {"time", "seconds", "number", "strength"}


@pytest.mark.parametrize("command", ["transitions", "styles", "plugins", "cache", "schema"])
def test_every_list_is_json_when_asked_for(command: str):
    flags = [] if command == "schema" else ["--json"]

    assert isinstance(json.loads(invoke(command, *flags).stdout), dict)


@pytest.mark.parametrize("command", ["probe", "shots", "selects"])
def test_without_json_a_table_names_each_file(footage: Path, command: str):
    shown = invoke(command, footage)

    assert shown.exit_code == 0
    assert "take_1" in shown.stdout
    assert "take_2" in shown.stdout


def test_a_plan_goes_to_stdout_when_asked_and_nothing_is_written(footage: Path, _own_folder: Path):
    shown = invoke("plan", footage, "--length", "3", "-o", "-")

    assert json.loads(shown.stdout)["schema"] == "autoedit/edit-list/1"
    assert list(_own_folder.iterdir()) == []


def test_a_plan_on_stdout_is_what_would_have_been_written(footage: Path, _own_folder: Path):
    shown = invoke("plan", footage, "--length", "3", "-o", "-")
    invoke("plan", footage, "--length", "3", "-o", "edit.json")

    assert (_own_folder / "edit.json").read_text(encoding="utf-8") == shown.stdout


def test_quiet_says_nothing(footage: Path):
    shown = invoke("--quiet", "plan", footage, "--length", "3", "-o", "edit.json")

    assert (shown.exit_code, shown.output) == (0, "")


def test_a_plan_is_told_in_two_lines_what_it_is_and_what_it_is_worth(footage: Path):
    shown = invoke("plan", footage, "--length", "6", "-o", "edit.json")

    clips = json.loads(Path("edit.json").read_text(encoding="utf-8"))["timeline"]["tracks"][0]["items"]
    film, worth = shown.stderr.splitlines()[-2:]
    assert film == f"autoedit: edit.json: {len(clips)} clips, 6.00 s, 320x180 at 25 frames a second"
    assert re.fullmatch(r"autoedit: value [\d.]+, no film is worth more than [\d.]+ \(gap [\d.]+ %\); .*", worth)


def test_a_second_run_says_that_nothing_was_analysed_anew(footage: Path):
    first = invoke("plan", footage, "--length", "3")
    second = invoke("plan", footage, "--length", "3")

    assert "nothing was analysed anew" not in first.stderr
    assert "nothing was analysed anew: all 2 files were known" in second.stderr


def test_check_tells_that_an_edit_list_can_be_rendered(footage: Path):
    invoke("plan", footage, "--length", "3", "-o", "edit.json")

    assert re.search(r"edit.json can be rendered: 75 frames from [12] files?\n", invoke("check", "edit.json").stderr)


def test_a_file_that_cannot_be_used_is_told_by_probe_and_alone_it_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    Path("bad.mp4").write_bytes(b"this is no film")

    code = main(monkeypatch, "probe", "bad.mp4", "--json")

    out, err = capsys.readouterr()
    assert code == 1
    assert [Path(item["path"]).name for item in json.loads(out)["left_out"]] == ["bad.mp4"]
    assert "bad.mp4 (while opening the file): it is not a video or sound file" in err


def test_a_name_that_is_not_utf8_can_be_planned_and_checked(footage: Path):
    odd = Path(os.fsdecode(b"caf\xe9.mp4"))
    odd.write_bytes((footage / "take 1.mp4").read_bytes())

    planned, checked = invoke("plan", odd, "--length", "2", "-o", "edit.json"), invoke("check", "edit.json")

    assert (planned.exception, checked.exception) == (None, None)


SETTINGS = 'length = "2s"\n[plan]\nstyle = "trailer"\nmin-score = 0.01\n[cache]\n'


def planned_with(*flags: str | Path) -> dict:
    shown = invoke("plan", *flags, "-o", "-")
    return json.loads(shown.stdout)


def test_defaults_come_from_autoedit_toml(footage: Path):
    Path("autoedit.toml").write_text(SETTINGS, encoding="utf-8")

    plan = planned_with(footage)

    assert (plan["length"], plan["style"], plan["options"]["min_score"]) == ("2", "trailer", "0.01")


def test_flags_win_over_autoedit_toml(footage: Path):
    Path("autoedit.toml").write_text(SETTINGS, encoding="utf-8")

    plan = planned_with(footage, "--length", "3", "--style", "recap")

    assert (plan["length"], plan["style"]) == ("3", "recap")


def test_a_length_may_be_a_number_in_autoedit_toml(footage: Path):
    Path("autoedit.toml").write_text("length = 2\n", encoding="utf-8")

    assert planned_with(footage)["length"] == "2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[paln]\nlength = 2\n", r"no command in autoedit.toml named 'paln'. Did you mean 'plan'"),
        ("lenght = 2\n", r"no option in autoedit.toml named 'lenght'. Did you mean 'length'"),
        ("[make]\nmusik = 'a.mp3'\n", r"no option in autoedit.toml named 'musik'. Did you mean 'music'"),
        ("length 2", "is not TOML"),
    ],
    ids=["unknown table", "unknown key", "unknown key of a command", "not TOML"],
)
def test_a_settings_file_that_makes_no_sense_is_an_error(text: str, said: str):
    from autoedit.errors import AutoeditError

    Path("autoedit.toml").write_text(text, encoding="utf-8")

    with pytest.raises(AutoeditError, match=said):
        CliRunner().invoke(application.app, ["styles"], catch_exceptions=False)
