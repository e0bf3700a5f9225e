"""Parts and accents of songs whose form is known."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from autoedit.model.music import BeatGrid, SectionKind
from autoedit.music.grid import beat_grid
from autoedit.music.sections import kinds
from tests.music.songs import RATE, band, media, noise, steady

BAR = 4 * 60 / 120


@pytest.fixture(scope="module")
def grid(tmp_path_factory) -> BeatGrid:
    """Eight bars quiet, sixteen loud, eight quiet."""
    song = band(steady(120, beats=128))
    time = np.arange(len(song)) / RATE - 0.3
    loudness = np.where((time > 8 * BAR - 0.02) & (time < 24 * BAR - 0.02), 1.0, 0.1)
    return beat_grid(media(song * loudness, tmp_path_factory.mktemp("song")))


def test_the_loud_part_is_the_drop(grid):
    drops = [section for section in grid.sections if section.kind is SectionKind.DROP]

    assert float(drops[0].start) == pytest.approx(0.3 + 8 * BAR, abs=0.03)
    assert float(drops[-1].end) == pytest.approx(0.3 + 24 * BAR, abs=0.03)


def test_the_quiet_ends_are_intro_and_outro(grid):
    assert grid.sections[0].kind is SectionKind.INTRO
    assert grid.sections[-1].kind is SectionKind.OUTRO


def test_energy_is_relative_to_the_fullest_part(grid):
    assert max(section.energy for section in grid.sections) == 1.0
    assert grid.sections[0].energy < 0.5


def test_the_drop_is_an_accent(grid):
    assert any(abs(float(accent) - 0.3 - 8 * BAR) < 0.03 for accent in grid.accents)


@pytest.mark.parametrize("wave", [band(steady(100, beats=50)), noise(9), noise(0.3)], ids=["song", "noise", "short"])
def test_parts_cover_the_music_without_gaps(wave, tmp_path):
    grid = beat_grid(media(wave, tmp_path))

    assert grid.sections[0].start == grid.start
    assert grid.sections[-1].end == grid.end
    assert all(earlier.end == later.start for earlier, later in pairwise(grid.sections))


def test_parts_begin_on_bar_lines(grid):
    bar_lines = {beat.time for beat in grid.downbeats} | {Fraction(grid.start)}

    assert all(section.start in bar_lines for section in grid.sections)


def test_a_part_that_leads_to_the_drop_is_a_build():
    named = kinds([0.2, 0.6, 1.0, 0.4, 0.65, 0.95, 0.3])

    assert [kind.value for kind in named] == ["intro", "build", "drop", "break", "build", "drop", "outro"]
