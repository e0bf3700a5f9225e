from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from autoedit.analysis import portioned
from autoedit.analysis.portioned import joined, watch_portion
from autoedit.analysis.watch import Watched, watch
from autoedit.media import portions as files
from autoedit.media.portions import Portion, portions
from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.testing import numbered_film, shots_film
from autoedit.testing.films import Camera, film
from tests.analysis.takes import panned, view

RATE = Fraction(25)
# 4 s each: what is around a portion is long enough for all that is decided about its ends.
AROUND = Fraction(4)


@pytest.fixture
def long_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Media:
    """Forty seconds of panning shots of uneven lengths; cuts fall on portions' ends, beside them and elsewhere."""
    monkeypatch.setattr(files, "LONG", Fraction(20))
    monkeypatch.setattr(files, "PORTION", Fraction(10))
    monkeypatch.setattr(portioned, "LEAST_AROUND", AROUND)
    lengths = [97, 153, 1 + 90, 110, 51, 249, 120, 129]
    pictures = [
        picture
        for number, length in enumerate(lengths)
        for picture in panned(view(number, value=60 + 23 * (number * 5 % 8)), length)
    ]
    path = tmp_path / "long.mp4"
    film(path, pictures, [number / RATE for number in range(len(pictures))], rate=RATE, camera=Camera(gop=50))
    media = probe(path)
    assert media.video is not None
    assert media.video.frames == sum(lengths) == 1000
    assert list(accumulate(lengths))[:2] == [97, 250]
    return media


def in_portions(media: Media) -> Watched:
    assert media.video is not None
    parts = [watch_portion(media, "adaptive", portion) for portion in portions(media)]
    return joined([part for part in parts if part is not None], media.video)


def test_a_long_file_has_portions_that_cover_it_and_a_short_one_has_none(long_film: Media, tmp_path: Path):
    found = portions(long_film)

    assert found[0].start is None
    assert found[-1].end is None
    assert [portion.end for portion in found[:-1]] == [portion.start for portion in found[1:]] == [10, 20, 30]
    assert portions(probe(numbered_film(tmp_path / "short.mp4", rate=RATE, frames=100))) == ()


def test_a_file_with_few_key_frames_is_read_in_one_go(long_film: Media, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "LONGEST_GROUP", Fraction(1))

    assert portions(long_film) == ()


def test_portions_put_together_are_what_one_go_sees(long_film: Media):
    whole, parts = watch(long_film), in_portions(long_film)

    assert np.array_equal(parts.ticks, whole.ticks)
    assert [(one.kind, one.first_frame, one.start) for one in parts.boundaries] == [
        (one.kind, one.first_frame, one.start) for one in whole.boundaries
    ]
    assert len(whole.boundaries) == 7
    assert [(shot.start, shot.end) for shot in parts.shots] == [(shot.start, shot.end) for shot in whole.shots]
    for name in ("luma", "camera_x", "sharpness"):
        assert np.array_equal(parts.signal(name).ticks, whole.signal(name).ticks)
        assert np.allclose(parts.signal(name).values, whole.signal(name).values, atol=1e-4), name


def test_a_portion_of_which_nothing_decodes_is_left_out(long_film: Media):
    assert watch_portion(long_film, "adaptive", Portion(start=Fraction(100), end=Fraction(110))) is None


def test_a_boundary_that_was_seen_from_both_sides_of_a_seam_counts_once(long_film: Media):
    assert long_film.video is not None
    first, second, *_ = (watch_portion(long_film, "adaptive", portion) for portion in portions(long_film))
    assert first is not None
    assert second is not None
    doubled = replace(first, boundaries=(*first.boundaries, replace(second.boundaries[0], first_frame=250, last_frame=252)))
    again = replace(second, boundaries=(replace(second.boundaries[0], first_frame=0, last_frame=2), *second.boundaries))

    found = joined([doubled, again], long_film.video).boundaries

    assert [one.first_frame for one in found].count(250) == 1


def test_plain_shots_keep_their_cuts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "LONG", Fraction(3))
    monkeypatch.setattr(files, "PORTION", Fraction(2))
    monkeypatch.setattr(portioned, "LEAST_AROUND", Fraction(1))
    path = shots_film(tmp_path / "plain.mp4", [((20, 20, 20), 50), ((220, 220, 220), 50), ((90, 90, 90), 50)], rate=RATE)

    assert [one.first_frame for one in in_portions(probe(path)).boundaries] == [50, 100]
