"""Edit lists that are hostile, broken or stale: each is read, planned from and rendered as what it says, or refused by place.

The corpus is a film of two files whose frames carry their number, with sound, a song, titles and transitions; they are there.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

from autoedit.document.captions import load_captions
from autoedit.document.read import load_edit_list, read_edit_list
from autoedit.document.write import edit_list_json
from autoedit.errors import AutoeditError, DocumentError, MediaNotFound
from autoedit.media.probe import probe
from autoedit.model.document import EditList, Footage, Song
from autoedit.model.music import BeatGrid
from autoedit.model.time import frame_at
from autoedit.model.timeline import Clip, Timeline, Title, TitleKind, Track, TrackRole, Transition
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.handover import export_text, import_film
from autoedit.pipeline.planning import FilmOptions, replan_film, style_of
from autoedit.pipeline.relink import relinked
from autoedit.pipeline.renderable import check_renderable
from autoedit.pipeline.run import render_film, write_edit_list
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.style import own_style
from autoedit.registry import names
from autoedit.review.explain import film_document
from autoedit.review.report.gather import gather
from autoedit.testing import film_numbers, numbered_film, tone, write_wav
from tests.faults.mutated import mutant, resolves
from tests.faults.running import Taken, ran, taken
from tests.plan.values import click_grid, planned, select

SECONDS, BYTES = 5.0, 500 << 20
JUNK = 10_000_000
RATE = Fraction(25)
FRAMES = 500

Case = tuple[str, Callable[[Path], None]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """An edit list whose files are there, and its JSON."""

    folder: Path
    edit_list: EditList

    @property
    def tree(self) -> Any:
        return json.loads(self.text)

    @property
    def text(self) -> str:
        return edit_list_json(self.edit_list)


def cases(seed: int, *, many: bool) -> Iterator[Case]:
    """Every promise about edit lists, on mutants of a seed and on files of a kind each."""
    count, at_once = (3000, 100) if many else (150, 15)
    for first in range(seed, seed + count, at_once):
        yield f"mutants {first}-{first + at_once - 1}", partial(_mutants, range(first, first + at_once))
    for number in range(40 if many else 1):
        yield f"rendered mutant {number + 1}", partial(_rendered, seed + 10_000 * number)
    for name in JUNKS:
        yield f"10 MB of {name}", partial(_junk, name)
    for arguments in OPTIONS:
        yield f"{arguments[0]} {arguments[-1]}", partial(_number, arguments, NUMBERS if many else NUMBERS[:2])
    for name in TOML:
        yield f"settings and styles of {name}", partial(_toml, name)
    for name in SUBTITLES:
        yield f"subtitles of {name}", partial(_subtitles, name)
    for name in XML:
        yield f"a project of {name}", partial(_xml, name)
    for name in ODD_FILES:
        yield f"a document that is {name}", partial(_odd_file, name)
    yield "a byte order mark and CRLF", _marks
    yield "all problems of the schema at once", _all_of_the_schema
    yield "all contradictions at once", _all_contradictions
    yield "all that cannot be rendered at once", _all_unrenderable
    yield "a field that stands twice is named", _twice
    yield "every command that reads an edit list takes --relink", _relinking
    if many:
        yield "a file of 100,000 shots is planned", _many_shots
    yield "fifty problems are told, and the rest counted", _fifty
    yield "a file that has changed since is never shown", _changed
    yield "moved and renamed files are found by their content", _moved
    yield "each candidate is read at most once", _read_once
    yield "what is not found is told all at once", _not_found
    yield "links that go round, pipes and hidden files are passed over", _odd_folder


@cache
def corpus() -> Corpus:
    """A film of ten clips at most, made once."""
    folder = Path(tempfile.mkdtemp(prefix="autoedit-documents-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sound = tone(frequency=440, level_db=-20, rate=48000, duration=FRAMES / RATE)
    footage = []
    for number, name in enumerate(("beach", "pier")):
        path = numbered_film(folder / f"{name}.mp4", rate=RATE, frames=FRAMES, first=FRAMES * number, sound=sound)
        moments = tuple(
            select(
                shot=f"shot-{shot + 1:03d}", start=4 * shot + 1, peak=4 * shot + 2, end=4 * shot + 3,
                in_limit=4 * shot, out_limit=4 * shot + 4, score=0.5 + shot / 20, parts={"action": 0.5}, look=(0.1 * shot, 0.5),
            )
            for shot in range(5)
        )  # fmt: skip
        footage.append(Footage(media=replace(probe(path), id=name), selects=moments))
    heard = write_wav(folder / "song.wav", tone(frequency=220, level_db=-20, rate=48000, duration=Fraction(16)))
    grid: BeatGrid = click_grid(bars=8)
    song = Song(media=replace(probe(heard), id="song"), grid=grid, loudness=-14.0)
    film = planned(footage, song, length=Fraction(6), frame_rate=RATE, width=160, height=96)
    return Corpus(folder, _with_words(film))


def _with_words(film: EditList) -> EditList:
    """The film with a title, and a dissolve where both clips have handles for it."""
    timeline = film.timeline
    titles = (Title(kind=TitleKind.OPENING, text="Harbour", start=0, frames=20),)
    picture = timeline.track(TrackRole.PICTURE)
    assert picture is not None
    dissolve = Transition(kind="dissolve", in_frames=2, out_frames=2, reason="a test's")
    for place in range(1, len(picture.items)):
        items = (*picture.items[:place], dissolve, *picture.items[place:])
        with contextlib.suppress(DocumentError, ValueError):
            made = _with_track(replace(film, timeline=replace(timeline, titles=titles)), replace(picture, items=items))
            check_renderable(made, Cache(None))
            return made
    raise AssertionError("no two clips have handles for a dissolve")


def _mutants(seeds: Sequence[int], folder: Path) -> None:
    known = Cache(folder / "cache")
    tree = corpus().tree
    for seed in seeds:
        text = mutant(tree, seed)
        started = time.process_time()
        _check_mutant(text, known, f"mutant {seed}")
        # Planning anew is what takes the time.
        assert time.process_time() - started < 10, f"mutant {seed} takes too long"


def _check_mutant(text: str, known: Cache, name: str) -> None:
    """A mutant is refused by its places, or all that is made from it agrees with it."""
    read = _accepted(lambda: read_edit_list(text), text, name)
    if read is None:
        return
    assert read_edit_list(edit_list_json(read)) == read, f"{name} is read as another when it is written again"
    _accepted(lambda: check_renderable(read, known), text, name)
    film_document(read)
    gather(read, certificate=None, edit_file=None, name="film")
    for format_ in sorted(names("autoedit.exporters")):
        _or_refused(partial(export_text, read, format_))
    again = _or_refused(partial(replan_film, read, FilmOptions()))
    if again is not None:
        assert read_edit_list(edit_list_json(again.edit_list)) == again.edit_list, f"{name}: the film planned anew is not whole"


def _rendered(first: int, folder: Path) -> None:
    """The first mutant from a seed on that is another film and can be rendered shows what it says."""
    known, tree = Cache(folder / "cache"), corpus().tree
    for seed in range(first, first + 10_000):
        film = _or_refused(partial(read_edit_list, mutant(tree, seed)))
        is_short = film is not None and film.timeline.frames <= 2 * corpus().edit_list.timeline.frames
        if not is_short or not _or_refused(partial(check_renderable, film, known)):
            continue
        if _picture(film) != _picture(corpus().edit_list):
            render_film(film, folder / "film.mp4", work=Workplace(cache=known))
            _check_film(film, folder / "film.mp4", f"mutant {seed}")
            return


def _picture(film: EditList) -> Track:
    track = film.timeline.track(TrackRole.PICTURE)
    assert track is not None
    return track


def _check_film(film: EditList, path: Path, name: str) -> None:
    """Every clip's middle shows the frame that the list names, of the file that it names."""
    shown = film_numbers(path)
    timeline = film.timeline
    assert len(shown) == timeline.frames, f"{name} lasts {len(shown)} frames in place of {timeline.frames}"
    first = {item.media.fingerprint: FRAMES * number for number, item in enumerate(corpus().edit_list.footage)}
    dimmed = {frame for title in timeline.titles for frame in title.span}
    for placed in _picture(film).placed():
        middle = placed.start + placed.item.frames // 2
        number = shown[middle].number
        if isinstance(placed.item, Clip) and placed.item.frames > 12 and middle not in dimmed:
            time_shown = placed.item.source_time(placed.item.frames // 2 + Fraction(1, 2), timeline.frame_rate)
            meant = first[film.media[placed.item.media].fingerprint] + frame_at(time_shown, RATE)
            assert number is not None and abs(number - meant) <= 1, f"{name}, {placed.item.id}: frame {number}, not {meant}"


def _or_refused(work: Callable[[], Any]) -> Any:
    """What comes of it; one of our errors, which says what to do, is an answer too."""
    try:
        return work()
    except AutoeditError:
        return None


def _accepted(work: Callable[[], Any], text: str, name: str) -> Any:
    """What comes of it, or None where it is refused by places that are in the document."""
    try:
        return work()
    except DocumentError as error:
        _check_refusal(error, text, name)
        return None


def _check_refusal(error: DocumentError, text: str, name: str) -> None:
    try:
        tree = json.loads(text)
    except ValueError:
        tree = {}
    for field, problem in error.problems:
        assert problem.strip(), f"{name}: nothing is said of {field}"
        assert resolves(tree, field), f"{name}: {field!r} is no place in the document"
    assert error.field == error.problems[0][0] and error.problem == error.problems[0][1]
    assert len(error.lines) <= DocumentError.MOST_TOLD + 2


def _within(junk: Callable[[str], str]) -> str:
    """A whole document with junk in it."""
    return junk(corpus().text)


def _in_place_of(field: str, junk: str) -> str:
    tree = corpus().tree
    return json.dumps({**tree, field: "@@"}).replace('"@@"', junk)


JUNKS: dict[str, Callable[[], str]] = {
    "numbers for footage": lambda: _in_place_of("footage", "[" + "1," * (JUNK // 2) + "1]"),
    "empty objects for footage": lambda: _in_place_of("footage", "[" + "{}," * (JUNK // 3) + "{}]"),
    "empty lists for footage": lambda: _in_place_of("footage", "[" + "[]," * (JUNK // 3) + "[]]"),
    "empty selects": lambda: _in_place_of("footage", json.dumps([{"media": {}, "selects": [{}] * 800}] * 3000)),
    "wrong notes": lambda: _in_place_of("left_out", json.dumps([{"path": "a", "reason": 1}] * (JUNK // 28))),
    "options": lambda: _in_place_of("options", "{" + ",".join(f'"k{n}":1' for n in range(JUNK // 12)) + "}"),
    "one option again and again": lambda: _in_place_of("options", "{" + ",".join(['"key":"1"'] * (JUNK // 10)) + "}"),
    "digits": lambda: _in_place_of("length", "1" * JUNK),
    "digits in quotes": lambda: _in_place_of("length", '"' + "1" * JUNK + '"'),
    "brackets": lambda: "[" * JUNK,
    "brackets in place": lambda: _in_place_of("footage", "[" * 900 + "]" * 900),
    "braces": lambda: '{"a":' * (JUNK // 5),
    "spaces": lambda: " " * JUNK,
    "zeros": lambda: "\x00" * JUNK,
    "letters": lambda: "lorem ipsum " * (JUNK // 12),
    "a style's name": lambda: _in_place_of("style", '"' + "é" * (JUNK // 2) + '"'),
}


def _junk(name: str, folder: Path) -> None:
    """It is refused, or read, in little time and memory, and what is said of it is short."""
    text = JUNKS[name]()
    path = folder / "edit.json"
    path.write_text(text, encoding="utf-8")
    del text
    found = taken(lambda: load_edit_list(path))
    assert found.error in ("", "DocumentError"), f"{name}: {found.error} {found.text[:300]}"
    assert len(found.text) < 20_000, f"{name}: {len(found.text)} letters are said of it"
    _check_bounds(found, name)


def _check_bounds(found: Taken, name: str) -> None:
    assert found.seconds < SECONDS, f"{name} takes {found.seconds:.1f} s"
    assert found.bytes < BYTES, f"{name} takes {found.bytes >> 20} MB"


OPTIONS: tuple[tuple[str, ...], ...] = (
    ("plan", "a.mp4", "--length"), ("plan", "a.mp4", "--rate"), ("plan", "a.mp4", "--start"), ("plan", "a.mp4", "--end"),
    ("plan", "a.mp4", "--tempo"), ("plan", "a.mp4", "--downbeat"), ("plan", "a.mp4", "--min-score"), ("plan", "a.mp4", "--size"),
    ("plan", "a.mp4", "--variants"), ("plan", "a.mp4", "--workers"), ("plan", "a.mp4", "--pin"), ("plan", "a.mp4", "--must"),
    ("render", "edit.json", "--crf"), ("render", "edit.json", "--loudness"), ("export", "edit.json", "-o", "a.otio", "--handles"),
    ("music", "a.mp3", "-o", "b.wav", "--length"),
)  # fmt: skip
NUMBERS = ("1/0", "1e9999999", "9" * 5000, "nan", "-inf", "0x10", "١٢", "1_0", "")


def _number(arguments: Sequence[str], values: Sequence[str], folder: Path) -> None:
    """Whatever number is given, the answer comes at once, in words."""
    for value in values:
        written = {"--pin": f"{value}=a/b", "--must": f"a.mp4@{value}"}.get(arguments[-1], value)
        told = ran([*arguments, written], folder, folder / "cache")
        assert told.code in (1, 2), f"{arguments[-1]} {value[:20]!r} ends with {told.code}"
        assert b"unexpected" not in told.err and b"Traceback" not in told.err, told.err[-300:]
        assert told.seconds < 1, f"{arguments[-1]} {value[:20]!r} takes {told.seconds:.1f} s"


TOML: dict[str, Callable[[], str]] = {
    "brackets": lambda: "a = " + "[" * 16_000,
    "tables": lambda: "a = " + "{a=" * 5_000,
    "a dotted key": lambda: "a" + ".a" * 8_000 + " = 1",
    "a long dotted key": lambda: "a" + ".a" * 100_000 + " = 1",
    "keys": lambda: "".join(f"k{number} = 1\n" for number in range(JUNK // 10)),
    "digits": lambda: "a = " + "1" * 16_000,
    "a number beyond all": lambda: "length = 1e9999999",
    "a line": lambda: "name = '" + "x" * JUNK + "'",
}


def _toml(name: str, folder: Path) -> None:
    path = folder / "own.toml"
    path.write_text(TOML[name](), encoding="utf-8")
    found = taken(partial(own_style, path))
    assert found.error == "BadOption", f"a style of {name}: {found.error} {found.text[:300]}"
    _check_bounds(found, f"a style of {name}")
    (folder / "autoedit.toml").write_text(TOML[name](), encoding="utf-8")
    told = ran(["plan", "a.mp4"], folder, folder / "cache")
    assert told.code in (1, 2) and b"unexpected" not in told.err, f"settings of {name}: {told.code} {told.err[-300:]!r}"
    assert told.seconds < SECONDS and len(told.err) < 20_000


_CUE = "1\n00:00:01,000 --> 00:00:02,000\n"
SUBTITLES: dict[str, Callable[[], str]] = {
    "100 MB of one line": lambda: _CUE + "x" * 100_000_000,
    "one line": lambda: _CUE + "x" * 15_000_000,
    "open tags": lambda: _CUE + "<i " * 5_000_000,
    "braces": lambda: _CUE + "{\\" * 7_000_000,
    "entities": lambda: _CUE + "&amp;" * 3_000_000,
    "cues": lambda: _CUE * 400_000,
    "numbers": lambda: "1 " * 7_000_000 + "\n" + _CUE,
}


def _subtitles(name: str, folder: Path) -> None:
    path = folder / "talk.srt"
    path.write_text(SUBTITLES[name](), encoding="utf-8")
    found = taken(partial(load_captions, path))
    assert found.error == "BadCaptions", f"{name}: {found.error} {found.text[:300]}"
    _check_bounds(found, name)


_ENTITIES = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
XML: dict[str, Callable[[], str]] = {
    "a billion laughs": lambda: f'<!DOCTYPE l [<!ENTITY a0 "ha">{_ENTITIES}]><fcpxml>&a9;</fcpxml>',
    "an entity from a file": lambda: '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><fcpxml>&x;</fcpxml>',
    "an entity from the net": lambda: '<!DOCTYPE f [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]><fcpxml/>',
    "a definition from the net": lambda: '<!DOCTYPE fcpxml SYSTEM "http://127.0.0.1:9/x.dtd"><fcpxml>&x;</fcpxml>',
    "nested elements": lambda: "<fcpxml>" * 100_000,
    "elements": lambda: f"<fcpxml>{'<a/>' * (JUNK // 4)}</fcpxml>",
    "text": lambda: f"<fcpxml>{'x' * JUNK}</fcpxml>",
    "an attribute": lambda: f'<fcpxml a="{"x" * JUNK}',
}


def _xml(name: str, folder: Path) -> None:
    for suffix in (".fcpxml", ".xml"):
        path = folder / f"film{suffix}"
        text = XML[name]().replace("fcpxml", "xmeml" if suffix == ".xml" else "fcpxml")
        path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + text, encoding="utf-8")
        found = taken(partial(import_film, path, corpus().edit_list))
        assert found.error == "ProjectError", f"{name}: {found.error} {found.text[:300]}"
        assert "root:" not in found.text
        _check_bounds(found, name)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    # A socket's whole path may have a hundred letters at most.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


ODD_FILES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "a folder": lambda path: path.mkdir(),
    "a pipe that nobody writes to": _pipe,
    "a socket": _socket,
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to(path.with_name("nothing")),
    "not there": lambda _: None,
    "in UTF-16": lambda path: path.write_text(corpus().text, encoding="utf-16"),
    "in Latin-1": lambda path: path.write_bytes(_in_place_of("style", '"caf\xe9"').encode("latin-1")),
    "a film": lambda path: shutil.copy(corpus().edit_list.footage[0].media.path, path),
    "of another schema": lambda path: path.write_text(_in_place_of("schema", '"autoedit/edit-list/99"'), encoding="utf-8"),
    "without a schema": lambda path: path.write_text("{}", encoding="utf-8"),
}


def _odd_file(name: str, folder: Path) -> None:
    path = folder / "edit.json"
    ODD_FILES[name](path)
    started = time.monotonic()
    try:
        load_edit_list(path)
    except DocumentError as error:
        assert len(error.lines) == 1, error
    else:
        raise AssertionError(f"a document that is {name} was read")
    assert time.monotonic() - started < SECONDS


def _marks(folder: Path) -> None:
    for mark, end in itertools.product(("", "\ufeff"), ("\n", "\r\n")):
        path = folder / "edit.json"
        path.write_bytes((mark + corpus().text.replace("\n", end)).encode("utf-8"))
        assert load_edit_list(path) == corpus().edit_list


def _refusal(work: Callable[[], object]) -> DocumentError:
    try:
        work()
    except DocumentError as error:
        return error
    raise AssertionError("it was not refused")


def _all_of_the_schema(_: Path) -> None:
    tree = corpus().tree
    clip = tree["timeline"]["tracks"][0]["items"][0]
    clip["frames"], clip["speed"] = "many", "1/0"
    del tree["footage"][1]["media"]["fingerprint"]
    tree["decisions"] = [{"kind": "love", "select": "a/b"}]
    tree["a.b"] = 1

    error = _refusal(lambda: read_edit_list(json.dumps(tree)))

    assert {field for field, _ in error.problems} == {
        "timeline.tracks[0].items[0].frames", "timeline.tracks[0].items[0].speed", "footage[1].media.fingerprint",
        "decisions[0].kind", '["a.b"]',
    }  # fmt: skip
    assert len(error.lines) == 6


def _all_contradictions(_: Path) -> None:
    tree = corpus().tree
    items = tree["timeline"]["tracks"][0]["items"]
    items[0]["record_frame"], items[0]["source_seconds"] = 7, 99.0
    tree["timeline"]["frames"] = 1
    tree["footage"][0]["media"]["duration_seconds"] = 0.0

    error = _refusal(lambda: read_edit_list(json.dumps(tree)))

    assert {field for field, _ in error.problems} == {
        "timeline.tracks[0].items[0].record_frame", "timeline.tracks[0].items[0].source_seconds", "timeline.frames",
        "footage[0].media.duration_seconds",
    }  # fmt: skip


def _all_unrenderable(folder: Path) -> None:
    film = _copied(folder)
    Path(film.footage[0].media.path).unlink()
    picture = film.timeline.tracks[0]
    far = [
        replace(item, source_start=Fraction(999)) if isinstance(item, Clip) and item.media == "pier"
        else replace(item, kind="disolve") if isinstance(item, Transition) else item
        for item in picture.items
    ]  # fmt: skip
    wrong = _with_track(film, replace(picture, items=tuple(far)))

    error = _refusal(lambda: check_renderable(wrong, Cache(None)))

    expected = {"footage[0].media.path"}
    for number, item in enumerate(far):
        place = f"timeline.tracks[0].items[{number}]"
        expected |= {f"{place}.kind"} if isinstance(item, Transition) else set()
        expected |= {place} if isinstance(item, Clip) and item.media == "pier" else set()
    assert {field for field, _ in error.problems} == expected
    tree = json.loads(edit_list_json(wrong))
    assert all(resolves(tree, field) for field, _ in error.problems)


def _twice(_: Path) -> None:
    text = corpus().text.replace('"frames": ', '"frames": 5, "frames": ', 1)

    error = _refusal(lambda: read_edit_list(text))

    (field,) = [field for field, _ in error.problems]
    assert field.endswith(".frames") and resolves(json.loads(text), field)


def _relinking(folder: Path) -> None:
    write_edit_list(_copied(folder / "before"), folder / "edit.json")
    shutil.move(folder / "before", folder / "after")
    for arguments in (
        ["render", "edit.json", "--draft", "-o", "film.mp4"], ["plan", "--from", "edit.json", "-o", "again.json"],
        ["export", "edit.json", "--collect", "copy", "-o", "film.otio"], ["report", "edit.json", "-o", "report.html"],
    ):  # fmt: skip
        told = ran([*arguments, "--relink", "after"], folder, folder / "cache")
        assert told.code == 0 and told.err.count(b" is now ") == 3, f"{arguments}: {told.code} {told.err[-500:]!r}"
    assert ran(["render", "edit.json", "--draft", "-o", "other.mp4"], folder, folder / "cache").code == 1
    again = load_edit_list(folder / "again.json")
    assert {Path(media.path).parent for media in again.media.values()} == {folder / "after"}


def _many_shots(_: Path) -> None:
    """Planning takes time and memory in proportion; measured: 10 s and 230 MB beyond what the shots take."""
    choice = random.Random(1)
    moments = tuple(
        select(
            shot=f"shot-{number:06d}", start=2 * number + Fraction(1, 2), peak=2 * number + 1, end=2 * number + Fraction(3, 2),
            in_limit=2 * number, out_limit=2 * number + 2, score=choice.random(), look=tuple(choice.random() for _ in range(8)),
        )
        for number in range(100_000)
    )  # fmt: skip
    library = [Footage(media=replace(corpus().edit_list.footage[0].media, duration=Fraction(200_000)), selects=moments)]
    found = taken(lambda: planned(library, None, length=Fraction(30), style=style_of("highlights")))
    assert not found.error, f"{found.error} {found.text[:300]}"
    assert found.seconds < 40, f"planning takes {found.seconds:.1f} s"
    assert found.bytes < 1 << 30, f"planning takes {found.bytes >> 20} MB"


def _fifty(_: Path) -> None:
    tree = corpus().tree
    tree["decisions"] = [{"kind": "love", "select": "a/b"}] * 40
    tree["left_out"] = [{"path": 1, "reason": 2}] * 20

    error = _refusal(lambda: read_edit_list(json.dumps(tree)))

    assert len(error.problems) == 80
    assert len(error.lines) == 52
    assert error.lines[-1].strip() == "and 30 more"
    assert str(error).count("\n") == 51


def _copied(folder: Path, **renamed: str) -> EditList:
    """The corpus's film with files of its own, which may be changed."""

    def at(media: Any) -> Any:
        path = folder / renamed.get(media.id, Path(media.path).name)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(media.path, path)
        return replace(media, path=str(path))

    film = corpus().edit_list
    assert film.song is not None
    footage = tuple(replace(item, media=at(item.media)) for item in film.footage)
    return replace(film, footage=footage, song=replace(film.song, media=at(film.song.media)))


def _with_track(film: EditList, track: Track) -> EditList:
    timeline: Timeline = film.timeline
    return replace(film, timeline=replace(timeline, tracks=(track, *timeline.tracks[1:])))


def _changed(folder: Path) -> None:
    film = _copied(folder)
    one, other = (Path(item.media.path) for item in film.footage)
    # One file under another's name, and another's frames under its own.
    one.write_bytes(other.read_bytes())

    error = _refusal(lambda: render_film(film, folder / "film.mp4"))

    assert error.field == "footage[0].media.path" and "changed" in error.problem
    assert not (folder / "film.mp4").exists()


def _moved(folder: Path) -> None:
    film = _copied(folder / "before")
    shutil.move(folder / "before", folder / "after")
    inner = folder / "after" / "a [1]" / "b"
    inner.mkdir(parents=True)
    (folder / "after" / "beach.mp4").rename(inner / "beach.mp4")
    (folder / "after" / "pier.mp4").rename(inner / os.fsdecode(b"caf\xe9 %03d"))
    # Another file has taken its name.
    (folder / "after" / "pier.mp4").write_bytes(b"not the pier")

    found = relinked(film, [folder / "after"])

    assert [Path(item.media.path).name for item in found.footage] == ["beach.mp4", os.fsdecode(b"caf\xe9 %03d")]
    assert replace(found, footage=film.footage, song=film.song) == film
    assert read_edit_list(edit_list_json(found)) == found
    render_film(found, folder / "film.mp4")
    _check_film(found, folder / "film.mp4", "the film of moved files")


class _Heard:
    """A listener that remembers what it was told."""

    def __init__(self) -> None:
        self.total, self.done = 0.0, 0.0
        self.warnings: list[str] = []
        self.said: list[str] = []

    def begin(self, stage: str, total: float) -> None:
        self.total = total

    def advance(self, stage: str, amount: float) -> None:
        self.done += amount

    def end(self, stage: str) -> None:
        pass

    def say(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)


def _read_once(folder: Path) -> None:
    film = _copied(folder / "before")
    shutil.move(folder / "before", folder / "after")
    for number in range(20):
        (folder / "after" / f"other {number}.mp4").write_bytes(b"x" * number)
        (folder / "after" / f"other {number}.txt").write_bytes(b"y" * number)
    heard = _Heard()

    relinked(film, [folder / "after", folder / "after"], heard)

    assert heard.total == 43, "a folder that is named twice is looked through once"
    assert heard.done == 3, "files of the same name come first, and nothing is read once all are found"
    assert len(heard.said) == 3


def _not_found(folder: Path) -> None:
    film = _copied(folder / "before")
    shutil.rmtree(folder / "before")
    (folder / "after").mkdir()
    heard = _Heard()

    assert relinked(film, [folder / "after"], heard) == film
    (warning,) = heard.warnings
    assert all(name in warning for name in ("beach.mp4", "pier.mp4", "song.wav"))
    assert relinked(corpus().edit_list, [folder / "after"], heard) == corpus().edit_list
    try:
        relinked(film, [folder / "nowhere"], heard)
    except MediaNotFound:
        return
    raise AssertionError("a folder that is not there is no error")


def _odd_folder(folder: Path) -> None:
    film = _copied(folder / "before")
    after = folder / "after"
    shutil.move(folder / "before", after / "deep")
    (after / "deep" / "round").symlink_to(after)
    (after / "round.mp4").symlink_to("round.mp4")
    (after / "nothing.mp4").symlink_to("nowhere")
    os.mkfifo(after / "beach.mp4")
    (after / "endless.mp4").symlink_to("/dev/zero")
    (after / ".hidden").mkdir()
    shutil.copy(after / "deep" / "pier.mp4", after / ".hidden" / "pier.mp4")

    found = relinked(film, [after])

    assert [Path(item.media.path) for item in found.footage] == [after / "deep" / "beach.mp4", after / "deep" / "pier.mp4"]
