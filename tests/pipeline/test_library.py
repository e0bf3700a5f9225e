from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.analysis import portioned
from autoedit.media import portions as files
from autoedit.pipeline import library, stages
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.library import analyse
from autoedit.pipeline.workplace import Workplace
from autoedit.testing.films import Camera, film
from tests.analysis.takes import panned, view

RATE = Fraction(25)


@pytest.fixture
def long_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of twenty seconds that counts as long: two portions."""
    monkeypatch.setattr(files, "LONG", Fraction(15))
    monkeypatch.setattr(files, "PORTION", Fraction(10))
    monkeypatch.setattr(portioned, "LEAST_AROUND", Fraction(4))
    pictures = [picture for number in range(4) for picture in panned(view(number, value=50 + 45 * number), 125)]
    path = tmp_path / "long.mp4"
    return film(path, pictures, [number / RATE for number in range(len(pictures))], rate=RATE, camera=Camera(gop=50))


def place(cache: Cache, executor: str = "threads") -> Workplace:
    return Workplace(cache=cache, executor=executor, workers=2)


@pytest.mark.parametrize("executor", ["serial", "threads", pytest.param("processes", marks=pytest.mark.slow)])
def test_a_long_file_has_the_boundaries_of_one_that_is_watched_in_one_go(
    long_take: Path, executor: str, monkeypatch: pytest.MonkeyPatch
):
    (parts,) = analyse([str(long_take)], work=place(Cache(None), executor)).files
    monkeypatch.setattr(files, "LONG", Fraction(1000))
    (whole,) = analyse([str(long_take)], work=place(Cache(None), executor)).files

    assert parts.computed == 4
    assert whole.computed == 3
    assert parts.moments.shots == whole.moments.shots
    assert len(parts.moments.shots) == 4
    assert [select.peak for select in parts.moments.selects] == [select.peak for select in whole.moments.selects]


def test_a_portion_that_was_watched_is_not_watched_again(long_take: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache(tmp_path / "kept")
    watched: list[Fraction | None] = []
    real = portioned.watch_portion

    def counted(media, detector, portion, **how):
        if watched:
            raise KeyboardInterrupt
        watched.append(portion.start)
        return real(media, detector, portion, **how)

    monkeypatch.setattr(stages, "PORTION", stages.replace(stages.PORTION, function=counted))
    with pytest.raises(KeyboardInterrupt):
        analyse([str(long_take)], work=place(cache, "serial"))

    watched.clear()
    (again,) = analyse([str(long_take)], work=place(cache, "serial")).files

    assert watched == [Fraction(10)]
    assert len(again.moments.shots) == 4


def test_what_is_known_is_not_given_out(long_take: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache(tmp_path / "kept")
    (first,) = analyse([str(long_take)], work=place(cache)).files
    monkeypatch.setattr(library, "watched", None)
    monkeypatch.setattr(library, "heard", None)

    (again,) = analyse([str(long_take)], work=place(cache)).files

    assert (again.computed, again.moments.shots) == (0, first.moments.shots)


def test_take_groups_that_were_found_are_not_looked_for_again(long_take: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache(tmp_path / "kept")
    copy = tmp_path / "copy.mkv"
    pictures = list(panned(view(0, value=50), 125))
    film(copy, pictures, [number / RATE for number in range(len(pictures))], rate=RATE)
    names = [str(long_take), str(copy)]
    first = analyse(names, work=place(cache))
    monkeypatch.setattr(stages, "GROUPS", stages.replace(stages.GROUPS, function=None))

    again = analyse(names, work=place(cache))

    groups = [[select.group for select in item.moments.selects] for item in first.files]
    assert [[select.group for select in item.moments.selects] for item in again.files] == groups
    assert "take-01" in groups[0]
    assert "take-01" in groups[1]
