"""A finished film is measured and found to be as planned, or refused with the first thing that is not."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
import soundfile

from autoedit.errors import RenderError
from autoedit.render.verify import refuse
from tests.render.making import NTSC_FILM, PAL
from tests.render.verify.certified import SAMPLE_RATE, frozen, silent_plan, wrong


def test_a_film_as_planned_holds(clean):
    assert wrong(clean) == set()
    assert clean.holds


def test_every_cut_is_found_at_its_frame(planned, clean):
    assert [cut.found for cut in clean.cuts] == list(planned.meant.plain_cuts)
    assert len(clean.cuts) == 8
    assert not any(cut.is_alike for cut in clean.cuts)


def test_cuts_lie_within_half_a_frame_of_their_beats(planned, clean):
    errors = [cut.beat_error for cut in clean.cuts]

    assert all(abs(error) <= Fraction(1, 2) / planned.rate + Fraction(2, SAMPLE_RATE) for error in errors)


@pytest.mark.parametrize("told_rate", [Fraction(24), PAL, Fraction(30)], ids=str)
def test_a_wrong_rate_is_caught(told_rate, film_at_24):
    certificate = film_at_24.certificate(told_rate=told_rate)

    assert {"rate", "times"} <= wrong(certificate)


def test_a_film_that_misses_its_end_is_caught(film_at_24):
    certificate = film_at_24.certificate(pictures=lambda pictures: pictures[:-1])

    assert wrong(certificate) >= {"frames"}


def test_a_film_with_a_fault_is_refused_with_its_first_fault_and_what_to_do(film_at_24):
    with pytest.raises(RenderError, match=r"frame 60 repeats the picture before.*--force"):
        refuse(film_at_24.certificate(pictures=frozen(60, 1)))


def test_a_film_without_fault_is_not_refused(clean):
    refuse(clean)


@pytest.mark.parametrize("frames", [1, 2, 3, 7, 13, 30])
def test_the_shortest_films_hold(frames, film_at_24, tmp_path):
    silent = silent_plan(tmp_path, NTSC_FILM, film_at_24.pictures[:frames])
    mix = film_at_24.mix[: round(frames / NTSC_FILM * SAMPLE_RATE)]
    soundfile.write(tmp_path / "mix.wav", mix, SAMPLE_RATE, subtype="FLOAT")
    film = replace(silent, mix=mix, meant=replace(silent.meant, sound=tmp_path / "mix.wav"))

    assert film.certificate().wrong == ()


def test_loudness_is_a_warning_and_refuses_nothing(film_at_24):
    loud = replace(film_at_24, meant=replace(film_at_24.meant, lufs=-2.0))

    certificate = loud.certificate()

    assert [check.name for check in certificate.warnings] == ["loudness"]
    assert certificate.holds


def test_a_certificate_is_written_with_exact_values_and_plain_ones(film_at_24):
    written = json.loads(json.dumps(film_at_24.certificate(pictures=frozen(60, 1)).as_dict()))

    assert (written["schema"], written["holds"], written["rate"]) == ("autoedit/certificate/1", False, "24000/1001")
    assert written["faults"][0] | {"text": ""} == {
        "kind": "frozen", "by_frames": 0, "text": "", "first_frame": 60, "last_frame": 60,
        "frame": 60, "seconds": 2.5025, "timecode": "00:00:02:12",
    }  # fmt: skip
    assert Fraction(written["cuts"][0]["beat_error"]) * 1000 == pytest.approx(written["cuts"][0]["beat_error_ms"], abs=1e-3)


def test_each_check_is_a_row_with_its_limit(clean):
    rows = clean.rows()

    assert {"frames", "pictures", "cuts", "cuts on the beat", "music", "sound to picture", "flashes"} <= {
        row["check"] for row in rows
    }
    assert all(row["limit"] and row["found"] for row in rows)
