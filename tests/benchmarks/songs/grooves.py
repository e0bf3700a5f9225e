"""What drummers, bass players and accompanists play, read from ``grooves.toml``, which explains the signs."""

from __future__ import annotations

import tomllib
from pathlib import Path

_PATTERNS = tomllib.loads((Path(__file__).parent / "grooves.toml").read_text())

LOUDNESS = {"X": 1.0, "x": 0.74, "o": 0.5, "g": 0.24}
DRUMS: dict[str, dict[str, str]] = _PATTERNS["drums"]
BASSES: dict[str, str] = _PATTERNS["basses"]
CHORDS: dict[str, str] = _PATTERNS["chords"]
