"""The parts of songs whose form is known: several forms, tempi and levels."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from autoedit.model.music import BeatGrid, SectionKind
from autoedit.music.grid import beat_grid
from autoedit.music.sections import kinds
from tests.music.forms import FIRST, Form, Part, song
from tests.music.songs import media

CLUB = "intro:8 build:8 drop:16 break:8 build:8 drop:16 outro:8"
FORMS = {
    "club at 124": (CLUB, 124, 0.8),
    "club, very quiet": (CLUB, 124, 0.05),
    "a short build after the break": ("intro:8 drop:16 break:8 build:4 drop:16 outro:8", 140, 0.8),
    "verses and refrains": ("intro:4 verse:8 drop:8 verse:8 drop:8 break:4 drop:8 ring:2", 100, 0.8),
    "slow, loud to its last chord": ("verse:8 drop:8 verse:8 drop:12 ring:2", 88, 0.8),
    "long": ("intro:16 build:8 drop:24 break:16 build:16 drop:24 outro:8", 128, 0.8),
    "quiet intro without drums": ("break:8 drop:16 break:8 drop:16 ring:2", 116, 0.8),
    "fast": ("intro:8 verse:16 drop:16 verse:16 drop:16 break:8 build:8 drop:16 ring:2", 160, 0.8),
}


def form(text: str, tempo: float, level: float) -> Form:
    parts = [Part(plays=plays, bars=int(bars)) for plays, bars in (word.split(":") for word in text.split())]
    return song(parts, tempo, level, rate=22050)


def heard(made: Form, folder: Path) -> BeatGrid:
    return beat_grid(media(made.wave, folder, 22050))


@pytest.fixture(scope="module", params=FORMS.values(), ids=FORMS)
def case(request, tmp_path_factory) -> tuple[str, Form, BeatGrid]:
    text, tempo, level = request.param
    made = form(text, tempo, level)
    return text, made, heard(made, tmp_path_factory.mktemp("form"))


def test_every_part_begins_within_a_bar_of_where_it_was_played(case):
    _, made, grid = case

    found = np.array([float(section.start) for section in grid.sections])
    apart = [np.abs(found - edge).min() / made.bar for edge in made.edges[:-1]]
    assert max(apart) <= 1.1
    assert np.mean(np.array(apart) <= 0.15) >= 0.7


def test_no_part_is_found_that_was_not_played(case):
    _, made, grid = case

    assert len(grid.sections) == len(made.edges) - 1


def test_full_parts_are_drops_and_are_fuller_than_their_neighbours(case):
    text, made, grid = case

    played = [word.split(":")[0] for word in text.split()]
    drops = [edge for plays, edge in zip(played, made.edges, strict=False) if plays == "drop"]
    found = [float(section.start) for section in grid.sections if section.kind is SectionKind.DROP]
    assert len(found) == len(drops)
    assert np.abs(np.array(found) - drops).max() <= 1.1 * made.bar
    for one, other in pairwise(grid.sections):
        if (one.kind is SectionKind.DROP) != (other.kind is SectionKind.DROP):
            fuller, calmer = (one, other) if one.kind is SectionKind.DROP else (other, one)
            assert fuller.energy > calmer.energy


def test_no_two_parts_in_a_row_have_one_name(case):
    _, _, grid = case

    assert all(one.kind is not other.kind for one, other in pairwise(grid.sections))


def test_a_break_and_the_build_after_it_are_two_parts(tmp_path):
    grid = heard(form(CLUB, 124, 0.8), tmp_path)

    assert [section.kind.value for section in grid.sections] == ["intro", "build", "drop", "break", "build", "drop", "outro"]


def test_the_last_chord_is_the_outro_and_its_stroke_a_hit(tmp_path):
    made = form("verse:8 drop:16 ring:2", 120, 0.8)

    grid = heard(made, tmp_path)

    assert grid.sections[-1].kind is SectionKind.OUTRO
    assert float(grid.sections[-1].start) == pytest.approx(made.edges[2], abs=0.05)
    assert any(abs(float(accent) - made.edges[2]) < 0.03 for accent in grid.accents)


def test_a_song_that_stays_as_it_is_is_one_part(tmp_path):
    made = form("drop:32", 110, 0.8)

    grid = heard(made, tmp_path)

    assert len(grid.sections) == 1
    assert float(grid.sections[0].start) == pytest.approx(FIRST, abs=0.05)


def test_a_fill_does_not_make_a_part(tmp_path):
    made = form("drop:24", 120, 0.8)
    first = round((FIRST + 11 * made.bar) * 22050)
    made.wave[first : first + round(made.bar * 22050)] *= 0.05

    assert len(heard(made, tmp_path).sections) == 1


@pytest.mark.parametrize(
    ("energy", "rising", "names"),
    [
        ([0.2, 1.0, 0.3, 0.5, 1.0], [0, 0, 0, 0.3, 0], "intro drop break build drop"),
        ([0.2, 1.0, 0.3, 0.25, 1.0], [0, 0, 0, 0, 0], "intro drop break break drop"),
        ([0.95, 1.0, 0.2], [0.3, 0, 0], "intro drop outro"),
        ([0.8, 1.0, 0.85, 1.0], [0, 0, 0, 0], "intro drop build drop"),
        ([1.0], [0], "drop"),
        ([1.0, 0.9], [0, 0], "drop outro"),
        ([0.1, 0.2, 1.0], [0, 0, 0], "intro build drop"),
    ],
)
def test_parts_are_named_by_energy_rise_and_neighbours(energy, rising, names):
    assert [kind.value for kind in kinds(energy, rising)] == names.split()
