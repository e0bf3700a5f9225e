"""The quick pass: the boundaries of the whole pass, from a part of the frames."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from autoedit.analysis.watch import Watched, watch
from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.testing import Camera, film
from tests.analysis.takes import panned, view
from tests.properties.rates import RATES

# Groups of a second at 25 frames; cuts in their middle, near their start, at it, and near their end.
GROUP = 25
CUTS = (112, 203, 300, 399)
FRAMES = 550
VALUES = (70, 180, 110, 215, 90)


def recorded(
    path: Path,
    cuts: Sequence[int] = CUTS,
    *,
    rate: Fraction = Fraction(25),
    frames: int = FRAMES,
    group: int = GROUP,
    camera: Camera | None = None,
) -> Media:
    """One recording of several views, its key frames where the clock puts them."""
    ends = [0, *cuts, frames]
    pictures = [
        picture
        for number, (first, end) in enumerate(pairwise(ends))
        for picture in panned(view(number, value=VALUES[number % 5]), end - first)
    ]
    clockwork = camera or Camera(gop=group, options={"sc_threshold": "0", "preset": "ultrafast", "bf": "2"})
    film(path, pictures, [number / rate for number in range(frames)], rate=rate, camera=clockwork)
    return probe(path)


def looked_at(watched: Watched) -> int:
    """How many frames were measured."""
    return len(watched.signal("action").ticks)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_cuts_of_the_whole_pass_are_found_from_part_of_the_frames(tmp_path: Path, rate: Fraction):
    faster = round(rate / 25) if rate > 40 else 1
    cuts = [cut * faster for cut in CUTS]
    media = recorded(tmp_path / "take.mp4", cuts, rate=rate, frames=FRAMES * faster, group=GROUP * faster)

    quick = watch(media, is_quick=True)

    assert [(cut.first_frame, cut.start) for cut in quick.boundaries] == [(cut, cut / rate) for cut in cuts]
    assert looked_at(quick) < 0.6 * FRAMES * faster


def test_a_take_without_cuts_is_read_for_less_than_half_and_has_none(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4", ())

    quick = watch(media, is_quick=True)

    assert quick.boundaries == ()
    assert looked_at(quick) < 0.5 * FRAMES


def test_frames_keep_the_times_they_have_in_the_file(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4")

    quick, whole = watch(media, is_quick=True), watch(media)

    assert quick.ticks.tolist() == whole.ticks.tolist()
    assert quick.time_base == whole.time_base
    assert [(shot.start, shot.end) for shot in quick.shots] == [(shot.start, shot.end) for shot in whole.shots]
    assert all(np.isin(signal.ticks, quick.ticks).all() for signal in quick.signals)


def test_what_is_measured_of_a_frame_does_not_depend_on_the_frames_left_out(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4")

    quick, whole = watch(media, is_quick=True), watch(media)

    for name in ("sharpness", "luma", "colourfulness"):
        found, known = quick.signal(name), whole.signal(name)
        assert found.values.tolist() == known.values[np.searchsorted(known.ticks, found.ticks)].tolist()


def test_runs_are_frames_that_follow_one_another(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4")

    quick = watch(media, is_quick=True)

    action = quick.signal("action")
    numbers = np.searchsorted(quick.ticks, action.ticks)
    runs = quick.runs(action)
    assert all((np.diff(numbers[run]) == 1).all() for run in runs)
    assert sum(run.stop - run.start for run in runs) == len(numbers)
    assert len(runs) > 3


def test_a_file_with_few_key_frames_is_watched_whole(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4", camera=Camera(gop=250, options={"sc_threshold": "0", "preset": "ultrafast"}))

    assert looked_at(watch(media, is_quick=True)) == FRAMES


def test_a_file_of_key_frames_alone_is_read_in_part_too(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4", camera=Camera(gop=1, options={"preset": "ultrafast"}, has_b_frames=False))

    quick = watch(media, is_quick=True)

    assert [cut.first_frame for cut in quick.boundaries] == list(CUTS)
    assert looked_at(quick) < 0.6 * FRAMES


def test_an_edited_film_is_watched_whole(tmp_path: Path):
    cuts = tuple(range(20, FRAMES - 10, 20))
    media = recorded(tmp_path / "film.mp4", cuts)

    assert looked_at(watch(media, is_quick=True)) == FRAMES


def test_progress_never_falls(tmp_path: Path):
    media = recorded(tmp_path / "take.mp4")
    told: list[float] = []

    watch(media, is_quick=True, report=told.append)

    assert told == sorted(told)
    assert told[-1] <= FRAMES / 25
