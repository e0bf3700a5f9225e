"""Interlaced footage: two moments woven into each frame come out as one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from autoedit.media.conform import Conform, Fit
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.model.media import Media

WIDTH, HEIGHT, FRAMES = 160, 96, 12


@pytest.fixture(scope="module")
def interlaced(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """A white bar that moves eight pixels from field to field, coded as interlaced."""
    path: Path = tmp_path_factory.mktemp("interlaced") / "bar.mp4"
    with av.open(str(path), "w") as container:
        options = {"flags": "+ildct+ilme", "x264-params": "tff=1", "crf": "5"}
        stream = container.add_stream("libx264", rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(FRAMES):
            woven = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
            for field in (0, 1):
                left = 8 * ((2 * number + field) % 16)
                woven[field::2, left : left + 24] = 255
            frame = av.VideoFrame.from_ndarray(woven, format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return probe(path)


def combing(picture: np.ndarray) -> float:
    """How much each line differs from the mean of its neighbours."""
    grey = picture.astype(float).mean(axis=2)
    return float(np.abs(grey[1:-1] - (grey[:-2] + grey[2:]) / 2).mean())


def test_interlaced_footage_is_told(interlaced: Media):
    assert interlaced.video is not None
    assert interlaced.video.is_interlaced


def test_every_frame_comes_out_without_combs_and_is_its_own(interlaced: Media):
    conform = Conform(interlaced.video, WIDTH, HEIGHT, Fit.PAD)

    shown = [conform.rgb(picture.frame) for picture in pictures(interlaced)]

    stored = [picture.frame.to_ndarray(format="rgb24") for picture in pictures(interlaced)]
    assert len(shown) == FRAMES
    assert all(combing(after) < combing(before) / 4 for before, after in zip(stored, shown, strict=True))
    # The bar is where its frame's first field had it: no frame shows its neighbour's.
    middles = [float(np.flatnonzero(picture[HEIGHT // 2, :, 0] > 128).mean()) for picture in shown]
    assert middles == pytest.approx([16 * number % 128 + 12 for number in range(FRAMES)], abs=8)
