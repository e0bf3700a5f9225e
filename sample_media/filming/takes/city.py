"""A wet street at night: lights out of focus, cars and a tram pass, a person with an umbrella walks through."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.figures import Clothes, Limb, draw_figure, walker
from filming.take import Take, moment
from filming.texture import colour, fractal_noise, larger, mix, ramp, scrolled, smooth_step

SECONDS = Fraction(8)
CARS = {Fraction(9, 4): 1, Fraction(27, 4): 1, Fraction(4): -1}  # when a car is beside us: 1 comes towards us, -1 goes away
TRAM = Fraction(19, 4)  # when the tram fills the middle of the picture
FOCAL, EYE, HORIZON = 450.0, 1.5, 165.0  # at half size, in which all the soft light is worked out
WIDTH, HEIGHT = 640, 360


def city_take(seed: int = 61) -> Take:
    """Two cars towards us, one away, a tram across."""
    scene = _Street(seed)
    peaks = ((Fraction(9, 4), "a car's headlights sweep past"), (TRAM, "a lit tram rings and crosses the street"))
    return Take(
        what="A rainy city street at night in soft focus: cars and a lit tram pass, someone walks by under an umbrella.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_traffic,
        camera=Camera(seed=seed, sway=5, bloom=0.6, bloom_from=0.5),
        good=tuple(moment(peak, what, before=Fraction(1), after=Fraction(4, 5)) for peak, what in peaks),
    )


class _Street:
    def __init__(self, seed: int) -> None:
        self.base = _street_base(seed)
        self.lamps = list(_lamps(seed))
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        ripple = fractal_noise(256, 256, seed + 1, slope=1.2, largest=0.3)
        below = np.maximum(y - HORIZON, 2)
        self.ripple = scrolled(ripple, (x - 320) * 160 / below, 9000 / below) * smooth_step(HORIZON, HORIZON + 90, y) * 9
        self.x, self.y = x, y
        self.seed = seed

    def picture(self, time: float) -> np.ndarray:
        """The street at a time."""
        light, mirrored = np.zeros((HEIGHT, WIDTH, 3), np.float32), np.zeros((HEIGHT, WIDTH, 3), np.float32)
        for number, (across, up, away, shade, rate) in enumerate(self.lamps):
            twinkle = 1 - 0.25 * (np.sin(rate * time + number) > 0.93)
            _add_lamp(light, mirrored, across, up, away, shade * np.float32(twinkle))
        for passing, way in CARS.items():
            self._car(light, mirrored, time - float(passing), way)
        self._tram(light, mirrored, time - float(TRAM))
        mirrored = cv2.remap(mirrored, self.x + self.ripple, self.y + 0.6 * self.ripple, cv2.INTER_LINEAR)
        picture = larger(self.base + light + 0.5 * mirrored, 1280, 720)
        self._walker(picture, time)
        self._rain(picture, time)
        return picture

    def _car(self, light: np.ndarray, mirrored: np.ndarray, since: float, way: int) -> None:
        away = 3.2 - since * 13 * way
        if not 3.2 < away < 110:
            return
        shade = colour("fff1d6") * 1.5 if way > 0 else colour("ff1c12") * 0.9
        for side in (-0.7, 0.7):
            _add_lamp(light, mirrored, -2.4 * way + side, 0.65, away, shade * np.float32(0.75 + 9 / away * 0.5 + away / 25))

    def _tram(self, light: np.ndarray, mirrored: np.ndarray, since: float) -> None:
        """A row of windows crossing from right to left, too near the lamps to be sharp."""
        middle = 320 - since * 300
        left, right = middle - 330, middle + 330
        if right < -20 or left > WIDTH + 20:
            return
        layer = np.zeros((HEIGHT, WIDTH), np.uint8)
        body = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.rectangle(body, (round(left), 92), (round(right), 206), 255, -1)
        for k in range(11):
            cv2.rectangle(
                layer,
                (round(left + 10 + k * 59), 106),
                (round(left + 10 + k * 59 + 48), 150),
                255 if k not in (3, 7) else 190,
                -1,
            )
        layer, body = cv2.GaussianBlur(layer, (0, 0), 5.0), cv2.GaussianBlur(body, (0, 0), 4.0)
        part = body.astype(np.float32)[..., None] / 255
        light *= 1 - 0.9 * part
        light += (
            part * (colour("5a1418") * 0.35 - self.base * 0.9)
            + layer.astype(np.float32)[..., None] / 255 * colour("ffd88a") * 0.95
        )
        flipped = np.zeros_like(layer)
        flipped[220 : 220 + 130] = layer[150:20:-1]
        mirrored += (
            cv2.GaussianBlur(flipped, (0, 0), sigmaX=7, sigmaY=22).astype(np.float32)[..., None] / 255 * colour("ffc878") * 0.8
        )

    def _walker(self, picture: np.ndarray, time: float) -> None:
        x, foot, tall = 1330 - 195 * time, 640, 330
        clothes = Clothes(coat="272b3d", trousers="12141c", shoes="0a0a0c", skin="6b4c40", hair="14100e")
        limbs = walker(x, foot, tall, 2 * np.pi * 0.92 * time, clothes, facing=-1, stride=0.42)
        mirrored = [
            Limb(places=tuple((px, 2 * foot + 4 - py) for px, py in limb.places), radii=limb.radii, shade="07080c")
            for limb in limbs
        ]
        draw_figure(picture, mirrored, light=0.6, blur=3, opacity=0.45)
        draw_figure(picture, limbs, light=1.0, blur=3)
        _umbrella(picture, x - 26, foot - 1.10 * tall + 4 * np.sin(2 * np.pi * 1.84 * time))

    def _rain(self, picture: np.ndarray, time: float) -> None:
        rng = np.random.default_rng(self.seed + 9)
        drops = np.zeros((720, 1280), np.uint8)
        for x, phase, speed, size in zip(
            rng.uniform(0, 1400, 120), rng.uniform(0, 1, 120), rng.uniform(0.9, 1.5, 120), rng.uniform(14, 40, 120)
        ):
            y = (phase + speed * 1.25 * time) % 1 * 860 - 60
            cv2.line(
                drops,
                (round((x - y * 0.08) * 16), round(y * 16)),
                (round((x - (y + size) * 0.08) * 16), round((y + size) * 16)),
                60,
                1,
                cv2.LINE_AA,
                4,
            )
        picture += drops.astype(np.float32)[..., None] / 255 * (0.12 + 0.5 * picture)


def _add_lamp(light: np.ndarray, mirrored: np.ndarray, across: float, up: float, away: float, shade: np.ndarray) -> None:
    """A light in the street as an out-of-focus disc, and its streak on the wet ground."""
    x, y = 320 + across * FOCAL / away, HORIZON - (up - EYE) * FOCAL / away
    radius = 3 + 15 * abs(1 - 6 / away) if away > 6 else 3 + 15 * (6 / away - 1)
    shade = shade * np.float32(min(1.0, (15 / away) ** 1.35))  # a far lamp gives its disc less light
    _add(light, _disc(round(radius * 2)), x, y, shade)
    _add(mirrored, _smear(round(radius * 2)), x, HORIZON + (up + EYE) * FOCAL / away, shade * np.float32(0.7))


def _add(picture: np.ndarray, sprite: np.ndarray, x: float, y: float, shade: np.ndarray) -> None:
    height, width = sprite.shape
    # Placed to a part of a pixel: lamps that snap to whole pixels tremble when the car moves slowly.
    shift = np.float32([[1, 0, x % 1], [0, 1, y % 1]])
    sprite = cv2.warpAffine(sprite, shift, (width + 1, height + 1))
    left, top = int(np.floor(x)) - width // 2, int(np.floor(y)) - height // 2
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + width + 1, picture.shape[1]), min(top + height + 1, picture.shape[0])
    if x0 < x1 and y0 < y1:
        picture[y0:y1, x0:x1] += sprite[y0 - top : y1 - top, x0 - left : x1 - left, None] * shade


@lru_cache
def _disc(double_radius: int) -> np.ndarray:
    """A lens's picture of a point: a disc with a brighter rim."""
    radius = double_radius / 2
    side = 2 * int(radius + 3) + 1
    y, x = np.mgrid[:side, :side] - side // 2
    away = np.hypot(x, y)
    return (smooth_step(radius + 0.9, radius - 0.9, away) * (0.42 + 0.22 * smooth_step(radius - 4.5, radius - 1, away))).astype(
        np.float32
    )


