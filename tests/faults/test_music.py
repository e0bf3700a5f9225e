"""Odd songs through the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import music

CASES = dict(music.cases(1, many=False))


@pytest.mark.parametrize("case", [pytest.param(case, id=name, marks=pytest.mark.slow) for name, case in CASES.items()])
def test_an_odd_song_gives_a_film_or_a_clear_error(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)
