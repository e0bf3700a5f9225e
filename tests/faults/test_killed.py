import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import killed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="processes are found by /proc")]

CASES = list(killed.cases(8, many=False))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_killed_run_leaves_nothing_in_part_and_the_next_gives_what_an_uninterrupted_one_gives(
    case: Callable[[Path], None], tmp_path: Path
):
    case(tmp_path)
