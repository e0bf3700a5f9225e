"""Names and words that try to be more than names and words: in files, folders, titles, notes, and in everything printed of them.

What is checked is read back by programs that are not ours: PyAV, ElementTree, html.parser, csv, json and ffmpeg's readers.
"""

from __future__ import annotations

import atexit
import csv
import io
import json
import os
import re
import shutil
import socket
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from autoedit.document.read import load_edit_list, read_edit_list
from autoedit.document.write import edit_list_json
from autoedit.errors import UnreadableMedia
from autoedit.exchange.place import path_of_url
from autoedit.exchange.text import one_line
from autoedit.media.fingerprint import fingerprint
from autoedit.media.probe import probe
from autoedit.model.document import Decision, DecisionKind, EditList, Footage, LeftOut
from autoedit.model.time import frame_at
from autoedit.model.timeline import (
    Clip,
    Item,
    Marker,
    Reason,
    Timeline,
    Title,
    TitleKind,
    Track,
    TrackKind,
    TrackRole,
    Transition,
)
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.footage import footage_paths, with_ids
from autoedit.pipeline.handover import ExportOptions, export_film, export_text, import_film
from autoedit.pipeline.progress import Silent
from autoedit.pipeline.run import RenderOptions, render_film, write_edit_list
from autoedit.pipeline.workplace import Workplace
from autoedit.registry import load_function, names
from autoedit.review.report import ReportOutputs, write_report
from autoedit.testing import film_numbers, numbered_film
from tests.faults.running import Ran, ran
from tests.plan.values import footage, planned

RATE = Fraction(25)
FRAMES = 30
SHOWN = 8

Case = tuple[str, Callable[[Path], None]]

STEMS: tuple[bytes, ...] = (
    b"plain",
    b"two words",
    b" spaces ",
    b"new\nline",
    b"tab\tbed",
    b'quote "it\'s"',
    b"-dash",
    b"--help",
    b"%03d",
    b"%s%n",
    b"a:b",
    b"http:x",
    b"file:x",
    b"concat:a|b",
    b"pipe:0",
    "\U0001f3d6\ufe0f emoji".encode(),
    "right \u202eot tfel".encode(),
    "mark \u200f \u200e \u061c".encode(),
    "\u05e9\u05dc\u05d5\u05dd".encode(),
    "e\u0301 combining".encode(),
    "z\u0335\u0322a\u0324l".encode(),
    b"caf\xe9 latin",
    b"\xff\xfe\x80",
    b"\xed\xa0\x80 half",
    b".. up",
    b"...",
    b"~tilde",
    b"$(touch x)",
    b"`id`;&|<>",
    b"star * ? [a-z]",
    b"[1]",
    b"back\\slash",
    b"bell \x07\x08\x7f",
    b"clear \x1b[2J",
    b"link \x1b]8;;http:x\x07y\x1b]8;;\x07",
    b"clip \x1b]52;c;YQ==\x07",
    "c1 \x9b31m \x85".encode(),
    "line \u2028 \u2029".encode(),
    b"=cmd|' C'!A0",
    b"+1",
    b"@SUM(1)",
    b"<name><script>alert(1)",
    b"[bold red]rich[red]",
    b"**mark** [x](y) <b>",
    b"]]>",
    b"&amp;&#10;",
    b"CON",
    b"a" * 251,
    "\u00fc".encode() * 125,
)

WORDS: tuple[str, ...] = (
    "x',drawtext=textfile='/etc/passwd",
    "%{pts}\\:[a];[b]",
    "a\n001  AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
    "a\r\n* FROM CLIP NAME: other\r\n002  BX V C 00:00:00:00 00:00:01:00 00:00:01:00 00:00:02:00",
    "</title></clip><clip/>",
    "]]><!--",
    "--><script>alert(1)</script>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    'a","b\n=c',
    '{"OTIO_SCHEMA": "Clip.1"}',
    "title=x\n[CHAPTER]\nSTART=0\n;",
    "\\",
    "1\n00:00:00,000 --> 00:00:09,000\nmore",
    "[bold]rich[/bold]",
    "**a** [b](javascript:c)",
    "\x1b[2J\x1b]0;x\x07",
    "\x1b]52;c;YQ==\x07",
    "\x9b2J",
    "a\x00b",
    "\u202eevil\u2066",
    "a\u2028b\u2029c\x85d\x0be\x0c",
    "\udcff\ud800",
    "\ufffe\uffff",
    "e\u0301 \U0001f3d6\ufe0f שלום",
    "${7*7} {{7*7}} #{7*7}",
    "%s %n %03d",
    "",
    "  ",
    "x" * 900,
)


