"""A glitch: a picture whose signal breaks up, and that comes back as another."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.settings import Range, Seed

# At full strength, as shares of the width: how far a band is torn aside, and how far red and blue stand apart.
TORN, SPLIT = 0.12, 0.014
# Bands are at least this share of the height.
THINNEST_BAND, MOST_BANDS, BLOCKS = 0.008, 26, 14


@exact_ends
def glitch(a: Frame, b: Frame, progress: float, *, strength: Annotated[float, Range(0.1, 3)] = 1.0, seed: Seed = 1.0) -> Frame:
    """Tear picture a into bands and blocks with split colours until it is b.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b; each progress breaks in its own way.
        strength: how far things are torn, 1 as usual.
        seed: another one breaks in other ways.
    """
    random = np.random.default_rng([round(seed), round(progress * 2**20)])
    broken = math.sin(math.pi * progress)
    shown = _bands(a, b, between(0.2, 0.8, progress), broken * strength, random)
    _blocks(shown, a, b, between(0.2, 0.8, progress), broken, random)
    return _split(shown, round(a.shape[1] * SPLIT * broken * strength * random.uniform(0.5, 1)))


def _bands(a: Frame, b: Frame, share: float, broken: float, random: np.random.Generator) -> Frame:
    """Bands of either picture, some torn aside."""
    height, width = a.shape[:2]
    thinnest = max(1, round(height * THINNEST_BAND))
    edges = np.sort(random.integers(0, height, MOST_BANDS)) // thinnest * thinnest
    edges = np.unique(np.concatenate([[0], edges, [height]]))
    shown = np.empty_like(a)
    for first, end in pairwise(edges):
        picture = b if random.random() < share else a
        aside = round(float(random.normal()) * broken * TORN * width) if random.random() < 0.55 * broken else 0
        _draw_aside(shown[first:end], picture[first:end], max(1 - width, min(width - 1, aside)))
    return shown


def _blocks(shown: Frame, a: Frame, b: Frame, share: float, broken: float, random: np.random.Generator) -> None:
    """Draw blocks of either picture that a decoder put in the wrong place."""
    height, width = shown.shape[:2]
    # Codecs work in blocks of 16 pixels at 1080p; at other sizes blocks look the same.
    side = max(1, round(height * 16 / 1080))
    for _ in range(round(BLOCKS * broken)):
        rows, columns = min(height, side * int(random.integers(1, 5))), min(width, side * int(random.integers(2, 20)))
        top, left = (int(random.integers(0, most + 1)) // side * side for most in (height - rows, width - columns))
        above, beside = (int(random.integers(0, most + 1)) for most in (height - rows, width - columns))
        picture = b if random.random() < share else a
        # Half of them come from near by, as motion vectors that are a little wrong.
        if random.random() < 0.5:
            above, beside = top, min(width - columns, max(0, left + int(random.integers(-4, 5)) * side))
        shown[top : top + rows, left : left + columns] = picture[above : above + rows, beside : beside + columns]


def _split(picture: Frame, apart: int) -> Frame:
    """Red to the right and blue to the left of green."""
    import cv2

    if apart == 0:
        return picture
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(picture))
    moved = [np.empty_like(red), np.empty_like(blue)]
    apart = min(apart, picture.shape[1] - 1)
    _draw_aside(moved[0], red, apart)
    _draw_aside(moved[1], blue, -apart)
    return np.asarray(cv2.merge([moved[0], green, moved[1]]), np.uint8).reshape(picture.shape)


def _draw_aside(shown: Frame, picture: Frame, aside: int) -> None:
    """Draw a picture further right, or left below 0; what comes in is its mirror image."""
    if aside == 0:
        shown[:] = picture
    elif aside > 0:
        shown[:, aside:] = picture[:, :-aside]
        shown[:, :aside] = picture[:, :aside][:, ::-1]
    else:
        shown[:, :aside] = picture[:, -aside:]
        shown[:, aside:] = picture[:, aside:][:, ::-1]
