"""What a person may say about a film: as options of ``autoedit plan``, and with a hand in its edit list."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from autoedit.cli import app as application
from autoedit.errors import AutoeditError, BadOption, NotEnoughMaterial, UnknownName
from autoedit.testing import clicks, write_wav
from tests.analysis.takes import panned, shoot, view
from tests.cli.test_commands import invoke, main

Tree = dict[str, Any]
PAL = Fraction(25)
BEACH, CITY, HILLS = ([f"{name}/shot-00{shot}.1" for shot in (1, 2, 3)] for name in ("beach", "city", "hills"))


@pytest.fixture(scope="module")
def holiday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files of three shots, with a moment in each."""
    folder = tmp_path_factory.mktemp("holiday")
    for number, name in enumerate(("beach", "city", "hills")):
        shots = [panned(view(10 * number + shot, value=(70, 130, 190)[(number + shot) % 3]), 90) for shot in range(3)]
        shoot(folder / f"{name}.mp4", *shots)
    return folder


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of clicks at 120 beats a minute."""
    times = [Fraction(beat, 2) for beat in range(60)]
    return write_wav(tmp_path_factory.mktemp("songs") / "song.wav", clicks(times, rate=48000, duration=Fraction(30)))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(autouse=True)
def _analysed_once(_own_cache: None, results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOEDIT_CACHE", str(results))


def plan(*arguments: str | Path) -> Result:
    shown = invoke("plan", *arguments)
    assert shown.exception is None, shown.exception
    return shown


def document(path: str | Path = "edit.json") -> Tree:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def clips(tree: Tree) -> list[Tree]:
    return [item for item in tree["timeline"]["tracks"][0]["items"] if item["type"] == "clip"]


def chosen(path: str | Path = "edit.json") -> list[str]:
    """The film's selects, in order."""
    return [clip["select"] for clip in clips(document(path))]


def written(tree: Tree, path: str = "hand.json") -> str:
    """An edit list as a person leaves it: what it only shows is out of date, and taken out."""
    for part in (tree["timeline"], *clips(tree)):
        for name in ("record_frame", "record_timecode", "duration_seconds", "source_seconds"):
            part.pop(name, None)
    tree["timeline"].pop("frames")
    Path(path).write_text(json.dumps(tree), encoding="utf-8")
    return path


def refused(arguments: Iterable[str | Path]) -> AutoeditError:
    found = invoke("plan", *arguments).exception
    assert isinstance(found, AutoeditError)
    return found


def test_a_select_that_is_kept_is_in_the_film_and_one_that_is_dropped_is_not(holiday: Path):
    plan(holiday, "--length", "6", "--keep", HILLS[0], "--drop", BEACH[1], "--drop", CITY[1])

    assert HILLS[0] in chosen()
    assert not {BEACH[1], CITY[1]} & set(chosen())


