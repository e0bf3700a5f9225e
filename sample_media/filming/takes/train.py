"""A red train crosses a snowy valley and whirls up the snow; snow falls."""

from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.plants import conifer
from filming.sprites import paste, sprite_at
from filming.take import Take, moment
from filming.terrain import Place, Terrain, sunlight
from filming.texture import colour, fractal_noise, mix, ramp, scrolled, smooth_step

SECONDS = Fraction(9)
PASS = Fraction(17, 5)  # when the train's nose is in the middle of the picture
HORN = Fraction(8, 5)
SPEED = 560.0  # pixels in a second
RAIL_ROW, CAR_WIDE, CAR_TALL, CARS = 520, 520, 118, 4


def train_take(seed: int = 81) -> Take:
    """The train, once."""
    scene = _Valley(seed)
    gone = PASS + Fraction(round((640 + CARS * CAR_WIDE) / SPEED * 10), 10) - Fraction(6, 5)
    return Take(
        what="A red train with lit windows rushes through a snowy valley in falling snow.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_rumble,
        camera=Camera(seed=seed, sway=5, bloom=0.2),
        good=(moment(PASS, "the train rushes in and whirls up the snow", before=Fraction(1), after=gone - PASS),),
    )


class _Valley:
    def __init__(self, seed: int) -> None:
        self.back = _valley(seed)
        self.car, self.nose = _car(is_nose=False), _car(is_nose=True)
        self.trees = [conifer(seed + k, snow=0.75) for k in range(3)]
        self.whirl = fractal_noise(256, 1024, seed + 7, slope=1.6, largest=0.2)
        self.seed = seed

    def picture(self, time: float) -> np.ndarray:
        """The valley at a time."""
        picture = self.back.copy()
        nose = 640 + SPEED * (time - float(PASS))
        self._train(picture, nose)
        self._whirl(picture, nose, time)
        for number, (x, foot, tall) in enumerate(
            ((60, 700, 330), (205, 735, 420), (1110, 715, 350), (1235, 745, 480), (955, 690, 190), (-20, 760, 520))
        ):
            sprite_at(picture, self.trees[number % 3], x, foot, tall)
        self._snow(picture, time)
        return picture

    def _train(self, picture: np.ndarray, nose: float) -> None:
        for number in range(CARS):
            right = nose - number * (CAR_WIDE + 6)
            if right > -20 and right - CAR_WIDE < 1300:
                patch = self.nose if number == 0 else self.car
                paste(picture, patch, right - CAR_WIDE - 10, RAIL_ROW - CAR_TALL)

    def _whirl(self, picture: np.ndarray, nose: float, time: float) -> None:
        """Snow blown up along the train and behind it, in place."""
        y, x = np.mgrid[380:600, 0:1280].astype(np.float32)
        behind = nose + 40 - x
        if behind.max() < 0:
            return
        cloud = scrolled(self.whirl, x * 0.8 - SPEED * 0.62 * time, y * 1.4 + 25 * time)
        length = CARS * CAR_WIDE
        tail = np.exp(-np.maximum(behind - length, 0) / 420) * smooth_step(0, 90, behind)
        tall = 40 + 60 * smooth_step(0, 500, behind) + 45 * smooth_step(length - 200, length + 150, behind)
        tail = tail * np.maximum(
            smooth_step(478, 522, y), smooth_step(length - 60, length + 120, behind)
        )  # low until the train is gone
        part = smooth_step(-0.1, 1.7, tail * (1.25 - np.abs(RAIL_ROW + 8 - y) / tall) + 0.45 * cloud * tail) * 0.9
        picture[380:600] = mix(picture[380:600], colour("eef2f8"), part[..., None])

    def _snow(self, picture: np.ndarray, time: float) -> None:
        rng = np.random.default_rng(self.seed)
        flakes = np.zeros((720, 1280), np.uint8)
        for layer, (count, size, fall) in enumerate(((170, 1.1, 65), (90, 1.9, 110), (26, 4.2, 190))):
            for x, y, wave in zip(rng.uniform(0, 1400, count), rng.uniform(0, 780, count), rng.uniform(0, 6, count)):
                place = ((x + 22 * time * (layer + 1) + 14 * np.sin(1.2 * time + wave)) % 1340 - 30, (y + fall * time) % 770 - 25)
                cv2.circle(
                    flakes,
                    (round(place[0] * 16), round(place[1] * 16)),
                    round(size * 16),
                    (235, 220, 120)[layer],
                    -1,
                    cv2.LINE_AA,
                    4,
                )
        part = flakes.astype(np.float32) / 255
        picture += (colour("ffffff") - picture) * (0.85 * part)[..., None]


