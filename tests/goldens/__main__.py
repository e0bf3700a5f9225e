"""Rebuild the goldens: ``python -m tests.goldens``."""

from tests.goldens import GOLDENS, golden_trailer

(GOLDENS / "trailer.json").write_text(golden_trailer(), encoding="utf-8")
