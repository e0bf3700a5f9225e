import logging
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import BadOption
from autoedit.model.media import Media
from autoedit.pipeline.cache import Cache, CacheInUse, default_cache
from autoedit.pipeline.stage import Stage, run
from tests.plan.values import media


def length_of(file: Media, *, report: object = None) -> Fraction:
    return file.duration


LENGTH: Stage[Fraction] = Stage(name="length", version=1, function=length_of, result=Fraction)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "results")


def entry(cache: Cache) -> Path:
    (file,) = cache.folder.rglob("*.kept")
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
        "one bit": whole.replace(b"[7, 1]", b"[9, 1]"),
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


def kept(cache: Cache, count: int) -> list[Path]:
    """Entries of equal size, the first used longest ago."""
    values = [media(f"take {number}", seconds=7) for number in range(10, 10 + count)]
    for value in values:
        run(LENGTH, value, cache=cache)
    files = [cache.folder / "length" / key[:2] / f"{key}.kept" for key in map(LENGTH.key, values)]
    for age, file in enumerate(files):
        os.utime(file, (1000 + age, 1000 + age))
    return files


def test_an_entry_under_another_key_or_stage_is_a_miss(cache: Cache):
    one, other = kept(cache, 2)
    other.write_bytes(one.read_bytes())
    elsewhere = cache.folder / "size" / one.parent.name / one.name
    elsewhere.parent.mkdir(parents=True)
    elsewhere.write_bytes(one.read_bytes())

    assert cache.get("length", one.stem, Fraction) == (True, 7)
    assert cache.get("length", other.stem, Fraction) == (False, None)
    assert cache.get("size", one.stem, Fraction) == (False, None)


def test_what_was_used_longest_ago_is_pruned_first(cache: Cache):
    first, second, third = kept(cache, 3)
    cache.get("length", first.stem, Fraction)

    gone = cache.prune(2 * first.stat().st_size)

    assert gone.entries == 3
    assert [file.exists() for file in (first, second, third)] == [True, False, False]


def test_a_cache_is_pruned_below_its_size_at_the_end_of_a_run(cache: Cache):
    size = kept(cache, 1)[0].stat().st_size
    small = Cache(cache.folder, 5 * size)

    with small.in_use():
        kept(small, 9)

    assert 0 < small.facts().bytes <= 5 * size


def test_a_cache_far_below_its_size_is_not_walked_through(cache: Cache, monkeypatch: pytest.MonkeyPatch):
    with cache.in_use():
        kept(cache, 2)
    walks: list[int] = []
    monkeypatch.setattr("autoedit.pipeline.cache.prune", lambda *_: walks.append(1))

    with cache.in_use():
        kept(cache, 3)

    assert walks == []


def test_nothing_is_thrown_away_while_another_run_is_at_work(cache: Cache):
    files = kept(cache, 3)
    small = Cache(cache.folder, 1)

    with cache.in_use():
        with small.in_use():
            pass
        left = [file.exists() for file in files]
        for throw_away in (small.clear, small.prune):
            with pytest.raises(CacheInUse, match="Wait until it is done, or stop it"):
                throw_away()

    assert left == [True, True, True]


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system does not tell who holds a file")
def test_who_uses_the_cache_is_said(cache: Cache):
    with cache.in_use(), pytest.raises(CacheInUse) as refused:
        cache.clear()

    assert refused.value.processes == (os.getpid(),)


def test_temporary_files_of_dead_runs_go_and_those_of_living_ones_stay(cache: Cache):
    with cache.in_use():
        (cache.folder / "part-dead.kept").write_bytes(b"half")
        with cache.in_use():
            pass
        stayed = (cache.folder / "part-dead.kept").exists()

    assert (stayed, (cache.folder / "part-dead.kept").exists()) == (True, False)


def test_a_persons_own_files_in_a_folder_taken_for_a_cache_are_never_thrown_away(cache: Cache):
    (own,) = kept(cache, 1)
    mine = [cache.folder / "thesis.pdf", cache.folder / "2024" / "ab" / "talk.mov", own.with_name("notes.kept")]
    for file in mine:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine")

    cache.clear()

    assert not own.exists()
    assert all(file.read_text() == "mine" for file in mine)


def test_entries_of_older_versions_count_for_nothing_and_go_first(cache: Cache):
    (own,) = kept(cache, 1)
    old = cache.folder / "length" / "ab" / f"{'ab' * 20}.npz"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(bytes(100))

    cache.prune()

    assert (own.exists(), old.exists()) == (True, False)


def test_looking_at_every_entry_finds_the_damaged_ones(cache: Cache):
    first, *_ = kept(cache, 3)
    first.write_bytes(first.read_bytes()[:-1])

    (stage,) = cache.facts(verifies=True).stages

    assert (stage.stage, stage.entries, stage.damaged) == ("length", 3, 1)
    assert cache.facts().damaged is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("500M", 500_000_000), ("20G", 20 * 10**9), ("1.5 TB", 1_500_000_000_000), ("7k", 7000), ("12", 12), ("0", 0)],
)
def test_a_size_is_said_as_people_say_it(monkeypatch: pytest.MonkeyPatch, text: str, size: int):
    monkeypatch.setenv("AUTOEDIT_CACHE_SIZE", text)

    assert default_cache().most_bytes == size


@pytest.mark.parametrize("text", ["much", "-1", "1e9", "5X", "٣G", "1..5G", "9" * 40])
def test_a_size_that_is_none_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("AUTOEDIT_CACHE_SIZE", text)

    with pytest.raises(BadOption, match=r"AUTOEDIT_CACHE_SIZE is .* Give one such as 500M or 20G"):
        default_cache()
