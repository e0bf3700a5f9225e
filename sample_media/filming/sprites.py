"""Small things put into a picture: patches with transparency, and points of light."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from filming.texture import colour

SUBPIXEL_BITS = 4


def paste(picture: np.ndarray, patch: np.ndarray, left: float, top: float) -> None:
    """Lay a patch (float32 RGBA, alpha not premultiplied) over the picture, in place, clipped at its edges."""
    x, y = round(left), round(top)
    height, width = patch.shape[:2]
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + width, picture.shape[1]), min(y + height, picture.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = patch[y0 - y : y1 - y, x0 - x : x1 - x]
    under = picture[y0:y1, x0:x1]
    under += (part[..., :3] - under) * part[..., 3:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprite:
    """A picture of one thing, colours multiplied by alpha, RGBA uint8; each level is half as large as the one before."""

    levels: tuple[np.ndarray, ...]


def premultiplied(picture: np.ndarray) -> Sprite:
    """A sprite of a picture with transparency (float32 RGBA); multiplied by alpha, it scales without dark edges."""
    whole = np.dstack([np.clip(picture[..., :3], 0, 1) * picture[..., 3:], picture[..., 3]])
    return sprite_of(whole)


def sprite_of(multiplied: np.ndarray) -> Sprite:
    """A sprite of a picture whose colours are already multiplied by alpha (float32 RGBA)."""
    levels = [np.clip(multiplied * 255 + 0.5, 0, 255).astype(np.uint8)]
    while min(levels[-1].shape[:2]) > 8:
        height, width = levels[-1].shape[:2]
        levels.append(cv2.resize(levels[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA))
    return Sprite(levels=tuple(levels))


def sprite_at(
    picture: np.ndarray,
    sprite: Sprite,
    x: float,
    foot: float,
    size: float,
    *,
    tint: np.ndarray | None = None,
    haze: float = 0.0,
    streak: int = 0,
) -> None:
    """Stand a sprite on the picture, in place: its lower middle at (x, foot), its height in pixels.

    Only what falls inside the picture is worked out: near trees are many times larger than it.

    Args:
        tint: colour that haze mixes in.
        haze: part of the tint, 0 to 1.
        streak: sideways motion blur in pixels.
    """
    height, width = picture.shape[:2]
    whole = sprite.levels[0]
    wide = size * whole.shape[1] / whole.shape[0]
    x0, x1 = max(int(x - wide / 2) - streak - 1, 0), min(int(x + wide / 2) + streak + 2, width)
    y0, y1 = max(int(foot - size) - 1, 0), min(int(foot) + 2, height)
    if x0 >= x1 or y0 >= y1:
        return
    level = int(np.clip(np.floor(np.log2(max(whole.shape[0] / size, 1))), 0, len(sprite.levels) - 1))
    source = sprite.levels[level]
    scale_x, scale_y = wide / source.shape[1], size / source.shape[0]
    matrix = np.float32([[scale_x, 0, x - wide / 2 - x0], [0, scale_y, foot - size - y0]])
    patch = cv2.warpAffine(source, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    if streak > 1:
        patch = cv2.blur(patch, (streak, 1), borderType=cv2.BORDER_REPLICATE)
    _lay_multiplied(picture[y0:y1, x0:x1], patch, tint, haze)


def _lay_multiplied(under: np.ndarray, patch: np.ndarray, tint: np.ndarray | None, haze: float) -> None:
    alpha = cv2.merge([patch[..., 3]] * 3).astype(np.float32)
    under *= 1 - alpha * np.float32(1 / 255)
    under += patch[..., :3] * np.float32((1 - haze) / 255)
    if tint is not None and haze > 0:
        under += alpha * (tint * np.float32(haze / 255)).astype(np.float32)


class Lights:
    """An additive layer of points and streaks of light: drawn in 8 bits with smooth edges, added as light."""

    def __init__(self, width: int, height: int) -> None:
        self.canvas = np.zeros((height, width, 3), np.uint8)

    def streak(self, start: tuple[float, float], end: tuple[float, float], shade: np.ndarray, width: int = 1) -> None:
        """A line of light between two places."""
        cv2.line(self.canvas, _fixed(start), _fixed(end), _eight_bits(shade), width, cv2.LINE_AA, SUBPIXEL_BITS)

    def dot(self, place: tuple[float, float], radius: float, shade: np.ndarray) -> None:
        """A disc of light."""
        cv2.circle(
            self.canvas, _fixed(place), round(radius * 2**SUBPIXEL_BITS), _eight_bits(shade), -1, cv2.LINE_AA, SUBPIXEL_BITS
        )

    def light(self, strength: float = 1.0) -> np.ndarray:
        """The layer as light, float32."""
        return self.canvas.astype(np.float32) * np.float32(strength / 255)


def _fixed(place: tuple[float, float]) -> tuple[int, int]:
    return tuple(round(float(np.clip(v, -4000, 4000)) * 2**SUBPIXEL_BITS) for v in place)


def _eight_bits(shade: np.ndarray) -> tuple[int, ...]:
    return tuple(int(v) for v in np.clip(np.asarray(shade) * 255, 0, 255))


def birds(picture: np.ndarray, places: Iterable[tuple[float, float, float, float]], shade: str) -> None:
    """Birds far off, in place: two bent wings each. A place is (x, y, half span in pixels, beat 0 to 1)."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    for x, y, span, beat in places:
        lift = np.sin(2 * np.pi * beat) * span * 0.55
        wing = np.array(
            [
                [x - span, y - lift],
                [x - span * 0.45, y - lift * 0.9 - span * 0.16],
                [x, y],
                [x + span * 0.45, y - lift * 0.9 - span * 0.16],
                [x + span, y - lift],
                [x + span * 0.4, y - lift * 0.6 + span * 0.02],
                [x, y + span * 0.2],
                [x - span * 0.4, y - lift * 0.6 + span * 0.02],
            ]
        )
        cv2.fillPoly(mask, [np.round(wing * 16).astype(np.int32)], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    part = (mask.astype(np.float32) / 255)[..., None]
    picture += (colour(shade) - picture) * part
