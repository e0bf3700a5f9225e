"""The rate that a container's numbers mean."""

from __future__ import annotations

from fractions import Fraction

import pytest

from autoedit.media.rate import STANDARD_RATES, measured_rate, snapped_rate


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (Fraction(2997, 100), Fraction(30000, 1001)),
        (Fraction(2398, 100), Fraction(24000, 1001)),
        (Fraction(5994, 100), Fraction(60000, 1001)),
        (Fraction(19001, 317), Fraction(60000, 1001)),
        (Fraction(30), Fraction(30)),
        (Fraction(2502, 100), Fraction(25)),
    ],
    ids=str,
)
def test_a_rate_near_a_standard_one_is_that(written, meant):
    assert snapped_rate(written) == meant


@pytest.mark.parametrize("rate", [Fraction(15), Fraction(25, 2), Fraction(18), Fraction(90)], ids=str)
def test_a_rate_that_is_no_standard_one_is_kept(rate):
    assert snapped_rate(rate) == rate


@pytest.mark.parametrize("rate", STANDARD_RATES, ids=str)
def test_every_standard_rate_is_found_from_its_own_times(rate):
    ticks = [round(frame / rate * 90_000) for frame in range(240)]

    found = measured_rate(ticks, Fraction(1, 90_000), declared=None)

    assert (found.rate, found.is_constant) == (rate, True)
