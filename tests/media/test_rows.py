"""Long arrays in a file read as they would in memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.media.rows import FiledRows

SLICES = st.builds(slice, *[st.none() | st.integers(-12, 12)] * 2, st.none() | st.integers(1, 4))


def rows(count: int) -> np.ndarray:
    return np.arange(3 * count, dtype=np.int16).reshape(count, 3)


@given(parts=st.lists(st.integers(0, 4), max_size=4), asked=SLICES)
def test_what_is_asked_for_is_what_an_array_would_give(parts: list[int], asked: slice):
    every = rows(sum(parts))

    filed = FiledRows(np.split(every, np.cumsum(parts)[:-1]) if parts else [], 3, np.int16)

    assert len(filed) == len(every)
    assert np.array_equal(filed[asked], every[asked])
    assert np.array_equal(list(filed), list(every))


@pytest.mark.parametrize("row", [0, 4, -1])
def test_one_row_is_one_row(row: int):
    assert np.array_equal(FiledRows([rows(5)], 3, np.int16)[row], rows(5)[row])


@pytest.mark.parametrize("row", [5, -6])
def test_a_row_that_is_not_there_is_an_error(row: int):
    with pytest.raises(IndexError):
        FiledRows([rows(5)], 3, np.int16)[row]
