"""Looking after the cache from the command line."""

import json
from pathlib import Path

import pytest

from autoedit.pipeline.cache import default_cache
from tests.cli.conftest import Program


@pytest.fixture
def filled(_own_cache: None) -> Path:
    """A cache of three results; its folder."""
    cache = default_cache()
    assert cache.folder is not None
    cache.folder.mkdir(parents=True)
    for number in range(3):
        cache.put("song", f"{number:040x}", "x" * 1000)
    return cache.folder


def told(program: Program, *arguments: str) -> dict[str, object]:
    done = program("cache", *arguments, "--json")
    done.check_returncode()
    return json.loads(done.stdout)


def test_info_tells_what_is_kept_by_stage(program: Program, filled: Path):
    document = told(program, "info", "--verify")

    assert document["schema"] == "autoedit/cache/1"
    assert (document["folder"], document["most_bytes"], document["entries"]) == (str(filled), 20_000_000_000, 3)
    assert [(stage["stage"], stage["entries"], stage["damaged"]) for stage in document["stages"]] == [("song", 3, 0)]
    assert str(document["oldest_use"]).endswith(" UTC")


def test_a_person_reads_the_same(program: Program, filled: Path):
    said = program("cache").stdout

    assert "3 entries" in said and "of 20.0 GB" in said and "song" in said


def test_clear_leaves_nothing(program: Program, filled: Path):
    document = told(program, "clear")

    assert (document["action"], document["entries"], document["bytes"]) == ("clear", 0, 0)
    assert not list(filled.rglob("*.kept"))


def test_prune_leaves_what_it_is_told_to(program: Program, filled: Path):
    size = next(filled.rglob("*.kept")).stat().st_size

    document = told(program, "prune", "--to", str(round(2.5 * size)))

    assert document["entries"] == 2
    assert document["removed_bytes"] == size


def test_a_cache_in_use_is_not_cleared_and_it_is_said_by_whom(program: Program, filled: Path):
    with default_cache().in_use():
        done = program("cache", "clear")

    assert done.returncode == 1
    assert "is in use by another run of autoedit" in done.stderr
    assert len(list(filled.rglob("*.kept"))) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("info", "--to", "5G"), "Use it with prune"),
        (("clear", "--verify"), "Use it with info"),
        (("prune", "--to", "much"), "--to is 'much', which is no size"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_makes_no_sense_is_refused(program: Program, filled: Path, arguments: tuple[str, ...], said: str):
    done = program("cache", *arguments)

    assert done.returncode == 1
    assert said in done.stderr
    assert len(list(filled.rglob("*.kept"))) == 3


def test_an_empty_cache_holds_nothing(program: Program):
    assert told(program)["entries"] == 0
    assert program("cache", "clear").returncode == 0


def test_a_size_that_is_none_stops_a_command_before_its_work(program: Program, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUTOEDIT_CACHE_SIZE", "much")

    done = program("plan", "nowhere", "--length", "3")

    assert done.returncode == 1
    assert "AUTOEDIT_CACHE_SIZE is 'much'" in done.stderr
