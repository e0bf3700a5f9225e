"""Skies: a gradient from horizon to zenith, a sun, and clouds on a plane overhead that drift with time."""

from dataclasses import dataclass

import cv2
import numpy as np

from filming.texture import colour, fractal_noise, larger, mix, ramp, scrolled, smooth_step


@dataclass(frozen=True, slots=True, kw_only=True)
class SkyLook:
    """The colours of a sky.

    Attributes:
        gradient: height above the horizon (0 to 1, 1 is the top of the picture) to colour.
        cover: how much is cloud: -1 few, 0 half, 1 most.
        sun: where the sun is in the picture, in pixels, or None.
        drift: cloud movement, texture pixels in a second.
    """

    gradient: dict[float, str]
    cloud_light: str = "ffffff"
    cloud_shade: str = "8c9bb0"
    cover: float = -0.3
    sun: tuple[float, float] | None = None
    sun_colour: str = "fff0d0"
    sun_radius: float = 26
    glow: float = 0.6
    drift: float = 14.0
    thickness: float = 0.9


class Sky:
    """A sky above a horizon, drawn for any time."""

    def __init__(self, look: SkyLook, *, width: int, height: int, horizon: float, seed: int) -> None:
        self.look, self.size, self.horizon = look, (width, height), horizon
        # A sky is soft, so it is worked out at half size.
        y, x = np.mgrid[0:height:2, 0:width:2].astype(np.float32)
        above = np.clip((horizon - y) / horizon, 0, 1)
        self.clear = ramp(look.gradient, above)
        self._add_sun(x, y)
        self.clouds = smooth_density(fractal_noise(1024, 1024, seed, slope=1.75, largest=0.3))
        plane = above + 0.09
        self.map_x = (x - width / 2) / width * 260 / plane
        self.map_y = 130 / plane
        self.fade = smooth_step(0.0, 0.25, above)

    def _add_sun(self, x: np.ndarray, y: np.ndarray) -> None:
        if self.look.sun is None:
            self.disc = np.zeros(x.shape, np.float32)
            return
        away = np.hypot(x - self.look.sun[0], y - self.look.sun[1])
        halo = np.exp(-away / 90) * 0.6 + np.exp(-away / 330) * 0.5
        self.clear = self.clear + halo[..., None] * colour(self.look.sun_colour) * self.look.glow
        self.disc = smooth_step(self.look.sun_radius + 1.5, self.look.sun_radius - 1.5, away) * 2.2

    def draw(self, time: float, shift: float = 0.0) -> np.ndarray:
        """The sky at a time, float32 [height, width, 3]; shift turns the camera, in pixels."""
        across = self.map_x + self.look.drift * time + shift
        density = scrolled(self.clouds, across, self.map_y + 0.4 * self.look.drift * time)
        thicker = scrolled(self.clouds, across + self._sunward() * 9, self.map_y + 0.4 * self.look.drift * time - 7)
        cover = smooth_step(0.15 - self.look.cover, 1.5 - self.look.cover, density) * self.fade * self.look.thickness
        lit = np.clip(0.62 + 0.75 * (density - thicker), 0, 1)
        light = mix(colour(self.look.cloud_shade), colour(self.look.cloud_light), lit[..., None])
        picture = mix(self.clear, light * 0.75 + self.clear * 0.3, cover[..., None])
        disc = (self.disc * (1 - 0.75 * cover))[..., None]
        return larger(picture + disc * colour(self.look.sun_colour), *self.size)

    def _sunward(self) -> float:
        if self.look.sun is None:
            return 1.0
        return float(np.sign(self.look.sun[0] - self.size[0] / 2) or 1.0)


def smooth_density(noise: np.ndarray) -> np.ndarray:
    """Cloud density with wisps: noise plus finer noise where it is dense."""
    fine = cv2.GaussianBlur(np.roll(noise, 317, axis=1), (0, 0), 1.0)
    return noise + 0.18 * fine * smooth_step(-0.5, 1.2, noise)
