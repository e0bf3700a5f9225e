"""Where compiled functions are kept."""

from __future__ import annotations

import os
from pathlib import Path

from autoedit.numba_cache import VARIABLE, keep_compiled_functions


def test_compiled_functions_go_to_our_cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOEDIT_CACHE", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)

    keep_compiled_functions()

    assert Path(os.environ[VARIABLE]).is_relative_to(tmp_path)


def test_a_folder_that_the_user_chose_stays(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path))

    keep_compiled_functions()

    assert os.environ[VARIABLE] == str(tmp_path)
