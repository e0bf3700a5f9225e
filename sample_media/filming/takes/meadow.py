"""A dog gallops across a meadow beside the panning camera and leaps twice for a frisbee."""

from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.figures import dog, draw_figure
from filming.plants import broadleaf, grass_strip
from filming.sky import Sky, SkyLook
from filming.sprites import sprite_at, sprite_of
from filming.take import Take, moment
from filming.texture import colour, fractal_noise, mix, ramp, scrolled, smooth_step

SECONDS = Fraction(9)
LEAPS = (Fraction(31, 10), Fraction(34, 5))  # the top of each leap
AIR_SECONDS = 0.78
STRIDES = 2.3  # gallop strides in a second
HORIZON, FOOT, TALL = 330, 590, 150
PAN = 520.0  # pixels in a second that the meadow passes at the dog's feet


def meadow_take(seed: int = 51) -> Take:
    """The run and the two leaps."""
    scene = _Meadow(seed)
    return Take(
        what="A brown dog gallops through a flowering meadow and leaps twice for a red frisbee.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_running,
        camera=Camera(seed=seed, sway=9, zoom=1.035, bloom=0.15),
        good=tuple(
            moment(leap, "the dog leaps and catches the frisbee", before=Fraction(9, 10), after=Fraction(9, 10)) for leap in LEAPS
        ),
    )


class _Meadow:
    def __init__(self, seed: int) -> None:
        look = SkyLook(gradient={0: "e8f1f5", 0.4: "a5d0f0", 1: "4f9be0"}, cover=0.15, drift=7, cloud_shade="a9bdd4")
        self.sky = Sky(look, width=1280, height=720, horizon=HORIZON + 20, seed=seed)
        self.hills = _hills(seed)
        y, x = np.mgrid[HORIZON:720, 0:1280].astype(np.float32)
        self.near = (y - HORIZON + 14) / (FOOT - HORIZON + 14)  # 1 at the dog's feet
        self.map_x, self.map_y = (x - 640) / self.near, 420 / self.near
        self.grass = _grass(seed)
        self.front = grass_strip(seed + 3, width=2600, height=170, blades=2300, dark="2f5216", light="9fbf4e", heads="fff3a0")
        self.tuft = grass_strip(seed + 4, width=1900, height=46, blades=1500, dark="3d6a1e", light="a9c65a", heads="e7f0ff")
        self.oaks = [broadleaf(seed + 10 + k, dark="16300f", middle="3c6a24", light="8fae48") for k in range(3)]

    def picture(self, time: float) -> np.ndarray:
        """The meadow at a time."""
        pan = PAN * time
        picture = self.sky.draw(time, shift=pan * 0.02)
        _lay_strip(picture, self.hills, pan * 0.06, 170, 0)
        for number in range(-1, 9):
            x = 200 + number * 370 + 90 * np.sin(number * 2.4) - pan * 0.16
            sprite_at(
                picture, self.oaks[number % 3], x, HORIZON + 14, 120 + 30 * np.sin(number * 1.7), tint=colour("b9cfd8"), haze=0.28
            )
        picture[HORIZON:] = self._field(pan, time)
        self._dog(picture, time)
        _lay_strip(picture, self.tuft, pan * 1.04, FOOT - 28, 5 * np.sin(2.2 * time))
        _lay_strip(picture, self.front, pan * 1.9, 575, 12 * np.sin(1.9 * time), blur=13)
        return picture

    def _field(self, pan: float, time: float) -> np.ndarray:
        """Grass to the tree line, lighter where the wind lays it over."""
        texture = scrolled(self.grass, self.map_x + pan, self.map_y)
        wind = np.sin(self.map_x[::4, ::4] * 0.006 + pan * 0.006 + self.map_y[::4, ::4] * 0.011 - 2.4 * time)
        wind = cv2.resize(wind, (1280, 720 - HORIZON), interpolation=cv2.INTER_LINEAR)[..., None]
        far = smooth_step(0.55, 0.05, self.near)[..., None]
        return mix(texture, colour("a9bf78"), 0.65 * far) * (1 + 0.07 * wind)

    def _dog(self, picture: np.ndarray, time: float) -> None:
        x = 600 + 70 * np.sin(time * 0.7)
        air, pitch, lift = 0.0, 0.0, abs(np.sin(np.pi * STRIDES * time)) * 9
        for leap in LEAPS:
            since = (time - float(leap)) / AIR_SECONDS * 2
            if abs(since) < 1:
                air, pitch, lift = float(1 - since**4), -0.55 * since * 0.8, 120 * (1 - since * since)
            self._frisbee(picture, time, float(leap), x)
        shadow = 1 - 0.45 * lift / 120
        _shadow(picture, x, FOOT + 4, 105 * (0.7 + 0.3 * shadow), 15, 0.5 * shadow)
        draw_figure(picture, dog(x, FOOT - lift, TALL, 2 * np.pi * STRIDES * time, air=air, pitch=pitch), light=1.2, blur=5)

    def _frisbee(self, picture: np.ndarray, time: float, leap: float, x: float) -> None:
        """It sails in from behind the dog, is caught at the top of the leap, and is carried on for a while."""
        since = time - leap
        mouth = (x + 0.86 * TALL, FOOT - 120 - 0.90 * TALL)
        if -1.3 < since < 0:
            place, tilt = (mouth[0] + 620 * since, mouth[1] - 60 * np.sin(np.pi * since / -1.3) + 50 * since), 8
        elif 0 <= since < 1.5:
            drop = 120 * min(1, (2 * since / AIR_SECONDS) ** 2)
            bob = abs(np.sin(np.pi * STRIDES * time)) * 9 * (since > AIR_SECONDS / 2)
            place, tilt = (x + 0.90 * TALL, mouth[1] + drop - bob + 8 * min(since, 1)), 25
        else:
            return
        patch = np.zeros((60, 90), np.uint8)
        cv2.ellipse(patch, (45 * 16, 30 * 16), (27 * 16, 8 * 16), tilt, 0, 360, 255, -1, cv2.LINE_AA, 4)
        alpha = patch.astype(np.float32) / 255
        shade = mix(colour("ff4a30"), colour("a01414"), smooth_step(24, 38, np.mgrid[0:60, 0:90][0])[..., None])
        sprite = sprite_of(np.dstack([np.minimum(shade, 1) * alpha[..., None], alpha]))
        sprite_at(picture, sprite, place[0], place[1] + 30, 60)


