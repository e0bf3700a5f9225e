"""Evening on a beach: the sun over the sea, waves that roll in, break and run up the wet sand."""

from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera
from filming.sky import Sky, SkyLook
from filming.sprites import birds
from filming.take import Take, moment
from filming.texture import colour, fractal_noise, mix, ramp, scrolled, smooth_step
from filming.water import Water

SECONDS = Fraction(10)
CRASHES = (Fraction(27, 10), Fraction(36, 5))
HORIZON, BREAK_ROW, SHORE_TOP = 300, 505, 400


def beach_take(seed: int = 21) -> Take:
    """The sea at golden hour, two breakers."""
    scene = _Beach(seed)
    return Take(
        what="Golden hour on a beach: two waves break and run up the wet sand, gulls pass before the sun.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_surf,
        camera=Camera(seed=seed, sway=6, bloom=0.35),
        good=tuple(
            moment(crash, "a wave breaks and foams up the beach", before=Fraction(6, 5), after=Fraction(7, 5))
            for crash in CRASHES
        ),
    )


class _Beach:
    def __init__(self, seed: int) -> None:
        look = SkyLook(
            gradient={0: "ffc37a", 0.12: "fba768", 0.35: "d98a86", 0.65: "8d7fa6", 1: "4a5f94"},
            cloud_light="ffb489",
            cloud_shade="7a5f7d",
            cover=0.05,
            sun=(830, 215),
            sun_colour="ffe2a6",
            sun_radius=30,
            glow=0.7,
            drift=9,
        )
        self.sky = Sky(look, width=1280, height=720, horizon=HORIZON, seed=seed)
        self.water = Water(width=1280, height=720, horizon=HORIZON, deep=colour("3b5a70"), seed=seed + 1, roughness=46)
        y, x = np.mgrid[SHORE_TOP:720, 0:1280].astype(np.float32)
        self.x, self.y = x, y
        near = (y - 260) / 460
        self.ground_x, self.ground_y = (x - 640) / near * 0.8, 330 / near
        self.foam = fractal_noise(512, 512, seed + 2, slope=1.25, largest=0.15)
        self.edge = cv2.GaussianBlur(fractal_noise(256, 256, seed + 3, slope=2.2, largest=0.7), (0, 0), 3)
        sand_grain = scrolled(fractal_noise(512, 512, seed + 4, slope=0.9), self.ground_x * 2, self.ground_y * 2)
        self.sand = ramp({-2: "8a6a52", 0: "a5805f", 2: "bf9972"}, sand_grain)
        self.seed = seed

    def picture(self, time: float) -> np.ndarray:
        """The beach at a time."""
        above = self.sky.draw(time)
        self._gulls(above, time)
        picture = self.water.draw(above, time)
        self._headland(picture)
        shore = picture[SHORE_TOP:]
        shore[:] = self._sand(shore, above)
        for number, crash in enumerate((CRASHES[0] - Fraction(9, 2), *CRASHES, CRASHES[-1] + Fraction(9, 2))):
            self._wave(shore, time - float(crash), number)
        return picture

    def _sand(self, sea: np.ndarray, above: np.ndarray) -> np.ndarray:
        """Sea above the shoreline; below it wet sand that mirrors the sky, dry in the corner nearest us."""
        line = 532 + 9 * self._edge(0)
        mirror = cv2.GaussianBlur(above[:HORIZON][::-1], (0, 0), 9)
        mirror = cv2.resize(mirror, (1280, 720 - SHORE_TOP), interpolation=cv2.INTER_LINEAR)
        wet = mix(self.sand * 0.45, mirror, 0.48)
        dry = smooth_step(640, 770, self.y + (640 - self.x) * 0.12 + 14 * self._edge(1))[..., None]
        return mix(sea, mix(wet, self.sand * colour("ffd9b0"), dry), smooth_step(-5, 12, self.y - line)[..., None])

    def _edge(self, number: int) -> np.ndarray:
        return np.interp(np.arange(1280), np.linspace(0, 1280, 256), self.edge[number * 29]).astype(np.float32)

    def _wave(self, shore: np.ndarray, since: float, number: int) -> None:
        """One wave, in place: it rises, breaks at 0 s, and its foam runs up the sand and back."""
        if not -3.2 < since < 4.6:
            return
        edge = self._edge(number + 2)
        if since < 0.5:
            self._breaker(shore, since, edge)
        if since > -0.5:
            self._foam(shore, since, 0.6 * edge)

    def _breaker(self, shore: np.ndarray, since: float, edge: np.ndarray) -> None:
        foot = BREAK_ROW + 26 * since + 8 * edge + 10
        tall = 60 * np.exp(-(((since + 0.25) / 1.15) ** 2)) * (0.8 + 0.25 * edge) * smooth_step(0.5, -0.1, since)
        up = (foot - self.y) / np.maximum(tall, 1)
        face = smooth_step(-0.12, 0.02, up) * smooth_step(1.12, 0.9, up) * smooth_step(3, 12, tall)
        streaks = scrolled(self.foam, self.x * 0.5 + 40 * since, up * 30 + 90 * since)
        shade = ramp({0: "2c4650", 0.55: "3f6f74", 0.85: "7fa08a", 1: "ffd9a0"}, np.clip(up + 0.06 * streaks, 0, 1))
        white = smooth_step(-1.3, 0.1, since + 0.45 * edge - 0.5 * (1 - up) + 0.3 * streaks)
        shade = mix(
            shade,
            mix(colour("d9b9a4"), colour("fff3e2"), np.clip(0.5 + 0.35 * streaks, 0, 1)[..., None]),
            (white * smooth_step(-0.1, 0.6, up + 0.2 * streaks))[..., None],
        )
        shore[:] = mix(shore, shade, face[..., None])

    def _foam(self, shore: np.ndarray, since: float, edge: np.ndarray) -> None:
        run = max(since + 0.3, 0)
        front = BREAK_ROW + 4 + 120 * np.sin(np.clip(run / 3.9, 0, 1) ** 0.62 * np.pi) * (1 + 0.14 * edge) + 9 * edge
        behind = front - self.y
        lace = scrolled(self.foam, self.ground_x * 0.9, self.ground_y * 1.6 - 22 * run)
        fresh = np.exp(-run / 1.7)
        cover = smooth_step(
            0.55,
            -0.25,
            behind / ((40 + 85 * fresh) * smooth_step(-0.4, 1.2, run) + 1)
            - 0.55 * lace * (0.4 + 0.6 * (1 - fresh))
            - 0.35 * fresh,
        )
        cover = np.maximum(cover * smooth_step(0.1, 0.5, fresh + 0.45 * lace + 0.25), smooth_step(14, 2, behind)) * smooth_step(
            -2, 2, behind
        )
        grown = smooth_step(-0.2, 1.4, run)
        film = smooth_step(-2, 3, behind) * smooth_step(150 * grown + 2, 70 * grown, behind) * grown
        wet = mix(shore, colour("a88a98"), 0.55 * film[..., None])
        spray = self._spray(since, edge) if since < 1.2 else 0
        light = mix(colour("caa796"), colour("fff1dd"), np.clip(0.55 + 0.3 * lace, 0, 1)[..., None])
        part = np.maximum(cover * (0.35 + 0.6 * np.exp(-run / 2.4)), spray)
        shore[:] = mix(wet, light, np.clip(part, 0, 1)[..., None])

    def _spray(self, since: float, edge: np.ndarray) -> np.ndarray:
        """Water thrown up where the wave breaks."""
        rise = 66 * np.sin(np.clip((since + 0.25) / 1.3, 0, 1) * np.pi) * (0.75 + 0.45 * edge)
        cloud = scrolled(self.foam, self.x * 1.3, self.y * 1.6 + 130 * since)
        above = (BREAK_ROW + 14 - self.y) / np.maximum(rise, 2)
        return smooth_step(0.75, -0.2, above - 0.55 * cloud) * smooth_step(-0.35, 0.05, above) * smooth_step(2, 10, rise) * 0.9

    def _headland(self, picture: np.ndarray) -> None:
        """A dark cape on the left, in place."""
        columns = np.arange(1280)
        top = HORIZON + 3 - 62 * smooth_step(430, -60, columns) * (1 + 0.13 * self._edge(6)) - 4 * (columns < 430) * self._edge(7)
        y = np.arange(720)[:, None]
        part = smooth_step(-1, 1, y - top[None]) * smooth_step(HORIZON + 5, HORIZON + 2, y) * (columns < 425)
        picture += (colour("5a4a5c") - picture) * part[..., None].astype(np.float32)

    def _gulls(self, picture: np.ndarray, time: float) -> None:
        rng = np.random.default_rng(self.seed)
        places = [
            (150 + 105 * time + dx, 150 + dy + 8 * np.sin(time * 1.3 + dx), 9 + 5 * size, time * 1.7 + size)
            for dx, dy, size in zip(rng.normal(0, 80, 5), rng.normal(0, 28, 5), rng.random(5))
        ]
        birds(picture, places, "4a3444")


def _surf(rate: int) -> np.ndarray:
    """Wind, the sea's steady noise, and each wave's roar, loudest as it breaks."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    sound.place(track, sound.band_noise(rate, seconds, 80, 900, 1), 0, rate, level=0.10, pan=-0.4)
    sound.place(track, sound.band_noise(rate, seconds, 90, 1200, 2), 0, rate, level=0.10, pan=0.4)
    for number, crash in enumerate(CRASHES):
        for side in (-1, 1):
            roar = sound.band_noise(rate, 5, 70, 4200, 10 + 2 * number + side) * sound.swell(
                rate, 5, peak=1.5, rise=0.45, fall=0.9
            )
            sound.place(track, roar, float(crash) - 1.5, rate, level=0.8, pan=0.5 * side)
    for at in (0.8, 5.1):
        sound.place(track, sound.chirps(rate, round(at * 10), count=3, pitch=1500), at, rate, level=0.12, pan=0.6)
    return track
