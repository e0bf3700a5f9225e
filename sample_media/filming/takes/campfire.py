"""A campfire at night, held upright on a phone: flames, glowing logs, and sparks when a log falls."""

from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.sprites import Lights
from filming.take import Take, moment
from filming.texture import colour, fractal_noise, larger, mix, ramp, scrolled, smooth_step, wander

SECONDS = Fraction(9)
FALLS = (Fraction(16, 5), Fraction(13, 2))  # when a log falls and sparks fly
WIDTH, HEIGHT = 720, 1280
FIRE_X, FIRE_Y = 360, 985  # the middle of the fire's foot


def campfire_take(seed: int = 31) -> Take:
    """The fire, two bursts of sparks."""
    scene = _Campfire(seed)
    return Take(
        what="A campfire in a dark wood, filmed upright; twice a log falls and a fountain of sparks goes up.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_crackling,
        camera=Camera(seed=seed, sway=6, bloom=0.5, bloom_from=0.6, vignette=0.5),
        good=tuple(moment(fall, "a log falls and sparks fly up", before=Fraction(3, 5), after=Fraction(8, 5)) for fall in FALLS),
    )


class _Campfire:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.noise = fractal_noise(512, 512, seed, slope=1.55, largest=0.2)
        y, x = np.mgrid[0:HEIGHT:4, 0:WIDTH:4].astype(np.float32)
        self.u = (x - FIRE_X) / 235
        self.v = (FIRE_Y - y) / 640
        self.night, self.lit = _wood(seed), _lit_wood(seed)
        self.logs = _logs(seed)
        self.sparks = _sparks(seed)

    def picture(self, time: float) -> np.ndarray:
        """The fire at a time."""
        flare = sum(float(np.exp(-max(time - float(fall), 0) / 0.7) * (time >= float(fall))) for fall in FALLS)
        flicker = 0.85 + 0.13 * wander(time, self.seed, slowest=1.5, fastest=9) + 0.35 * flare
        picture = self.night + self.lit * np.float32(flicker)
        picture += larger(self._flames(time, flare, behind=True), WIDTH, HEIGHT)
        self._add_logs(picture, flicker)
        picture += larger(self._flames(time, flare, behind=False), WIDTH, HEIGHT)
        return picture + self._spark_light(time)

    def _flames(self, time: float, flare: float, *, behind: bool) -> np.ndarray:
        """The light of the flames: noise that rises, cut to tongues, coloured by heat. A quarter of the size."""
        t = time * 1.0 + (0 if behind else 31.7)
        wide, tall = (1.0, 1.0 + 0.25 * flare) if behind else (0.72, 0.55 + 0.12 * flare)
        v = self.v / tall
        curl = scrolled(self.noise, self.u * 40 + 9 * t, v * 85 + 150 * t)
        u = self.u / wide + 0.16 * curl * np.clip(v, 0, 1) + 0.05 * np.sin(2.1 * t) * v
        tongues = scrolled(self.noise, u * 62, v * 62 + 185 * t) + 0.5 * scrolled(self.noise, u * 140 + 50, v * 110 + 300 * t)
        body = 1.05 - np.abs(u) / (0.72 * np.sqrt(np.clip(1.05 - v, 0.02, 2)) + 0.02) - 0.85 * v
        heat = np.clip(body + 0.42 * tongues * (0.28 + 0.5 * np.clip(v, 0, 1)), 0, 1.6) * smooth_step(-0.07, 0.03, v)
        light = ramp({0: "000000", 0.18: "3a0a02", 0.45: "c8400a", 0.75: "ff8a1e", 1.1: "ffc95a", 1.6: "fff0c0"}, heat)
        return light * (0.95 if behind else 0.75)

    def _add_logs(self, picture: np.ndarray, flicker: float) -> None:
        shade, alpha = self.logs
        top = FIRE_Y - 110
        part = picture[top : top + shade.shape[0]]
        part += (shade * np.float32(0.5 + 0.5 * flicker) - part) * alpha

    def _spark_light(self, time: float) -> np.ndarray:
        lights = Lights(WIDTH, HEIGHT)
        for birth, speed, drift, life, number in self.sparks:
            age = time - birth
            if 0 < age < life:
                ends = [_spark_place(age - back, speed, drift, number) for back in (0.03, 0.0)]
                fade = (1 - age / life) * (0.75 + 0.25 * np.sin(40 * age + number))
                lights.streak(*ends, mix(colour("ff5a10"), colour("ffd890"), fade) * fade, 2)
        return lights.light(1.7)


