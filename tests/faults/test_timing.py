"""The timing zoo, in its short form: each odd file is told right, cut right and heard right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.timing import cases

SEED = 8
CASES = dict(cases(SEED, many=False))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_odd_clock_shows_the_right_frame_at_every_cut(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)
