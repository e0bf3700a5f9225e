"""Edit lists that are hostile, broken or stale; the long form is ``python -m tests.benchmarks faults``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.documents import cases

SEED = 8


# Those that take a second or more.
SLOW = ("rendered", "mutants", "10 MB of empty", "every command", "a project of elements", "moved and renamed")


@pytest.mark.parametrize(
    ("name", "check"),
    [
        pytest.param(name, check, id=name, marks=[pytest.mark.slow] if name.startswith(SLOW) else [])
        for name, check in cases(SEED, many=False)
    ],
)
def test_an_edit_list_is_what_it_says_or_is_refused_by_its_places(name: str, check: Callable[[Path], None], tmp_path: Path):
    check(tmp_path)