def _spark_place(age: float, speed: float, drift: float, number: int) -> tuple[float, float]:
    rise = speed * (1 - np.exp(-0.75 * age)) / 0.75
    return FIRE_X + drift * (1 - np.exp(-1.4 * age)) + 26 * age * wander(
        age, number, slowest=0.8, fastest=3, parts=3
    ), FIRE_Y - 60 - rise


def _sparks(seed: int) -> list[tuple[float, float, float, float, int]]:
    """Each spark's birth, speed, sideways drift, life and number: a few always, many when a log falls."""
    rng = np.random.default_rng(seed)
    births = [*rng.uniform(-2, float(SECONDS), 110)]
    for fall in FALLS:
        births += [*(float(fall) + rng.exponential(0.16, 150))]
    return [
        (birth, rng.uniform(260, 720), rng.normal(0, 120), rng.uniform(0.8, 2.3), 1000 + number)
        for number, birth in enumerate(births)
    ]


def _wood(seed: int) -> np.ndarray:
    """The wood by the last light: a blue sky with stars between trunks."""
    rng = np.random.default_rng(seed)
    rows = np.linspace(0, 1, HEIGHT)
    picture = np.repeat(
        ramp({0: "0a1226", 0.45: "16233d", 0.62: "1c2a3c", 0.68: "06080a", 1: "050404"}, rows)[:, None], WIDTH, axis=1
    )
    lights = Lights(WIDTH, HEIGHT)
    for x, y, bright in zip(rng.uniform(0, WIDTH, 150), rng.uniform(0, 620, 150), rng.exponential(0.25, 150)):
        lights.dot((x, y), 1.0, np.full(3, min(bright, 0.9)))
    picture = picture + lights.light()
    return (picture * (1 - _trunks(seed)[..., None])).astype(np.float32)