def cases(seed: int, *, many: bool) -> Iterator[Case]:
    """Every promise about names and words; more of them, made of pieces of these at random, in the long form."""
    del seed
    yield "files of any name become the film they should", _films
    yield "files of any name survive every format", _formats
    yield "nothing printed of any name is obeyed", _printed
    yield "a film takes any name", partial(_outputs, STEMS if many else STEMS[::4])
    yield "pipes, sockets, devices and links that go round are no footage", _odd_footage
    yield "a folder that cannot be read is left out by name", _closed_folder
    yield "a report shows any words as words", _page
    for number, text in enumerate(WORDS):
        yield f"words {number}: {ascii(text)[:40]}", partial(_words, text)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of films under odd names, in the order of their numbers: the n-th begins with frame n * FRAMES."""

    folder: Path
    paths: tuple[Path, ...]


@cache
def corpus() -> Corpus:
    """Made once; read alone."""
    folder = Path(tempfile.mkdtemp(prefix="autoedit-names-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    odd = folder / os.fsdecode(b"odd \xe9 \x1b[31m\n:")
    odd.mkdir()
    paths = []
    for number, stem in enumerate(STEMS):
        path = odd / (os.fsdecode(stem) + ".mp4")
        # Under a plain name first: what makes films here takes a name for a text.
        numbered_film(folder / "made.mp4", rate=RATE, frames=FRAMES, first=FRAMES * number).rename(path)
        paths.append(path)
    return Corpus(odd, tuple(paths))


@cache
def film() -> EditList:
    """A clip of every file of the corpus, in order."""
    library = with_ids(probe(path) for path in corpus().paths)
    clips = tuple(
        Clip(id=f"clip-{number:03d}", media=media.id, source_start=Fraction(number % 9, 25), frames=SHOWN)
        for number, media in enumerate(library)
    )
    timeline = Timeline(name="film", frame_rate=RATE, width=160, height=96, tracks=(_row(clips),))
    return EditList(
        made_by="a test",
        style="highlights",
        length=timeline.duration,
        song=None,
        timeline=timeline,
        footage=tuple(Footage(media=media, selects=()) for media in library),
    )


def _row(items: Sequence[Item]) -> Track:
    return Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=tuple(items))


def _films(folder: Path) -> None:
    before = [fingerprint(path) for path in corpus().paths]
    assert {path.name for path in footage_paths([str(corpus().folder)])} == {
        path.name for path in corpus().paths if path.name[0] != "."
    }
    assert len({media.id for media in film().media.values()}) == len(STEMS)
    write_edit_list(film(), folder / "edit.json")
    assert not _obeyed((folder / "edit.json").read_text(encoding="utf-8"))

    read = load_edit_list(folder / "edit.json")
    render_film(read, folder / "film.mp4", work=Workplace(cache=Cache(folder / "cache")))

    assert read == film()
    shown = film_numbers(folder / "film.mp4")
    for number, clip in enumerate(film().timeline.tracks[0].clips):
        meant = FRAMES * number + frame_at(clip.source_start, RATE) + SHOWN // 2
        assert shown[number * SHOWN + SHOWN // 2].number == meant, f"{corpus().paths[number]!r} is not what is shown"
    assert before == [fingerprint(path) for path in corpus().paths]
    assert not [path for path in corpus().folder.iterdir() if path not in corpus().paths], (
        "something was written beside the sources"
    )


def _formats(folder: Path) -> None:
    """Every clip is there in every format, and who reads it finds its file, or is told that its name cannot be written."""
    for name in sorted(names("autoedit.exporters")):
        suffix = load_function("autoedit.exporters", name).suffix  # type: ignore[attr-defined]
        for is_relative in (False, True):
            out = folder / f"{is_relative}{suffix}"
            export_film(film(), out, ExportOptions(is_relative=is_relative))
            text = out.read_text(encoding="utf-8-sig")
            assert not _obeyed(text, "\n\r\t"), f"{name} holds control characters"
            named = _named_files(name, text, folder)
            missing = [path.name for path in corpus().paths if os.path.normpath(path) not in named]
            if name in ("otio", "fcpxml", "fcp7"):
                assert not missing, f"{name} does not find {missing}"
    for suffix in (".otio", ".fcpxml", ".xml", ".edl"):
        back = import_film(folder / f"False{suffix}", film())
        clips = back.edit_list.timeline.tracks[0].clips
        assert [(clip.media, clip.frames) for clip in clips] == [(c.media, c.frames) for c in film().timeline.tracks[0].clips], (
            suffix
        )


def _named_files(name: str, text: str, folder: Path) -> set[str]:
    """The files that a project names, as any program finds them."""
    if name == "otio":
        urls = re.findall(r'"target_url": "([^"]*)"', text)
    elif name in ("fcpxml", "fcp7", "mlt", "kdenlive"):
        tree = ET.fromstring(text)
        urls = [node.get("src", "") for node in tree.iter("media-rep")] + [node.text or "" for node in tree.iter("pathurl")]
    else:
        return set()
    return {os.path.normpath(path_of_url(url, folder)) for url in urls}


def _obeyed(text: str, but: str = "\n") -> list[str]:
    """What a terminal would obey in a text: control characters, but the ones that are meant."""
    return [character for character in text if unicodedata.category(character) == "Cc" and character not in but]


def _printed(folder: Path) -> None:
    """Every command that prints names ends well, and none passes on what a terminal obeys."""
    here = folder / os.fsdecode(b"odd \xe9 \x1b[31m")
    here.mkdir()
    for path in corpus().paths:
        if not path.stem.isprintable() or "[b" in path.stem:
            os.link(path, here / path.name)
    write_edit_list(film(), folder / "edit.json")
    broken = folder / os.fsdecode(b"broken \x1b[2J\n\xe9.mp4")
    broken.write_bytes(b"no film")
    edit = str(folder / "edit.json")
    runs: tuple[tuple[int, list[str]], ...] = (
        (0, ["plan", str(here), "--takes", "all", "--length", "5s", "-o", str(folder / "plan.json")]),
        (0, ["selects", str(here)]),
        (0, ["shots", str(here)]),
        (0, ["probe", str(here)]),
        (0, ["probe", str(here), "--json"]),
        (0, ["explain", str(folder / "plan.json")]),
        (0, ["explain", str(folder / "plan.json"), "1"]),
        (0, ["explain", str(folder / "plan.json"), "--json"]),
        (0, ["check", edit]),
        (0, ["plan", "--from", str(folder / "plan.json"), "-o", "-"]),
        (0, ["export", edit, "-o", str(folder / os.fsdecode(b"out \x1b[2J \xe9.otio"))]),
        (0, ["export", edit, "--format", "edl", "-o", "-"]),
        (0, ["export", edit, "--format", "csv", "-o", "-"]),
        (0, ["report", edit, "-o", str(folder / "\x1b[2J.html")]),
        (1, ["probe", str(broken)]),
        (1, ["probe", str(broken), "--json"]),
        (1, ["plan", str(broken)]),
        (1, ["render", str(broken)]),
        (1, ["check", str(broken)]),
        (1, ["make", "no\x1b[2J\nsuch.mp4"]),
        (1, ["plan", str(here), "--music", str(broken)]),
        (1, ["plan", str(here), "--style", "\x1b[2J"]),
        (1, ["plan", str(here), "--keep", "\x1b]52;c;YQ==\x07/x"]),
        (2, ["plan", "--\x1b[2J"]),
        (2, ["\x1b[2J"]),
        (2, ["plan", "a.mp4", "--length", "\x1b[2J"]),
        (1, ["explain", edit, "\x1b[2J"]),
        (1, ["export", edit, "-o", "\x1b[2J.xyz"]),
        (1, ["import", str(broken), "--onto", edit]),
        (1, ["beats", str(broken)]),
        (1, ["plan", "a.mp4", "--must", "\x1b[2J"]),
        (1, ["render", edit, "--relink", "\x1b[2J", "-o", str(folder / "f.mp4")]),
        (1, ["plan", "a.mp4", "--captions", "\x1b[2J=b\x1b.srt"]),
        (1, ["render", edit, "--codec", "\x1b[2J"]),
    )
    for code, arguments in runs:
        told = _ran(arguments, folder)
        assert told.code == code, f"{arguments[:2]} ends with {told.code}, not {code}: {told.out[-500:]!r} {told.err[-500:]!r}"
        for said in (told.out, told.err):
            is_table = arguments[0] == "export" and arguments[-1] == "-"
            assert not _obeyed(said.decode("utf-8"), "\n\r\t" if is_table else "\n"), f"{arguments[:2]} prints {said[:300]!r}"


def _ran(arguments: Sequence[str], folder: Path) -> Ran:
    return ran(arguments, folder, corpus().folder.parent / "cache")


def _outputs(stems: Sequence[bytes], folder: Path) -> None:
    """A film, its edit list, report and project under any name, given as a bare name in the folder itself."""
    small = replace(film(), timeline=replace(film().timeline, tracks=(_row(film().timeline.tracks[0].clips[:1]),)))
    work = Workplace(cache=Cache(folder / "cache"))
    out = folder / "out"
    out.mkdir()
    with _inside(out):
        for stem in stems:
            name = os.fsdecode(stem[:200])
            render_film(small, Path(f"{name}.mp4"), RenderOptions(writes_certificate=True), work)
            write_edit_list(small, Path(f"{name}.json"))
            export_film(small, Path(f"{name}.otio"))
            write_report(small, ReportOutputs(page=Path(f"{name}.html")), work)
            assert len(film_numbers(Path(os.path.abspath(f"{name}.mp4")))) == SHOWN
            assert load_edit_list(Path(f"{name}.json")) == small
    kinds = (".mp4", ".certificate.json", ".json", ".otio", ".html")
    assert {path.name for path in out.iterdir()} == {os.fsdecode(stem[:200]) + kind for stem in stems for kind in kinds}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _odd_footage(folder: Path) -> None:
    card = folder / "card"
    card.mkdir()
    good = card / "good.mp4"
    good.write_bytes(corpus().paths[0].read_bytes())
    os.mkfifo(card / "pipe.mp4")
    with socket.socket(socket.AF_UNIX) as one, _inside(card):
        one.bind("socket.mp4")
    (card / "endless.mp4").symlink_to("/dev/zero")
    (card / "round.mp4").symlink_to("round.mp4")
    (card / "nothing.mp4").symlink_to("nowhere.mp4")
    (card / "loop").symlink_to(card)
    (card / "linked.mp4").symlink_to(good)
    (card / "folder.mp4").mkdir()

    found = footage_paths([str(card)])

    assert {path.name for path in found} == {"good.mp4", "linked.mp4"}
    assert {path.name for path in footage_paths([str(card / "*.mp4")])} >= {"good.mp4", "linked.mp4"}
    for name in ("pipe.mp4", "socket.mp4", "endless.mp4", "folder.mp4"):
        try:
            fingerprint(card / name)
        except UnreadableMedia:
            continue
        raise AssertionError(f"{name} was read")
    for arguments in (["probe", "pipe.mp4"], ["plan", "good.mp4", "--music", "pipe.mp4"], ["render", "pipe.mp4"]):
        assert _ran(arguments, card).code in (1, 3), arguments


def _closed_folder(folder: Path) -> None:
    (folder / "card" / "closed").mkdir(parents=True)
    (folder / "card" / "good.mp4").write_bytes(b"x")
    (folder / "card" / "closed" / "more.mp4").write_bytes(b"x")
    (folder / "card" / "closed").chmod(0)
    folder.chmod(0o755)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.chdir(folder)
            if os.geteuid() == 0:
                # The system's superuser may look into any folder.
                os.seteuid(65534)
            os.write(writer, json.dumps([path.name for path in footage_paths(["card"])]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        told = answers.read()
    os.waitpid(child, 0)
    (folder / "card" / "closed").chmod(0o700)
    assert json.loads(told) == ["good.mp4", "closed"]


def _words(text: str, _: Path) -> None:
    """Words of a person come back as they were, or visibly replaced; they never become structure."""
    said = _said(text)
    assert read_edit_list(edit_list_json(said)) == said
    for name in sorted(names("autoedit.exporters")):
        out = export_text(said, name).text
        assert not _obeyed(out, "\n\r\t"), f"{name} holds control characters"
        assert _structure(name, out) == _of_harmless(name, _harmless(text)), f"{name}: words became structure"
    _check_csv(export_text(said, "csv").text)
    title = ET.fromstring(export_text(said, "fcpxml").text).find(".//project").get("name")  # type: ignore[union-attr]
    assert not text.strip() or title == one_line(text), f"a title comes back as {title!r}"


@cache
def _of_harmless(name: str, text: str) -> object:
    return _structure(name, export_text(_said(text), name).text)


def _page(folder: Path) -> None:
    """A report of all words at once has the elements of one of harmless words, and all that can be shown is shown."""
    pages = []
    for which, words in (("said", WORDS), ("plain", tuple(map(_harmless, WORDS)))):
        edit_list = replace(_said("x"), notes=words, left_out=tuple(LeftOut(path=f"/a/{text}", reason=text) for text in words))
        clips = iter(words)
        items = [
            replace(item, reason=_reason(next(clips))) if isinstance(item, Clip) else item
            for item in edit_list.timeline.tracks[0].items
        ]
        titles = tuple(
            Title(kind=TitleKind.CAPTION, text=text, start=4 * place, frames=4)
            for place, text in enumerate(words)
            if text.strip()
        )
        timeline = replace(edit_list.timeline, titles=titles, tracks=(_row(items), *edit_list.timeline.tracks[1:]))
        outputs = ReportOutputs(page=folder / f"{which}.html")
        (written,) = write_report(replace(edit_list, timeline=timeline), outputs, Workplace(listener=Silent()))
        pages.append(written.read_text(encoding="utf-8"))
    assert _elements(pages[0]) == _elements(pages[1]), "words became elements of the report"
    assert not _obeyed(pages[0]), "the report holds control characters"


def _reason(text: str) -> Reason:
    return Reason(
        text=text, score=0.5, parts={"action": 0.5}, cut_on=text, runners_up=(text,), hit=text, lost={"a/b": text}, avoids=(text,)
    )


def _harmless(text: str) -> str:
    """A text of the same shape: letters and line ends in the same places."""
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)
    return "\n".join("x" * len(line.strip()) for line in lines) if text.strip() else text


def _said(text: str) -> EditList:
    """A film all of whose words are a text."""
    made = _wordless()
    file = made.footage[0]
    named = replace(file, media=replace(file.media, reel=text, damage=(text,)))
    items = [
        replace(item, reason=_reason(text))
        if isinstance(item, Clip)
        else replace(item, reason=text)
        if isinstance(item, Transition)
        else item
        for item in made.timeline.tracks[0].items
    ]
    titles = (
        Title(kind=TitleKind.OPENING, text=text, start=0, frames=20),
        Title(kind=TitleKind.CAPTION, text=text, start=30, frames=20),
        Title(kind=TitleKind.END_CARD, text=text, start=60, frames=20),
    )
    timeline = replace(
        made.timeline,
        name=text,
        titles=titles,
        markers=(Marker(frame=10, name=text), Marker(frame=40, name=text)),
        tracks=(_row(items), *made.timeline.tracks[1:]),
    )
    return replace(
        made,
        timeline=timeline,
        made_by=text,
        style=text or "x",
        notes=(text,),
        options={"fit": "pad", "note": text},
        footage=(named, *made.footage[1:]),
        left_out=(LeftOut(path=f"/a/{text}", reason=text),),
        decisions=(Decision(kind=DecisionKind.KEEP, select=text),),
    )


@cache
def _wordless() -> EditList:
    return planned([footage("beach", (0.5, 0.6)), footage("pier", (0.4, 0.8))], None, length=Fraction(8), frame_rate=RATE)


def _structure(name: str, text: str) -> object:
    """What a program makes of a file, but for its words."""
    if name in ("fcpxml", "fcp7", "mlt", "kdenlive"):
        return [(node.tag, sorted(node.keys())) for node in ET.fromstring(text).iter()]
    if name == "otio":
        return _shape(json.loads(text))
    if name == "edl":
        return [(line[:3], line.split()[-4:]) for line in text.splitlines() if re.match(r"\d{3}", line)]
    if name == "csv":
        return [len(row) for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    if name == "srt":
        return re.findall(r"(?m)^\d+\n.* --> .*$", text)
    return _chapters(text)


def _shape(value: Any) -> object:
    if isinstance(value, dict):
        own = {"autoedit", "parts", "lost", "options"}
        return {key: None if key in own else _shape(inner) for key, inner in value.items()}
    return [_shape(inner) for inner in value] if isinstance(value, list) else type(value).__name__


def _chapters(text: str) -> object:
    """The chapters that ffmpeg reads, and which fields its metadata has."""
    import av

    with tempfile.NamedTemporaryFile(suffix=".ffmetadata") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        with av.open(file.name, format="ffmetadata") as container:
            return [(chapter["start"], chapter["end"], sorted(chapter["metadata"])) for chapter in container.chapters()], sorted(
                container.metadata
            )


def _check_csv(text: str) -> None:
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
        for cell in row:
            is_number = re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", cell)
            assert is_number or not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")), (
                f"a spreadsheet computes {cell[:40]!r}"
            )


def _elements(page: str) -> list[object]:
    """The elements of a page with the names of their attributes, and what its scripts and styles say."""
    found: list[object] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, sorted(name for name, _ in attrs)))

        def handle_endtag(self, tag: str) -> None:
            found.append(f"/{tag}")

        def handle_comment(self, data: str) -> None:
            found.append("comment")

    Reader().feed(page)
    return found
