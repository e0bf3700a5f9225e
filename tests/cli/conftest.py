from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.analysis.takes import panned, shoot, view

Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two takes of four seconds."""
    folder = tmp_path_factory.mktemp("footage")
    for number in (1, 2):
        shoot(folder / f"take {number}.mp4", panned(view(number), 100))
    return folder


@pytest.fixture
def program(_own_cache: None) -> Program:
    """The program as a person runs it."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autoedit", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    return run
