"""A drone flies over wooded slopes towards snowy mountains; a ridge falls away under it and a lake opens."""

from fractions import Fraction

import cv2
import numpy as np

from filming.camera import Camera
from filming.sky import Sky, SkyLook
from filming.sprites import birds
from filming.take import Take, moment
from filming.terrain import Place, Terrain, sunlight
from filming.texture import colour, fractal_noise, larger, mix, ramp, smooth_step

SECONDS = Fraction(8)
RIDGE = Fraction(21, 5)  # when the drone crosses the ridge
FLOCK = Fraction(34, 5)  # when the birds are in the middle of the picture
SIDE = 1024
WIDTH, HEIGHT = 960, 540  # drawn smaller than the frame: casting rays is the slowest thing in the footage
SPEED = 26.0  # map units in a second


def mountains_take(seed: int = 11) -> Take:
    """The flight, without sound, as most drones record it."""
    scene = _Flight(seed)
    return Take(
        what="A drone flies low over a wooded ridge; behind it a lake and snowy mountains open up, and birds cross.",
        seconds=SECONDS,
        picture=scene.picture,
        camera=Camera(seed=seed, sway=3, zoom=1.015, bloom=0.12),
        good=(moment(RIDGE, "the ridge falls away and the lake opens"), moment(FLOCK, "a flock of birds crosses")),
    )


class _Flight:
    def __init__(self, seed: int) -> None:
        heights = _mountain_heights(seed)
        self.sky = Sky(
            SkyLook(
                gradient={0: "dfe6ea", 0.25: "a9c8e4", 0.6: "6fa3d6", 1: "3f78ba"},
                cloud_light="fffaf2",
                cloud_shade="9fb0c6",
                cover=-0.1,
                drift=5,
            ),
            width=WIDTH,
            height=HEIGHT,
            horizon=250,
            seed=seed + 5,
        )
        self.terrain = Terrain(
            heights, _mountain_colours(heights, seed), haze="c3d4e6", haze_distance=980, near=8, far=900, steps=420
        )
        self.heights = heights
        self.seed = seed

    def picture(self, time: float) -> np.ndarray:
        """The view at a time."""
        place = _place(time)
        sky = self.sky.draw(time, shift=place.heading * 225)
        view = self.terrain.view(place, width=WIDTH, height=HEIGHT, focal=675, supersample=1, sky=sky)
        picture = larger(view.picture, 1280, 720)
        rng = np.random.default_rng(self.seed)
        since = time - float(FLOCK)
        flock = [
            (640 + since * 210 + dx, 215 + dy - since * 12 + 5 * np.sin(time * 2 + dx), 7 + 3 * size, time * 2.6 + beat)
            for dx, dy, size, beat in zip(rng.normal(0, 90, 17), rng.normal(0, 32, 17), rng.random(17), rng.random(17))
        ]
        birds(picture, flock, "26303a")
        return picture


def _place(time: float) -> Place:
    """The drone climbs to the ridge and looks down a little after it."""
    over = float(smooth_step(float(RIDGE) - 2.0, float(RIDGE) + 1.6, time))
    return Place(
        x=512 + 10 * np.sin(time * 0.35),
        z=40 + SPEED * time,
        height=58 + 26 * over,
        heading=0.10 * np.sin(time * 0.4 - 0.6),
        horizon=225 - 45 * over,
    )


def _mountain_heights(seed: int) -> np.ndarray:
    """A valley along the flight with a wooded ridge across it, mountains on both sides and at the end."""
    z, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    ridged = 1 - np.abs(fractal_noise(SIDE, SIDE, seed, slope=2.45, largest=0.3)) * 0.9
    rolling = fractal_noise(SIDE, SIDE, seed + 1, slope=2.3, largest=0.2)
    from_middle = np.abs(x - 512 - 40 * np.sin(z / 110))
    walls = smooth_step(45, 420, from_middle) * (95 + 75 * ridged)
    end = np.exp(-(((z - 820) / 170) ** 2)) * (70 + 75 * ridged)
    ridge_z = 40 + SPEED * float(RIDGE) + 18
    ridge = 46 * np.exp(-(((z - ridge_z - 10 * np.sin(x / 37)) / 26) ** 2))
    floor = 6 + 6 * rolling + 0.5 * fractal_noise(SIDE, SIDE, seed + 2, slope=1.2)
    heights = floor + walls + end + ridge
    heights = mix(heights, cv2.GaussianBlur(heights, (0, 0), 4.0), smooth_step(55, 90, heights))  # no teeth along the crests
    lake = (z > ridge_z + 50) & (z < 640)
    return np.where(lake, np.maximum(heights, 14), heights).astype(np.float32)


def _mountain_colours(heights: np.ndarray, seed: int) -> np.ndarray:
    grain = fractal_noise(SIDE, SIDE, seed + 3, slope=0.9)
    patches = fractal_noise(SIDE, SIDE, seed + 4, slope=1.6)
    steep = np.hypot(np.roll(heights, -1, 1) - heights, np.roll(heights, -1, 0) - heights)
    trees = (
        smooth_step(-0.4, 0.3, patches + 0.4 * grain - (heights - 62) / 35)
        * smooth_step(14.2, 17, heights)
        * smooth_step(92, 70, heights)
    )
    crowns = np.maximum(fractal_noise(SIDE, SIDE, seed + 6, slope=0.25), 0)
    meadow = ramp({-1.5: "566a34", 0: "6f7f45", 1.5: "8d8a55"}, grain)
    forest = ramp({0: "16301f", 1: "2a5230", 2.5: "4c7a3e"}, crowns)
    rock = ramp({-2: "54504e", 0: "817a74", 2: "a39a90"}, grain)
    snow = smooth_step(100, 118, heights + 7 * grain + 6 * patches) * smooth_step(3.2, 1.4, steep)
    ground = mix(meadow, forest, trees[..., None])
    ground = mix(ground, rock, smooth_step(72, 92, heights + 10 * patches)[..., None])
    ground = mix(ground, colour("f4f6fa"), snow[..., None])
    sun = sunlight(cv2.GaussianBlur(heights, (0, 0), 0.8), across=-0.8, down=-0.35, rise=0.85)[..., None]
    lit = ground * (colour("6a80a4") * 0.62 + colour("fff0d4") * 1.45 * sun)
    heights += (2.2 * crowns * trees).astype(np.float32)
    lake = (heights == 14)[..., None]
    return np.where(lake, mix(colour("2f6f86"), colour("8fb6cf"), 0.35 + 0.05 * grain[..., None]), lit)
