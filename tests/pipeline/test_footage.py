import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.errors import MediaNotFound
from autoedit.pipeline.footage import footage_paths, with_ids
from tests.plan.values import media


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """What a camera's card may hold."""
    folder = tmp_path / "card"
    names = (
        "GOPR2.MP4", "GOPR10.MP4", "gopr1.mp4", "notes.txt", "Страна 1.mov", "take [1].mp4", ".hidden.mp4", ".trash/old.mp4",
        "day 2/a.mkv",
    )  # fmt: skip
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def told(paths: tuple[Path, ...], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_stands_for_the_footage_in_it_in_the_order_a_person_counts(card: Path):
    assert told(footage_paths([str(card)]), card) == [
        "day 2/a.mkv", "gopr1.mp4", "GOPR2.MP4", "GOPR10.MP4", "take [1].mp4", "Страна 1.mov",
    ]  # fmt: skip


def test_a_glob_stands_for_the_files_it_matches(card: Path):
    assert told(footage_paths([str(card / "GOPR*.MP4")]), card) == ["GOPR2.MP4", "GOPR10.MP4"]


def test_two_stars_reach_into_folders(card: Path):
    assert told(footage_paths([str(card / "**" / "*.mkv")]), card) == ["day 2/a.mkv"]


def test_brackets_in_a_files_name_are_its_own(card: Path):
    assert told(footage_paths([str(card / "take [1].mp4")]), card) == ["take [1].mp4"]


def test_a_file_that_is_named_is_meant_whatever_its_suffix(card: Path):
    assert told(footage_paths([str(card / "notes.txt"), str(card / ".hidden.mp4")]), card) == ["notes.txt", ".hidden.mp4"]


def test_names_come_in_the_order_given_and_each_file_once(card: Path):
    names = [str(card / "take [1].mp4"), str(card / "GOPR*.MP4"), str(card / "GOPR2.MP4")]

    assert told(footage_paths(names), card) == ["take [1].mp4", "GOPR2.MP4", "GOPR10.MP4"]


def test_a_relative_name_becomes_a_whole_path(card: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(card)

    assert footage_paths(["GOPR2.MP4"]) == (card / "GOPR2.MP4",)


@pytest.mark.parametrize("name", ["nothing.mp4", "*.webm", "nowhere/"])
def test_a_name_that_stands_for_nothing_is_refused(card: Path, name: str):
    with pytest.raises(MediaNotFound, match="there is no such file") as raised:
        footage_paths([str(card / "GOPR2.MP4"), str(card / name)])

    assert Path(raised.value.path) == card / name


def test_a_folder_without_footage_is_refused(tmp_path: Path):
    (tmp_path / "letters").mkdir()

    with pytest.raises(MediaNotFound, match="no footage in this folder"):
        footage_paths([str(tmp_path / "letters")])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=8), max_size=12))
def test_ids_are_unique_and_safe_in_a_path(stems: list[str]):
    named = with_ids([replace(media("x"), path=f"/card/{stem}.mp4") for stem in stems])

    ids = [item.id for item in named]
    assert len(set(ids)) == len(ids)
    assert all(name and "/" not in name and " " not in name and not name.startswith((".", "-")) for name in ids)


def test_an_id_is_readable():
    files = [replace(media("x"), path=path) for path in ("/a/GOPR 2.MP4", "/b/GOPR 2.MP4", "/a/Страна.mov", "/a/***.mp4")]

    assert [item.id for item in with_ids(files)] == ["GOPR_2", "GOPR_2-2", "Страна", "clip"]


def test_a_name_that_is_not_utf8_is_found(tmp_path: Path):
    odd = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    odd.write_bytes(b"x")

    assert footage_paths([str(tmp_path)]) == (odd,)
