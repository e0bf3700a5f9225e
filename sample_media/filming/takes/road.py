"""A country road in autumn from a motorbike: trees and posts rush past, cars come the other way."""

from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.plants import broadleaf, conifer
from filming.sky import Sky, SkyLook
from filming.sprites import Sprite, premultiplied, sprite_at
from filming.take import Take, moment
from filming.texture import colour, fractal_noise, mix, ramp, smooth_step, wander

SECONDS = Fraction(7)
CARS = {Fraction(5, 2): "d8dde2", Fraction(26, 5): "b3231c"}  # when a car passes us, and its colour
SPEED, CAR_SPEED = 21.0, 20.0  # metres in a second
FOCAL, EYE, HORIZON = 820.0, 1.35, 318
TEXELS = 20  # of the road's texture in a metre, across; along it there are half as many
TREE_STEP, POST_STEP, FAR = 7.0, 21.0, 170.0


def road_take(seed: int = 71) -> Take:
    """The ride, two cars."""
    scene = _Road(seed)
    return Take(
        what="Riding a motorbike on a winding autumn road: golden trees and posts rush past, two cars whoosh by.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_ride,
        camera=Camera(seed=seed, sway=8, walk=0.8, zoom=1.03, bloom=0.3),
        good=tuple(
            moment(passing, "a car rushes past the other way", before=Fraction(1), after=Fraction(3, 5)) for passing in CARS
        ),
    )


