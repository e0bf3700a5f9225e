"""Small things put into a picture: patches with transparency, and points of light."""

from collections.abc import Iterable

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
    part = patch[y0 - y:y1 - y, x0 - x:x1 - x]
    under = picture[y0:y1, x0:x1]
    under += (part[..., :3] - under) * part[..., 3:]


def sprite_at(picture: np.ndarray, sprite: np.ndarray, x: float, foot: float, size: float, *, tint: np.ndarray | None = None,
              haze: float = 0.0, streak: int = 0) -> None:
    """Stand a sprite on the picture, in place: its lower middle at (x, foot), its height in pixels.

    Args:
        tint: colour that haze mixes in.
        haze: part of the tint, 0 to 1.
        streak: sideways motion blur in pixels.
    """
    scale = size / sprite.shape[0]
    width, height = max(round(sprite.shape[1] * scale), 1), max(round(size), 1)
    left = x - width / 2
    if left > picture.shape[1] + streak or left + width < -streak:
        return
    # Shifting by the part of a pixel that rounding would lose keeps slow sprites from jumping.
    matrix = np.float32([[scale, 0, (left % 1) + streak], [0, scale, 0]])
    flags = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    if scale < 0.5:
        whole = cv2.resize(sprite, (width, height), interpolation=flags)
        matrix = np.float32([[1, 0, (left % 1) + streak], [0, 1, 0]])
    else:
        whole = sprite
    patch = cv2.warpAffine(whole, matrix, (width + 2 * streak + 1, height), flags=cv2.INTER_LINEAR)
    if streak > 1:
        patch = cv2.blur(patch, (streak, 1), borderType=cv2.BORDER_CONSTANT)
    alpha = np.maximum(patch[..., 3:], 1e-4)
    shown = patch[..., :3] / alpha
    if tint is not None:
        shown = shown + (tint - shown) * haze
    paste(picture, np.dstack([shown, patch[..., 3]]), np.floor(left) - streak, foot - height)


def premultiplied(sprite: np.ndarray) -> np.ndarray:
    """A sprite whose colours are multiplied by its alpha, as `sprite_at` needs it to scale without dark edges."""
    return np.dstack([sprite[..., :3] * sprite[..., 3:], sprite[..., 3]]).astype(np.float32)


class Lights:
    """An additive layer of points and streaks of light: drawn in 8 bits with smooth edges, added as light."""

    def __init__(self, width: int, height: int) -> None:
        self.canvas = np.zeros((height, width, 3), np.uint8)

    def streak(self, start: tuple[float, float], end: tuple[float, float], shade: np.ndarray, width: int = 1) -> None:
        """A line of light between two places."""
        cv2.line(self.canvas, _fixed(start), _fixed(end), _eight_bits(shade), width, cv2.LINE_AA, SUBPIXEL_BITS)

    def dot(self, place: tuple[float, float], radius: float, shade: np.ndarray) -> None:
        """A disc of light."""
        cv2.circle(self.canvas, _fixed(place), round(radius * 2 ** SUBPIXEL_BITS), _eight_bits(shade), -1, cv2.LINE_AA,
                   SUBPIXEL_BITS)

    def light(self, strength: float = 1.0) -> np.ndarray:
        """The layer as light, float32."""
        return self.canvas.astype(np.float32) * np.float32(strength / 255)


def _fixed(place: tuple[float, float]) -> tuple[int, int]:
    return tuple(round(float(np.clip(v, -4000, 4000)) * 2 ** SUBPIXEL_BITS) for v in place)


def _eight_bits(shade: np.ndarray) -> tuple[int, ...]:
    return tuple(int(v) for v in np.clip(np.asarray(shade) * 255, 0, 255))


def birds(picture: np.ndarray, places: Iterable[tuple[float, float, float, float]], shade: str) -> None:
    """Birds far off, in place: two bent wings each. A place is (x, y, half span in pixels, beat 0 to 1)."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    for x, y, span, beat in places:
        lift = np.sin(2 * np.pi * beat) * span * 0.55
        wing = np.array([[x - span, y - lift], [x - span * 0.45, y - lift * 0.9 - span * 0.16], [x, y],
                         [x + span * 0.45, y - lift * 0.9 - span * 0.16], [x + span, y - lift],
                         [x + span * 0.4, y - lift * 0.6 + span * 0.02], [x, y + span * 0.2], [x - span * 0.4, y - lift * 0.6 + span * 0.02]])
        cv2.fillPoly(mask, [np.round(wing * 16).astype(np.int32)], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    part = (mask.astype(np.float32) / 255)[..., None]
    picture += (colour(shade) - picture) * part
