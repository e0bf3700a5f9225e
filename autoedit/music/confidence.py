"""How far the beats can be trusted.

Periods that repeat tell music from speech and noise: measured on real songs the salience was 0.23 to 0.8, on speech, wind and
noise below 0.11. A pad may pulse slowly, but nothing in it stands out. Few beats prove little.
"""

from __future__ import annotations

import numpy as np

from autoedit.music.meter import Reading
from autoedit.music.tempo import Tempogram

# Salience, and the confidence it gives; the third is where a beat is to be trusted (``BeatGrid.TRUSTED``).
SALIENCE = (0.07, 0.13, 0.17, 0.30, 0.60)
CONFIDENCE = (0.0, 0.15, 0.35, 0.75, 1.0)
# The beats' strength over that of any moment, and the share of the confidence that it leaves. Noise gives about 1.3.
CONTRAST = (1.3, 1.7)
LEFT = (0.2, 1.0)
ENOUGH_BEATS = 12


def confidence(found: Tempogram, reading: Reading) -> float:
    """How far cuts may trust the beats, 0..1."""
    salience = float(np.median(found.salience.max(axis=1)))
    believed = float(np.interp(salience, SALIENCE, CONFIDENCE))
    left = float(np.interp(reading.contrast, CONTRAST, LEFT))
    return believed * left * min(1.0, len(reading.frames) / ENOUGH_BEATS)
