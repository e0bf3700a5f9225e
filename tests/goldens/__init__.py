"""Small reviewed outputs. Rebuild them with ``python -m tests.goldens`` and read the difference before it is committed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.document.write import edit_list_json
from tests.plan.values import footage, planned, song

GOLDENS = Path(__file__).parent


def golden_trailer() -> str:
    """A trailer of nine moments on a song that rises to a drop, at 24000/1001."""
    library = [
        footage("beach", (0.5, 0.62, 0.44)),
        footage("city", (0.71, 0.38, 0.57)),
        footage("forest", (0.66, 0.83, 0.49), has_sound=False),
    ]
    heard = [replace(item, selects=tuple(replace(s, loudness=-24.0) for s in item.selects)) for item in library[:2]]
    return edit_list_json(planned([*heard, library[2]], song(), length=Fraction(15), frame_rate=Fraction(24000, 1001)))
