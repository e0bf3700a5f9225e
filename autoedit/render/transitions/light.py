"""Pictures as light, in which exposures add up: code values through the inverse of the BT.709 camera curve and back.

Every frame of a film comes as BT.709 from ``media.conform``, so its inverse is what the camera saw. Light is uint16,
65535 is white: a step of it is at most a fiftieth of a code value, so eight bits survive the way there and back.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame

Light = NDArray[np.uint16]
WHITE = 65535
STRIP_ROWS = 64  # of 1080p: 0.7 MB of light


@lru_cache(maxsize=1)
def light_table() -> NDArray[np.float64]:
    """The light 0..1 of each code value (ITU-R BT.709-6, item 1.2, solved for L)."""
    code = np.arange(256) / 255
    return np.where(code < 0.081, code / 4.5, ((code + 0.099) / 1.099) ** (1 / 0.45))


@lru_cache(maxsize=1)
def code_table() -> Frame:
    """The code value of each amount of light."""
    return coded(np.arange(WHITE + 1) / WHITE)


def coded(light: NDArray[np.float64]) -> Frame:
    """Code values of light 0..1, to the nearest; more light than white is white."""
    light = np.clip(light, 0, 1)
    code = np.where(light < 0.018, 4.5 * light, 1.099 * light**0.45 - 0.099)
    return np.asarray(np.rint(255 * code), np.uint8)


def to_light(picture: Frame, share: float = 1.0) -> Light:
    """A picture as light, or a share of its light."""
    import cv2

    return np.asarray(cv2.LUT(picture, np.rint(light_table() * (WHITE * share)).astype(np.uint16)), np.uint16)


def to_code(light: Light) -> Frame:
    """Light as a picture."""
    import cv2

    return np.asarray(cv2.LUT(light, code_table()), np.uint8)


def dissolved(a: Frame, b: Frame, share: float) -> Frame:
    """Both pictures as two exposures on one film, ``share`` of the light from b."""
    shown = np.empty_like(a)
    for rows in strips(a.shape[0]):
        shown[rows] = to_code(mixed_light(a[rows], b[rows], share))
    return shown


def strips(height: int) -> Iterator[slice]:
    """A picture's rows, some at a time: what is worked out for them stays in the processor's cache."""
    for top in range(0, height, STRIP_ROWS):
        yield slice(top, min(top + STRIP_ROWS, height))


def mixed_light(a: Frame, b: Frame, share: float) -> Light:
    """The light of both pictures, ``share`` of it from b, as two exposures on one film."""
    import cv2

    if share <= 0 or share >= 1:
        return to_light(b if share >= 1 else a)
    return np.asarray(cv2.add(to_light(a, 1 - share), to_light(b, share)), np.uint16)