@pytest.mark.parametrize("name", ["city", "city.mp4", "PATH", "RELATIVE"])
def test_a_whole_file_is_dropped_by_its_id_its_name_or_its_path(holiday: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.chdir(holiday.parent)
    told = {"PATH": str(holiday / "city.mp4"), "RELATIVE": f"{holiday.name}/city.mp4"}.get(name, name)

    plan(holiday, "--length", "6", "--drop", told)

    assert not set(CITY) & set(chosen())


@pytest.mark.parametrize("slot", [1, 2, 3])
def test_a_pinned_select_is_the_films_clip_of_that_number(holiday: Path, slot: int):
    plan(holiday, "--length", "6", "--style", "highlights", "--pin", f"{slot}={CITY[2]}")

    assert chosen()[slot - 1] == CITY[2]


def test_a_film_begins_and_ends_with_what_a_person_says_against_the_order_of_the_story(holiday: Path):
    plan(holiday, "--length", "6", "--first", HILLS[2], "--last", BEACH[0])

    assert (chosen()[0], chosen()[-1]) == (HILLS[2], BEACH[0])


@pytest.mark.parametrize("file", ["city", "city.mp4", "PATH"])
@pytest.mark.parametrize("at", ["1", "0:08.5", "0"])
def test_an_instant_that_must_be_seen_is_seen(holiday: Path, file: str, at: str):
    instant = Fraction(at.removeprefix("0:"))

    plan(holiday, "--length", "6", "--must", f"{holiday / 'city.mp4' if file == 'PATH' else file}@{at}")

    shown = [
        (start, start + clip["frames"] / PAL)
        for clip in clips(document())
        for start in [Fraction(clip["source_start"])]
        if clip["media"] == "city"
    ]
    assert any(start <= instant < end for start, end in shown)


@pytest.mark.parametrize(
    ("said", "error", "told"),
    [
        (["--pin", "3"], BadOption, "Write the clip's number in the film and a select: 3="),
        (["--pin", f"0={BEACH[0]}"], BadOption, "is no pin"),
        (["--pin", "1=beach/shot-1.1"], UnknownName, "Did you mean 'beach/shot-001.1'?"),
        (["--first", "beach/shot-01.1"], UnknownName, "Did you mean 'beach/shot-001.1'?"),
        (["--last", "sea"], UnknownName, "Known: beach/shot-001.1"),
        (["--must", "city"], BadOption, "Write a file and a time: beach.mp4@1:23"),
        (["--must", "@3"], BadOption, "Write a file and a time"),
        (["--must", "citty@3"], UnknownName, "Did you mean 'city'?"),
        (["--must", "city@11"], BadOption, "The file runs from 0.000 to 10.800 s"),
        (["--keep", BEACH[0], "--drop", BEACH[0]], BadOption, "both kept and dropped. Decide on one"),
        (["--pace", "quick"], UnknownName, "Known: calm, fast, normal"),
        (["--takes", "two"], UnknownName, "Known: all, one, single"),
        (["--transitions", "disolve"], UnknownName, "Did you mean 'dissolve'"),
        (["--start", "3"], BadOption, "Give one with --music"),
        (["--style", "montage"], BadOption, "Give a song with --music, or take another --style"),
        (["--style", "mine.toml"], BadOption, "Give a name, or a TOML file like the built-in ones"),
        (["--variants", "2", "-o", "-"], BadOption, "Give a name with -o"),
        (["--length", "6,3", "-o", "-"], BadOption, "Give a name with -o"),
        (["--length", "6,3", "--variants", "2"], BadOption, "Give one --length"),
        (["--length", "1:00,3"], NotEnoughMaterial, "lower --length"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_wish_that_cannot_be_is_an_error_that_says_what_to_do(
    holiday: Path, said: list[str], error: type[AutoeditError], told: str
):
    found = refused([holiday, *(() if "--length" in said else ("--length", "6")), *said])

    assert isinstance(found, error)
    assert told in str(found)
    assert not Path("edit.json").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["--must", "city@soon"], "'soon' is not a time; write 60, 60s, 1:00"),
        (["--start", "soon"], "'soon' is not a time; write 60, 60s, 1:00"),
        (["--length", "6,soon"], "'soon' is not a length; write 60, 60s, 1:00"),
        (["--length", "6,,3"], "'' is not a length"),
        (["--variants", "0"], "--variants"),
        (["--from", "edit.json"], "from an edit list with --from. Give one."),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_word_that_is_not_understood_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: list[str], told: str
):
    code = main(monkeypatch, "plan", "a.mp4", *said)

    assert code == 2
    assert told in capsys.readouterr().err


def test_three_variants_are_three_files_of_films_that_differ(holiday: Path, _own_folder: Path):
    shown = plan(holiday, "--length", "6", "--variants", "3", "-o", "cut.json")

    names = ["cut.json", "cut-2.json", "cut-3.json"]
    assert {file.name for file in _own_folder.iterdir()} == set(names)
    films = [set(chosen(name)) for name in names]
    assert not films[0] & films[1]
    assert films[2] not in films[:2]
    assert all(f"autoedit: {name}: " in shown.stderr for name in names)
    assert "variant 2: it differs from each earlier one by 100 % or more" in document("cut-2.json")["notes"]


def test_several_lengths_are_cut_downs_each_of_moments_of_the_longer_one(holiday: Path, _own_folder: Path):
    plan(holiday, "--length", "4s,12s,8s")

    names = ["edit-12s.json", "edit-8s.json", "edit-4s.json"]
    assert {file.name for file in _own_folder.iterdir()} == set(names)
    assert [document(name)["timeline"]["frames"] for name in names] == [300, 200, 100]
    assert set(chosen(names[2])) <= set(chosen(names[1])) <= set(chosen(names[0]))


def test_options_lists_lengths_nearby_and_writes_nothing(holiday: Path, _own_folder: Path):
    shown = plan(holiday, "--length", "6", "--options")

    rows = [line.split() for line in shown.stdout.splitlines()[1:] if line.strip()]
    assert [row[:2] for row in rows if "asked" in row] == [["6.000", "asked"]]
    assert len(rows) > 1
    assert all(5 < float(row[0]) < 7 for row in rows)
    assert list(_own_folder.iterdir()) == []


def test_options_are_json_when_asked_for(holiday: Path, song: Path):
    found = json.loads(plan(holiday, "--music", song, "--length", "9", "--options", "--json").stdout)

    assert found["schema"] == "autoedit/alternatives/1"
    lengths = [Fraction(item["length"]) for item in found["alternatives"]]
    assert lengths == sorted(set(lengths))
    assert [item["seconds"] for item in found["alternatives"] if item["is_asked"]] == [9.0]
    assert {"ends", "needs", "clips", "worth", "gap"} <= set(found["alternatives"][0])


@pytest.mark.parametrize("pace", ["calm", "normal", "fast"])
def test_a_pace_is_told_in_the_edit_list(holiday: Path, pace: str):
    plan(holiday, "--length", "12", "--pace", pace)

    assert document()["options"]["pace"] == pace


@pytest.mark.parametrize(("said", "told"), [("none",) * 2, ("plain",) * 2, ("flash, dissolve", "flash,dissolve")])
def test_transitions_are_told_in_the_edit_list(holiday: Path, said: str, told: str):
    plan(holiday, "--length", "6", "--transitions", said)

    assert document()["options"]["transitions"] == told


def test_a_fast_film_has_more_clips_than_a_calm_one(holiday: Path):
    plan(holiday, "--length", "12", "--pace", "calm", "-o", "calm.json")
    plan(holiday, "--length", "12", "--pace", "fast", "-o", "fast.json")

    assert len(chosen("fast.json")) > len(chosen("calm.json"))


@pytest.fixture(scope="module")
def retakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One view, filmed twice for four seconds."""
    folder = tmp_path_factory.mktemp("retakes")
    for number in (1, 2):
        shoot(folder / f"take {number}.mp4", panned(view(5), 100, since=3 * number))
    return folder


@pytest.mark.parametrize("takes", ["one", "single"])
def test_of_two_takes_of_one_view_a_film_shows_one(retakes: Path, takes: str):
    plan(retakes, "--length", "3", "--takes", takes)

    assert len({clip["media"] for clip in clips(document())}) == 1
    assert isinstance(refused([retakes, "--length", "6", "--takes", takes]), NotEnoughMaterial)


def test_all_takes_of_one_view_may_be_shown_when_a_person_says_so(retakes: Path):
    plan(retakes, "--length", "6", "--takes", "all")

    assert {clip["media"] for clip in clips(document())} == {"take_1", "take_2"}
    assert document()["options"]["takes"] == "all"


def test_only_the_part_of_the_song_that_a_person_names_is_used(holiday: Path, song: Path):
    plan(holiday, "--music", song, "--length", "6", "--start", "4", "--end", "0:20")

    tree = document()
    grid = tree["song"]["grid"]
    assert (grid["start"], grid["end"]) == ("4", "20")
    assert all(4 <= Fraction(beat["time"]) < 20 for beat in grid["beats"])
    (music,) = (track for track in tree["timeline"]["tracks"] if track["role"] == "music")
    heard = [(Fraction(clip["source_start"]), clip["frames"] / PAL) for clip in music["items"] if clip["type"] == "clip"]
    # Bar lines meet the film's frames within half of one.
    assert heard
    assert all(start >= 4 - 1 / PAL / 2 and start + lasting <= 20 + 1 / PAL / 2 for start, lasting in heard)


def test_a_part_of_the_song_too_short_for_a_film_is_refused(holiday: Path, song: Path):
    found = refused([holiday, "--music", song, "--length", "6", "--start", "29"])

    assert "Give a longer part" in str(found)


def test_a_persons_own_style_is_a_toml_file(holiday: Path):
    from importlib.resources import files

    text = files("autoedit.plan").joinpath("styles/highlights.toml").read_text(encoding="utf-8")
    Path("slow.toml").write_text(text.replace('name = "highlights"', 'name = "slow"'), encoding="utf-8")

    plan(holiday, "--length", "6", "--style", "slow.toml")

    assert (document()["style"], document()["options"]["style_file"]) == ("slow", "slow.toml")


def test_a_list_that_nobody_touched_is_planned_to_the_same_film(holiday: Path):
    plan(holiday, "--length", "9")
    shown = plan("--from", "edit.json", "-o", "again.json")

    assert shown.stderr.splitlines()[-1] == "autoedit: nothing is different"
    assert clips(document("again.json")) == clips(document())


def test_planning_anew_opens_no_footage(holiday: Path, tmp_path: Path):
    card = Path(shutil.copytree(holiday, tmp_path / "card"))
    plan(card, "--length", "9")
    shutil.rmtree(card)

    plan("--from", "edit.json", "--drop", CITY[1], "-o", "again.json")

    assert CITY[1] not in chosen("again.json")


def test_a_clip_that_was_trimmed_by_hand_stays_as_it_is_while_the_rest_is_solved_anew(holiday: Path):
    plan(holiday, "--length", "9")
    tree = document()
    trimmed = clips(tree)[1]
    trimmed["frames"] -= 20

    shown = plan("--from", written(tree), "-o", "again.json")

    again = clips(document("again.json"))
    assert [again[1][name] for name in ("select", "source_start", "frames")] == [
        trimmed[name] for name in ("select", "source_start", "frames")
    ]
    assert sum(clip["frames"] for clip in again) == 225
    assert "autoedit: clip 3: " in shown.stderr
    assert "autoedit: clip 2: " not in shown.stderr


def test_another_select_named_by_hand_is_a_pin_and_told_as_a_change(holiday: Path):
    plan(holiday, "--length", "9")
    tree = document()
    clips(tree)[0]["select"], clips(tree)[0]["media"] = BEACH[2], "beach"

    plan("--from", written(tree), "-o", "again.json")

    assert chosen("again.json")[0] == BEACH[2]
    assert [(item["kind"], item["select"], item["slot"]) for item in document("again.json")["decisions"]] == [
        ("pin", BEACH[2], 1)
    ]


def test_a_clip_that_was_taken_out_by_hand_stays_out(holiday: Path):
    plan(holiday, "--length", "9")
    tree = document()
    gone = tree["timeline"]["tracks"][0]["items"].pop(1)["select"]

    plan("--from", written(tree), "-o", "again.json")

    assert gone not in chosen("again.json")
    assert {"kind": "drop", "select": gone}.items() <= document("again.json")["decisions"][0].items()


def test_decisions_outlive_a_second_planning_and_new_ones_join_them(holiday: Path):
    plan(holiday, "--length", "9", "--keep", HILLS[0])
    plan("--from", "edit.json", "--drop", CITY[1], "-o", "second.json")

    plan("--from", "second.json", "-o", "third.json")

    kinds = {(item["kind"], item["select"]) for item in document("third.json")["decisions"]}
    assert kinds == {("keep", HILLS[0]), ("drop", CITY[1])}
    assert HILLS[0] in chosen("third.json")
    assert CITY[1] not in chosen("third.json")


def test_a_wish_beside_an_edit_list_is_told_as_what_it_changed(holiday: Path):
    plan(holiday, "--length", "9", "--drop", CITY[2])
    before = chosen()

    shown = plan("--from", "edit.json", "--drop", before[1], "-o", "again.json")

    assert f"clip 2: {chosen('again.json')[1]} instead of {before[1]}" in shown.stderr


def test_an_edit_list_planned_anew_goes_to_stdout_when_asked(holiday: Path, _own_folder: Path):
    plan(holiday, "--length", "9")

    shown = plan("--from", "edit.json", "-o", "-")

    assert json.loads(shown.stdout)["schema"] == "autoedit/edit-list/1"
    assert [file.name for file in _own_folder.iterdir()] == ["edit.json"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["--variants", "2"], "--from plans one film. Plan from the footage"),
        (["--length", "6,3"], "--from plans one film. Plan from the footage"),
        (["--options"], "--from plans one film. Plan from the footage"),
        (["--music", "song.mp3"], "Plan from the footage to use another"),
        (["--keep", "beach/shot-01.1"], "Did you mean 'beach/shot-001.1'?"),
    ],
    ids=" ".join,
)
def test_what_an_edit_list_cannot_give_is_an_error_that_says_what_to_do(holiday: Path, said: list[str], told: str):
    plan(holiday, "--length", "6")

    assert told in str(refused(["--from", "edit.json", *said]))


def test_no_files_name_can_command_the_terminal(holiday: Path, tmp_path: Path):
    card = Path(shutil.copytree(holiday, tmp_path / "card"))
    (card / "\x1b[2J\x1b]0;gotcha\x07\n[bold].mp4").write_bytes(b"this is no film")

    shown = CliRunner().invoke(application.app, ["plan", str(card), "--length", "6"], color=True)

    assert shown.exit_code == 3
    assert r"\x1b[2J\x1b]0;gotcha\x07\n[bold].mp4" in shown.stderr
    assert not set("\x1b\x07") & set(shown.output)
