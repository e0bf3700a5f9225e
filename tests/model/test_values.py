from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from autoedit.errors import DocumentError
from autoedit.model.document import EditList
from autoedit.model.music import Beat, BeatGrid, Stretch
from autoedit.model.select import Select
from autoedit.model.shot import Boundary, BoundaryKind, Shot
from autoedit.model.signal import Signal
from autoedit.model.timeline import Clip, Timeline, Track, TrackKind, TrackRole
from tests.plan.values import click_grid, footage, media, select, song


@pytest.mark.parametrize(
    "wrong",
    [{"rate": Fraction(0)}, {"duration": Fraction(0)}, {"width": 0}, {"height": -2}, {"rotation": 45}],
    ids=str,
)
def test_a_picture_without_sense_is_refused(wrong: dict[str, object]):
    video = media("beach").video

    with pytest.raises(ValueError, match="a picture"):
        replace(video, **wrong)


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"channels": 0}], ids=str)
def test_sound_without_sense_is_refused(wrong: dict[str, object]):
    sound = media("beach").sound

    with pytest.raises(ValueError, match="sound has a rate"):
        replace(sound, **wrong)


@pytest.mark.parametrize(
    "wrong", [{"peak": Fraction(9)}, {"start": Fraction(6)}, {"in_limit": Fraction(5)}, {"out_limit": Fraction(5)}], ids=str
)
def test_a_select_whose_times_are_out_of_order_is_refused(wrong: dict[str, Fraction]):
    good = select(start=4, peak=5, end=6)

    with pytest.raises(ValueError, match="out of order"):
        replace(good, **wrong)


def test_a_peak_at_a_selects_end_is_outside_it():
    with pytest.raises(ValueError, match="out of order"):
        select(start=4, peak=6, end=6)


def test_a_selects_duration_leaves_its_handles_out():
    assert select(start=4, peak=5, end=6, in_limit=0, out_limit=20).duration == 2


def test_a_shot_that_does_not_last_is_refused():
    with pytest.raises(ValueError, match="a shot lasts"):
        Shot(id="shot-001", start=Fraction(1), end=Fraction(1), opens=BoundaryKind.EDGE, closes=BoundaryKind.EDGE)


@pytest.mark.parametrize(("end", "last_frame"), [(Fraction(1), 60), (Fraction(2), 49)])
def test_a_boundary_that_ends_before_it_starts_is_refused(end: Fraction, last_frame: int):
    with pytest.raises(ValueError, match="does not end before it starts"):
        Boundary(kind=BoundaryKind.DISSOLVE, start=Fraction(2), end=end, first_frame=50, last_frame=last_frame, confidence=1.0)


@pytest.mark.parametrize("second", [Fraction(1), Fraction(1, 2)])
def test_beats_that_do_not_come_one_after_the_other_are_refused(second: Fraction):
    beats = (Beat(time=Fraction(1), number=1, strength=1.0), Beat(time=second, number=2, strength=1.0))

    with pytest.raises(ValueError, match="one after the other"):
        BeatGrid(start=Fraction(0), end=Fraction(9), tempo=120.0, metre=4, confidence=1.0, beats=beats)


def test_downbeats_are_the_beats_numbered_one():
    grid = click_grid(bars=3)

    assert [beat.time for beat in grid.downbeats] == [0, 2, 4]


@pytest.mark.parametrize(("confidence", "bars", "is_trusted"), [(0.35, 1, True), (0.34, 1, False), (1.0, 0, False)])
def test_a_grid_is_trusted_when_it_is_sure_of_at_least_four_beats(confidence: float, bars: int, is_trusted: bool):
    grid = click_grid(bars=bars, confidence=confidence, seconds=10)

    assert grid.is_trusted is is_trusted


def test_a_grid_is_trusted_in_the_stretches_that_are_sure_enough():
    sure = Stretch(start=Fraction(4), end=Fraction(8), confidence=0.9)
    grid = replace(click_grid(bars=8), stretches=(Stretch(start=Fraction(0), end=Fraction(4), confidence=0.1), sure))

    assert [grid.is_trusted_at(Fraction(time)) for time in (0, 3, 4, 7, 8)] == [False, False, True, True, False]


def test_a_grid_without_stretches_is_trusted_throughout_or_nowhere():
    assert click_grid(bars=4).is_trusted_at(Fraction(1))
    assert not click_grid(bars=4, confidence=0.2).is_trusted_at(Fraction(1))


def test_stretches_with_a_gap_between_them_are_refused():
    stretches = (
        Stretch(start=Fraction(0), end=Fraction(1), confidence=1.0),
        Stretch(start=Fraction(2), end=Fraction(3), confidence=1.0),
    )

    with pytest.raises(ValueError, match="without gaps"):
        replace(click_grid(bars=4), stretches=stretches)


def test_measurements_without_a_time_each_are_refused():
    with pytest.raises(ValueError, match="do not match"):
        Signal(name="luma", time_base=Fraction(1, 90), ticks=np.arange(3), values=np.zeros(2, np.float32))


def test_a_measurements_time_is_exact():
    signal = Signal(name="luma", time_base=Fraction(1, 90_000), ticks=np.array([0, 3003]), values=np.zeros(2, np.float32))

    assert signal.time(1) == Fraction(1001, 30_000)


def _list_of(clip_media: str, files: tuple[str, ...]) -> EditList:
    clip = Clip(id="clip-001", media=clip_media, source_start=Fraction(0), frames=24)
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(clip,))
    film = Timeline(name="film", frame_rate=Fraction(25), width=64, height=36, tracks=(track,))
    shown = tuple(footage(name) for name in files)
    return EditList(made_by="a test", style="highlights", length=Fraction(1), footage=shown, song=song(), timeline=film)


def test_a_clip_that_names_no_medium_of_the_list_is_refused():
    with pytest.raises(DocumentError, match="clip-001: names no medium of the list: 'desert'"):
        _list_of("desert", files=("beach",))


@pytest.mark.parametrize("files", [("beach", "beach"), ("beach", "music-song")], ids=["two of the footage", "footage and song"])
def test_two_files_under_one_id_are_refused(files: tuple[str, ...]):
    with pytest.raises(DocumentError, match="is the id of two files"):
        _list_of("beach", files)


def test_selects_are_equal_by_value():
    assert select(start=4, peak=5, end=6) == Select(
        id="shot-001.1", shot="shot-001", start=Fraction(4), end=Fraction(6), peak=Fraction(5),
        in_limit=Fraction(4), out_limit=Fraction(6), score=0.5,
    )  # fmt: skip
