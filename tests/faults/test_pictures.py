"""The picture zoo, in its short form: each odd file is seen upright, whole and in its colours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.pictures import cases

SEED = 8
CASES = dict(cases(SEED, many=False))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_odd_picture_is_seen_as_it_was_meant(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)
