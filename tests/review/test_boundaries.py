from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from autoedit.errors import OutputError
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.model.select import Moments
from autoedit.model.shot import Boundary, BoundaryKind
from autoedit.pipeline.stages import Analysed
from autoedit.review import boundaries
from autoedit.review.boundaries import boundary_sheet, check_sheet, frames_of, strips
from autoedit.testing import Camera, numbered_film, read_number
from tests.properties.rates import RATES

PAL = Fraction(25)


def boundary(media: Media, kind: BoundaryKind, first: int, last: int | None = None) -> Boundary:
    times = [picture.time for picture in pictures(media)]
    last = first if last is None else last
    return Boundary(kind=kind, start=times[first], end=times[last], first_frame=first, last_frame=last, confidence=0.87)


def cut(media: Media, frame: int) -> Boundary:
    return boundary(media, BoundaryKind.CUT, frame)


def numbers(media: Media, found: tuple[Boundary, ...]) -> list[list[int]]:
    """What is read from the pictures of each boundary."""
    shown = frames_of(media, strips(found))
    return [
        [read_number(held[frame].frame.to_ndarray(format="rgb24")) for frame in strip.frames if frame in held]
        for strip, held in shown
    ]


def analysed(media: Media, *found: Boundary) -> Analysed:
    return Analysed(media=media, moments=Moments(boundaries=found, shots=(), selects=(), defects=()), computed=0)


def film(path: Path, frames: int = 200, rate: Fraction = PAL, **given: object) -> Media:
    return replace(probe(numbered_film(path, rate=rate, frames=frames, **given)), id=path.stem)  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("is_sought", [True, False], ids=["sought", "met"])
def test_a_cut_shows_the_last_frame_out_and_the_first_two_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: Fraction, is_sought: bool
):
    monkeypatch.setattr(boundaries, "SEEK_COSTS", Fraction(0 if is_sought else 1000))
    media = film(tmp_path / "film.mp4", rate=rate, start=Fraction(31 * 1001, 24000))

    assert numbers(media, (cut(media, 57), cut(media, 58), cut(media, 130))) == [[56, 57, 58], [57, 58, 59], [129, 130, 131]]


@pytest.mark.parametrize("is_sought", [True, False], ids=["sought", "met"])
def test_a_gradual_shows_the_frame_before_its_middle_and_the_frame_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_sought: bool
):
    monkeypatch.setattr(boundaries, "SEEK_COSTS", Fraction(0 if is_sought else 1000))
    media = film(tmp_path / "film.mp4")

    assert numbers(media, (boundary(media, BoundaryKind.DISSOLVE, 60, 84),)) == [[59, 72, 85]]


@pytest.mark.parametrize("is_sought", [True, False], ids=["sought", "met"])
def test_a_variable_rate_shows_the_same_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_sought: bool):
    monkeypatch.setattr(boundaries, "SEEK_COSTS", Fraction(0 if is_sought else 1000))
    steps = [Fraction((17, 33, 50, 34, 120)[number % 5], 1000) for number in range(200)]
    media = film(tmp_path / "film.mkv", times=[sum(steps[:number], Fraction(0)) for number in range(200)])

    assert numbers(media, (cut(media, 101),)) == [[100, 101, 102]]


def test_what_a_file_does_not_have_is_left_out(tmp_path: Path):
    media = film(tmp_path / "film.mp4", frames=50)

    found = (boundary(media, BoundaryKind.FADE, 0, 10), boundary(media, BoundaryKind.FADE, 40, 49))

    assert numbers(media, found) == [[5, 11], [39, 44]]


def test_times_that_do_not_hold_are_met_in_one_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boundaries, "SEEK_COSTS", Fraction(0))
    media = film(tmp_path / "film.mp4")
    late = cut(media, 90).start + Fraction(1, 100)
    wrong = replace(cut(media, 90), start=late, end=late)

    assert numbers(media, (cut(media, 30), wrong, cut(media, 150))) == [[29, 30, 31], [89, 90, 91], [149, 150, 151]]


def test_a_sheet_shows_frames_upright_and_each_boundary_in_its_place(tmp_path: Path):
    media = film(tmp_path / "phone.mp4", frames=60, size=(96, 160), camera=Camera(rotation=90))

    (page,) = boundary_sheet([analysed(media, cut(media, 20), cut(media, 40))], tmp_path / "sheet.png")

    sheet = cv2.cvtColor(cv2.imread(str(page)), cv2.COLOR_BGR2RGB)
    # A portrait cell is 240 x 240 with the picture, 144 wide, in its middle.
    top = boundaries.MARGIN + boundaries.LINE + boundaries.MARGIN + boundaries.LINE
    shown = []
    for column in range(2):
        for place in range(3):
            left = boundaries.MARGIN + column * (boundaries.STRIP_WIDTH + 2 * boundaries.MARGIN) + place * 242 + 48
            shown.append(read_number(np.ascontiguousarray(sheet[top : top + 240, left : left + 144])))
    assert shown == [19, 20, 21, 39, 40, 41]


def test_a_long_sheet_goes_over_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boundaries, "PAGE_HEIGHT", 700)
    media = film(tmp_path / "film.mp4")
    found = [cut(media, frame) for frame in range(10, 170, 10)]

    pages = boundary_sheet([analysed(media, *found)], tmp_path / "sheet.png")

    assert [page.name for page in pages] == ["sheet.png", "sheet-2.png", "sheet-3.png"]
    heights = [cv2.imread(str(page)).shape[0] for page in pages]
    assert max(heights) <= 700
    assert heights[-1] < heights[0]


def test_a_file_without_boundaries_is_named(tmp_path: Path):
    media = film(tmp_path / "film.mp4", frames=10)

    (page,) = boundary_sheet([analysed(media)], tmp_path / "sheet.png")

    sheet = cv2.imread(str(page))
    assert sheet.shape[0] < 60
    assert sheet.max() > 200


def test_a_page_that_fails_leaves_no_page_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boundaries, "PAGE_HEIGHT", 700)
    media = film(tmp_path / "film.mp4")
    found = [cut(media, frame) for frame in range(10, 190, 10)]
    (tmp_path / "sheet-2.png").mkdir()

    with pytest.raises(OutputError):
        boundary_sheet([analysed(media, *found)], tmp_path / "sheet.png")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mp4", "sheet-2.png"]


@pytest.mark.parametrize(("name", "said"), [("sheet.jpg", "written as PNG"), ("no/sheet.png", "does not exist")])
def test_a_place_that_will_not_do_is_told_before_the_work(tmp_path: Path, name: str, said: str):
    footage = numbered_film(tmp_path / "film.mp4", rate=PAL, frames=3)

    with pytest.raises(OutputError, match=said):
        check_sheet(tmp_path / name, [str(footage)])


def test_a_sheet_is_never_written_over_the_footage(tmp_path: Path):
    footage = numbered_film(tmp_path / "film.mp4", rate=PAL, frames=3).rename(tmp_path / "film.png")

    with pytest.raises(OutputError, match="one of the files"):
        check_sheet(footage, [str(footage)])
