"""The camera: how a scene is held, exposed and focused, and what goes wrong with it.

A scene's picture goes in as light (float32, may exceed 1) and comes out as an 8-bit picture with movement, bloom and grain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from filming.texture import smooth_step, wander

FAULT_RAMP_SECONDS = 0.12  # a fault comes on inside its spell, so that nothing outside it is spoilt
SHUTTER_SECONDS = 1 / 60
SHAKE_PIXELS = 95
GRAIN_MARGIN = 64  # pixels
STREAK_PIXELS = 7  # sub-exposures closer than this look like one streak


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How a take is held and what its lens does.

    Attributes:
        sway: handheld movement in pixels.
        zoom: part of the picture that the sway may use up.
        walk: up and down movement of the steps of a walking person, in pixels.
        faults: spells (kind, start, end in seconds) in which something is wrong.
    """

    seed: int
    sway: float = 7.0
    zoom: float = 1.03
    walk: float = 0.0
    bloom: float = 0.25
    bloom_from: float = 0.75
    vignette: float = 0.35
    grain: float = 0.003
    faults: tuple[tuple[str, float, float], ...] = ()


def shoot(picture: np.ndarray, camera: Camera, time: float, number: int) -> np.ndarray:
    """The picture that the camera records, uint8 RGB, the same size."""
    picture = _moved(picture, camera, time)
    blur = fault(camera, "blur", time)
    if blur > 0:
        picture = _out_of_focus(picture, 0.5 + 13 * blur)
    exposure = (1 + 4.5 * fault(camera, "blown_out", time)) * (1 - 0.985 * fault(camera, "black", time))
    picture = _bloomed(picture * np.float32(exposure), camera)
    picture = cv2.multiply(_shoulder(picture), _vignette(picture.shape[0], picture.shape[1], camera.vignette))
    return _developed(picture, camera, number)


def fault(camera: Camera, kind: str, time: float) -> float:
    """How strong a fault is at a time, 0 to 1."""
    strengths = [
        min(smooth_step(start, start + FAULT_RAMP_SECONDS, time), smooth_step(end, end - FAULT_RAMP_SECONDS, time))
        for name, start, end in camera.faults
        if name == kind
    ]
    return float(max(strengths, default=0.0))


def _moved(picture: np.ndarray, camera: Camera, time: float) -> np.ndarray:
    """The picture through a moving camera; fast movement is an average of sub-exposures, as a shutter gives it."""
    opened, closed = _hold(camera, time), _hold(camera, time + SHUTTER_SECONDS)
    streak = float(np.hypot(*(closed[:2] - opened[:2])))
    exposures = int(np.clip(np.ceil(streak / STREAK_PIXELS), 1, 8))
    holds = [opened + (closed - opened) * (k + 0.5) / exposures for k in range(exposures)]
    views = [_view(picture, camera.zoom, hold) for hold in holds]
    return views[0] if exposures == 1 else np.mean(views, axis=0, dtype=np.float32)


def _hold(camera: Camera, time: float) -> np.ndarray:
    """Where the camera points: pixels right, pixels down, degrees of roll."""
    calm = 1 - 0.97 * fault(camera, "still", time)
    sway = camera.sway * calm * np.array([wander(time, camera.seed, fastest=1.6), wander(time, camera.seed + 1, fastest=1.8)])
    step = camera.walk * calm * np.array([np.sin(np.pi * 1.8 * time), -abs(np.sin(np.pi * 1.8 * time)) * 1.4])
    roll = 0.05 * camera.sway * calm * wander(time, camera.seed + 2, fastest=0.9)
    shake = fault(camera, "shake", time)
    jolt = (
        SHAKE_PIXELS
        * shake
        * np.array([wander(time, camera.seed + 3, slowest=2.5, fastest=8), wander(time, camera.seed + 4, slowest=3, fastest=9)])
    )
    return np.array([*(sway + step + jolt), roll + 5 * shake * wander(time, camera.seed + 5, slowest=2, fastest=6)])


def _view(picture: np.ndarray, zoom: float, hold: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(hold[2]), zoom)
    turn[:, 2] += hold[:2]
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def _out_of_focus(picture: np.ndarray, radius: float) -> np.ndarray:
    """A lens focused elsewhere: each point becomes a disc. Worked at half size, which no one can see in a blur."""
    height, width = picture.shape[:2]
    half = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    side = 2 * int(np.ceil(radius)) + 1
    y, x = np.mgrid[:side, :side] - side // 2
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return cv2.resize(cv2.filter2D(half, -1, disc / disc.sum()), (width, height), interpolation=cv2.INTER_LINEAR)


def _bloomed(picture: np.ndarray, camera: Camera) -> np.ndarray:
    """Light from the brightest parts spread over what is around them."""
    if camera.bloom == 0:
        return picture
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
    bright = np.clip(small - camera.bloom_from, 0, 3)
    spread = cv2.GaussianBlur(bright, (0, 0), 3) + 0.6 * cv2.GaussianBlur(bright, (0, 0), 12)
    return cv2.scaleAdd(cv2.resize(spread, (width, height), interpolation=cv2.INTER_LINEAR), camera.bloom, picture)


def _shoulder(picture: np.ndarray) -> np.ndarray:
    """Light above 0.8 pressed together below 1, as film does, so that bright parts keep their colour."""
    over = np.maximum(picture - np.float32(0.8), 0)
    return np.minimum(picture, np.float32(0.8)) + cv2.divide(over, over + np.float32(0.2), scale=0.2)


@lru_cache
def _vignette(height: int, width: int, strength: float) -> np.ndarray:
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    return cv2.merge([1 - strength * 0.5 * (x * x + y * y) ** 1.3 / 1.6] * 3)


def _developed(picture: np.ndarray, camera: Camera, number: int) -> np.ndarray:
    """The 8-bit picture, with grain a little larger than a pixel (finer grain only costs bits)."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng((camera.seed, number))
    top, left = rng.integers(0, GRAIN_MARGIN, 2)
    grain = _grain(height, width)[top : top + height, left : left + width]
    return cv2.convertScaleAbs(np.maximum(cv2.scaleAdd(grain, camera.grain, picture), 0), alpha=255)


@lru_cache
def _grain(height: int, width: int) -> np.ndarray:
    """Noise larger than the picture, so that each frame can take another part of it."""
    shape = (height + GRAIN_MARGIN) // 2, (width + GRAIN_MARGIN) // 2
    noise = np.random.default_rng(1).standard_normal(shape, dtype=np.float32)
    return cv2.merge([cv2.resize(noise, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)] * 3)


def fault_times(spells: Sequence) -> tuple[tuple[str, float, float], ...]:
    """A take's spells as its camera reads them."""
    return tuple((spell.kind, float(spell.start), float(spell.end)) for spell in spells)
