import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import caches

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")]

CASES = list(caches.cases(8, many=False))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_no_cache_changes_a_result_or_grows_beyond_its_size(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)
