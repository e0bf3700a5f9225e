"""Water to the horizon: it shows what stands above it, turned over and broken by waves that move with time."""

import cv2
import numpy as np

from filming.texture import fractal_noise, larger, scrolled


class Water:
    """The part of a picture below its horizon.

    Args:
        height_above: the eye's height over the water; more shows smaller waves.
        roughness: how far the waves throw a reflection up or down, in pixels.
        squeeze: how much more of the sky than of the water is mirrored; above 1 shows what stands high.
        deep: the colour of the water itself, seen when looking down into it.
    """

    def __init__(
        self,
        *,
        width: int,
        height: int,
        horizon: int,
        deep: np.ndarray,
        seed: int,
        height_above: float = 60.0,
        roughness: float = 42.0,
        speed: float = 1.0,
        squeeze: float = 1.0,
    ) -> None:
        self.horizon, self.roughness, self.speed, self.squeeze = horizon, roughness, speed, squeeze
        y, x = np.mgrid[horizon:height, 0:width].astype(np.float32)
        below = (y - horizon) / (height - horizon)
        # Waves are long and flat seen from here, so half as many columns will do.
        self.depth = height_above / (below[:, ::2] + 0.03)
        self.across = (x[:, ::2] - width / 2) / width * self.depth * 3.2
        self.rows, self.columns = y, x
        self.swells = fractal_noise(512, 512, seed, slope=1.5, largest=0.12)
        # Looking across the water one sees the reflection, looking down into it its own colour.
        self.mirror = (0.85 - 0.5 * below)[..., None]
        self.deep = deep.astype(np.float32)
        self.below = below

    def draw(self, picture: np.ndarray, time: float) -> np.ndarray:
        """The picture with water below the horizon; what was there before is covered."""
        t = time * self.speed
        waves = scrolled(self.swells, self.across * 1.0 + 9 * t, self.depth * 2.6 - 14 * t) + 0.7 * scrolled(
            self.swells, self.across * 2.3 - 15 * t, self.depth * 5.1 + 17 * t
        )
        waves = larger(waves, picture.shape[1], waves.shape[0])
        reach = self.roughness * (0.35 + 0.9 * self.below)
        source_row = np.clip(self.horizon - (self.rows - self.horizon) * self.squeeze - waves * reach, 0, self.horizon - 1)
        source_column = self.columns + waves * 0.2 * reach
        mirrored = cv2.remap(picture, source_column, source_row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        shade = (1 + 0.10 * waves)[..., None]
        result = picture.copy()
        result[self.horizon :] = mirrored * self.mirror + self.deep * shade * (1 - self.mirror)
        return result
