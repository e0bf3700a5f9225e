"""Ground seen from a place above it: a height map drawn ray by ray ("voxel space"), with haze that grows with distance.

Heights and colours go in once; `Terrain.view` gives the picture, and how far away each pixel is, for any place of the camera.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from filming.texture import colour, mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the camera is, in map units (one texel of the height map), and where it looks."""

    x: float
    z: float
    height: float
    heading: float = 0.0
    horizon: float = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the camera saw: colours [height, width, 3], and the distance of each pixel, infinite in the sky."""

    picture: np.ndarray
    distance: np.ndarray


class Terrain:
    """A lit height map that tiles."""

    def __init__(
        self,
        heights: np.ndarray,
        colours: np.ndarray,
        *,
        haze: str,
        haze_distance: float,
        far: float = 1500.0,
        near: float = 2.0,
        steps: int = 520,
    ) -> None:
        self.levels = _levels(np.dstack([colours, heights]).astype(np.float32))
        # Denser near us, but not so sparse far away that a ray steps over a crest and leaves teeth on it.
        self.distances = (near + (far - near) * np.linspace(0, 1, steps) ** 1.7).astype(np.float32)
        self.haze, self.haze_distance = colour(haze), haze_distance

    def view(self, place: Place, *, width: int, height: int, focal: float, sky: np.ndarray, supersample: int = 2) -> View:
        """The ground in front of a sky (float32, the picture's size)."""
        fine = height * supersample
        samples = self._samples(place, width, focal)
        rows = (place.horizon - (samples[..., 3] - place.height) * focal / self.distances[:, None]) * supersample
        crest = np.minimum.accumulate(rows, axis=0)
        seen = _first_seen(crest, fine)
        ground = self._ground(samples[..., :3], crest, seen, fine)
        is_sky = seen == len(self.distances)
        depth = np.append(self.distances, np.inf).astype(np.float32)[seen]
        ground = cv2.resize(ground, (width, height), interpolation=cv2.INTER_AREA)
        bare = cv2.resize(is_sky.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)[..., None]
        return View(picture=ground + sky * bare, distance=depth[::supersample])

    def _samples(self, place: Place, width: int, focal: float) -> np.ndarray:
        """Colour and height along each column's ray, [steps, width, 4]; distant texels come from smaller levels."""
        across = (np.arange(width, dtype=np.float32) - width / 2) / focal
        sine, cosine = np.sin(place.heading), np.cos(place.heading)
        ray_x, ray_z = (sine + across * cosine)[None], (cosine - across * sine)[None]
        level_of = np.clip(np.floor(np.log2(np.maximum(self.distances / focal * 1.6, 1))), 0, len(self.levels) - 1).astype(int)
        parts = []
        for level, tile in enumerate(self.levels):
            distance = self.distances[level_of == level][:, None]
            if len(distance) == 0:
                continue
            scale = 0.5**level
            # A texel of a smaller level has its centre half a texel later, hence the shift.
            x = np.mod((place.x + ray_x * distance) * scale + 0.5 * scale - 0.5, tile.shape[1])
            z = np.mod((place.z + ray_z * distance) * scale + 0.5 * scale - 0.5, tile.shape[0])
            parts.append(
                cv2.remap(tile, x.astype(np.float32), z.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
            )
        return np.concatenate(parts)

    def _ground(self, colours: np.ndarray, crest: np.ndarray, seen: np.ndarray, fine: int) -> np.ndarray:
        clear = np.exp(-self.distances / self.haze_distance)[:, None, None]
        hazy = mix(self.haze, colours, clear)
        last = len(self.distances) - 1
        step = np.minimum(seen, last)
        above, below = np.take_along_axis(crest, step, 0), np.take_along_axis(crest, np.maximum(step - 1, 0), 0)
        row = np.arange(fine, dtype=np.float32)[:, None]
        part = np.clip((below - row) / np.maximum(below - above, 1e-3), 0, 1)
        place = np.maximum(step - 1 + part, 0).astype(np.float32)
        column = np.broadcast_to(np.arange(seen.shape[1], dtype=np.float32), seen.shape)
        ground = cv2.remap(hazy, np.ascontiguousarray(column), place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return ground * (seen <= last)[..., None]


def _first_seen(crest: np.ndarray, fine: int) -> np.ndarray:
    """The first step that covers each pixel, [fine, width]; the number of steps where only sky is seen.

    A crest never falls, so the steps that do not reach a row can be counted: one histogram and one running sum.
    """
    steps, width = crest.shape
    top = np.clip(np.ceil(crest), 0, fine).astype(np.int64)
    counts = np.bincount((top * width + np.arange(width)).ravel(), minlength=(fine + 1) * width).reshape(fine + 1, width)
    return steps - np.cumsum(counts[:fine], axis=0)


def _levels(tile: np.ndarray) -> list[np.ndarray]:
    levels = [tile]
    while min(levels[-1].shape[:2]) > 32:
        height, width = levels[-1].shape[:2]
        levels.append(cv2.resize(levels[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA))
    return levels


def sunlight(heights: np.ndarray, *, across: float, down: float, rise: float, reach: int = 90) -> np.ndarray:
    """How much sun each texel gets, 0 to 1: its slope towards the sun, and nothing in the shadow of higher ground.

    Args:
        across, down: the direction towards the sun on the map.
        rise: how much the sun rises over one unit of that direction.
    """
    slope_x = (np.roll(heights, -1, 1) - np.roll(heights, 1, 1)) / 2
    slope_z = (np.roll(heights, -1, 0) - np.roll(heights, 1, 0)) / 2
    facing = (rise - slope_x * across - slope_z * down) / np.sqrt((1 + slope_x**2 + slope_z**2) * (1 + rise**2))
    blocked = np.zeros_like(heights)
    for step in range(1, reach, 2):
        ahead = np.roll(heights, (-round(down * step), -round(across * step)), (0, 1))
        blocked = np.maximum(blocked, ahead - heights - rise * step)
    open_to_sun = np.clip(1 - blocked / 2.0, 0, 1)
    return np.clip(facing, 0, 1) * cv2.GaussianBlur(open_to_sun, (0, 0), 1.0)
