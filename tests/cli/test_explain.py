"""``autoedit explain``: a film's reasons on the terminal."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console

from autoedit.cli.explain import print_clip, print_film
from autoedit.document.write import edit_list_json
from autoedit.errors import DocumentError, UnknownName
from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, Timeline, Track
from autoedit.review.explain import clip_of
from tests.cli.test_commands import invoke
from tests.plan.values import footage, planned, song


@pytest.fixture(scope="module")
def film() -> EditList:
    library = [footage("beach", (0.5, 0.6, 0.7)), footage("city", (0.4, 0.8, 0.3))]
    return planned(library, song(), length=Fraction(10))


@pytest.fixture
def file(film: EditList, tmp_path: Path) -> Path:
    path = tmp_path / "edit.json"
    path.write_text(edit_list_json(film), encoding="utf-8")
    return path


def with_first(film: EditList, **given: object) -> EditList:
    """The film with its first clip changed."""
    picture = film.timeline.tracks[0]
    first, *rest = picture.items
    assert isinstance(first, Clip)
    changed: Track = replace(picture, items=(replace(first, **given), *rest))  # type: ignore[arg-type]
    timeline: Timeline = replace(film.timeline, tracks=(changed, *film.timeline.tracks[1:]))
    return replace(film, timeline=timeline)


def paper(width: int = 80) -> tuple[io.StringIO, Console]:
    page = io.StringIO()
    return page, Console(width=width, file=page, highlight=False)


def test_a_film_is_a_line_a_clip_and_its_worth(film: EditList, file: Path):
    shown = invoke("explain", file).stdout

    for clip in film.timeline.tracks[0].clips:
        assert str(clip.select) in shown
    assert f"A trailer: value {film.solution.value:.2f}, no film is worth more than {film.solution.bound:.2f}" in shown


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_select_is_told_whole_at_any_width(film: EditList, width: int):
    page, console = paper(width)

    print_film(film, console)

    assert all(page.getvalue().count(str(clip.select)) >= 1 for clip in film.timeline.tracks[0].clips)


def test_notes_are_told(film: EditList):
    page, console = paper()

    print_film(replace(film, notes=("the music is [short]",)), console)

    assert page.getvalue().endswith("Note: the music is [short].\n")


@pytest.mark.parametrize("number", [1, 2])
def test_a_clip_is_told_in_sentences_with_the_parts_of_its_score(film: EditList, file: Path, number: int):
    clip = film.timeline.tracks[0].clips[number - 1]

    shown = invoke("explain", file, str(number)).stdout

    assert shown.startswith(f"{clip.id} shows {clip.select} at ")
    assert clip.reason is not None
    for name in (*clip.reason.parts, *clip.reason.terms):
        assert f" {name} " in shown
    for name, why in clip.reason.lost.items():
        assert f"{name} lost to it: {why}." in shown


def test_a_film_is_a_document_when_asked_for(film: EditList, file: Path):
    found = json.loads(invoke("explain", file, "--json").stdout)

    assert found["schema"] == "autoedit/explain/1"
    assert len(found["clips"]) == len(film.timeline.tracks[0].clips)


def test_a_clip_is_a_document_when_asked_for(film: EditList, file: Path):
    found = json.loads(invoke("explain", file, "clip-002", "--json").stdout)

    assert (found["schema"], found["clip"]) == ("autoedit/explain/1", "clip-002")
    assert found["select"] == film.timeline.tracks[0].clips[1].select


def test_a_clip_that_is_not_there_is_an_error_that_names_those_that_are(file: Path):
    found = invoke("explain", file, "clip-02").exception

    assert isinstance(found, UnknownName)
    assert "Did you mean 'clip-002'?" in str(found)


def test_what_is_no_edit_list_is_an_error(tmp_path: Path):
    (tmp_path / "edit.json").write_text("{}", encoding="utf-8")

    assert isinstance(invoke("explain", tmp_path / "edit.json").exception, DocumentError)


EVIL = "\x1b[2J\x9b31m\u202egnp\r\n[bold]"


@pytest.mark.parametrize("part", ["select", "reason", "note", "style"])
def test_nothing_in_an_edit_list_can_command_the_terminal(film: EditList, part: str):
    reason = film.timeline.tracks[0].clips[0].reason
    assert reason is not None
    changed = {
        "select": with_first(film, select=EVIL),
        "reason": with_first(
            film,
            reason=replace(
                reason, text=EVIL, cut_on=EVIL, hit=EVIL, lost={EVIL: EVIL}, avoids=(EVIL,), parts={EVIL: 0.5}, terms={EVIL: 9.0}
            ),
        ),
        "note": replace(film, notes=(EVIL,)),
        "style": replace(film, style=EVIL),
    }[part]
    page, console = paper(1000)

    print_film(changed, console)
    print_clip(changed, clip_of(changed, "1"), console)

    assert r"\x1b[2J\x9b31m\u202egnp\r\n[bold]" in page.getvalue()
    assert not set("\x1b\x9b\u202e\r") & set(page.getvalue())
