from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.analysis.watch import watch
from autoedit.errors import NoPicture, UnknownName
from autoedit.model.shot import BoundaryKind
from tests.analysis.takes import panned, shoot, view
from tests.properties.rates import RATES

VALUES = (60, 190, 110, 230, 90)
LENGTHS = (30, 22, 41, 25, 32)
CUTS = [30, 52, 93, 118]


def five_shots() -> list:
    return [panned(view(number, value=value), frames) for number, (value, frames) in enumerate(zip(VALUES, LENGTHS, strict=True))]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_cut_is_found_at_the_first_frame_of_the_new_shot(tmp_path: Path, rate: Fraction):
    media = shoot(tmp_path / "film.mp4", *five_shots(), rate=rate)

    found = watch(media).boundaries

    assert [boundary.first_frame for boundary in found] == CUTS
    assert [boundary.start for boundary in found] == [cut / rate for cut in CUTS]
    assert {boundary.kind for boundary in found} == {BoundaryKind.CUT}


@pytest.mark.parametrize("detector", ["adaptive", "content"])
def test_either_detector_finds_the_cuts(tmp_path: Path, detector: str):
    media = shoot(tmp_path / "film.mp4", *five_shots())

    assert [boundary.first_frame for boundary in watch(media, detector).boundaries] == CUTS


def test_shots_cover_the_file_without_gap_or_overlap(tmp_path: Path):
    media = shoot(tmp_path / "film.mp4", *five_shots())

    shots = watch(media).shots

    assert [shot.end for shot in shots[:-1]] == [shot.start for shot in shots[1:]]
    assert (shots[0].start, shots[-1].end) == (media.video.start, media.video.start + media.video.duration)
    assert (shots[0].opens, shots[0].closes, shots[-1].closes) == (BoundaryKind.EDGE, BoundaryKind.CUT, BoundaryKind.EDGE)


def test_a_late_start_is_in_every_time(tmp_path: Path):
    late, rate = Fraction(31 * 1001, 24000), Fraction(24000, 1001)
    media = shoot(tmp_path / "film.mov", *five_shots(), rate=rate, start=late)

    watched = watch(media)

    assert watched.shots[0].start == late
    assert [boundary.start for boundary in watched.boundaries] == [late + cut / rate for cut in CUTS]


def test_a_variable_rate_keeps_each_frames_exact_time(tmp_path: Path):
    steps = [Fraction((17, 33, 50, 34, 120)[number % 5], 1000) for number in range(sum(LENGTHS))]
    times = [sum(steps[:number], Fraction(0)) for number in range(len(steps))]
    media = shoot(tmp_path / "film.mkv", *five_shots(), rate=Fraction(30), times=times)

    watched = watch(media)

    assert [watched.signal("luma").time(number) for number in range(len(times))] == times
    assert [boundary.start for boundary in watched.boundaries] == [times[cut] for cut in CUTS]


def test_every_measurement_lies_at_the_times_of_frames(tmp_path: Path):
    media = shoot(tmp_path / "film.mp4", panned(view(1), 30))

    signals = {signal.name: signal for signal in watch(media).signals}

    frames = signals["luma"].ticks.tolist()
    assert len(frames) == len(signals["action"].values) == 30
    assert all(set(signal.ticks.tolist()) <= set(frames) for signal in signals.values())


def test_a_pan_is_measured_as_the_cameras_motion_and_not_the_subjects(tmp_path: Path):
    media = shoot(tmp_path / "film.mp4", panned(view(1), 30, step=4))

    watched = watch(media)

    assert watched.signal("camera_x").values[5:].mean() == pytest.approx(4 / 320, rel=0.15)
    assert watched.signal("action").values[5:].mean() < 0.002


def test_progress_is_told_in_seconds_and_never_falls(tmp_path: Path):
    media = shoot(tmp_path / "film.mp4", panned(view(1), 100))
    told: list[float] = []

    watch(media, report=told.append)

    assert told == sorted(told)
    assert 3 < told[-1] <= 4


def test_a_file_without_picture_is_refused(tmp_path: Path):
    media = shoot(tmp_path / "film.mp4", panned(view(1), 5))

    with pytest.raises(NoPicture):
        watch(replace(media, video=None))


def test_an_unknown_detector_names_the_nearest(tmp_path: Path):
    media = shoot(tmp_path / "film.mp4", panned(view(1), 5))

    with pytest.raises(UnknownName, match="Did you mean 'adaptive'"):
        watch(media, "adaptiv")
