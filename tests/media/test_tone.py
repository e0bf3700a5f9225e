"""The table that brings HDR to SDR lies in the temporary folder for no longer than it is read."""

import tempfile
from pathlib import Path

import pytest

from autoedit.errors import OutputError
from autoedit.media.tone import SIZE, table
from autoedit.model.media import Transfer


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


@pytest.mark.parametrize("transfer", [Transfer.PQ, Transfer.HLG])
def test_a_table_is_whole_while_it_is_read_and_gone_afterwards(temporary: Path, transfer: Transfer):
    with table(transfer) as file:
        head, *rows = file.read_text().splitlines()

    assert (head, len(rows)) == (f"LUT_3D_SIZE {SIZE}", SIZE**3)
    assert list(temporary.iterdir()) == []


def test_a_temporary_folder_that_cannot_be_written_is_named_with_the_next_step(temporary: Path):
    temporary.rmdir()

    with pytest.raises(OutputError, match=r"HDR pictures need a table there.*name another folder in TMPDIR"), table(Transfer.PQ):
        pass
