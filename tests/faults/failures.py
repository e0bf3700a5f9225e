"""Every failure says the file, the stage and the next step, to a person and to a script; and a bad clip costs only itself.

``FAILURES`` is a table of what can go wrong from the command line; ``BAD`` makes clips that cannot be used.
"""

from __future__ import annotations

import atexit
import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from autoedit.errors import STAGES
from autoedit.model.media import Media
from autoedit.testing import Sound, film_pictures, noise, tone, write_wav
from tests.analysis.takes import panned, shoot, view
from tests.faults.program import Ended, ran

RATE = 48000
# What a person reads where the error's own sentence tells the stage.
OWN_WORDS = {"write": ("was not written",), "read": ("edit list",), "options": ("",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A command that fails, and how."""

    command: str
    kind: str
    stage: str
    file: str = ""
    code: int = 1


FAILURES: dict[str, Failure] = {
    "no such file": Failure(command="make gone.mp4", kind="MediaNotFound", stage="find", file="gone.mp4"),
    "a folder without footage": Failure(command="plan nothing", kind="MediaNotFound", stage="find", file="nothing"),
    "a glob of nothing": Failure(command="shots *.mov", kind="MediaNotFound", stage="find", file="*.mov"),
    "text for a film": Failure(command="plan text.mp4", kind="UnreadableMedia", stage="probe", file="text.mp4"),
    "an empty film": Failure(command="selects empty.mp4", kind="UnreadableMedia", stage="probe", file="empty.mp4"),
    "sound for a film": Failure(command="make noise.wav", kind="NoPicture", stage="analyse", file="noise.wav"),
    "a silent song": Failure(command="make takes --music silent.wav", kind="NoSound", stage="beats", file="silent.wav"),
    "a mute song": Failure(command="trailer takes --music mute.mp4", kind="NoSound", stage="beats", file="mute.mp4"),
    "text for a song": Failure(command="beats text.mp4", kind="UnreadableMedia", stage="beats", file="text.mp4"),
    "no such song": Failure(command="music gone.mp3 --length 5", kind="MediaNotFound", stage="find", file="gone.mp3"),
    "noise cut at its bars": Failure(
        command="music noise.wav --length 5 --fit remix", kind="BadOption", stage="beats", file="noise.wav"
    ),
    "not enough footage": Failure(command="plan takes --length 5:00", kind="NotEnoughMaterial", stage="plan"),
    "less than two frames": Failure(command="plan takes --length 0.04", kind="BadOption", stage="plan"),
    "an unknown style": Failure(command="make takes --style triler", kind="UnknownName", stage="options"),
    "an unknown select": Failure(command="plan takes --drop no/shot", kind="UnknownName", stage="plan"),
    "an unknown executor": Failure(command="plan takes --executor thread", kind="UnknownName", stage="options"),
    "an odd size": Failure(command="plan takes --size 1921x1080", kind="BadOption", stage="options"),
    "no settings there": Failure(command="--settings gone.toml probe takes", kind="BadOption", stage="options"),
    "a style that is no TOML": Failure(command="plan takes --style text.toml", kind="BadOption", stage="options"),
    "two documents for stdout": Failure(command="plan takes -o -", kind="BadOption", stage="options"),
    "an output that is a folder": Failure(command="make takes -o nothing", kind="OutputError", stage="write", file="nothing"),
    "no folder for the output": Failure(command="plan takes -o no/a.json", kind="OutputError", stage="write", file="no/a.json"),
    "a film of another kind": Failure(command="make takes -o film.avi", kind="OutputError", stage="write", file="film.avi"),
    "an output that is a source": Failure(
        command="make takes -o takes/1.mp4", kind="OutputError", stage="write", file="takes/1.mp4"
    ),
    "a report with no folder": Failure(
        command="report edit.json -o no/a.html", kind="OutputError", stage="write", file="no/a.html"
    ),
    "no edit list": Failure(command="render gone.json", kind="DocumentError", stage="read", file="gone.json"),
    "text for an edit list": Failure(command="export text.mp4 -o a.otio", kind="DocumentError", stage="read", file="text.mp4"),
    "an edit list of moved footage": Failure(command="render away.json", kind="DocumentError", stage="read"),
    "an unknown project": Failure(command="export edit.json -o film.xyz", kind="BadOption", stage="export"),
    "text for a project": Failure(
        command="import text.otio --onto edit.json", kind="ProjectError", stage="import", file="text.otio"
    ),
    "text for captions": Failure(command="plan takes --captions text.srt", kind="BadCaptions", stage="titles"),
    "text for a font": Failure(command="plan takes --font text.ttf", kind="BadOption", stage="titles"),
    "a sheet of a sound": Failure(command="sheet noise.wav", kind="NoPicture", stage="draw", file="noise.wav"),
    "text for a picture": Failure(
        command="transitions text.png text.png --gallery g.html", kind="UnreadableMedia", stage="draw", file="text.png"
    ),
    "a length that is none": Failure(command="plan takes --length soon", kind="BadOption", stage="options", code=2),
    "an unknown command": Failure(command="paln takes", kind="BadOption", stage="options", code=2),
    "an unknown option": Failure(command="make takes --lenght 5", kind="BadOption", stage="options", code=2),
}
# What has no --json of its own fails in words alone.
IN_WORDS_ALONE = {"a sheet of a sound"}


def cases(seed: int, *, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """All failures, and bad clips of each kind among good ones; with ``many``, in many mixtures too."""
    for name, failure in FAILURES.items():
        yield name, partial(_fails_as_said, name, failure)
    for name in BAD:
        yield f"{name} among good clips", partial(_is_left_out, [name])
    chance = random.Random(seed)
    for number in range(40 if many else 1):
        names = sorted(BAD) if number == 0 else chance.sample(sorted(BAD), chance.randint(1, len(BAD)))
        yield f"a film beside bad clips {number}", partial(_film_is_made, names)


def _fails_as_said(name: str, failure: Failure, folder: Path) -> None:
    shutil.copytree(corpus(), folder, dirs_exist_ok=True)
    before = _contents(folder)

    ended = ran(*failure.command.split(), folder=folder, cache=kept())
    scripted = ended if name in IN_WORDS_ALONE else ran(*failure.command.split(), "--json", folder=folder, cache=kept())

    if name == "two documents for stdout":
        ended = scripted
    assert ended.code == scripted.code == failure.code, f"exit codes {ended.code} and {scripted.code}: {ended.err}"
    assert "Traceback" not in ended.err and "unexpected" not in ended.err, ended.err
    assert failure.code == 2 or _sentence_says(ended, failure), f"{ended.last_line!r} does not say it all"
    assert name in IN_WORDS_ALONE or _document_says(scripted, failure), scripted.out
    assert _contents(folder) == before, "it left something behind"


def _sentence_says(ended: Ended, failure: Failure) -> bool:
    """Whether the last line has the stage, the file and a next step."""
    told = ended.last_line
    words = OWN_WORDS.get(failure.stage) or (f"while {STAGES[failure.stage]}: ",)
    is_start = told.startswith("autoedit: ")
    return is_start and any(word in told for word in words) and failure.file in told and ". " in told.removeprefix("autoedit: ")


def _document_says(ended: Ended, failure: Failure) -> bool:
    document = ended.document
    error = document["error"]
    is_run = (document["schema"], document["status"], document["exit_code"]) == ("autoedit/run/1", "failed", failure.code)
    file = error["file"] or ""
    is_named = Path(file).parts[-len(Path(failure.file).parts) :] == Path(failure.file).parts if failure.file else True
    return is_run and (error["kind"], error["stage"]) == (failure.kind, failure.stage) and is_named and bool(error["remedy"])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("this is no film\n" * 100)


def _torn(path: Path) -> None:
    film = (corpus() / "takes" / "1.mp4").read_bytes()
    path.write_bytes(film[: len(film) // 3])


def _sound_alone(path: Path) -> None:
    shutil.copyfile(corpus() / "noise.wav", path)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(100_000))


def _breaks_a_stage(path: Path) -> None:
    # One that a stage of ours stumbles over: see ``_stumbling``.
    shutil.copyfile(corpus() / "mute.mp4", path)


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (_empty, "probe"),
    "text": (_text, "probe"),
    "torn": (_torn, "probe"),
    "zeros": (_zeros, "probe"),
    "sound": (_sound_alone, "analyse"),
    "stumble": (_breaks_a_stage, "analyse"),
}


def _is_left_out(names: list[str], folder: Path) -> None:
    _card(folder, names)

    ended = _run(folder, "plan", "card", "--length", "3", "-o", "edit.json", "--json")

    assert ended.code == 3, ended.err
    assert (ended.document["status"], ended.document["error"]) == ("done in part", None)
    _all_told(ended, names)
    assert json.loads((folder / "edit.json").read_text())["left_out"] == ended.document["left_out"]


def _film_is_made(names: list[str], folder: Path) -> None:
    _card(folder, names)

    ended = _run(folder, "make", "card", "--length", "2", "--draft", "--json")

    assert ended.code == 3, ended.err
    _all_told(ended, names)
    (film,) = ended.document["outputs"]
    assert (film["path"], film["kind"], film["frames"]) == (str(folder / "film.mp4"), "film", 50)
    assert sum(1 for _ in film_pictures(folder / "film.mp4")) == 50


def _card(folder: Path, names: list[str]) -> None:
    shutil.copytree(corpus() / "takes", folder / "card")
    for name in names:
        BAD[name][0](folder / "card" / f"{name}.mp4")


def _run(folder: Path, *arguments: str) -> Ended:
    with _stumbling():
        return ran(*arguments, "--executor", "threads", folder=folder, cache=kept())


def _stumbling() -> Any:
    """A fault of ours in one file's analysis."""
    from autoedit.pipeline import library

    whole = library.analysed

    def stumbles(media: Media, *arguments: object) -> object:
        if Path(media.path).stem == "stumble":
            raise ZeroDivisionError("a fault of ours")
        return whole(media, *arguments)

    return patch.object(library, "analysed", stumbles)


def _all_told(ended: Ended, names: list[str]) -> None:
    told = {Path(item["path"]).stem: item for item in ended.document["left_out"]}
    assert sorted(told) == sorted(names)
    for name in names:
        item, stage = told[name], BAD[name][1]
        assert item["stage"] == stage and item["reason"] and item["remedy"], item
        assert f"{name}.mp4 (while {STAGES[stage]}): {item['reason']}. {item['remedy']}" in ended.err.replace("\n", ""), ended.err
    assert "Traceback" not in ended.err


@cache
def corpus() -> Path:
    """Two takes of four seconds, two edit lists of them, and things that are not what their names say."""
    folder = _temporary()
    (folder / "takes").mkdir()
    for number in (1, 2):
        shoot(folder / "takes" / f"{number}.mp4", panned(view(number), 100), sound=_room())
    shoot(folder / "mute.mp4", panned(view(3), 100))
    for name in ("text.mp4", "text.otio", "text.srt", "text.ttf", "text.png", "text.toml"):
        _text(folder / name)
    _empty(folder / "empty.mp4")
    write_wav(folder / "noise.wav", noise(level_db=-20, rate=RATE, duration=Fraction(8)))
    write_wav(folder / "silent.wav", tone(frequency=100, level_db=-200, rate=RATE, duration=Fraction(8)))
    (folder / "nothing").mkdir()
    ended = ran("plan", "takes", "--length", "3", "-o", "edit.json", folder=folder, cache=kept())
    assert ended.code == 0, ended.err
    away = (folder / "edit.json").read_text().replace('"takes/', '"elsewhere/')
    (folder / "away.json").write_text(away)
    return folder


def _room() -> Sound:
    return noise(level_db=-30, rate=RATE, duration=Fraction(4))


@cache
def kept() -> Path:
    """A cache for all cases."""
    return _temporary()


def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
