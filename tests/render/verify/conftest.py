"""Films cut on the beat, at each rate, and what is measured on them as they are."""

from __future__ import annotations

import pytest

from autoedit.render.verify import Certificate
from tests.render.making import NTSC, NTSC_FAST, NTSC_FILM, PAL
from tests.render.verify.certified import Plan, plan

SLOW = pytest.mark.slow


@pytest.fixture(
    scope="session", params=[NTSC_FILM, NTSC_FAST, *(pytest.param(rate, marks=SLOW) for rate in (PAL, NTSC))], ids=str
)
def planned(request, tmp_path_factory) -> Plan:
    """Eight seconds of film, cut on the beat, at each rate."""
    return plan(tmp_path_factory.mktemp("planned"), request.param)


@pytest.fixture(scope="session")
def film_at_24(tmp_path_factory) -> Plan:
    return plan(tmp_path_factory.mktemp("film"), NTSC_FILM)


@pytest.fixture(scope="session")
def clean(planned) -> Certificate:
    return planned.certificate()
