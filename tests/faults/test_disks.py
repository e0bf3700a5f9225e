import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import disks

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")]

CASES = list(disks.cases(8, many=False))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_what_cannot_be_written_is_told_and_costs_nothing_else(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)
