"""A spin: the camera turns about its axis, and comes to rest in the next picture."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated, Any

import numpy as np

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between, eased, speed
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.light import to_code, to_light
from autoedit.render.transitions.masks import mixed
from autoedit.render.transitions.planes import smaller, split
from autoedit.render.transitions.settings import Range
from autoedit.render.transitions.smears import turned

# The part of the whole turn that happens while the shutter is open, at full speed.
SHUTTER = 0.12
OVERLAP = 0.42, 0.58
# Pixels of smear at the corners: below, the picture is sharp as it is; above, its half size will do.
SHARP, SMEARED = 0.7, 12.0
# Columns of a picture in polar coordinates: three eighths of a degree, finer than any smear that is seen alone.
COLUMNS = 960


@exact_ends
def spin(a: Frame, b: Frame, progress: float, *, turns: Annotated[float, Range(-3, 3)] = 0.5) -> Frame:
    """Turn picture a round and let picture b come upright out of it.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
        turns: how far, 1 is all the way round; clockwise, or anticlockwise below 0.
    """
    import cv2

    height, width = a.shape[:2]
    share, place = between(*OVERLAP, progress), eased(progress)
    shown = [(a, place * turns, 1 - share), (b, (place - 1) * turns, share)]
    shown = [one for one in shown if one[2] > 0]
    smear = abs(turns) * SHUTTER * speed(progress)
    smeared = between(SHARP, SMEARED, smear * math.tau * math.hypot(width, height) / 2)
    # Below a full smear only one of the two is seen at ordinary sizes; a tiny picture mixes both.
    sharp = mixed([(_turned(picture, turn), its) for picture, turn, its in shown]) if smeared < 1 else None
    if smeared == 0 and sharp is not None:
        return sharp
    polar = mixed([(_polar(smaller(picture, 2), turn), its) for picture, turn, its in shown])
    smudged = to_code(turned(to_light(polar), smear * COLUMNS))
    soft = np.asarray(cv2.resize(_flat(smudged, max(1, width // 2), max(1, height // 2)), (width, height)), np.uint8)
    return soft if sharp is None else mixed([(sharp, 1 - smeared), (soft, smeared)])


def _turned(picture: Frame, turn: float) -> Frame:
    """A picture turned clockwise about its middle, its mirror image where its corners come in."""
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -360 * turn, 1)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _polar(picture: Frame, turn: float) -> Frame:
    """A picture by distance from its middle (rows) and angle (columns), turned clockwise."""
    import cv2

    polar = cv2.remap(picture, *_polar_maps(*picture.shape[:2]), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    whole, part = split(-turn * COLUMNS)
    first, second = (np.asarray(np.roll(polar, -whole - more, axis=1), np.uint8) for more in (0, 1))
    return mixed([(first, 1 - part), (second, part)])


def _flat(polar: Frame, width: int, height: int) -> Frame:
    """A picture from its polar form."""
    import cv2

    # One column more, so that the last angle goes over into the first.
    around = np.concatenate([polar, polar[:, :1]], axis=1)
    return np.asarray(cv2.remap(around, *_flat_maps(height, width), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


@lru_cache(maxsize=2)
def _polar_maps(height: int, width: int) -> tuple[Any, Any]:
    """Where each point of the polar form lies in the picture, as OpenCV keeps such maps."""
    import cv2

    angles = np.arange(COLUMNS) * (math.tau / COLUMNS)
    radii = np.arange(math.ceil(math.hypot(width, height) / 2) + 1)[:, None]
    x, y = radii * np.cos(angles) + (width - 1) / 2, radii * np.sin(angles) + (height - 1) / 2
    return cv2.convertMaps(x.astype(np.float32), y.astype(np.float32), cv2.CV_16SC2)


@lru_cache(maxsize=2)
def _flat_maps(height: int, width: int) -> tuple[Any, Any]:
    """Where each point of the picture lies in its polar form."""
    import cv2

    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x - (width - 1) / 2, y - (height - 1) / 2
    angles = np.arctan2(y, x) % np.float32(math.tau) * np.float32(COLUMNS / math.tau)
    return cv2.convertMaps(angles, np.hypot(x, y), cv2.CV_16SC2)
