"""Coded pieces are kept by content: what did not change is not coded again, and nothing stale is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autoedit.errors import RenderError
from autoedit.model.timeline import Clip, Timeline, Transition
from autoedit.render import film as rendering
from autoedit.render.crew import Bench
from autoedit.render.film import render
from autoedit.render.store import Store
from autoedit.testing import film_numbers
from tests.render.making import NTSC_FILM, QUICK, by_name, picture, timeline


class Studio:
    """Renders with a folder of pieces, and counts the frames that were coded."""

    def __init__(self, folder: Path, sources, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.store, self._sources = folder, folder / "pieces", sources
        self.coded = 0
        work = rendering.do

        def counted(job, report=None):
            self.coded += job.frames
            work(job, report)

        monkeypatch.setattr(rendering, "do", counted)

    def render(self, film: Timeline, name: str = "film.mp4", **options) -> int:
        """The frames coded for it."""
        self.coded = 0
        bench = Bench(store=self.store, workers=2)
        render(film, by_name(*self._sources), self.folder / name, encoding=QUICK, bench=bench, **options)
        return self.coded

    def shown(self, name: str = "film.mp4") -> list[int | None]:
        return [frame.number for frame in film_numbers(self.folder / name)]


@pytest.fixture
def studio(tmp_path, two_films, monkeypatch):
    return Studio(tmp_path, two_films, monkeypatch)


def film_of(*starts: int, frames: int = 20) -> Timeline:
    """Clips of a and b by turns, from frames on."""
    clips = [
        Clip(id=f"c{number}", media="ab"[number % 2], source_start=start / NTSC_FILM, frames=frames)
        for number, start in enumerate(starts)
    ]
    return timeline(NTSC_FILM, picture(*clips))


def test_a_film_rendered_again_codes_nothing_and_is_the_same(studio):
    film = film_of(5, 10, 40)

    first, second = studio.render(film), studio.render(film, "again.mp4")

    assert (first, second) == (60, 0)
    assert (studio.folder / "film.mp4").read_bytes() == (studio.folder / "again.mp4").read_bytes()


def test_a_changed_clip_alone_is_coded_again(studio):
    studio.render(film_of(5, 10, 40))

    assert studio.render(film_of(5, 11, 40)) == 20
    assert studio.shown()[20:40] == list(range(1011, 1031))


def test_a_clip_that_moved_in_the_film_is_not_coded_again(studio):
    studio.render(film_of(5, 10, 40, 60))

    assert studio.render(film_of(40, 60, 5, 10)) == 0
    assert studio.shown()[:20] == list(range(40, 60))


def test_a_transition_s_setting_codes_the_transition_again_and_no_more(studio):
    film = film_of(20, 30, frames=30)
    a, b = film.tracks[0].clips

    def with_wipe(angle: float) -> Timeline:
        wipe = Transition(kind="wipe", in_frames=4, out_frames=6, settings={"angle": angle})
        return replace(film, tracks=(picture(a, wipe, b),))

    studio.render(with_wipe(0))

    assert studio.render(with_wipe(90)) == 10


def test_what_is_told_of_a_piece_s_coding_is_part_of_its_key(studio, two_films):
    film = film_of(5, 10)
    studio.render(film)
    coarse = replace(QUICK, crf=30)

    render(film, by_name(*two_films), studio.folder / "coarse.mp4", encoding=coarse, bench=Bench(store=studio.store))

    assert studio.coded == 80


@pytest.mark.parametrize("spoil", [lambda data: data[:-40], lambda data: data[:500] + b"\0" + data[501:], lambda _: b""])
def test_a_damaged_piece_is_coded_again(studio, spoil):
    film = film_of(5, 10, 40)
    studio.render(film)
    one = sorted(studio.store.glob("*/*.mov"))[0]
    one.write_bytes(spoil(one.read_bytes()))

    assert studio.render(film) == 20
    assert studio.shown() == [*range(5, 25), *range(1010, 1030), *range(40, 60)]


def test_an_interrupted_film_goes_on_where_it_was(studio):
    film = film_of(5, 10, 40, 60)

    def stop(step: str, done: float) -> None:
        if step == "render" and done > 0.8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        studio.render(film, report=stop)

    assert not (studio.folder / "film.mp4").exists()
    assert 0 < studio.render(film) < 80
    assert studio.shown() == [*range(5, 25), *range(1010, 1030), *range(40, 60), *range(1060, 1080)]
    assert not list(studio.store.glob("part-*"))


def test_a_piece_shown_twice_is_coded_once(studio):
    film = film_of(5, 10, 5, 10)

    assert studio.render(film) == 40


@pytest.mark.parametrize("whose", ["record", "film"])
def test_a_piece_s_files_under_another_key_are_not_taken_for_it(studio, whose):
    film = film_of(5, 10)
    studio.render(film)
    one, other = sorted(studio.store.glob("*/*.kept"))
    if whose == "record":
        other.write_bytes(one.read_bytes())
    else:
        of_one, of_other = (next(record.parent.glob(f"{record.stem}.*.mov")) for record in (one, other))
        of_other.write_bytes(of_one.read_bytes())

    assert studio.render(film, "again.mp4") == 20
    assert studio.shown("again.mp4") == [*range(5, 25), *range(1010, 1030)]


def test_a_piece_travels_as_bytes(studio, tmp_path):
    film = film_of(5, 10)
    studio.render(film)
    keys = [record.stem for record in studio.store.glob("*/*.kept")]

    elsewhere = Store(tmp_path / "elsewhere" / "pieces")
    for key in keys:
        elsewhere.take_in(key, Store(studio.store).packed(key))

    assert all(elsewhere.kept(key) is not None for key in keys)


def test_a_piece_that_was_damaged_on_its_way_is_refused(studio, tmp_path):
    studio.render(film_of(5))
    (record,) = studio.store.glob("*/*.kept")
    packed = Store(studio.store).packed(record.stem)

    with pytest.raises(RenderError, match="damaged on its way"):
        Store(tmp_path / "elsewhere").take_in(record.stem, replace(packed, film=packed.film[:-1]))

    assert [file for file in (tmp_path / "elsewhere").rglob("*") if file.is_file()] == []
