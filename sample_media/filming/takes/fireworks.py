"""Fireworks over a lake, held upright on a phone, with their reflection and their smoke."""

from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.sprites import Lights
from filming.take import Take, moment
from filming.texture import colour, fractal_noise, mix, ramp, smooth_step
from filming.water import Water

SECONDS = Fraction(11)
WIDTH, HEIGHT, HORIZON = 720, 1280, 910
GRAVITY, DRAG, RISE_SECONDS, LIFE = 95.0, 1.5, 1.1, 2.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """One firework: when and where it bursts, its colours, the speed of its stars and how many there are."""

    burst: Fraction
    x: float
    y: float
    inner: str
    outer: str
    speed: float = 330
    stars: int = 130
    willow: bool = False


SHELLS = (
    Shell(burst=Fraction(7, 5), x=300, y=420, inner="fff2c0", outer="ff5a3a"),
    Shell(burst=Fraction(16, 5), x=480, y=330, inner="d8f4ff", outer="3a8cff", speed=380, stars=160),
    Shell(burst=Fraction(19, 4), x=210, y=520, inner="ffe0ff", outer="ff3fb0", speed=270),
    Shell(burst=Fraction(32, 5), x=390, y=300, inner="fff0b0", outer="ffb02e", speed=420, stars=190, willow=True),
    Shell(burst=Fraction(17, 2), x=530, y=470, inner="e6ffd8", outer="3ae07a", speed=300),
    Shell(burst=Fraction(35, 4), x=220, y=360, inner="ffe8d0", outer="ff4a4a", speed=350, stars=160),
    Shell(burst=Fraction(9), x=380, y=250, inner="fff8e0", outer="c08cff", speed=400, stars=180),
)
HIGHLIGHTS = {
    Fraction(16, 5): "a large blue shell bursts",
    Fraction(32, 5): "a golden willow fills the sky",
    Fraction(9): "three shells at once, the finale",
}


def fireworks_take(seed: int = 41) -> Take:
    """Seven shells, the last three together."""
    scene = _Fireworks(seed)
    return Take(
        what="Fireworks over a small lake with a town behind it, filmed upright on a phone, mirrored in the water.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_bangs,
        camera=Camera(seed=seed, sway=7, bloom=0.9, bloom_from=0.35),
        good=tuple(moment(burst, what, before=Fraction(1, 2), after=Fraction(8, 5)) for burst, what in HIGHLIGHTS.items()),
    )


class _Fireworks:
    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.night = _night(seed)
        self.water = Water(
            width=WIDTH,
            height=HEIGHT,
            horizon=HORIZON,
            deep=colour("050a14"),
            seed=seed,
            roughness=70,
            height_above=45,
            squeeze=2.3,
        )
        self.stars = [_directions(rng, 2 * shell.stars) for shell in SHELLS]
        self.smoke = np.clip(larger_noise(seed), 0, None)

    def picture(self, time: float) -> np.ndarray:
        """The sky, the town and the lake at a time."""
        picture = self.night.copy()
        lights = Lights(WIDTH, HEIGHT)
        for shell, directions in zip(SHELLS, self.stars):
            since = time - float(shell.burst)
            if -RISE_SECONDS < since < 0:
                _rocket(lights, shell, since)
            elif 0 <= since < LIFE + 0.6 * shell.willow:
                _burst(lights, shell, directions, since)
            self._glow(picture, shell, since)
        picture += lights.light(2.1)
        return self.water.draw(picture, time)

    def _glow(self, picture: np.ndarray, shell: Shell, since: float) -> None:
        """The flash on the sky and on the smoke that stays behind, in place."""
        if not 0 <= since < 4:
            return
        y, x = np.mgrid[0:HORIZON:8, 0:WIDTH:8].astype(np.float32)
        away = np.hypot(x - shell.x - 9 * since, y - shell.y - 10 * since)
        flash = np.exp(-since / 0.25) * 0.38 * np.exp(-away / 260)
        smoke = 0.13 * np.exp(-since / 1.3) * np.exp(-((away / (95 + 40 * since)) ** 2)) * self.smoke[: len(y), : x.shape[1]]
        light = (flash + smoke)[..., None] * mix(colour(shell.outer), np.ones(3, np.float32), 0.35)
        picture[:HORIZON] += cv2.resize(light.astype(np.float32), (WIDTH, HORIZON), interpolation=cv2.INTER_LINEAR)


def larger_noise(seed: int) -> np.ndarray:
    """Soft unevenness of smoke."""
    return 0.8 + 0.5 * fractal_noise(128, 128, seed + 6, slope=1.8, largest=0.3)


