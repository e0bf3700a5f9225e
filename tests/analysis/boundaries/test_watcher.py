"""What the observer finds in pictures whose boundaries are known, drawn at the size that it sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from autoedit.analysis.boundaries import Boundaries, watcher
from autoedit.analysis.frame import SmallFrame
from autoedit.model.media import VideoStream
from autoedit.model.shot import Boundary, BoundaryKind
from tests.analysis.takes import panned, shoot, view

SIZE = (256, 144)
Pictures = list[NDArray[np.uint8]]


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> VideoStream:
    media = shoot(tmp_path_factory.mktemp("film") / "film.mp4", panned(view(1), 3))
    assert media.video is not None
    return media.video


def take(seed: int, frames: int, *, value: int = 128, step: int = 1) -> Pictures:
    """A slow pan over a textured view."""
    return list(panned(view(seed, value=value, size=SIZE), frames, step=step))


def joined(one: Pictures, other: Pictures, shares: Sequence[NDArray[np.float64] | float]) -> Pictures:
    """The first take's end mixed with the second's beginning: ``shares`` of the second, from the first mixed frame on."""
    frames = len(shares)
    mixed = [
        np.asarray(a * (1 - share) + b * share, np.uint8)
        for a, b, share in zip(one[len(one) - frames :], other[:frames], shares, strict=True)
    ]
    return [*one[: len(one) - frames], *mixed, *other[frames:]]


def even(frames: int) -> list[float]:
    return [(k + 1) / (frames + 1) for k in range(frames)]


def found(pictures: Sequence[NDArray[np.uint8]], video: VideoStream, *, rate: int = 25) -> tuple[Boundary, ...]:
    import cv2

    boundaries = Boundaries(replace(video, rate=Fraction(rate)), "adaptive")
    for number, picture in enumerate(pictures):
        boundaries.see(SmallFrame(number, np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420), np.uint8)))
    return boundaries.found([Fraction(number, rate) for number in range(len(pictures) + 1)])


def overlap(boundary: Boundary, first: int, last: int) -> float:
    both = min(boundary.last_frame, last) - max(boundary.first_frame, first) + 1
    return both / (max(boundary.last_frame, last) - min(boundary.first_frame, first) + 1)


@pytest.mark.parametrize("frames", [6, 12, 25, 50])
def test_a_dissolve_is_found_with_its_ends(video: VideoStream, frames: int):
    pictures = joined(take(1, 100, value=90), take(2, 100, value=160), even(frames))

    (boundary,) = found(pictures, video)

    assert boundary.kind is BoundaryKind.DISSOLVE
    assert overlap(boundary, 100 - frames, 99) > 0.75


@pytest.mark.parametrize("frames", [6, 20, 40])
def test_a_fade_out_and_in_is_one_boundary(video: VideoStream, frames: int):
    black = [np.zeros((SIZE[1], SIZE[0], 3), np.uint8)] * (frames + 4)
    pictures = joined(joined(take(1, 80), black, even(frames)), take(2, 80), even(4))[:-4]
    pictures = [*joined(take(1, 80), black, even(frames))[:-4], *joined([np.zeros_like(black[0])] * 6, take(2, 80), even(6))]

    (boundary,) = found(pictures, video)

    assert boundary.kind is BoundaryKind.FADE
    assert overlap(boundary, 80 - frames, 85) > 0.75


@pytest.mark.parametrize("frames", [8, 16, 30])
def test_a_wipe_is_found_with_its_ends(video: VideoStream, frames: int):
    columns = np.linspace(0, 1, SIZE[0])[None, :, None] * np.ones((SIZE[1], 1, 1))
    edges = [np.clip((share * 1.02 - columns) / 0.02, 0, 1) for share in even(frames)]
    pictures = joined(take(1, 80, value=90), take(2, 80, value=170), edges)

    (boundary,) = found(pictures, video)

    assert boundary.kind is BoundaryKind.WIPE
    assert overlap(boundary, 80 - frames, 79) > 0.6


@pytest.mark.parametrize("frames", [1, 2, 4])
def test_a_flash_is_no_boundary(video: VideoStream, frames: int):
    pictures = take(1, 90)
    for number in range(40, 40 + frames):
        pictures[number] = np.asarray(pictures[number] * 0.25 + 250 * 0.75, np.uint8)

    assert found(pictures, video) == ()


def test_a_whip_pan_is_no_boundary(video: VideoStream):
    import cv2

    wide = view(5, size=(1024, 144))
    path = np.concatenate([np.zeros(40), np.sin(np.linspace(0, np.pi / 2, 10)) ** 2 * 700, np.full(40, 700.0)]).astype(int)
    pictures = []
    for place, before in zip(path, [0, *path[:-1]], strict=True):
        picture = wide[:, place : place + SIZE[0]]
        speed = int(place - before)
        pictures.append(np.asarray(cv2.blur(picture, (speed, 1)) if speed > 1 else picture, np.uint8))

    assert found(pictures, video) == ()


def test_light_that_jumps_or_swells_is_no_boundary(video: VideoStream):
    pictures = take(1, 120, value=100)
    gains = [1.0] * 40 + [1.5] * 40 + [1.5 - 0.7 * k / 20 for k in range(20)] + [0.8] * 20

    lit = [np.clip(picture * gain, 0, 255).astype(np.uint8) for picture, gain in zip(pictures, gains, strict=True)]

    assert found(lit, video) == ()


def test_a_cut_at_the_second_frame_is_found(video: VideoStream):
    (boundary,) = found([*take(1, 1, value=70), *take(2, 60, value=170)], video)

    assert (boundary.kind, boundary.first_frame) == (BoundaryKind.CUT, 1)


def test_boundaries_are_the_same_wherever_decisions_are_made(video: VideoStream, monkeypatch: pytest.MonkeyPatch):
    pictures = (
        joined(take(1, 130, value=80), take(2, 150, value=160), even(20)) + take(3, 120, value=110) + take(4, 90, value=200)
    )
    at_once = found(pictures, video)

    monkeypatch.setattr(watcher, "TOGETHER", 37)

    assert len(at_once) == 3
    assert [(b.kind, b.first_frame, b.last_frame) for b in found(pictures, video)] == [
        (b.kind, b.first_frame, b.last_frame) for b in at_once
    ]


def test_frames_that_were_not_decoded_are_no_boundary(video: VideoStream):
    import cv2

    boundaries = Boundaries(video, "adaptive")
    views = take(1, 60, value=80), take(2, 60, value=180)
    for first, pictures in zip((0, 500), views, strict=True):
        for number, picture in enumerate(pictures, start=first):
            boundaries.see(SmallFrame(number, np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420), np.uint8)))

    assert boundaries.found([Fraction(number, 25) for number in range(600)]) == ()


def test_memory_does_not_grow_with_the_film(video: VideoStream):
    import cv2

    boundaries = Boundaries(video, "adaptive")
    planes = np.asarray(cv2.cvtColor(view(1, size=SIZE), cv2.COLOR_RGB2YUV_I420), np.uint8)
    kept = []
    for number in range(3000):
        boundaries.see(SmallFrame(number, planes))
        kept.append(len(boundaries._strip))

    assert max(kept[:1500]) == max(kept) < 1200


def test_both_kinds_of_trees_are_learned_from_the_evidence_there_is():
    from autoedit.analysis.boundaries import cuts, graduals
    from autoedit.analysis.boundaries.trees import shipped

    assert shipped("cuts").names == tuple(cuts.EVIDENCE)
    assert shipped("graduals").names == tuple(graduals.EVIDENCE)


def test_a_film_of_one_frame_has_no_boundary(video: VideoStream, tmp_path: Path):
    assert found(take(1, 1), video) == ()
