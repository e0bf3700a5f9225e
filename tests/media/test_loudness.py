"""Loudness against the reference signals of EBU Tech 3341."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from autoedit.media.loudness import loudness
from autoedit.testing import tone

RATE = 48000


def sine(level_db: float, seconds: float, rate: int = RATE) -> np.ndarray:
    return tone(frequency=1000, level_db=level_db, rate=rate, duration=Fraction(seconds)).samples


@pytest.mark.parametrize("level", [-23.0, -33.0])
@pytest.mark.parametrize("rate", [44100, 48000])
def test_a_stereo_sine_of_1_khz_has_the_loudness_of_its_peak(level, rate):
    # Tech 3341, cases 1 and 2.
    assert loudness([sine(level, 20, rate)], rate).integrated == pytest.approx(level, abs=0.1)


def test_quiet_parts_are_gated_out():
    # Tech 3341, case 3.
    parts = [sine(-36, 10), sine(-23, 60), sine(-36, 10)]

    assert loudness(parts, RATE).integrated == pytest.approx(-23, abs=0.1)


def test_the_size_of_the_blocks_makes_no_difference():
    wave = np.concatenate([sine(-30, 3), sine(-20, 4)])

    whole = loudness([wave], RATE)
    parts = loudness(np.split(wave, [7, 4801, 100_000]), RATE)

    assert parts.integrated == whole.integrated
    assert np.array_equal(parts.momentary, whole.momentary)


def test_a_true_peak_between_samples_is_found():
    # Tech 3341, case 15: a quarter of the sampling rate, met 45 degrees off its peaks; its samples reach -9 dB, it reaches -6.
    phase = 2 * np.pi * np.arange(RATE * 2) / 4 + np.pi / 4
    # A sudden start would ring, and peak higher.
    slope = np.minimum(1, np.arange(len(phase)) / RATE)
    wave = np.repeat((0.5 * slope * np.sin(phase)).astype(np.float32)[:, None], 2, axis=1)

    assert loudness([wave], RATE).true_peak == pytest.approx(-6, abs=0.4)


def test_momentary_loudness_is_told_every_tenth_of_a_second():
    measured = loudness([sine(-40, 2), sine(-20, 2)], RATE)

    assert len(measured.momentary) == 40
    # A value looks 400 ms back, so one that ends at 2.0 s knows nothing of what follows, and one at 2.4 s nothing else.
    assert measured.momentary[19] == pytest.approx(-40, abs=0.1)
    assert measured.momentary[23] == pytest.approx(-20, abs=0.1)


def test_silence_has_no_loudness():
    measured = loudness([np.zeros((RATE * 2, 2), np.float32)], RATE)

    assert (measured.integrated, measured.true_peak) == (-math.inf, -math.inf)