def _directions(rng: np.random.Generator, count: int) -> np.ndarray:
    """Directions over a sphere, seen flat, each with a little of its own speed: [count, 2]."""
    ball = rng.standard_normal((count, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    return ball[:, :2] * rng.uniform(0.88, 1.06, (count, 1))


def _places(shell: Shell, directions: np.ndarray, since: float) -> np.ndarray:
    drag = DRAG * (0.75 if shell.willow else 1.0)
    flown = (1 - np.exp(-drag * since)) / drag
    fall = GRAVITY * (since - flown) / drag * (1.5 if shell.willow else 1)
    return np.array([shell.x, shell.y]) + directions * 1.3 * shell.speed * flown + np.array([0, fall])


def _burst(lights: Lights, shell: Shell, directions: np.ndarray, since: float) -> None:
    life = LIFE + 0.6 * shell.willow
    trail = np.linspace(max(since - (0.55 if shell.willow else 0.22), 0), since, 4)
    places = [_places(shell, directions, t) for t in trail]
    fade = (1 - since / life) ** 0.9
    head = mix(colour(shell.inner), colour(shell.outer), smooth_step(0.0, 0.55, since))
    for number in range(len(directions)):
        glitter = 0.8 + 0.2 * np.sin(since * (30 + number % 13) + number) if since > 0.8 else 1.0
        for part in range(3):
            lights.streak(
                tuple(places[part][number]), tuple(places[part + 1][number]), head * fade * glitter * (0.25, 0.5, 1.0)[part], 1
            )
        lights.dot(tuple(places[3][number]), 1.5, head * fade * glitter)
    if since < 0.12:
        lights.dot((shell.x, shell.y), 26 * (1 - since / 0.12) + 4, np.ones(3))


def _rocket(lights: Lights, shell: Shell, since: float) -> None:
    def place(t: float) -> tuple[float, float]:
        part = 1 - (t / RISE_SECONDS) ** 2
        return shell.x + 18 * (part - 1), HORIZON + (shell.y - HORIZON) * part

    for back, bright in ((0.22, 0.2), (0.13, 0.45), (0.06, 0.9)):
        lights.streak(place(max(since - back, -RISE_SECONDS)), place(since - back + 0.07), colour("ffc078") * bright, 2)


def _night(seed: int) -> np.ndarray:
    """The sky, hills, a town's lights along the far shore."""
    rng = np.random.default_rng(seed)
    rows = np.linspace(0, HEIGHT / HORIZON, HEIGHT)
    picture = np.repeat(ramp({0: "060914", 0.5: "0b1328", 0.85: "232a52", 1.0: "5a4460"}, rows)[:, None], WIDTH, axis=1)
    columns, y = np.arange(WIDTH), np.arange(HEIGHT)[:, None]
    for shade, base, size, part in (("141a30", 96, 34, 1), ("0a0d19", 52, 20, 2)):
        hill = (
            HORIZON
            - base
            - size
            * np.interp(
                columns,
                np.linspace(0, WIDTH, 256),
                cv2.GaussianBlur(fractal_noise(256, 256, seed + part, slope=2.2, largest=0.6), (0, 0), 2)[0],
            )
        )
        picture = mix(picture, colour(shade), smooth_step(-1, 1, y - hill)[..., None])
    lights = Lights(WIDTH, HEIGHT)
    for _ in range(120):
        shade = colour(str(rng.choice(["ffb45e", "ffd9a0", "ff9a4a", "cfe4ff"])))
        lights.dot((rng.uniform(0, WIDTH), HORIZON - 3 - rng.exponential(13)), rng.uniform(0.8, 1.9), shade * rng.uniform(0.4, 1))
    return (picture + lights.light(1.2)).astype(np.float32)


def _bangs(rate: int) -> np.ndarray:
    """A whistle up, a bang, a crackle, for each shell; a murmur of people."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    sound.place(track, sound.band_noise(rate, seconds, 150, 900, 3), 0, rate, level=0.03)
    for number, shell in enumerate(SHELLS):
        burst, pan = float(shell.burst), (shell.x - WIDTH / 2) / WIDTH
        t = sound.times(rate, 0.9)
        whistle = np.sin(2 * np.pi * (1700 * t - 420 * t * t)) * np.sin(np.pi * t / 0.9) ** 2
        sound.place(track, whistle, burst - 1.0, rate, level=0.06, pan=pan)
        size = shell.speed / 330
        sound.place(
            track, sound.bang(rate, 60 + number, depth=75 / size, decay=0.32 * size), burst, rate, level=0.7 * size**2, pan=pan
        )
        sound.place(
            track,
            sound.crackle(rate, 1.4, 80 + number, density=90) * sound.strike(rate, 1.4, attack=0.5, decay=0.5),
            burst + 0.5,
            rate,
            level=0.6 if shell.willow else 0.2,
            pan=pan,
        )
    return track
