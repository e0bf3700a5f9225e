from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.analysis.faces import Faces
from autoedit.analysis.watch import watch
from autoedit.media.probe import probe
from autoedit.model.media import VideoStream
from autoedit.testing import Camera, film
from tests.analysis.drawn import with_face
from tests.analysis.small import small_frames
from tests.analysis.takes import Picture, panned, shoot, view

RATE = Fraction(10)
SIZE = 60
SHARE = SIZE**2 / (320 * 180)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> VideoStream:
    media = shoot(tmp_path_factory.mktemp("faces") / "take.mp4", panned(view(1), 3), rate=RATE)
    assert media.video is not None
    return media.video


def shares(pictures: Iterable[Picture], video: VideoStream) -> dict[int, float]:
    faces = Faces(video)
    for frame in small_frames(pictures):
        faces.see(frame)
    return dict(zip(faces.numbers, faces.measured()["faces"].tolist(), strict=True))


def meadow() -> Picture:
    """Green: nothing in it has the colour of skin."""
    return np.clip(view(5) * np.array([0.5, 1.0, 0.4]), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("background", [meadow, lambda: view(5)], ids=["green", "every colour"])
def test_a_face_that_stays_is_measured_by_the_share_it_fills(video: VideoStream, background):
    found = shares([with_face(background(), SIZE, (120, 50))] * 40, video)

    assert list(found) == [0, 10, 20, 30]
    assert all(share == pytest.approx(SHARE, rel=0.25) for share in found.values())


def test_a_face_in_black_and_white_is_found_too(video: VideoStream):
    grey = with_face(view(5), SIZE, (120, 50)).mean(axis=2).astype(np.uint8)

    found = shares([np.repeat(grey[..., None], 3, axis=2)] * 20, video)

    assert all(share > 0 for share in found.values())


def test_a_face_that_is_there_once_only_does_not_count(video: VideoStream):
    found = shares([*[with_face(meadow(), SIZE, (120, 50))] * 5, *[meadow()] * 35], video)

    assert set(found.values()) == {0.0}


def test_a_face_that_jumps_across_the_picture_does_not_count(video: VideoStream):
    found = shares([with_face(meadow(), SIZE, (20 if number < 10 else 240, 50)) for number in range(20)], video)

    assert set(found.values()) == {0.0}


def test_without_a_face_the_search_is_made_every_three_seconds(video: VideoStream):
    found = shares([meadow()] * 100, video)

    assert found == dict.fromkeys([0, 30, 60, 90], 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_texture_has_no_face(video: VideoStream, seed: int):
    assert set(shares([view(seed)] * 40, video).values()) == {0.0}


@pytest.mark.parametrize(
    "camera", [Camera(rotation=90), Camera(rotation=180), Camera(rotation=270), Camera(pixel_aspect=Fraction(2))]
)
def test_a_face_is_found_upright_and_in_its_own_proportions(tmp_path: Path, camera: Camera):
    pictures = [with_face(view(5, size=(320, 240)), 90, (120, 60))] * 25
    film(tmp_path / "take.mp4", pictures, [number / RATE for number in range(25)], rate=RATE, camera=camera)

    faces = watch(probe(tmp_path / "take.mp4")).signal("faces")

    assert (faces.values > 0.04).all()
    assert [faces.time(place) for place in range(3)] == [0, 1, 2]
