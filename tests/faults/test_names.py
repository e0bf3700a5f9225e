"""Names and words that try to be more than that; the long form is ``python -m tests.benchmarks faults``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.names import cases

SEED = 7
# Those that take a second or more.
SLOW = ("files of any name", "nothing printed", "a film takes", "a report shows")


@pytest.mark.parametrize(
    ("name", "check"),
    [
        pytest.param(name, check, id=ascii(name), marks=[pytest.mark.slow] if name.startswith(SLOW) else [])
        for name, check in cases(SEED, many=False)
    ],
)
def test_a_name_is_a_name_and_a_word_a_word(name: str, check: Callable[[Path], None], tmp_path: Path):
    check(tmp_path)
