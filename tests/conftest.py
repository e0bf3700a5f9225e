from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Two shared cores: a deadline would measure the neighbours. Derandomised, so that a failure is the change's and not the day's.
settings.register_profile("autoedit", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("autoedit")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's own cache."""
    monkeypatch.setenv("AUTOEDIT_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tests run in an empty folder: what they write by a bare name is theirs, and no autoedit.toml is near."""
    folder = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def shared_media() -> Path:
    """Real footage and music that is not ours to copy; AUTOEDIT_MEDIA names the folder."""
    named = os.environ.get("AUTOEDIT_MEDIA")
    if not named or not Path(named).is_dir():
        pytest.skip("AUTOEDIT_MEDIA names no folder of real media")
    return Path(named)