def _shadow(picture: np.ndarray, x: float, y: float, wide: float, tall: float, strength: float) -> None:
    """A soft dark oval on the ground, in place."""
    top, bottom, left, right = (
        round(y - 3 * tall),
        round(y + 3 * tall),
        max(round(x - 2 * wide), 0),
        min(round(x + 2 * wide), picture.shape[1]),
    )
    v, u = np.mgrid[top:bottom, left:right].astype(np.float32)
    picture[top:bottom, left:right] *= 1 - strength * np.exp(-(((u - x) / wide) ** 2) - ((v - y) / tall) ** 2)[..., None]


def _lay_strip(picture: np.ndarray, strip: np.ndarray, shift: float, top: int, sway: float, blur: int = 0) -> None:
    """Lay an endless strip across the picture, in place; sway moves its upper edge sideways."""
    height = min(strip.shape[0], picture.shape[0] - top)
    y, x = np.mgrid[0:height, 0:1280].astype(np.float32)
    part = scrolled(strip, x + shift + sway * (1 - y / strip.shape[0]) ** 2, y)
    if blur:
        part = cv2.blur(part, (blur, 1))
    under = picture[top : top + height]
    under += (part[..., :3] / np.maximum(part[..., 3:], 1e-3) * 1.0 - under) * part[..., 3:]


def _hills(seed: int) -> np.ndarray:
    """Blue hills that tile: a strip with alpha."""
    y, _x = np.mgrid[0:190, 0:2048].astype(np.float32)
    strip = np.zeros((190, 2048, 4), np.float32)
    for k, (base, size, shade) in enumerate(((70, 32, "a8c2d8"), (112, 22, "86a9b0"), (150, 12, "6d9780"))):
        crest = base - size * cv2.GaussianBlur(fractal_noise(64, 2048, seed + 20 + k, slope=1.9, largest=0.25), (0, 0), 2)[5]
        part = smooth_step(-1, 1, y - crest)[..., None]
        strip = mix(strip, np.append(colour(shade), 1).astype(np.float32), part)
    strip[..., :3] /= np.maximum(strip[..., 3:], 1e-3)
    strip[..., :3] *= strip[..., 3:]
    return strip


def _grass(seed: int) -> np.ndarray:
    """The meadow from above, stretched away from the camera, with flowers."""
    side = 1024
    base = fractal_noise(side, side, seed + 1, slope=1.1, largest=0.25)
    stalks = cv2.blur(fractal_noise(side, side, seed + 2, slope=0.2), (1, 9))
    texture = ramp({-2.5: "35591c", 0: "5f8a2e", 1.2: "8aa640", 3: "c4bf62"}, base + 1.6 * stalks)
    rng = np.random.default_rng(seed)
    for shade, count in (("fff6d8", 900), ("f7d23e", 800), ("c77ad0", 350)):
        for x, y in rng.integers(0, side, (count, 2)):
            cv2.ellipse(
                texture, (int(x), int(y)), (int(rng.integers(2, 5)), 1), 0, 0, 360, tuple(float(c) for c in colour(shade)), -1
            )
    return texture


def _running(rate: int) -> np.ndarray:
    """Larks, wind in the grass, paws, and a bark as the dog leaps."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    sound.place(track, sound.band_noise(rate, seconds, 300, 2500, 4), 0, rate, level=0.035)
    for number, at in enumerate((0.3, 1.6, 4.2, 5.3, 7.9)):
        sound.place(track, sound.chirps(rate, 70 + number, count=6, pitch=4200), at, rate, level=0.16)
    for stride in range(int(STRIDES * seconds)):
        at = (stride + 0.5) / STRIDES
        if all(abs(at - float(leap)) > AIR_SECONDS / 2 for leap in LEAPS):
            for paw in (0, 0.07, 0.16):
                sound.place(track, sound.thud(rate, 90 + stride), at + paw, rate, level=0.22)
    for number, leap in enumerate(LEAPS):
        sound.place(
            track, sound.whoosh(rate, 120 + number, seconds=0.9, low=400, high=3000), float(leap) - 0.45, rate, level=0.35
        )
        sound.place(track, sound.bark(rate, 130 + number), float(leap) - 0.02, rate, level=0.75)
        sound.place(track, sound.bark(rate, 140 + number), float(leap) + 0.75, rate, level=0.4)
    return track