def _trunks(seed: int) -> np.ndarray:
    """How much of each pixel is trunk or crown."""
    rng = np.random.default_rng(seed + 1)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x, wide in zip((-10, 60, 150, 235, 490, 580, 655, 735), rng.uniform(20, 52, 8)):
        lean = rng.uniform(-25, 25)
        trunk = np.array([[x - wide / 2, 900], [x + wide / 2, 900], [x + lean + wide / 4, 0], [x + lean - wide / 4, 0]])
        cv2.fillPoly(mask, [np.round(trunk * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    leaves = fractal_noise(512, 512, seed + 2, slope=1.1, largest=0.2)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    crown = smooth_step(0.1, 0.5, scrolled(leaves, x * 0.7, y * 0.7) + (np.abs(x - 350) - 250) / 130 - (y - 120) / 500)
    ground = smooth_step(838, 850, y + 8 * scrolled(leaves, x * 0.3, y * 0))
    return np.maximum(np.maximum(mask / 255, crown), ground).astype(np.float32)


def _lit_wood(seed: int) -> np.ndarray:
    """What the fire adds: warm light on the trunks facing it and on the ground."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    bark = fractal_noise(512, 512, seed + 3, slope=1.0, largest=0.3)
    near = 1 / (1 + (np.hypot(x - FIRE_X, (y - FIRE_Y + 120) * 0.8) / 260) ** 2.4)
    upright = scrolled(bark, x * 3.0, y * 0.35)
    trunks = _trunks(seed) * smooth_step(905, 840, y) * (0.55 + 0.22 * upright)
    below = np.maximum(y - 800, 1)
    soil = scrolled(bark, (x - FIRE_X) * 330 / below, 52000 / below)
    ground = smooth_step(838, 870, y) * (0.62 + 0.3 * soil)
    light = (trunks * 0.55 + ground * 0.8) * near
    return (np.clip(light, 0, 1)[..., None] * colour("ff9448")).astype(np.float32)


def _logs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Crossed logs and a ring of stones, their upper sides lit: colours, and alpha, of a strip of the picture."""
    rng = np.random.default_rng(seed + 4)
    height, grow = 250, 2
    shade = np.zeros((height * grow, WIDTH * grow, 3), np.float32)
    mask = np.zeros(shade.shape[:2], np.uint8)
    bark = np.repeat(fractal_noise(height * grow, WIDTH * grow, seed + 5, slope=0.9)[..., None], 3, axis=2)
    logs = [((205, 165), (505, 95), 25), ((520, 170), (225, 88), 24), ((250, 185), (480, 182), 28), ((330, 175), (372, 55), 20)]
    for a, b, wide in logs:
        for layer in range(wide, 0, -2):
            part = 1 - layer / wide
            tone = mix(colour("120a06"), colour("6b3a1c"), part) if layer < wide * 0.85 else colour("0c0705")
            lift = 0.30 * (wide - layer)
            ends = [(round((p[0]) * grow * 16), round((p[1] - lift) * grow * 16)) for p in (a, b)]
            cv2.line(shade, *ends, tuple(map(float, tone)), layer * grow, cv2.LINE_8, 4)
            cv2.line(mask, *ends, 255, layer * grow, cv2.LINE_8, 4)
    for angle in np.linspace(0.12, np.pi - 0.12, 11):
        x, y = FIRE_X - 265 * np.cos(angle), 165 + 48 * np.sin(angle)
        wide, tall = rng.uniform(27, 40), rng.uniform(19, 28)
        for part in np.linspace(1, 0.15, 8):
            tone = mix(colour("0d0b0b"), colour("8a5a3c"), (1 - part) ** 1.2)
            centre = (round((x + (FIRE_X - x) * 0.07 * (1 - part)) * grow), round((y - 7 * (1 - part)) * grow))
            axes = (round(wide * part * grow), round(tall * part * grow))
            cv2.ellipse(shade, centre, axes, 0, 0, 360, tuple(map(float, tone)), -1)
            cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1)
    embers = (
        smooth_step(0.9, 1.9, bark[..., :1])
        * colour("ff5a14")
        * smooth_step(0.35, 0.8, np.arange(height * grow) / (height * grow))[::-1, None, None]
    )
    shade = cv2.GaussianBlur(shade, (0, 0), 2.5) * (1 + 0.28 * bark) + embers * 0.8
    alpha = cv2.resize(mask.astype(np.float32) / 255, (WIDTH, height), interpolation=cv2.INTER_AREA)[..., None]
    return cv2.resize(shade, (WIDTH, height), interpolation=cv2.INTER_AREA).astype(np.float32), alpha


def _crackling(rate: int) -> np.ndarray:
    """Crackling all along, and a crack with a shower of snaps at each fall."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    sound.place(track, sound.crackle(rate, seconds, 5), 0, rate, level=0.8)
    sound.place(
        track,
        sound.band_noise(rate, seconds, 2500, 5000, 6) * (np.sin(2 * np.pi * 9 * sound.times(rate, seconds)) > 0.6),
        0,
        rate,
        level=0.006,
        pan=0.7,
    )
    for number, fall in enumerate(FALLS):
        crack = sound.band_noise(rate, 0.8, 150, 4500, 40 + number) * sound.strike(rate, 0.8, decay=0.11)
        sound.place(track, crack, float(fall), rate, level=0.9, pan=0.1)
        sound.place(
            track,
            sound.crackle(rate, 1.3, 50 + number, density=70) * sound.strike(rate, 1.3, decay=0.5),
            float(fall) + 0.02,
            rate,
            level=1.6,
        )
    return track