def _valley(seed: int) -> np.ndarray:
    """The valley without the train: snowy slopes with woods, an evening sky, the railway on its bank."""
    side = 512
    z, x = np.mgrid[0:side, 0:side].astype(np.float32)
    ridged = 1 - np.abs(fractal_noise(side, side, seed, slope=2.3, largest=0.3))
    grain = fractal_noise(side, side, seed + 1, slope=1.2)
    heights = 3 * grain * 0.4 + smooth_step(110, 330, z) * (
        70 + 52 * ridged + 6 * fractal_noise(side, side, seed + 3, slope=1.6)
    ) * (0.55 + 0.75 * np.abs(x - 256) / 256)
    heights = cv2.GaussianBlur(heights, (0, 0), 1.6)
    sun = sunlight(heights, across=-0.8, down=-0.2, rise=0.5)[..., None]
    woods = smooth_step(0.0, 0.5, fractal_noise(side, side, seed + 2, slope=1.5) - (heights - 45) / 40) * smooth_step(
        4, 12, heights
    )
    crowns = np.maximum(fractal_noise(side, side, seed + 4, slope=0.2), 0)
    snow = colour("a9b9dc") * 0.72 + colour("ffe6cc") * 0.62 * sun
    ground = mix(snow, ramp({0: "1d2f38", 1: "38505a", 2.4: "b9c8d8"}, crowns), (0.92 * woods)[..., None])
    terrain = Terrain(heights + 2.6 * crowns * woods, ground, haze="cdd3e6", haze_distance=420, far=420, steps=700)
    rows = np.linspace(0, 1, 720)
    sky = np.repeat(ramp({0: "7f9acb", 0.3: "b9c2de", 0.5: "f0d6cf", 1: "f0d6cf"}, rows)[:, None], 1280, axis=1)
    picture = terrain.view(Place(x=256, z=10, height=21, horizon=330), width=1280, height=720, focal=1000, sky=sky).picture
    return _with_bank(picture.astype(np.float32), seed)


def _with_bank(picture: np.ndarray, seed: int) -> np.ndarray:
    """A smooth snowy bank with rails, and the near slope."""
    y, x = np.mgrid[0:720, 0:1280].astype(np.float32)
    drift = fractal_noise(256, 512, seed + 8, slope=1.7, largest=0.4)
    soft = scrolled(drift, x * 0.3, y * 0.9)
    near = ramp({0: "d9e0f0", 0.5: "c3cfe8", 1: "e6e9f4"}, (y - 520) / 200) * (1 + 0.03 * soft)[..., None]
    picture = mix(picture, near, smooth_step(-4, 4, y - (RAIL_ROW - 4 + 3 * soft))[..., None])
    ballast = smooth_step(3, 1, np.abs(y - RAIL_ROW - 6)) * 0.55 + smooth_step(9, 6, np.abs(y - RAIL_ROW - 11)) * 0.22
    picture = mix(picture, colour("565a68"), ballast[..., None])
    for pole in range(90, 1280, 400):
        mast = smooth_step(3, 2, np.abs(x - pole)) * (y > 330) * (y < RAIL_ROW + 6)
        picture = mix(picture, colour("4c5060"), 0.85 * mast[..., None])
    wire = smooth_step(1.4, 0.6, np.abs(y - 352 - 9 * np.cos(np.pi * (x - 290) / 200)))
    return mix(picture, colour("5a5e6e"), (0.7 * wire)[..., None]).astype(np.float32)


