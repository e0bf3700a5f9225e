"""A sailing boat crosses a mountain lake on a bright day."""

from fractions import Fraction

import cv2
import numpy as np

from filming.camera import Camera
from filming.sky import Sky, SkyLook
from filming.sprites import birds
from filming.take import Take, moment
from filming.terrain import Place, Terrain, sunlight
from filming.texture import colour, fractal_noise, mix, ramp, scrolled, smooth_step
from filming.water import Water

SECONDS = Fraction(8)
CROSS = Fraction(4)  # when the boat is in the middle of the picture and heels most
HORIZON, WATERLINE, SPEED = 340, 545, 125.0
BOAT_FOOT = 356  # the row of the boat's waterline in its sprite


def lake_take(seed: int = 91) -> Take:
    """The boat, once; its sound track is silent."""
    scene = _Lake(seed)
    return Take(
        what="A sailing boat with an orange sail crosses a blue mountain lake; a gust lays it over.",
        seconds=SECONDS,
        picture=scene.picture,
        camera=Camera(seed=seed, sway=5, bloom=0.2),
        good=(moment(CROSS, "the boat heels in a gust as it crosses", before=Fraction(3, 2), after=Fraction(3, 2)),),
    )


class _Lake:
    def __init__(self, seed: int) -> None:
        look = SkyLook(gradient={0: "dcecf5", 0.3: "a3cdf0", 1: "3d86d4"}, cover=0.25, drift=9, cloud_shade="9fb4cf")
        self.sky = Sky(look, width=1280, height=720, horizon=HORIZON, seed=seed)
        self.shore, self.bare = _shore(seed)
        self.water = Water(width=1280, height=720, horizon=HORIZON, deep=colour("0f5a78"), seed=seed + 1, roughness=34, speed=1.3)
        self.white_boat, self.orange_boat = _boat("f4f1e6", "e8e2d2"), _boat("ff8a2a", "f7f3ea")
        self.ripple = fractal_noise(256, 256, seed + 2, slope=1.3, largest=0.3)
        self.foam = fractal_noise(256, 512, seed + 3, slope=1.2, largest=0.2)

    def picture(self, time: float) -> np.ndarray:
        """The lake at a time."""
        picture = self.shore + self.sky.draw(time) * self.bare
        picture = self.water.draw(picture, time)
        gust = float(np.exp(-(((time - float(CROSS)) / 0.9) ** 2)))
        far = _heeled(self.white_boat, 0.10 + 0.05 * np.sin(time))
        self._sail(picture, far, 980 - 22 * time, 402, 0.22, time)
        near = _heeled(self.orange_boat, 0.10 + 0.04 * np.sin(1.9 * time) + 0.26 * gust)
        self._wake(picture, time, gust)
        self._sail(picture, near, 640 + SPEED * (time - float(CROSS)), WATERLINE + 4 * np.sin(2.3 * time), 1.0, time)
        places = [
            (1230 - 120 * time + dx, 150 + dy + 14 * np.sin(1.1 * time + dx), span, 1.5 * time + dx)
            for dx, dy, span in ((0, 0, 26), (150, 50, 19), (260, -30, 15))
        ]
        birds(picture, places, "f4f6f8")
        return picture

    def _sail(self, picture: np.ndarray, boat: np.ndarray, x: float, waterline: float, scale: float, time: float) -> None:
        """The boat and its broken reflection, in place."""
        height, width = round(boat.shape[0] * scale), round(boat.shape[1] * scale)
        small = cv2.resize(boat, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        y, u = np.mgrid[0:height, 0:width].astype(np.float32)
        wave = scrolled(self.ripple, u * 0.5 / scale + 10 * time, y * 1.8 / scale - 40 * time)
        below = np.minimum(height * 0.5, 180)
        mirror = cv2.remap(
            small,
            u + wave * (3 + y * 0.05) * scale,
            height - 1 - y * 1.35 + wave * 10 * scale,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        mirror = mirror * (0.55 * smooth_step(below, 0, y))[..., None]
        for patch, top in ((mirror, waterline), (small, waterline - height)):
            _paste_smoothly(picture, patch, x - width / 2, top)

    def _wake(self, picture: np.ndarray, time: float, gust: float) -> None:
        """White water at the bow and a fading line behind, in place."""
        boat_x = 640 + SPEED * (time - float(CROSS))
        top = WATERLINE - 22
        y, x = np.mgrid[top : top + 60, 0:1280].astype(np.float32)
        behind = boat_x + 120 - x
        lace = scrolled(self.foam, x * 1.2 - SPEED * 0.2 * time, y * 3)
        wide = 5 + 4 * gust + 0.028 * np.maximum(behind, 0)
        line = (
            np.exp(-(((y - WATERLINE - 3 - 0.02 * behind) / wide) ** 2))
            * np.exp(-np.maximum(behind, 0) / 300)
            * smooth_step(0, 25, behind)
        )
        part = np.clip(line * (0.45 + 0.45 * gust + 0.35 * lace), 0, 0.95)
        picture[top : top + 60] = mix(picture[top : top + 60], colour("f6fbff"), part[..., None])


def _paste_smoothly(picture: np.ndarray, patch: np.ndarray, left: float, top: float) -> None:
    """Lay a patch (colours multiplied by alpha) at a place between pixels, in place."""
    matrix = np.float32([[1, 0, left], [0, 1, top]])
    y0, y1 = max(int(top) - 1, 0), min(int(top) + patch.shape[0] + 2, picture.shape[0])
    x0, x1 = max(int(left) - 1, 0), min(int(left) + patch.shape[1] + 2, picture.shape[1])
    if x0 >= x1 or y0 >= y1:
        return
    matrix[:, 2] -= (x0, y0)
    moved = cv2.warpAffine(patch, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    under = picture[y0:y1, x0:x1]
    under *= 1 - moved[..., 3:]
    under += moved[..., :3]


def _heeled(boat: np.ndarray, heel: float) -> np.ndarray:
    """The boat leaning over its foot by an angle in radians, to the right."""
    lean, tall = np.sin(heel * 0.6), np.cos(heel)
    matrix = np.float32([[1, -lean, lean * BOAT_FOOT], [0, tall, BOAT_FOOT * (1 - tall)]])
    return cv2.warpAffine(boat, matrix, (boat.shape[1], boat.shape[0]), flags=cv2.INTER_LINEAR)


def _boat(main: str, jib: str) -> np.ndarray:
    """A boat with its helmsman under sail, upright: a sprite, colours multiplied by alpha."""
    height, width, grow = 380, 420, 2
    shade, mask = np.zeros((height * grow, width * grow, 3), np.float32), np.zeros((height * grow, width * grow), np.uint8)
    y, x = np.mgrid[0 : height * grow, 0 : width * grow].astype(np.float32)
    parts = (
        ([(-125, -8), (130, -14), (112, 14), (-100, 18)], "f2f0ea", "9aa4b0"),
        ([(-122, 4), (120, 0), (112, 14), (-100, 18)], "27466e", "182c48"),
        ([(12, -8), (15, -338), (19, -338), (18, -8)], "d8d4cc", "8c8880"),
        ([(8, -34), (-30, -36), (-108, -40), (-92, -120), (-52, -230), (12, -332)], main, main),
        ([(24, -30), (126, -20), (92, -110), (20, -290)], jib, jib),
        ([(-70, -10), (-66, -40), (-54, -42), (-48, -10)], "c8322e", "c8322e"),
        ([(-65, -42), (-64, -54), (-55, -54), (-54, -42)], "c98f6c", "7a5038"),
    )
    for places, light, dark in parts:
        corners = (np.array(places) + (200, BOAT_FOOT)) * grow
        one = np.zeros(mask.shape, np.uint8)
        cv2.fillPoly(one, [np.round(corners * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        tone = (
            mix(colour(light), colour(dark) * 0.8, smooth_step(top, bottom, y)[..., None])
            * (0.82 + 0.3 * (x - left) / (right - left))[..., None]
        )
        shade = mix(shade, tone, (one.astype(np.float32) / 255)[..., None])
        mask = np.maximum(mask, one)
    alpha = mask.astype(np.float32)[..., None] / 255
    return cv2.resize(np.dstack([shade * alpha, alpha]), (width, height), interpolation=cv2.INTER_AREA)


def _shore(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Mountains across the lake, and how much of each pixel is sky."""
    side = 512
    z, x = np.mgrid[0:side, 0:side].astype(np.float32)
    ridged = 1 - np.abs(fractal_noise(side, side, seed + 4, slope=2.3, largest=0.35)) * 0.9
    heights = smooth_step(60, 260, z) * (22 + 62 * ridged) * (0.6 + 0.55 * np.abs(x - 270) / 256)
    heights = cv2.GaussianBlur(heights + 1.2 * fractal_noise(side, side, seed + 5, slope=1.5), (0, 0), 1.4)
    grain, crowns = fractal_noise(side, side, seed + 6, slope=1.0), np.maximum(fractal_noise(side, side, seed + 7, slope=0.2), 0)
    woods = smooth_step(-0.4, 0.3, fractal_noise(side, side, seed + 8, slope=1.5) - (heights - 42) / 20) * smooth_step(
        1, 3, heights
    )
    ground = mix(
        ramp({-2: "6f7f45", 0: "8a9454", 2: "b0aa72"}, grain),
        ramp({-2: "6c6a6a", 2: "a9a49c"}, grain),
        smooth_step(45, 60, heights)[..., None],
    )
    ground = mix(ground, ramp({0: "1c3a28", 1: "2f5c38", 2.5: "4f8046"}, crowns), woods[..., None])
    ground = mix(ground, colour("f6f8fc"), smooth_step(62, 74, heights + 5 * grain)[..., None])
    sun = sunlight(heights, across=-0.75, down=-0.4, rise=0.7)[..., None]
    terrain = Terrain(
        heights + 2 * crowns * woods,
        ground * (colour("6a84b0") * 0.6 + colour("fff2d8") * 1.2 * sun),
        haze="bcd4ea",
        haze_distance=650,
        far=420,
        steps=700,
    )
    black, white = np.zeros((720, 1280, 3), np.float32), np.ones((720, 1280, 3), np.float32)
    place = Place(x=256, z=6, height=7, horizon=HORIZON)
    dark = terrain.view(place, width=1280, height=720, focal=1000, sky=black).picture
    bare = terrain.view(place, width=1280, height=720, focal=1000, sky=white).picture - dark
    return dark.astype(np.float32), bare.astype(np.float32)