@lru_cache
def _smear(double_radius: int) -> np.ndarray:
    radius = double_radius / 2
    tall, wide = int(radius * 7), int(radius * 2.2)
    y, x = np.mgrid[-tall : tall + 1, -wide : wide + 1].astype(np.float32)
    return (0.5 * np.exp(-((y / (tall * 0.42)) ** 2) - (x / (wide * 0.42)) ** 2)).astype(np.float32)


def _lamps(seed: int) -> Iterator[tuple[float, float, float, np.ndarray, float]]:
    """Street lamps in two rows, shop signs, windows, traffic lights: across, up, away (metres), colour, twinkle."""
    rng = np.random.default_rng(seed)
    for k in range(9):
        for side in (-1, 1):
            yield side * 6.2, 6.0, 12 + 11.5 * k, colour("ffac4e") * 2.0, 0.0
    for _ in range(58):
        side = rng.choice([-1, 1])
        shade = colour(str(rng.choice(["ff4fa0", "3ad4ff", "ffd27a", "ff7a3a", "8affc0", "b48cff", "ffe9c4"])))
        yield (
            side * rng.uniform(7.5, 10),
            rng.uniform(1.6, 9),
            rng.uniform(9, 42),
            shade * np.float32(rng.uniform(0.7, 1.9)),
            rng.uniform(0.5, 2.5),
        )
    yield 4.4, 3.4, 26, colour("2cff8c"), 0.0
    yield -4.4, 3.4, 40, colour("ff3524"), 0.0