def _car(*, is_nose: bool) -> np.ndarray:
    """A carriage from the side, smeared by its speed; the first one has a sloping nose and a lamp."""
    height, width = CAR_TALL + 14, CAR_WIDE + 20
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    right = CAR_WIDE + 8 - (np.maximum(78 - v, 0) * 1.05 if is_nose else 0)
    body = smooth_step(-1.5, 1.5, right - u) * smooth_step(-1.5, 1.5, u - 10) * smooth_step(8, 11, v) * smooth_step(101, 98, v)
    wheels = np.zeros_like(v)
    for x in (70, 112, CAR_WIDE - 100, CAR_WIDE - 58):
        wheels = np.maximum(wheels, smooth_step(13, 11, np.hypot(u - x - 10, v - 106)))
    chassis = smooth_step(96, 98, v) * smooth_step(108, 106, v) * (u > 26) * (u < CAR_WIDE - 6)
    shade = mix(colour("d8362c"), colour("7c1519"), smooth_step(20, 98, v)[..., None])
    shade = mix(shade, colour("f2efe8"), (smooth_step(2, 1, np.abs(v - 76) / 3) * body)[..., None])
    shade = mix(shade, colour("e8ecf4"), smooth_step(17, 10, v)[..., None])
    rounded = np.abs(np.mod(u - 40, 56) - 24)
    window = (
        smooth_step(21, 19, rounded)
        * smooth_step(13.5, 12, np.abs(v - 46))
        * (u > 30)
        * (u < CAR_WIDE - (120 if is_nose else 10))
    )
    shade = mix(shade, mix(colour("ffe2a0") * 1.25, colour("ffb860"), smooth_step(34, 60, v)[..., None]), window[..., None])
    if is_nose:
        cab = smooth_step(14, 12, np.abs(v - 44)) * smooth_step(0, 4, u - (CAR_WIDE - 105)) * smooth_step(0, 4, right - 8 - u)
        shade = mix(shade, colour("1c2834"), cab[..., None])
        lamp = np.exp(-(((u - CAR_WIDE + 2) / 9) ** 2) - ((v - 84) / 7) ** 2)[..., None]
        shade = shade + lamp * colour("fff4d0") * 2.5
    shade = mix(colour("22242c"), shade, body[..., None])
    alpha = np.maximum(np.maximum(body, wheels), chassis)
    blur = (9, 1)  # the shutter at 560 pixels in a second
    shade, spread = cv2.blur((shade * alpha[..., None]).astype(np.float32), blur), cv2.blur(alpha.astype(np.float32), blur)
    return np.dstack([shade / np.maximum(spread, 1e-3)[..., None], spread]).astype(np.float32)


def _rumble(rate: int) -> np.ndarray:
    """Wind; the horn; the train's rumble, loudest as its nose passes, and its wheels over the joints."""
    seconds, peak = float(SECONDS), float(PASS)
    track = sound.silence(rate, seconds)
    sound.place(track, sound.band_noise(rate, seconds, 120, 700, 5), 0, rate, level=0.04)
    t = sound.times(rate, 0.9)
    horn = (
        sum(np.sign(np.sin(2 * np.pi * f * t)) * 0.4 + np.sin(2 * np.pi * f * t) for f in (311, 370, 466))
        * np.sin(np.pi * np.clip(t / 0.9, 0, 1)) ** 0.3
    )
    sound.place(track, horn, float(HORN), rate, level=0.10, pan=-0.5)
    roar = sound.band_noise(rate, seconds, 40, 1600, 6) * sound.swell(rate, seconds, peak=peak, rise=0.55, fall=2.2)
    for side in (-1, 1):
        sound.place(track, roar, 0.0007 * (side + 1), rate, level=0.7, pan=0.4 * side)
    burst = sound.band_noise(rate, 1.2, 60, 3000, 9) * sound.strike(rate, 1.2, attack=0.05, decay=0.3)
    sound.place(track, burst, peak - 0.05, rate, level=0.9)
    for joint in range(16):
        at = peak + joint * 0.26
        for late in (0, 0.07):
            sound.place(track, sound.thud(rate, 200 + joint), at + late, rate, level=0.45 * np.exp(-joint / 9))
    return track