class _Road:
    def __init__(self, seed: int) -> None:
        look = SkyLook(
            gradient={0: "fbe6c2", 0.2: "f2d3b0", 0.5: "b9c4d2", 1: "6f95c4"},
            cover=0.0,
            sun=(930, 225),
            sun_colour="fff0c8",
            sun_radius=24,
            glow=0.55,
            cloud_light="fff4e0",
            cloud_shade="a8a4b4",
            drift=5,
        )
        self.sky = Sky(look, width=1280, height=720, horizon=HORIZON + 12, seed=seed)
        self.hills = _hills(seed)
        self.ground, self.far_ground = _ground(seed)
        self.trees = [
            broadleaf(seed + k, dark=dark, middle=middle, light=light)
            for k, (dark, middle, light) in enumerate(
                (
                    ("5a2410", "c4561c", "f4b041"),
                    ("6a3a0c", "d89020", "ffd860"),
                    ("4a1c10", "a83418", "e8803a"),
                    ("39401a", "8a8a2c", "d8cc5c"),
                )
            )
        ]
        self.trees.append(conifer(seed + 9))
        self.cars = {passing: _car_front(shade) for passing, shade in CARS.items()}
        self.post = _post()
        y = np.arange(HORIZON + 2, 720, dtype=np.float32)
        self.away = (EYE * FOCAL / (y - HORIZON))[:, None]
        self.from_middle = np.arange(1280, dtype=np.float32)[None] - 640
        self.far_part = smooth_step(9, 30, self.away)[..., None]
        self.haze_part = (1 - np.exp(-self.away / 210))[..., None]
        self.seed = seed

    def picture(self, time: float) -> np.ndarray:
        """The road at a time."""
        ridden = SPEED * time
        bend = 0.0011 * wander(
            time, self.seed, slowest=0.07, fastest=0.2, parts=3
        )  # the road's curvature, 1/m, the same all along what is seen
        turn = 5200 * bend * time
        picture = self.sky.draw(time, shift=turn)
        self._add_hills(picture, turn)
        picture[HORIZON + 2 :] = self._road(ridden, bend)
        self._roadside(picture, time, ridden, bend)
        return picture

    def _road(self, ridden: float, bend: float) -> np.ndarray:
        across = self.from_middle * self.away / FOCAL - bend * self.away**2 + 1.5  # we ride right of the middle line
        map_x = np.clip(across * TEXELS + 512, 0, 1023).astype(np.float32)
        map_y = np.broadcast_to(np.mod((self.away + ridden) * TEXELS / 2, 512), map_x.shape).astype(np.float32)
        near = cv2.remap(self.ground, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        far = cv2.remap(self.far_ground, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        return mix(mix(near, far, self.far_part), colour("f3dcb8"), 0.75 * self.haze_part)

    def _roadside(self, picture: np.ndarray, time: float, ridden: float, bend: float) -> None:
        """Everything that stands beside or drives on the road, the farthest first, in place."""
        things = [*self._rows(ridden)]
        for passing, sprite in self.cars.items():
            things.append((1.2 - (time - float(passing)) * (SPEED + CAR_SPEED), -3.2, 1.5, sprite))
        for away, across, tall, sprite in sorted(things, key=lambda thing: -thing[0]):
            if 1.2 < away < FAR:
                x = 640 + (across + bend * away**2) * FOCAL / away
                streak = int(np.clip(abs(across) * FOCAL * SPEED / away**2 / 120, 0, 60))
                haze = 0.8 * (1 - np.exp(-away / 150))
                sprite_at(
                    picture,
                    sprite,
                    x,
                    HORIZON + EYE * FOCAL / away,
                    tall * FOCAL / away,
                    tint=colour("f3dcb8"),
                    haze=haze,
                    streak=streak,
                )

    def _rows(self, ridden: float):
        """Trees and posts still ahead: distance, place across the road, height in metres, sprite."""
        for number in range(int(ridden / TREE_STEP), int((ridden + FAR) / TREE_STEP) + 1):
            rng = np.random.default_rng((self.seed, number))
            for side in (-1, 1):
                away = number * TREE_STEP + rng.uniform(0, 5) - ridden
                yield away, side * rng.uniform(7.5, 13) - 1.5, rng.uniform(6.5, 10.5), self.trees[rng.integers(0, 5)]
        for number in range(int(ridden / POST_STEP), int((ridden + 90) / POST_STEP) + 1):
            for side in (-1, 1):
                yield number * POST_STEP - ridden + 3, side * 4.3 - 1.5, 1.0, self.post

    def _add_hills(self, picture: np.ndarray, turn: float) -> None:
        height = self.hills.shape[0]
        part = np.roll(self.hills, -round(turn), axis=1)[:, :1280]
        under = picture[HORIZON + 4 - height : HORIZON + 4]
        under += (part[..., :3] - under) * part[..., 3:]


def _hills(seed: int) -> np.ndarray:
    y, _x = np.mgrid[0:150, 0:2560].astype(np.float32)
    strip = np.concatenate([np.full((150, 2560, 3), colour("c9c2c8")), np.zeros((150, 2560, 1))], axis=2).astype(np.float32)
    for k, (base, size, shade) in enumerate(((55, 26, "c0bcc6"), (92, 18, "b8a890"), (120, 12, "a8864e"))):
        crest = base - size * cv2.GaussianBlur(fractal_noise(64, 2560, seed + 30 + k, slope=1.8, largest=0.2), (0, 0), 1.5)[5]
        tone = mix(colour(shade), colour("f3dcb8"), 0.25)
        strip = mix(strip, np.append(tone, 1).astype(np.float32), smooth_step(-1, 1, y - crest)[..., None])
    return strip


def _ground(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The road from above with its lines, verges and fields; and the same smeared along, for far away."""
    along, across = np.mgrid[0:512, 0:1024].astype(np.float32)
    metres = (across - 512) / TEXELS
    grain, patches = fractal_noise(512, 1024, seed + 1, slope=0.6), fractal_noise(512, 1024, seed + 2, slope=1.5)
    asphalt = ramp({-3: "4a4648", 0: "66625f", 3: "85807a"}, grain + 0.6 * patches)
    asphalt *= (1 - 0.10 * np.exp(-(((np.abs(np.abs(metres) - 1.6) - 0.75) / 0.3) ** 2)))[..., None]
    field = ramp({-3: "5d5a24", 0: "8a8036", 1.5: "b59a48", 3: "cf8a38"}, grain + patches)
    leaves = ramp({-1: "8a5220", 1: "d8902e", 2: "f0b850"}, grain)
    verge = smooth_step(3.0, 3.5, np.abs(metres) + 0.18 * patches)[..., None]
    picture = mix(
        asphalt, mix(field, leaves, smooth_step(0.1, 0.9, patches + 1.2 - np.abs(np.abs(metres) - 4.2))[..., None]), verge
    )
    edge = smooth_step(0.09, 0.05, np.abs(np.abs(metres) - 2.85))
    dash = smooth_step(0.09, 0.05, np.abs(metres)) * (np.mod(along, 128) < 50)
    picture = mix(picture, colour("ece6da"), (0.85 * np.maximum(edge, dash))[..., None])
    # A fast road is smeared along by the shutter: half a metre near us, many metres where pixels are long.
    near = _smeared_along(picture, 4)
    return near.astype(np.float32), cv2.blur(_smeared_along(picture, 60), (5, 1)).astype(np.float32)


def _smeared_along(picture: np.ndarray, texels: int) -> np.ndarray:
    wrapped = np.concatenate([picture, picture, picture])
    return cv2.blur(wrapped, (1, 2 * texels + 1))[512:1024]


def _post() -> Sprite:
    """A white roadside post with its black band and reflector."""
    v, u = np.mgrid[0:1:120j, -1:1:24j].astype(np.float32)
    shade = np.where(
        (np.abs(v - 0.22) < 0.09)[..., None],
        colour("1b1b1d"),
        mix(colour("f4f1ea"), colour("a8a49c"), np.clip(u * 0.5 + 0.5, 0, 1)[..., None]),
    )
    shade = np.where(((np.abs(v - 0.22) < 0.05) & (np.abs(u) < 0.4))[..., None], colour("ff9a30") * 1.2, shade)
    return premultiplied(np.dstack([shade, (np.abs(u) < 0.75) * (v > 0.02)]))


def _car_front(shade: str) -> Sprite:
    """A car from the front, headlights on."""
    height, width = 300, 400
    v, u = np.mgrid[0 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    roof = 0.05 + 0.16 * np.abs(u) ** 6
    half = np.where(v < 0.45, 0.60 + 0.62 * v, 0.92)
    body = (v > roof) & (np.abs(u) < half) & (v < 0.88)
    glass = (v > 0.11 + 0.03 * u**2) & (v < 0.42) & (np.abs(u) < 0.50 + 0.62 * v)
    wheels = (v > 0.72) & (v < 0.985) & (np.abs(np.abs(u) - 0.74) < 0.15)
    grille = (np.abs(v - 0.66) < 0.055) & (np.abs(u) < 0.42)
    paint = (
        mix(colour(shade) * 1.15, colour(shade) * 0.4, smooth_step(0.35, 0.95, v)[..., None]) * (1 - 0.25 * np.abs(u))[..., None]
    )
    picture = np.where(body[..., None], paint, colour("101012"))
    picture = np.where(
        glass[..., None], mix(colour("c9d6e0"), colour("20262c"), smooth_step(0.1, 0.4, v + 0.12 * u)[..., None]), picture
    )
    picture = np.where(grille[..., None], colour("17181a"), picture)
    lamp = np.exp(-(((np.abs(u) - 0.70) / 0.13) ** 2) - ((v - 0.58) / 0.055) ** 2)[..., None]
    picture = picture + lamp * colour("fff4d8") * 2.6
    alpha = cv2.GaussianBlur((body | wheels).astype(np.float32), (0, 0), 1.5)
    return premultiplied(np.dstack([cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.2), alpha]))


def _ride(rate: int) -> np.ndarray:
    """The engine, the wind, a tick of air at each post, and each car's whoosh."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    t = sound.times(rate, seconds)
    pitch = 78 + 5 * np.sin(2 * np.pi * 0.13 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    engine = sum(np.sin(k * phase + k) / k**1.1 for k in range(1, 9))
    sound.place(track, engine, 0, rate, level=0.07)
    for side in (-1, 1):
        sound.place(track, sound.band_noise(rate, seconds, 90, 1400, 8 + side), 0, rate, level=0.08, pan=0.7 * side)
    for number in range(int(SPEED * seconds / POST_STEP) + 1):
        sound.place(
            track,
            sound.whoosh(rate, 170, seconds=0.3, low=400, high=3000),
            (number * POST_STEP + 2) / SPEED - 0.15,
            rate,
            level=0.10,
            pan=0.5,
        )
    for number, passing in enumerate(CARS):
        sound.place(
            track,
            sound.whoosh(rate, 180 + number, seconds=2.2, low=90, high=3500),
            float(passing) - 1.1,
            rate,
            level=1.0,
            pan=-0.6,
        )
    return track
