"""The beat grid of annotated real music, when it is at hand (``AUTOEDIT_MEDIA``)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import mir_eval
import numpy as np
import pytest

from autoedit.media.probe import probe
from autoedit.music.grid import beat_grid

FOLDER = Path(os.environ.get("AUTOEDIT_MEDIA") or "nowhere")
pytestmark = pytest.mark.skipif(not (FOLDER / "music").is_dir(), reason="AUTOEDIT_MEDIA names no folder with music")

ANNOTATED = sorted(FOLDER.glob("annotations/music__*.json"))


@pytest.mark.parametrize("annotation", ANNOTATED, ids=lambda file: file.stem)
def test_annotated_beats_are_found(annotation: Path):
    truth = json.loads(annotation.read_text())
    if "beats_s" not in truth:
        pytest.skip("its beats are not annotated")
    song = FOLDER / truth["file"]

    grid = beat_grid(probe(song))

    found = np.array([float(beat.time) for beat in grid.beats])
    assert any(grid.tempo == pytest.approx(tempo, rel=0.01) for tempo in (truth["tempo_bpm"], *truth["tempo_also_ok"]))
    assert mir_eval.beat.f_measure(np.array(truth["beats_s"]), found) >= 0.97
    assert grid.is_trusted


@pytest.mark.parametrize("name", ["physicsworks_audio.webm", "apollo-eva.mp4"])
def test_speech_is_not_trusted(name: str):
    assert not beat_grid(probe(FOLDER / "takes" / name)).is_trusted
