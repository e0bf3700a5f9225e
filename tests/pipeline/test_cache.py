import logging
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.model.media import Media
from autoedit.pipeline.cache import Cache, default_cache
from autoedit.pipeline.stage import Stage, run
from tests.plan.values import media


def length_of(file: Media, *, report: object = None) -> Fraction:
    return file.duration


LENGTH: Stage[Fraction] = Stage(name="length", version=1, function=length_of, result=Fraction)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "results")


def entry(cache: Cache) -> Path:
    (file,) = cache.folder.rglob("*.npz")
    return file


def test_a_second_run_is_answered_from_the_cache(cache: Cache):
    first = run(LENGTH, media("beach", seconds=7), cache=cache)

    second = run(LENGTH, media("beach", seconds=7), cache=cache)

    assert (first.value, first.was_kept) == (7, False)
    assert (second.value, second.was_kept) == (7, True)


def test_a_file_under_another_name_is_answered_from_the_cache(cache: Cache):
    file = media("beach")
    run(LENGTH, file, cache=cache)

    assert run(LENGTH, replace(file, id="other", path="/elsewhere.mp4"), cache=cache).was_kept


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"name": "size"}, {"libraries": ("numpy",)}],
    ids=["version", "name", "library"],
)
def test_another_stage_or_version_is_not_answered_with_this_ones_result(cache: Cache, change: dict[str, object]):
    run(LENGTH, media("beach"), cache=cache)

    assert not run(replace(LENGTH, **change), media("beach"), cache=cache).was_kept


def test_a_librarys_new_version_is_another_key(monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import stage

    shaped = replace(LENGTH, libraries=("numpy",))
    before = shaped.key(media("beach"))

    monkeypatch.setattr(stage, "_version", lambda package: "99.0")

    assert shaped.key(media("beach")) != before


def test_other_content_is_not_answered_with_this_ones_result(cache: Cache):
    run(LENGTH, media("beach", seconds=7), cache=cache)

    assert run(LENGTH, media("beach", seconds=8), cache=cache).value == 8


def test_keywords_that_do_not_shape_the_result_do_not_shape_the_key(cache: Cache):
    run(LENGTH, media("beach"), cache=cache, report=print)

    assert run(LENGTH, media("beach"), cache=cache).was_kept


@pytest.mark.parametrize("damage", ["empty", "cut short", "other bytes", "another type", "one bit"])
def test_a_damaged_entry_is_a_miss_with_a_warning(cache: Cache, damage: str, caplog: pytest.LogCaptureFixture):
    run(LENGTH, media("beach", seconds=7), cache=cache)
    whole = entry(cache).read_bytes()
    broken = {
        "empty": b"",
        "cut short": whole[: len(whole) // 2],
        "other bytes": b"PK\x03\x04" + bytes(200),
        "another type": _bytes_of([1, 2]),
        "one bit": whole.replace(b'"7"', b'"9"'),
    }[damage]
    entry(cache).write_bytes(broken)

    with caplog.at_level(logging.WARNING):
        again = run(LENGTH, media("beach", seconds=7), cache=cache)

    assert (again.value, again.was_kept) == (7, False)
    assert "a cached result of length is damaged and will be made again" in caplog.text


def _bytes_of(value: object) -> bytes:
    from autoedit.pipeline.codec import to_bytes

    return to_bytes(value)


def test_any_cut_or_flipped_byte_is_a_miss_or_harmless(cache: Cache):
    run(LENGTH, media("beach", seconds=7), cache=cache)
    file = entry(cache)
    whole = file.read_bytes()

    for place in range(len(whole)):
        for broken in (whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]):
            file.write_bytes(broken)
            found, value = cache.get("length", file.stem, Fraction)
            assert not found or value == 7


def test_a_damaged_entry_is_mended(cache: Cache):
    run(LENGTH, media("beach"), cache=cache)
    entry(cache).write_bytes(b"")
    run(LENGTH, media("beach"), cache=cache)

    assert run(LENGTH, media("beach"), cache=cache).was_kept


def test_a_cache_that_cannot_be_written_costs_a_warning_and_no_more(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "results").write_text("a file where the folder should be")

    with caplog.at_level(logging.WARNING):
        done = run(LENGTH, media("beach", seconds=7), cache=Cache(tmp_path / "results"))

    assert done.value == 7
    assert "a result of length could not be kept" in caplog.text


def test_an_entry_appears_whole_or_not_at_all(cache: Cache, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import cache as module

    def breaks(value: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "to_bytes", breaks)
    with pytest.raises(KeyboardInterrupt):
        cache.put("length", "00ff", Fraction(7))

    assert [file for file in cache.folder.rglob("*") if file.is_file()] == []


def test_no_cache_keeps_nothing():
    run(LENGTH, media("beach"), cache=Cache(None))

    assert not run(LENGTH, media("beach"), cache=Cache(None)).was_kept


def test_the_cache_tells_what_it_holds_and_clearing_empties_it(cache: Cache):
    for seconds in (7, 8, 9):
        run(LENGTH, media("beach", seconds=seconds), cache=cache)

    told, left = cache.clear(), cache.facts()

    assert (told.entries, left.entries) == (3, 0)


def test_the_environment_names_the_caches_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUTOEDIT_CACHE", str(tmp_path / "mine"))

    assert default_cache().folder == tmp_path / "mine" / "results"
