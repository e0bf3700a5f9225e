"""What makes a whole film hard to see: grain, flicker, weave, held pictures, grey, low contrast, coding at low rates."""

from __future__ import annotations

import io
import random

import cv2
import numpy as np

from tests.training.material import HEIGHT, WIDTH, Film
from tests.training.truth import Truth
from tests.training.windows import crop


def look(rng: random.Random, film: Film, truth: Truth) -> Film:
    """What makes a whole film hard to see."""
    seed = np.random.default_rng(rng.randrange(2**32))
    film = film.copy()
    if rng.random() < 0.12:
        film = _held(film, truth, rng.choice((2, 2, 3)))
    if rng.random() < 0.3:
        film[:, 1:] = 128
    if rng.random() < 0.15:
        film[:, 0] = 128 + (film[:, 0].astype(np.float32) - 128) * rng.uniform(0.35, 0.7)
    grain = rng.choice((0, 0, 0, rng.uniform(2, 6), rng.uniform(6, 16)))
    flicker = rng.choice((0, 0, 0, rng.uniform(0.01, 0.06)))
    weave = rng.choice((0, 0, 0, 0, rng.uniform(0.3, 1.5)))
    bars = rng.choice((0, 0, 0, 18))
    for k in range(len(film)):
        if weave:
            film[k] = crop(film[k], seed.normal(0, weave), seed.normal(0, weave), 1.0)
        if flicker:
            film[k, 0] = np.clip(film[k, 0] * (1 + seed.normal(0, flicker)), 0, 255)
        if grain:
            film[k, 0] = cv2.add(film[k, 0], seed.normal(0, grain, (HEIGHT, WIDTH)), dtype=cv2.CV_8U)
    if bars:
        film[:, 0, :bars] = film[:, 0, -bars:] = 0
        film[:, 1:, :bars] = film[:, 1:, -bars:] = 128
    return film


def _held(film: Film, truth: Truth, frames: int) -> Film:
    """Each picture shown for some frames, as in drawn films."""
    truth.cuts = [-(-cut // frames) * frames for cut in truth.cuts]
    truth.unclear = [-(-cut // frames) * frames for cut in truth.unclear]
    truth.graduals = [
        (-(-first // frames) * frames, last // frames * frames + frames - 1, kind) for first, last, kind in truth.graduals
    ]
    return film[np.arange(len(film)) // frames * frames]


def coded(rng: random.Random, film: Film) -> Film:
    """Through the encoder at some quality, or as it is."""
    if rng.random() < 0.3:
        return film
    import av

    held = io.BytesIO()
    with av.open(held, "w", format="matroska") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = rng.choice((12, 30, 60, 250))
        stream.options = {
            "crf": str(rng.choice((18, 24, 30, 36))),
            "preset": "superfast",
            "sc_threshold": rng.choice(("0", "40")),
        }
        for picture in film:
            chroma = [cv2.resize(plane, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA) for plane in picture[1:]]
            planes = np.concatenate([picture[0].ravel(), *(part.ravel() for part in chroma)]).reshape(-1, WIDTH)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv420p")))
        container.mux(stream.encode(None))
    held.seek(0)
    pictures = []
    with av.open(held) as container:
        for frame in container.decode(video=0):
            planes = frame.to_ndarray()
            chroma = planes[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
            pictures.append(np.stack([planes[:HEIGHT], *(cv2.resize(part, (WIDTH, HEIGHT)) for part in chroma)]))
    return np.stack(pictures)
