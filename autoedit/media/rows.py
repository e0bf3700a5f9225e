"""Long arrays of rows, in memory or in a file: what tells of every frame of a film, which is read in stretches.

An hour of looks is 370 MB. A film's memory should not grow with its length, so they lie in a file without a name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Rows(Protocol):
    """An array [rows, columns], of which whole rows are asked for."""

    def __len__(self) -> int:
        """How many rows there are."""

    def __getitem__(self, rows: int | slice, /) -> NDArray[Any]:
        """One row, or some."""

    def __iter__(self) -> Iterator[NDArray[Any]]:
        """Row by row."""


class FiledRows:
    """Rows in a file; what is asked for is read."""

    def __init__(self, parts: Iterable[NDArray[Any]], columns: int, kind: type[np.generic], folder: Path | None = None) -> None:
        """Write rows, some at a time.

        Args:
            parts: arrays [rows, columns] of a kind of number.
            folder: where the file lies; the system's own place for such files unless it is said.

        Raises:
            OSError: the disk is full.
        """
        self._columns, self._kind = columns, np.dtype(kind)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # it lives as long as its rows
        for part in parts:
            self._file.write(np.asarray(part, kind).tobytes())
        self._file.flush()
        self._rows = self._file.tell() // self._bytes

    @property
    def _bytes(self) -> int:
        """Of one row."""
        return self._columns * self._kind.itemsize

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, rows: int | slice, /) -> NDArray[Any]:
        if not isinstance(rows, slice):
            place = range(self._rows)[rows]
            return np.asarray(self._read(place, place + 1)[0])
        first, last, step = rows.indices(self._rows)
        if step == 1:
            return self._read(first, max(first, last))
        some = [self[row] for row in range(first, last, step)]
        return np.stack(some) if some else self._read(0, 0)

    def __iter__(self) -> Iterator[NDArray[Any]]:
        return (self[row] for row in range(self._rows))

    def _read(self, first: int, last: int) -> NDArray[Any]:
        self._file.seek(first * self._bytes)
        read = np.frombuffer(self._file.read((last - first) * self._bytes), self._kind)
        return read.reshape(last - first, self._columns)