def _street_base(seed: int) -> np.ndarray:
    """Dark house fronts and asphalt, already soft."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    picture = ramp({0: "0a1020", 0.4: "262040", 0.5: "4a3044"}, y / HEIGHT)
    wall = np.abs(x - 320) / 320
    houses = smooth_step(HORIZON + 6, HORIZON - 4, y) * smooth_step(-0.06, 0.03, wall - (0.10 + 0.28 * y / HORIZON))
    picture = mix(picture, ramp({0: "2e2438", 1: "14121f"}, wall), houses[..., None])
    ground = smooth_step(HORIZON - 4, HORIZON + 8, y)[..., None]
    grain = fractal_noise(256, 256, seed + 2, slope=1.3)
    below = np.maximum(y - HORIZON, 2)
    wet = scrolled(grain, (x - 320) * 120 / below, 8000 / below)
    return mix(picture, ramp({-2: "0c0e18", 0: "141725", 2: "1d2132"}, wet), ground).astype(np.float32)


def _umbrella(picture: np.ndarray, x: float, y: float) -> None:
    """A red umbrella seen from the side, in place."""
    top, left = round(y - 80), round(x - 150)
    if left > 1280 or left + 300 < 0:
        return
    v, u = np.mgrid[0:110, 0:300].astype(np.float32)
    away = (u - 150) / 122
    dome = 84 - 68 * np.sqrt(np.clip(1 - away**2, 0, 1))
    hem = 86 - 7 * np.abs(np.sin(away * np.pi * 2))
    alpha = smooth_step(-1, 1, v - dome) * smooth_step(1, -1, v - hem) * (np.abs(away) < 1)
    rod = smooth_step(2, 1, np.abs(u - 150)) * (v < 17) * (v > 8)
    shade = ramp(
        {0: "ff6a50", 0.45: "c22a26", 1: "4c0e14"}, np.clip((v - 16) / 75 + 0.25 * away + 0.06 * np.cos(away * np.pi * 4), 0, 1)
    )
    x0, x1 = max(left, 0), min(left + 300, 1280)
    part = np.maximum(alpha, rod)[:, x0 - left : x1 - left, None]
    under = picture[top : top + 110, x0:x1]
    under += (shade[:, x0 - left : x1 - left] - under) * part
    cv2.line(picture, (round(x), round(y + 6)), (round(x + 3), round(y + 150)), (0.05, 0.05, 0.06), 3)


def _traffic(rate: int) -> np.ndarray:
    """Rain and a far rumble; each car hisses past on the wet road; the tram rings."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    for side in (-1, 1):
        sound.place(track, sound.band_noise(rate, seconds, 900, 7000, 7 + side), 0, rate, level=0.045, pan=0.6 * side)
    sound.place(track, sound.band_noise(rate, seconds, 40, 200, 3), 0, rate, level=0.07)
    for number, (passing, way) in enumerate(CARS.items()):
        sound.place(
            track,
            sound.whoosh(rate, 150 + number, seconds=3.0, low=200, high=4500),
            float(passing) - 1.5,
            rate,
            level=0.8 if way > 0 else 0.3,
            pan=-0.6 * way,
        )
    sound.place(
        track,
        sound.band_noise(rate, 4, 50, 400, 160) * sound.swell(rate, 4, peak=2, rise=0.8, fall=0.7),
        float(TRAM) - 2,
        rate,
        level=0.4,
    )
    t = sound.times(rate, 1.2)
    bell = (np.sin(2 * np.pi * 1320 * t) + 0.6 * np.sin(2 * np.pi * 2790 * t)) * sound.strike(rate, 1.2, attack=0.002, decay=0.3)
    for late in (0, 0.32):
        sound.place(track, bell, float(TRAM) + late, rate, level=1.1, pan=0.1)
    return track
