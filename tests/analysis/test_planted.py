"""Planted takes: the truth that the benchmark of selects measures against is what is in the files."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from autoedit.analysis.listen import listen
from autoedit.analysis.watch import watch
from autoedit.media.probe import probe
from autoedit.model.select import Defect, DefectKind, Moments, Select
from tests.analysis.takes import chart, panned
from tests.benchmarks.planted import Event, Take, plant
from tests.benchmarks.planted.takes import HEIGHT, MARGIN, WIDTH, Clip
from tests.benchmarks.selects import compared

LARGE = (WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN)


def clip(seed: int) -> Clip:
    pictures = list(panned(chart(seed, LARGE), 60))
    return Clip(name=str(seed), pictures=pictures, sound=None)


@pytest.fixture(scope="module")
def take(tmp_path_factory: pytest.TempPathFactory) -> Take:
    return plant(clip(1), [clip(2)], tmp_path_factory.mktemp("planted") / "take.mp4", seed=4)


@pytest.mark.slow
def test_events_do_not_touch_one_another(take: Take):
    assert len(take.of("spoil")) == len(take.of("highlight")) == 6
    assert all(later.start - earlier.end >= Fraction(3, 2) for earlier, later in pairwise(take.events))


@pytest.mark.slow
def test_a_planted_blackness_fills_its_frames_and_no_others(take: Take):
    dark = watch(probe(take.path)).signal("luma").values < 0.08

    expected = np.zeros(len(dark), np.bool_)
    for event in take.of("spoil"):
        if event.kind == "black":
            expected[event.first : event.last] = True
    assert expected.any()
    np.testing.assert_array_equal(dark, expected)


@pytest.mark.slow
def test_a_highlight_is_heard_at_its_middle(take: Take):
    heard = listen(probe(take.path))

    assert heard is not None
    for event in take.of("highlight"):
        around = np.abs(heard.level.seconds - float(event.middle)) < 0.5
        loudest = heard.level.seconds[around][int(np.diff(heard.level.values[around], prepend=0).argmax())]
        assert abs(loudest - float(event.middle)) < 0.1


def test_figures_count_what_is_kept_missed_and_wrongly_called():
    events = (
        Event(role="spoil", kind="black", strength=0, first=100, last=200),
        Event(role="highlight", kind="leap", strength=0, first=290, last=310),
        Event(role="unseen", kind="", strength=0, first=390, last=410),
        Event(role="quiet", kind="leap", strength=0, first=490, last=510),
    )
    take = Take(path=Path("take.mp4"), clip="", duration=Fraction(60), events=events)
    select = Select(
        id="1",
        shot="1",
        start=Fraction(7),
        end=Fraction(13),
        peak=Fraction(12),
        in_limit=Fraction(7),
        out_limit=Fraction(13),
        score=0,
    )
    wrong = Defect(kind=DefectKind.SOFT, start=Fraction(20), end=Fraction(25))
    silent = Defect(kind=DefectKind.SILENT, start=Fraction(0), end=Fraction(60))

    moments = Moments(boundaries=(), shots=(), selects=(select,), defects=(wrong, silent))

    figures = {ratio.name: ratio.figure for ratio in compared([take], [moments], [], title="").ratios}
    assert figures["planted defect time outside the selects"] == 0.75
    assert figures["planted highlights with a peak within 0.25 s"] == 1
    assert figures["clean time called defective"] == pytest.approx(5 / 55.5, abs=1e-4)
    assert figures["selects a minute"] == 1
